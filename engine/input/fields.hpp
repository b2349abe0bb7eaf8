// SPDX-License-Identifier: Apache-2.0
// Declare a parameter once; read, check, default, document, write back and describe as JSON Schema from the same line.
//
//   struct DoorToDoorParameters {
//     Reference<StationTag> station;
//     Duration talk_time{};
//     void describe(Fields& f) {
//       f.required("station", station, {"Station whose workers knock.", "派出敲门人员的站点。"});
//       f.parameter("talk_time", talk_time, {"Time at one door.", "每户停留时间。"}).at_least(0s);
//     }
//   };
//
// `required` has no default; `optional` keeps the value the struct was built with; `parameter` takes its default from
// the library (scenarios/library/*.yaml), which carries value, unit, low, high, source and confidence, so that no
// number of the field stands in code.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/input/diagnostic.hpp"
#include "engine/input/document.hpp"
#include "engine/input/fields_backend.hpp"

namespace tocsin {

/// The text id of something in the town (or of another entry), with its place, resolved later against the arrays.
template <class Tag>
struct Reference {
  std::string name;
  SourceSpan where;
  bool operator==(const Reference& other) const { return name == other.name; }
};

/// One parameter as it was used: for the report's table of assumptions and for sensitivity screens.
struct ParameterUse {
  std::string path;  ///< "evacuation.behavior.preparation_median_door_day"
  Phrase meaning;
  std::string value;  ///< with unit: "8 min"
  std::string low;    ///< plausible low end, with unit; may be empty
  std::string high;
  std::string source;
  Confidence confidence = Confidence::U;
  bool outside_range = false;  ///< the value lies outside low…high
};

/// Names of an enumeration whose enumerators count from zero, in declaration order; specialise beside the enum:
///   template <> struct EnumNames<Mode> { static constexpr std::array<std::string_view, 2> value{"walk", "car"}; };
template <class E>
struct EnumNames;

/// The enumerators in words for people, in the same order; specialise beside EnumNames. Enumerations in events must
/// have them, those in parameters should:
///   template <> struct EnumWords<Mode> { static constexpr std::array<PhraseView, 2> value{{{"on foot", "步行"}, …}};
///   };
template <class E>
struct EnumWords;

/// Limits and extras of the field just declared; every call returns itself so that limits chain. Limits of a list hold
/// for each element. A limit is a quantity of the field's dimension (`0s`, `50_m`, `100_percent`) or, for bare and
/// whole numbers, a number.
class Field {
 public:
  explicit Field(FieldsBackend& backend) : backend_(backend) {}
  /// low <= value <= high
  template <class Low, class High>
  Field& between(Low low, High high) {
    backend_.low(detail::bound_of(low, true));
    backend_.high(detail::bound_of(high, true));
    return *this;
  }
  template <class T>
  Field& at_least(T low) {
    backend_.low(detail::bound_of(low, true));
    return *this;
  }
  template <class T>
  Field& at_most(T high) {
    backend_.high(detail::bound_of(high, true));
    return *this;
  }
  template <class T>
  Field& more_than(T low) {
    backend_.low(detail::bound_of(low, false));
    return *this;
  }
  template <class T>
  Field& less_than(T high) {
    backend_.high(detail::bound_of(high, false));
    return *this;
  }
  /// An example value for messages and docs ("800 m").
  Field& example(std::string_view text) {
    backend_.example(text);
    return *this;
  }

 private:
  FieldsBackend& backend_;
};

/// The visitor that `describe` functions talk to. Supported T: bool, int, std::int64_t, std::uint64_t, double (a bare
/// number without dimension), Share, Duration, Time (written as the span since StartEx), Length, Area and every other
/// Quantity in engine/base/units.hpp, std::string, Phrase (text or {en, zh}), CivilTime, Target, Reference<Tag>,
/// enumerations with EnumNames, std::optional<T>, std::vector<T>, and structs that have `void describe(Fields&)`.
class Fields {
 public:
  explicit Fields(FieldsBackend& backend) : backend_(backend) {}

  /// The key must be there.
  template <class T>
  Field required(std::string_view key, T& value, const Phrase& meaning) {
    return declare(Presence::required, key, value, meaning);
  }
  /// Without the key the value stays as the struct was built.
  template <class T>
  Field optional(std::string_view key, T& value, const Phrase& meaning) {
    return declare(Presence::optional, key, value, meaning);
  }
  /// Default, source and confidence from the library entry `<path of the entry's kind>.<key>` (in a nested struct:
  /// `<path>.<key of the struct>.<key>`).
  template <class T>
  Field parameter(std::string_view key, T& value, const Phrase& meaning) {
    return declare(Presence::parameter, key, value, meaning);
  }

 private:
  template <class T>
  Field declare(Presence presence, std::string_view key, T& value, const Phrase& meaning) {
    detail::FieldValueOf<T> erased(value);
    backend_.field(presence, key, erased, meaning);
    return Field(backend_);
  }
  FieldsBackend& backend_;
};

/// What reading the fields of one entry needs.
struct FieldsInput {
  Diagnostics& diagnostics;
  /// Needed as soon as a `parameter` is declared.
  const Library* library = nullptr;
  /// Path of the kind in the library: "evacuation.behavior".
  std::string path = {};
  /// What `ParameterUse::path` starts with; `path` when empty. Give it when a kind may appear twice in a scenario.
  std::string use_path = {};
  /// Collects every parameter as used; may be null.
  std::vector<ParameterUse>* parameter_uses = nullptr;
  /// Keys somebody else reads in the same mapping: {"kind", "id"}.
  std::vector<std::string> handled_elsewhere = {};
  /// Keys that stand there misspelt, which is reported already: they are not missed.
  std::vector<std::string> misspelt = {};
};

using ReadingContext = FieldsInput;  // the name of the first days; nothing new uses it

/// Reads the mapping `node` into what `describe` declares. Every mistake goes to the diagnostics; values that could not
/// be read stay as they were. Returns false when there was an error. An empty node counts as a mapping without keys.
bool read_fields(const Node& node, const std::function<void(Fields&)>& describe, const FieldsInput& context);
template <detail::Described T>
bool read_fields(const Node& node, T& value, const FieldsInput& context) {
  return read_fields(
      node, [&value](Fields& fields) { value.describe(fields); }, context);
}

/// All fields with their present values, defaults visible, as a mapping; `to_yaml` makes the text. Reading it gives
/// back exactly the same values (absent std::optional values are left out).
Node write_fields(const std::function<void(Fields&)>& describe);
template <detail::Described T>
Node write_fields(const T& value) {
  // `describe` is not const because it also serves reading; the writing backend changes nothing.
  auto& writable = const_cast<T&>(value);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return write_fields([&writable](Fields& fields) { writable.describe(fields); });
}

/// Everything `describe` declares. With a library, parameters show their default, range, source and confidence.
std::vector<FieldDescription> describe_fields(const std::function<void(Fields&)>& describe,
                                              const Library* library = nullptr, const std::string& path = "");
template <detail::Described T>
std::vector<FieldDescription> describe_fields(T value, const Library* library = nullptr, const std::string& path = "") {
  return describe_fields([&value](Fields& fields) { value.describe(fields); }, library, path);
}
/// The same for types that cannot be copied (polymorphic parameters): the value is visited, not changed.
template <detail::Described T>
std::vector<FieldDescription> describe_fields_of(T& value, const Library* library = nullptr,
                                                 const std::string& path = "") {
  return describe_fields([&value](Fields& fields) { value.describe(fields); }, library, path);
}

/// Reads the `kind` (or another naming key) of an entry: the index in `names`, or a diagnostic (missing-key,
/// unknown-kind with the nearest name).
std::optional<std::size_t> read_kind(const Node& entry, std::string_view key, const std::vector<std::string>& names,
                                     Diagnostics& diagnostics);

/// "V" … "U".
std::string_view confidence_code(Confidence confidence);
std::optional<Confidence> parse_confidence(std::string_view code);
/// "read on the primary page" / "原始出处查证": for legends.
Phrase confidence_meaning(Confidence confidence);

template <>
struct ReferenceNoun<JunctionTag> {
  static Phrase value() { return {"a junction", "路口"}; }
};
template <>
struct ReferenceNoun<SegmentTag> {
  static Phrase value() { return {"a road segment", "路段"}; }
};
template <>
struct ReferenceNoun<TownshipTag> {
  static Phrase value() { return {"a township", "乡镇（街道）"}; }
};
template <>
struct ReferenceNoun<ZoneTag> {
  static Phrase value() { return {"a zone", "分区（村、社区）"}; }
};
template <>
struct ReferenceNoun<ShelterTag> {
  static Phrase value() { return {"a shelter", "避难场所"}; }
};
template <>
struct ReferenceNoun<StationTag> {
  static Phrase value() { return {"a station", "站点"}; }
};
template <>
struct ReferenceNoun<TeamTag> {
  static Phrase value() { return {"a team", "队伍"}; }
};
template <>
struct ReferenceNoun<DepotTag> {
  static Phrase value() { return {"a depot", "物资库"}; }
};
template <>
struct ReferenceNoun<HazardPointTag> {
  static Phrase value() { return {"a hazard point", "隐患点"}; }
};
template <>
struct ReferenceNoun<CommunicationSiteTag> {
  static Phrase value() { return {"a communication site", "通信站点"}; }
};
template <>
struct ReferenceNoun<HelicopterSpotTag> {
  static Phrase value() { return {"a helicopter spot", "直升机起降点"}; }
};
template <>
struct ReferenceNoun<RiverTag> {
  static Phrase value() { return {"a river", "河流"}; }
};

}  // namespace tocsin
