// SPDX-License-Identifier: Apache-2.0
// Reference cases of traffic as drills: every expected value that a measure tells is met, in the file nobody here wrote
// and in a small one that is always there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/simulation/objective.hpp"
#include "models/catalog.hpp"
#include "tests/support/scenario_builder.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

class TrafficCases : public testing::Test {
 protected:
  TrafficCases() : folder_(fs::temp_directory_path() / ("tocsin-cases-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~TrafficCases() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  /// Runs every case; returns how many objectives were judged.
  int run_all(const fs::path& file) {
    int judged = 0;
    for (const auto& c : catalog_.cases_import()(file, folder_ / "cases", false)) {
      SCOPED_TRACE(c.name);
      Diagnostics diagnostics;
      const auto scenario = read_scenario(c.folder, catalog_, {}, diagnostics);
      EXPECT_TRUE(scenario) << c.name;
      if (!scenario) continue;
      const auto outcome = test::run_replication(*scenario, catalog_, 0);
      for (const auto& entry : scenario->entries) {
        const auto* objective = entry.parameters->objective();
        if (objective == nullptr) continue;
        ++judged;
        const double value = outcome.measures.value(objective->measure, objective->place);
        if (rate(*objective, value) != Rating::P) missed_.push_back(c.name + ": " + objective->name.en);
      }
    }
    return judged;
  }
  Catalog catalog_ = standard_catalog();
  fs::path folder_;
  std::vector<std::string> missed_;
};

// ../shared/data/evac-analytic: 72 of its values are of trips and of whole roads, and three clearance times; each is
// two objectives, from below and from above. One says that vehicles wait which have no cause to, 0.666 of them in a
// second on a road that carries 0.8: the reference moves platoons of five.
TEST_F(TrafficCases, TheReferenceFileIsMetInEveryValueThatAMeasureTells) {
  const char* data = std::getenv("TOCSIN_DATA");
  const auto file = fs::path(data != nullptr ? data : "../shared/data") / "evac-analytic" / "cases.json";
  if (!fs::exists(file)) GTEST_SKIP() << "evac-analytic is not here (set TOCSIN_DATA)";
  EXPECT_EQ(run_all(file), 2 * (30 + 42 + 3));
  EXPECT_THAT(missed_, testing::ElementsAre(testing::StartsWith("2link_leave_at_middle: mean_delay_s at least")));
}

TEST_F(TrafficCases, AQueueBeforeANarrowEnd) {
  std::ofstream(folder_ / "one.json") << R"({"cases": [
    {"name": "narrow-end", "horizon_s": 2000, "nodes": [{"id": "a"}, {"id": "b"}],
     "links": [{"id": "ab", "from": "a", "to": "b", "length_m": 1000, "free_flow_speed_m_per_s": 20,
                "jam_density_veh_per_m": 0.2, "capacity_out_veh_per_s": 0.4}],
     "demands": [{"from": "a", "to": "b", "t0_s": 0, "t1_s": 500, "flow_veh_per_s": 0.8}],
     "expected": [{"metric": "trips_completed_veh", "value": 400, "rel_tol": 0.001},
                  {"metric": "mean_delay_s", "value": 250, "rel_tol": 0.01},
                  {"metric": "ab.flow_veh_per_s", "value": 0.4, "rel_tol": 0.1, "cell": 9}]}]})";
  EXPECT_EQ(run_all(folder_ / "one.json"), 4);
  EXPECT_THAT(missed_, testing::IsEmpty());
}

TEST_F(TrafficCases, MistakesOfAFileAreToldAtTheirPlaces) {
  std::ofstream(folder_ / "bad.json") << R"({"cases": [
    {"name": "bad", "horizon_s": 2000, "nodes": [{"id": "origin"}, {"id": "b"}],
     "links": [{"id": "ab", "from": "orgin", "to": "b", "length_m": -5, "free_flow_speed_m_per_s": 20,
                "jam_density_veh_per_m": 0.2}],
     "demands": [{"from": "origin", "to": "b", "t0_s": 0, "flow_veh_per_s": 0.8}], "expected": []}]})";
  try {
    catalog_.cases_import()(folder_ / "bad.json", folder_ / "cases", false);
    FAIL() << "it was taken";
  } catch (const InputError& error) {
    std::vector<std::string> told;
    for (const auto& d : error.diagnostics()) told.push_back(std::to_string(d.where.line) + " " + d.what.en);
    EXPECT_THAT(told, testing::UnorderedElementsAre("3 'length_m' is no such number", "5 't1_s' is missing",
                                                    "3 case 'bad' has no node 'orgin'"));
  }
  EXPECT_FALSE(fs::exists(folder_ / "cases"));
}

TEST_F(TrafficCases, NamesMustBeThoseOfDifferentFolders) {
  const std::string rest = R"(, "horizon_s": 2000, "nodes": [{"id": "a"}, {"id": "b", "signal_green_s": [30, "x"]}],
     "links": [{"id": "ab", "from": "a", "to": "b", "length_m": 5, "free_flow_speed_m_per_s": 20,
                "jam_density_veh_per_m": 0.2}],
     "demands": [{"from": "a", "to": "b", "t0_s": 0, "t1_s": 5, "flow_veh_per_s": 0.8}], "expected": []})";
  std::ofstream(folder_ / "bad.json") << R"({"cases": [{"name": "../up")" << rest << R"(, {"name": "twice")" << rest
                                      << R"(, {"name": "twice")" << rest << "]}";
  try {
    catalog_.cases_import()(folder_ / "bad.json", folder_ / "cases", false);
    FAIL() << "it was taken";
  } catch (const InputError& error) {
    std::vector<std::string> told;
    for (const auto& d : error.diagnostics()) told.push_back(d.what.en);
    EXPECT_THAT(told, testing::UnorderedElementsAre(
                          "the name '../up' cannot be that of a folder", "the case 'twice' appears twice",
                          "'signal_green_s' is no such number", "'signal_green_s' is no such number",
                          "'signal_green_s' is no such number"));
  }
  EXPECT_FALSE(fs::exists(folder_ / "cases"));
}

// A ring whose links are shorter than a line of them would be long: every road is at least as long as its straight
// line.
TEST_F(TrafficCases, JunctionsOfARingAreDrawnNearEnough) {
  std::ofstream(folder_ / "ring.json") << R"({"cases": [
    {"name": "ring", "horizon_s": 2000, "nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}],
     "links": [{"id": "ab", "from": "a", "to": "b", "length_m": 100, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2},
               {"id": "bc", "from": "b", "to": "c", "length_m": 90, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2},
               {"id": "cd", "from": "c", "to": "d", "length_m": 100, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2},
               {"id": "da", "from": "d", "to": "a", "length_m": 90, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2}],
     "demands": [{"from": "a", "to": "c", "t0_s": 0, "t1_s": 100, "flow_veh_per_s": 0.5}],
     "expected": [{"metric": "trips_completed_veh", "value": 50, "rel_tol": 0.001}]}]})";
  EXPECT_EQ(run_all(folder_ / "ring.json"), 2);
  EXPECT_THAT(missed_, testing::IsEmpty());
}

}  // namespace
}  // namespace tocsin
