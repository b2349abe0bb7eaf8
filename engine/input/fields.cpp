// SPDX-License-Identifier: Apache-2.0
#include "engine/input/fields.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/full_width.hpp"
#include "engine/input/library.hpp"

namespace tocsin {
namespace {

// ---- words ---------------------------------------------------------------------------------------------------------

// "a length, in one of: m, km"
Phrase expected_quantity(Dimension dimension) {
  const auto name = dimension_name(dimension);
  if (dimension == Dimension::number) return {"a number without unit", "不带单位的数值"};
  const auto units = unit_names(dimension);
  return {fmt::format("{}, in one of: {}", name.en, join(units)),
          fmt::format("{}，单位可用：{}", name.zh, join(units, "、"))};
}

Phrase one_of(const std::vector<std::string>& names) {
  return {"one of: " + join(names), "可用：" + join(names, "、")};
}

Phrase meant_name(std::string_view name) {
  return name.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", name);
}

// What was probably meant by a name that is none of `names`.
Phrase meant(std::string_view name, const std::vector<std::string>& names) {
  auto hint = full_width_hint(name);
  return hint.empty() ? meant_name(nearest_name(name, names)) : hint;
}

Phrase interval_phrase(const std::optional<Bound>& low, const std::optional<Bound>& high) {
  const auto text = [](const Bound& bound) { return quantity_text(bound.si, bound.dimension); };
  if (low && high && low->inclusive && high->inclusive) {
    return phrase("between {} and {}", "{} 至 {}", text(*low), text(*high));
  }
  std::vector<std::string> en;
  std::vector<std::string> zh;
  if (low) {
    en.push_back(fmt::format("{} {}", low->inclusive ? "at least" : "more than", text(*low)));
    zh.push_back(fmt::format("{} {}", low->inclusive ? "不小于" : "大于", text(*low)));
  }
  if (high) {
    en.push_back(fmt::format("{} {}", high->inclusive ? "at most" : "less than", text(*high)));
    zh.push_back(fmt::format("{} {}", high->inclusive ? "不大于" : "小于", text(*high)));
  }
  return {join(en, " and "), join(zh, "且")};
}

// A value on one line, for tables and messages.
std::string inline_text(const Node& node) {
  std::vector<std::string> parts;
  switch (node.kind) {
    case NodeKind::empty:
      return "";
    case NodeKind::scalar:
      return node.text;
    case NodeKind::sequence:
      for (const auto& item : node.items) parts.push_back(inline_text(item));
      return fmt::format("[{}]", join(parts));
    case NodeKind::mapping:
      for (const auto& entry : node.entries) parts.push_back(entry.key + ": " + inline_text(entry.value));
      return fmt::format("{{{}}}", join(parts));
  }
  return "";
}

// An example of what may stand in a field.
std::string example_of(const FieldType& type) {
  switch (type.shape) {
    case FieldShape::flag:
      return "true";
    case FieldShape::whole_number:
      return "3";
    case FieldShape::quantity:
      return unit_example(type.dimension);
    case FieldShape::text:
    case FieldShape::phrase:
      return "text";
    case FieldShape::civil_time:
      return "2026-07-05 02:00";
    case FieldShape::reference:
      return "name";
    case FieldShape::choice:
      return type.choices.empty() ? "" : type.choices.front();
    case FieldShape::target:
      return "at least 90 %";
    case FieldShape::list:
      return fmt::format("[{}]", example_of(*type.element));
    case FieldShape::structure:
    case FieldShape::defined:
      return "{…}";
  }
  return "";
}

bool same_value(const Node& a, const Node& b) {
  const auto equal_entry = [](const NodeEntry& x, const NodeEntry& y) {
    return x.key == y.key && same_value(x.value, y.value);
  };
  return a.kind == b.kind && a.text == b.text &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same_value) &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(), equal_entry);
}

std::size_t count_errors(const Diagnostics& diagnostics) {
  const auto& entries = diagnostics.entries();
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const auto& d) { return d.severity == Severity::error; }));
}

const LibraryEntry& library_entry(const Library* library, const std::string& path, std::string_view key) {
  ensure(library != nullptr, fmt::format("parameter '{}.{}' is declared but no library was given", path, key));
  const auto* entry = library->find(path, key);
  ensure(entry != nullptr, fmt::format("the library (scenarios/library) has no entry '{}.{}'", path, key));
  ensure(!entry->value.is_empty(), fmt::format("the library's entry '{}.{}' has no value", path, key));
  return *entry;
}

// What an unknown key was meant to be: best a key that is not there yet.
std::string nearest_key(std::string_view wanted, const std::vector<std::string>& known, const Node& node) {
  std::vector<std::string> absent;
  for (const auto& key : known) {
    if (node.find_entry(key) == nullptr) absent.push_back(key);
  }
  auto nearest = nearest_name(wanted, absent);
  return nearest.empty() ? nearest_name(wanted, known) : nearest;
}

// ---- reading -------------------------------------------------------------------------------------------------------

// Keys of a mapping that are read or reported by somebody else.
struct OtherKeys {
  std::vector<std::string> handled_elsewhere;
  std::vector<std::string> misspelt;
};

class ReadingBackend final : public FieldsBackend {
 public:
  ReadingBackend(const Node& node, ValueReader& reader) : node_(node), reader_(reader) {}

  void field(Presence presence, std::string_view key, FieldValue& value, const Phrase& meaning) override {
    finish_field();
    key_ = std::string(key);
    meaning_ = meaning;
    declared_.push_back(key_);
    numbers_.clear();
    low_.reset();
    high_.reset();
    example_.clear();
    const auto* entry = node_.find_entry(key);
    if (presence == Presence::parameter) {
      read_parameter(entry, value);
    } else if (entry != nullptr) {
      if (read_value(entry->value, entry->key_where, value)) check_given(value);
    } else if (presence == Presence::required) {
      missing_ = true;  // reported when it is known that no misspelt key stands for it
      example_ = example_of(value.type());
    } else {
      read_absent_structure(value);
    }
  }
  void low(Bound bound) override { low_ = bound; }
  void high(Bound bound) override { high_ = bound; }
  void example(std::string_view text) override { example_ = std::string(text); }

  // Reports what is known only after the last limit, and the keys nobody declared.
  void finish(const OtherKeys& others) {
    finish_field();
    auto known = declared_;
    known.insert(known.end(), others.handled_elsewhere.begin(), others.handled_elsewhere.end());
    auto misspelt = others.misspelt;
    for (const auto& entry : node_.entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      const auto nearest = nearest_key(entry.key, known, node_);
      misspelt.push_back(nearest);
      const auto missed = std::find_if(missing_keys_.begin(), missing_keys_.end(),
                                       [&](const MissingKey& key) { return key.name == nearest; });
      const auto expected = missed != missing_keys_.end() ? missed->meaning
                            : nearest.empty()             ? one_of(known)
                                                          : Phrase{};
      reader_.diagnostics.error(entry.key_where, codes::kUnknownKey,
                                phrase("unknown key '{}'", "未知的键“{}”", entry.key), expected, meant_name(nearest));
    }
    for (const auto& key : missing_keys_) {
      if (std::find(misspelt.begin(), misspelt.end(), key.name) != misspelt.end()) continue;
      reader_.diagnostics.error(node_.where, codes::kMissingKey, phrase("missing key '{}'", "缺少键“{}”", key.name),
                                key.meaning, phrase("for example '{}: {}'", "例如“{}: {}”", key.name, key.example));
    }
  }

 private:
  ValueReader child() {
    return {.diagnostics = reader_.diagnostics,
            .library = reader_.library,
            .library_path = reader_.library_path + "." + key_,
            .use_path = reader_.use_path + "." + key_,
            .parameter_uses = reader_.parameter_uses,
            .key = key_};
  }

  bool read_value(const Node& node, const SourceSpan& key_where, FieldValue& value) {
    if (node.is_empty()) {
      const auto example = example_of(value.type());
      reader_.diagnostics.error(key_where, codes::kMissingValue, phrase("'{}' has no value", "“{}”没有值", key_),
                                meaning_, phrase("for example '{}: {}'", "例如“{}: {}”", key_, example));
      return false;
    }
    auto child_reader = child();
    const bool good = value.read(node, child_reader);
    numbers_ = std::move(child_reader.numbers);
    return good;
  }

  // A group that may be left out still has parameters, whose defaults come from the library.
  void read_absent_structure(FieldValue& value) {
    const auto type = value.type();
    if (type.shape != FieldShape::structure || type.may_be_absent) return;
    const auto& members = *type.members;
    const bool complete = std::none_of(members.begin(), members.end(),
                                       [](const auto& member) { return member.presence == Presence::required; });
    if (!complete) return;
    auto nothing = Node::mapping();
    nothing.where = node_.where;
    auto child_reader = child();
    value.read(nothing, child_reader);
  }

  void read_parameter(const NodeEntry* entry, FieldValue& value) {
    const auto& known = library_entry(reader_.library, reader_.library_path, key_);
    const auto low = plausible(known.low, value);
    const auto high = plausible(known.high, value);
    check_plausible(known, value, low, high);
    ParameterUse use{.path = reader_.use_path + "." + key_,
                     .meaning = meaning_,
                     .value = {},
                     .low = low.text,
                     .high = high.text,
                     .source = known.source,
                     .confidence = known.confidence};
    const bool read = entry == nullptr ? read_value(known.value, known.where, value)
                                       : read_value(entry->value, entry->key_where, value);
    if (!read) return;
    const auto written = value.write();
    use.value = inline_text(written);
    use.outside_range = entry != nullptr && warn_if_implausible(known, low, high);
    const auto standard = canonical(known.value, value);
    // The resolved scenario writes every default; a value equal to the library's is still the library's.
    if (entry != nullptr && !(standard && same_value(*standard, written))) {
      use.source = "scenario";
      use.confidence = Confidence::U;
    }
    if (reader_.parameter_uses != nullptr) reader_.parameter_uses->push_back(std::move(use));
  }

  // The library may know what is plausible for a value that only the scenario can give.
  void check_given(const FieldValue& value) {
    const auto* known = reader_.library == nullptr ? nullptr : reader_.library->find(reader_.library_path, key_);
    if (known != nullptr) warn_if_implausible(*known, plausible(known->low, value), plausible(known->high, value));
  }

  std::optional<Node> canonical(const Node& node, const FieldValue& value) {
    Diagnostics scratch;
    ValueReader quiet{.diagnostics = scratch, .library = reader_.library, .library_path = reader_.library_path};
    return value.canonical(node, quiet);
  }

  // A plausible limit of the library; a mistake in it is reported in the library file.
  struct Plausible {
    std::string text;
    std::optional<double> si;
  };
  Plausible plausible(const std::optional<Node>& node, const FieldValue& value) {
    if (!node) return {};
    auto child_reader = child();
    child_reader.parameter_uses = nullptr;
    const auto written = value.canonical(*node, child_reader);
    if (!written) return {};
    const auto& numbers = child_reader.numbers;
    return {inline_text(*written), numbers.size() == 1 ? std::optional(numbers.front().si) : std::nullopt};
  }

  // What the file says is possible but unusual. Whether it was.
  bool warn_if_implausible(const LibraryEntry& known, const Plausible& low, const Plausible& high) {
    if (numbers_.size() != 1) return false;
    const auto& number = numbers_.front();
    if ((!low.si || *low.si <= number.si) && (!high.si || number.si <= *high.si)) return false;
    const auto text = quantity_text(number.si, number.dimension);
    reader_.diagnostics.warning(
        number.where, codes::kImplausible,
        phrase("'{}' lies outside its plausible range: {}", "“{}”超出合理范围：{}", key_, text),
        range_phrase(low, high),
        phrase("source of the range: {} ({})", "范围出处：{}（{}）", known.source, confidence_code(known.confidence)));
    return true;
  }

  static Phrase range_phrase(const Plausible& low, const Plausible& high) {
    if (low.si && high.si) return phrase("{} to {}", "{} 至 {}", low.text, high.text);
    return low.si ? phrase("at least {}", "不小于 {}", low.text) : phrase("at most {}", "不大于 {}", high.text);
  }

  // The library's own value lies within its plausible range.
  void check_plausible(const LibraryEntry& entry, const FieldValue& value, const Plausible& low,
                       const Plausible& high) {
    Diagnostics scratch;
    ValueReader quiet{.diagnostics = scratch};
    if (!value.canonical(entry.value, quiet) || quiet.numbers.size() != 1) return;
    const double si = quiet.numbers.front().si;
    if ((!low.si || *low.si <= si) && (!high.si || si <= *high.si)) return;
    reader_.diagnostics.error(
        entry.value.where.file ? entry.value.where : entry.where, codes::kInconsistent,
        phrase("the value of '{}' lies outside its own low and high", "“{}”的取值超出其 low 与 high", key_),
        phrase("low <= value <= high: {}, {}", "low ≤ value ≤ high：{}、{}", low.text, high.text));
  }

  void finish_field() {
    if (missing_) missing_keys_.push_back({key_, meaning_, example_});
    missing_ = false;
    for (const auto& number : numbers_) check_limits(number);
    numbers_.clear();
  }

  void check_limits(const NumberSeen& number) {
    const auto outside = [&](const std::optional<Bound>& bound, bool is_low) {
      if (!bound) return false;
      ensure(bound->dimension == number.dimension,
             fmt::format("the limit of '{}' has the dimension of the field", key_));
      if (number.si == bound->si) return !bound->inclusive;
      return is_low ? number.si < bound->si : number.si > bound->si;
    };
    if (!outside(low_, true) && !outside(high_, false)) return;
    const auto text = quantity_text(number.si, number.dimension);
    reader_.diagnostics.error(number.where, codes::kOutOfRange,
                              phrase("'{}' is out of range: {}", "“{}”超出范围：{}", key_, text),
                              interval_phrase(low_, high_));
  }

  const Node& node_;
  ValueReader& reader_;
  struct MissingKey {
    std::string name;
    Phrase meaning;
    std::string example;
  };
  std::vector<std::string> declared_;
  std::vector<MissingKey> missing_keys_;
  // The field declared last:
  std::string key_;
  Phrase meaning_;
  std::vector<NumberSeen> numbers_;
  std::optional<Bound> low_;
  std::optional<Bound> high_;
  std::string example_;
  bool missing_ = false;
};

bool read_mapping(const Node& node, const std::function<void(Fields&)>& describe, const OtherKeys& others,
                  ValueReader& reader) {
  if (!node.is_mapping() && !node.is_empty()) {
    const auto found = node_kind_name(node.kind);
    reader.diagnostics.error(node.where, codes::kWrongType, {"this is " + found.en, "此处是" + found.zh},
                             {"keys with values", "若干“键: 值”"}, full_width_hint(node.text));
    return false;
  }
  const auto before = count_errors(reader.diagnostics);
  ReadingBackend backend(node, reader);
  Fields fields(backend);
  describe(fields);
  backend.finish(others);
  return count_errors(reader.diagnostics) == before;
}

// ---- writing -------------------------------------------------------------------------------------------------------

class WritingBackend final : public FieldsBackend {
 public:
  void field(Presence, std::string_view key, FieldValue& value, const Phrase&) override {
    auto written = value.write();
    if (!written.is_empty()) result_.add(std::string(key), std::move(written));
  }
  void low(Bound) override {}
  void high(Bound) override {}
  void example(std::string_view) override {}
  Node take() { return std::move(result_); }

 private:
  Node result_ = Node::mapping();
};

// ---- describing ----------------------------------------------------------------------------------------------------

class DescribingBackend final : public FieldsBackend {
 public:
  void field(Presence presence, std::string_view key, FieldValue& value, const Phrase& meaning) override {
    FieldDescription description;
    description.key = std::string(key);
    description.presence = presence;
    description.type = value.type();
    description.meaning = meaning;
    description.example = example_of(description.type);
    if (presence == Presence::optional && description.type.shape != FieldShape::structure) {
      description.default_value = inline_text(value.write());
    }
    result_.push_back(std::move(description));
  }
  void low(Bound bound) override { result_.back().low = bound; }
  void high(Bound bound) override { result_.back().high = bound; }
  void example(std::string_view text) override { result_.back().example = std::string(text); }
  std::vector<FieldDescription> take() { return std::move(result_); }

 private:
  std::vector<FieldDescription> result_;
};

FieldType with_library(FieldType type, const Library& library, const std::string& path);

void fill_from_library(std::vector<FieldDescription>& descriptions, const Library& library, const std::string& path) {
  for (auto& description : descriptions) {
    description.type = with_library(std::move(description.type), library, path + "." + description.key);
    const auto* known = library.find(path, description.key);
    if (description.presence != Presence::parameter && known == nullptr) continue;
    const auto& entry =
        description.presence == Presence::parameter ? library_entry(&library, path, description.key) : *known;
    if (!entry.value.is_empty()) description.default_value = inline_text(entry.value);
    description.plausible_low = entry.low ? inline_text(*entry.low) : "";
    description.plausible_high = entry.high ? inline_text(*entry.high) : "";
    description.source = entry.source;
    description.confidence = entry.confidence;
    description.note = entry.note;
  }
}

FieldType with_library(FieldType type, const Library& library, const std::string& path) {
  if (type.element) type.element = std::make_shared<FieldType>(with_library(*type.element, library, path));
  if (type.members) {
    auto members = *type.members;
    fill_from_library(members, library, path);
    type.members = std::make_shared<const std::vector<FieldDescription>>(std::move(members));
  }
  return type;
}

}  // namespace

bool read_fields(const Node& node, const std::function<void(Fields&)>& describe, const FieldsInput& context) {
  ValueReader reader{.diagnostics = context.diagnostics,
                     .library = context.library,
                     .library_path = context.path,
                     .use_path = context.use_path.empty() ? context.path : context.use_path,
                     .parameter_uses = context.parameter_uses};
  return read_mapping(node, describe, {context.handled_elsewhere, context.misspelt}, reader);
}

Node write_fields(const std::function<void(Fields&)>& describe) {
  return detail::write_structure_node(describe);
}

Phrase FieldDescription::interval() const {
  return interval_phrase(low, high);
}

std::vector<FieldDescription> describe_fields(const std::function<void(Fields&)>& describe, const Library* library,
                                              const std::string& path) {
  auto descriptions = detail::describe_structure(describe);
  if (library != nullptr) fill_from_library(descriptions, *library, path);
  return descriptions;
}

std::optional<std::size_t> read_kind(const Node& entry, std::string_view key, const std::vector<std::string>& names,
                                     Diagnostics& diagnostics) {
  const auto all = one_of(names);
  const auto* found = entry.find_entry(key);
  if (found == nullptr) {
    std::vector<std::string> written;
    for (const auto& other : entry.entries) written.push_back(other.key);
    if (const auto* meant = entry.find_entry(nearest_name(key, written))) {
      diagnostics.error(meant->key_where, codes::kUnknownKey, phrase("unknown key '{}'", "未知的键“{}”", meant->key),
                        all, meant_name(key));
      return std::nullopt;
    }
  }
  if (found == nullptr || found->value.is_empty()) {
    diagnostics.error(found == nullptr ? entry.where : found->key_where, codes::kMissingKey,
                      phrase("missing key '{}'", "缺少键“{}”", key), all);
    return std::nullopt;
  }
  const auto& value = found->value;
  const auto name = value.is_scalar() ? std::find(names.begin(), names.end(), value.text) : names.end();
  if (name != names.end()) return static_cast<std::size_t>(name - names.begin());
  diagnostics.error(value.where, codes::kUnknownKind, phrase("unknown {} '{}'", "未知的 {}“{}”", key, value.text), all,
                    meant(value.text, names));
  return std::nullopt;
}

std::string_view confidence_code(Confidence confidence) {
  switch (confidence) {
    case Confidence::V:
      return "V";
    case Confidence::S:
      return "S";
    case Confidence::M:
      return "M";
    case Confidence::D:
      return "D";
    case Confidence::E:
      return "E";
    case Confidence::U:
      return "U";
  }
  return "";
}

std::optional<Confidence> parse_confidence(std::string_view code) {
  for (const auto confidence :
       {Confidence::V, Confidence::S, Confidence::M, Confidence::D, Confidence::E, Confidence::U}) {
    if (confidence_code(confidence) == code) return confidence;
  }
  return std::nullopt;
}

Phrase confidence_meaning(Confidence confidence) {
  switch (confidence) {
    case Confidence::V:
      return {"verified on the primary page", "已在原始出处核实"};
    case Confidence::S:
      return {"from a secondary source", "来自二手资料"};
    case Confidence::M:
      return {"from memory of the named source", "凭对所列出处的记忆"};
    case Confidence::D:
      return {"derived from other values", "由其他数值推导"};
    case Confidence::E:
      return {"engineering estimate without source", "工程估计，无出处"};
    case Confidence::U:
      return {"given by the user", "由用户给定"};
  }
  return {};
}

// ---- values --------------------------------------------------------------------------------------------------------

namespace detail {
namespace {

// The text of a scalar; anything else is a wrong type.
const std::string* scalar_text(const Node& node, const Phrase& expected, ValueReader& reader) {
  if (node.is_scalar()) return &node.text;
  const auto found = node_kind_name(node.kind);
  reader.diagnostics.error(
      node.where, codes::kWrongType,
      {fmt::format("'{}' is {}", reader.key, found.en), fmt::format("“{}”是{}", reader.key, found.zh)}, expected);
  return nullptr;
}

// "'range' is a length, not a speed" when the unknown unit resembles one of another dimension.
Phrase other_dimension_hint(const std::string& unit, Dimension wanted, std::string_view key) {
  for (int i = 0; i <= static_cast<int>(Dimension::line_density); ++i) {
    const auto other = static_cast<Dimension>(i);
    if (other == wanted || nearest_unit(unit, other).empty()) continue;
    return {fmt::format("'{}' is {}, not {}", key, dimension_name(wanted).en, dimension_name(other).en),
            fmt::format("“{}”是{}，不是{}", key, dimension_name(wanted).zh, dimension_name(other).zh)};
  }
  return {};
}

void report_quantity(const Node& node, const QuantityReading& found, Dimension wanted, ValueReader& reader) {
  const auto expected = expected_quantity(wanted);
  const auto report = [&](const char* code, Phrase what, Phrase hint = {}) {
    reader.diagnostics.error(node.where, code, std::move(what), expected, std::move(hint));
  };
  switch (found.problem) {
    case UnitProblem::none:
      return;
    case UnitProblem::empty:
      return report(codes::kMissingValue, phrase("'{}' has no value", "“{}”没有值", reader.key));
    case UnitProblem::bad_number:
      return report(codes::kBadNumber,
                    phrase("'{}' does not begin with a number", "“{}”不是以数字开头的数值", node.text),
                    number_hint(node.text));
    case UnitProblem::missing_unit: {
      const auto example = unit_example(wanted);
      const auto unit = example.substr(example.find(' ') + 1);
      return report(codes::kMissingUnit, phrase("'{}' has no unit", "“{}”没有单位", node.text),
                    phrase("for example '{} {}'", "例如“{} {}”", found.number, unit));
    }
    case UnitProblem::unknown_unit: {
      const auto nearest = nearest_unit(found.unit, wanted);
      return report(codes::kUnknownUnit, phrase("unknown unit '{}'", "未知的单位“{}”", found.unit),
                    nearest.empty() ? other_dimension_hint(found.unit, wanted, reader.key) : meant_name(nearest));
    }
    case UnitProblem::wrong_dimension: {
      const auto is = dimension_name(found.dimension);
      const Phrase hint = wanted == Dimension::number ? phrase("write {}", "请写成 {}", found.number) : Phrase{};
      return report(codes::kWrongDimension,
                    {fmt::format("'{}' is {}", node.text, is.en), fmt::format("“{}”是{}", node.text, is.zh)}, hint);
    }
  }
}

}  // namespace

std::optional<double> read_quantity_node(const Node& node, Dimension dimension, ValueReader& reader) {
  const auto* text = scalar_text(node, expected_quantity(dimension), reader);
  if (text == nullptr) return std::nullopt;
  const auto reading = read_quantity(*text, dimension);
  if (reading.problem != UnitProblem::none) {
    report_quantity(node, reading, dimension, reader);
    return std::nullopt;
  }
  reader.numbers.push_back({reading.si, dimension, node.where});
  return reading.si;
}

namespace {

template <class Integer>
std::optional<Integer> read_integer(const Node& node, ValueReader& reader, const Phrase& expected) {
  const auto* text = scalar_text(node, expected, reader);
  if (text == nullptr) return std::nullopt;
  Integer value = 0;
  const auto* const end = text->data() + text->size();
  const auto result = std::from_chars(text->data(), end, value);
  const bool whole = result.ec == std::errc{} && result.ptr == end;
  if (whole && read_number(*text)) {  // read_number refuses leading zeros
    reader.numbers.push_back({static_cast<double>(value), Dimension::number, node.where});
    return value;
  }
  const auto reading = read_any_quantity(*text);
  const bool unit = !reading.unit.empty() && reading.problem != UnitProblem::bad_number;
  reader.diagnostics.error(node.where, codes::kBadNumber, phrase("'{}' is not a whole number", "“{}”不是整数", *text),
                           expected, unit ? phrase("write {}", "请写成 {}", reading.number) : number_hint(*text));
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> read_whole_node(const Node& node, std::int64_t low, std::int64_t high,
                                            ValueReader& reader) {
  const Phrase expected{"a whole number without unit", "不带单位的整数"};
  const auto value = read_integer<std::int64_t>(node, reader, expected);
  if (!value || (*value >= low && *value <= high)) return value;
  reader.diagnostics.error(node.where, codes::kOutOfRange, phrase("{} is too large", "{} 过大", *value),
                           phrase("a whole number from {} to {}", "{} 至 {} 之间的整数", low, high));
  return std::nullopt;
}

std::optional<std::uint64_t> read_unsigned_node(const Node& node, ValueReader& reader) {
  return read_integer<std::uint64_t>(node, reader, {"a whole number from 0", "不小于 0 的整数"});
}

std::optional<bool> read_flag_node(const Node& node, ValueReader& reader) {
  const Phrase expected{"true or false", "true 或 false"};
  const auto* text = scalar_text(node, expected, reader);
  if (text == nullptr) return std::nullopt;
  if (*text == "true" || *text == "false") return *text == "true";
  Phrase hint;
  for (const std::string_view yes : {"yes", "Yes", "on", "True", "TRUE", "是", "1"}) {
    if (*text == yes) hint = {"write true", "请写 true"};
  }
  for (const std::string_view no : {"no", "No", "off", "False", "FALSE", "否", "0"}) {
    if (*text == no) hint = {"write false", "请写 false"};
  }
  reader.diagnostics.error(node.where, codes::kWrongType,
                           phrase("'{}' is neither true nor false", "“{}”既不是 true 也不是 false", *text), expected,
                           hint);
  return std::nullopt;
}

std::optional<std::string> read_text_node(const Node& node, ValueReader& reader) {
  const auto* text = scalar_text(node, {"text", "文字"}, reader);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<Phrase> read_phrase_node(const Node& node, ValueReader& reader) {
  if (!node.is_mapping()) {
    const auto* text = scalar_text(node, {"text, or {en: …, zh: …}", "文字，或 {en: …, zh: …}"}, reader);
    return text == nullptr ? std::nullopt : std::optional(Phrase{*text, *text});
  }
  Phrase result;
  const bool good = read_structure_node(
      node,
      [&result](Fields& fields) {
        fields.required("en", result.en, {"In English.", "英文。"});
        fields.required("zh", result.zh, {"In Chinese.", "中文。"});
      },
      reader);
  return good ? std::optional(result) : std::nullopt;
}

std::optional<CivilTime> read_civil_time_node(const Node& node, ValueReader& reader) {
  const Phrase expected{"a date and time: 2026-07-05 02:00", "日期和时间：2026-07-05 02:00"};
  const auto* text = scalar_text(node, expected, reader);
  if (text == nullptr) return std::nullopt;
  const auto time = parse_civil_time(*text);
  if (!time) {
    reader.diagnostics.error(node.where, codes::kBadTime,
                             phrase("'{}' is not a date and time", "“{}”不是日期和时间", *text), expected,
                             full_width_hint(*text));
  }
  return time;
}

std::optional<Target> read_target_node(const Node& node, ValueReader& reader) {
  const Phrase expected{"'at least' or 'at most', then a number with its unit: at least 90 %",
                        "“至少”或“不超过”，后接带单位的数值：至少 90 %"};
  const auto* text = scalar_text(node, expected, reader);
  if (text == nullptr) return std::nullopt;
  auto reading = read_target(*text);
  if (reading.target) {
    reading.target->where = node.where;
    return reading.target;
  }
  if (!reading.direction_found && reading.quantity.problem == UnitProblem::none) {
    return Target{Direction::at_least, reading.quantity.si, reading.quantity.dimension, node.where, false};
  }
  if (reading.direction_found && reading.quantity.problem == UnitProblem::unknown_unit) {
    reader.diagnostics.error(node.where, codes::kUnknownUnit,
                             phrase("unknown unit '{}'", "未知的单位“{}”", reading.quantity.unit), expected);
  } else {
    reader.diagnostics.error(node.where, codes::kBadTarget, phrase("'{}' is not a target", "“{}”不是指标要求", *text),
                             expected);
  }
  return std::nullopt;
}

std::optional<std::size_t> read_choice_node(const Node& node, const std::vector<std::string>& names,
                                            ValueReader& reader) {
  const auto expected = one_of(names);
  const auto* text = scalar_text(node, expected, reader);
  if (text == nullptr) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  reader.diagnostics.error(node.where, codes::kUnknownChoice,
                           phrase("unknown {} '{}'", "未知的 {}“{}”", reader.key, *text), expected,
                           meant(*text, names));
  return std::nullopt;
}

bool read_structure_node(const Node& node, const std::function<void(Fields&)>& describe, ValueReader& reader) {
  auto inner = reader;  // its numbers have had their limits checked when it is done
  inner.numbers.clear();
  return read_mapping(node, describe, {}, inner);
}

const std::vector<Node>* read_list_node(const Node& node, ValueReader& reader) {
  if (node.is_sequence()) return &node.items;
  const auto found = node_kind_name(node.kind);
  reader.diagnostics.error(
      node.where, codes::kWrongType,
      {fmt::format("'{}' is {}", reader.key, found.en), fmt::format("“{}”是{}", reader.key, found.zh)},
      {"a list: [a, b], or lines that begin with '-'", "列表：[a, b]，或以“-”开头的若干行"},
      full_width_hint(node.text));
  return nullptr;
}

Node write_phrase_node(const Phrase& phrase) {
  if (phrase.en == phrase.zh) return Node::scalar(phrase.en);
  auto node = Node::mapping();
  node.add("en", Node::scalar(phrase.en)).add("zh", Node::scalar(phrase.zh));
  return node;
}

Node write_structure_node(const std::function<void(Fields&)>& describe) {
  WritingBackend backend;
  Fields fields(backend);
  describe(fields);
  return backend.take();
}

std::vector<FieldDescription> describe_structure(const std::function<void(Fields&)>& describe) {
  DescribingBackend backend;
  Fields fields(backend);
  describe(fields);
  return backend.take();
}

FieldType list_of(FieldType element) {
  return {.shape = FieldShape::list, .element = std::make_shared<FieldType>(std::move(element))};
}

FieldType structure_of(std::vector<FieldDescription> members) {
  return {.shape = FieldShape::structure,
          .members = std::make_shared<const std::vector<FieldDescription>>(std::move(members))};
}

}  // namespace detail
}  // namespace tocsin
