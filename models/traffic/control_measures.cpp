// SPDX-License-Identifier: Apache-2.0
// What the log says of the control of traffic: of all control points and contraflows together, and of each
// ("control:<id>").
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/simulation/scenario.hpp"
#include "models/traffic/contraflow.hpp"
#include "models/traffic/control_point.hpp"
#include "models/traffic/events.hpp"
#include "models/traffic/measures.hpp"

namespace tocsin::traffic {
namespace {

const MeasureDescription kPassed{"traffic.control_passed",
                                 MeasureUnit::count,
                                 {"Vehicles let through control points", "管控点放行车辆数"},
                                 {"Vehicles that drove through a control point, or set out there, while it worked.",
                                  "管控期间驶过管控点或自该处出发的车辆数。"},
                                 Better::neither};
const MeasureDescription kTurnedAway{"traffic.control_turned_away",
                                     MeasureUnit::count,
                                     {"Vehicles turned away", "劝返车辆数"},
                                     {"Vehicles that stood at a control point before a road into which they were not "
                                      "let; once for each point.",
                                      "在管控点被禁止驶入的车辆数（每个管控点计一次）。"},
                                     Better::neither};
const MeasureDescription kInformed{"traffic.control_informed",
                                   MeasureUnit::count,
                                   {"Drivers informed on the way", "途中被告知的驾驶人数"},
                                   {"Drivers who did not know which roads are closed, were told at a control point and "
                                    "follow.",
                                    "原不知道路中断、经管控点告知并听从引导的驾驶人数。"},
                                   Better::neither};

const MeasureDescription kClearing{"traffic.contraflow_clearing_time",
                                   MeasureUnit::seconds,
                                   {"Until a contraflow is open", "逆向通行启用用时"},
                                   {"From closing the inward direction until its lanes are used outward, the first "
                                    "time; of several contraflows the slowest.",
                                    "首次自封闭入向至其车道启用的时间；多处取最慢者。"}};
const MeasureDescription kOpen{"traffic.contraflow_open_time",
                               MeasureUnit::seconds,
                               {"Contraflow open", "逆向通行持续时间"},
                               {"For how long the reversed lanes were used; of several contraflows the sum.",
                                "逆向车道启用的累计时间；多处取总和。"},
                               Better::neither};

void compute_points(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto points = scenario.all<ControlPointParameters>();
  if (points.empty()) return;
  std::map<std::uint32_t, ControlPointCounted> counts;  // by name
  ControlPointCounted whole;
  for (const auto& row : log.all<ControlPointCounted>()) {
    counts[row.event.control.value] = row.event;
    whole.passed += row.event.passed;
    whole.turned_away += row.event.turned_away;
    whole.informed += row.event.informed;
  }
  const auto put = [&](const ControlPointCounted& counted, const std::string& place) {
    measures.add(kPassed, counted.passed, place);
    measures.add(kTurnedAway, counted.turned_away, place);
    measures.add(kInformed, counted.informed, place);
  };
  put(whole, {});
  for (const auto* point : points) put(counts[scenario.names->find(Entity::name, point->id)], "control:" + point->id);
}

// What the log says of one contraflow.
struct Story {
  double began_s = std::numeric_limits<double>::quiet_NaN();
  double clearing_s = std::numeric_limits<double>::infinity();
  double open_s = 0;
};

std::map<std::uint32_t, Story> contraflows(const Scenario& scenario, const EventLog& log) {
  std::map<std::uint32_t, Story> stories;  // by name
  for (const auto& row : log.all<ContraflowBegan>()) {
    auto& story = stories[row.event.control.value];
    if (std::isnan(story.began_s)) story.began_s = row.t_s;
  }
  const auto ends = log.all<ContraflowEnded>();
  for (const auto& row : log.all<ContraflowOpened>()) {
    auto& story = stories[row.event.control.value];
    if (std::isinf(story.clearing_s)) story.clearing_s = static_cast<double>(row.event.clearing_s);
    const auto end = std::find_if(ends.begin(), ends.end(), [&](const auto& ended) {
      return ended.event.control == row.event.control && ended.sequence > row.sequence;
    });
    story.open_s += (end == ends.end() ? seconds(scenario.end()) : end->t_s) - row.t_s;
  }
  return stories;
}

void compute_contraflows(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto all = scenario.all<ContraflowParameters>();
  if (all.empty()) return;
  auto stories = contraflows(scenario, log);
  double slowest_s = std::numeric_limits<double>::quiet_NaN();
  double open_s = 0;
  std::vector<std::pair<std::string, Story>> shown;
  for (const auto* contraflow : all) {
    auto story = stories[scenario.names->find(Entity::name, contraflow->id)];
    if (std::isnan(story.began_s)) story.clearing_s = story.began_s;  // never wanted: no meaning
    slowest_s = std::fmax(slowest_s, story.clearing_s);
    if (!contraflow->reverse_lanes) story.open_s = std::numeric_limits<double>::quiet_NaN();  // no lanes are reversed
    if (contraflow->reverse_lanes) open_s += story.open_s;
    shown.emplace_back("control:" + contraflow->id, story);
  }
  measures.add(kClearing, slowest_s);
  measures.add(kOpen, open_s);
  for (const auto& [place, story] : shown) {
    measures.add(kClearing, story.clearing_s, place);
    measures.add(kOpen, story.open_s, place);
  }
}

}  // namespace

std::vector<MeasureDescription> control_descriptions() {
  return {kPassed, kTurnedAway, kInformed, kClearing, kOpen};
}

void compute_controls(const Scenario& scenario, const EventLog& log, Measures& measures) {
  compute_points(scenario, log, measures);
  compute_contraflows(scenario, log, measures);
}

}  // namespace tocsin::traffic
