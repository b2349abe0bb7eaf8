// SPDX-License-Identifier: Apache-2.0
// Sioux Falls with two hours of demand, 34,690 vehicles, heavily congested: ../shared/data/uxsim-siouxfalls, averages
// of 100 runs of UXsim. Routes are chosen as simply as it can be done honestly: every minute the travel time of a road
// is taken from the vehicles on it and the fundamental diagram, whoever departs takes the fastest route by these times,
// and whoever drives is led on by them (UXsim's vehicles choose anew at every junction).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/roads/router.hpp"
#include "engine/traffic/traffic.hpp"
#include "tests/support/cases.hpp"

namespace tocsin::traffic {
namespace {

constexpr double kReaction_s = 1;  // convention of the reference
constexpr double kHorizon_s = 7200;

struct Link {
  std::size_t from, to;
  double length_m, speed, jam, priority;
  [[nodiscard]] double wave() const { return 1 / (kReaction_s * jam); }
  [[nodiscard]] double capacity() const { return jam * speed * wave() / (speed + wave()); }
  /// Speed that the triangular diagram gives for a number of vehicles, not below a hundredth of the free one.
  [[nodiscard]] double speed_with(double vehicles) const {
    const double density = vehicles / length_m;
    const double congested = density > 0 ? wave() * (jam - density) / density : speed;
    return std::max(speed / 100, std::min(speed, congested));
  }
};

enum class EnRoute { keeps_its_route, chooses_anew };

struct Result {
  std::size_t trips = 0;
  std::size_t completed = 0;
  double mean_s = 0;
};

class SiouxFalls {
 public:
  SiouxFalls(const std::filesystem::path& folder, EnRoute en_route) : en_route_(en_route) {
    for (const auto& row : test::rows_of(folder / "siouxfalls_links.csv")) {
      links_.push_back({std::stoul(row[1]) - 1, std::stoul(row[2]) - 1, std::stod(row[3]), std::stod(row[4]),
                        std::stod(row[5]), std::stod(row[6])});
    }
    build_roads(test::rows_of(folder / "siouxfalls_nodes.csv").size());
    std::vector<SegmentFigures> segments;
    for (const Link& link : links_) {
      segments.push_back({link.length_m, link.speed, link.capacity(), link.capacity(), link.length_m * link.jam,
                          link.wave(), link.priority});
    }
    traffic_.emplace(segments);
    for (const auto& row : test::rows_of(folder / "siouxfalls_demand.csv")) {
      add_demand(std::stoul(row[0]) - 1, std::stoul(row[1]) - 1, std::stod(row[2]), std::stod(row[3]),
                 std::stod(row[4]));
    }
    std::sort(trips_.begin(), trips_.end(), [](const Trip& a, const Trip& b) {
      return std::tie(a.departs_s, a.from, a.to) < std::tie(b.departs_s, b.from, b.to);
    });
  }

  Result run() {
    constexpr double kInterval_s = 60;
    std::size_t departed = 0;
    for (double at_s = 0; at_s < kHorizon_s; at_s += kInterval_s) {
      look_at_roads(at_s);
      if (en_route_ == EnRoute::chooses_anew) lead_on(departed);
      for (; departed < trips_.size() && trips_[departed].departs_s < at_s + kInterval_s; ++departed) send(departed);
      while (traffic_->advance(at_seconds(at_s + kInterval_s))) note();
    }
    traffic_->check_ledger();
    result_.trips = trips_.size();
    result_.mean_s /= static_cast<double>(result_.completed);
    return result_;
  }

 private:
  struct Trip {
    double departs_s;
    std::size_t from, to;
  };

  void build_roads(std::size_t nodes) {
    std::vector<Junction> junctions(nodes);
    std::vector<SegmentInput> inputs;
    for (const Link& link : links_) {
      SegmentInput& input = inputs.emplace_back();
      input.road = std::to_string(inputs.size());
      input.from = JunctionId(link.from);
      input.to = JunctionId(link.to);
      input.length = Length::from_si(link.length_m);
      input.free_flow_speed = Speed::from_si(link.speed);
      input.lanes = 1;
    }
    const auto ids = RoadNetwork::ids_of(nodes, inputs);
    roads_ = RoadNetwork(std::move(junctions), inputs, RoadClassTable{});
    router_.emplace(roads_, TravelMode::car, ModeSpeeds{});
    segment_of_ = ids;
    link_of_.resize(links_.size());
    for (std::size_t link = 0; link < links_.size(); ++link) link_of_[ids[link].index()] = link;
  }

  // The reference sends vehicles in groups of five, each as soon as five have come together; what is left is not sent.
  void add_demand(std::size_t from, std::size_t to, double begin_s, double end_s, double per_s) {
    constexpr int kGroup = 5;
    constexpr double kStep_s = kGroup * kReaction_s;
    double together = 0;
    for (double at_s = begin_s; at_s < end_s; at_s += kStep_s) {
      together += per_s * kStep_s;
      if (together < kGroup) continue;
      together -= kGroup;
      trips_.insert(trips_.end(), kGroup, {at_s, from, to});
    }
  }

  // The trees to all nodes by the travel times of now.
  void look_at_roads(double at_s) {
    conditions_.emplace(roads_);
    for (std::size_t link = 0; link < links_.size(); ++link) {
      const double on_it = traffic_->count_on(static_cast<SegmentIndex>(link));
      conditions_->set_speed_factor(segment_of_[link], kAllModes, at_seconds(at_s),
                                    links_[link].speed_with(on_it) / links_[link].speed);
    }
    trees_.clear();
    for (std::size_t node = 0; node < roads_.junction_count(); ++node) {
      trees_.push_back(router_->tree_to(JunctionId(node), at_seconds(at_s), *conditions_));
    }
  }

  [[nodiscard]] std::vector<SegmentIndex> way(std::size_t from, std::size_t to) const {
    std::vector<SegmentIndex> result;
    for (const SegmentId s : trees_[to].segments_from(roads_, JunctionId(from))) {
      result.push_back(static_cast<SegmentIndex>(link_of_[s.index()]));
    }
    return result;
  }

  void send(std::size_t trip) {
    const VehicleId id = traffic_->add({}, way(trips_[trip].from, trips_[trip].to));
    ASSERT_EQ(id, trip);
    traffic_->depart(id, at_seconds(trips_[trip].departs_s));
  }

  void lead_on(std::size_t departed) {
    for (VehicleId id = 0; id < departed; ++id) {
      const SegmentIndex s = traffic_->segment_of(id);
      if (s == kNone || links_[s].to == trips_[id].to) continue;
      traffic_->reroute(id, way(links_[s].to, trips_[id].to));
    }
  }

  void note() {
    for (const Notice& notice : traffic_->notices()) {
      if (notice.kind != Notice::Kind::arrived) continue;
      ++result_.completed;
      result_.mean_s += seconds(notice.at) - trips_[notice.vehicle].departs_s;
    }
  }

  EnRoute en_route_;
  std::vector<Link> links_;
  std::vector<Trip> trips_;
  RoadNetwork roads_;
  std::vector<SegmentId> segment_of_;
  std::vector<std::size_t> link_of_;
  std::optional<Router> router_;
  std::optional<RoadConditions> conditions_;
  std::vector<Router::Tree> trees_;
  std::optional<Traffic> traffic_;
  Result result_;
};

TEST(SiouxFallsDynamic, CompletedTripsAndMeanTravelTimeAreThoseOfTheReference) {
  const auto folder = test::data_case("uxsim-siouxfalls");
  if (!folder) GTEST_SKIP() << "data case uxsim-siouxfalls is not here (set TOCSIN_DATA)";
  std::ifstream in(*folder / "expected.json");
  const auto expected = nlohmann::json::parse(in);
  const double completed = expected["completed_trips"];
  const double mean_s = expected["mean_travel_time_s"];
  const Result result = SiouxFalls(*folder, EnRoute::chooses_anew).run();
  const Result fixed = SiouxFalls(*folder, EnRoute::keeps_its_route).run();
  fmt::print("of {} trips: {} completed, {:.1f} s on average; with the route of the departure {}, {:.1f} s; ",
             result.trips, result.completed, result.mean_s, fixed.completed, fixed.mean_s);
  fmt::print("reference {:.0f}, {:.1f} s\n", completed, mean_s);
  for (const Result& r : {result, fixed}) {
    EXPECT_EQ(r.trips, expected["total_trips"]);
    EXPECT_NEAR(static_cast<double>(r.completed), completed, 0.1 * completed);
    EXPECT_NEAR(r.mean_s, mean_s, 0.1 * mean_s);
  }
}

}  // namespace
}  // namespace tocsin::traffic
