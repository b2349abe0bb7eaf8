// SPDX-License-Identifier: Apache-2.0
// Behavior of all households of the scope, as arrays: alerted -> decide -> prepare -> leave -> travel -> shelter, and
// what water at the house does to those who stay. One random stream per household, so that a change in one plan leaves
// every other household's draws alone.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/evacuation/absence.hpp"
#include "models/evacuation/animals.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/help/help.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/transport/transport.hpp"
#include "models/evacuation/trips.hpp"
#include "models/evacuation/unauthorized_return/cordon.hpp"
#include "models/evacuation/unauthorized_return/parameters.hpp"
#include "models/evacuation/water_look.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {

class Households final : public Model {
 public:
  explicit Households(const HouseholdsParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  // Uniform numbers that decide everything a household ever decides: the same for every plan.
  struct Character {
    float compliance = 0;   ///< leaves when below the compliance of the channel
    float preparation = 0;  ///< quantile of the preparation time
    float help = 0;         ///< quantile of the extra time for helpers
    float way = 0;          ///< walks when below walks_when_near
    float knowledge = 0;    ///< learns of closures at once when below informed_of_closures
    float kin = 0;          ///< goes to kin when below to_kin, when shelters are full below kin_when_full
    float kin_place = 0;    ///< where they live
  };
  struct Plan {
    EventHandle departure;
    double departs_s = 0;
    double packs_since_s = std::numeric_limits<double>::infinity();  ///< before it decided to leave
    bool decided = false;
    bool leaves = false;
  };

  void taken_along(std::uint32_t position);
  void order_zone(const warning::ZoneOrdered& order);
  void alerted(const warning::AlertReceived& alert);
  void urged(const warning::HouseholdUrged& urged);
  void convinced_at_the_door(std::uint32_t position);
  void water_arrives(const hazard::HouseholdReached& reached);
  void watch_water(std::uint32_t position);
  void take_harm(std::uint32_t position);
  /// When the fate of people in flooded buildings is looked at next.
  static std::uint32_t hit_among(std::uint32_t persons, RandomStream stream, double share);
  [[nodiscard]] bool water_keeps_in(std::uint32_t position) const;
  void decide(std::uint32_t position, bool leaves, Duration median);
  [[nodiscard]] double preparation_s(std::uint32_t position, Duration median) const;
  void get_ready(std::uint32_t position);
  void prepare(std::uint32_t position);
  void depart(std::uint32_t position);
  bool set_out(std::uint32_t position, JunctionId walk_from, JunctionId road_from, bool en_route);
  [[nodiscard]] TravelMode mode_of(std::uint32_t position, const Place* on_foot_to) const;
  void come_out(std::uint32_t position);
  /// By their own means.
  [[nodiscard]] static Way way_by(TravelMode mode);
  [[nodiscard]] double speed_factor(std::uint32_t position, TravelMode mode) const;
  [[nodiscard]] std::uint32_t company(std::uint32_t position) const;
  /// Where a household goes: a shelter, or kin in a zone; the door, and the goal whose tree leads there (none: the way
  /// is its own).
  struct Destination {
    ShelterId shelter;
    ZoneId kin;
    JunctionId door;
    GoalId goal;
    [[nodiscard]] bool exists() const { return shelter.exists() || kin.exists(); }
  };
  [[nodiscard]] Destination destination_from(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] JunctionId kin_door(std::uint32_t position, TravelMode mode) const;
  [[nodiscard]] bool way_opened_to_kin(ZoneId kin, JunctionId from, TravelMode mode);
  [[nodiscard]] bool way_to_kin(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] Destination kin_as_known(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] Destination kin_by_phone(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] double kin_walk_limit_s() const;
  [[nodiscard]] bool within_walk_to_kin(std::uint32_t position, const Place& kin, JunctionId from);
  [[nodiscard]] double detour_limit_s(std::uint32_t position, const Destination& to, JunctionId from, TravelMode mode);
  [[nodiscard]] const Place* place_of(const Destination& destination) const;
  /// Where they would rather go than to a shelter; null: to a shelter.
  [[nodiscard]] const Place* preferred_kin(std::uint32_t position) const;
  void find_kin();
  void find_who_hears();
  void learn_roads(std::uint32_t position);
  [[nodiscard]] traffic::Hearing hearing(std::uint32_t position) const {
    if (news_delay_s_.empty()) return {.ever = informed_[position] != 0};
    return {informed_[position] != 0, static_cast<double>(news_delay_s_[position]), knows_until_s_[position]};
  }
  [[nodiscard]] Destination nearest_shelter(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] Destination nearest_with_room(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] ShelterId suitable_at(std::uint32_t position, JunctionId door, TravelMode mode) const;
  [[nodiscard]] bool takes_in(std::uint32_t position, ShelterId shelter) const;
  [[nodiscard]] GoalId goal_with_room(TravelMode mode, std::uint32_t persons);
  void shelter_filled(ShelterId shelter);
  [[nodiscard]] JunctionId door_of(ShelterId shelter, TravelMode mode) const;
  void arrived(std::uint32_t position, JunctionId at);
  void tell_delay(std::uint32_t driver, std::uint32_t position);
  void tell_rerouted(std::uint32_t position);
  void cut_off(std::uint32_t position, JunctionId at);
  void go_on(std::uint32_t position, JunctionId at);
  [[nodiscard]] StrandedReason why_stranded(std::uint32_t position, JunctionId walk_from, JunctionId road_from,
                                            TravelMode mode) const;
  void strand(std::uint32_t position, StrandedReason reason);
  void stuck(std::uint32_t position, JunctionId ahead);
  void freed(std::uint32_t position);
  void go_on_with_passenger(std::uint32_t position);
  void retry_stranded();
  [[nodiscard]] bool retry(std::uint32_t position, std::uint32_t most_free_places);
  void wait(std::uint32_t position);
  void wait_on(std::uint32_t position, std::uint64_t order);
  bool stop_waiting(std::uint32_t position);
  [[nodiscard]] std::uint32_t most_free_places() const;
  [[nodiscard]] bool can_get_to_safety(std::uint32_t position, JunctionId from, TravelMode mode,
                                       std::uint32_t most_free_places);
  // Those whom assigned transport fetches: households_rides.cpp.
  void prepare_rides();
  bool go_to_pick_up(std::uint32_t position, JunctionId walk_from, const Destination& to, bool would_drive);
  void wait_at_pick_up(std::uint32_t position, JunctionId at);
  void give_up(std::uint32_t position);
  void stop_riding(std::uint32_t position);
  void put_down(std::uint32_t position, JunctionId at, VehicleHeldUp reason);
  [[nodiscard]] bool rides(std::uint32_t position) const {
    return transport_ != nullptr && pick_up_[position].point.has_value();
  }
  // Shelters that are not open yet, and wheelchairs: households_shelters.cpp.
  void prepare_shelters();
  void turned_away(std::uint32_t position, ShelterId shelter);
  [[nodiscard]] Destination step_free_shelter(std::uint32_t position, JunctionId from, TravelMode mode);
  [[nodiscard]] bool uses_wheelchair(std::uint32_t position) const {
    return !wheelchair_.empty() && wheelchair_[position] != 0;
  }
  // Those in a shelter that the hazard reaches: households_second_moves.cpp.
  void prepare_second_moves();
  void expect_hazard_at_shelters();
  void clear_shelter(ShelterId shelter);
  void order_second_move(std::uint32_t position, ShelterId shelter);
  void leave_shelter(std::uint32_t position);
  [[nodiscard]] bool retry_in_shelter(std::uint32_t position, std::uint32_t most_free_places);
  void note_hazard_at(ShelterId shelter);
  void watch_shelter(ShelterId shelter);
  void take_harm_in_shelter(std::uint32_t position, double share);
  [[nodiscard]] bool water_keeps_in(ShelterId shelter) const;
  /// Told to leave a shelter, and not out of it yet.
  [[nodiscard]] bool is_to_leave_shelter(std::uint32_t position) const {
    return !lodging_.empty() && lodging_[position].to_leave;
  }
  // Those who go home before the all-clear, and who keeps them out: households_return.cpp.
  void prepare_return();
  void reached_safety(HouseholdId id, ShelterId shelter, ZoneId kin);
  void plan_return(std::uint32_t position);
  void go_home(std::uint32_t position);
  struct WayHome {
    Route route;
    TravelMode mode = TravelMode::walk;
    JunctionId from, to;
  };
  [[nodiscard]] std::optional<WayHome> way_home(std::uint32_t position) const;
  [[nodiscard]] std::optional<WayHome> way_home_by(std::uint32_t position, TravelMode mode) const;
  [[nodiscard]] bool too_far_on_foot(std::uint32_t position, const WayHome& way) const;
  [[nodiscard]] bool is_in_safety(std::uint32_t position) const;
  void forget_evacuation(std::uint32_t position);
  void places_freed(ShelterId shelter, std::uint32_t persons);
  void home_again(std::uint32_t position, JunctionId at);
  void turn_round(std::uint32_t position, JunctionId at);
  void abandon_return(std::uint32_t position, JunctionId at, ReturnObstacle obstacle);
  [[nodiscard]] bool stopped_by_guards(std::uint32_t position);
  void sound_fence_alarm(std::uint32_t position);
  void answer_alarm(std::uint32_t position, const ElectronicFenceParameters& fence, std::uint32_t stays);
  [[nodiscard]] double harmed_share(std::uint32_t position) const;
  /// What a household is that simply is at home.
  [[nodiscard]] State home_state(std::uint32_t position) const {
    return !stay_.empty() && stay_[position].back ? State::returned : State::at_home;
  }
  [[nodiscard]] bool goes_home(std::uint32_t position) const { return !stay_.empty() && stay_[position].homeward; }
  // Those who keep animals: animals.cpp.
  void prepare_animals();
  [[nodiscard]] bool kept_by_animals(std::uint32_t position);
  // Those of whom some are away: households_away.cpp.
  void prepare_absence();
  void call_family(std::uint32_t position);
  void family_comes_home(std::uint32_t position);
  [[nodiscard]] bool waits_for_family(std::uint32_t position);
  [[nodiscard]] double way_home_s(std::uint32_t position) const;
  // Those who leave with a helper: households_help.cpp.
  void prepare_help();
  void ask_for_help(std::uint32_t position, bool willing);
  [[nodiscard]] bool may_leave(std::uint32_t position);
  [[nodiscard]] bool may_leave_with_helper(std::uint32_t position);
  [[nodiscard]] bool leave_with_helper_at_the_door(std::uint32_t position);
  [[nodiscard]] bool waits_for_own_helper(std::uint32_t position);
  void await_helper(std::uint32_t position);
  void helper_arrived(std::uint32_t position);
  void helper_released(std::uint32_t position);
  void leave_together(std::uint32_t assisted, std::uint32_t helper);
  [[nodiscard]] bool is_ready(std::uint32_t position) const;
  [[nodiscard]] bool lacks_helper(std::uint32_t position) const;
  [[nodiscard]] bool helpers_car_is_home(std::uint32_t assisted) const;
  [[nodiscard]] bool has_car(std::uint32_t position) const;
  void seat_passenger(std::uint32_t driver);
  void leave_passenger(std::uint32_t driver);
  void brought_to_safety(std::uint32_t position, JunctionId at);
  void taken_from_party(std::uint32_t position);
  /// Who rides in this household's vehicle; null: nobody, or nobody has helpers.
  [[nodiscard]] const std::uint32_t* passenger(std::uint32_t driver) const {
    return party_.empty() || party_[driver].passenger == traffic::kNone ? nullptr : &party_[driver].passenger;
  }
  [[nodiscard]] HouseholdId household(std::uint32_t position) const { return scope().households()[position]; }
  [[nodiscard]] ZoneId zone_of(HouseholdId id) const { return world_->town().population.zone[id.index()]; }
  [[nodiscard]] const Scope& scope() const { return world_->scenario().scope; }
  [[nodiscard]] bool waits_at_home(std::uint32_t position) const;

  const HouseholdsParameters& p_;
  World* world_ = nullptr;
  Roll* roll_ = nullptr;
  hazard::Hazards* hazards_ = nullptr;
  std::unique_ptr<Trips> trips_;
  std::vector<Character> character_;  // all by scope position
  std::vector<Plan> plan_;
  struct Bound {
    ShelterId shelter;
    ZoneId kin;
  };
  std::vector<Bound> destination_;
  std::vector<ZoneId> kin_;  // where a household's kin live; none: it has none, or their village is not safe
  std::vector<TravelMode> mode_;
  std::vector<std::vector<ShelterId>> tried_;  // shelters that turned the household away, so far
  std::vector<JunctionId> held_at_;            // where a household cut off on the way waits
  std::vector<std::uint8_t> informed_;         // knows which roads are closed
  std::vector<float> news_delay_s_;            // how long after a change of a road; empty: at once
  std::vector<double> knows_until_s_;          // told of all changes until then; empty: likewise
  traffic::RoadNews* news_ = nullptr;
  // The shelters with room for so many persons, as a goal: one for each size of household that was turned away.
  struct RoomGoal {
    TravelMode mode = TravelMode::walk;
    std::uint32_t persons = 0;
    GoalId goal;
  };
  std::vector<RoomGoal> with_room_;
  bool retry_planned_ = false;
  // Who has no way to a shelter, at home or on the way, by where they stand and what they travel by: where one has no
  // way yet, nobody has. Those whom a shelter turned away stand apart: what each of them needs is different, and they
  // go in the order in which they came. Without a place: those who are to leave a shelter.
  struct Standing {
    JunctionId walk;
    JunctionId road;
    TravelMode vehicle = TravelMode::walk;
    ZoneId kin;
    bool turned_away = false;
    auto operator<=>(const Standing&) const = default;
  };
  struct Waiting {
    std::uint32_t position;
    std::uint32_t entry;  // as entry_, or they have gone since
    std::uint64_t order;  // of those who began to wait
  };
  [[nodiscard]] Standing standing(std::uint32_t position) const;
  [[nodiscard]] bool way_opened(const Standing& standing);
  [[nodiscard]] bool may_go(const Standing& standing, std::uint32_t most_free_places);
  void retry_all(const std::vector<Waiting>& all, std::uint32_t most_free_places);
  std::uint64_t waits_ = 0;          // begun so far
  std::vector<std::uint64_t> turn_;  // by position: the order of who waits, or did last
  std::map<Standing, std::vector<Waiting>> waiting_;
  std::size_t waiting_count_ = 0;
  std::vector<std::uint32_t> entry_;  // grows with each beginning and each end; odd: waits
  struct PickUp {
    std::optional<std::uint32_t> point;  // they go to, wait at or were fetched from
    EventHandle patience;
  };
  struct Keeper {
    double extra_s = 0;  // before they leave
    NameId stays_for;    // animals that keep them from leaving; none: nothing does
    bool told = false;   // the log says that they stay for them
  };
  std::vector<Keeper> keeper_;            // by scope position, when somebody keeps animals
  std::vector<std::uint8_t> wheelchair_;  // somebody of them uses one; by scope position, when shelters are run
  struct Family {
    float sets_out = 0;       // quantile of the time until those away set out for home
    bool gathers = false;     // leaves together or not at all
    bool called = false;      // those away know that the others leave
    bool comes = false;       // they are on their way home
    bool waiting = false;     // the others are ready, and wait
    bool gone_ahead = false;  // they have waited long enough
  };
  const AbsenceParameters* absence_ = nullptr;  // null: everybody is home
  std::vector<Family> family_;                  // by scope position, when somebody is not
  struct Stay {
    double since_s = 0;       // in safety
    double back_s = 0;        // at home again
    double harm_before = 0;   // share that the water harms, of those who were there until they left home the last time
    double harm = 0;          // the same until the last look
    std::uint32_t stays = 0;  // so far: each has its own random numbers
    ShelterId shelter;        // where they are, or were the last time; none: with kin
    ZoneId kin;
    bool homeward = false;  // on the way home
    bool back = false;      // has been at home again since the last stay
  };
  std::vector<Stay> stay_;  // by scope position, when people may go home
  struct Lodging {
    ShelterId shelter;          // where they are, or were the last time
    bool to_leave = false;      // it is not safe: told to leave, and not out of it yet
    std::uint32_t persons = 0;  // when told
    std::uint32_t harmed = 0;   // in shelters, so far
  };
  std::vector<Lodging> lodging_;                    // by scope position, when the hazard comes to a shelter
  std::vector<std::vector<std::uint32_t>> inside_;  // by shelter: positions of those to leave it, or who were
  struct ZoneReturn {
    const UnauthorizedReturnParameters* parameters = nullptr;  // null: nobody goes home there
    ReturnRate rate;
  };
  std::vector<ZoneReturn> returns_;  // by zone of the town; the same
  std::unique_ptr<Help> help_;       // null: nobody has a helper in this scenario
  // Positions of households that travel in one vehicle; kNone: none.
  struct Party {
    std::uint32_t driver = traffic::kNone;     // whose vehicle carries this one
    std::uint32_t passenger = traffic::kNone;  // carried by this one
    bool leads = false;                        // is about to leave together with `passenger`
    bool alone = false;                        // waits no longer for its member who helps
    bool borrows = false;                      // drives, or is driven in, the car of a helper who stays, or of a cadre
  };
  std::vector<Party> party_;        // by scope position, when somebody has a helper
  Transport* transport_ = nullptr;  // null: nobody is fetched in this scenario
  std::vector<PickUp> pick_up_;     // by scope position, when somebody is
};

}  // namespace tocsin::evacuation
