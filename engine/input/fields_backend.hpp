// SPDX-License-Identifier: Apache-2.0
// The inside of `Fields`: what a declared value looks like to the backends (reading, writing, describing) and how each
// supported type is read from and written to a node. People who declare parameters need only fields.hpp; a new type of
// value gets a `FieldCodec` here.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/civil_time.hpp"
#include "engine/base/units.hpp"
#include "engine/input/diagnostic.hpp"
#include "engine/input/document.hpp"
#include "engine/input/target.hpp"

namespace tocsin {

class Fields;
class Library;
struct ParameterUse;
struct FieldDescription;
template <class Tag>
struct Reference;
template <class E>
struct EnumNames;
template <class E>
struct EnumWords;

/// What a reference refers to, for messages and pages; specialise for a new tag.
template <class Tag>
struct ReferenceNoun {
  static Phrase value() { return {"an id", "编号"}; }
};

enum class FieldShape {
  flag,
  whole_number,
  quantity,  ///< number with a unit, or without one when the dimension is `number`
  text,
  phrase,
  civil_time,
  reference,
  choice,
  target,
  list,
  structure,
  defined,  ///< a structure with a name of its own, described once for the whole file; it may stand within itself
};

/// What may stand in a field.
struct FieldType {
  FieldShape shape = FieldShape::text;
  Dimension dimension = Dimension::number;                            ///< of a quantity
  bool is_unsigned = false;                                           ///< of a whole number
  Phrase refers_to = {};                                              ///< of a reference; of a defined one: what it is
  std::string definition = {};                                        ///< name of a defined one: "condition"
  std::vector<std::string> choices = {};                              ///< of a choice
  std::vector<PhraseView> choice_words = {};                          ///< the same for people; empty: nobody wrote them
  std::shared_ptr<FieldType> element = {};                            ///< of a list
  std::shared_ptr<const std::vector<FieldDescription>> members = {};  ///< of a structure
  bool may_be_absent = false;                                         ///< std::optional
};

/// How well a number is known (handbook codes): V read on the primary page, S secondary, M from memory of the named
/// source, D derived, E engineering default without source, U given by the user in the scenario.
enum class Confidence { V, S, M, D, E, U };

/// How a key is declared.
enum class Presence { required, optional, parameter };

/// A limit of the field just declared.
struct Bound {
  double si = 0;
  Dimension dimension = Dimension::number;
  bool inclusive = true;
};

/// One declared field: for reference pages and the JSON Schema.
struct FieldDescription {
  std::string key;
  Presence presence = Presence::required;
  FieldType type;
  Phrase meaning;
  std::string default_value;  ///< with unit; empty for required fields and absent optional ones
  std::optional<Bound> low;
  std::optional<Bound> high;
  std::string example;
  // Of a parameter, from the library:
  std::string plausible_low;
  std::string plausible_high;
  std::string source;
  Confidence confidence = Confidence::U;
  Phrase note;

  /// The permitted interval in words: "at least 0 s", "between 50 m and 5 km"; empty without limits.
  [[nodiscard]] Phrase interval() const;
};

/// A number met while a field was read, so that limits declared afterwards can be checked at its place.
struct NumberSeen {
  double si = 0;
  Dimension dimension = Dimension::number;
  SourceSpan where;
};

/// What reading one value needs and leaves behind.
struct ValueReader {
  Diagnostics& diagnostics;
  const Library* library = nullptr;
  std::string library_path = {};
  std::string use_path = {};
  std::vector<ParameterUse>* parameter_uses = nullptr;
  std::string key = {};  ///< of the field, for hints
  std::vector<NumberSeen> numbers = {};
  int depth = 0;
};

/// A declared value, whatever its type.
class FieldValue {
 public:
  FieldValue() = default;
  FieldValue(const FieldValue&) = delete;
  FieldValue& operator=(const FieldValue&) = delete;
  virtual ~FieldValue() = default;
  [[nodiscard]] virtual FieldType type() const = 0;
  /// Reads the node into the value; reports what is wrong, leaves the value as it was and returns false then.
  virtual bool read(const Node& node, ValueReader& reader) = 0;
  /// Reads the node into a copy and writes that: the canonical form of what the node says.
  [[nodiscard]] virtual std::optional<Node> canonical(const Node& node, ValueReader& reader) const = 0;
  /// An empty node: the value is absent (std::optional).
  [[nodiscard]] virtual Node write() const = 0;
};

/// One way of visiting the declared fields.
class FieldsBackend {
 public:
  FieldsBackend() = default;
  FieldsBackend(const FieldsBackend&) = delete;
  FieldsBackend& operator=(const FieldsBackend&) = delete;
  virtual ~FieldsBackend() = default;
  virtual void field(Presence presence, std::string_view key, FieldValue& value, const Phrase& meaning) = 0;
  virtual void low(Bound bound) = 0;
  virtual void high(Bound bound) = 0;
  virtual void example(std::string_view text) = 0;
};

namespace detail {

std::optional<double> read_quantity_node(const Node& node, Dimension dimension, ValueReader& reader);
std::optional<std::int64_t> read_whole_node(const Node& node, std::int64_t low, std::int64_t high, ValueReader& reader);
std::optional<std::uint64_t> read_unsigned_node(const Node& node, ValueReader& reader);
std::optional<bool> read_flag_node(const Node& node, ValueReader& reader);
std::optional<std::string> read_text_node(const Node& node, ValueReader& reader);
std::optional<Phrase> read_phrase_node(const Node& node, ValueReader& reader);
std::optional<CivilTime> read_civil_time_node(const Node& node, ValueReader& reader);
std::optional<Target> read_target_node(const Node& node, ValueReader& reader);
std::optional<std::size_t> read_choice_node(const Node& node, const std::vector<std::string>& names,
                                            ValueReader& reader);
bool read_structure_node(const Node& node, const std::function<void(Fields&)>& describe, ValueReader& reader);
/// nullptr-terminated check that the node is a list; one value alone is not a list of one.
const std::vector<Node>* read_list_node(const Node& node, ValueReader& reader);
Node write_phrase_node(const Phrase& phrase);
Node write_structure_node(const std::function<void(Fields&)>& describe);
std::vector<FieldDescription> describe_structure(const std::function<void(Fields&)>& describe);
FieldType list_of(FieldType element);
FieldType structure_of(std::vector<FieldDescription> members);

template <class T>
concept Described = requires(T& value, Fields& fields) {
  value.describe(fields);
};

template <class E>
std::vector<std::string> enumerator_names() {
  return {EnumNames<E>::value.begin(), EnumNames<E>::value.end()};
}

template <class E>
concept HasWords = requires {
  EnumWords<E>::value;
};

template <class E>
std::vector<PhraseView> enumerator_words() {
  if constexpr (HasWords<E>) {
    static_assert(EnumWords<E>::value.size() == EnumNames<E>::value.size(), "every enumerator has its words");
    return {EnumWords<E>::value.begin(), EnumWords<E>::value.end()};
  }
  return {};
}

}  // namespace detail

/// How values of T are read, written and described. Specialise for a new type.
template <class T>
struct FieldCodec;

template <WrittenWithUnit T>
struct FieldCodec<T> {
  static FieldType type(const T&) { return {.shape = FieldShape::quantity, .dimension = DimensionOf<T>::value}; }
  static bool read(const Node& node, T& value, ValueReader& reader) {
    const auto si = detail::read_quantity_node(node, DimensionOf<T>::value, reader);
    if (si) value = detail::from_si<T>(*si);
    return si.has_value();
  }
  static Node write(const T& value) { return Node::scalar(to_text(value)); }
};

template <>
struct FieldCodec<Time> {  // an instant is written as the span since StartEx
  static FieldType type(const Time&) { return {.shape = FieldShape::quantity, .dimension = Dimension::duration}; }
  static bool read(const Node& node, Time& value, ValueReader& reader) {
    Duration since{};
    if (!FieldCodec<Duration>::read(node, since, reader)) return false;
    value = kStartEx + since;
    return true;
  }
  static Node write(const Time& value) { return FieldCodec<Duration>::write(value - kStartEx); }
};

template <>
struct FieldCodec<double> {
  static FieldType type(const double&) { return {.shape = FieldShape::quantity, .dimension = Dimension::number}; }
  static bool read(const Node& node, double& value, ValueReader& reader) {
    const auto number = detail::read_quantity_node(node, Dimension::number, reader);
    if (number) value = *number;
    return number.has_value();
  }
  static Node write(const double& value) { return Node::scalar(quantity_text(value, Dimension::number)); }
};

template <class T>
requires(std::signed_integral<T>) struct FieldCodec<T> {
  static FieldType type(const T&) { return {.shape = FieldShape::whole_number}; }
  static bool read(const Node& node, T& value, ValueReader& reader) {
    const auto number =
        detail::read_whole_node(node, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), reader);
    if (number) value = static_cast<T>(*number);
    return number.has_value();
  }
  static Node write(const T& value) { return Node::scalar(std::to_string(value)); }
};

template <>
struct FieldCodec<std::uint64_t> {
  static FieldType type(const std::uint64_t&) { return {.shape = FieldShape::whole_number, .is_unsigned = true}; }
  static bool read(const Node& node, std::uint64_t& value, ValueReader& reader) {
    const auto number = detail::read_unsigned_node(node, reader);
    if (number) value = *number;
    return number.has_value();
  }
  static Node write(const std::uint64_t& value) { return Node::scalar(std::to_string(value)); }
};

template <>
struct FieldCodec<bool> {
  static FieldType type(const bool&) { return {.shape = FieldShape::flag}; }
  static bool read(const Node& node, bool& value, ValueReader& reader) {
    const auto flag = detail::read_flag_node(node, reader);
    if (flag) value = *flag;
    return flag.has_value();
  }
  static Node write(const bool& value) { return Node::scalar(value ? "true" : "false"); }
};

template <>
struct FieldCodec<std::string> {
  static FieldType type(const std::string&) { return {.shape = FieldShape::text}; }
  static bool read(const Node& node, std::string& value, ValueReader& reader) {
    auto text = detail::read_text_node(node, reader);
    if (text) value = std::move(*text);
    return text.has_value();
  }
  static Node write(const std::string& value) { return Node::scalar(value); }
};

template <>
struct FieldCodec<Phrase> {
  static FieldType type(const Phrase&) { return {.shape = FieldShape::phrase}; }
  static bool read(const Node& node, Phrase& value, ValueReader& reader) {
    auto found = detail::read_phrase_node(node, reader);
    if (found) value = std::move(*found);
    return found.has_value();
  }
  static Node write(const Phrase& value) { return detail::write_phrase_node(value); }
};

template <>
struct FieldCodec<CivilTime> {
  static FieldType type(const CivilTime&) { return {.shape = FieldShape::civil_time}; }
  static bool read(const Node& node, CivilTime& value, ValueReader& reader) {
    const auto time = detail::read_civil_time_node(node, reader);
    if (time) value = *time;
    return time.has_value();
  }
  static Node write(const CivilTime& value) { return Node::scalar(to_text(value)); }
};

template <>
struct FieldCodec<Target> {
  static FieldType type(const Target&) { return {.shape = FieldShape::target}; }
  static bool read(const Node& node, Target& value, ValueReader& reader) {
    const auto target = detail::read_target_node(node, reader);
    if (target) value = *target;
    return target.has_value();
  }
  static Node write(const Target& value) { return Node::scalar(to_text(value)); }
};

template <class Tag>
struct FieldCodec<Reference<Tag>> {
  static FieldType type(const Reference<Tag>&) {
    return {.shape = FieldShape::reference, .refers_to = ReferenceNoun<Tag>::value()};
  }
  static bool read(const Node& node, Reference<Tag>& value, ValueReader& reader) {
    auto text = detail::read_text_node(node, reader);
    if (text) value = {std::move(*text), node.where};
    return text.has_value();
  }
  static Node write(const Reference<Tag>& value) { return Node::scalar(value.name); }
};

template <class E>
requires(std::is_enum_v<E>) struct FieldCodec<E> {
  static FieldType type(const E&) {
    return {.shape = FieldShape::choice,
            .choices = detail::enumerator_names<E>(),
            .choice_words = detail::enumerator_words<E>()};
  }
  static bool read(const Node& node, E& value, ValueReader& reader) {
    const auto index = detail::read_choice_node(node, detail::enumerator_names<E>(), reader);
    if (index) value = static_cast<E>(*index);
    return index.has_value();
  }
  static Node write(const E& value) {
    return Node::scalar(std::string(EnumNames<E>::value.at(static_cast<std::size_t>(value))));
  }
};

template <detail::Described T>
struct FieldCodec<T> {
  static FieldType type(const T& value) {
    T copy = value;
    return detail::structure_of(detail::describe_structure([&copy](Fields& fields) { copy.describe(fields); }));
  }
  static bool read(const Node& node, T& value, ValueReader& reader) {
    return detail::read_structure_node(
        node, [&value](Fields& fields) { value.describe(fields); }, reader);
  }
  static Node write(const T& value) {
    T copy = value;  // `describe` serves reading too and is therefore not const
    return detail::write_structure_node([&copy](Fields& fields) { copy.describe(fields); });
  }
};

template <class T>
struct FieldCodec<std::optional<T>> {
  static FieldType type(const std::optional<T>& value) {
    auto result = FieldCodec<T>::type(value.value_or(T{}));
    result.may_be_absent = true;
    return result;
  }
  static bool read(const Node& node, std::optional<T>& value, ValueReader& reader) {
    T inner = value.value_or(T{});
    if (!FieldCodec<T>::read(node, inner, reader)) return false;
    value = std::move(inner);
    return true;
  }
  static Node write(const std::optional<T>& value) { return value ? FieldCodec<T>::write(*value) : Node{}; }
};

template <class T>
struct FieldCodec<std::vector<T>> {
  static FieldType type(const std::vector<T>&) { return detail::list_of(FieldCodec<T>::type(T{})); }
  static bool read(const Node& node, std::vector<T>& value, ValueReader& reader) {
    const auto* items = detail::read_list_node(node, reader);
    if (items == nullptr) return false;
    std::vector<T> result;
    bool good = true;
    for (const auto& item : *items) {
      T element{};
      good = FieldCodec<T>::read(item, element, reader) && good;
      result.push_back(std::move(element));
    }
    if (good) value = std::move(result);
    return good;
  }
  static Node write(const std::vector<T>& value) {
    std::vector<Node> items;
    items.reserve(value.size());
    for (const T& element : value) items.push_back(FieldCodec<T>::write(element));
    return Node::sequence(std::move(items));
  }
};

namespace detail {

template <class T>
class FieldValueOf final : public FieldValue {
 public:
  explicit FieldValueOf(T& value) : value_(value) {}
  [[nodiscard]] FieldType type() const override { return FieldCodec<T>::type(value_); }
  bool read(const Node& node, ValueReader& reader) override { return FieldCodec<T>::read(node, value_, reader); }
  [[nodiscard]] std::optional<Node> canonical(const Node& node, ValueReader& reader) const override {
    T copy = value_;
    if (!FieldCodec<T>::read(node, copy, reader)) return std::nullopt;
    return FieldCodec<T>::write(copy);
  }
  [[nodiscard]] Node write() const override { return FieldCodec<T>::write(value_); }

 private:
  T& value_;
};

// Limits are given as quantities, chrono literals, or bare numbers.
template <class T>
Bound bound_of(T value, bool inclusive) {
  if constexpr (std::is_arithmetic_v<T>) {
    return {static_cast<double>(value), Dimension::number, inclusive};
  } else if constexpr (std::is_convertible_v<T, Duration>) {
    return {Duration(value).count(), Dimension::duration, inclusive};
  } else {
    return {si_of(value), DimensionOf<T>::value, inclusive};
  }
}

}  // namespace detail
}  // namespace tocsin
