// SPDX-License-Identifier: Apache-2.0
// Real people through a real door of 0.5 m (Wuppertal 2018, Juelich archive, doi 10.34735/ped.2018.1; ped-bottleneck of
// the shared data). The hydraulic model with its boundary layers is not made for so narrow a door and says four times
// too long; with the flow of the door stated, measured on the first half of the people, it tells when the last is out.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/engine/pedestrian/building.hpp"

namespace tocsin::pedestrian {
namespace {

std::vector<double> crossings() {
  const char* folder = std::getenv("TOCSIN_DATA");
  std::ifstream in(std::string(folder == nullptr ? "../shared/data" : folder) + "/ped-bottleneck/crossings.csv");
  std::vector<double> at_s;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) at_s.push_back(std::stod(line.substr(line.rfind(',') + 1)));
  std::sort(at_s.begin(), at_s.end());
  return at_s;
}

// A waiting area 5.6 m wide and 6 m deep; people stand evenly, at 0 to 6 m from the door.
std::vector<double> simulate(std::size_t persons, WayFigures door) {
  Building b;
  const auto room = b.room(5.6 * 6.0);
  door.from = room;
  b.way(door);
  auto egress = b.egress();
  for (std::size_t i = 0; i < persons; ++i) {
    const double walk_m = 6.0 * static_cast<double>(i) / static_cast<double>(persons);
    egress.start(egress.add({.place = room, .walk_m = walk_m}), kStartEx);
  }
  std::vector<double> at_s;
  for (const auto& [person, out_s] : leave_all(egress)) at_s.push_back(out_s);
  std::sort(at_s.begin(), at_s.end());
  return at_s;
}

TEST(RealEgress, TheLastThroughADoorOfHalfAMeter) {
  const auto observed = crossings();
  if (observed.empty()) GTEST_SKIP() << "ped-bottleneck is not there; set TOCSIN_DATA";
  ASSERT_EQ(observed.size(), 75U);
  EXPECT_NEAR(observed.back(), 65.0, 1e-9);

  const auto by_default = simulate(observed.size(), {.effective_width_m = 0.5 - 2 * 0.15});
  const std::size_t half = observed.size() / 2;
  const double flow = static_cast<double>(half) / (observed[half] - observed[0]);
  const auto stated = simulate(observed.size(), {.effective_width_m = 0.5, .flow_per_s = flow});
  RecordProperty("observed_s", std::to_string(observed.back()));
  RecordProperty("default_s", std::to_string(by_default.back()));
  RecordProperty("stated_flow_per_s", std::to_string(flow));
  RecordProperty("with_stated_flow_s", std::to_string(stated.back()));
  EXPECT_GT(by_default.back(), 3.5 * observed.back());  // what the card says of doors below 0.8 m
  EXPECT_NEAR(stated.back(), observed.back(), 0.10 * observed.back());
}

}  // namespace
}  // namespace tocsin::pedestrian
