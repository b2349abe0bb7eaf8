// SPDX-License-Identifier: Apache-2.0
#include "engine/town/tntp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "engine/input/codes.hpp"
#include "engine/input/text_encoding.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
constexpr double kMostNodes = 10'000'000;
constexpr double kTotalTolerance = 1e-4;  // published totals are rounded

/// A piece of a line, with its place.
struct Token {
  std::string_view text;
  std::size_t line = 0;  // from 0
  std::size_t offset = 0;
};

/// Key of the metadata and its value.
struct Entry {
  Token key;
  Token value;
};

std::string_view trimmed(std::string_view text, std::size_t& offset) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  offset += begin;
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// Takes a file apart: metadata in angle brackets, then lines; a tilde begins a comment.
class TntpText {
 public:
  enum class Begins { with_metadata, with_a_heading };
  TntpText(std::string_view text, const std::string& name, Diagnostics& diagnostics,
           Begins begins = Begins::with_metadata)
      : source_(make_source(name, text)), diagnostics_(diagnostics), first_line_(1) {
    if (begins == Begins::with_metadata) read_metadata();
  }

  [[nodiscard]] SourceSpan where(const Token& token) const {
    const std::string& line = source_->lines[token.line];
    const int begin = column_of(line, token.offset);
    const int end = column_of(line, std::min(line.size(), token.offset + token.text.size()));
    return {source_, static_cast<int>(token.line) + 1, begin, std::max(1, end - begin)};
  }
  [[nodiscard]] SourceSpan whole() const { return {.file = source_}; }
  [[nodiscard]] Diagnostics& diagnostics() const { return diagnostics_; }

  /// Lines behind the metadata without comments, and which they are.
  [[nodiscard]] std::size_t first_line() const { return first_line_; }
  [[nodiscard]] std::size_t line_count() const { return source_->lines.size(); }
  [[nodiscard]] std::string_view line(std::size_t at) const {
    const std::string_view text = source_->lines[at];
    return text.substr(0, text.find('~'));
  }
  /// Pieces of a line between blanks and any of `separators`; a separator is a piece of its own.
  [[nodiscard]] std::vector<Token> tokens(std::size_t at, std::string_view separators) const {
    std::vector<Token> result;
    const std::string_view text = line(at);
    std::size_t begin = 0;
    while ((begin = text.find_first_not_of(" \t\r", begin)) != std::string_view::npos) {
      const bool separator = separators.find(text[begin]) != std::string_view::npos;
      const auto end = separator
                           ? begin + 1
                           : std::min(text.size(), text.find_first_of(std::string(" \t\r").append(separators), begin));
      result.push_back({text.substr(begin, end - begin), at, begin});
      begin = end;
    }
    return result;
  }

  /// A number within [low, high]; reports bad-number or out-of-range.
  [[nodiscard]] std::optional<double> number(const Token& token, double low, double high) const {
    double value = 0;
    const char* const end = token.text.data() + token.text.size();
    const auto [rest, problem] = std::from_chars(token.text.data(), end, value);
    if (problem != std::errc{} || rest != end || !std::isfinite(value)) {
      diagnostics_.error(where(token), codes::kBadNumber, phrase("'{}' is no number", "“{}”不是数", token.text));
      return std::nullopt;
    }
    if (value < low || value > high) {
      diagnostics_.error(where(token), codes::kOutOfRange, phrase("{} is out of range", "{} 超出范围", token.text),
                         phrase("a number from {} to {}", "{} 到 {} 之间的数", low, high));
      return std::nullopt;
    }
    return value;
  }
  [[nodiscard]] std::optional<std::uint32_t> whole_number(const Token& token, double low, double high) const {
    const auto value = number(token, low, high);
    if (!value) return std::nullopt;
    if (std::floor(*value) < *value) {
      diagnostics_.error(where(token), codes::kBadNumber, phrase("{} is no whole number", "{} 不是整数", token.text));
      return std::nullopt;
    }
    return static_cast<std::uint32_t>(*value);
  }

  /// A number of the metadata; reports missing-key.
  [[nodiscard]] std::optional<double> entry(const std::string& key, double low, double high) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end()) {
      diagnostics_.error(
          whole(), codes::kMissingKey, phrase("the metadata have no <{}>", "元数据中没有 <{}>", key),
          phrase("a line '<{}> number' before <END OF METADATA>", "在 <END OF METADATA> 之前有一行“<{}> 数”", key));
      return std::nullopt;
    }
    return number(found->second.value, low, high);
  }
  [[nodiscard]] std::optional<std::uint32_t> whole_entry(const std::string& key, double low, double high) const {
    const auto value = entry(key, low, high);
    if (!value) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
  }
  [[nodiscard]] const Entry* find(const std::string& key) const {
    const auto found = metadata_.find(key);
    return found == metadata_.end() ? nullptr : &found->second;
  }

 private:
  void read_metadata() {
    for (std::size_t at = 0; at < line_count(); ++at) {
      std::size_t offset = 0;
      const std::string_view text = trimmed(line(at), offset);
      if (text.empty()) continue;
      const auto close = text.find('>');
      if (text.front() != '<' || close == std::string_view::npos) {
        diagnostics_.error(where({text, at, offset}), codes::kSyntax, {"this is no line of metadata", "此行不是元数据"},
                           {"'<KEY> value', up to <END OF METADATA>", "“<键> 值”，直到 <END OF METADATA>"},
                           {"Is it a TNTP file? Its first lines are like <NUMBER OF ZONES> 24.",
                            "是 TNTP 文件吗？其开头几行形如 <NUMBER OF ZONES> 24。"});
        first_line_ = line_count();
        return;
      }
      Entry entry{{text.substr(0, close + 1), at, offset}, {}};
      const std::string key(text.substr(1, close - 1));
      offset += close + 1;
      entry.value.text = trimmed(text.substr(close + 1), offset);
      entry.value.line = at;
      entry.value.offset = offset;
      if (key == "END OF METADATA") {
        first_line_ = at + 1;
        return;
      }
      metadata_.insert_or_assign(key, entry);
    }
    first_line_ = line_count();
    diagnostics_.error(whole(), codes::kSyntax, {"the file has no <END OF METADATA>", "文件没有 <END OF METADATA>"});
  }

  std::shared_ptr<const SourceFile> source_;
  Diagnostics& diagnostics_;
  std::map<std::string, Entry> metadata_;
  std::size_t first_line_;
};

/// A node of a link or a zone of a trip: a number up to `count`.
std::optional<std::uint32_t> reference(const TntpText& text, const Token& token, std::uint32_t count,
                                       const Phrase& what) {
  const auto id = text.whole_number(token, 0, kMostNodes);
  if (!id || (*id >= 1 && *id <= count)) return id;
  text.diagnostics().error(text.where(token), codes::kUnknownReference,
                           {fmt::format("there is no {} {}", what.en, *id), fmt::format("没有{} {}", what.zh, *id)},
                           phrase("a number from 1 to {}", "1 到 {} 之间的数", count));
  return std::nullopt;
}

constexpr double kAny = 1e300;

/// Columns of a link: init node, term node, capacity, length, free flow time, b, power, speed, toll, type.
std::optional<TntpLink> link_of(const TntpText& text, const std::vector<Token>& cells, std::uint32_t nodes) {
  constexpr std::size_t kColumns = 10;
  if (cells.size() != kColumns) {
    text.diagnostics().error(text.where(cells.front()), codes::kRaggedRow,
                             phrase("a link of {} columns", "路段有 {} 列", cells.size()),
                             {"10: init node, term node, capacity, length, free flow time, b, power, speed, toll, type",
                              "10 列：起点、终点、通行能力、长度、自由流时间、b、power、速度、收费、类型"});
    return std::nullopt;
  }
  const Phrase node{"node", "节点"};
  const auto from = reference(text, cells[0], nodes, node);
  const auto to = reference(text, cells[1], nodes, node);
  std::array<std::optional<double>, kColumns> value;
  for (std::size_t i = 2; i < kColumns; ++i) value[i] = text.number(cells[i], i == 8 ? -kAny : 0, kAny);
  if (!from || !to || !std::all_of(value.begin() + 2, value.end(), [](const auto& v) { return v.has_value(); }))
    return std::nullopt;
  if (*value[2] <= 0) {
    text.diagnostics().error(text.where(cells[2]), codes::kOutOfRange, {"a link without capacity", "路段通行能力为零"},
                             {"more than 0", "大于 0"},
                             {"Leave out a link that nobody can use.", "无法通行的路段请不要列出。"});
    return std::nullopt;
  }
  return TntpLink{*from,     *to,       *value[2], *value[3], *value[4],
                  *value[5], *value[6], *value[7], *value[8], static_cast<std::int32_t>(*value[9])};
}

void read_links(const TntpText& text, TntpNetwork& network) {
  for (std::size_t at = text.first_line(); at < text.line_count(); ++at) {
    auto cells = text.tokens(at, ";");
    if (!cells.empty() && cells.back().text == ";") cells.pop_back();
    if (cells.empty()) continue;
    if (const auto link = link_of(text, cells, network.nodes)) network.links.push_back(*link);
  }
}

/// The trips of one line of "zone : trips;" entries.
void read_trips(const TntpText& text, const std::vector<Token>& cells, std::uint32_t origin, std::uint32_t zones,
                TntpDemand& demand) {
  for (std::size_t i = 0; i < cells.size(); i += 4) {
    const bool whole = i + 2 < cells.size() && cells[i + 1].text == ":";
    const bool ended = i + 3 >= cells.size() || cells[i + 3].text == ";";
    if (!whole || !ended) {
      text.diagnostics().error(text.where(cells[i]), codes::kSyntax, {"this is no entry of trips", "此处不是出行条目"},
                               {"'zone : trips;'", "“小区 : 出行量;”"});
      return;
    }
    const auto destination = reference(text, cells[i], zones, {"zone", "小区"});
    const auto trips = text.number(cells[i + 2], 0, kAny);
    if (destination && trips && *trips > 0) demand.trips.push_back({origin, *destination, *trips});
  }
}

void check_total(const TntpText& text, const TntpDemand& demand) {
  const Entry* const announced = text.find("TOTAL OD FLOW");
  if (announced == nullptr) return;
  const auto total = text.number(announced->value, 0, kAny);
  if (!total || std::abs(demand.total() - *total) <= kTotalTolerance * *total) return;
  text.diagnostics().warning(
      text.where(announced->value), codes::kInconsistent,
      phrase("the trips add up to {:.2f}, not to {:.2f}", "出行量合计为 {:.2f}，而非 {:.2f}", demand.total(), *total));
}

/// Reads a file and hands its text on.
template <class Parse>
auto from_file(const std::filesystem::path& file, Diagnostics& diagnostics, const Parse& parse)
    -> decltype(parse(std::string())) {
  const auto bytes = read_bytes(file, kMostBytes, diagnostics);
  if (!bytes) return std::nullopt;
  return parse(plain_line_ends(*bytes));
}

/// Both junctions of a node, made for it.
void add_junctions(TntpRoads& result, std::vector<Junction>& junctions, std::uint32_t node, bool through) {
  const auto add = [&](const std::string& id) {
    junctions.push_back({id, 0, 0, 0});
    return JunctionId(junctions.size() - 1);
  };
  const std::string id = std::to_string(node);
  result.leave_by.push_back(add(id));
  result.arrive_by.push_back(through ? result.leave_by.back() : add(id + "-end"));
}

}  // namespace

double TntpLink::time(double flow) const {
  return free_flow_time * (1 + b * std::pow(flow / capacity, power));
}

double TntpLink::time_integral(double flow) const {
  return free_flow_time * flow * (1 + b / (power + 1) * std::pow(flow / capacity, power));
}

double TntpDemand::total() const {
  double sum = 0;
  for (const TntpTrips& pair : trips) sum += pair.trips;
  return sum;
}

std::optional<TntpNetwork> parse_tntp_network(std::string_view text, const std::string& name,
                                              Diagnostics& diagnostics) {
  Diagnostics found;
  const TntpText file(text, name, found);
  TntpNetwork network;
  if (!found.has_errors()) {
    const auto nodes = file.whole_entry("NUMBER OF NODES", 1, kMostNodes);
    const auto zones = file.whole_entry("NUMBER OF ZONES", 1, nodes.value_or(1));
    const auto first = file.whole_entry("FIRST THRU NODE", 1, nodes.value_or(0) + 1.0);
    const auto links = file.whole_entry("NUMBER OF LINKS", 1, kMostNodes);
    network = {zones.value_or(0), nodes.value_or(0), first.value_or(1), {}};
    if (!found.has_errors()) read_links(file, network);
    if (!found.has_errors() && network.links.size() != *links) {
      found.error(
          file.where(file.find("NUMBER OF LINKS")->value), codes::kInconsistent,
          phrase("the file has {} links, not {}", "文件有 {} 条路段，而非 {} 条", network.links.size(), *links));
    }
  }
  for (const Diagnostic& diagnostic : found.entries()) diagnostics.add(diagnostic);
  if (found.has_errors()) return std::nullopt;
  return network;
}

std::optional<TntpDemand> parse_tntp_trips(std::string_view text, const std::string& name, const TntpNetwork& network,
                                           Diagnostics& diagnostics) {
  Diagnostics found;
  const TntpText file(text, name, found);
  TntpDemand demand;
  std::optional<std::uint32_t> origin;
  for (std::size_t at = file.first_line(); at < file.line_count(); ++at) {
    const auto cells = file.tokens(at, ":;");
    if (cells.empty()) continue;
    if (cells.front().text == "Origin" && cells.size() == 2) {
      origin = reference(file, cells[1], network.zones, {"zone", "小区"});
      continue;
    }
    if (!origin && !found.has_errors()) {
      found.error(file.where(cells.front()), codes::kSyntax, {"trips before any origin", "出行量之前没有起点"},
                  {"a line 'Origin 1' first", "先有一行“Origin 1”"});
    }
    if (origin) read_trips(file, cells, *origin, network.zones, demand);
  }
  if (!found.has_errors()) check_total(file, demand);
  for (const Diagnostic& diagnostic : found.entries()) diagnostics.add(diagnostic);
  if (found.has_errors()) return std::nullopt;
  return demand;
}

std::optional<std::vector<TntpPoint>> parse_tntp_nodes(std::string_view text, const std::string& name,
                                                       const TntpNetwork& network, Diagnostics& diagnostics) {
  Diagnostics found;
  const TntpText file(text, name, found, TntpText::Begins::with_a_heading);
  std::vector<std::optional<TntpPoint>> points(network.nodes);
  for (std::size_t at = file.first_line(); at < file.line_count(); ++at) {
    auto cells = file.tokens(at, ";");
    if (!cells.empty() && cells.back().text == ";") cells.pop_back();
    if (cells.empty()) continue;
    if (cells.size() != 3) {
      found.error(file.where(cells.front()), codes::kRaggedRow,
                  phrase("a node of {} columns", "节点有 {} 列", cells.size()), {"3: node, X, Y", "3 列：节点、X、Y"});
      continue;
    }
    const auto node = reference(file, cells[0], network.nodes, {"node", "节点"});
    const auto x = file.number(cells[1], -kAny, kAny);
    const auto y = file.number(cells[2], -kAny, kAny);
    if (node && x && y) points[*node - 1] = TntpPoint{*x, *y};
  }
  std::vector<TntpPoint> all;
  all.reserve(points.size());
  for (const auto& point : points) all.push_back(point.value_or(TntpPoint{}));
  const auto missing = std::find(points.begin(), points.end(), std::nullopt);
  if (missing != points.end() && !found.has_errors()) {
    found.error(file.whole(), codes::kInconsistent,
                phrase("node {} has no position", "节点 {} 没有坐标", missing - points.begin() + 1),
                {"a position for every node of the network", "路网每个节点均应有坐标"});
  }
  for (const Diagnostic& diagnostic : found.entries()) diagnostics.add(diagnostic);
  if (found.has_errors()) return std::nullopt;
  return all;
}

std::optional<std::vector<TntpPoint>> read_tntp_nodes(const std::filesystem::path& file, const TntpNetwork& network,
                                                      Diagnostics& diagnostics) {
  return from_file(file, diagnostics, [&](const std::string& text) {
    return parse_tntp_nodes(text, file.string(), network, diagnostics);
  });
}

std::optional<TntpNetwork> read_tntp_network(const std::filesystem::path& file, Diagnostics& diagnostics) {
  return from_file(file, diagnostics,
                   [&](const std::string& text) { return parse_tntp_network(text, file.string(), diagnostics); });
}

std::optional<TntpDemand> read_tntp_trips(const std::filesystem::path& file, const TntpNetwork& network,
                                          Diagnostics& diagnostics) {
  return from_file(file, diagnostics, [&](const std::string& text) {
    return parse_tntp_trips(text, file.string(), network, diagnostics);
  });
}

TntpRoads roads_of(const TntpNetwork& network, const TntpUnits& units) {
  TntpRoads result;
  std::vector<Junction> junctions;
  for (std::uint32_t node = 1; node <= network.nodes; ++node) {
    add_junctions(result, junctions, node, node >= network.first_through_node);
  }
  std::vector<SegmentInput> segments;
  for (const TntpLink& link : network.links) {
    const double length_m = std::max(link.length * units.length.si(), units.shortest_length.si());
    const double time_s = link.free_flow_time * seconds(units.time);
    SegmentInput segment;
    segment.road = std::to_string(segments.size() + 1);
    segment.from = result.leave_by[link.from - 1];
    segment.to = result.arrive_by[link.to - 1];
    segment.length = Length::from_si(length_m);
    segment.free_flow_speed = time_s > 0 ? Speed::from_si(length_m / time_s) : units.connector_speed;
    segment.lanes = 1;
    segments.push_back(std::move(segment));
  }
  result.segments = RoadNetwork::ids_of(junctions.size(), segments);
  result.roads = RoadNetwork(std::move(junctions), segments, RoadClassTable{});
  return result;
}

}  // namespace tocsin
