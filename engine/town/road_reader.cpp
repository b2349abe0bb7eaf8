// SPDX-License-Identifier: Apache-2.0
// junctions.csv, road_segments.csv and turn_restrictions.csv into the road network and its shapes.
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/quantity.hpp"
#include "engine/input/codes.hpp"
#include "engine/town/reading.hpp"
#include "engine/town/wkt.hpp"

namespace tocsin {
namespace {

constexpr std::array<Word, kRoadClassCount> kClassWords{{{"motorway", "高速公路|高速"},
                                                         {"trunk", "一级公路|国道"},
                                                         {"primary", "二级公路|省道"},
                                                         {"secondary", "三级公路|县道"},
                                                         {"tertiary", "四级公路|乡道"},
                                                         {"unclassified", "村道"},
                                                         {"residential", "居民区道路|街道"},
                                                         {"service", "内部道路"},
                                                         {"track", "机耕道"},
                                                         {"path", "小路|人行道"},
                                                         {"steps", "台阶|梯坎"}}};

constexpr ModeMask kVehicles = kAllModes & static_cast<ModeMask>(~kOnFootOnly);

/// Words of `access`, with the modes each stands for.
struct AccessWord {
  std::string_view name;
  std::string_view chinese;
  ModeMask modes;
};
constexpr std::array<AccessWord, 11> kAccessWords{{{"walk", "步行", mask_of(TravelMode::walk)},
                                                   {"motorcycle", "摩托车", mask_of(TravelMode::motorcycle)},
                                                   {"car", "汽车", mask_of(TravelMode::car)},
                                                   {"bus", "客车", mask_of(TravelMode::bus)},
                                                   {"truck", "货车", mask_of(TravelMode::truck)},
                                                   {"emergency", "应急车辆", mask_of(TravelMode::emergency)},
                                                   {"tricycle", "三轮车", mask_of(TravelMode::tricycle)},
                                                   {"ambulance", "救护车", mask_of(TravelMode::ambulance)},
                                                   {"low_loader", "平板拖车", mask_of(TravelMode::low_loader)},
                                                   {"vehicles", "车辆", kVehicles},
                                                   {"all", "全部", kAllModes}}};

ModeMask usual_access(RoadClass road_class) {
  if (road_class == RoadClass::motorway) return kVehicles;
  if (road_class == RoadClass::path || road_class == RoadClass::steps) return kOnFootOnly;
  return kAllModes;
}

ModeMask access_of(const Column& column, int row, RoadClass road_class, Diagnostics& diagnostics) {
  std::string text = text_of(column, row);
  if (text.empty()) return usual_access(road_class);
  for (const std::string_view separator : {"、", "，", ",", "+", ";"}) {
    for (auto at = text.find(separator); at != std::string::npos; at = text.find(separator)) {
      text.replace(at, separator.size(), " ");
    }
  }
  ModeMask modes = 0;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string::npos) {
    const std::string word = text.substr(at, text.find(' ', at) - at);
    at += word.size();
    const auto found = std::find_if(kAccessWords.begin(), kAccessWords.end(),
                                    [&](const AccessWord& a) { return a.name == word || a.chinese == word; });
    if (found != kAccessWords.end()) {
      modes = static_cast<ModeMask>(modes | found->modes);
      continue;
    }
    diagnostics.error(
        column.where(row), codes::kUnknownChoice, phrase("'{}' is no way to travel", "“{}”不是通行方式", word),
        {"all, vehicles, or some of: walk motorcycle tricycle car bus truck low_loader ambulance emergency",
         "all、vehicles，或以空格分隔的 walk motorcycle tricycle car bus truck low_loader ambulance "
         "emergency"});
  }
  return modes;
}

/// One row of road_segments.csv: its two directions in the list of inputs.
struct Road {
  int forward = -1;
  int backward = -1;
};

using Shape = std::vector<std::pair<float, float>>;

class RoadReading {
 public:
  explicit RoadReading(TownReading& reading) : reading_(reading) {}
  void read();

 private:
  void read_junctions();
  void check_elevations(const TableRows& rows, const std::vector<std::optional<double>>& elevations);
  void place_junctions(const std::vector<std::optional<PlanePosition>>& positions,
                       const std::vector<std::optional<double>>& elevations);
  void read_segments();
  void read_segment(const TableRows& rows, int row);
  void fill_measures(const TableRows& rows, int row, SegmentInput& segment);
  void fill_length(const TableRows& rows, int row, SegmentInput& segment, const Shape& shape);
  Shape shape_of(const TableRows& rows, int row, const SegmentInput& segment);
  Shape fitted(const std::vector<LinePoint>& line, const SegmentInput& segment, const SourceSpan& where);
  void add(const SegmentInput& segment, bool one_way, Shape shape);
  void read_turns();
  void add_turn(const TableRows& rows, int row, std::vector<BannedTurn>& turns);
  int direction(const Column& column, int row, JunctionId via, bool arriving);
  void build(std::vector<BannedTurn> turns);
  void report_pieces();
  void report_bare_junctions();

  TownReading& reading_;
  std::vector<Junction> junctions_;
  std::vector<bool> placed_;  // by junction: could its position be read?
  std::vector<SegmentInput> inputs_;
  std::vector<Shape> shapes_;  // per input
  std::vector<Road> roads_;    // per row of road_segments.csv
  std::vector<BannedTurn> turns_;
};

void RoadReading::read() {
  const std::size_t before = reading_.diagnostics.entries().size();
  read_junctions();
  read_segments();
  read_turns();
  const auto& entries = reading_.diagnostics.entries();
  const bool sound = std::none_of(entries.begin() + static_cast<std::ptrdiff_t>(before), entries.end(),
                                  [](const Diagnostic& d) { return d.severity == Severity::error; });
  if (!sound || inputs_.empty()) return;  // what hangs on the roads can't be judged
  build(turns_);
  report_pieces();
  report_bare_junctions();
}

void RoadReading::read_junctions() {
  const auto rows = reading_.open("junctions.csv");
  if (!rows) {
    reading_.junction_ids.lost();
    return;
  }
  if (rows->damaged()) reading_.junction_ids.lost();
  const PositionCells cells(*rows, reading_.plane);
  const Column& id = (*rows)["id"];
  const Column& elevation = (*rows)["elevation_m"];
  std::vector<std::optional<PlanePosition>> positions;
  std::vector<std::optional<double>> elevations;
  for (int row = 0; row < rows->count(); ++row) {
    reading_.junction_ids.add(text_of(id, row), id.present() ? id.where(row) : rows->where(row), reading_.diagnostics);
    positions.push_back(cells.at(row));
    elevations.push_back(elevation.present() ? elevation.number(row, -500, 9000) : std::nullopt);
  }
  check_elevations(*rows, elevations);
  place_junctions(positions, elevations);
}

/// All or none: a single junction at 0 m would make cliffs of its roads.
void RoadReading::check_elevations(const TableRows& rows, const std::vector<std::optional<double>>& elevations) {
  const auto missing = std::count(elevations.begin(), elevations.end(), std::nullopt);
  if (missing == 0) return;
  if (static_cast<std::size_t>(missing) == elevations.size()) {
    reading_.diagnostics.warning(
        rows.whole(), codes::kNoElevation,
        {"no junction has an elevation: the town is flat, slopes play no part", "路口均无高程：按平地处理，不考虑坡度"},
        {"a column elevation_m", "含有 elevation_m（高程）列"});
    return;
  }
  const Column& column = rows["elevation_m"];
  for (int row = 0; row < rows.count(); ++row) {
    if (filled(column, row)) continue;
    reading_.diagnostics.error(column.where(row), codes::kMissingCell,
                               {"this junction has no elevation, others have", "此路口没有高程，而其他路口有"},
                               {"an elevation for every junction, or for none", "全部填写高程，或全部不填"});
  }
}

void RoadReading::place_junctions(const std::vector<std::optional<PlanePosition>>& positions,
                                  const std::vector<std::optional<double>>& elevations) {
  // Projected coordinates have seven digits before the point: floats keep centimeters only near zero.
  std::optional<PlanePosition> corner;
  for (const auto& p : positions) {
    if (p) corner = corner ? PlanePosition{std::min(corner->x_m, p->x_m), std::min(corner->y_m, p->y_m)} : *p;
  }
  if (corner) {
    reading_.town.coordinates.false_origin_x_m = std::floor(corner->x_m / 1000.0) * 1000.0;
    reading_.town.coordinates.false_origin_y_m = std::floor(corner->y_m / 1000.0) * 1000.0;
  }
  for (std::size_t j = 0; j < positions.size(); ++j) {
    placed_.push_back(positions[j].has_value());
    const PlanePosition p = reading_.inside(positions[j].value_or(PlanePosition{}));
    junctions_.push_back({reading_.junction_ids.name(j), static_cast<float>(p.x_m), static_cast<float>(p.y_m),
                          static_cast<float>(elevations[j].value_or(0.0))});
  }
}

void RoadReading::read_segments() {
  const auto rows = reading_.open("road_segments.csv");
  if (!rows) {
    reading_.segment_ids.lost();
    return;
  }
  if (rows->damaged()) reading_.segment_ids.lost();
  const Column& id = (*rows)["id"];
  inputs_.reserve(static_cast<std::size_t>(rows->count()) * 2);
  for (int row = 0; row < rows->count(); ++row) {
    reading_.segment_ids.add(text_of(id, row), id.present() ? id.where(row) : rows->where(row), reading_.diagnostics);
    roads_.emplace_back();
    read_segment(*rows, row);
  }
}

void RoadReading::read_segment(const TableRows& rows, int row) {
  Diagnostics& diagnostics = reading_.diagnostics;
  SegmentInput segment;
  segment.road = reading_.segment_ids.name(static_cast<std::size_t>(row));
  segment.from = reference_of<JunctionTag>(rows["from"], row, reading_.junction_ids, diagnostics);
  segment.to = reference_of<JunctionTag>(rows["to"], row, reading_.junction_ids, diagnostics);
  const auto road_class = word_of(rows["class"], row, kClassWords, diagnostics);
  if (road_class) segment.road_class = static_cast<RoadClass>(*road_class);
  segment.access = access_of(rows["access"], row, segment.road_class, diagnostics);
  const bool one_way = rows["one_way"].present() && rows["one_way"].yes_or_no(row).value_or(false);
  segment.name = text_of(rows["name"], row);
  fill_measures(rows, row, segment);
  const auto kept_out = reading_.options.roads.kept_out(segment.maximum_weight_t, segment.width_m);
  segment.access = static_cast<ModeMask>(segment.access & ~kept_out);
  if (!segment.from.exists() || !segment.to.exists()) return;
  if (segment.from == segment.to) {
    diagnostics.error(
        rows["to"].where(row), codes::kSameEnds,
        phrase("road '{}' ends at the junction it starts from", "道路“{}”的起点和终点是同一路口", segment.road),
        {"two junctions; cut a loop in two", "两个不同的路口；环路请分为两段"});
    return;
  }
  if (!placed_[segment.from.index()] || !placed_[segment.to.index()]) return;  // how long it is can't be judged
  Shape shape = shape_of(rows, row, segment);
  fill_length(rows, row, segment, shape);
  add(segment, one_way, std::move(shape));
}

void RoadReading::fill_measures(const TableRows& rows, int row, SegmentInput& segment) {
  const auto flag = [&](std::string_view name) {
    return rows[name].present() && rows[name].yes_or_no(row).value_or(false);
  };
  constexpr double kLeast = 1e-6;  // "more than zero"
  segment.free_flow_speed = Speed::from_si(number_of(rows["speed_km_per_h"], row, kLeast, 200, 0) / 3.6);
  segment.lanes = rows["lanes"].present() ? static_cast<int>(rows["lanes"].whole_number(row, 1, 8).value_or(0)) : 0;
  const auto figure = [&](std::string_view name, double most) {
    return static_cast<float>(number_of(rows[name], row, kLeast, most, 0));
  };
  constexpr double kMostCapacity = 100'000;
  segment.flow_capacity_veh_per_h = figure("flow_capacity_veh_per_h", kMostCapacity);
  segment.entry_capacity_veh_per_h = figure("entry_capacity_veh_per_h", kMostCapacity);
  segment.exit_capacity_veh_per_h = figure("exit_capacity_veh_per_h", kMostCapacity);
  segment.merge_priority = figure("merge_priority", kMostCapacity);
  segment.bridge = flag("bridge");
  segment.tunnel = flag("tunnel");
  segment.maximum_weight_t = figure("maximum_weight_t", 1000);
  segment.width_m = figure("width_m", 200);
  const bool ends_known = segment.from.exists() && segment.to.exists();
  const float lower =
      ends_known ? std::min(junctions_[segment.from.index()].elevation_m, junctions_[segment.to.index()].elevation_m)
                 : 0.0F;
  segment.lowest_elevation_m = static_cast<float>(number_of(rows["lowest_elevation_m"], row, -500, 9000, lower));
}

void RoadReading::fill_length(const TableRows& rows, int row, SegmentInput& segment, const Shape& shape) {
  const Junction& from = junctions_[segment.from.index()];
  const Junction& to = junctions_[segment.to.index()];
  const double straight = std::hypot(from.x_m - to.x_m, from.y_m - to.y_m);
  double along = straight;
  if (!shape.empty()) along = line_length(std::vector<LinePoint>(shape.begin(), shape.end()));
  const double length = number_of(rows["length_m"], row, 1e-3, 1e6, along);
  // Projections stretch by well under 1 %; more than that is a slip (kilometers for meters).
  if (length < 0.95 * straight) {
    const double given_km = std::round(length) / 1000.0;
    const double straight_km = std::round(straight) / 1000.0;
    reading_.diagnostics.warning(
        rows["length_m"].where(row), codes::kShortLength,
        phrase("road '{}' is {} km long, but its ends are {} km apart", "道路“{}”长 {} 千米，但两端相距 {} 千米",
               segment.road, given_km, straight_km),
        {"a length in meters, at least the straight line", "以米为单位、不小于直线距离的长度"});
  }
  segment.length = Length::from_si(std::max(length, 0.1));  // two junctions in one spot still take a moment
}

Shape RoadReading::shape_of(const TableRows& rows, int row, const SegmentInput& segment) {
  const bool degrees = !filled(rows["shape"], row);
  const Column& column = degrees ? rows["shape_deg"] : rows["shape"];
  const std::string text = text_of(column, row);
  if (text.empty()) return {};
  auto line = parse_line(text);
  if (line && degrees) {
    for (LinePoint& point : *line) {
      const auto projected = reading_.plane.project({point.first, point.second});
      if (!projected) {
        line.reset();
        break;
      }
      point = {projected->x_m, projected->y_m};
    }
  }
  if (line) return fitted(*line, segment, column.where(row));
  reading_.diagnostics.error(
      column.where(row), codes::kBadShape,
      phrase("the shape of road '{}' is no line", "道路“{}”的线形不是有效的线", segment.road),
      {"LINESTRING (x y, x y, …) with two points or more", "至少两点的 LINESTRING (x y, x y, …)"});
  return {};
}

/// The line in the town's plane, its ends put exactly on the junctions.
Shape RoadReading::fitted(const std::vector<LinePoint>& line, const SegmentInput& segment, const SourceSpan& where) {
  Shape shape;
  for (const LinePoint& point : line) {
    const PlanePosition p = reading_.inside({point.first, point.second});
    shape.emplace_back(static_cast<float>(p.x_m), static_cast<float>(p.y_m));
  }
  const Junction& from = junctions_[segment.from.index()];
  const Junction& to = junctions_[segment.to.index()];
  const auto gap = [](std::pair<float, float> p, const Junction& j) {
    return static_cast<double>(std::hypot(p.first - j.x_m, p.second - j.y_m));
  };
  constexpr double kTolerance_m = 100;  // drawn and surveyed positions differ; a wrong junction is farther
  if (gap(shape.front(), from) > kTolerance_m || gap(shape.back(), to) > kTolerance_m) {
    const bool reversed = gap(shape.front(), to) <= kTolerance_m && gap(shape.back(), from) <= kTolerance_m;
    reading_.diagnostics.error(
        where, codes::kBadShape,
        phrase("the shape of road '{}' does not run from junction '{}' to '{}'", "道路“{}”的线形不是从路口“{}”到“{}”",
               segment.road, from.id, to.id),
        {"a line whose ends lie within 100 m of the junctions", "线形两端应距路口 100 米以内"},
        reversed ? Phrase{"the line runs the other way: swap from and to", "线形方向相反：请对调起点和终点"}
                 : Phrase{});
    return {};
  }
  shape.front() = {from.x_m, from.y_m};
  shape.back() = {to.x_m, to.y_m};
  return shape;
}

void RoadReading::add(const SegmentInput& segment, bool one_way, Shape shape) {
  Road& road = roads_.back();
  road.forward = static_cast<int>(inputs_.size());
  inputs_.push_back(segment);
  const ModeMask back = one_way ? static_cast<ModeMask>(segment.access & kOnFootOnly) : segment.access;
  if (back != 0) {
    road.backward = static_cast<int>(inputs_.size());
    SegmentInput other = segment;
    std::swap(other.from, other.to);
    other.access = back;
    inputs_.push_back(std::move(other));
  }
  shapes_.push_back(shape);
  if (back != 0) {
    std::reverse(shape.begin(), shape.end());
    shapes_.push_back(std::move(shape));
  }
}

void RoadReading::read_turns() {
  const auto rows = reading_.open("turn_restrictions.csv");
  if (!rows) return;
  for (int row = 0; row < rows->count(); ++row) add_turn(*rows, row, turns_);
}

void RoadReading::add_turn(const TableRows& rows, int row, std::vector<BannedTurn>& turns) {
  const auto via = reference_of<JunctionTag>(rows["via_junction"], row, reading_.junction_ids, reading_.diagnostics);
  const int from = direction(rows["from_segment"], row, via, true);
  const int to = direction(rows["to_segment"], row, via, false);
  if (from < 0 || to < 0) return;
  turns.push_back({SegmentId(static_cast<std::size_t>(from)), SegmentId(static_cast<std::size_t>(to)), kVehicles});
}

/// The direction of a road that arrives at (or leaves) a junction, as position in the inputs; -1 when there is none.
int RoadReading::direction(const Column& column, int row, JunctionId via, bool arriving) {
  const std::string name = text_of(column, row);
  if (name.empty()) return -1;
  const auto found = reading_.segment_ids.find(name, column.where(row), reading_.diagnostics);
  if (!found || !via.exists()) return -1;
  const Road& road = roads_[*found];
  if (road.forward < 0) return -1;  // the road itself was refused
  for (const int candidate : {road.forward, road.backward}) {
    if (candidate < 0) continue;
    const SegmentInput& input = inputs_[static_cast<std::size_t>(candidate)];
    if ((arriving ? input.to : input.from) == via) return candidate;
  }
  reading_.diagnostics.error(column.where(row), codes::kTurnNotThere,
                             arriving ? phrase("road '{}' does not lead to junction '{}'", "道路“{}”不通向路口“{}”",
                                               name, reading_.junction_ids.name(via.index()))
                                      : phrase("road '{}' does not leave junction '{}'", "道路“{}”不从路口“{}”驶出",
                                               name, reading_.junction_ids.name(via.index())),
                             {"two roads that meet at via_junction", "在 via_junction 相接的两条道路"});
  return -1;
}

void RoadReading::build(std::vector<BannedTurn> turns) {
  const auto ids = RoadNetwork::ids_of(junctions_.size(), inputs_);
  reading_.town.roads = RoadNetwork(std::move(junctions_), inputs_, reading_.options.roads.table(), std::move(turns));
  reading_.town.road_shapes.resize(inputs_.size());
  for (std::size_t i = 0; i < ids.size(); ++i) reading_.town.road_shapes[ids[i].index()] = std::move(shapes_[i]);
  reading_.access.emplace(reading_.town.roads);
}

// Mostly a row of road_segments.csv that got lost: whatever stands there is reached from the next junction instead.
void RoadReading::report_bare_junctions() {
  std::vector<std::uint8_t> used(reading_.town.roads.junction_count(), 0);
  for (const SegmentInput& input : inputs_) used[input.from.index()] = used[input.to.index()] = 1;
  const auto bare = static_cast<std::size_t>(std::count(used.begin(), used.end(), 0));
  if (bare == 0) return;
  const auto first = static_cast<std::size_t>(std::find(used.begin(), used.end(), 0) - used.begin());
  const auto& name = reading_.junction_ids.name(first);
  reading_.diagnostics.warning(
      reading_.junction_ids.where(first), codes::kDisconnectedRoads,
      bare == 1 ? phrase("no road leads to the junction '{}'", "没有道路通向路口“{}”", name)
                : phrase("no road leads to {} junctions, the first of them '{}'",
                         "有 {} 个路口没有道路相通，其中第一个为“{}”", bare, name),
      {"a road in road_segments.csv that begins or ends there", "road_segments.csv 中以其为端点的道路"});
}

void RoadReading::report_pieces() {
  const auto& pieces = reading_.access->minor_pieces();
  if (pieces.empty()) return;
  double length_m = 0;
  for (const RoadPiece& piece : pieces) length_m += piece.length_m;
  const double length_km = std::round(length_m / 10.0) / 100.0;
  const double largest_km = std::round(pieces.front().length_m / 10.0) / 100.0;
  const JunctionId first = pieces.front().first;
  reading_.diagnostics.warning(
      reading_.junction_ids.where(first.index()), codes::kDisconnectedRoads,
      {fmt::format(
           "{} ({} km) can't be driven to from the main network and back; {} has {} and {} km, here is its first",
           counted(pieces.size(), "road piece"), length_km, pieces.size() == 1 ? "it" : "the largest",
           counted(pieces.front().junctions, "junction"), largest_km),
       fmt::format("有 {} 片道路（共 {} 千米）与主路网不能双向通车；最大一片有 {} 个路口、{} 千米，此处为其第一个路口",
                   pieces.size(), length_km, pieces.front().junctions, largest_km)},
      {"one network; a missing road or a wrong one_way", "一个连通的路网；请检查是否缺路或 one_way 有误"});
}

}  // namespace

void read_roads(TownReading& reading) {
  RoadReading(reading).read();
}

}  // namespace tocsin
