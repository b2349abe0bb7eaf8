// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/cases_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <string>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/document.hpp"
#include "engine/town/package_writer.hpp"

namespace tocsin::traffic {
namespace {

namespace fs = std::filesystem;

constexpr double kReaction_s = 1;  // of the fundamental diagram, by the conventions of the file
constexpr double kWhenNone = 0.1;  // … and the tolerance where 0 is expected
constexpr double kMost = 1e9;

/// nullopt after telling what is wrong with it.
std::optional<double> checked_number(const Node& value, const char* key, double least, Diagnostics& diagnostics) {
  const auto read = value.is_scalar() ? read_number(value.text) : std::nullopt;
  if (read && *read >= least && *read <= kMost) return read;
  diagnostics.error(value.where, read ? codes::kOutOfRange : codes::kBadNumber,
                    phrase("'{}' is no such number", "“{}”不是有效数值", key),
                    phrase("a number of at least {}", "不小于 {} 的数", least));
  return std::nullopt;
}

/// Reads the values of one mapping; what is wrong is told at its place.
class Values {
 public:
  Values(const Node& node, Diagnostics& diagnostics) : node_(node), diagnostics_(diagnostics) {}

  /// A text that becomes the name of a folder.
  [[nodiscard]] std::string name() const {
    const auto name = text("name");
    const bool plain = name.find_first_of("/\\:*?\"<>|") == std::string::npos && !name.starts_with('.');
    if (plain || name.empty()) return name;
    diagnostics_.error(node_.find("name")->where, codes::kInconsistent,
                       phrase("the name '{}' cannot be that of a folder", "名称“{}”不能用作文件夹名", name),
                       {"letters, digits, _ and -", "字母、数字、_ 和 -"});
    return name;
  }

  [[nodiscard]] std::string text(const char* key) const {
    const Node* value = node_.find(key);
    if (value != nullptr && value->is_scalar()) return value->text;
    diagnostics_.error(value != nullptr ? value->where : node_.where, codes::kMissingKey,
                       phrase("'{}' is missing", "缺少“{}”", key), {"a text", "文本"});
    return {};
  }
  [[nodiscard]] std::optional<double> number(const char* key, double least) const {
    const Node* value = node_.find(key);
    return value == nullptr ? std::nullopt : checked_number(*value, key, least, diagnostics_);
  }
  /// 0 after telling that it is missing.
  [[nodiscard]] double needed(const char* key, double least) const {
    if (node_.find(key) == nullptr) {
      diagnostics_.error(node_.where, codes::kMissingKey, phrase("'{}' is missing", "缺少“{}”", key),
                         {"a number", "数值"});
      return 0;
    }
    return number(key, least).value_or(0);
  }
  /// Items of a list; none when it is missing.
  [[nodiscard]] const std::vector<Node>& list(const char* key) const {
    static const std::vector<Node> none;
    const Node* value = node_.find(key);
    return value != nullptr && value->is_sequence() ? value->items : none;
  }
  [[nodiscard]] const Node& node() const { return node_; }

 private:
  const Node& node_;
  Diagnostics& diagnostics_;
};

struct Link {
  std::string id, from, to;
  double length_m = 0;
  double speed_m_per_s = 0;
  double jam_per_m = 0;
  std::optional<double> entry_veh_per_s, exit_veh_per_s, priority;
  int signal_group = 0;
};
struct Signal {
  std::string node;
  std::vector<double> greens_s;
};
struct Demand {
  std::string from, to;
  double begins_s = 0, ends_s = 0, vehicles = 0;
};
struct Objective {
  std::string name, measure, place;
  double low = 0, high = 0;
  const char* unit = "";
};
struct Case {
  SourceSpan where;
  std::string name;
  std::string source;
  std::vector<std::string> nodes;
  std::vector<Signal> signals;
  std::vector<Link> links;
  std::vector<Demand> demands;
  std::vector<Objective> objectives;
  std::size_t left_out = 0;
  double horizon_s = 0;
};

// ---- reading ----

Link read_link(const Values& v) {
  Link link;
  link.id = v.text("id");
  link.from = v.text("from");
  link.to = v.text("to");
  link.length_m = v.needed("length_m", 1e-3);
  link.speed_m_per_s = v.needed("free_flow_speed_m_per_s", 1e-3);
  link.jam_per_m = v.needed("jam_density_veh_per_m", 1e-6);
  link.entry_veh_per_s = v.number("capacity_in_veh_per_s", 1e-9);
  link.exit_veh_per_s = v.number("capacity_out_veh_per_s", 1e-9);
  link.priority = v.number("merge_priority", 1e-9);
  link.signal_group = static_cast<int>(v.number("signal_group", 0).value_or(0));
  return link;
}

Demand read_demand(const Values& v) {
  Demand demand{.from = v.text("from"), .to = v.text("to")};
  demand.begins_s = v.needed("t0_s", 0);
  demand.ends_s = v.needed("t1_s", 0);
  demand.vehicles = v.needed("flow_veh_per_s", 0) * (demand.ends_s - demand.begins_s);
  return demand;
}

/// What a quantity of the file is called here; nullopt: no measure tells.
std::optional<Objective> objective_of(const std::string& quantity, const Case& c) {
  static const std::map<std::string, std::pair<const char*, const char*>> of_trips{
      {"trips_total_veh", {"traffic.trips", ""}},
      {"trips_completed_veh", {"traffic.trips_arrived", ""}},
      {"total_travel_time_s", {"traffic.trip_time_total", " s"}},
      {"mean_travel_time_s", {"traffic.trip_time_mean", " s"}},
      {"mean_delay_s", {"traffic.trip_delay_mean", " s"}}};
  static const std::map<std::string, std::pair<const char*, const char*>> of_link{
      {"volume_veh", {"traffic.road_volume", ""}}, {"mean_link_travel_time_s", {"traffic.road_time_mean", " s"}}};
  const auto dot = quantity.find('.');
  const auto& names = dot == std::string::npos ? of_trips : of_link;
  const auto found = names.find(dot == std::string::npos ? quantity : quantity.substr(dot + 1));
  if (found == names.end()) return std::nullopt;
  Objective objective{.name = quantity, .measure = found->second.first, .place = {}, .unit = found->second.second};
  if (dot == std::string::npos) return objective;
  const auto id = quantity.substr(0, dot);
  const auto link = std::find_if(c.links.begin(), c.links.end(), [&](const Link& l) { return l.id == id; });
  if (link == c.links.end()) return std::nullopt;
  // Of the two directions of a road, that which begins at the earlier junction is written ">".
  const auto place_of = [&](const std::string& node) { return std::find(c.nodes.begin(), c.nodes.end(), node); };
  objective.place = "road:" + id + (place_of(link->from) < place_of(link->to) ? ">" : "<");
  return objective;
}

void read_expected(const Values& v, Case& c) {
  const Node* quantity = v.node().find("metric");  // [sic]
  const auto value = v.number("value", 0);
  auto objective = quantity != nullptr && value ? objective_of(quantity->text, c) : std::nullopt;
  if (!objective || v.node().find("cell") != nullptr) {
    ++c.left_out;
    return;
  }
  const double band = *value > 0 ? v.number("rel_tol", 0).value_or(0) * *value : kWhenNone;
  objective->low = std::max(0.0, *value - band);
  objective->high = *value + band;
  c.objectives.push_back(std::move(*objective));
}

void check_nodes(const Values& v, const Case& c, Diagnostics& diagnostics) {
  const auto check = [&](const Node& item, const char* key) {
    const Node* value = item.find(key);
    if (value == nullptr || std::find(c.nodes.begin(), c.nodes.end(), value->text) != c.nodes.end()) return;
    const auto near = nearest_name(value->text, c.nodes);
    diagnostics.error(value->where, codes::kUnknownReference,
                      phrase("case '{}' has no node '{}'", "算例“{}”没有节点“{}”", c.name, value->text), {},
                      near.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", near));
  };
  for (const char* list : {"links", "demands"}) {
    for (const auto& item : v.list(list)) {
      check(item, "from");
      check(item, "to");
    }
  }
}

Case read_network_case(const Values& v, Diagnostics& diagnostics) {
  Case c;
  c.where = v.node().where;
  c.name = v.name();
  c.source = v.node().find("source_test") != nullptr ? v.text("source_test") : std::string();
  c.horizon_s = v.needed("horizon_s", 1);
  for (const auto& item : v.list("nodes")) {
    const Values node(item, diagnostics);
    c.nodes.push_back(node.text("id"));
    const auto& greens = node.list("signal_green_s");
    if (greens.empty()) continue;
    c.signals.push_back({c.nodes.back(), {}});
    for (const auto& green : greens)
      c.signals.back().greens_s.push_back(checked_number(green, "signal_green_s", 1, diagnostics).value_or(1));
  }
  for (const auto& item : v.list("links")) c.links.push_back(read_link(Values(item, diagnostics)));
  for (const auto& item : v.list("demands")) c.demands.push_back(read_demand(Values(item, diagnostics)));
  for (const auto& item : v.list("expected")) read_expected(Values(item, diagnostics), c);
  check_nodes(v, c, diagnostics);
  return c;
}

/// N vehicles, all ready at once, on a road that lets out C: the last is out after L / u + N / C, or a headway earlier
/// when the first does not wait.
Case read_clearance(const Values& row, const std::string& name) {
  Case c;
  c.where = row.node().where;
  c.name = name;
  c.nodes = {"origin", "destination"};
  const double vehicles = row.needed("N_veh", 1);
  const double capacity = row.needed("C_veh_per_h", 1e-6) / 3600;
  Link link{.id = "road", .from = "origin", .to = "destination"};
  link.length_m = row.needed("L_m", 1e-3);
  link.speed_m_per_s = row.needed("u_m_per_s", 1e-3);
  link.jam_per_m = 0.2;  // plays no part
  link.exit_veh_per_s = capacity;
  c.links.push_back(link);
  constexpr double kAtOnce_s = 1;  // "ready at t = 0"
  c.demands.push_back({"origin", "destination", 0, kAtOnce_s, vehicles});
  const double clearance_s = row.needed("clearance_s", 0);
  c.horizon_s = 2 * clearance_s;
  const double headway_s = capacity > 0 ? 1 / capacity : 0;
  c.objectives.push_back({.name = "clearance_s",
                          .measure = "traffic.trips_100_time",
                          .place = {},
                          .low = clearance_s - headway_s - kAtOnce_s,
                          .high = clearance_s + kAtOnce_s,
                          .unit = " s"});
  return c;
}

std::vector<Case> read_cases(const Node& root, Diagnostics& diagnostics) {
  std::vector<Case> cases;
  const auto& all = Values(root, diagnostics).list("cases");
  if (all.empty()) {
    diagnostics.error(root.where, codes::kMissingKey, {"the file has no cases", "文件中没有算例"},
                      {"{\"cases\": [{\"name\": …, \"nodes\": …, \"links\": …, \"demands\": …}]}",
                       "{\"cases\": [{\"name\": …, \"nodes\": …, \"links\": …, \"demands\": …}]}"});
  }
  for (const auto& item : all) {
    const Values v(item, diagnostics);
    if (item.find("rows") == nullptr) {
      cases.push_back(read_network_case(v, diagnostics));
      continue;
    }
    int number = 0;
    for (const auto& row : v.list("rows")) {
      cases.push_back(read_clearance(Values(row, diagnostics), fmt::format("{}-{}", v.name(), ++number)));
    }
  }
  return cases;
}

// ---- writing ----

/// Junctions on a line by distance from the first node along the links; those at equal distance side by side.
std::map<std::string, std::pair<double, double>> positions_of(const Case& c) {
  constexpr double kFar_m = 1e12;
  std::map<std::string, double> along;
  for (const auto& node : c.nodes) along[node] = kFar_m;
  for (const auto& node : c.nodes) {  // each piece of the network from its first node on
    if (along[node] < kFar_m) continue;
    along[node] = 0;
    for (bool nearer = true; std::exchange(nearer, false);) {
      for (const auto& link : c.links) {
        for (const auto& [from, to] : {std::pair{link.from, link.to}, std::pair{link.to, link.from}}) {
          if (along[from] + link.length_m >= along[to]) continue;
          along[to] = along[from] + link.length_m;
          nearer = true;
        }
      }
    }
  }
  double shortest_m = kFar_m;
  for (const auto& link : c.links) shortest_m = std::min(shortest_m, link.length_m);
  const double shrink = std::sqrt(0.5);  // of both coordinates: no road is shorter than its straight line
  const double aside_m = shrink * shortest_m / static_cast<double>(std::max<std::size_t>(1, c.nodes.size() - 1));
  std::map<double, int> beside;
  std::map<std::string, std::pair<double, double>> positions;
  for (const auto& node : c.nodes) positions[node] = {along[node] * shrink, aside_m * beside[along[node]]++};
  return positions;
}

std::string figure(const std::optional<double>& veh_per_s) {
  return veh_per_s ? number_text(*veh_per_s * 3600, 6) : std::string();
}

/// Does a way along the links of the case lead from the end of this one back to its beginning?
bool leads_back(const Case& c, const Link& link) {
  std::set<std::string> reached{link.to};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const auto& next : c.links) {
      if (reached.contains(next.from)) reached.insert(next.to);
    }
  }
  return reached.contains(link.from);
}

void write_town(const Case& c, const std::string& scenario, const fs::path& folder, bool overwrite) {
  TownPackage town;
  town.name = {c.name, c.name};
  town.source = {"Reference case " + c.name + (c.source.empty() ? "" : " (" + c.source + ")"),
                 "算例 " + c.name + (c.source.empty() ? "" : "（" + c.source + "）")};
  town.confidence = Confidence::U;
  town.license = "as the source says";
  town.table("townships.csv", {"id", "name_en", "name_zh"}).row({"network", "Network", "路网"});
  auto& junctions = town.table("junctions.csv", {"id", "x_m", "y_m"});
  auto& zones = town.table("zones.csv", {"id", "name_en", "township", "x_m", "y_m", "population", "households"});
  const auto positions = positions_of(c);
  for (const auto& node : c.nodes) {
    const auto& at = positions.at(node);
    const auto x = number_text(at.first, 3);
    const auto y = number_text(at.second, 3);
    junctions.row({node, x, y});
    zones.row({node, node, "network", x, y, "0", "0"});
  }
  auto& roads =
      town.table("road_segments.csv",
                 {"id", "from", "to", "class", "length_m", "one_way", "lanes", "speed_km_per_h",
                  "flow_capacity_veh_per_h", "entry_capacity_veh_per_h", "exit_capacity_veh_per_h", "merge_priority"});
  // A town is one network, from everywhere to everywhere: where a case has no way back, its link serves as that too,
  // though nobody drives there.
  for (const auto& link : c.links) {
    const double wave = 1 / (kReaction_s * link.jam_per_m);
    const double capacity = link.jam_per_m * link.speed_m_per_s * wave / (link.speed_m_per_s + wave);
    roads.row({link.id, link.from, link.to, "secondary", number_text(link.length_m, 3),
               leads_back(c, link) ? "yes" : "no", "1", number_text(link.speed_m_per_s * 3.6, 6),
               number_text(capacity * 3600, 6), figure(link.entry_veh_per_s), figure(link.exit_veh_per_s),
               link.priority ? number_text(*link.priority, 6) : std::string()});
  }
  auto& trips = town.table("trips.csv", {"from", "to", "vehicles", "begins_min", "ends_min"});
  for (const auto& demand : c.demands) {
    trips.row({demand.from, demand.to, number_text(demand.vehicles, 6), number_text(demand.begins_s / 60, 9),
               number_text(demand.ends_s / 60, 9)});
  }
  town.add_file("scenario.yaml", scenario);
  town.write(folder, overwrite);
}

Node text(std::string value) {
  return Node::scalar(std::move(value));
}

Node both(const std::string& words) {
  return Node::mapping().add("en", text(words)).add("zh", text(words));
}

Node signal_node(const Case& c, const Signal& signal) {
  std::vector<Node> phases;
  for (std::size_t group = 0; group < signal.greens_s.size(); ++group) {
    std::vector<Node> roads;
    for (const auto& link : c.links) {
      if (link.to == signal.node && link.signal_group == static_cast<int>(group)) roads.push_back(text(link.id));
    }
    Node phase = Node::mapping().add("green", text(to_text(Duration(signal.greens_s[group]))));
    if (!roads.empty()) phase.add("roads", Node::sequence(std::move(roads)));
    phases.push_back(std::move(phase));
  }
  return Node::mapping()
      .add("kind", text("signal"))
      .add("id", text("signal-" + signal.node))
      .add("junction", text(signal.node))
      .add("phases", Node::sequence(std::move(phases)));
}

Node traffic_section(const Case& c) {
  std::vector<Node> entries{Node::mapping().add("kind", text("departures")).add("spread", text("even"))};
  for (const auto& signal : c.signals) entries.push_back(signal_node(c, signal));
  std::vector<Node> roads;
  for (const auto& link : c.links) roads.push_back(text(link.id));
  entries.push_back(Node::mapping().add("kind", text("counter")).add("roads", Node::sequence(std::move(roads))));
  return Node::sequence(std::move(entries));
}

Node evaluation_section(const Case& c) {
  std::vector<Node> entries;
  for (const auto& objective : c.objectives) {
    for (const bool low : {true, false}) {
      const double bound = low ? objective.low : objective.high;
      const auto target = fmt::format("{} {}{}", low ? "at least" : "at most", bound, objective.unit);
      Node entry =
          Node::mapping()
              .add("kind", text("objective"))
              .add("objective", Node::mapping()
                                    .add("en", text(objective.name + " " + target))
                                    .add("zh", text(fmt::format("{} {} {}{}", objective.name, low ? "不低于" : "不高于",
                                                                bound, objective.unit))))
              .add("measure", text(objective.measure));
      if (!objective.place.empty()) entry.add("place", text(objective.place));
      entry.add("target", text(target));
      entries.push_back(std::move(entry));
    }
  }
  return Node::sequence(std::move(entries));
}

/// Room and gaps as the fundamental diagram says: a car of 1 / jam density, a wave of room over reaction time.
Node library_section(const Case& c) {
  const double room_m = 1 / c.links.front().jam_per_m;
  const auto entry = [](const std::string& value) {
    return Node::mapping()
        .add("value", text(value))
        .add("low", text(value))
        .add("high", text(value))
        .add("source", text("fundamental diagram of the reference case"));
  };
  return Node::mapping().add("roads.traffic",
                             Node::mapping()
                                 .add("car_room", entry(to_text(Length::from_si(room_m))))
                                 .add("gap_speed", entry(to_text(Speed::from_si(room_m / kReaction_s)))));
}

std::string scenario_of(const Case& c) {
  Node root = Node::mapping();
  root.add("tocsin", text("1")).add("name", both(c.name)).add("town", text("."));
  root.add(
      "exercise",
      Node::mapping().add("starts", text("2026-01-01 10:00")).add("duration", text(to_text(Duration(c.horizon_s)))));
  root.add("traffic", traffic_section(c));
  if (!c.objectives.empty()) root.add("evaluation", evaluation_section(c));
  root.add("library", library_section(c));
  return to_yaml(root);
}

void check_case(const Case& c, const Node& root, Diagnostics& diagnostics) {
  const bool same_room = !c.links.empty() && std::all_of(c.links.begin(), c.links.end(), [&](const Link& link) {
    return std::abs(link.jam_per_m - c.links.front().jam_per_m) < 1e-9;
  });
  if (same_room) return;
  diagnostics.error(root.where, codes::kInconsistent,
                    phrase("case '{}' has no links, or links of several jam densities",
                           "算例“{}”没有路段，或各路段阻塞密度不同", c.name),
                    {"links on which vehicles take the same room", "各路段车辆占用长度相同"});
}

}  // namespace

std::vector<ImportedCase> import_cases(const fs::path& file, const fs::path& folder, bool overwrite) {
  Diagnostics diagnostics;
  const auto document = read_document(file, diagnostics);
  diagnostics.throw_if_errors();
  const auto cases = read_cases(document->root, diagnostics);
  std::set<std::string> names;
  for (const auto& c : cases) {
    check_case(c, document->root, diagnostics);
    if (names.insert(c.name).second || c.name.empty()) continue;
    diagnostics.error(c.where, codes::kDuplicateId, phrase("the case '{}' appears twice", "算例“{}”重复", c.name),
                      {"a name of its own for each case", "每个算例使用不同名称"});
  }
  diagnostics.throw_if_errors();
  std::vector<ImportedCase> imported;
  for (const auto& c : cases) ensure_writable(folder / c.name, overwrite);
  std::error_code failed;
  fs::create_directories(folder, failed);
  for (const auto& c : cases) {
    write_town(c, scenario_of(c), folder / c.name, overwrite);
    imported.push_back({folder / c.name, c.name, c.objectives.size(), c.left_out});
  }
  return imported;
}

}  // namespace tocsin::traffic
