// SPDX-License-Identifier: Apache-2.0
// One party of a team: the people who search together. A process of the kernel: called out, turning out, on the way,
// at a door, leading people to a shelter, again and again until nobody is left. Inside this folder only.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/kernel/process.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/hazard/hazard.hpp"
#include "models/rescue/search_team.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::rescue {

/// What is known of a team by all its parties.
struct TeamRecord {
  TeamId id;
  std::uint32_t parties = 1;
  bool called_out = false;
  bool held_back = false;  ///< its condition does not hold yet
  std::vector<ZoneId> arrived_at;
};

class Party {
 public:
  Party(World& world, const SearchTeamParameters& parameters, TeamRecord& team, std::uint32_t number, bool boat);

  /// The life of the party; returns never, ends with the exercise.
  void run(Process& self);
  void road_changed(const RoadChange& change) { travel_.road_changed(change); }
  void news(const SearchPlan::News& news);
  /// What kept it waiting may be gone.
  void look_up();

 private:
  // ---- coming together ----
  void await_call_out(Process& self);
  void turn_out(Process& self);
  [[nodiscard]] std::uint32_t members() const;
  // ---- searching ----
  void work_until_done(Process& self);
  void visit(Process& self, HouseholdId home);
  bool come_to(Process& self, HouseholdId home);
  bool come_by_boat(Process& self, HouseholdId home);
  void announce_arrival(Process& self, ZoneId zone);
  Finding search(Process& self, HouseholdId home);
  [[nodiscard]] bool must_go(HouseholdId home) const;
  bool persuade(HouseholdId home);
  void after_search(HouseholdId home, Finding finding);
  void put_off(HouseholdId home, HeldUpReason reason);
  // ---- bringing people to shelters ----
  void take_along(Process& self, HouseholdId home);
  void fill_up(Process& self, ShelterId shelter);
  void deliver(Process& self);
  void hand_over(Process& self, ShelterId shelter);
  enum class Doors : std::uint8_t { open, all };
  ShelterId nearest_shelter(std::uint32_t places, Doors doors = Doors::open);
  void go_home(Process& self);
  // ---- moving ----
  [[nodiscard]] TravelSpeeds speeds() const;
  [[nodiscard]] Searcher searcher();
  [[nodiscard]] JunctionId junction_of(HouseholdId home) const;
  [[nodiscard]] JunctionId launching_place(HouseholdId home);
  void hop(Process& self, float x_m, float y_m, double speed_m_per_s);
  [[nodiscard]] double door_speed() const;
  void stand_at_junction();
  void spend(Process& self, Duration time);
  [[nodiscard]] std::pair<float, float> door_of(HouseholdId home) const;
  [[nodiscard]] Length depth_at(HouseholdId home) const;
  [[nodiscard]] std::uint32_t led_persons() const;

  World& world_;
  const SearchTeamParameters& p_;
  TeamRecord& team_;
  SearchPlan& plan_;
  evacuation::Roll& roll_;
  hazard::Hazards& hazards_;
  warning::Alerts& alerts_;
  std::uint32_t number_;
  bool boat_;
  Travel travel_;
  bool news_ = false;  // since it looked for work last; a drive may have used up the wake
  Process* process_ = nullptr;
  bool ordered_ = false;
  bool at_station_ = true;
  double pace_ = 1;                                  ///< time of this party over the usual time
  ZoneId zone_;                                      ///< where it works
  std::optional<std::uint64_t> nothing_at_version_;  ///< of the plan, when it had nothing for who stands here
  ZoneId set_up_in_;
  JunctionId boat_launched_at_;
  bool afloat_ = false;      ///< the home it is at is reached by boat
  float x_m_ = 0, y_m_ = 0;  ///< where it stands, near travel_.at()
  std::vector<HouseholdId> led_;
};

}  // namespace tocsin::rescue
