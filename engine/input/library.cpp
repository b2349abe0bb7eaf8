// SPDX-License-Identifier: Apache-2.0
#include "engine/input/library.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"

namespace tocsin {
namespace {

// One entry as written, before it is laid over another.
struct WrittenEntry {
  std::optional<Node> value;
  std::optional<Node> low;
  std::optional<Node> high;
  std::string source;
  std::string confidence;
  Phrase note;
};

constexpr std::string_view kSources = "sources";
constexpr std::string_view kHandbook = "handbook";

// "4.4" of "4.4f"
std::string section_at(std::string_view text, std::size_t from) {
  const auto end = text.find_first_not_of("0123456789.", from);
  auto section = std::string(text.substr(from, end == std::string_view::npos ? end : end - from));
  while (section.ends_with('.')) section.pop_back();
  return section;
}

// Limits and the value may have any form: the field that takes them decides.
void take(const Node& node, std::string_view key, std::optional<Node>& into) {
  if (const Node* found = node.find(key); found != nullptr && !found->is_empty()) into = *found;
}

const std::vector<std::string> kAnyForm{"value", "low", "high"};

WrittenEntry read_entry(const Node& node, Diagnostics& diagnostics) {
  WrittenEntry entry;
  const auto describe = [&entry](Fields& fields) {
    fields.optional("source", entry.source, {"Where the value comes from.", "数值出处。"});
    fields.optional("confidence", entry.confidence, {"V, S, M, D, E or U.", "V、S、M、D、E 或 U。"});
    fields.optional("note", entry.note, {"What to know about it.", "说明。"});
  };
  read_fields(node, describe, {.diagnostics = diagnostics, .handled_elsewhere = kAnyForm});
  take(node, "value", entry.value);
  take(node, "low", entry.low);
  take(node, "high", entry.high);
  return entry;
}

void report_missing(const Node& node, std::string_view key, std::string_view example, Diagnostics& diagnostics) {
  diagnostics.error(node.where, codes::kMissingKey, phrase("missing key '{}'", "缺少键“{}”", key), {},
                    phrase("for example '{}: {}'", "例如“{}: {}”", key, example));
}

void require_mapping(const Node& node, Diagnostics& diagnostics) {
  const auto found = node_kind_name(node.kind);
  diagnostics.error(node.where, codes::kWrongType, {"this is " + found.en, "此处是" + found.zh},
                    {"keys with values", "若干“键: 值”"});
}

void apply(LibraryEntry& into, const WrittenEntry& written, const Node& node, bool is_overlay,
           Diagnostics& diagnostics) {
  if (written.value) into.value = *written.value;
  if (written.low) into.low = written.low;
  if (written.high) into.high = written.high;
  if (!written.source.empty()) into.source = written.source;
  if (!written.note.empty()) into.note = written.note;
  into.overridden = is_overlay;
  if (written.confidence.empty()) {
    into.confidence = Confidence::U;
    if (is_overlay && written.source.empty()) into.source = "scenario";
    return;
  }
  const auto confidence = parse_confidence(written.confidence);
  into.confidence = confidence.value_or(Confidence::U);
  if (!confidence) {
    diagnostics.error(node.find("confidence")->where, codes::kUnknownChoice,
                      phrase("unknown confidence '{}'", "未知的可信度“{}”", written.confidence),
                      phrase("one of: {}", "可用：{}", "V, S, M, D, E, U"));
  }
}

}  // namespace

void LibrarySource::describe(Fields& fields) {
  fields.required("about", about, {"What the section is about.", "该节内容。"});
  fields.required("rests_on", rests_on, {"The works behind it.", "依据的文献。"});
}

Library Library::from_texts(std::span<const LibraryText> texts) {
  Diagnostics diagnostics;
  auto library = from_texts(texts, diagnostics);
  ensure(diagnostics.empty(),
         "the library that ships with the program is in order:\n" + draw(diagnostics.entries(), Language::en));
  return library;
}

Library Library::from_texts(std::span<const LibraryText> texts, Diagnostics& diagnostics) {
  Library library;
  for (const auto& text : texts) {
    const auto document = parse_document(text.text, text.name, diagnostics);
    if (document) library.read_layer(document->root, diagnostics, false);
  }
  return library;
}

void Library::overlay(const Node& root, Diagnostics& diagnostics) {
  read_layer(root, diagnostics, true);
}

namespace {

void report_unknown(const NodeEntry& entry, const std::set<std::string>& known, Diagnostics& diagnostics) {
  const std::vector<std::string> names(known.begin(), known.end());
  const auto nearest = nearest_name(entry.key, names);
  diagnostics.error(entry.key_where, codes::kUnknownKey,
                    phrase("the library has no '{}'", "参数库中没有“{}”", entry.key),
                    nearest.empty() ? Phrase{"one of: " + join(names), "可用：" + join(names, "、")} : Phrase{},
                    nearest.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", nearest));
}

}  // namespace

void Library::read_layer(const Node& root, Diagnostics& diagnostics, bool is_overlay) {
  if (!root.is_mapping()) return require_mapping(root, diagnostics);
  std::set<std::string> paths;
  for (const auto& [name, entry] : entries_) paths.insert(name.first);
  for (const auto& kind : root.entries) {
    if (!is_overlay && kind.key == kSources) {
      read_sources(kind.value, diagnostics);
      continue;
    }
    if (is_overlay && !paths.contains(kind.key)) {
      report_unknown(kind, paths, diagnostics);
      continue;
    }
    if (!kind.value.is_mapping()) {
      require_mapping(kind.value, diagnostics);
      continue;
    }
    for (const auto& value : kind.value.entries) read_value(kind.key, value, diagnostics, is_overlay);
  }
}

void Library::read_sources(const Node& root, Diagnostics& diagnostics) {
  if (!root.is_mapping()) return require_mapping(root, diagnostics);
  for (const auto& entry : root.entries) {
    LibrarySource source;
    source.section = entry.key;
    if (read_fields(entry.value, source, {.diagnostics = diagnostics})) sources_.push_back(std::move(source));
  }
}

std::vector<LibrarySource> Library::sources_in(std::string_view text) const {
  std::vector<LibrarySource> found;
  for (auto at = text.find(kHandbook); at < text.size(); ++at) {
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) continue;
    const auto section = section_at(text, at);
    const auto is_it = [&](const LibrarySource& source) { return source.section == section; };
    const auto known = std::find_if(sources_.begin(), sources_.end(), is_it);
    if (known != sources_.end() && std::none_of(found.begin(), found.end(), is_it)) found.push_back(*known);
    at += section.size();
  }
  return found;
}

void Library::read_value(const std::string& path, const NodeEntry& entry, Diagnostics& diagnostics, bool is_overlay) {
  if (!entry.value.is_mapping()) return require_mapping(entry.value, diagnostics);
  const auto written = read_entry(entry.value, diagnostics);
  const auto found = entries_.find({path, entry.key});
  // A range alone is that of a required field.
  const bool has_range = written.low || written.high;
  const bool range_only = is_overlay ? found != entries_.end() && found->second.value.is_empty() : has_range;
  if (!written.value && !range_only) report_missing(entry.value, "value", "2 min", diagnostics);
  if (is_overlay && found == entries_.end()) {
    std::set<std::string> keys;
    for (const auto& [name, known] : entries_) {
      if (name.first == path) keys.insert(name.second);
    }
    return report_unknown(entry, keys, diagnostics);
  }
  if (!is_overlay && found != entries_.end()) {
    const auto& first = found->second.where;
    diagnostics.error(
        entry.key_where, codes::kDuplicateKey, phrase("'{}.{}' is given twice", "“{}.{}”重复", path, entry.key), {},
        phrase("first given in {}, line {}", "首次出现在 {} 第 {} 行", first.file ? first.file->path : "", first.line));
    return;
  }
  if (!is_overlay && written.source.empty()) report_missing(entry.value, "source", "handbook 3.6", diagnostics);
  if (!is_overlay && written.confidence.empty()) report_missing(entry.value, "confidence", "E", diagnostics);
  auto& into = entries_[{path, entry.key}];
  into.path = path;
  into.key = entry.key;
  into.where = entry.key_where;
  apply(into, written, entry.value, is_overlay, diagnostics);
}

const LibraryEntry* Library::find(std::string_view path, std::string_view key) const {
  const auto found = entries_.find({std::string(path), std::string(key)});
  return found == entries_.end() ? nullptr : &found->second;
}

Node Library::overlay_node() const {
  auto root = Node::mapping();
  for (const auto& [name, entry] : entries_) {
    if (!entry.overridden) continue;
    auto value = Node::mapping();
    if (!entry.value.is_empty()) value.add("value", entry.value);
    if (entry.low) value.add("low", *entry.low);
    if (entry.high) value.add("high", *entry.high);
    value.add("source", Node::scalar(entry.source));
    value.add("confidence", Node::scalar(std::string(confidence_code(entry.confidence))));
    if (!entry.note.empty()) value.add("note", detail::write_phrase_node(entry.note));
    if (root.find(entry.path) == nullptr) root.add(entry.path, Node::mapping());
    root.entries.back().value.add(entry.key, std::move(value));
  }
  return root;
}

}  // namespace tocsin
