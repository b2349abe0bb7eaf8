// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/shelters/second_moves.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {
namespace {

constexpr double kNever_s = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const MeasureDescription kMovedAgain{
    "evacuation.moved_again_persons",
    MeasureUnit::persons,
    {"Moved again", "二次转移人次"},
    {"Persons at a shelter that the hazard reached, or was seen coming to, who were told to leave it; whoever is moved "
     "from two shelters counts twice. By township of their home, and by the shelter they were moved from.",
     "因灾害将至或已至避难场所而被通知二次转移的人次；按户籍乡镇及原场所统计。"}};
const MeasureDescription kInside{
    "evacuation.in_shelter_at_hazard_persons",
    MeasureUnit::persons,
    {"In a shelter when the hazard reached it", "灾害到达时在场所内人数"},
    {"Persons still inside a shelter when the hazard reached it.", "灾害到达避难场所时仍在场所内的人数。"}};
const MeasureDescription kStrandedInside{
    "evacuation.stranded_in_shelter_persons",
    MeasureUnit::persons,
    {"Stranded in a shelter", "受困避难场所人数"},
    {"Persons who could not leave a shelter that the hazard reached when they were to: the water too deep, no way, or "
     "no place elsewhere.",
     "灾害波及避难场所后因水深、断路或无处可去而一度无法撤离的人数。"}};
const MeasureDescription kHarmedInside{
    "evacuation.harmed_in_shelter_persons",
    MeasureUnit::persons,
    {"Harmed in a shelter", "避难场所内伤亡人数"},
    {"Persons killed or injured with danger to life in a shelter that the hazard reached; they are among those harmed.",
     "在被灾害波及的避难场所内死亡或危重伤的人数，已计入伤亡人数。"}};
const MeasureDescription kTime{
    "evacuation.second_move_time",
    MeasureUnit::seconds,
    {"Until the last was moved again", "二次转移用时"},
    {"From the closing of the shelter, of several the first that had people, until the last of them who came to no "
     "harm was in safety again. Only of shelters that stand on the hazard map.",
     "自场所关闭（多处取首个有人者）至最后一名未受伤害者再次到达安全处的时间；仅统计位于风险区内的场所。"}};

/// Of one place.
struct Counts {
  double moved = 0, inside = 0, stranded = 0, harmed = 0;
  double closed_s = kNoMeaning, safe_s = kNoMeaning;
  double out = 0;  // of safety, so far

  [[nodiscard]] double time_s() const { return out > 0 ? kNever_s : safe_s - closed_s; }
};

struct Step {
  enum class Kind : std::uint8_t { ordered, begun, stranded, taken, harmed, safe };
  std::uint32_t sequence = 0;
  double t_s = 0;
  HouseholdId household;
  Kind kind{};
  double persons = 0;
  ShelterId shelter;
};

class Reader {
 public:
  Reader(const Scenario& scenario, const EventLog& log) : scenario_(scenario) {
    shelters_.resize(scenario.town->shelters.size());
    townships_.resize(scenario.town->townships.size());
    for (const auto& row : log.all<HazardAtShelter>()) {
      all_.inside += row.event.persons;
      shelters_[row.event.shelter.index()].inside += row.event.persons;
    }
    reached_ = !log.all<ShelterClosed>().empty();
    for (const auto& row : log.all<SecondMoveOrdered>()) {
      moves_[row.event.household.value];
      add(row, Step::Kind::ordered, row.event.persons, row.event.shelter);
    }
    if (moves_.empty()) return;
    for (const auto& row : log.all<SecondMoveBegun>()) add(row, Step::Kind::begun);
    for (const auto& row : log.all<HouseholdStranded>()) add(row, Step::Kind::stranded, row.event.persons);
    for (const auto& row : log.all<HouseholdTakenAlong>()) add(row, Step::Kind::taken);
    for (const auto& row : log.all<PersonsHarmed>()) add(row, Step::Kind::harmed, row.event.persons);
    for (const auto& row : log.all<ShelterReached>()) add(row, Step::Kind::safe, row.event.persons);
    for (const auto& row : log.all<KinReached>()) add(row, Step::Kind::safe, row.event.persons);
    std::sort(steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.sequence < b.sequence; });
    for (const auto& step : steps_) follow(step);
  }

  void put(Measures& measures) const {
    const auto threatened = threatened_shelters(scenario_);
    if (threatened.empty() && !reached_) return;
    const auto& town = *scenario_.town;
    put_counts(measures, all_, {}, !threatened.empty());
    if (!threatened.empty()) measures.add(kTime, all_.time_s());
    for (const auto township : scenario_.scope.townships()) {
      const auto place = "township:" + town.townships[township.index()].id;
      put_one(measures, kMovedAgain, townships_[township.index()].moved, place, !threatened.empty());
    }
    for (std::size_t s = 0; s < shelters_.size(); ++s) {
      const bool known = std::find(threatened.begin(), threatened.end(), ShelterId(s)) != threatened.end();
      const auto place = "shelter:" + town.shelters[s].id;
      put_counts(measures, shelters_[s], place, known);
      if (known) measures.add(kTime, shelters_[s].time_s(), place);
    }
  }

 private:
  /// One household's.
  struct Move {
    ShelterId from;
    bool inside = false;  // told to leave, and not out yet
    bool stranded = false;
    bool out = false;  // of safety
  };
  template <class Row>
  void add(const Row& row, Step::Kind kind, double persons = 0, ShelterId shelter = {}) {
    if (moves_.count(row.event.household.value) == 0) return;
    steps_.push_back({row.sequence, row.t_s, row.event.household, kind, persons, shelter});
  }

  template <class F>
  void count(const Move& move, F change) {
    change(all_);
    change(shelters_[move.from.index()]);
  }

  void follow(const Step& step) {
    auto& move = moves_[step.household.value];
    switch (step.kind) {
      case Step::Kind::ordered:
        begin(move, step);
        break;
      case Step::Kind::begun:
      case Step::Kind::taken:
        move.inside = false;
        break;
      case Step::Kind::stranded:
        if (move.inside && !move.stranded) count(move, [&](Counts& c) { c.stranded += step.persons; });
        move.stranded = true;
        break;
      case Step::Kind::harmed:
        if (move.inside) count(move, [&](Counts& c) { c.harmed += step.persons; });
        if (move.out) count(move, [&](Counts& c) { c.out -= step.persons; });
        break;
      case Step::Kind::safe:
        come_to_safety(move, step);
        break;
    }
  }
  void come_to_safety(Move& move, const Step& step) {
    if (!move.out) return;
    move.out = false;
    count(move, [&](Counts& c) {
      c.out -= step.persons;
      c.safe_s = step.t_s;
    });
  }
  void begin(Move& move, const Step& step) {
    move = {.from = step.shelter, .inside = true, .stranded = false, .out = true};
    count(move, [&](Counts& c) {
      c.moved += step.persons;
      c.out += step.persons;
      if (!(c.closed_s <= step.t_s)) c.closed_s = step.t_s;
    });
    const auto zone = scenario_.town->population.zone[step.household.index()];
    townships_[scenario_.town->zones[zone.index()].township.index()].moved += step.persons;
  }

  // What is not told in every replication is told where it occurs.
  static void put_one(Measures& measures, const MeasureDescription& what, double value, const std::string& place,
                      bool always) {
    if (always) {
      measures.add(what, value, place);
    } else if (value > 0) {
      measures.add_occurring(what, value, place);
    }
  }
  static void put_counts(Measures& measures, const Counts& c, const std::string& place, bool always) {
    put_one(measures, kMovedAgain, c.moved, place, always);
    put_one(measures, kInside, c.inside, place, always);
    put_one(measures, kStrandedInside, c.stranded, place, always);
    put_one(measures, kHarmedInside, c.harmed, place, always);
  }

  const Scenario& scenario_;
  bool reached_ = false;
  Counts all_;
  std::vector<Counts> shelters_, townships_;  // of the town
  std::map<std::uint32_t, Move> moves_;       // by household: those who were told to leave a shelter
  std::vector<Step> steps_;
};

}  // namespace

std::vector<ShelterId> threatened_shelters(const Scenario& scenario) {
  const auto all = scenario.all<HouseholdsParameters>();
  return all.empty() ? std::vector<ShelterId>{} : all.front()->threatened_shelters();
}

std::vector<MeasureDescription> second_move_descriptions() {
  return {kMovedAgain, kInside, kStrandedInside, kHarmedInside, kTime};
}

void compute_second_moves(const Scenario& scenario, const EventLog& log, Measures& measures) {
  Reader(scenario, log).put(measures);
}

}  // namespace tocsin::evacuation
