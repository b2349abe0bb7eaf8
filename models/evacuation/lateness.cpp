// SPDX-License-Identifier: Apache-2.0
// Why it took so long: the time from the order until a household is at a shelter (or EndEx), cut along its own events
// into pieces by what it waited for. The pieces of a household add up to its time; the measures are means over the
// residents under the order, so those of a place add up to their mean time.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/simulation/scenario.hpp"
#include "models/evacuation/absence.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/help/parameters.hpp"
#include "models/evacuation/kinds.hpp"
#include "models/evacuation/late_households.hpp"
#include "models/evacuation/place_measures.hpp"
#include "models/evacuation/shelters/second_moves.hpp"
#include "models/evacuation/shelters/shelter_operation.hpp"
#include "models/evacuation/transport_measures.hpp"
#include "models/evacuation/unauthorized_return/parameters.hpp"
#include "models/warning/events.hpp"

namespace tocsin::evacuation {
namespace {

/// What a household under the order waits for, or does.
enum Cause : std::uint8_t {
  unreached,
  undecided,
  staying,
  preparing,
  held,
  queued,
  moving,
  turned_away,
  awaiting,
  helperless,
  helping,
  gathering,
  before_door,
  gone_back,
  moved_again
};
constexpr std::size_t kCauseCount = 15;

constexpr std::string_view kWholeName = "evacuation.time_to_safety";

const std::array<MeasureDescription, kCauseCount> kTimes{{
    {"evacuation.time_unreached",
     MeasureUnit::seconds,
     {"Waiting to be told", "等待叫应"},
     {"Mean time per resident under the order until somebody told the household.",
      "转移对象人均：自下令至获知的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_undecided",
     MeasureUnit::seconds,
     {"Told, not decided", "获知后未决定"},
     {"Mean time per resident under the order from being told to the first decision.",
      "转移对象人均：自获知至首次决定的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_staying",
     MeasureUnit::seconds,
     {"Decided to stay", "决定留守"},
     {"Mean time per resident under the order in which the household meant to stay.",
      "转移对象人均：住户决定留守期间的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_preparing",
     MeasureUnit::seconds,
     {"Getting ready", "准备"},
     {"Mean time per resident under the order from the decision to leave to being ready: to leaving home, or to "
      "waiting "
      "for somebody.",
      "转移对象人均：自决定转移至准备就绪（离家或开始等人）的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_held",
     MeasureUnit::seconds,
     {"Held up by water or closed roads", "受阻于水或断路"},
     {"Mean time per resident under the order stranded, at home or on the way.",
      "转移对象人均：在家中或途中受困的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_queued",
     MeasureUnit::seconds,
     {"In queues", "道路排队"},
     {"Mean time per resident under the order lost in queues on the roads, of those who arrived.",
      "转移对象人均：途中排队损失的时间（已到达者）。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_moving",
     MeasureUnit::seconds,
     {"Moving", "行进"},
     {"Mean time per resident under the order walking or driving, detours included.",
      "转移对象人均：步行或行车（含绕行）的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_turned_away",
     MeasureUnit::seconds,
     {"Going on from full or closed shelters", "场所已满或未开放，转投他处"},
     {"Mean time per resident under the order from the door of a full or closed shelter to the end of the way.",
      "转移对象人均：自满员或未开放场所转往他处所用的时间。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_awaiting_transport",
     MeasureUnit::seconds,
     {"Waiting to be fetched", "等候接送车辆"},
     {"Mean time per resident under the order at a pick-up point until on board of a vehicle, or until the household "
      "gave up; only where people are fetched.",
      "转移对象人均：在接送点候车至上车（或放弃候车）的时间；仅在有接送时统计。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_awaiting_helper",
     MeasureUnit::seconds,
     {"Waiting for the helper", "等候结对帮扶人"},
     {"Mean time per resident under the order ready to leave and waiting for the household's named helper; only where "
      "helpers are named.",
      "转移对象人均：准备就绪后等候结对帮扶人的时间；仅在有一对一帮扶时统计。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_helping",
     MeasureUnit::seconds,
     {"Waiting for a member who helps others", "等候外出帮扶的家人"},
     {"Mean time per resident under the order ready to leave while a member of the household helped another; only "
      "where "
      "helpers are named.",
      "转移对象人均：准备就绪后等候外出帮扶他户的家人的时间；仅在有一对一帮扶时统计。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_gathering",
     MeasureUnit::seconds,
     {"Waiting for the family", "等候家人会合"},
     {"Mean time per resident under the order ready to leave and waiting for members on the way home; only where "
      "somebody is away.",
      "转移对象人均：准备就绪后等候在途家人的时间；仅在有外出人员时统计。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_before_door",
     MeasureUnit::seconds,
     {"Waiting for the shelter to open", "等候场所开放"},
     {"Mean time per resident under the order at the door of a shelter that was not open yet; only where shelters are "
      "opened during the drill.",
      "转移对象人均：在尚未开放的场所门外等候的时间；仅在演练中开放场所时统计。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_gone_back",
     MeasureUnit::seconds,
     {"Gone back home", "擅自返家"},
     {"Mean time per resident under the order from leaving safety for home before the all-clear until being in safety "
      "again, whatever happened between; only where people may go home.",
      "转移对象人均：擅自离开安置点返家至再次到达安全处的全部时间；仅在考虑擅自返回时统计。"},
     Better::less,
     false,
     kWholeName},
    {"evacuation.time_second_move",
     MeasureUnit::seconds,
     {"Moved again from a shelter", "二次转移"},
     {"Mean time per resident under the order from being told to leave a shelter that the hazard reaches until being "
      "in safety again, whatever happened between; only where a shelter in use stands on the hazard map, or was "
      "reached.",
      "转移对象人均：自通知离开灾害波及的避难场所至再次到达安全处的全部时间；"
      "仅在启用场所位于风险区内或曾被波及时统计。"},
     Better::less,
     false,
     kWholeName},
}};

const MeasureDescription kWhole{
    kWholeName,
    MeasureUnit::seconds,
    {"From the order to safety", "自下令至安全"},
    {"Mean time per resident under the order until the household is at a shelter or with kin; until "
     "EndEx for those who are not. Whoever goes home before the all-clear, or is moved again from a shelter that the "
     "hazard reaches, is not in safety from then until being there again. The times it waited, by cause, add up to it.",
     "转移对象人均：自下令至到达避难场所或亲友处的时间，未到达者计至演练结束；擅自返家者及二次转移者离开至再次安置的时"
     "间计入；等于"
     "各原因时间之和。"}};

/// Which causes exist in a drill.
struct Told {
  bool fetched = false, helped = false, away = false, shelters_run = false, go_home = false, moved = false;
  [[nodiscard]] bool of(Cause cause) const {
    if (cause == awaiting) return fetched;
    if (cause == helperless || cause == helping) return helped;
    if (cause == before_door) return shelters_run;
    if (cause == gone_back) return go_home;
    if (cause == moved_again) return moved;
    return cause != gathering || away;
  }
};

/// One household's time line, as far as it has been read.
struct Line {
  double since_s = std::numeric_limits<double>::quiet_NaN();  // not under the order
  double persons = 0;
  double away = 0;  // they wait for nothing: they are in safety
  Cause doing = unreached;
  bool ended = false;
  bool refused = false;  // by a shelter: what it moves from then on is the way to another
  // Has left safety, home before the all-clear or out of a shelter that the hazard reaches: one cause, whatever happens
  // until being in safety again.
  bool out_again = false;
  std::array<double, kCauseCount> spent_s{};
  bool keeps_pieces = false;
  std::vector<TimePiece> pieces;

  void become(Cause next, double t_s) {
    if (ended || std::isnan(since_s)) {
      doing = next;  // before the order: known, but costs no time
      return;
    }
    spent_s[doing] += t_s - since_s;
    if (keeps_pieces) keep(t_s);
    since_s = t_s;
    doing = next;
  }
  void keep(double t_s) {
    if (t_s <= since_s) return;
    const bool same = !pieces.empty() && pieces.back().cause == &kTimes[doing] && pieces.back().until_s >= since_s;
    if (same) {
      pieces.back().until_s = t_s;
    } else {
      pieces.push_back({&kTimes[doing], since_s, t_s});
    }
  }
};

struct Step {
  double t_s;
  std::uint32_t position;
  enum class Kind : std::uint8_t {
    ordered,
    told,
    leaves,
    stays,
    departed,
    stranded,
    goes_on,
    waits,
    boards,
    refused,
    delayed,
    away,
    awaits_family,
    awaits_helper,
    is_helped,
    awaits_own_helper,
    at_door,
    arrived,
    goes_home,
    moved_on
  };
  Kind kind;
  double number = 0;  // persons, or seconds waited
};

class Account {
 public:
  Account(const Scenario& scenario, const EventLog& log, bool keeps_pieces) : scenario_(scenario) {
    using Kind = Step::Kind;
    if (log.all<HouseholdOrdered>().empty()) return;  // nobody's time counts
    step_of_.resize(log.size(), kNoStep);
    add<HouseholdOrdered>(log, Kind::ordered, [](const auto& e) { return static_cast<double>(e.persons); });
    add<warning::AlertReceived>(log, Kind::told);
    for (const auto& row : log.all<HouseholdDecided>()) {
      put(row, row.event.decision == Decision::leave ? Kind::leaves : Kind::stays);
    }
    add<MembersAway>(log, Kind::away, [](const auto& e) { return static_cast<double>(e.persons); });
    add<FamilyAwaited>(log, Kind::awaits_family);
    add<HelperAwaited>(log, Kind::awaits_helper);
    add<HelperArrived>(log, Kind::is_helped);
    add<OwnHelperAwaited>(log, Kind::awaits_own_helper);
    add<HouseholdDeparted>(log, Kind::departed);
    add<HouseholdStranded>(log, Kind::stranded);
    add<HouseholdRerouted>(log, Kind::goes_on);
    add<PickUpReached>(log, Kind::waits);
    add<HouseholdBoarded>(log, Kind::boards);
    add<ShelterDoorReached>(log, Kind::at_door);
    add<ShelterRefused>(log, Kind::refused);
    add<HouseholdDelayed>(log, Kind::delayed, [](const auto& e) { return static_cast<double>(e.waited_s); });
    add<ShelterReached>(log, Kind::arrived);
    add<KinReached>(log, Kind::arrived);
    add<ReturnBegun>(log, Kind::goes_home);
    add<SecondMoveOrdered>(log, Kind::moved_on);
    lines_.resize(scenario.scope.households().size());
    for (auto& line : lines_) line.keeps_pieces = keeps_pieces;
    follow_all();
    const double end_s = seconds(scenario.end());
    for (auto& line : lines_) line.become(line.doing, end_s);
  }

  [[nodiscard]] std::vector<HouseholdTime> households() const {
    std::vector<HouseholdTime> all;
    for (const auto id : scenario_.scope.households()) {
      if (lines_.empty()) break;
      const auto& line = lines_[scenario_.scope.position(id)];
      if (std::isnan(line.since_s) || line.persons <= 0) continue;
      const double total_s = std::accumulate(line.spent_s.begin(), line.spent_s.end(), 0.0);
      all.push_back({id, line.persons, total_s, line.spent_s[queued], line.ended, line.pieces});
    }
    return all;
  }

  void put_measures(Measures& measures) const {
    const auto& town = *scenario_.town;
    std::vector<Sums> zones(town.zones.size());
    std::vector<Sums> townships(town.townships.size());
    Sums all;
    for (const auto id : scenario_.scope.households()) {
      if (lines_.empty()) break;
      const auto& line = lines_[scenario_.scope.position(id)];
      all.add(line);
      const auto zone = town.population.zone[id.index()].index();
      zones[zone].add(line);
      townships[town.zones[zone].township.index()].add(line);
    }
    const Told told{transport_assigned(scenario_), help_named(scenario_),      people_away(scenario_),
                    shelters_run(scenario_),       return_expected(scenario_), !threatened_shelters(scenario_).empty()};
    all.put(measures, "", told);
    for (const auto zone : scenario_.scope.zones()) {
      zones[zone.index()].put(measures, "zone:" + town.zones[zone.index()].id, told);
    }
    for (const auto township : scenario_.scope.townships()) {
      townships[township.index()].put(measures, "township:" + town.townships[township.index()].id, told);
    }
  }

 private:
  struct Sums {
    double persons = 0;
    std::array<double, kCauseCount> person_s{};
    void add(const Line& line) {
      persons += line.persons;
      for (std::size_t c = 0; c < kCauseCount; ++c) person_s[c] += line.persons * line.spent_s[c];
    }
    void put(Measures& measures, const std::string& place, const Told& told) const {
      const auto mean = [&](double sum_s) {
        return persons > 0 ? sum_s / persons : std::numeric_limits<double>::quiet_NaN();
      };
      double whole_s = 0;
      for (const double s : person_s) whole_s += s;
      measures.add(kWhole, mean(whole_s), place);
      for (std::size_t c = 0; c < kCauseCount; ++c) {
        if (told.of(static_cast<Cause>(c))) {
          measures.add(kTimes[c], mean(person_s[c]), place);
        } else if (person_s[c] > 0) {
          measures.add_occurring(kTimes[c], mean(person_s[c]), place);
        }
      }
    }
  };

  template <class Row>
  void put(const Row& row, Step::Kind kind, double number = 0) {
    step_of_[row.sequence] = static_cast<std::uint32_t>(steps_.size());
    steps_.push_back({row.t_s, scenario_.scope.position(row.event.household), kind, number});
  }
  template <class E, class F>
  void add(const EventLog& log, Step::Kind kind, F number) {
    for (const auto& row : log.all<E>()) put(row, kind, number(row.event));
  }
  template <class E>
  void add(const EventLog& log, Step::Kind kind) {
    add<E>(log, kind, [](const E&) { return 0.0; });
  }

  // In the order of the log. What was waited in queues is told at the instant of the arrival, and belongs behind it.
  void follow_all() {
    std::vector<std::uint32_t> delays;
    double now_s = 0;
    const auto settle = [&] {
      for (const auto delayed : delays) follow(lines_[steps_[delayed].position], steps_[delayed]);
      delays.clear();
    };
    for (const auto number : step_of_) {
      if (number == kNoStep) continue;
      const Step& step = steps_[number];
      if (step.t_s > now_s) settle();
      now_s = step.t_s;
      if (step.kind == Step::Kind::delayed) {
        delays.push_back(number);
      } else {
        follow(lines_[step.position], step);
      }
    }
    settle();
  }
  static void follow(Line& line, const Step& step) {
    if (step.kind == Step::Kind::goes_home) return leave_safety(line, gone_back, step.t_s);
    if (step.kind == Step::Kind::moved_on) return leave_safety(line, moved_again, step.t_s);
    if (step.kind == Step::Kind::ordered) {
      line.persons = step.number - line.away;
      line.since_s = step.t_s;
      return;
    }
    if (line.out_again) return come_to_safety(line, step);
    switch (step.kind) {
      case Step::Kind::told:
        if (line.doing == unreached) line.become(undecided, step.t_s);
        break;
      case Step::Kind::leaves:
        if (line.doing != held) line.become(preparing, step.t_s);
        break;
      case Step::Kind::stays:
        line.become(staying, step.t_s);
        break;
      case Step::Kind::departed:
      case Step::Kind::goes_on:
        if (line.doing != turned_away) line.become(line.refused ? turned_away : moving, step.t_s);
        break;
      case Step::Kind::away:
        line.away = step.number;
        break;
      case Step::Kind::awaits_family:
        line.become(gathering, step.t_s);
        break;
      case Step::Kind::awaits_helper:
        line.become(helperless, step.t_s);
        break;
      case Step::Kind::is_helped:
        if (line.doing == helperless || line.doing == held) line.become(preparing, step.t_s);
        break;
      case Step::Kind::awaits_own_helper:
        line.become(helping, step.t_s);
        break;
      case Step::Kind::at_door:
        line.become(before_door, step.t_s);
        break;
      case Step::Kind::waits:
        line.become(awaiting, step.t_s);
        break;
      case Step::Kind::boards:
        line.become(moving, step.t_s);
        break;
      case Step::Kind::stranded:
        line.become(held, step.t_s);
        break;
      case Step::Kind::refused:
        line.refused = true;
        line.become(turned_away, step.t_s);
        break;
      case Step::Kind::delayed:  // told on arrival: a part of the time on the way
        take_queue(line, step.number);
        break;
      case Step::Kind::arrived:
        line.become(moving, step.t_s);
        line.ended = true;
        break;
      case Step::Kind::ordered:
      case Step::Kind::goes_home:
      case Step::Kind::moved_on:
        break;
    }
  }
  // Who is not under the order yet loses no time by it.
  static void leave_safety(Line& line, Cause cause, double t_s) {
    line.doing = cause;
    if (!std::isnan(line.since_s)) line.since_s = t_s;
    line.ended = false;
    line.out_again = true;
  }
  static void come_to_safety(Line& line, const Step& step) {
    if (step.kind != Step::Kind::arrived) return;
    line.become(line.doing, step.t_s);
    line.ended = true;
  }
  // A part of what was spent on the way, which is known by then.
  static void take_queue(Line& line, double waited_s) {
    for (const Cause from : {moving, turned_away}) {
      const double part_s = std::min(waited_s, line.spent_s[from]);
      line.spent_s[from] -= part_s;
      line.spent_s[queued] += part_s;
      waited_s -= part_s;
    }
  }

  const Scenario& scenario_;
  static constexpr std::uint32_t kNoStep = std::numeric_limits<std::uint32_t>::max();
  std::vector<Step> steps_;
  std::vector<std::uint32_t> step_of_;  // by sequence in the log: place in steps_
  std::vector<Line> lines_;             // by scope position
};

}  // namespace

std::vector<MeasureDescription> lateness_descriptions() {
  std::vector<MeasureDescription> all{kWhole};
  all.insert(all.end(), kTimes.begin(), kTimes.end());
  return all;
}

void compute_lateness(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (of_places_alone(scenario)) return;
  Account(scenario, log, false).put_measures(measures);
}

std::vector<HouseholdTime> household_times(const Scenario& scenario, const EventLog& log) {
  return of_places_alone(scenario) ? std::vector<HouseholdTime>{} : Account(scenario, log, true).households();
}

}  // namespace tocsin::evacuation
