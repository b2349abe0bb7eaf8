// SPDX-License-Identifier: Apache-2.0
// Reads CAP 1.1 and 1.2 by the tables of the OASIS standard: which elements, how many, in which order, what they may
// say.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <span>

#include "engine/input/cap.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/text_encoding.hpp"
#include "engine/input/xml.hpp"

namespace tocsin::cap {
namespace {

constexpr std::string_view kSpaceOld = "urn:oasis:names:tc:emergency:cap:1.1";
constexpr std::string_view kSpaceNow = "urn:oasis:names:tc:emergency:cap:1.2";
constexpr std::string_view kSignatures = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view kBlanks = " \t\n\r";

enum class Count : std::uint8_t { one, maybe, some, any };

struct Rule {
  std::string_view name;
  Count count;
};

constexpr std::array<Rule, 15> kAlert{{{"identifier", Count::one},
                                       {"sender", Count::one},
                                       {"sent", Count::one},
                                       {"status", Count::one},
                                       {"msgType", Count::one},
                                       {"source", Count::maybe},
                                       {"scope", Count::one},
                                       {"restriction", Count::maybe},
                                       {"addresses", Count::maybe},
                                       {"code", Count::any},
                                       {"note", Count::maybe},
                                       {"references", Count::maybe},
                                       {"incidents", Count::maybe},
                                       {"info", Count::any},
                                       {"Signature", Count::any}}};
constexpr std::array<Rule, 21> kInfo{
    {{"language", Count::maybe},    {"category", Count::some},  {"event", Count::one},
     {"responseType", Count::any},  {"urgency", Count::one},    {"severity", Count::one},
     {"certainty", Count::one},     {"audience", Count::maybe}, {"eventCode", Count::any},
     {"effective", Count::maybe},   {"onset", Count::maybe},    {"expires", Count::maybe},
     {"senderName", Count::maybe},  {"headline", Count::maybe}, {"description", Count::maybe},
     {"instruction", Count::maybe}, {"web", Count::maybe},      {"contact", Count::maybe},
     {"parameter", Count::any},     {"resource", Count::any},   {"area", Count::any}}};
constexpr std::array<Rule, 6> kResource{{{"resourceDesc", Count::one},
                                         {"mimeType", Count::one},
                                         {"size", Count::maybe},
                                         {"uri", Count::maybe},
                                         {"derefUri", Count::maybe},
                                         {"digest", Count::maybe}}};
constexpr std::array<Rule, 6> kArea{{{"areaDesc", Count::one},
                                     {"polygon", Count::any},
                                     {"circle", Count::any},
                                     {"geocode", Count::any},
                                     {"altitude", Count::maybe},
                                     {"ceiling", Count::maybe}}};
constexpr std::array<Rule, 2> kNamedValue{{{"valueName", Count::one}, {"value", Count::one}}};

template <class Names>
std::vector<std::string> as_list(const Names& names) {
  return {names.begin(), names.end()};
}

/// A word of a text, with its offset there.
struct Word {
  std::size_t offset = 0;
  std::string_view text;
};

std::vector<Word> words_in(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = text.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const auto end = std::min(text.size(), text.find_first_of(kBlanks, at));
    words.push_back({at, text.substr(at, end - at)});
    at = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

// The first character that is no text, or that terminals take as a command (U+0080 to U+009F, which XML allows).
std::optional<NoText> first_control(std::string_view text) {
  auto found = first_no_text(text);
  for (std::size_t i = 0; i + 1 < text.size() && (!found || i < found->offset); ++i) {
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (text[i] == '\xC2' && second < 0xA0) found = NoText{i, second};
  }
  return found;
}

std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// The children of one element by name, after the table of the standard was held against them.
class Children {
 public:
  Children(const XmlElement& parent, std::span<const Rule> rules, Diagnostics& diagnostics)
      : parent_(parent), rules_(rules), diagnostics_(diagnostics) {
    check_text_between();
    const Rule* latest = nullptr;
    for (const auto& child : parent.children) {
      const auto* rule = rule_of(child);
      if (rule == nullptr) continue;
      if (latest != nullptr && rule < latest) report_order(child, *latest);
      if (latest == nullptr || rule > latest) latest = rule;
      auto& all = by_name_[rule->name];
      all.push_back(&child);
      const bool single = rule->count == Count::one || rule->count == Count::maybe;
      if (single && all.size() > 1) report_again(child, *all.front());
    }
  }

  /// Reports required elements that are not there.
  void require(std::string_view name) {
    if (by_name_.count(name) != 0) return;
    diagnostics_.error(
        parent_.where, codes::kMissingKey, phrase("<{}> needs <{}>", "<{}> 缺少 <{}>", parent_.name, name),
        phrase("<{}>…</{}> in <{}>", "在 <{2}> 中写 <{0}>…</{1}>", name, name, parent_.name), near(name));
  }
  void require_all() {
    for (const auto& rule : rules_) {
      if (rule.count == Count::one || rule.count == Count::some) require(rule.name);
    }
  }
  [[nodiscard]] const XmlElement* one(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second.front();
  }
  [[nodiscard]] const std::vector<const XmlElement*>& all(std::string_view name) const {
    static const std::vector<const XmlElement*> none;
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? none : found->second;
  }

 private:
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& rule : rules_) {
      if (rule.name != "Signature") result.emplace_back(rule.name);
    }
    return result;
  }

  // Null after reporting when the standard knows no such element here.
  const Rule* rule_of(const XmlElement& child) {
    const bool signature = child.space == kSignatures && child.name == "Signature";
    const auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& r) { return r.name == child.name; });
    const bool known =
        rule != rules_.end() && (signature || (child.space == parent_.space && child.name != "Signature"));
    if (!known) {
      const auto hint = child.space == parent_.space
                            ? did_you_mean(child.name, names())
                            : phrase("it has the namespace '{}'", "其命名空间为“{}”", child.space);
      diagnostics_.error(child.where, codes::kUnknownKey,
                         phrase("<{}> cannot stand in <{}>", "<{}> 不能出现在 <{}> 中", child.name, parent_.name),
                         phrase("one of: {}", "可用：{}", join(names())), hint);
      return nullptr;
    }
    if (signature) {
      diagnostics_.warning(child.where, codes::kNotAWarning, {"the signature is not verified", "未验证该数字签名"});
    }
    return &*rule;
  }

  void report_order(const XmlElement& child, const Rule& latest) {
    diagnostics_.error(child.where, codes::kWrongOrder,
                       phrase("<{}> stands behind <{}>", "<{}> 出现在 <{}> 之后", child.name, latest.name),
                       phrase("the order {}", "顺序：{}", join(names())));
  }

  void report_again(const XmlElement& child, const XmlElement& first) {
    diagnostics_.error(child.where, codes::kDuplicateKey,
                       phrase("a second <{}> in one <{}>", "同一 <{1}> 中出现第二个 <{0}>", child.name, parent_.name),
                       phrase("one <{}>", "仅一个 <{}>", child.name),
                       phrase("the first stands in line {}", "首次出现在第 {} 行", first.where.line));
  }

  void check_text_between() {
    const auto at = parent_.text.find_first_not_of(kBlanks);
    if (at == std::string::npos) return;
    const auto end = std::min(parent_.text.size(), parent_.text.find_first_of(kBlanks, at));
    diagnostics_.error(parent_.place(at, end - at), codes::kWrongType,
                       phrase("text between the elements of <{}>", "<{}> 的元素之间有文字", parent_.name),
                       {"elements only", "只能是元素"});
  }

  // A missing element that stands there under a name like it.
  [[nodiscard]] Phrase near(std::string_view name) const {
    std::vector<std::string> strangers;
    for (const auto& child : parent_.children) {
      const auto is_it = [&](const Rule& rule) { return rule.name == child.name; };
      if (std::none_of(rules_.begin(), rules_.end(), is_it)) strangers.push_back(child.name);
    }
    const auto found = nearest_name(name, strangers);
    return found.empty() ? Phrase{} : phrase("<{}> stands there", "文件中有 <{}>", found);
  }

  const XmlElement& parent_;
  std::span<const Rule> rules_;
  Diagnostics& diagnostics_;
  std::map<std::string_view, std::vector<const XmlElement*>> by_name_;
};

class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Alert read(const XmlElement& root) {
    alert_.version = root.space == kSpaceOld ? Version::v1_1 : Version::v1_2;
    check_attributes(root);
    Children children(root, kAlert, diagnostics_);
    children.require_all();
    read_head(children);
    read_who_may_read(children);
    read_references(children);
    for (const auto* info : children.all("info")) alert_.infos.push_back(read_info(*info));
    check_message(children, root);
    return std::move(alert_);
  }

 private:
  void error(const SourceSpan& where, const char* code, const Phrase& what, const Phrase& expected = {},
             const Phrase& hint = {}) {
    diagnostics_.error(where, code, what, expected, hint);
  }

  // No element of CAP has an attribute; those of a schema's instance and of XML itself may stand anywhere.
  void check_attributes(const XmlElement& element) {
    for (const auto& attribute : element.attributes) {
      if (!attribute.space.empty()) continue;
      error(element.where, codes::kUnknownKey,
            phrase("<{}> has an attribute '{}'", "<{}> 带有属性“{}”", element.name, attribute.name),
            {"no attributes: what is to be said stands in elements", "不带属性：内容均写在元素中"});
    }
    if (element.space == kSignatures) return;
    for (const auto& child : element.children) check_attributes(child);
  }

  /// The text of an element without blanks around it; "" for none.
  std::string text(const XmlElement* element) {
    if (element == nullptr) return {};
    const bool news = looked_at_.insert(element).second;
    if (news && !element->children.empty()) {
      error(element->children.front().where, codes::kWrongType,
            phrase("<{}> holds text, not elements", "<{}> 只能是文字，不能包含元素", element->name));
    }
    auto plain = plain_line_ends(element->text);
    if (const auto odd = first_control(plain); odd && news) {
      error(element->place(odd->offset, 1), codes::kEncoding,
            phrase("a control character (U+{:04X})", "含有控制字符（U+{:04X}）", static_cast<unsigned>(odd->code)),
            {"text only", "纯文本"});
    }
    const auto begin = plain.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return {};
    return plain.substr(begin, plain.find_last_not_of(kBlanks) - begin + 1);
  }

  static SourceSpan value_place(const XmlElement& element) {
    const auto begin = element.text.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return element.where;
    return element.place(begin, element.text.find_last_not_of(kBlanks) - begin + 1);
  }

  std::string required_text(const XmlElement* element) {
    auto value = text(element);
    if (element != nullptr && value.empty()) {
      error(element->where, codes::kMissingValue, phrase("<{}> is empty", "<{}> 为空", element->name));
    }
    return value;
  }

  template <class E>
  E choice(const XmlElement* element, E otherwise) {
    const auto value = required_text(element);
    if (value.empty()) return otherwise;
    const auto names = as_list(EnumNames<E>::value);
    const auto found = std::find(names.begin(), names.end(), value);
    if (found != names.end()) return static_cast<E>(found - names.begin());
    error(value_place(*element), codes::kUnknownChoice,
          phrase("'{}' is no value of <{}>", "“{}”不是 <{}> 的取值", value, element->name),
          phrase("one of: {}", "可用：{}", join(names)), did_you_mean(value, names));
    return otherwise;
  }

  std::optional<Instant> instant(const XmlElement* element) {
    const auto value = text(element);
    if (element == nullptr || value.empty()) return std::nullopt;
    auto result = parse_instant(value);
    if (!result && alert_.version == Version::v1_1) result = instant_of_1_1(value);
    if (!result) {
      report_time(*element, value);
    } else if (value.ends_with("+00:00") && alert_.version == Version::v1_2) {
      diagnostics_.warning(value_place(*element), codes::kBadTime,
                           {"UTC is written with the offset +00:00", "世界时的时差写成了 +00:00"},
                           {"-00:00, as CAP 1.2 says", "CAP 1.2 规定写作 -00:00"});
    }
    return result;
  }

  // CAP 1.1 takes any xs:dateTime: fractions of a second, and Z for UTC.
  static std::optional<Instant> instant_of_1_1(std::string value) {
    const auto dot = value.find('.');
    if (dot != std::string::npos) {
      const auto end = std::min(value.size(), value.find_first_not_of("0123456789", dot + 1));
      value.erase(dot, end - dot);
    }
    if (value.ends_with('Z')) value.replace(value.size() - 1, 1, "-00:00");
    return parse_instant(value);
  }

  void report_time(const XmlElement& element, const std::string& value) {
    Phrase hint;
    if (value.ends_with('Z') || value.ends_with('z')) {
      hint = {"letters for time zones are not allowed; UTC is written -00:00", "不得用字母表示时区；世界时写作 -00:00"};
    } else if (parse_civil_time(value)) {
      hint = {"the offset from UTC is missing: +08:00 for Beijing time", "缺少与世界时的时差：北京时间写 +08:00"};
    }
    error(value_place(element), codes::kBadTime, phrase("'{}' is no time of CAP", "“{}”不是 CAP 的时间", value),
          {"2026-07-05T02:15:00+08:00", "2026-07-05T02:15:00+08:00"}, hint);
  }

  // Identifier and sender: no blank, comma, < or &.
  std::string identifier(const XmlElement* element) {
    auto value = required_text(element);
    const auto bad = value.find_first_of(" \t\n\r,<&");
    if (bad == std::string::npos) return value;
    error(element->place(element->text.find_first_not_of(kBlanks) + bad, 1), codes::kBadIdentifier,
          phrase("<{}> holds a character that it may not hold", "<{}> 含有不允许的字符", element->name),
          {"a text without blanks, commas, < and &", "不含空格、逗号、< 和 & 的文字"});
    return value;
  }

  void read_head(const Children& children) {
    alert_.identifier = identifier(children.one("identifier"));
    alert_.sender = identifier(children.one("sender"));
    const auto* sent = children.one("sent");
    alert_.sent = instant(sent).value_or(Instant{});
    if (sent != nullptr && text(sent).empty()) required_text(sent);
    alert_.status = choice(children.one("status"), Status::draft);
    alert_.type = choice(children.one("msgType"), MessageType::alert);
    alert_.source = text(children.one("source"));
    alert_.scope = choice(children.one("scope"), Scope::everybody);
    for (const auto* code : children.all("code")) alert_.codes.push_back(text(code));
    alert_.note = text(children.one("note"));
  }

  void read_who_may_read(const Children& children) {
    const auto* restriction = children.one("restriction");
    alert_.restriction = text(restriction);
    alert_.addresses = list(children.one("addresses"));
    alert_.incidents = list(children.one("incidents"));
    const auto* scope = children.one("scope");
    if (scope == nullptr) return;
    if (alert_.scope == Scope::restricted && alert_.restriction.empty()) {
      error(scope->where, codes::kMissingKey,
            {"the scope is Restricted, and no <restriction> says to whom", "范围为 Restricted，却没有 <restriction>"},
            {"<restriction>…</restriction> behind <scope>", "在 <scope> 之后写 <restriction>…</restriction>"});
    }
    if (alert_.scope != Scope::restricted && !alert_.restriction.empty()) {
      error(restriction->where, codes::kInconsistent,
            {"<restriction> belongs to the scope Restricted", "<restriction> 仅用于范围 Restricted"},
            {"<scope>Restricted</scope>, or no <restriction>", "<scope>Restricted</scope>，或去掉 <restriction>"});
    }
    if (alert_.scope == Scope::addressed && alert_.addresses.empty()) {
      error(scope->where, codes::kMissingKey,
            {"the scope is Private, and no <addresses> say who is meant", "范围为 Private，却没有 <addresses>"},
            {"<addresses>…</addresses>", "<addresses>…</addresses>"});
    }
  }

  /// Words divided by blanks; what stands in double quotes is one.
  std::vector<std::string> list(const XmlElement* element) {
    const auto value = text(element);
    std::vector<std::string> result;
    bool quoted = false;
    bool open = false;
    for (const char c : value) {
      if (c == '"') {
        quoted = !quoted;
        if (quoted) result.emplace_back();
        open = quoted;
      } else if (!quoted && kBlanks.find(c) != std::string_view::npos) {
        open = false;
      } else {
        if (!open) result.emplace_back();
        open = true;
        result.back() += c;
      }
    }
    if (quoted) {
      error(value_place(*element), codes::kSyntax,
            phrase("a quotation mark is open in <{}>", "<{}> 中引号未闭合", element->name));
    }
    return result;
  }

  void read_references(const Children& children) {
    const auto* element = children.one("references");
    if (element == nullptr) return;
    for (const auto& word : words_in(element->text)) {
      const auto first = word.text.find(',');
      const auto second = first == std::string_view::npos ? first : word.text.find(',', first + 1);
      const auto sent = second == std::string_view::npos ? std::nullopt : sent_of(word.text.substr(second + 1));
      if (sent && first > 0 && second > first + 1) {
        alert_.references.push_back({std::string(word.text.substr(0, first)),
                                     std::string(word.text.substr(first + 1, second - first - 1)), *sent});
        continue;
      }
      error(element->place(word.offset, word.text.size()), codes::kSyntax,
            {"a reference is not sender,identifier,sent", "引用不符合“发送方,标识,发送时间”的格式"},
            {"cap@county.example,500156…_0,2026-07-05T02:15:00+08:00, divided by blanks",
             "cap@county.example,500156…_0,2026-07-05T02:15:00+08:00，多个以空格分隔"});
    }
  }

  [[nodiscard]] std::optional<Instant> sent_of(std::string_view value) const {
    const auto strict = parse_instant(value);
    return strict || alert_.version == Version::v1_2 ? strict : instant_of_1_1(std::string(value));
  }

  NamedValue named_value(const XmlElement& element) {
    Children children(element, kNamedValue, diagnostics_);
    children.require_all();
    return {required_text(children.one("valueName")), text(children.one("value"))};
  }

  std::vector<NamedValue> named_values(const std::vector<const XmlElement*>& elements) {
    std::vector<NamedValue> result;
    result.reserve(elements.size());
    for (const auto* element : elements) result.push_back(named_value(*element));
    return result;
  }

  InfoBlock read_info(const XmlElement& element) {
    Children children(element, kInfo, diagnostics_);
    children.require_all();
    InfoBlock info;
    info.language = language(children.one("language"));
    for (const auto* category : children.all("category")) info.categories.push_back(choice(category, Category::other));
    info.event = required_text(children.one("event"));
    for (const auto* response : children.all("responseType")) info.responses.push_back(response_type(*response));
    info.urgency = choice(children.one("urgency"), Urgency::unknown);
    info.severity = choice(children.one("severity"), Severity::unknown);
    info.certainty = certainty(children.one("certainty"));
    info.audience = text(children.one("audience"));
    info.event_codes = named_values(children.all("eventCode"));
    read_times(children, info);
    read_texts(children, info);
    info.parameters = named_values(children.all("parameter"));
    for (const auto* resource : children.all("resource")) info.resources.push_back(read_resource(*resource));
    for (const auto* area : children.all("area")) info.areas.push_back(read_area(*area));
    return info;
  }

  void read_times(const Children& children, InfoBlock& info) {
    info.effective = instant(children.one("effective"));
    info.onset = instant(children.one("onset"));
    info.expires = instant(children.one("expires"));
    const auto begins = info.effective.value_or(alert_.sent).utc();
    if (!info.expires || info.expires->utc() >= begins || children.one("expires") == nullptr) return;
    diagnostics_.warning(value_place(*children.one("expires")), codes::kInconsistent,
                         {"the message expires before it takes effect", "失效时间早于生效时间"},
                         phrase("not before {}", "不早于 {}", to_text(info.effective.value_or(alert_.sent))));
  }

  void read_texts(const Children& children, InfoBlock& info) {
    info.sender_name = text(children.one("senderName"));
    info.headline = text(children.one("headline"));
    info.description = text(children.one("description"));
    info.instruction = text(children.one("instruction"));
    info.web = text(children.one("web"));
    info.contact = text(children.one("contact"));
    const bool absolute = info.web.empty() || info.web.find(':') != std::string::npos;
    if (absolute && info.web.find_first_of(kBlanks) == std::string::npos) return;
    error(value_place(*children.one("web")), codes::kSyntax, {"<web> is no full address", "<web> 不是完整网址"},
          {"https://…", "https://…"});
  }

  std::string language(const XmlElement* element) {
    auto value = text(element);
    bool good = true;
    std::size_t part = 0;
    for (const char c : value + "-") {
      const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
      good = good && (letter || c == '-') && (c != '-' || (part >= 1 && part <= 8));
      part = c == '-' ? 0 : part + 1;
    }
    if (!value.empty() && !good) {
      error(value_place(*element), codes::kUnknownChoice,
            phrase("'{}' is no code of a language", "“{}”不是语言代码", value), {"zh-CN, en-US, …", "zh-CN、en-US 等"});
    }
    return value;
  }

  ResponseType response_type(const XmlElement& element) {
    const auto result = choice(&element, ResponseType::none);
    const bool later = result == ResponseType::avoid || result == ResponseType::all_clear;
    if (later && alert_.version == Version::v1_1) {
      error(value_place(element), codes::kUnknownChoice,
            phrase("CAP 1.1 does not know '{}'", "CAP 1.1 没有“{}”", text(&element)),
            {"a value of CAP 1.1, or the namespace of CAP 1.2", "CAP 1.1 的取值，或改用 CAP 1.2 命名空间"});
    }
    return result;
  }

  // CAP 1.0 said "Very Likely"; both later versions ask to read it as Likely.
  Certainty certainty(const XmlElement* element) {
    if (element == nullptr || text(element) != "Very Likely") return choice(element, Certainty::unknown);
    diagnostics_.warning(
        value_place(*element), codes::kUnknownChoice,
        {"'Very Likely' is of CAP 1.0 and counts as Likely", "“Very Likely”为 CAP 1.0 旧值，按 Likely 处理"},
        {"Likely", "Likely"});
    return Certainty::likely;
  }

  Resource read_resource(const XmlElement& element) {
    auto rules = std::vector<Rule>(kResource.begin(), kResource.end());
    if (alert_.version == Version::v1_1) rules[1].count = Count::maybe;
    Children children(element, rules, diagnostics_);
    children.require_all();
    Resource resource;
    resource.description = required_text(children.one("resourceDesc"));
    resource.mime_type = text(children.one("mimeType"));
    const auto size = text(children.one("size"));
    std::uint64_t bytes = 0;
    const auto read = std::from_chars(size.data(), size.data() + size.size(), bytes);
    if (!size.empty() && (read.ec != std::errc() || read.ptr != size.data() + size.size())) {
      error(value_place(*children.one("size")), codes::kBadNumber,
            phrase("'{}' is no number of bytes", "“{}”不是字节数", size), {"a whole number", "整数"});
    } else if (!size.empty()) {
      resource.size_bytes = bytes;
    }
    resource.uri = text(children.one("uri"));
    resource.content_base64 = text(children.one("derefUri"));
    resource.digest = text(children.one("digest"));
    return resource;
  }

  Area read_area(const XmlElement& element) {
    Children children(element, kArea, diagnostics_);
    children.require_all();
    Area area;
    area.description = required_text(children.one("areaDesc"));
    for (const auto* polygon : children.all("polygon")) {
      if (!words_in(polygon->text).empty()) area.polygons.push_back(read_polygon(*polygon));
    }
    for (const auto* circle : children.all("circle")) {
      if (!words_in(circle->text).empty()) area.circles.push_back(read_circle(*circle));
    }
    area.geocodes = named_values(children.all("geocode"));
    area.altitude_ft = height(children.one("altitude"));
    area.ceiling_ft = height(children.one("ceiling"));
    if (area.ceiling_ft && !area.altitude_ft) {
      error(children.one("ceiling")->where, codes::kInconsistent,
            {"<ceiling> stands without <altitude>", "有 <ceiling> 而没有 <altitude>"},
            {"both, in feet above mean sea level", "两者同时给出（平均海平面以上英尺）"});
    } else if (area.ceiling_ft && *area.ceiling_ft < *area.altitude_ft) {
      error(value_place(*children.one("ceiling")), codes::kInconsistent,
            {"<ceiling> lies below <altitude>", "<ceiling> 低于 <altitude>"});
    }
    return area;
  }

  std::optional<double> height(const XmlElement* element) {
    const auto value = text(element);
    if (value.empty()) return std::nullopt;
    const auto result = decimal(value);
    if (!result) {
      error(value_place(*element), codes::kBadNumber, phrase("'{}' is no number", "“{}”不是数值", value),
            {"feet above mean sea level, for example 1200", "平均海平面以上英尺数，例如 1200"});
    }
    return result;
  }

  // "latitude,longitude"; reports and gives nothing when it is not.
  std::optional<Point> point(const XmlElement& element, const Word& word) {
    const auto comma = word.text.find(',');
    const auto latitude = decimal(word.text.substr(0, comma));
    const auto longitude = comma == std::string_view::npos ? std::nullopt : decimal(word.text.substr(comma + 1));
    if (!latitude || !longitude) {
      error(element.place(word.offset, word.text.size()), codes::kBadNumber,
            phrase("'{}' is no pair of coordinates", "“{}”不是坐标对", word.text),
            {"latitude,longitude in degrees, without a blank: 29.32,107.76",
             "纬度,经度（度），中间无空格：29.32,107.76"});
      return std::nullopt;
    }
    if (std::abs(*latitude) <= 90 && std::abs(*longitude) <= 180) return Point{*latitude, *longitude};
    const bool swapped = std::abs(*latitude) <= 180 && std::abs(*longitude) <= 90;
    error(element.place(word.offset, word.text.size()), codes::kOutOfRange,
          phrase("'{}' lies nowhere on Earth", "“{}”不在地球坐标范围内", word.text),
          {"latitude from -90 to 90, longitude from -180 to 180", "纬度 -90 至 90，经度 -180 至 180"},
          swapped ? Phrase{"latitude comes first", "纬度在前"} : Phrase{});
    return std::nullopt;
  }

  std::vector<Point> read_polygon(const XmlElement& element) {
    std::vector<Point> points;
    const auto words = words_in(element.text);
    for (const auto& word : words) {
      if (const auto p = point(element, word)) points.push_back(*p);
    }
    if (points.size() < words.size()) return points;  // reported
    if (points.size() < 4) {
      error(element.where, codes::kInconsistent, phrase("a polygon of {} points", "多边形只有 {} 个点", points.size()),
            {"four points or more, the last equal to the first", "至少四个点，末点与首点相同"});
    } else if (points.front() != points.back()) {
      error(element.place(words.back().offset, words.back().text.size()), codes::kInconsistent,
            {"the polygon is not closed", "多边形未闭合"}, phrase("{} once more", "再写一次 {}", words.front().text));
    }
    return points;
  }

  Circle read_circle(const XmlElement& element) {
    const auto words = words_in(element.text);
    const auto radius = words.size() == 2 ? decimal(words[1].text) : std::nullopt;
    const auto center = point(element, words[0]);
    if (center && radius && *radius >= 0) return {*center, *radius};
    if (center) {
      error(value_place(element), codes::kBadNumber,
            {"a circle is a point and a radius in kilometers", "圆由圆心和半径（公里）组成"},
            {"29.32,107.76 1.5", "29.32,107.76 1.5"});
    }
    return {};
  }

  // What the standard asks of messages of a type and status beyond their form.
  void check_message(const Children& children, const XmlElement& root) {
    if (alert_.status == Status::exercise && alert_.note.empty() && children.one("status") != nullptr) {
      diagnostics_.warning(
          value_place(*children.one("status")), codes::kNotAWarning,
          {"an exercise message should name its exercise in <note>", "演练消息宜在 <note> 中注明演练名称"},
          {"<note>…</note>", "<note>…</note>"});
    }
    const auto* type = children.one("msgType");
    if (type != nullptr && alert_.type != MessageType::alert && children.one("references") == nullptr) {
      diagnostics_.warning(
          value_place(*type), codes::kInconsistent,
          phrase("a message of type {} speaks of earlier messages, and <references> names none",
                 "类型 {} 针对先前消息，但 <references> 未指明", text(type)),
          {"<references>sender,identifier,sent</references>", "<references>发送方,标识,发送时间</references>"});
    }
    const bool announces = alert_.type == MessageType::alert || alert_.type == MessageType::update;
    if (alert_.status == Status::actual && announces && alert_.infos.empty() && type != nullptr) {
      diagnostics_.warning(
          root.where, codes::kInconsistent,
          {"the alert has no <info>: it does not say of what it warns", "没有 <info>：未说明预警内容"});
    }
  }

  Diagnostics& diagnostics_;
  std::set<const XmlElement*> looked_at_;  // asked whether it is there only: what was said of a text is not said again
  Alert alert_;
};

// Is the root an alert of a version that is read? Reports what is wrong; false: there is nothing to read on.
bool check_root(const XmlElement& root, Diagnostics& diagnostics) {
  const Phrase expected = phrase("<alert xmlns=\"{}\">", "<alert xmlns=\"{}\">", kSpaceNow);
  if (root.name != "alert") {
    const bool feed = root.name == "feed" || root.name == "rss";
    diagnostics.error(
        root.where, codes::kWrongNamespace, phrase("<{}> is no CAP message", "<{}> 不是 CAP 消息", root.name), expected,
        feed ? Phrase{"this is a feed that lists messages; fetch one of them", "这是消息列表，请取其中一条"}
             : Phrase{});
    return false;
  }
  if (root.space == kSpaceOld || root.space == kSpaceNow) return true;
  const auto hint = root.space.empty() ? Phrase{"the alert names no namespace", "未写明命名空间"}
                                       : did_you_mean(root.space, as_list(std::array{kSpaceOld, kSpaceNow}));
  diagnostics.error(
      root.where, codes::kWrongNamespace,
      phrase("the namespace '{}' is not that of CAP 1.1 or 1.2", "命名空间“{}”不是 CAP 1.1 或 1.2", root.space),
      expected, hint);
  return true;
}

}  // namespace

std::optional<Alert> parse(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  Diagnostics own;
  const auto root = parse_xml(bytes, name, own);
  std::optional<Alert> alert;
  if (root && check_root(*root, own)) alert = Reader(own).read(*root);
  for (const auto& entry : own.entries()) diagnostics.add(entry);
  if (own.has_errors()) return std::nullopt;
  return alert;
}

std::optional<Alert> read(const std::filesystem::path& path, Diagnostics& diagnostics) {
  const auto bytes = read_bytes(path, kMostBytes, diagnostics);
  if (!bytes) return std::nullopt;
  return parse(*bytes, path.string(), diagnostics);
}

}  // namespace tocsin::cap
