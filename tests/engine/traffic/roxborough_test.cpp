// SPDX-License-Identifier: Apache-2.0
// The evacuation drill of Roxborough Park, Colorado (2019; ../shared/data/roxborough-drill; Gwynne and others, Fire
// Technology 2023): 1,000 households leave by the departure curve that was observed, drive over the OpenStreetMap roads
// by our import to the nearest exit, and arrive. The curve ends with the last departure at 6300 s, so nothing can be
// clear before that.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "engine/roads/router.hpp"
#include "engine/town/plane.hpp"
#include "engine/traffic/traffic.hpp"
#include "tests/engine/town/town_support.hpp"
#include "tests/support/cases.hpp"

namespace tocsin::traffic {
namespace {

using test::data_case;

std::vector<std::vector<double>> numbers_of(const std::filesystem::path& file) {
  std::vector<std::vector<double>> numbers;
  for (const auto& row : test::rows_of(file)) {
    auto& values = numbers.emplace_back();
    for (const std::string& cell : row) values.push_back(std::stod(cell));
  }
  return numbers;
}

/// The observed curve, piecewise linear between its points.
struct Curve {
  std::vector<std::vector<double>> points;  // seconds, share
  [[nodiscard]] double share(double at_s) const {
    for (std::size_t i = 1; i < points.size(); ++i) {
      const auto& [a, b] = std::tie(points[i - 1], points[i]);
      if (at_s <= b[0]) return a[1] + (b[1] - a[1]) * (at_s - a[0]) / (b[0] - a[0]);
    }
    return 1;
  }
  [[nodiscard]] double time_s(double share) const {
    for (std::size_t i = 1; i < points.size(); ++i) {
      const auto& [a, b] = std::tie(points[i - 1], points[i]);
      if (share <= b[1]) return a[0] + (b[0] - a[0]) * (share - a[1]) / (b[1] - a[1]);
    }
    return points.back()[0];
  }
};

Town import_roads(const std::filesystem::path& map) {
  const test::Scratch scratch;
  import_osm(map, scratch.path() / "town", {}, test::defaults<OsmImportParameters>("town.import"));
  Diagnostics diagnostics;
  auto town = read_town(scratch.path() / "town", test::reader_options(), diagnostics);
  diagnostics.throw_if_errors();
  return std::move(*town);
}

class Drill {
 public:
  explicit Drill(const std::filesystem::path& folder)
      : town_(import_roads(folder / "roads.osm.pbf")),
        plane_(town_.coordinates.epsg),
        router_(town_.roads, TravelMode::car, ModeSpeeds{}),
        curve_{numbers_of(folder / "response_observed.csv")} {
    for (const char* file : {"goalE.ed", "goalF.ed", "goalR.ed", "goal_highway.ed"}) {
      exits_.push_back(exit_of(folder / file));
    }
    for (const auto& row : numbers_of(folder / "households_small.csv")) homes_.push_back(junction_at(row[2], row[3]));
    run();
  }

  [[nodiscard]] const Curve& curve() const { return curve_; }
  [[nodiscard]] const std::vector<double>& departures_s() const { return departures_s_; }
  [[nodiscard]] const std::vector<double>& arrivals_s() const { return arrivals_s_; }
  [[nodiscard]] const std::vector<double>& free_s() const { return free_s_; }
  [[nodiscard]] double driven_s() const { return driven_s_; }
  [[nodiscard]] std::size_t households() const { return homes_.size(); }

 private:
  [[nodiscard]] JunctionId junction_at(double latitude, double longitude) const {
    const auto at = plane_.project({.longitude_deg = longitude, .latitude_deg = latitude});
    return town_.roads.nearest_junction(static_cast<float>(at->x_m - town_.coordinates.false_origin_x_m),
                                        static_cast<float>(at->y_m - town_.coordinates.false_origin_y_m),
                                        TravelMode::car);
  }

  [[nodiscard]] JunctionId exit_of(const std::filesystem::path& file) const {
    std::ifstream in(file);
    double latitude = 0;
    double longitude = 0;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("Latitude:")) latitude = std::stod(line.substr(9));
      if (line.starts_with("Longitude:")) longitude = std::stod(line.substr(10));
    }
    return junction_at(latitude, longitude);
  }

  [[nodiscard]] std::vector<SegmentFigures> segments() const {
    constexpr double kRoomOfCar_m = 7.5;
    const RoadNetwork& roads = town_.roads;
    std::vector<SegmentFigures> result;
    for (std::size_t i = 0; i < roads.segment_count(); ++i) {
      const SegmentId s(i);
      const double lanes = roads.lanes(s);
      const double capacity = std::max(1.0, static_cast<double>(roads.flow_capacity_veh_per_h(s))) / 3600;
      const double speed = std::max(1.0, router_.free_speed_m_per_s(s));
      const double jam = lanes / kRoomOfCar_m;
      result.push_back({.length_m = std::max(1.0, static_cast<double>(roads.length_m(s))),
                        .free_speed_m_per_s = speed,
                        .entry_capacity_veh_per_s = capacity,
                        .exit_capacity_veh_per_s = capacity,
                        .storage_cars = static_cast<double>(roads.length_m(s)) * jam,
                        .gap_speed_m_per_s = capacity * speed / (jam * speed - capacity)});
    }
    return result;
  }

  void run() {
    Traffic traffic(segments());
    const auto tree = router_.tree_to(exits_);
    // Households in the order of the file leave at the quantiles of the curve, spread by a fixed stride so that
    // neighbors do not leave one after the other.
    const std::size_t n = homes_.size();
    std::vector<double> departs_s;
    for (std::size_t i = 0; i < n; ++i) {
      const double quantile = (static_cast<double>(i * 397 % n) + 1) / static_cast<double>(n);
      const auto way = tree.segments_from(town_.roads, homes_[i]);
      departures_s_.push_back(curve_.time_s(quantile));
      if (way.empty()) {  // lives at an exit
        arrivals_s_.push_back(departures_s_.back());
        continue;
      }
      std::vector<SegmentIndex> route;
      for (const SegmentId s : way) route.push_back(static_cast<SegmentIndex>(s.index()));
      traffic.depart(traffic.add({}, route), at_seconds(departures_s_.back()));
      departs_s.push_back(departures_s_.back());
      free_s_.push_back(tree.to_go_s(homes_[i]));
    }
    while (traffic.advance(kNever)) {
      for (const Notice& notice : traffic.notices()) {
        if (notice.kind != Notice::Kind::arrived) continue;
        arrivals_s_.push_back(seconds(notice.at));
        driven_s_ += seconds(notice.at) - departs_s[notice.vehicle];
      }
    }
    std::sort(departures_s_.begin(), departures_s_.end());
    std::sort(arrivals_s_.begin(), arrivals_s_.end());
  }

  Town town_;
  Plane plane_;
  Router router_;
  Curve curve_;
  std::vector<JunctionId> exits_, homes_;
  std::vector<double> departures_s_, arrivals_s_, free_s_;
  double driven_s_ = 0;
};

double share_by(const std::vector<double>& sorted_s, double at_s) {
  return static_cast<double>(std::upper_bound(sorted_s.begin(), sorted_s.end(), at_s) - sorted_s.begin()) /
         static_cast<double>(sorted_s.size());
}

TEST(Roxborough, TheObservedDeparturesBecomeArrivalsAtTheExits) {
  const auto folder = data_case("roxborough-drill");
  if (!folder) GTEST_SKIP() << "data case roxborough-drill is not here (set TOCSIN_DATA)";
  const Drill drill(*folder);
  ASSERT_EQ(drill.households(), 1000U);
  EXPECT_EQ(drill.arrivals_s().size(), 1000U);  // everybody has a way out
  EXPECT_NEAR(share_by(drill.departures_s(), 1080), 0.67, 0.03);
  EXPECT_NEAR(drill.departures_s().back(), 6300, 1e-6);
  const double clearance_s = drill.arrivals_s().back();
  double free_s = 0;
  for (const double s : drill.free_s()) free_s += s;
  double worst = 0;
  for (double at_s = 0; at_s <= clearance_s; at_s += 10) {
    worst = std::max(worst, std::abs(share_by(drill.departures_s(), at_s) - drill.curve().share(at_s)));
  }
  // All but some leave by one road of 900 vehicles an hour (a library value for mountain roads): a point queue there,
  // fed by the curve, gives the shape; the data hold no observed arrivals.
  fmt::print(
      "clearance {:.0f} s; mean drive {:.0f} s, {:.0f} s free; departures off the curve by {:.4f}; by 1080 s {:.3f} ",
      clearance_s, drill.driven_s() / 1000, free_s / 1000, worst, share_by(drill.departures_s(), 1080));
  fmt::print("had left and {:.3f} were out\n", share_by(drill.arrivals_s(), 1080));
  EXPECT_LT(worst, 0.002);
  EXPECT_GE(clearance_s, 6300);
  EXPECT_GE(drill.driven_s(), free_s - 1);
}

}  // namespace
}  // namespace tocsin::traffic
