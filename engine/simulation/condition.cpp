// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/condition.hpp"

#include <algorithm>

#include "engine/simulation/world.hpp"

namespace tocsin {

bool FieldCodec<Condition>::read(const Node& node, Condition& value, ValueReader& reader) {
  Condition found;
  found.where = node.where;
  const bool good = detail::read_structure_node(
      node, [&found](Fields& fields) { found.describe(fields); }, reader);
  if (good) value = std::move(found);
  return good;
}

Node FieldCodec<Condition>::write(const Condition& value) {
  auto copy = value;  // `describe` serves reading too and is therefore not const
  return detail::write_structure_node([&copy](Fields& fields) { copy.describe(fields); });
}

bool FieldCodec<ConditionList>::read(const Node& node, ConditionList& value, ValueReader& reader) {
  value.stated = FieldCodec<std::vector<Condition>>::read(node, value.parts, reader);
  return value.stated;
}

Node FieldCodec<ConditionList>::write(const ConditionList& value) {
  return value.stated ? FieldCodec<std::vector<Condition>>::write(value.parts) : Node{};
}

bool FieldCodec<NegatedCondition>::read(const Node& node, NegatedCondition& value, ValueReader& reader) {
  Condition part;
  if (!FieldCodec<Condition>::read(node, part, reader)) return false;
  value.part = {std::move(part)};
  return true;
}

Node FieldCodec<NegatedCondition>::write(const NegatedCondition& value) {
  return value.part.empty() ? Node{} : FieldCodec<Condition>::write(value.part.front());
}

void Condition::describe(Fields& f) {
  f.optional("fact", fact_,
             {"What is looked at (tocsin schema facts); or give all, any or not.",
              "所核查的态势事实（见 tocsin schema facts）；或改用 all、any、not。"})
      .example("roads.closed");
  describe_arguments(f);
  describe_value(f);
  f.optional("all", all_, {"Conditions all of which must hold.", "须同时满足的各项条件。"});
  f.optional("any", any_, {"Conditions one of which must hold.", "满足其一即可的各项条件。"});
  f.optional("not", not_, {"A condition that must not hold.", "须不满足的条件。"});
  f.optional(
       "for", for_,
       {"How long it must have held without a break, as seen at each look.", "须持续满足的时间（按各次核查计）。"})
      .more_than(0s)
      .example("10 min");
}

void Condition::describe_arguments(Fields& f) {
  f.optional("place", place_,
             {"Where: the id of a zone, shelter, station, depot, hazard point, communication site or helicopter spot, "
              "or KIND:ID (shelter:hall).",
              "地点：分区、避难场所、站点、物资库、隐患点、通信站点或直升机起降点的编号，或“类别:编号”"
              "（shelter:hall）。"})
      .example("low-bridge");
  f.optional("zone", zone_, {"Where: a zone.", "地点：分区。"});
  f.optional("township", township_, {"Where: a township.", "地点：乡镇（街道）。"});
  f.optional("road", road_, {"Which road, both directions.", "道路（双向）。"});
  f.optional("mode", mode_, {"Travel by this mode.", "通行方式。"});
  f.optional("site", site_, {"Which communication site.", "通信站点。"});
  f.optional("shelter", shelter_, {"Which shelter.", "避难场所。"});
  f.optional("team", team_, {"Which team.", "队伍。"});
  f.optional("entry", entry_, {"Which entry of the section that tells the fact.", "提供该事实的章节中的条目编号。"});
  f.optional("inject", inject_, {"Which inject.", "导调信息编号。"});
}

void Condition::describe_value(Fields& f) {
  f.optional("above", bounds_[0], {"It is more than this.", "大于此值。"}).example("4.2 m");
  f.optional("below", bounds_[1], {"It is less than this.", "小于此值。"}).example("90 %");
  f.optional("at_least", bounds_[2], {"It is this or more.", "不小于此值。"}).example("50");
  f.optional("at_most", bounds_[3], {"It is this or less.", "不大于此值。"}).example("3");
  f.optional("is", is_,
             {"Of yes or no: true (if left out) or false; of a choice: which.",
              "是否类事实：true（缺省）或 false；选项类事实：选项名。"})
      .example("false");
}

DefinitionDescription describe_condition() {
  Condition condition;
  return {"condition",
          {"A fact and what its value must be, or several conditions: exactly one of fact, all, any, not. Which "
           "arguments and which unit a fact takes stands in the reference of facts. Conditions are looked at again "
           "and again from StartEx on (look_interval of the section exercise).",
           "一项事实及其取值要求，或若干条件的组合：fact、all、any、not 四者择一。各事实的参数与单位见事实一览。"
           "条件自演练开始起按 exercise 章节的 look_interval 定期核查。"},
          describe_fields([&](Fields& fields) { condition.describe(fields); })};
}

std::string Condition::fact_text() const {
  std::string text = fact_->name;
  for (const auto& argument : given()) {
    text += " ";
    text += name_of(argument.argument);
    text += " " + argument.name;
  }
  for (std::size_t i = 0; i < kBoundingCount; ++i) {
    if (!bounds_[i]) continue;
    auto key = std::string(kBoundingKeys[i]);
    if (const auto blank = key.find('_'); blank != std::string::npos) key[blank] = ' ';
    text += " " + key + " " + bounds_[i]->value;
  }
  if (is_) text += " is " + is_->value;
  return text;
}

std::string Condition::text() const {
  const auto joined = [](const ConditionList& list, std::string_view word) {
    std::vector<std::string> parts;
    for (const auto& part : list.parts) parts.push_back(part.text());
    return "(" + join(parts, word) + ")";
  };
  std::string text;
  if (fact_) text = fact_text();
  if (all_.stated) text = joined(all_, " and ");
  if (any_.stated) text = joined(any_, " or ");
  if (!not_.part.empty()) text = "not " + not_.part.front().text();
  if (for_) text += " for " + to_text(*for_);
  return text;
}

bool Condition::meets(double value) const {
  if (description_->unit == FactUnit::yes_no || description_->unit == FactUnit::choice) return value == wanted_;
  for (const auto& threshold : thresholds_) {
    const bool holds = threshold.how == Bounding::above      ? value > threshold.value
                       : threshold.how == Bounding::below    ? value < threshold.value
                       : threshold.how == Bounding::at_least ? value >= threshold.value
                                                             : value <= threshold.value;
    if (!holds) return false;
  }
  return true;
}

std::optional<bool> ConditionState::look(World& world) {
  next_part_ = 0;
  return look_at(*condition_, world);
}

std::optional<bool> ConditionState::look_at(const Condition& condition, World& world) {
  const auto part = next_part_++;
  if (part >= since_.size()) since_.resize(part + 1);
  const auto holds = look_without_time(condition, world);
  if (!condition.for_) return holds;
  if (holds != true) {
    since_[part].reset();
    return holds;
  }
  if (!since_[part]) since_[part] = world.now();
  return world.now() - *since_[part] >= *condition.for_;
}

std::optional<bool> ConditionState::look_without_time(const Condition& condition, World& world) {
  if (condition.fact_) {
    auto arguments = condition.arguments_;
    arguments.asker = asker_;
    const auto value = condition.description_->value(world, arguments);
    return value ? std::optional(condition.meets(*value)) : std::nullopt;
  }
  if (condition.all_.stated) return group(condition.all_.parts, world, false);
  if (condition.any_.stated) return group(condition.any_.parts, world, true);
  const auto holds = look_at(condition.not_.part.front(), world);
  return holds ? std::optional(!*holds) : std::nullopt;
}

// All are looked at, also after one that decides: `for` counts at each look.
std::optional<bool> ConditionState::group(const std::vector<Condition>& parts, World& world, bool decides) {
  std::optional<bool> result = !decides;
  for (const auto& part : parts) {
    const auto holds = look_at(part, world);
    if (holds == decides) {
      result = decides;
    } else if (!holds && result != decides) {
      result = std::nullopt;
    }
  }
  return result;
}

// ---- what follows from what ----

void Condition::visit_facts(const std::function<void(const FactUse&)>& visit) const {
  if (description_ != nullptr) visit({*description_, arguments_, fact_->where});
  for (const auto* parts : {&all_.parts, &any_.parts, &not_.part}) {
    for (const auto& part : *parts) part.visit_facts(visit);
  }
}

const Condition* Condition::stands_for(const Meaning& meaning) const {
  if (!meaning || description_ == nullptr || wanted_ != 1) return nullptr;
  return meaning({*description_, arguments_, fact_->where});
}

bool Condition::implies(const Condition& other, const Meaning& meaning) const {
  if (other.for_ && (!for_ || *for_ < *other.for_)) return false;
  if (const auto* meant = stands_for(meaning)) return meant->implies(other, meaning);
  if (const auto* meant = other.stands_for(meaning)) return implies(*meant, meaning);
  const auto is_enough = [&](const Condition& part) { return part.implies(other, meaning); };
  const auto follows = [&](const Condition& part) { return implies(part, meaning); };
  if (any_.stated) return std::all_of(any_.parts.begin(), any_.parts.end(), is_enough);
  if (other.all_.stated) return std::all_of(other.all_.parts.begin(), other.all_.parts.end(), follows);
  if (all_.stated && std::any_of(all_.parts.begin(), all_.parts.end(), is_enough)) return true;
  if (other.any_.stated) return std::any_of(other.any_.parts.begin(), other.any_.parts.end(), follows);
  if (!not_.part.empty() && !other.not_.part.empty())
    return other.not_.part.front().implies(not_.part.front(), meaning);
  return fact_implies(other);
}

bool Condition::fact_implies(const Condition& other) const {
  if (description_ == nullptr || description_ != other.description_) return false;
  const auto mine = given();
  const auto theirs = other.given();
  const bool same =
      std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                 [](const Given& a, const Given& b) { return a.argument == b.argument && a.name == b.name; });
  if (!same) return false;
  if (thresholds_.empty()) return wanted_ == other.wanted_;
  return std::all_of(other.thresholds_.begin(), other.thresholds_.end(),
                     [this](const Threshold& bound) { return bounds_imply(bound); });
}

bool Condition::bounds_imply(const Threshold& bound) const {
  const auto lower = [](Bounding how) { return how == Bounding::above || how == Bounding::at_least; };
  const auto open = [](Bounding how) { return how == Bounding::above || how == Bounding::below; };
  return std::any_of(thresholds_.begin(), thresholds_.end(), [&](const Threshold& own) {
    if (lower(own.how) != lower(bound.how)) return false;
    if (own.value == bound.value) return open(own.how) || !open(bound.how);
    return lower(own.how) ? own.value > bound.value : own.value < bound.value;
  });
}

}  // namespace tocsin
