// SPDX-License-Identifier: Apache-2.0
// Whatever is controlled, cut, buried and reopened while a valley evacuates: at every event the ledgers of people and
// of vehicles balance, and at the end nobody is missing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

const std::string kEvacuation = R"(
hazard: [{kind: flood, id: f, river: brook, begins: 3 h, peak_depth: 6 m}]
warning:
  - {kind: issuance, at: 0 min, coverage: whole_zone, zones: [upper, lower]}
  - {kind: loudspeaker, weather: dry}
  - {kind: door_to_door, weather: dry}
evacuation: [{kind: households, weather: dry, walk_limit: 100 m, informed_of_closures: 40 %}]
)";

// Sections `traffic` and `injects` by chance: where, when, whom.
class Chance {
 public:
  explicit Chance(unsigned seed) : draw_(seed) {}

  std::string sections() {
    static constexpr std::array<std::array<const char*, 2>, 4> kMeeting{
        {{"v01", "v12"}, {"v12", "v23"}, {"v23", "v34"}, {"h0", "v12"}}};
    std::string text = "traffic:\n";
    for (int k = 0; k < 3; ++k) {
      const auto& at = kMeeting[below(4)];
      const unsigned from = 20 + below(120);
      text += fmt::format("  - {{kind: control_point, id: post-{}, at: [{}, {}], from: {} min, until: {} min{}{}}}\n",
                          k, at[0], at[1], from, from + 1 + below(120),
                          below(2) == 0 ? fmt::format(", ban: [{}]", at[below(2)]) : "",
                          below(2) == 0 ? ", staffed_by: village-team" : "");
    }
    const bool down = below(2) == 0;
    const unsigned from = 30 + below(60);
    text += fmt::format("  - {{kind: contraflow, id: out, roads: {}, from: {} min, until: {} min, clearing: {} min}}\n",
                        down ? "[v12, v23, v34]" : "[v34, v23, v12]", from, from + 20 + below(100), 1 + below(10));
    text += "injects:\n";
    for (int k = 0; k < 4; ++k) {
      static constexpr std::array<const char*, 6> kRoads{"v01", "v12", "v23", "v34", "h0", "h1"};
      const char* road = kRoads[below(6)];
      const unsigned at = 30 + below(150);
      text += fmt::format("  - {{kind: road_closed, id: slide-{}, at: {} min, roads: [{}], buries: {}}}\n", k, at, road,
                          below(3) != 0);
      text += fmt::format("  - {{kind: road_opened, id: clear-{}, at: {} min, roads: [{}]}}\n", k, at + 5 + below(60),
                          road);
    }
    text +=
        fmt::format("  - {{kind: emergency_control, id: fuse, at: {} min, lasts: {} min, ban: {{zones: [upper]}}}}\n",
                    40 + below(100), 10 + below(100));
    return text;
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(draw_() % n); }
  std::minstd_rand draw_;
};

class Audit {
 public:
  explicit Audit(World& world) : world_(world) {
    at<evacuation::HouseholdDeparted>();
    at<evacuation::HouseholdRerouted>();
    at<evacuation::HouseholdStranded>();
    at<evacuation::ShelterReached>();
    at<evacuation::KinReached>();
    at<VehicleTurnedAway>();
    at<VehicleInformed>();
    at<VehicleStuck>();
    at<ControlPointSetUp>();
    at<ControlPointRelieved>();
    at<ContraflowOpened>();
    at<ContraflowEnded>();
  }
  void look() {
    ++looks;
    world_.door<RoadTraffic>().check_ledger();
    const auto& roll = world_.door<evacuation::Roll>();
    std::uint64_t sum = roll.residents_harmed();
    for (int s = 0; s < evacuation::kStateCount; ++s) sum += roll.residents_in(static_cast<evacuation::State>(s));
    EXPECT_EQ(sum, world_.scenario().scope.residents());
  }
  std::uint32_t looks = 0;

 private:
  template <class E>
  void at() {
    world_.subscribe<E>([this](const E&) { look(); });
  }
  World& world_;
};

TEST(Conservation, NobodyIsLostWhateverIsControlled) {
  test::TinyTown options;
  options.upper_households = 120;
  options.lower_households = 120;
  std::size_t stuck = 0;
  std::size_t turned_away = 0;
  std::size_t informed = 0;
  for (unsigned seed = 1; seed <= 25; ++seed) {
    const auto sections = Chance(seed).sections();
    test::Fleet fleet(kEvacuation + sections, test::make_tiny_town(options));
    Audit audit(fleet.world());
    fleet.run();
    audit.look();
    EXPECT_GT(audit.looks, 50U) << sections;
    const auto& log = fleet.log();
    ASSERT_EQ(log.all<VehiclesCounted>().size(), 1U) << sections;
    const auto counted = log.all<VehiclesCounted>()[0].event;
    EXPECT_EQ(counted.departed, counted.arrived + counted.on_the_road + counted.left_at_the_roadside) << sections;
    stuck += log.all<VehicleStuck>().size();
    turned_away += log.all<VehicleTurnedAway>().size();
    informed += log.all<VehicleInformed>().size();
  }
  EXPECT_GT(stuck, 0U);  // else the test looked at nothing
  EXPECT_GT(turned_away, 0U);
  EXPECT_GT(informed, 0U);
}

}  // namespace
}  // namespace tocsin::traffic
