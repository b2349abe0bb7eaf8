// SPDX-License-Identifier: Apache-2.0
// A short road with a narrow end and a longer one beside it: who hears of the queue goes round, and everybody is
// through sooner; nobody does without being told, and the same drivers listen in every plan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "models/catalog.hpp"
#include "tests/support/scenario_builder.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

class TrafficInformationTest : public testing::Test {
 protected:
  TrafficInformationTest() : folder_(fs::temp_directory_path() / ("tocsin-diamond-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "diamond.json") << R"({"cases": [
      {"name": "diamond", "horizon_s": 14400, "nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}],
       "links": [{"id": "ab", "from": "a", "to": "b", "length_m": 1000, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2},
                 {"id": "bd", "from": "b", "to": "d", "length_m": 1000, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2,
                  "capacity_out_veh_per_s": 0.1},
                 {"id": "bc", "from": "b", "to": "c", "length_m": 1500, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2},
                 {"id": "cd", "from": "c", "to": "d", "length_m": 1500, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2}],
       "demands": [{"from": "a", "to": "d", "t0_s": 0, "t1_s": 1800, "flow_veh_per_s": 0.3}], "expected": []}]})";
    catalog_.cases_import()(folder_ / "diamond.json", folder_, false);
  }
  ~TrafficInformationTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  test::Outcome run(const std::string& entry, Diagnostics& diagnostics) {
    std::stringstream text;
    text << std::ifstream(folder_ / "diamond" / "scenario.yaml").rdbuf();
    auto yaml = text.str();
    const std::string section = "traffic:\n";
    yaml.insert(yaml.find(section) + section.size(), entry);
    std::ofstream(folder_ / "diamond" / "drill.yaml") << yaml;
    const auto scenario = read_scenario(folder_ / "diamond" / "drill.yaml", catalog_, {}, diagnostics);
    if (!scenario) return {};
    return test::run_replication(*scenario, catalog_, 0);
  }
  test::Outcome run(const std::string& entry) {
    Diagnostics diagnostics;
    auto outcome = run(entry, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors());
    return outcome;
  }
  Catalog catalog_ = standard_catalog();
  fs::path folder_;
};

TEST_F(TrafficInformationTest, WhoHearsOfAQueueGoesRoundAndAllAreThroughSooner) {
  const auto silent = run("");
  const auto told = run("  - {kind: traffic_information, interval: 5 min, listening: 100 %}\n");
  EXPECT_EQ(silent.measures.value("traffic.trips_arrived"), 540);
  EXPECT_EQ(told.measures.value("traffic.trips_arrived"), 540);
  // 540 vehicles by an end of 0.1 per second.
  EXPECT_NEAR(silent.measures.value("traffic.trips_100_time"), 100 + 5400, 30);
  EXPECT_LT(told.measures.value("traffic.trips_100_time"), 3600);
  EXPECT_GT(told.measures.value("traffic.vehicles_diverted"), 100);
  EXPECT_LT(told.measures.value("traffic.trip_delay_mean"), silent.measures.value("traffic.trip_delay_mean") / 2);
  EXPECT_TRUE(std::isnan(silent.measures.value("traffic.vehicles_diverted")));
}

TEST_F(TrafficInformationTest, NobodyWhoDoesNotListenIsDiverted) {
  const auto deaf = run("  - {kind: traffic_information, listening: 0 %}\n");
  EXPECT_EQ(deaf.measures.value("traffic.vehicles_diverted"), 0);
  EXPECT_EQ(deaf.measures.value("traffic.trips_100_time"), run("").measures.value("traffic.trips_100_time"));
  EXPECT_GT(run("  - {kind: traffic_information, listening: 40 %}\n").measures.value("traffic.vehicles_diverted"), 20);
}

}  // namespace
}  // namespace tocsin
