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

namespace tocsin {

/// The text id of something in the town (or of another entry), with its place, resolved later against the arrays.
template <class Tag>
struct Reference {
  std::string name;
  SourceSpan where;
  bool operator==(const Reference& other) const { return name == other.name; }
};

/// How well a number is known (handbook codes): V read on the primary page, S secondary, M from memory of the named
/// source, D derived, E engineering default without source, U given by the user in the scenario.
enum class Confidence { V, S, M, D, E, U };

/// One parameter as it was used: for the report's table of assumptions and for sensitivity screens.
struct ParameterUse {
  std::string path;   ///< "evacuation.behavior.preparation_median_door_day"
  Phrase meaning;
  std::string value;  ///< with unit: "8 min"
  std::string low;    ///< plausible low end, with unit; may be empty
  std::string high;
  std::string source;
  Confidence confidence = Confidence::U;
};

/// Names of an enumeration, in declaration order; specialise beside the enum:
///   template <> struct EnumNames<Mode> { static constexpr std::array<std::string_view, 2> value{"walk", "car"}; };
template <class E>
struct EnumNames;

class Node;           // engine/input/document.hpp
class Library;        // engine/input/library.hpp
class FieldsBackend;  // engine/input/fields_backend.hpp: reading, writing, describing

/// Limits and extras of the field just declared; every call returns itself so that limits chain.
class Field {
 public:
  explicit Field(FieldsBackend& backend) : backend_(backend) {}
  template <class T>
  Field& between(T low, T high);
  template <class T>
  Field& at_least(T low);
  template <class T>
  Field& more_than(T low);
  /// An example value for messages and docs ("800 m").
  Field& example(std::string_view text);

 private:
  FieldsBackend& backend_;
};

/// The visitor that `describe` functions talk to. Supported T: bool, int, std::uint64_t, double (a bare number
/// without dimension), Share, Duration, Length, Area, Speed, Mass, Rate, std::string, Phrase (text or {en, zh}),
/// CivilTime, Reference<Tag>, enumerations with EnumNames, std::optional<T>, std::vector<T>, and structs that have
/// `void describe(Fields&)`.
class Fields {
 public:
  explicit Fields(FieldsBackend& backend) : backend_(backend) {}

  template <class T>
  Field required(std::string_view key, T& value, Phrase meaning);
  template <class T>
  Field optional(std::string_view key, T& value, Phrase meaning);
  /// Default, source and confidence from the library entry `<path of the entry's kind>.<key>`.
  template <class T>
  Field parameter(std::string_view key, T& value, Phrase meaning);

 private:
  FieldsBackend& backend_;
};

}  // namespace tocsin
