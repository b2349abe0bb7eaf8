// SPDX-License-Identifier: Apache-2.0
// What a condition of a scenario file is refused for.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/input/codes.hpp"
#include "engine/simulation/condition.hpp"

namespace tocsin {
namespace {

/// A place of the town, by the table in which it stands.
struct KnownPlace {
  std::string_view kind;
  std::string_view id;
  const Place* place = nullptr;
};

std::vector<KnownPlace> places_of(const Town& town) {
  std::vector<KnownPlace> places;
  const auto add = [&places](std::string_view kind, const auto& list) {
    for (const auto& item : list) places.push_back({kind, item.id, &item.place});
  };
  add("zone", town.zones);
  add("shelter", town.shelters);
  add("station", town.stations);
  add("depot", town.depots);
  add("hazard_point", town.hazard_points);
  add("site", town.communication_sites);
  add("helicopter_spot", town.helicopter_spots);
  return places;
}

// By id, or KIND:ID where tables share an id.
std::optional<Place> find_place(const Placed<std::string>& written, const Town& town, Diagnostics& diagnostics) {
  const auto& name = written.value;
  std::vector<std::string> ids;
  std::vector<std::string> found;
  const Place* place = nullptr;
  for (const auto& known : places_of(town)) {
    const auto full = fmt::format("{}:{}", known.kind, known.id);
    ids.emplace_back(known.id);
    ids.push_back(full);
    if (name != known.id && name != full) continue;
    found.push_back(full);
    place = known.place;
  }
  if (found.size() == 1) return *place;
  if (found.empty()) {
    diagnostics.error(written.where, codes::kUnknownReference,
                      phrase("there is no place '{}' in the town", "该区域数据中没有地点“{}”", name),
                      {"the id of a zone, shelter, station, depot, hazard point, communication site or helicopter spot",
                       "分区、避难场所、站点、物资库、隐患点、通信站点或直升机起降点的编号"},
                      did_you_mean(name, ids));
  } else {
    diagnostics.error(written.where, codes::kInconsistent,
                      phrase("several places of the town have the id '{}'", "该区域数据中有多处地点的编号为“{}”", name),
                      {"one of: " + join(found), "可用：" + join(found, "、")});
  }
  return std::nullopt;
}

// The section in which the entry of a fact stands.
std::string section_of(const FactDescription& fact) {
  return std::string(fact.name.substr(0, fact.name.find('.')));
}

// A fact told by certain kinds of a section is about entries of these.
bool tells(const ScenarioEntry& entry, const FactDescription& fact, const std::string& section) {
  if (entry.kind->section != section) return false;
  bool any_kind = true;
  for (const auto need : fact.needs) {
    if (!need.starts_with(section + ".")) continue;
    if (need == entry.kind->section + "." + entry.kind->name) return true;
    any_kind = false;
  }
  return any_kind;
}

template <class Tag>
NameId find_entry(const Reference<Tag>& reference, const FactDescription& fact, const std::string& section,
                  const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const auto& entry : scenario.entries) {
    if (!tells(entry, fact, section)) continue;
    if (entry.parameters->id == reference.name) return entry.name;
    known.push_back(entry.parameters->id);
  }
  diagnostics.error(reference.where, codes::kUnknownReference,
                    phrase("the section '{}' of this scenario has no entry '{}' that tells '{}'",
                           "此场景的“{0}”中没有可提供“{2}”的条目“{1}”", section, reference.name, fact.name),
                    known.empty() ? Phrase{} : Phrase{"one of: " + join(known), "可用：" + join(known, "、")},
                    did_you_mean(reference.name, known));
  return {};
}

Phrase taken_by(const FactDescription& fact) {
  if (fact.parameters.empty()) return {"it takes no arguments", "该事实不带参数"};
  std::vector<std::string> names;
  for (const auto& parameter : fact.parameters) names.emplace_back(name_of(parameter.argument));
  return {"it takes: " + join(names), "可带参数：" + join(names, "、")};
}

}  // namespace

std::vector<Condition::Given> Condition::given() const {
  std::vector<Given> all;
  const auto add = [&all](FactArgument argument, const auto& reference) {
    if (reference) all.push_back({argument, reference->name, reference->where});
  };
  if (place_) all.push_back({FactArgument::place, place_->value, place_->where});
  add(FactArgument::zone, zone_);
  add(FactArgument::township, township_);
  add(FactArgument::road, road_);
  if (mode_) {
    const auto mode = static_cast<std::size_t>(mode_->value);
    all.push_back({FactArgument::mode, std::string(EnumNames<TravelMode>::value.at(mode)), mode_->where});
  }
  add(FactArgument::site, site_);
  add(FactArgument::shelter, shelter_);
  add(FactArgument::team, team_);
  add(FactArgument::entry, entry_);
  add(FactArgument::inject, inject_);
  return all;
}

void Condition::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const int ways = (fact_ ? 1 : 0) + (all_.stated ? 1 : 0) + (any_.stated ? 1 : 0) + (not_.part.empty() ? 0 : 1);
  if (ways != 1) {
    diagnostics.error(where, ways == 0 ? codes::kMissingKey : codes::kInconsistent,
                      ways == 0 ? Phrase{"this condition says nothing", "条件没有内容"}
                                : Phrase{"this condition is several things at once", "条件同时写了多种形式"},
                      {"exactly one of: fact, all, any, not", "fact、all、any、not 四者择一"});
    return;
  }
  if (fact_) {
    check_fact(scenario, diagnostics);
  } else {
    check_group(scenario, diagnostics);
  }
}

void Condition::check_group(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto refuse = [&](const SourceSpan& at, std::string_view key) {
    diagnostics.error(
        at, codes::kInconsistent,
        phrase("'{}' belongs to a fact, not to a group of conditions", "“{}”属于单项事实，不能写在条件组合上", key),
        {"write it into the conditions of the group", "请写入组合内的各项条件"});
  };
  for (const auto& argument : given()) refuse(argument.where, name_of(argument.argument));
  for (std::size_t i = 0; i < kBoundingCount; ++i) {
    if (bounds_[i]) refuse(bounds_[i]->where, kBoundingKeys[i]);
  }
  if (is_) refuse(is_->where, "is");
  auto& parts = all_.stated ? all_.parts : any_.stated ? any_.parts : not_.part;
  if (parts.empty()) {
    diagnostics.error(where, codes::kMissingValue, {"this group holds no condition", "条件组合为空"},
                      {"a list of conditions: [{fact: …}, {fact: …}]", "条件列表：[{fact: …}, {fact: …}]"});
  }
  for (auto& part : parts) part.check(scenario, diagnostics);
}

void Condition::check_fact(const Scenario& scenario, Diagnostics& diagnostics) {
  description_ = scenario.catalog->find_fact(fact_->name);
  if (description_ == nullptr) {
    std::vector<std::string> names;
    for (const auto& fact : scenario.catalog->facts()) names.emplace_back(fact.name);
    diagnostics.error(
        fact_->where, codes::kUnknownReference, phrase("there is no fact '{}'", "没有事实“{}”", fact_->name),
        {"a fact listed by: tocsin schema facts", "tocsin schema facts 所列的事实"}, did_you_mean(fact_->name, names));
    return;
  }
  check_needs(scenario, diagnostics);
  check_arguments(diagnostics);
  find_arguments(scenario, diagnostics);
  check_value(diagnostics);
}

void Condition::check_needs(const Scenario& scenario, Diagnostics& diagnostics) const {
  const auto& needs = description_->needs;
  const bool told = std::any_of(scenario.entries.begin(), scenario.entries.end(), [&](const ScenarioEntry& entry) {
    const auto kind = entry.kind->section + "." + entry.kind->name;
    return std::any_of(needs.begin(), needs.end(),
                       [&](std::string_view need) { return need == entry.kind->section || need == kind; });
  });
  if (told || needs.empty()) return;
  const std::vector<std::string> names(needs.begin(), needs.end());
  diagnostics.error(fact_->where, codes::kInconsistent,
                    phrase("nothing in this drill tells '{}'", "此演练中没有模型提供“{}”", fact_->name),
                    phrase("an entry of: {}", "以下章节或类型的条目：{}", join(names)));
}

void Condition::check_arguments(Diagnostics& diagnostics) const {
  const auto all = given();
  for (const auto& argument : all) {
    if (description_->takes(argument.argument)) continue;
    diagnostics.error(
        argument.where, codes::kInconsistent,
        phrase("the fact '{}' takes no '{}'", "事实“{}”不带参数“{}”", fact_->name, name_of(argument.argument)),
        taken_by(*description_));
  }
  for (const auto& parameter : description_->parameters) {
    const bool there = std::any_of(all.begin(), all.end(),
                                   [&](const Given& argument) { return argument.argument == parameter.argument; });
    if (there || parameter.presence != Presence::required) continue;
    diagnostics.error(
        fact_->where, codes::kMissingKey,
        phrase("the fact '{}' needs '{}'", "事实“{}”缺少参数“{}”", fact_->name, name_of(parameter.argument)),
        taken_by(*description_));
  }
}

void Condition::find_arguments(const Scenario& scenario, Diagnostics& diagnostics) {
  arguments_ = {};
  const auto& fact = *description_;
  if (place_ && fact.takes(FactArgument::place)) arguments_.place = find_place(*place_, *scenario.town, diagnostics);
  if (zone_ && fact.takes(FactArgument::zone)) arguments_.zone = scenario.find_in_scope(*zone_, diagnostics);
  if (township_ && fact.takes(FactArgument::township)) {
    arguments_.township = scenario.find(*township_, diagnostics);
    if (arguments_.township.exists() && !scenario.scope.contains(arguments_.township)) {
      diagnostics.error(
          township_->where, codes::kInconsistent,
          phrase("the township '{}' does not take part in the exercise", "乡镇“{}”不参加演练", township_->name),
          {"a township of the section exercise (townships)", "exercise 章节 townships 所列的乡镇"});
    }
  }
  if (road_ && fact.takes(FactArgument::road)) arguments_.road = scenario.find_road(*road_, diagnostics);
  if (mode_) arguments_.mode = mode_->value;
  if (site_ && fact.takes(FactArgument::site)) arguments_.site = scenario.find(*site_, diagnostics);
  if (shelter_ && fact.takes(FactArgument::shelter)) arguments_.shelter = scenario.find(*shelter_, diagnostics);
  if (team_ && fact.takes(FactArgument::team)) arguments_.team = scenario.find(*team_, diagnostics);
  if (entry_ && fact.takes(FactArgument::entry)) {
    arguments_.entry = find_entry(*entry_, fact, section_of(fact), scenario, diagnostics);
  }
  if (inject_ && fact.takes(FactArgument::inject)) {
    arguments_.entry = find_entry(*inject_, fact, std::string(kInjectsSection), scenario, diagnostics);
  }
}

void Condition::check_value(Diagnostics& diagnostics) {
  thresholds_.clear();
  wanted_ = 1;
  if (description_->unit == FactUnit::yes_no || description_->unit == FactUnit::choice) {
    check_choice(diagnostics);
    return;
  }
  if (is_) {
    diagnostics.error(is_->where, codes::kInconsistent,
                      phrase("the value of '{}' is a number, which seldom is exactly something",
                             "“{}”为数值，不宜要求恰好等于某值", fact_->name),
                      {"one of: above, below, at_least, at_most", "可用：above、below、at_least、at_most"});
    return;
  }
  read_thresholds(diagnostics);
}

void Condition::refuse_thresholds(const Phrase& expected, Diagnostics& diagnostics) const {
  for (std::size_t i = 0; i < kBoundingCount; ++i) {
    if (!bounds_[i]) continue;
    diagnostics.error(bounds_[i]->where, codes::kInconsistent,
                      phrase("the value of '{}' is no number", "“{}”的取值不是数值", fact_->name), expected);
  }
}

void Condition::check_choice(Diagnostics& diagnostics) {
  const bool yes_no = description_->unit == FactUnit::yes_no;
  const auto names = yes_no ? std::vector<std::string_view>{"false", "true"} : description_->choices;
  const std::vector<std::string> known(names.begin(), names.end());
  const Phrase expected{"is: one of " + join(known), "is：可用 " + join(known, "、")};
  refuse_thresholds(expected, diagnostics);
  if (!is_) {
    if (!yes_no) {
      diagnostics.error(fact_->where, codes::kMissingKey,
                        phrase("the condition does not say what '{}' should be", "条件未写明“{}”应为何值", fact_->name),
                        expected);
    }
    return;
  }
  const auto found = std::find(names.begin(), names.end(), is_->value);
  if (found == names.end()) {
    diagnostics.error(is_->where, codes::kUnknownChoice,
                      phrase("'{}' is no value of '{}'", "“{}”不是“{}”的取值", is_->value, fact_->name), expected,
                      did_you_mean(is_->value, known));
    return;
  }
  wanted_ = static_cast<double>(found - names.begin());
}

void Condition::read_thresholds(Diagnostics& diagnostics) {
  const auto dimension = dimension_of(description_->unit);
  bool stated = false;
  for (std::size_t i = 0; i < kBoundingCount; ++i) {
    if (!bounds_[i]) continue;
    stated = true;
    auto node = Node::scalar(bounds_[i]->value);
    node.where = bounds_[i]->where;
    ValueReader reader{.diagnostics = diagnostics, .key = std::string(kBoundingKeys[i])};
    const auto value = detail::read_quantity_node(node, dimension, reader);
    if (!value) continue;
    thresholds_.push_back({static_cast<Bounding>(i), *value});
    check_range(*bounds_[i], thresholds_.back(), diagnostics);
  }
  if (!stated) {
    diagnostics.error(fact_->where, codes::kMissingKey,
                      phrase("the condition does not say what '{}' should be", "条件未写明“{}”应为何值", fact_->name),
                      {"one of: above, below, at_least, at_most", "可用：above、below、at_least、at_most"},
                      phrase("for example 'above: {}'", "例如“above: {}”", unit_example(dimension)));
  }
  check_together(diagnostics);
}

void Condition::check_range(const Placed<std::string>& written, const Threshold& threshold,
                            Diagnostics& diagnostics) const {
  const bool share = description_->unit == FactUnit::share;
  const double most = share ? 1 : std::numeric_limits<double>::infinity();
  const double value = threshold.value;
  const bool upper = threshold.how == Bounding::below || threshold.how == Bounding::at_most;
  const bool beyond_least =
      value < 0 || (value == 0 && threshold.how != Bounding::above && threshold.how != Bounding::at_most);
  const bool beyond_most =
      value > most || (value == most && threshold.how != Bounding::below && threshold.how != Bounding::at_least);
  const bool never = upper ? beyond_least : beyond_most;
  const bool always = upper ? beyond_most : beyond_least;
  if (!never && !always) return;
  const auto how = std::string(kBoundingKeys[static_cast<std::size_t>(threshold.how)]);
  diagnostics.error(written.where, codes::kOutOfRange,
                    never ? phrase("'{}' is never '{}: {}'", "“{}”不可能满足“{}: {}”", fact_->name, how, written.value)
                          : phrase("'{}' is always '{}: {}'", "“{}”总是满足“{}: {}”", fact_->name, how, written.value),
                    share ? Phrase{"a share between 0 % and 100 %", "0 % 至 100 % 之间的比例"}
                          : Phrase{"more than 0: it is never less", "大于 0 的值：该事实不小于 0"});
}

void Condition::check_together(Diagnostics& diagnostics) const {
  for (const auto& low : thresholds_) {
    if (low.how != Bounding::above && low.how != Bounding::at_least) continue;
    for (const auto& high : thresholds_) {
      if (high.how != Bounding::below && high.how != Bounding::at_most) continue;
      const bool room = low.how == Bounding::at_least && high.how == Bounding::at_most ? low.value <= high.value
                                                                                       : low.value < high.value;
      if (room) continue;
      const auto& at = *bounds_[static_cast<std::size_t>(high.how)];
      diagnostics.error(at.where, codes::kInconsistent,
                        {"no value lies between these two bounds", "没有值能同时满足这两个界限"},
                        {"an upper bound above the lower one", "上限应大于下限"});
    }
  }
}

}  // namespace tocsin
