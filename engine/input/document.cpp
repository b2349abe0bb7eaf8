// SPDX-License-Identifier: Apache-2.0
#include "engine/input/document.hpp"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/flow_yaml.hpp"
#include "engine/input/full_width.hpp"
#include "engine/input/text_encoding.hpp"

namespace tocsin {

Node::Node() = default;
Node::~Node() = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;

Node Node::scalar(std::string text) {
  Node node;
  node.kind = NodeKind::scalar;
  node.text = std::move(text);
  return node;
}

Node Node::sequence() {
  return sequence({});
}

Node Node::sequence(std::vector<Node> items) {
  Node node;
  node.kind = NodeKind::sequence;
  node.items = std::move(items);
  return node;
}

Node Node::mapping() {
  Node node;
  node.kind = NodeKind::mapping;
  return node;
}

Node& Node::add(std::string key, Node value) {
  ensure(kind == NodeKind::mapping, "only a mapping has entries");
  entries.push_back({std::move(key), {}, std::move(value)});
  return *this;
}

const NodeEntry* Node::find_entry(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [key](const auto& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const auto* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Phrase node_kind_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::empty:
      return {"nothing", "空值"};
    case NodeKind::scalar:
      return {"a single value", "单个值"};
    case NodeKind::sequence:
      return {"a list", "列表"};
    case NodeKind::mapping:
      return {"a group of keys", "一组键值"};
  }
  ensure(false, "every kind of node has a name");
  return {};
}

namespace {

constexpr std::size_t kLargestFile = 64'000'000;
constexpr std::size_t kDeepest = 64;

// Thrown by the builder when going on would be useless or dangerous; caught in parse_document.
struct TooDeep {
  YAML::Mark mark;
};

// Thrown by the builder after it said so.
struct SecondDocument {};

// Number of bytes from an opening quotation mark to behind its closing one; nullopt when there is none in `rest`.
std::optional<std::size_t> quoted_length(std::string_view rest) {
  const char quote = rest.front();
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (quote == '"' && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == quote) {
      if (quote == '"' || i + 1 >= rest.size() || rest[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return std::nullopt;
}

// The first line whose indentation contains a tab, from 0.
std::optional<std::size_t> line_with_tab(const SourceFile& source, std::size_t up_to) {
  for (std::size_t i = 0; i < source.lines.size() && i <= up_to; ++i) {
    const auto content = source.lines[i].find_first_not_of(" \t");
    if (content != std::string::npos && source.lines[i].find('\t') < content) return i;
  }
  return std::nullopt;
}

// Reports a full-width character in the structure of line `line` (from 0).
bool report_full_width(const std::shared_ptr<const SourceFile>& source, std::size_t line, Diagnostics& diagnostics) {
  const auto& text = source->lines[line];
  const auto slip = full_width_slip(text);
  if (!slip) return false;
  diagnostics.error({source, static_cast<int>(line) + 1, column_of(text, slip->offset), 1}, codes::kSyntax, slip->what,
                    {}, slip->hint);
  return true;
}

// A full-width character is noticed by the parser only further on: looks at the line of the mark and, blank lines and
// comments aside, at the two above it; for a bracket that is never closed at all above it.
bool full_width_before(const std::shared_ptr<const SourceFile>& source, int mark_line, bool all,
                       Diagnostics& diagnostics) {
  const auto& lines = source->lines;
  if (lines.empty() || mark_line < 0) return false;
  int seen = 0;
  for (auto i = std::min(static_cast<std::size_t>(mark_line), lines.size() - 1) + 1; i > 0 && (all || seen < 3); --i) {
    const auto content = lines[i - 1].find_first_not_of(' ');
    if (content == std::string::npos || lines[i - 1][content] == '#') continue;
    if (report_full_width(source, i - 1, diagnostics)) return true;
    ++seen;
  }
  return false;
}

// Turns yaml-cpp's marks (line and byte column from 0) into spans.
class Places {
 public:
  explicit Places(std::shared_ptr<const SourceFile> source) : source_(std::move(source)) {}

  [[nodiscard]] SourceSpan at(const YAML::Mark& mark, std::size_t bytes = 1) const {
    const auto rest = rest_of_line(mark);
    if (mark.line < 0 || source_->lines.empty()) return {source_};
    const auto line = std::min(static_cast<std::size_t>(mark.line), source_->lines.size() - 1);
    const auto& text = source_->lines[line];
    const bool past_end = line != static_cast<std::size_t>(mark.line);
    const auto offset = past_end ? text.size() : static_cast<std::size_t>(std::max(mark.column, 0));
    const auto length = static_cast<int>(character_count(rest.substr(0, bytes)));
    return {source_, static_cast<int>(line) + 1, column_of(text, offset), std::max(length, 1)};
  }

  [[nodiscard]] std::string_view rest_of_line(const YAML::Mark& mark) const {
    if (mark.line < 0 || static_cast<std::size_t>(mark.line) >= source_->lines.size()) return {};
    const std::string_view line = source_->lines[static_cast<std::size_t>(mark.line)];
    return line.substr(std::min(line.size(), static_cast<std::size_t>(std::max(mark.column, 0))));
  }

  [[nodiscard]] const std::shared_ptr<const SourceFile>& source() const { return source_; }

 private:
  std::shared_ptr<const SourceFile> source_;
};

// Builds the tree from yaml-cpp's events.
class Builder final : public YAML::EventHandler {
 public:
  Builder(std::shared_ptr<const SourceFile> source, Diagnostics& diagnostics)
      : places_(std::move(source)), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      // Not reading on also ends yaml-cpp's endless loop over documents that consume nothing.
      unsupported(mark, 3, {"a second document begins here ('---')", "此处开始了第二个文档（“---”）"},
                  {"one document per file", "每个文件只能有一个文档"}, {});
      throw SecondDocument{};
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    const bool key = expects_key();
    Node node;
    node.where = key || frames_.empty() || !frames_.back().has_key ? places_.at(mark) : frames_.back().key_where;
    if (key) {
      unsupported(mark, 1, {"an empty key", "键为空"}, {"a name before ':'", "“:”前应有名称"}, {});
      begin_value("", node.where);
    } else {
      accept(std::move(node));
    }
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    unsupported(mark, 1, {"an alias ('*name')", "使用了别名（“*名称”）"}, {"the value itself", "直接写出数值"},
                {"values shared by several entries belong into the library", "多处共用的数值请放入参数库（library）"});
    expects_key() ? begin_value("", places_.at(mark)) : accept(Node{});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    auto node = Node::scalar(value);
    const auto rest = places_.rest_of_line(mark);
    const char first = rest.empty() ? ' ' : rest.front();
    const bool plain = tag == "?";
    node.quoted = !plain;
    if (plain) {
      node.where = places_.at(mark, value.size());
      if (!rest.starts_with(value)) report_multi_line(mark, rest.size());
    } else {
      const bool quotes = first == '"' || first == '\'';
      node.where = places_.at(mark, quotes ? quoted_length(rest).value_or(rest.size()) : rest.size());
      if (quotes && !is_closed(mark)) report_unclosed(node.where);
    }
    if (first_no_text(value)) report_escape(node.where);
    if (!expects_key()) return accept(std::move(node));
    if (plain && value == "<<") report_merge(node.where);
    if (plain && full_width_slip(value)) report_key_with_colon(mark);
    begin_value(value, node.where);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin_collection(mark, tag, anchor, NodeKind::sequence);
  }
  void OnSequenceEnd() override { end_collection(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin_collection(mark, tag, anchor, NodeKind::mapping);
  }
  void OnMapEnd() override { end_collection(); }

  // yaml-cpp takes a bracket that is never closed for the start of a key; that is known only when all went well.
  void finish() {
    if (!key_collection_) return;
    usable_ = false;
    diagnostics_.error(
        *key_collection_, codes::kUnsupportedYaml, {"a list or group of keys as a key", "以列表或键值组作为键"},
        {"a name before ':'", "“:”前写名称"}, {"text with '{' or '[' stands in quotes", "含“{”或“[”的文字请加引号"});
  }

  // Whether something was met that the tree cannot hold.
  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] const Places& places() const { return places_; }
  Node take_root() { return std::move(root_); }

 private:
  struct Frame {
    Node node;
    bool has_key = false;  // of a mapping: the next node is the value of `key`
    bool is_key = false;   // the collection stands where a key is expected: it is dropped
    std::string key;
    SourceSpan key_where;
    std::map<std::string, int, std::less<>> lines_of_keys;
  };

  [[nodiscard]] bool expects_key() const {
    return !frames_.empty() && frames_.back().node.is_mapping() && !frames_.back().has_key;
  }

  void unsupported(const YAML::Mark& mark, std::size_t bytes, Phrase what, Phrase expected, Phrase hint) {
    usable_ = false;
    diagnostics_.error(places_.at(mark, bytes), codes::kUnsupportedYaml, std::move(what), std::move(expected),
                       std::move(hint));
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == YAML::NullAnchor) return;
    unsupported(mark, 1, {"an anchor ('&name')", "使用了锚点（“&名称”）"}, {"the value alone", "只写数值"},
                {"values shared by several entries belong into the library", "多处共用的数值请放入参数库（library）"});
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    unsupported(mark, 1, phrase("a tag ('{}')", "使用了标签（“{}”）", tag), {"the value alone", "只写数值"},
                {"text that begins with '!' stands in quotes", "以“!”开头的文字请加引号"});
  }

  void report_merge(const SourceSpan& where) {
    usable_ = false;
    diagnostics_.error(where, codes::kUnsupportedYaml, {"the merge key '<<'", "使用了合并键“<<”"},
                       {"every key written out", "逐项写出各键"},
                       {"YAML readers disagree about '<<'; shared values belong into the library",
                        "各种 YAML 程序对“<<”的处理不一致；共用的数值请放入参数库（library）"});
  }

  // "{kind：flood}": the whole would be the key. No key of ours holds such a colon, so it is only told once.
  void report_key_with_colon(const YAML::Mark& mark) {
    usable_ = false;
    const auto slip = full_width_slip(places_.rest_of_line(mark));
    auto at = mark;
    at.column += static_cast<int>(slip ? slip->offset : 0);
    if (slip) diagnostics_.error(places_.at(at), codes::kSyntax, slip->what, {}, slip->hint);
  }

  void report_multi_line(const YAML::Mark& mark, std::size_t bytes) {
    // The next line may be another key that a full-width colon hides.
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    for (auto i = line; i <= line + 1 && i < places_.source()->lines.size(); ++i) {
      if (!report_full_width(places_.source(), i, diagnostics_)) continue;
      usable_ = false;
      return;
    }
    diagnostics_.error(places_.at(mark, bytes), codes::kSyntax,
                       {"this value runs on over the next line", "该值延续到了下一行"},
                       {"the value on one line, or in quotes", "写在同一行，或加上引号"},
                       {"check the indentation of the next line and its ':'", "请检查下一行的缩进和“:”"});
  }

  // yaml-cpp lets the end of the file close a quotation.
  [[nodiscard]] bool is_closed(const YAML::Mark& mark) const {
    if (quoted_length(places_.rest_of_line(mark))) return true;
    auto text = std::string(places_.rest_of_line(mark));
    const auto& lines = places_.source()->lines;
    for (auto i = static_cast<std::size_t>(mark.line) + 1; i < lines.size(); ++i) {
      text += '\n';
      text += lines[i];
      if (lines[i].find(text.front()) != std::string::npos && quoted_length(text)) return true;
    }
    return false;
  }

  void report_unclosed(const SourceSpan& where) {
    diagnostics_.error(where, codes::kSyntax, {"a quotation mark is never closed", "引号没有闭合"}, {},
                       {"add the closing quotation mark", "请补上右引号"});
  }

  // What cannot stand in the file may still be written as an escape: "\\x00".
  void report_escape(const SourceSpan& where) {
    diagnostics_.error(where, codes::kEncoding, {"an escape for a control character", "转义写出了控制字符"},
                       {"text only", "纯文本"});
  }

  void begin_value(const std::string& key, const SourceSpan& where) {
    auto& frame = frames_.back();
    frame.has_key = true;
    frame.key = key;
    frame.key_where = where;
  }

  void begin_collection(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, NodeKind kind) {
    if (frames_.size() >= kDeepest) throw TooDeep{mark};
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    Frame frame;
    frame.node.kind = kind;
    frame.node.where = places_.at(mark);
    frame.is_key = expects_key();
    if (frame.is_key && !key_collection_) key_collection_ = frame.node.where;
    frames_.push_back(std::move(frame));
  }

  void end_collection() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    // A group of keys is best pointed at by its first key.
    if (!frame.node.entries.empty()) frame.node.where = frame.node.entries.front().key_where;
    frame.is_key ? begin_value("", frame.node.where) : accept(std::move(frame.node));
  }

  void accept(Node node) {
    if (frames_.empty()) {
      if (documents_ == 1) root_ = std::move(node);
      return;
    }
    auto& frame = frames_.back();
    if (frame.node.is_sequence()) {
      frame.node.items.push_back(std::move(node));
      return;
    }
    frame.has_key = false;
    const auto [first, fresh] = frame.lines_of_keys.emplace(frame.key, frame.key_where.line);
    if (fresh) {
      frame.node.entries.push_back({frame.key, frame.key_where, std::move(node)});
    } else {
      const int line = first->second;
      diagnostics_.error(frame.key_where, codes::kDuplicateKey,
                         phrase("key '{}' is given twice", "键“{}”重复", frame.key), {},
                         phrase("first given in line {}", "首次出现在第 {} 行", line));
    }
  }

  Places places_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  Node root_;
  std::optional<SourceSpan> key_collection_;
  int documents_ = 0;
  bool usable_ = true;
};

struct Translation {
  std::string_view message;  // how yaml-cpp begins it
  Phrase what;
  Phrase hint;
};

// yaml-cpp's messages in the reader's words. An unlisted one is passed on as it is.
Translation translate(const std::string& message) {
  static const std::array<Translation, 17> table{{
      {YAML::ErrorMsg::TAB_IN_INDENTATION,
       {"a tab in the indentation", "缩进中使用了制表符（Tab）"},
       {"indent with blanks", "请用空格缩进"}},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, {"'{' is never closed", "“{”没有闭合"}, {"add '}'", "请补上“}”"}},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, {"'[' is never closed", "“[”没有闭合"}, {"add ']'", "请补上“]”"}},
      {YAML::ErrorMsg::END_OF_MAP,
       {"this does not fit into the group of keys above", "此处与上面的键值组对不上"},
       {"check the indentation: keys of one group start in the same column", "请检查缩进：同一组的键应左对齐"}},
      {YAML::ErrorMsg::END_OF_SEQ,
       {"this does not fit into the list above", "此处与上面的列表对不上"},
       {"check the indentation: the '-' of one list stand in the same column", "请检查缩进：同一列表的“-”应左对齐"}},
      {YAML::ErrorMsg::EOF_IN_SCALAR,
       {"a quotation mark is never closed", "引号没有闭合"},
       {"add the closing quotation mark", "请补上右引号"}},
      {YAML::ErrorMsg::DOC_IN_SCALAR, {"'---' inside a quoted text", "引号内出现“---”"}, {}},
      {YAML::ErrorMsg::UNKNOWN_TOKEN,
       {"a character that cannot start a value", "不能以该字符作为值的开头"},
       {"put text that begins with a special character in quotes", "以特殊字符开头的文字请加引号"}},
      {YAML::ErrorMsg::INVALID_ESCAPE,
       {"an unknown escape in a quoted text", "引号内有无法识别的转义"},
       {"write '\\\\' for a backslash, or use single quotes", "反斜杠请写成“\\\\”，或改用单引号"}},
      {YAML::ErrorMsg::MAP_KEY, {"a key is not possible here", "此处不能出现键"}, {}},
      {YAML::ErrorMsg::MAP_VALUE,
       {"':' is not possible here", "此处不能出现“:”"},
       {"one 'key: value' per line; put text with ': ' in quotes", "每行只写一个“键: 值”；含“: ”的文字请加引号"}},
      {YAML::ErrorMsg::BLOCK_ENTRY, {"a list item ('-') is not possible here", "此处不能出现列表项“-”"}, {}},
      {YAML::ErrorMsg::FLOW_END, {"a closing bracket that was never opened", "多余的右括号"}, {}},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR,
       {"an alias ('*name') is not supported", "不支持别名（“*名称”）"},
       {"put text that begins with '*' in quotes", "以“*”开头的文字请加引号"}},
      {YAML::ErrorMsg::ALIAS_NOT_FOUND,
       {"'*' cannot start a value", "值不能以“*”开头"},
       {"put text that begins with '*' in quotes", "以“*”开头的文字请加引号"}},
      {YAML::ErrorMsg::ANCHOR_NOT_FOUND,
       {"'&' cannot start a value", "值不能以“&”开头"},
       {"put text that begins with '&' in quotes", "以“&”开头的文字请加引号"}},
      {YAML::ErrorMsg::BAD_FILE, {"nested too deeply", "嵌套层数过多"}, {}},
  }};
  const auto* const found =
      std::find_if(table.begin(), table.end(), [&](const auto& entry) { return message.starts_with(entry.message); });
  if (found != table.end()) return *found;
  return {"", phrase("not YAML: {}", "不符合 YAML 格式：{}", message), {}};
}

// A tab in an indentation comes out of yaml-cpp as all kinds of errors further on.
void report_syntax(const YAML::Exception& exception, const Places& places, Diagnostics& diagnostics) {
  auto where = places.at(exception.mark);
  auto message = exception.msg;
  const auto line = line_with_tab(*places.source(), static_cast<std::size_t>(std::max(exception.mark.line, 0)));
  if (line) {
    const auto& text = places.source()->lines[*line];
    where = {places.source(), static_cast<int>(*line) + 1, column_of(text, text.find('\t')), 1};
    message = YAML::ErrorMsg::TAB_IN_INDENTATION;
  }
  const bool open = message == YAML::ErrorMsg::END_OF_MAP_FLOW || message == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (!line && full_width_before(places.source(), exception.mark.line, open, diagnostics)) return;
  const auto [begins, what, hint] = translate(message);
  diagnostics.error(where, codes::kSyntax, what, {}, hint);
}

// Refuses bytes that are not UTF-8 text, with the line. Saying "GB18030" needs the whole file to be valid as such.
bool is_text(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  if (const auto bad = first_bad_utf8(bytes)) {
    const bool chinese = convert_to_utf8(bytes, "GB18030").has_value();
    const Phrase hint = chinese ? Phrase{"the file looks like GB18030 (GBK): save it as UTF-8",
                                         "该文件似为 GB18030（GBK）编码：请另存为 UTF-8"}
                                : Phrase{"save the file as UTF-8", "请将文件另存为 UTF-8"};
    diagnostics.error({make_source(name, bytes), line_of(bytes, *bad)}, codes::kEncoding,
                      {"bytes that are not UTF-8", "含有非 UTF-8 字节"}, {"UTF-8 text", "UTF-8 文本"}, hint);
    return false;
  }
  return !report_no_text(bytes, make_source(name, bytes), {}, diagnostics);
}

}  // namespace

std::optional<Document> read_document(const std::filesystem::path& path, Diagnostics& diagnostics) {
  const auto bytes = read_bytes(path, kLargestFile, diagnostics);
  if (!bytes) return std::nullopt;
  return parse_document(*bytes, path.string(), diagnostics);
}

std::optional<Document> parse_document(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  const auto text = plain_line_ends(bytes);
  if (!is_text(text, name, diagnostics)) return std::nullopt;
  const auto source = make_source(name, text);
  Builder builder(source, diagnostics);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    builder.finish();
  } catch (const YAML::Exception& exception) {
    report_syntax(exception, builder.places(), diagnostics);
    return std::nullopt;
  } catch (const SecondDocument&) {
    return std::nullopt;
  } catch (const TooDeep& stopped) {
    diagnostics.error(builder.places().at(stopped.mark), codes::kSyntax, {"nested too deeply", "嵌套层数过多"},
                      phrase("at most {} levels", "最多 {} 层", kDeepest));
    return std::nullopt;
  }
  if (!builder.usable()) return std::nullopt;
  Document document{source, builder.take_root()};
  if (document.root.is_empty()) {
    diagnostics.error({source}, codes::kMissingValue, {"the file is empty", "文件为空"});
    return std::nullopt;
  }
  return document;
}

namespace {

std::string written(const YAML::Emitter& out) {
  ensure(out.good(), "a tree can be written as YAML");
  return {out.c_str(), out.size()};
}

// Short lists of plain values stand on one line.
bool fits_on_a_line(const Node& node) {
  std::size_t size = 0;
  for (const auto& item : node.items) {
    if (!item.is_scalar()) return false;
    size += item.text.size() + 2;
  }
  return size <= 80;
}

void emit(YAML::Emitter& out, const Node& node) {
  switch (node.kind) {
    case NodeKind::empty:
      out << YAML::Null;
      return;
    case NodeKind::scalar:
      out << node.text;
      return;
    case NodeKind::sequence:
      if (fits_on_a_line(node)) out << YAML::Flow;
      out << YAML::BeginSeq;
      for (const auto& item : node.items) emit(out, item);
      out << YAML::EndSeq;
      return;
    case NodeKind::mapping:
      if (node.entries.empty()) out << YAML::Flow;
      out << YAML::BeginMap;
      for (const auto& entry : node.entries) {
        out << YAML::Key << entry.key << YAML::Value;
        emit(out, entry.value);
      }
      out << YAML::EndMap;
      return;
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  YAML::Emitter out;
  emit(out, node);
  return written(out) + "\n";
}

std::string to_flow_yaml(const Node& node) {
  YAML::Emitter out;
  out.SetSeqFormat(YAML::Flow);
  out.SetMapFormat(YAML::Flow);
  emit(out, node);
  return written(out);
}

std::string quoted_yaml(std::string_view text) {
  YAML::Emitter out;
  out << YAML::DoubleQuoted << std::string(text);
  return written(out);
}

}  // namespace tocsin
