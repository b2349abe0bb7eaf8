// SPDX-License-Identifier: Apache-2.0
#include "engine/input/xml.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/text_encoding.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostElements = 100'000;
/// Between namespace and name in what expat hands over; expat refuses namespaces that hold it.
constexpr char kSeparator = '\n';
/// An XML declaration is not longer than this.
constexpr std::size_t kHead = 1024;

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using ParserOwner = std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser>;

std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// What the declaration says, in lower case; empty: nothing. Any bytes can be read as ISO-8859-1, and the declaration
// itself is ASCII.
std::string declared_encoding(std::string_view bytes) {
  const ParserOwner parser(XML_ParserCreate("ISO-8859-1"));
  std::string encoding;
  XML_SetUserData(parser.get(), &encoding);
  XML_SetXmlDeclHandler(parser.get(), [](void* data, const XML_Char*, const XML_Char* name, int) {
    if (name != nullptr) *static_cast<std::string*>(data) = name;
  });
  const auto head = bytes.substr(0, kHead);
  XML_Parse(parser.get(), head.data(), static_cast<int>(head.size()), XML_FALSE);
  return lower(encoding);
}

std::shared_ptr<const SourceFile> source_of(const std::string& name, std::string_view text) {
  return make_source(name, text);
}

void report_bad_utf8(std::string_view text, std::size_t offset, const std::string& name, Diagnostics& diagnostics) {
  const auto before = text.substr(0, offset).rfind('\n');
  const auto begin = before == std::string_view::npos ? 0 : before + 1;
  diagnostics.error(
      {source_of(name, text), line_of(text, offset), column_of(text.substr(begin), offset - begin), 1},
      codes::kEncoding, {"these bytes are not UTF-8", "此处字节不是 UTF-8"},
      {"UTF-8 throughout, or another encoding named in the first line", "全文为 UTF-8，或在首行注明实际编码"},
      {"Chinese from older programs is often GB18030: <?xml version=\"1.0\" encoding=\"GB18030\"?>",
       "旧软件导出的中文常为 GB18030：<?xml version=\"1.0\" encoding=\"GB18030\"?>"});
}

// The document as UTF-8 with line feeds; nullopt after reporting.
std::optional<std::string> as_utf8(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  auto text = plain_line_ends(bytes);
  const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  const auto declared = utf16 ? std::string{} : declared_encoding(text);
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), declared) != names.end();
  };
  const char* from = nullptr;
  if (is_one_of({"gb18030", "gbk", "gb2312"})) from = "GB18030";
  if (is_one_of({"iso-8859-1", "latin1"})) from = "ISO-8859-1";
  if (from == nullptr && !is_one_of({"", "utf-8", "utf8", "us-ascii", "ascii"})) {
    diagnostics.error({source_of(name, text), 1, 1, 1}, codes::kEncoding,
                      phrase("the encoding '{}' is not read", "不支持编码“{}”", declared),
                      {"UTF-8, UTF-16 with byte order mark, GB18030 or ISO-8859-1",
                       "UTF-8、带 BOM 的 UTF-16、GB18030 或 ISO-8859-1"});
    return std::nullopt;
  }
  if (from != nullptr) {
    auto converted = convert_to_utf8(text, from);
    if (converted) return converted;
    diagnostics.error({source_of(name, text), 1, 1, 1}, codes::kEncoding,
                      phrase("the file says it is '{}', and it is not", "文件声明编码为“{}”，但实际不符", declared),
                      {"the encoding the file really has", "文件的实际编码"});
    return std::nullopt;
  }
  const auto bad = first_bad_utf8(text);
  if (!bad) return text;
  report_bad_utf8(text, *bad, name, diagnostics);
  return std::nullopt;
}

Phrase words_of(XML_Error error) {
  switch (error) {
    case XML_ERROR_NO_ELEMENTS:
    case XML_ERROR_UNCLOSED_TOKEN:
    case XML_ERROR_UNCLOSED_CDATA_SECTION:
    case XML_ERROR_PARTIAL_CHAR:
      return {"the XML ends too early: something is still open here", "XML 不完整：此处仍有未结束的内容"};
    case XML_ERROR_TAG_MISMATCH:
      return {"this end tag does not fit the element that is open", "结束标签与未结束的元素不匹配"};
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
      return {"something stands behind the end of the document", "文档结束之后还有内容"};
    case XML_ERROR_UNDEFINED_ENTITY:
      return {"an entity that XML does not know", "未定义的实体"};
    case XML_ERROR_DUPLICATE_ATTRIBUTE:
      return {"an attribute given twice", "属性重复"};
    case XML_ERROR_UNBOUND_PREFIX:
      return {"a prefix without a namespace", "前缀未绑定命名空间"};
    case XML_ERROR_INVALID_TOKEN:
    case XML_ERROR_SYNTAX:
      return {"this is not XML", "不符合 XML 格式"};
    default:
      return phrase("this is not XML: {}", "不符合 XML 格式：{}", XML_ErrorString(error));
  }
}

Phrase expected_for(XML_Error error) {
  if (error == XML_ERROR_UNDEFINED_ENTITY) {
    return {"&lt; &gt; &amp; &quot; &apos; or a number as in &#8212;",
            "&lt; &gt; &amp; &quot; &apos; 或 &#8212; 形式的编号"};
  }
  if (error == XML_ERROR_INVALID_TOKEN) {
    return {"a document of elements; '<' in text is written &lt; and '&' is written &amp;",
            "由元素组成的文档；文字中的“<”写作 &lt;，“&”写作 &amp;"};
  }
  return {};
}

// What expat tells becomes the tree. Nothing may be thrown through expat, which is C: it is kept and thrown after it.
class TreeReader {
 public:
  TreeReader(std::shared_ptr<const SourceFile> source, Diagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics), parser_(XML_ParserCreateNS("UTF-8", kSeparator)) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), begin, end);
    XML_SetCharacterDataHandler(parser_.get(), characters);
    XML_SetStartDoctypeDeclHandler(parser_.get(), doctype);
  }

  std::optional<XmlElement> read(std::string_view text) {
    const auto status = XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
    if (thrown_) std::rethrow_exception(thrown_);
    if (refused_) return std::nullopt;
    if (status == XML_STATUS_OK && root_) return std::move(root_);
    const auto error = XML_GetErrorCode(parser_.get());
    diagnostics_.error(here(1), codes::kSyntax, words_of(error), expected_for(error), open_element());
    return std::nullopt;
  }

 private:
  template <class Action>
  static void guarded(void* data, Action action) {
    auto& reader = *static_cast<TreeReader*>(data);
    if (reader.refused_ || reader.thrown_) return;
    try {
      action(reader);
    } catch (...) {
      reader.thrown_ = std::current_exception();
      XML_StopParser(reader.parser_.get(), XML_FALSE);
    }
  }

  static void begin(void* data, const XML_Char* name, const XML_Char** attributes) {
    guarded(data, [&](TreeReader& reader) { reader.open(name, attributes); });
  }
  static void end(void* data, const XML_Char*) {
    guarded(data, [](TreeReader& reader) { reader.open_.pop_back(); });
  }
  static void characters(void* data, const XML_Char* text, int length) {
    guarded(data, [&](TreeReader& reader) { reader.append({text, static_cast<std::size_t>(length)}); });
  }
  static void doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    guarded(data, [](TreeReader& reader) {
      reader.refuse({"a document type (DOCTYPE): entities and files from elsewhere are never read",
                     "含有文档类型声明（DOCTYPE）：一律不读取自定义实体和外部文件"},
                    {"a document without DOCTYPE", "不含 DOCTYPE 的文档"});
    });
  }

  static std::pair<std::string, std::string> split(std::string_view name) {
    const auto at = name.rfind(kSeparator);
    if (at == std::string_view::npos) return {{}, std::string(name)};
    return {std::string(name.substr(0, at)), std::string(name.substr(at + 1))};
  }

  void open(const XML_Char* name, const XML_Char** attributes) {
    if (open_.size() >= kDeepest || ++count_ > kMostElements) {
      refuse(phrase("more than {} elements, or more than {} inside one another", "元素超过 {} 个，或嵌套超过 {} 层",
                    kMostElements, kDeepest),
             {});
      return;
    }
    XmlElement element;
    std::tie(element.space, element.name) = split(name);
    element.where = here(static_cast<int>(character_count(element.name)) + 1);
    for (; *attributes != nullptr; attributes += 2) {
      auto [space, own] = split(attributes[0]);
      element.attributes.push_back({std::move(space), std::move(own), attributes[1]});
    }
    auto* place = open_.empty() ? &root_.emplace() : &open_.back()->children.emplace_back();
    *place = std::move(element);
    open_.push_back(place);
  }

  void append(std::string_view text) {
    if (open_.empty()) return;
    auto& element = *open_.back();
    element.stretches.push_back({element.text.size(), static_cast<int>(XML_GetCurrentLineNumber(parser_.get())),
                                 static_cast<int>(XML_GetCurrentColumnNumber(parser_.get())) + 1});
    element.text += text;
  }

  void refuse(const Phrase& what, const Phrase& expected) {
    refused_ = true;
    diagnostics_.error(here(1), codes::kRefusedXml, what, expected);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  // Lines of expat count from 1, columns from 0, in characters.
  [[nodiscard]] SourceSpan here(int length) const {
    return {source_, static_cast<int>(XML_GetCurrentLineNumber(parser_.get())),
            static_cast<int>(XML_GetCurrentColumnNumber(parser_.get())) + 1, length};
  }

  [[nodiscard]] Phrase open_element() const {
    if (open_.empty()) return {};
    return phrase("<{}> of line {} is still open", "第 {1} 行的 <{0}> 尚未结束", open_.back()->name,
                  open_.back()->where.line);
  }

  std::shared_ptr<const SourceFile> source_;
  Diagnostics& diagnostics_;
  ParserOwner parser_;
  std::optional<XmlElement> root_;
  std::vector<XmlElement*> open_;  // an element stays where it is while it is open: only its last child grows
  std::size_t count_ = 0;
  bool refused_ = false;
  std::exception_ptr thrown_;
};

// A code point that XML 1.0 can hold.
bool fits_xml(char32_t code) {
  return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xD800) ||
         (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code <= 0x10FFFF);
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The next character of `text` and its length in bytes; bytes that are not UTF-8 count one by one and fit nowhere.
std::pair<char32_t, std::size_t> next_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < length || first_bad_utf8(text.substr(0, length))) return {0, 1};
  char32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) code = (code << 6U) | (static_cast<unsigned char>(text[k]) & 0x3FU);
  return {code, length};
}

}  // namespace

SourceSpan XmlElement::place(std::size_t offset, std::size_t length) const {
  const auto after = std::upper_bound(stretches.begin(), stretches.end(), offset,
                                      [](std::size_t at, const Stretch& stretch) { return at < stretch.offset; });
  if (after == stretches.begin()) return where;
  const auto& stretch = *std::prev(after);
  const auto end = std::min(text.size(), offset);
  const auto before = std::string_view(text).substr(stretch.offset, end - stretch.offset);
  const auto shown = std::string_view(text).substr(end, length);
  return {where.file, stretch.line, stretch.column + static_cast<int>(character_count(before)),
          std::max(1, static_cast<int>(character_count(shown.substr(0, shown.find('\n')))))};
}

std::optional<XmlElement> parse_xml(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  const auto text = as_utf8(bytes, name, diagnostics);
  if (!text) return std::nullopt;
  return TreeReader(source_of(name, *text), diagnostics).read(*text);
}

std::string xml_escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto [code, length] = next_character(text);
    if (code == '<') {
      result += "&lt;";
    } else if (code == '>') {
      result += "&gt;";
    } else if (code == '&') {
      result += "&amp;";
    } else if (code == '"') {
      result += "&quot;";
    } else if (code == '\r') {
      result += "&#13;";
    } else {
      result += fits_xml(code) ? text.substr(0, length) : kReplacement;
    }
    text.remove_prefix(length);
  }
  return result;
}

XmlWriter::XmlWriter() : text_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

void XmlWriter::indent() {
  text_.append(2 * open_.size(), ' ');
}

void XmlWriter::open(std::string_view name, std::string_view space) {
  indent();
  text_ += fmt::format("<{}", name);
  if (!space.empty()) text_ += fmt::format(" xmlns=\"{}\"", xml_escaped(space));
  text_ += ">\n";
  open_.emplace_back(name);
}

void XmlWriter::leaf(std::string_view name, std::string_view text) {
  indent();
  text_ += fmt::format("<{}>{}</{}>\n", name, xml_escaped(text), name);
}

void XmlWriter::close() {
  ensure(!open_.empty(), "an XML element is closed that nobody opened");
  const auto name = std::move(open_.back());
  open_.pop_back();
  indent();
  text_ += fmt::format("</{}>\n", name);
}

}  // namespace tocsin
