// SPDX-License-Identifier: Apache-2.0
// TNTP networks: Sioux Falls, Anaheim, Chicago Sketch and Braess of ../shared/data (Transportation Networks for
// Research Core Team) with their published flows, and every mistake at its place.
#include "engine/town/tntp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/roads/router.hpp"
#include "tests/support/cases.hpp"

namespace tocsin {
namespace {

using Json = nlohmann::json;

struct Published {
  const char* folder;
  const char* stem;
  // Generalized cost is time + by_toll * toll + by_length * length.
  double by_toll, by_length;
};
constexpr Published kPublished[] = {{"tntp-siouxfalls", "SiouxFalls", 0, 0},
                                    {"tntp-anaheim", "Anaheim", 0, 0},
                                    {"tntp-chicago-sketch", "ChicagoSketch", 0.02, 0.04}};

/// Volume and cost by link, in the order of the file: From To Volume Cost.
std::vector<std::pair<double, double>> flows_of(const std::filesystem::path& file) {
  std::vector<std::pair<double, double>> flows;
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    double from = 0;
    double to = 0;
    double volume = 0;
    double cost = 0;
    if (cells >> from >> to >> volume >> cost) flows.emplace_back(volume, cost);
  }
  return flows;
}

struct Read {
  TntpNetwork network;
  TntpDemand demand;
};

std::optional<Read> read(const std::filesystem::path& folder, const std::string& stem) {
  Diagnostics diagnostics;
  auto network = read_tntp_network(folder / (stem + "_net.tntp"), diagnostics);
  if (!network) return std::nullopt;
  auto demand = read_tntp_trips(folder / (stem + "_trips.tntp"), *network, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  if (!demand) return std::nullopt;
  return Read{std::move(*network), std::move(*demand)};
}

TEST(Tntp, PublishedNetworksHaveTheirCounts) {
  for (const Published& published : kPublished) {
    const auto folder = test::data_case(published.folder);
    if (!folder) GTEST_SKIP() << "data case " << published.folder << " is not here (set TOCSIN_DATA)";
    SCOPED_TRACE(published.folder);
    const auto read_case = read(*folder, published.stem);
    ASSERT_TRUE(read_case);
    std::ifstream in(*folder / "facts.json");
    const Json facts = Json::parse(in);
    EXPECT_EQ(read_case->network.zones, facts["zones"]);
    EXPECT_EQ(read_case->network.nodes, facts["nodes"]);
    EXPECT_EQ(read_case->network.links.size(), facts["links"]);
    EXPECT_NEAR(read_case->demand.total(), facts["trips"].get<double>(), 0.01);
  }
}

// The published flow through the cost function gives the published cost, Beckmann's objective and the total time.
TEST(Tntp, PublishedFlowsCostWhatIsPublished) {
  for (const Published& published : kPublished) {
    const auto folder = test::data_case(published.folder);
    if (!folder) GTEST_SKIP() << "data case " << published.folder << " is not here (set TOCSIN_DATA)";
    SCOPED_TRACE(published.folder);
    Diagnostics diagnostics;
    const auto network = read_tntp_network(*folder / (std::string(published.stem) + "_net.tntp"), diagnostics);
    ASSERT_TRUE(network);
    const auto flows = flows_of(*folder / (std::string(published.stem) + "_flow.tntp"));
    ASSERT_EQ(flows.size(), network->links.size());
    double beckmann = 0;
    double total_time = 0;
    double worst = 0;
    for (std::size_t i = 0; i < flows.size(); ++i) {
      const TntpLink& link = network->links[i];
      const auto [volume, cost] = flows[i];
      const double other = published.by_toll * link.toll + published.by_length * link.length;
      beckmann += link.time_integral(volume) + other * volume;
      total_time += link.time(volume) * volume;
      worst = std::max(worst, std::abs(link.time(volume) + other - cost) / std::max(1.0, cost));
    }
    std::ifstream in(*folder / "facts.json");
    const Json facts = Json::parse(in);
    const double objective = facts["beckmann_objective_at_best_known_flow"];
    const double time = facts["total_travel_time_at_best_known_flow"];
    EXPECT_NEAR(beckmann, objective, 1e-9 * objective);
    EXPECT_NEAR(total_time, time, 1e-9 * time);
    EXPECT_LT(worst, 1e-12);
  }
}

// By hand (SOURCE.md): 2 vehicles on each of three routes cost 92 each; 3 and 3 without the middle link 83.
TEST(Tntp, BraessCostsWhatItDoesByHand) {
  const auto folder = test::data_case("tntp-braess");
  if (!folder) GTEST_SKIP() << "data case tntp-braess is not here (set TOCSIN_DATA)";
  const auto braess = read(*folder, "Braess");
  ASSERT_TRUE(braess);
  const auto& links = braess->network.links;  // 1-3, 1-4, 3-2, 3-4, 4-2
  ASSERT_EQ(links.size(), 5U);
  EXPECT_DOUBLE_EQ(braess->demand.total(), 6);
  EXPECT_NEAR(links[0].time(4) + links[2].time(2), 92, 1e-6);
  EXPECT_NEAR(links[0].time(4) + links[3].time(2) + links[4].time(4), 92, 1e-6);
  const std::vector<double> flow{4, 2, 2, 2, 4};
  double objective = 0;
  for (std::size_t i = 0; i < links.size(); ++i) objective += links[i].time_integral(flow[i]);
  EXPECT_NEAR(objective, 386, 1e-5);
  EXPECT_NEAR(links[0].time(3) + links[2].time(3), 83, 1e-6);
}

constexpr TntpUnits kUnits{.length = Length::from_si(1000),
                           .time = std::chrono::duration_cast<Duration>(std::chrono::minutes(1)),
                           .connector_speed = Speed::from_si(30),
                           .shortest_length = Length::from_si(1)};

/// Times from one zone by Bellman's equations on the file's own links, zones no through nodes.
std::vector<double> relaxed_times(const TntpNetwork& network, std::uint32_t origin, std::uint32_t first_through) {
  std::vector<double> time(network.nodes + 1, std::numeric_limits<double>::infinity());
  time[origin] = 0;
  for (bool better = true; better;) {
    better = false;
    for (const TntpLink& link : network.links) {
      if (link.from != origin && link.from < first_through) continue;
      if (time[link.from] + link.free_flow_time < time[link.to]) {
        time[link.to] = time[link.from] + link.free_flow_time;
        better = true;
      }
    }
  }
  return time;
}

// Anaheim: zones 1 to 38 are not through nodes. All-or-nothing at free flow respects that, and it makes a difference.
TEST(Tntp, RoutesDoNotLeadThroughZones) {
  const auto folder = test::data_case("tntp-anaheim");
  if (!folder) GTEST_SKIP() << "data case tntp-anaheim is not here (set TOCSIN_DATA)";
  const auto anaheim = read(*folder, "Anaheim");
  ASSERT_TRUE(anaheim);
  const TntpNetwork& network = anaheim->network;
  ASSERT_EQ(network.first_through_node, 39U);
  const TntpRoads ours = roads_of(network, kUnits);
  const Router router(ours.roads, TravelMode::car, ModeSpeeds{});
  int shorter_through_zones = 0;
  for (std::uint32_t zone = 1; zone <= network.zones; ++zone) {
    const auto expected = relaxed_times(network, zone, network.first_through_node);
    const auto free = relaxed_times(network, zone, 1);
    const auto times_s = router.travel_times_s({&ours.leave_by[zone - 1], 1}, {ours.arrive_by.data(), network.zones});
    for (std::uint32_t to = 1; to <= network.zones; ++to) {
      if (to == zone) continue;
      EXPECT_NEAR(times_s(0, to - 1) / 60, expected[to], 1e-4 * expected[to]) << zone << " " << to;
      if (free[to] < expected[to] - 1e-9) ++shorter_through_zones;
    }
  }
  EXPECT_GT(shorter_through_zones, 0);
}

constexpr const char* kHead =
    "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 3\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 2\n<END OF METADATA>\n"
    "~ init term capacity length time b power speed toll type ;\n";

/// line:column code of every mistake.
std::string mistakes_of(const std::string& text) {
  Diagnostics diagnostics;
  const auto network = parse_tntp_network(text, "net.tntp", diagnostics);
  EXPECT_EQ(network.has_value(), !diagnostics.has_errors());
  std::string result;
  for (const Diagnostic& d : diagnostics.entries()) {
    EXPECT_FALSE(d.what.en.empty());
    EXPECT_FALSE(d.what.zh.empty());
    result += std::to_string(d.where.line) + ":" + std::to_string(d.where.column) + " " + d.code + "\n";
  }
  return result;
}

TEST(Tntp, EveryMistakeHasItsPlace) {
  const std::string head = kHead;
  const std::string good = "\t1\t3\t100\t1\t1\t0.15\t4\t0\t0\t1\t;\n3 2 100 1 1 0.15 4 0 0 1;\n";
  EXPECT_EQ(mistakes_of(head + good), "");
  EXPECT_EQ(mistakes_of(head + "1 3 100 1 1 0.15 4 0 0 1;\n"), "4:19 inconsistent\n");
  EXPECT_EQ(mistakes_of(head + "1 3 100 1 1 0.15 4 0 0;\n" + good), "7:1 ragged-row\n");
  EXPECT_EQ(mistakes_of(head + "1 4 0 1 1 0.15 4 0 0 1;\n  x 3 1 1 1 0.15 nan 0 0 1;\n"),
            "7:3 unknown-reference\n8:3 bad-number\n8:18 bad-number\n");
  EXPECT_EQ(mistakes_of(head + "1 3 0 1 1 0.15 4 0 0 1;\n3 2 100 -1 1 0.15 4 0 0 1;\n"),
            "7:5 out-of-range\n8:9 out-of-range\n");
  EXPECT_EQ(mistakes_of("from,to\n1,2\n"), "1:1 syntax\n");
  EXPECT_EQ(mistakes_of("<NUMBER OF NODES> 3\n"), "0:0 syntax\n");
  EXPECT_EQ(mistakes_of("<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 3\n<END OF METADATA>\n"),
            "0:0 missing-key\n0:0 missing-key\n");
  EXPECT_EQ(mistakes_of(""), "0:0 syntax\n");
}

TEST(Tntp, TripsAreCheckedAgainstTheNetwork) {
  Diagnostics diagnostics;
  const TntpNetwork network{.zones = 2, .nodes = 3, .first_through_node = 3, .links = {}};
  const std::string head = "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 5\n<END OF METADATA>\n";
  const auto trips =
      parse_tntp_trips(head + "Origin 1\n 1 : 0.0; 2 : 3.5;\nOrigin\t2\n1:1.5;\n", "t", network, diagnostics);
  ASSERT_TRUE(trips);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(trips->trips.size(), 2U);
  EXPECT_EQ(trips->trips[1].origin, 2U);
  EXPECT_DOUBLE_EQ(trips->total(), 5);
  const auto code = [&](const std::string& text) {
    Diagnostics found;
    parse_tntp_trips(head + text, "t", network, found);
    if (found.empty()) return std::string();
    const Diagnostic& d = found.entries().front();
    return std::to_string(d.where.line) + ":" + std::to_string(d.where.column) + " " + d.code;
  };
  const std::vector<std::pair<std::string, std::string>> wrong{{"Origin 1\n2 : 3;\n", "2:17 inconsistent"},
                                                               {"Origin 3\n2 : 5;\n", "4:8 unknown-reference"},
                                                               {"Origin 1\n 2 : 3; 7 : 2;\n", "5:9 unknown-reference"},
                                                               {"Origin 1\n 2 ; 3\n", "5:2 syntax"},
                                                               {"2 : 3;\n", "4:1 syntax"},
                                                               {"Origin 1\n2 : -5;\n", "5:5 out-of-range"}};
  for (const auto& [text, expected] : wrong) EXPECT_EQ(code(text), expected);
}

}  // namespace
}  // namespace tocsin
