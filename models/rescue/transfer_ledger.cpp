// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/transfer_ledger.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/input/csv_writer.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/hazard/hazard.hpp"
#include "models/rescue/events.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/events.hpp"

namespace tocsin::rescue {
namespace {

using evacuation::Whereabout;

constexpr double kNever_s = std::numeric_limits<double>::infinity();

/// What the log says of one household, the last word of each kind.
struct Entry {
  double ordered_s = kNever_s;
  double told_s = kNever_s;  // by the first alert after its order; before one, by the first at all
  warning::Channel channel{};
  double left_s = kNever_s;
  evacuation::Way way{};
  ShelterId planned;
  ZoneId planned_kin;
  NameId pick_up, vehicle;
  double arrived_s = kNever_s;
  ShelterId reached;
  ZoneId reached_kin;
  std::uint32_t counted = 0;
  std::uint32_t harmed = 0;
  std::uint32_t visits = 0;  // knocks and searches at the house
  double swept_s = kNever_s;
  TeamId swept_by;  // none: a village worker
  Phrase found;
};

const std::array<Phrase, 26> kColumns{{{"township", "乡镇（街道）"},
                                       {"zone", "村（社区）"},
                                       {"household", "户编号"},
                                       {"persons", "人数"},
                                       {"children", "儿童"},
                                       {"elderly", "老人"},
                                       {"need_help", "需帮扶"},
                                       {"responsible", "转移责任人"},
                                       {"helper", "结对帮扶人"},
                                       {"ordered_at", "下令时间"},
                                       {"reached_at", "叫应时间"},
                                       {"reached_by", "叫应方式"},
                                       {"left_at", "离家时间"},
                                       {"left_by", "转移方式"},
                                       {"pick_up_point", "接送点"},
                                       {"vehicle", "接送车辆"},
                                       {"planned_for", "计划安置点"},
                                       {"route", "转移路线"},
                                       {"arrived_at", "到达时间"},
                                       {"arrived_in", "实际安置点"},
                                       {"head_count", "清点人数"},
                                       {"second_sweep_at", "回头看时间"},
                                       {"second_sweep_by", "回头看人员"},
                                       {"second_sweep_found", "回头看结果"},
                                       {"harmed", "伤亡人数"},
                                       {"state_at_end", "结束时状态"}}};
constexpr std::size_t kPersons = 3;
constexpr std::size_t kHeadCount = 20;
constexpr std::size_t kHarmed = 24;
constexpr std::size_t kState = 25;

constexpr std::array<Whereabout, 11> kPlaces{Whereabout::at_home,   Whereabout::on_the_way, Whereabout::at_pick_up,
                                             Whereabout::at_door,   Whereabout::on_board,   Whereabout::stranded,
                                             Whereabout::with_team, Whereabout::at_shelter, Whereabout::with_kin,
                                             Whereabout::returned,  Whereabout::away};

Phrase words_of(Whereabout where) {
  switch (where) {
    case Whereabout::at_home:
      return {"at home", "在家"};
    case Whereabout::on_the_way:
      return {"on the way", "途中"};
    case Whereabout::at_pick_up:
      return {"at the pick-up point", "候车"};
    case Whereabout::on_board:
      return {"on board", "乘车途中"};
    case Whereabout::stranded:
      return {"stranded", "受困"};
    case Whereabout::at_door:
      return {"at the door of a shelter not open yet", "在未开放场所门外等候"};
    case Whereabout::with_team:
      return {"with a team", "由队伍护送"};
    case Whereabout::at_shelter:
      return {"at a shelter", "已安置"};
    case Whereabout::with_kin:
      return {"with kin or friends", "投靠亲友"};
    case Whereabout::returned:
      return {"back at home", "擅自返家"};
    case Whereabout::away:
      return {"away from home", "外出未归"};
  }
  return {};
}

template <class E>
Phrase words_of_choice(E value) {
  return EnumWords<E>::value[static_cast<std::size_t>(value)].phrase();
}

/// The roads from home to where a household meant to go, by name: the fastest way of a day without cuts, which is what
/// a plan writes down.
class PlannedRoutes {
 public:
  explicit PlannedRoutes(const Scenario& scenario) : scenario_(scenario) {}

  [[nodiscard]] std::string of(HouseholdId household, evacuation::Way way, ShelterId shelter, ZoneId kin) {
    const auto mode = mode_of(way);
    if (!mode || (!shelter.exists() && !kin.exists())) return {};
    const auto& town = *scenario_.town;
    const auto& place = shelter.exists() ? town.shelters[shelter.index()].place : town.zones[kin.index()].place;
    const bool walks = *mode == TravelMode::walk;
    const auto& homes = walks ? town.population.walk_junction : town.population.road_junction;
    return by_roads(homes[household.index()], walks ? place.walk_junction : place.road_junction, *mode);
  }

 private:
  /// None: it is fetched, and the columns of the vehicle say where.
  static std::optional<TravelMode> mode_of(evacuation::Way way) {
    switch (way) {
      case evacuation::Way::on_foot:
      case evacuation::Way::carried:
        return TravelMode::walk;
      case evacuation::Way::by_car:
      case evacuation::Way::with_helper:
        return TravelMode::car;
      case evacuation::Way::by_motorcycle:
        return TravelMode::motorcycle;
      case evacuation::Way::to_pick_up:
        return std::nullopt;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::string by_roads(JunctionId from, JunctionId to, TravelMode mode) {
    if (!from.exists() || !to.exists()) return {};
    auto& text = known_[{from, to, mode}];
    if (!text.empty()) return text;
    auto tree = trees_.find({to, mode});
    if (tree == trees_.end()) tree = trees_.emplace(std::pair(to, mode), scenario_.router(mode).tree_to(to)).first;
    const auto& roads = scenario_.town->roads;
    std::string last;
    for (const auto segment : traffic::way_by(roads, tree->second, {}, from)) {
      const auto& name = roads.name(segment).empty() ? roads.road(segment) : roads.name(segment);
      if (name == last) continue;
      text += (text.empty() ? "" : " → ") + name;
      last = name;
    }
    return text;
  }
  const Scenario& scenario_;
  std::map<std::pair<JunctionId, TravelMode>, Router::Tree> trees_;
  std::map<std::tuple<JunctionId, JunctionId, TravelMode>, std::string> known_;
};

class Ledger {
 public:
  Ledger(const Scenario& scenario, const EventLog& log, Language language)
      : scenario_(scenario), log_(log), town_(*scenario.town), language_(language), routes_(scenario) {
    entries_.resize(scenario.scope.households().size());
    listed_ = hazard::households_at_risk(scenario, log);
    read_movement();
    read_warning();
    read_sweeps();
  }

  [[nodiscard]] std::string text() const {
    const bool households_move =
        !log_.all<evacuation::HouseholdOrdered>().empty() || !log_.all<evacuation::HouseholdDecided>().empty();
    if (!households_move) return {};  // a drill of a building; nobody was told to leave home
    std::string rows;
    std::array<std::uint64_t, kColumns.size()> sums{};
    std::array<std::uint64_t, kPlaces.size()> persons_in{};
    std::uint64_t households = 0;
    const auto places = evacuation::whereabouts(scenario_, log_);
    for (const auto id : scenario_.scope.households()) {
      const auto at = scenario_.scope.position(id);
      if (listed_[at] == 0) continue;
      ++households;
      const auto& entry = entries_[at];
      const auto away = static_cast<std::uint32_t>(places[at].away);
      persons_in[static_cast<std::size_t>(places[at].where)] += unharmed(id, entry) - away;
      persons_in[static_cast<std::size_t>(Whereabout::away)] += away;
      add(sums, id, entry);
      rows += line(cells(id, entry, places[at].where));
    }
    if (households == 0) return {};
    std::array<std::string, kColumns.size()> titles;
    for (std::size_t c = 0; c < kColumns.size(); ++c) titles[c] = kColumns[c].in(language_);
    return std::string(kUtf8Mark) + line(titles) + rows + sum_lines(households, sums, persons_in);
  }

 private:
  Entry& entry(HouseholdId id) { return entries_[scenario_.scope.position(id)]; }
  [[nodiscard]] std::uint32_t unharmed(HouseholdId id, const Entry& entry) const {
    return town_.population.persons[id.index()] - entry.harmed;
  }

  void read_warning() {
    for (const auto& row : log_.all<evacuation::HouseholdOrdered>()) {
      listed_[scenario_.scope.position(row.event.household)] = 1;
      entry(row.event.household).ordered_s = row.t_s;
    }
    for (const auto& row : log_.all<warning::AlertReceived>()) {
      auto& e = entry(row.event.household);
      const bool known = e.told_s < kNever_s && (e.told_s >= e.ordered_s || row.t_s < e.ordered_s);
      if (known || row.t_s > e.left_s) continue;  // neighbors may still call at a house whose people have left
      e.told_s = row.t_s;
      e.channel = row.event.channel;
    }
  }

  void read_movement() {
    for (const auto& row : log_.all<evacuation::HouseholdDeparted>()) {
      auto& e = entry(row.event.household);
      e.left_s = row.t_s;
      e.way = row.event.way;
      e.planned = row.event.shelter;
      e.planned_kin = row.event.kin;
    }
    for (const auto& row : log_.all<evacuation::HouseholdTakenAlong>()) {
      auto& e = entry(row.event.household);
      if (e.left_s < kNever_s) continue;
      e.left_s = row.t_s;
      e.way = evacuation::Way::carried;
    }
    read_rides();
    for (const auto& row : log_.all<evacuation::ShelterReached>()) {
      auto& e = entry(row.event.household);
      e.arrived_s = row.t_s;
      e.reached = row.event.shelter;
      e.counted = row.event.persons;
    }
    for (const auto& row : log_.all<evacuation::KinReached>()) {
      auto& e = entry(row.event.household);
      e.arrived_s = row.t_s;
      e.reached_kin = row.event.zone;
      e.counted = row.event.persons;
    }
    for (const auto& row : log_.all<evacuation::PersonsHarmed>())
      entry(row.event.household).harmed += row.event.persons;
  }

  // Whoever is fetched is to go where the vehicle goes when it leaves the pick-up point; who sets out from elsewhere
  // without a shelter in mind (he gave up waiting, he had to get out), where he turns to next.
  void read_rides() {
    for (const auto& row : log_.all<evacuation::PickUpReached>())
      entry(row.event.household).pick_up = row.event.pick_up;
    std::vector<Step> steps;
    for (const auto& row : log_.all<evacuation::HouseholdBoarded>())
      steps.push_back({row.sequence, row.event.household, row.event.vehicle, {}});
    for (const auto& row : log_.all<evacuation::VehicleDeparted>())
      steps.push_back({row.sequence, {}, row.event.vehicle, row.event.shelter});
    for (const auto& row : log_.all<evacuation::VehicleStranded>())
      steps.push_back({row.sequence, {}, row.event.vehicle, {}});
    for (const auto& row : log_.all<evacuation::HouseholdTakenAlong>())
      steps.push_back({row.sequence, row.event.household, {}, {}});
    std::sort(steps.begin(), steps.end(), [](const auto& x, const auto& y) { return x.sequence < y.sequence; });
    std::vector<HouseholdId> boarded;  // in vehicles that stand at a pick-up point
    for (const auto& step : steps) follow(step, boarded);
    for (const auto& row : log_.all<evacuation::HouseholdRerouted>()) {
      auto& e = entry(row.event.household);
      if (e.planned.exists() || e.planned_kin.exists()) continue;
      e.planned = row.event.shelter;
      e.planned_kin = row.event.kin;
    }
  }
  /// A household boards (or is taken along by a team: no vehicle), or a vehicle leaves the point (or all get out of it:
  /// no shelter).
  struct Step {
    std::uint64_t sequence = 0;
    HouseholdId household;
    NameId vehicle;
    ShelterId shelter;
  };
  void follow(const Step& step, std::vector<HouseholdId>& boarded) {
    if (step.household.exists()) {
      std::erase(boarded, step.household);
      if (!step.vehicle.exists()) return;
      entry(step.household).vehicle = step.vehicle;
      boarded.push_back(step.household);
      return;
    }
    std::erase_if(boarded, [&](HouseholdId id) {
      if (entry(id).vehicle != step.vehicle) return false;
      if (step.shelter.exists()) entry(id).planned = step.shelter;
      return true;
    });
  }

  // The last look at a house that had been visited before, or whose people had left.
  void read_sweeps() {
    const auto knocks = log_.all<warning::DoorKnocked>();
    const auto searches = log_.all<HomeSearched>();
    auto knock = knocks.begin();
    for (const auto& search : searches) {
      for (; knock != knocks.end() && knock->sequence < search.sequence; ++knock) note(*knock);
      auto& e = entry(search.event.household);
      sweep(e, search.t_s, search.event.team, words_of_choice(search.event.finding));
    }
    for (; knock != knocks.end(); ++knock) note(*knock);
  }
  void note(const Logged<warning::DoorKnocked>& knock) {
    auto& e = entry(knock.event.household);
    sweep(e, knock.t_s, TeamId{}, words_of_choice(knock.event.answer));
  }
  static void sweep(Entry& e, double t_s, TeamId team, Phrase found) {
    const bool again = e.visits++ > 0 || e.told_s < t_s || e.left_s < t_s;
    if (!again) return;
    e.swept_s = t_s;
    e.swept_by = team;
    e.found = std::move(found);
  }

  [[nodiscard]] std::string at(double t_s) const {
    return t_s < kNever_s ? to_text(scenario_.exercise.starts.plus(Duration{t_s})) : std::string{};
  }
  [[nodiscard]] std::string name_of(ShelterId shelter, ZoneId kin) const {
    if (shelter.exists()) return town_.shelters[shelter.index()].name.in(language_);
    if (!kin.exists()) return {};
    return phrase("kin in {}", "{}亲友处", town_.zones[kin.index()].name.in(language_)).in(language_);
  }
  [[nodiscard]] std::string name_of(NameId name) const {
    return name.exists() ? scenario_.names->words(name).in(language_) : std::string{};
  }
  // Who is named in households.csv; else whose task it is.
  [[nodiscard]] std::string responsible(HouseholdId id, const Zone& zone) const {
    const auto& named = town_.population.responsible;
    if (!named.empty() && !named[id.index()].empty()) return named[id.index()];
    return phrase("cadre of {}", "{}包户干部", zone.name.in(language_)).in(language_);
  }
  // Whoever comes in this drill; else whom households.csv names.
  [[nodiscard]] std::string helper(HouseholdId id) const {
    if (const auto cadre = evacuation::responsible_cadre(scenario_, id); !cadre.empty()) return cadre.in(language_);
    const auto& named = town_.population.helper;
    if (!named.empty() && !named[id.index()].empty()) return named[id.index()];
    const auto& households = town_.population.helper_household;
    if (!households.empty() && households[id.index()].exists()) {
      return phrase("household {}", "{}户", town_.population.id[households[id.index()].index()]).in(language_);
    }
    if (town_.population.need_help[id.index()] == 0) return {};
    return Phrase{"to be named", "待指定"}.in(language_);
  }

  using Cells = std::array<std::string, kColumns.size()>;
  [[nodiscard]] Cells cells(HouseholdId id, const Entry& e, Whereabout where) const {
    const auto& people = town_.population;
    const auto h = id.index();
    const auto& zone = town_.zones[people.zone[h].index()];
    const bool left = e.left_s < kNever_s;
    const bool swept = e.swept_s < kNever_s;
    const bool arrived = e.arrived_s < kNever_s;
    return {town_.townships[zone.township.index()].name.in(language_),
            zone.name.in(language_),
            scenario_.names->text(Entity::household, id.value),
            std::to_string(people.persons[h]),
            std::to_string(people.children[h]),
            std::to_string(people.elderly[h]),
            std::to_string(people.need_help[h]),
            responsible(id, zone),
            helper(id),
            at(e.ordered_s),
            at(e.told_s),
            e.told_s < kNever_s ? words_of_choice(e.channel).in(language_) : std::string{},
            at(e.left_s),
            left ? words_of_choice(e.way).in(language_) : std::string{},
            name_of(e.pick_up),
            name_of(e.vehicle),
            name_of(e.planned, e.planned_kin),
            left ? routes_.of(id, e.way, e.planned, e.planned_kin) : std::string{},
            at(e.arrived_s),
            name_of(e.reached, e.reached_kin),
            arrived ? std::to_string(e.counted) : std::string{},
            at(e.swept_s),
            swept ? sweeper(e) : std::string{},
            swept ? e.found.in(language_) : std::string{},
            e.harmed > 0 ? std::to_string(e.harmed) : std::string{},
            words_of(where).in(language_)};
  }
  [[nodiscard]] std::string sweeper(const Entry& e) const {
    if (e.swept_by.exists()) return town_.teams[e.swept_by.index()].name.in(language_);
    return Phrase{"village worker", "村干部"}.in(language_);
  }

  void add(std::array<std::uint64_t, kColumns.size()>& sums, HouseholdId id, const Entry& e) const {
    const auto& people = town_.population;
    const auto h = id.index();
    sums[kPersons] += people.persons[h];
    sums[kPersons + 1] += people.children[h];
    sums[kPersons + 2] += people.elderly[h];
    sums[kPersons + 3] += people.need_help[h];
    sums[kHeadCount] += e.counted;
    sums[kHarmed] += e.harmed;
  }

  [[nodiscard]] std::string sum_lines(std::uint64_t households, const std::array<std::uint64_t, kColumns.size()>& sums,
                                      const std::array<std::uint64_t, kPlaces.size()>& persons_in) const {
    Cells all;
    all[0] = Phrase{"Sum", "合计"}.in(language_);
    all[2] = phrase("{} households", "{} 户", households).in(language_);
    for (std::size_t c = kPersons; c < kPersons + 4; ++c) all[c] = std::to_string(sums[c]);
    all[kHeadCount] = std::to_string(sums[kHeadCount]);
    all[kHarmed] = std::to_string(sums[kHarmed]);
    std::string text = line(all);
    for (const auto place : kPlaces) {
      const auto persons = persons_in[static_cast<std::size_t>(place)];
      if (persons == 0) continue;
      Cells part;
      part[0] = all[0];
      part[kPersons] = std::to_string(persons);
      part[kState] = words_of(place).in(language_);
      text += line(part);
    }
    return text;
  }

  static std::string line(const Cells& cells) {
    std::string text;
    append_csv_row(text, cells);
    return text;
  }

  const Scenario& scenario_;
  const EventLog& log_;
  const Town& town_;
  Language language_;
  std::vector<Entry> entries_;  // by scope position
  mutable PlannedRoutes routes_;
  std::vector<std::uint8_t> listed_;
};

}  // namespace

TableDescription transfer_ledger() {
  return {.file = "transfer-ledger.csv",
          .meaning = {"Transfer ledger: every household under the order or at risk, from the order to EndEx.",
                      "避险转移台账：每一户转移对象或涉险住户自下令至演练结束的情况。"},
          .make = [](const Scenario& scenario, const EventLog& log, Language language) {
            return Ledger(scenario, log, language).text();
          }};
}

}  // namespace tocsin::rescue
