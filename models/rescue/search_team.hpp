// SPDX-License-Identifier: Apache-2.0
// rescue: - kind: search_team. Teams that are called out, turn out, drive or walk to the zones under the order, search
// home by home for people who are not registered at a shelter, and bring them there (handbook 5.1, 5.2, 5.4, 3.6).
//
//   rescue:
//     - kind: search_team
//       team: baima-team
//       weather: heavy_rain
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/condition.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/hazard/hazard.hpp"
#include "models/rescue/rescue.hpp"
#include "models/rescue/travel.hpp"
#include "models/rescue/turnout.hpp"

namespace tocsin::rescue {

/// Boats of an entry; parties are served in turn until there is none left.
struct Boats {
  int count = 0;
  int persons = 0;  ///< carried at once, besides the crew
  Duration launch{};
  Duration loading{};  ///< per person
  Speed speed;         ///< loaded
  Length range;        ///< from the launching place to a house
  void describe(Fields& fields);
};

struct SearchTeamParameters final : ModelParameters, TurnoutParameters, MovementParameters {
  std::optional<Reference<TeamTag>> team;
  std::vector<Reference<TeamTag>> teams;
  std::optional<Duration> called_out;
  std::optional<Condition> when;  ///< held back until it holds
  std::vector<Reference<ZoneTag>> zones;
  double slow_walkers_factor = 1, assisted_factor = 1;
  Duration setup{};
  Speed door_speed;
  double detour_factor = 1;
  Duration empty_home{}, talk_day{}, talk_night{};
  Duration helping_out{};
  Share persuaded;
  Length wading_limit;
  Duration retry_interval{};
  Duration look_again{};
  int persons_led = 0;
  Duration hand_over{};
  Duration planning_horizon{};
  Boats boats;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by `check`.
  std::vector<TeamId> team_ids;
  std::vector<std::uint8_t> may_search;  ///< by zone of the town; empty: everywhere

 private:
  void describe_pace(Fields& fields);
  void describe_search(Fields& fields);
  void find_teams(const Scenario& scenario, Diagnostics& diagnostics);
  void find_zones(const Scenario& scenario, Diagnostics& diagnostics);
  void prepare_trees(const Scenario& scenario) const;
};

/// By zone of the town: does any team of the scenario search there (1 or 0)?
std::vector<std::uint8_t> searched_zones(const Scenario& scenario);

class Party;
struct TeamRecord;

class SearchTeam final : public Model {
 public:
  explicit SearchTeam(const SearchTeamParameters& parameters);
  ~SearchTeam() override;
  void start(World& world) override;

 private:
  void make_parties(World& world);
  void release();
  const SearchTeamParameters& parameters_;
  std::vector<TeamRecord> records_;
  std::vector<std::unique_ptr<Party>> parties_;
};

}  // namespace tocsin::rescue
