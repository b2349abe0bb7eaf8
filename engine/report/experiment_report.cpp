// SPDX-License-Identifier: Apache-2.0
#include "engine/report/experiment_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/experiment/summary.hpp"
#include "engine/report/account.hpp"
#include "engine/report/entry_values.hpp"
#include "engine/report/event_words.hpp"
#include "engine/report/measure_values.hpp"
#include "engine/report/parameter_list.hpp"

namespace tocsin {
namespace {

// Splits "zone:baima-3" at the first colon.
std::pair<std::string, std::string> place_of(const std::string& place) {
  const auto colon = place.find(':');
  if (colon == std::string::npos) return {"", ""};
  return {place.substr(0, colon), place.substr(colon + 1)};
}

class ReportMaker {
 public:
  ReportMaker(const Scenario& scenario, const Catalog& catalog, const ExperimentResult& result, const EventLog& first,
              const RunManifest& manifest, std::string called_as)
      : scenario_(scenario),
        catalog_(catalog),
        result_(result),
        first_(first),
        manifest_(manifest),
        called_as_(std::move(called_as)),
        summaries_(summarize(result)) {
    for (const auto& summary : summaries_) by_key_[{summary.key.name, summary.key.place}] = &summary;
  }

  ReportContents make() {
    header();
    account();
    objectives();
    curves();
    cautions();
    distributions();
    measure_rows();
    places();
    map();
    data_.timeline = timeline_of(scenario_, catalog_, first_);
    data_.parameters = parameter_list(scenario_);
    sources();
    data_.provenance = scenario_.town->provenance;
    limits();
    reproduction();
    for (const auto& failure : result_.failures) data_.failed.push_back({failure.replication, failure.reason});
    return std::move(data_);
  }

 private:
  Phrase title_of(const std::string& measure) const {
    const auto* description = catalog_.find_measure(measure);
    return description == nullptr ? Phrase{measure, measure} : description->title;
  }

  void header() {
    auto& h = data_.header;
    h.scenario = scenario_.id;
    h.title = scenario_.name;
    h.description = scenario_.exercise.description;
    h.town = scenario_.town->name;
    for (const auto township : scenario_.scope.townships()) {
      h.townships.push_back(scenario_.town->townships[township.index()].name);
    }
    h.starts = scenario_.exercise.starts;
    h.duration = scenario_.exercise.duration;
    h.residents = scenario_.scope.residents();
    h.households = scenario_.scope.households().size();
    h.seed = manifest_.seed;
    h.replications = result_.records.size();
    for (const auto& entry : scenario_.entries) {
      if (entry.parameters->objective() == nullptr) ++entries_[entry.kind];
    }
    h.facts = entry_values(scenario_);
  }

  void account() {
    data_.account = account_of(result_, catalog_);
    if (data_.account.wrong == 0) return;
    data_.notes.push_back(phrase(
        "In {} of {} replications the lines of the account do not add up to the whole: a mistake of the program; "
        "please report it with this page.",
        "有 {}/{} 次重复中人员台账各项之和与总数不符：这是程序错误，请附本报告反馈。", data_.account.wrong,
        result_.records.size()));
  }

  void cautions() {
    for (std::size_t i = 0; i < result_.keys.size(); ++i) {
      const auto* description = result_.keys[i].place.empty() ? catalog_.find_measure(result_.keys[i].name) : nullptr;
      if (description == nullptr || description->caution.empty()) continue;
      const auto column = result_.column(i);
      const auto happened = std::count_if(column.begin(), column.end(), [](double value) { return value > 0; });
      if (happened == 0) continue;
      const auto& caution = description->caution;
      data_.notes.push_back({fmt::format("In {} of {} replications {}", happened, column.size(), caution.en),
                             fmt::format("{1} 次重复中有 {0} 次{2}", happened, column.size(), caution.zh)});
    }
  }

  void sources() {
    std::vector<LibraryText> texts;
    for (const auto& [name, yaml] : catalog_.library_texts()) texts.push_back({name, yaml});
    const auto library = Library::from_texts(texts);
    std::set<std::string> named;
    for (const auto& use : data_.parameters) {
      for (const auto& source : library.sources_in(use.source)) named.insert(source.section);
    }
    for (const auto& source : library.sources()) {
      if (named.contains(source.section)) data_.sources.push_back(source);
    }
  }

  void objectives() {
    for (const auto& s : summarize_objectives(scenario_, result_)) {
      const auto* description = catalog_.find_measure(s.objective->measure);
      ObjectiveResult o;
      o.id = s.objective->id;
      o.name = s.objective->name;
      o.measure = title_of(s.objective->measure);
      o.format = description == nullptr ? ValueFormat{} : format_of(description->unit);
      o.comparison = s.objective->target.direction == Direction::at_least ? Comparison::at_least : Comparison::at_most;
      o.target = s.objective->target.value;
      o.place = place_words(scenario_, s.objective->place);
      find_whole(o, *s.objective, description);
      o.achieved = mean_of(s.measure);
      o.spread = spread_of(s.measure);
      o.unfinished = s.measure.unfinished_share;
      o.met = {s.met_share, s.met_low, s.met_high, s.n};
      o.rating = s.rating;
      o.required_share = s.objective->required_share;
      const auto share = [&](Language language) {
        return value_text(s.objective->required_share, {ValueKind::share, {}}, language);
      };
      o.reason = phrase("so good or better in at least {0} of the replications", "至少 {1} 的重复达到此级或更好",
                        share(Language::en), share(Language::zh));
      if (s.rating == Rating::U) {
        o.reason = phrase("no better rating is reached in {0} of the replications", "达到更好评级的重复不足 {1}",
                          share(Language::en), share(Language::zh));
      }
      data_.objectives.push_back(std::move(o));
    }
  }

  // Of how many: "24" says little without it.
  void find_whole(ObjectiveResult& o, const Objective& objective, const MeasureDescription* description) const {
    if (description == nullptr || o.format.kind != ValueKind::count || o.format.unit.empty()) return;
    const auto found = by_key_.find({std::string(description->part_of), objective.place});
    if (found != by_key_.end()) {
      o.whole = found->second->mean;
      o.whole_name = title_of(found->first.first);
      return;
    }
    if (!objective.place.empty()) return;
    const bool homes = o.format.unit.en == "households";
    o.whole = static_cast<double>(homes ? scenario_.scope.households().size() : scenario_.scope.residents());
    o.whole_name = homes ? Phrase{"households taking part", "参演户"} : Phrase{"residents taking part", "参演居民"};
  }

  void curves() {
    std::map<MeasureUnit, std::size_t> chart_of;
    const double step_s = seconds(scenario_.exercise.duration) / (kCurvePoints - 1);
    for (std::size_t c = 0; c < result_.curve_keys.size(); ++c) {
      const auto& key = result_.curve_keys[c];
      if (!chart_of.contains(key.unit)) {
        chart_of[key.unit] = data_.charts.size();
        CurveChart chart;
        chart.title = key.unit == MeasureUnit::persons ? Phrase{"People", "人员"} : Phrase{"Counts", "数量"};
        chart.format = format_of(key.unit);
        for (int point = 0; point < kCurvePoints; ++point) chart.times.emplace_back(step_s * point);
        data_.charts.push_back(std::move(chart));
      }
      const auto* description = catalog_.find_measure(key.name);
      Curve curve{.id = key.name,
                  .look = description == nullptr ? CurveLook::free : description->look,
                  .name = title_of(key.name),
                  .low = {},
                  .median = {},
                  .high = {}};
      for (int point = 0; point < kCurvePoints; ++point) {
        const auto values = result_.curve_column(c, point);
        curve.low.push_back(quantile(values, 0.05));
        curve.median.push_back(quantile(values, 0.5));
        curve.high.push_back(quantile(values, 0.95));
      }
      data_.charts[chart_of[key.unit]].curves.push_back(std::move(curve));
    }
    // A chart in which nothing ever happens says nothing.
    std::erase_if(data_.charts, [](const CurveChart& chart) {
      return std::all_of(chart.curves.begin(), chart.curves.end(), [](const Curve& curve) {
        return std::none_of(curve.high.begin(), curve.high.end(), [](double value) { return value > 0; });
      });
    });
    // People first: that is what the drill is about.
    std::stable_partition(data_.charts.begin(), data_.charts.end(),
                          [](const CurveChart& chart) { return chart.title.en == "People"; });
  }

  void distributions() {
    std::map<std::pair<std::string, std::string>, const Objective*> targets;
    for (const auto& entry : scenario_.entries) {
      const auto* objective = entry.parameters->objective();
      if (objective != nullptr) targets[{objective->measure, objective->place}] = objective;
    }
    // What is nothing in every replication (nobody was harmed, no team was called) needs no picture.
    const auto says_something = [&](std::size_t i) {
      const auto values = result_.column(i);
      return std::any_of(values.begin(), values.end(), [](double value) { return value > 0; });
    };
    for (std::size_t i = 0; i < result_.keys.size(); ++i) {
      const auto& key = result_.keys[i];
      const auto* description = catalog_.find_measure(key.name);
      const auto target = targets.find({key.name, key.place});
      const bool headline = key.place.empty() && description != nullptr && description->headline && says_something(i);
      if (target == targets.end() && !headline) continue;
      Distribution d;
      d.id = key.name;
      d.title = title_of(key.name);
      d.place = place_words(scenario_, key.place);
      if (description != nullptr) d.explanation = description->meaning;
      d.observation = {"one replication", "一次重复"};
      d.format = format_of(key.unit);
      for (const double value : result_.column(i)) {
        if (std::isinf(value)) ++d.unfinished;
        if (std::isfinite(value)) d.values.push_back(value);
      }
      if (target != targets.end()) {
        const auto& asked = target->second->target;
        d.target = asked.value;
        d.comparison = asked.direction == Direction::at_least ? Comparison::at_least : Comparison::at_most;
      }
      data_.distributions.push_back(std::move(d));
    }
  }

  void measure_rows() {
    for (const auto& s : summaries_) {
      if (!s.key.place.empty()) continue;
      data_.measures.push_back(
          {s.key.name, title_of(s.key.name), format_of(s.key.unit), mean_of(s), spread_of(s), s.unfinished_share});
    }
  }

  void add_place_row(PlaceLevel level, const std::string& key_place, std::string id, const Phrase& name,
                     std::string parent, std::uint64_t residents) {
    PlaceRow row;
    row.level = level;
    row.id = std::move(id);
    row.name = name;
    row.parent = std::move(parent);
    row.residents = residents;
    for (const auto& column : data_.places.columns) {
      const auto found = by_key_.find({column.id, key_place});
      row.values.push_back(found == by_key_.end() ? Spread{} : spread_of(*found->second));
      row.unfinished.push_back(found == by_key_.end() ? 0 : found->second->unfinished_share);
    }
    data_.places.rows.push_back(std::move(row));
  }

  // What the table shows at first: headlines and what an objective asks for.
  bool is_main(const std::string& measure) const {
    const auto* description = catalog_.find_measure(measure);
    if (description != nullptr && description->headline) return true;
    return std::any_of(data_.objectives.begin(), data_.objectives.end(),
                       [&](const ObjectiveResult& o) { return o.measure == title_of(measure); });
  }

  void places() {
    std::set<std::string> seen;
    for (const auto& key : result_.keys) {
      if (place_of(key.place).first != "zone" || key.place.find('>') != std::string::npos) continue;
      if (!seen.insert(key.name).second) continue;
      const auto* description = catalog_.find_measure(key.name);
      const bool more_is_better = description != nullptr && description->better == Better::more;
      data_.places.columns.push_back({key.name, title_of(key.name), format_of(key.unit), !more_is_better,
                                      key.unit == MeasureUnit::seconds && !more_is_better, is_main(key.name)});
    }
    const auto& town = *scenario_.town;
    const bool whole_town = scenario_.scope.townships().size() == town.townships.size();
    add_place_row(PlaceLevel::town, "", town.id, whole_town ? town.name : Phrase{"All taking part", "全部参演区域"}, "",
                  scenario_.scope.residents());
    for (const auto township : scenario_.scope.townships()) {
      const auto& t = town.townships[township.index()];
      std::uint64_t residents = 0;
      for (const auto zone : scenario_.scope.zones()) {
        const auto& z = town.zones[zone.index()];
        residents += z.township == township ? z.residents : 0;
      }
      add_place_row(PlaceLevel::township, "township:" + t.id, t.id, t.name, town.id, residents);
      for (const auto zone : scenario_.scope.zones()) {
        const auto& z = town.zones[zone.index()];
        if (z.township != township) continue;
        add_place_row(PlaceLevel::zone, "zone:" + z.id, z.id, z.name, t.id, z.residents);
      }
    }
  }

  void map() {
    data_.map = map_of(*scenario_.town);
    data_.map.load_unit = {"persons", "人"};
    keep_zones_of_scope();
    closed_roads();
    shelters();
    route_loads();
  }

  void keep_zones_of_scope() {
    std::set<std::string> in_scope;
    for (const auto zone : scenario_.scope.zones()) in_scope.insert(scenario_.town->zones[zone.index()].id);
    std::erase_if(data_.map.zones, [&](const MapZone& zone) { return !in_scope.contains(zone.id); });
  }

  // In replications that do not tell a road was never cut.
  void closed_roads() {
    const auto& roads = scenario_.town->roads;
    std::map<std::string, std::size_t> row_of_road;
    for (std::size_t s = 0; s < roads.segment_count(); ++s) {
      row_of_road[roads.road(SegmentId(s))] = data_.map.road_of_segment[s];
    }
    for (std::size_t i = 0; i < result_.keys.size(); ++i) {
      const auto [kind, id] = place_of(result_.keys[i].place);
      const auto* measure = kind == "road" ? catalog_.find_measure(result_.keys[i].name) : nullptr;
      if (measure == nullptr || !measure->closes_roads) continue;
      const auto found = row_of_road.find(id);
      if (found == row_of_road.end()) continue;
      std::vector<double> times;
      for (const double value : result_.column(i)) {
        if (value > 0) times.push_back(value);
      }
      auto& road = data_.map.roads[found->second];
      road.closed_share =
          static_cast<double>(times.size()) / static_cast<double>(std::max<std::size_t>(1, result_.records.size()));
      road.closed_for_s = quantile(times, 0.5);
    }
  }

  void shelters() {
    for (auto& shelter : data_.map.shelters) {
      for (const auto& s : summaries_) {
        if (s.key.place != "shelter:" + shelter.id) continue;
        if (s.key.unit == MeasureUnit::persons) shelter.arrived = spread_of(s);
        // Turned away: a count above zero in some replications.
        if (s.key.unit == MeasureUnit::households) {
          const auto values = result_.column(static_cast<std::size_t>(&s - summaries_.data()));
          const auto some = std::count_if(values.begin(), values.end(), [](double v) { return v > 0; });
          shelter.overfull_share =
              static_cast<double>(some) / static_cast<double>(std::max<std::size_t>(1, values.size()));
        }
      }
    }
  }

  // Who went from where to where ("zone:a>shelter:b"), laid on the fastest dry way.
  void route_loads() {
    const auto& town = *scenario_.town;
    for (const auto& s : summaries_) {
      const auto arrow = s.key.place.find('>');
      if (arrow == std::string::npos || !(s.mean > 0)) continue;
      const auto zone = scenario_.names->find(Entity::zone, place_of(s.key.place.substr(0, arrow)).second);
      const auto shelter = scenario_.names->find(Entity::shelter, place_of(s.key.place.substr(arrow + 1)).second);
      if (zone == Id<ZoneTag>::kNone || shelter == Id<ShelterTag>::kNone) continue;
      const auto route = scenario_.router(TravelMode::walk)
                             .fastest(town.zones[zone].place.walk_junction, town.shelters[shelter].place.walk_junction);
      if (!route) continue;
      for (const auto segment : route->segments) {
        data_.map.roads[data_.map.road_of_segment[segment.index()]].load += s.mean;
      }
    }
  }

  void limits() {
    for (const auto& kind : catalog_.kinds()) {
      if (!entries_.contains(&kind) || kind.not_modeled.empty()) continue;
      data_.limits.push_back({kind.section + "." + kind.name, kind.meaning, kind.not_modeled});
    }
  }

  void reproduction() {
    auto& r = data_.reproduction;
    r.version = "tocsin " + manifest_.version;
    r.scenario_digest = manifest_.digest;
    // The page knows where it lies and puts its folder there, so that the commands run as they stand.
    r.command = fmt::format("{} run {{run}}/scenario.yaml --replications {} --seed {}", called_as_,
                            result_.records.size(), manifest_.seed);
    r.replay_command = fmt::format("{} replay {{run}} --replication 0", called_as_);
    if (manifest_.precision) {
      const auto reached = manifest_.precise.value_or(false);
      r.facts.push_back({{"Precision asked for", "要求的精度"},
                         {*manifest_.precision + (reached ? " (reached)" : " (not reached)"),
                          *manifest_.precision + (reached ? "（已达到）" : "（未达到）")}});
    }
  }

  const Scenario& scenario_;
  const Catalog& catalog_;
  const ExperimentResult& result_;
  const EventLog& first_;
  const RunManifest& manifest_;
  std::string called_as_;
  std::vector<MeasureSummary> summaries_;
  std::map<std::pair<std::string, std::string>, const MeasureSummary*> by_key_;
  std::map<const Kind*, int> entries_;
  ReportContents data_;
};

}  // namespace

ReportContents report_of(const Scenario& scenario, const Catalog& catalog, const ExperimentResult& result,
                         const EventLog& first, const RunManifest& manifest, const std::string& called_as) {
  return ReportMaker(scenario, catalog, result, first, manifest, called_as).make();
}

}  // namespace tocsin
