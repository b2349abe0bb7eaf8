// SPDX-License-Identifier: Apache-2.0
// rescue: - kind: call_out. 随机拉动: teams drawn at random are called out at an hour nobody knows, come together, and
// report complete, at their station or at a place they are sent to. Nothing else is tested; they search for nobody.
//
//   rescue:
//     - kind: call_out
//       drawn: 3                 # of the teams of the exercise
//       earliest: 10 min
//       latest: 6 h
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/kernel/process.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/rescue/search_team.hpp"
#include "models/rescue/travel.hpp"
#include "models/rescue/turnout.hpp"

namespace tocsin::rescue {

struct CallOutParameters final : ModelParameters, TurnoutParameters, MovementParameters {
  CallOutParameters() { weather = hazard::Weather::dry; }
  std::vector<Reference<TeamTag>> teams;
  int drawn = 1;
  Duration earliest{}, latest{};                ///< after StartEx; the instant is drawn between them, one for all
  std::optional<Reference<ZoneTag>> report_at;  ///< none: they assemble at their stations
  Duration time_limit{};                        ///< from the call-out until a team is complete
  Duration look_again{};

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by `check`.
  std::vector<TeamId> team_ids;  ///< from whom is drawn
  NameId name;
  ZoneId zone;

 private:
  void find_teams(const Scenario& scenario, Diagnostics& diagnostics);
};

class CallOut final : public Model {
 public:
  explicit CallOut(const CallOutParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  struct Crew {
    TeamId team;
    std::uint32_t number = 0, of = 1;  ///< which party of how many
    std::unique_ptr<Travel> travel;
  };
  void call_out(World& world);
  void turn_out(World& world, Process& self, const Crew& crew) const;
  void go(World& world, Process& self, Crew& crew) const;
  [[nodiscard]] TravelSpeeds speeds(const World& world) const;

  const CallOutParameters& p_;
  std::vector<Crew> crews_;
};

/// Measures of the call-outs of a scenario; none where it has no such entry.
std::vector<MeasureDescription> call_out_measures();
void add_call_out_measures(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::rescue
