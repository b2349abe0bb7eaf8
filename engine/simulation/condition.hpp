// SPDX-License-Identifier: Apache-2.0
// A condition on the present state, as injects, plans and rules wait for it. Made of facts (fact.hpp), read and checked
// with the scenario, looked at by the lookout (lookout.hpp).
//
//   when: {fact: hazard.water_depth, place: low-bridge, above: 0.3 m, for: 10 min}
//   when: {all: [{fact: roads.closed, road: x017}, {fact: evacuation.left_share, zone: riverside, below: 90 %}]}
//   when: {not: {fact: warning.zone_ordered, zone: riverside}}
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/input/schema.hpp"
#include "engine/simulation/fact.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

class Condition;

/// Several conditions; none: the key is absent.
struct ConditionList {
  std::vector<Condition> parts;
  bool stated = false;  ///< the key stands in the file, with or without conditions
};

/// The condition that must not hold; none: the key is absent.
struct NegatedCondition {
  std::vector<Condition> part;
};

struct FactTag;
struct EntryTag;
struct InjectTag;

/// One fact as a condition asks for it.
struct FactUse {
  const FactDescription& fact;
  const FactArguments& arguments;
  const SourceSpan& where;
};

/// One condition: a fact and what its value must be, or a group of conditions (`all`, `any`, `not`).
class Condition {
 public:
  void describe(Fields& fields);
  /// Finds the fact and what it is asked about; refuses what cannot be asked, and thresholds that nothing or everything
  /// reaches.
  void check(const Scenario& scenario, Diagnostics& diagnostics);
  /// Without those who write it in a file: "hazard.water_depth place low-bridge above 0.3 m".
  [[nodiscard]] std::string text() const;
  /// Every fact it asks for, once it has been checked without a mistake.
  void visit_facts(const std::function<void(const FactUse&)>& visit) const;
  /// What a fact that must be so stands for (a report: what was observed); null: for itself.
  using Meaning = std::function<const Condition*(const FactUse&)>;
  /// Whenever this holds, does `other` hold for sure? False where that cannot be told from what is written.
  [[nodiscard]] bool implies(const Condition& other, const Meaning& meaning = {}) const;

  SourceSpan where;  ///< where it begins in the file

 private:
  friend class ConditionState;
  /// The four ways to bound a number, in the order of their keys.
  enum class Bounding : std::uint8_t { above, below, at_least, at_most };
  static constexpr std::size_t kBoundingCount = 4;
  static constexpr std::array<std::string_view, kBoundingCount> kBoundingKeys{"above", "below", "at_least", "at_most"};
  struct Threshold {
    Bounding how{};
    double value = 0;  ///< SI
  };
  struct Given {
    FactArgument argument{};
    std::string name;
    SourceSpan where;
  };

  void describe_arguments(Fields& fields);
  void describe_value(Fields& fields);
  [[nodiscard]] std::vector<Given> given() const;
  [[nodiscard]] bool meets(double value) const;
  void check_group(const Scenario& scenario, Diagnostics& diagnostics);
  void check_fact(const Scenario& scenario, Diagnostics& diagnostics);
  void check_needs(const Scenario& scenario, Diagnostics& diagnostics) const;
  void check_arguments(Diagnostics& diagnostics) const;
  void find_arguments(const Scenario& scenario, Diagnostics& diagnostics);
  void check_value(Diagnostics& diagnostics);
  void read_thresholds(Diagnostics& diagnostics);
  void check_range(const Placed<std::string>& written, const Threshold& threshold, Diagnostics& diagnostics) const;
  void check_together(Diagnostics& diagnostics) const;
  void check_choice(Diagnostics& diagnostics);
  void refuse_thresholds(const Phrase& expected, Diagnostics& diagnostics) const;
  [[nodiscard]] std::string fact_text() const;
  [[nodiscard]] const Condition* stands_for(const Meaning& meaning) const;
  [[nodiscard]] bool fact_implies(const Condition& other) const;
  [[nodiscard]] bool bounds_imply(const Threshold& bound) const;

  std::optional<Reference<FactTag>> fact_;
  std::optional<Placed<std::string>> place_;
  std::optional<Reference<ZoneTag>> zone_;
  std::optional<Reference<TownshipTag>> township_;
  std::optional<Reference<SegmentTag>> road_;
  std::optional<Placed<TravelMode>> mode_;
  std::optional<Reference<CommunicationSiteTag>> site_;
  std::optional<Reference<ShelterTag>> shelter_;
  std::optional<Reference<TeamTag>> team_;
  std::optional<Reference<EntryTag>> entry_;
  std::optional<Reference<InjectTag>> inject_;
  std::array<std::optional<Placed<std::string>>, kBoundingCount> bounds_;
  std::optional<Placed<std::string>> is_;
  ConditionList all_, any_;
  NegatedCondition not_;
  std::optional<Duration> for_;

  // Filled by `check`.
  const FactDescription* description_ = nullptr;
  FactArguments arguments_;
  std::vector<Threshold> thresholds_;
  double wanted_ = 1;  ///< of yes or no, and of choices
};

/// A condition in one replication: what it is now, and since when its parts hold.
class ConditionState {
 public:
  /// As seen by `asker`; none: by exercise control.
  explicit ConditionState(const Condition& condition, NameId asker = {}) : condition_(&condition), asker_(asker) {}
  /// Looks at the situation now. None: a fact it depends on has nothing to tell.
  std::optional<bool> look(World& world);

 private:
  std::optional<bool> look_at(const Condition& condition, World& world);
  std::optional<bool> look_without_time(const Condition& condition, World& world);
  std::optional<bool> group(const std::vector<Condition>& parts, World& world, bool decides);

  const Condition* condition_;
  NameId asker_;
  std::vector<std::optional<Time>> since_;  // by part, in the order in which they are looked at
  std::size_t next_part_ = 0;
};

template <>
struct ReferenceNoun<FactTag> {
  static Phrase value() { return {"a fact", "一项态势事实"}; }
};
template <>
struct ReferenceNoun<EntryTag> {
  static Phrase value() { return {"an entry of the section that tells the fact", "提供该事实的章节条目"}; }
};
template <>
struct ReferenceNoun<InjectTag> {
  static Phrase value() { return {"an inject", "一条导调信息"}; }
};

template <>
struct FieldCodec<Condition> {
  static FieldType type(const Condition&) {
    return {.shape = FieldShape::defined, .refers_to = {"a condition", "条件"}, .definition = "condition"};
  }
  static bool read(const Node& node, Condition& value, ValueReader& reader);
  static Node write(const Condition& value);
};
template <>
struct FieldCodec<ConditionList> {
  static FieldType type(const ConditionList&) { return detail::list_of(FieldCodec<Condition>::type({})); }
  static bool read(const Node& node, ConditionList& value, ValueReader& reader);
  static Node write(const ConditionList& value);
};
template <>
struct FieldCodec<NegatedCondition> {
  static FieldType type(const NegatedCondition&) { return FieldCodec<Condition>::type({}); }
  static bool read(const Node& node, NegatedCondition& value, ValueReader& reader);
  static Node write(const NegatedCondition& value);
};

/// What may stand in a condition, for schema and reference.
DefinitionDescription describe_condition();

}  // namespace tocsin
