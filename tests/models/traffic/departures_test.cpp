// SPDX-License-Identifier: Apache-2.0
// The demand table on the roads of the tiny valley: how many set out, when they arrive, and what a cut does to them.
#include "models/traffic/departures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/hazard/hazard.hpp"
#include "models/traffic/events.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::traffic {
namespace {

constexpr double kSpeed_m_per_s = 8;      // of the valley's roads
constexpr double kLowerToUpper_m = 2000;  // J3 to J1: v23, v12

/// Cuts v12 in both directions for a while.
class Cut final : public Model {
 public:
  Cut(double from_s, double until_s) : from_s_(from_s), until_s_(until_s) {}
  void start(World& world) override {
    for (const auto& [at_s, factor] : {std::pair{from_s_, 0.0}, std::pair{until_s_, 1.0}}) {
      world.kernel().schedule(at_seconds(at_s), Phase::infrastructure, [&world, f = factor] {
        for (const char* name : {"v12>", "v12<"}) {
          const SegmentId segment(world.scenario().names->find(Entity::segment, name));
          world.roads().set_speed_factor(segment, kAllModes, f);
        }
      });
    }
  }

 private:
  double from_s_, until_s_;
};
struct CutParameters final : ModelParameters {
  Duration from{}, until{};
  void describe(Fields& f) override {
    f.required("from", from, {"From.", "起。"});
    f.required("until", until, {"Until.", "止。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override {
    return std::make_unique<Cut>(seconds(from), seconds(until));
  }
};

/// Stops a share of the trips for a while.
struct StopParameters final : ModelParameters {
  class Stop final : public Model {
   public:
    explicit Stop(const StopParameters& parameters) : p_(parameters) {}
    void start(World& world) override {
      const auto cause = world.scenario().names->intern("stop");
      world.kernel().schedule(kStartEx + p_.from, Phase::infrastructure,
                              [this, &world, cause] { world.door<TravelStops>().stop(cause, p_.share); });
      world.kernel().schedule(kStartEx + p_.until, Phase::infrastructure,
                              [&world, cause] { world.door<TravelStops>().lift(cause); });
    }

   private:
    const StopParameters& p_;
  };
  Duration from{}, until{};
  Share share;
  void describe(Fields& f) override {
    f.required("from", from, {"From.", "起。"});
    f.required("until", until, {"Until.", "止。"});
    f.required("share", share, {"Share.", "比例。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override { return std::make_unique<Stop>(*this); }
};

class DeparturesTest : public testing::Test {
 protected:
  DeparturesTest() {
    test::add_shipped_library(catalog_);
    register_models(catalog_);
    catalog_.add_kind<CutParameters>("traffic", "cut", {"Cut.", "中断。"}, {});
    catalog_.add_kind<StopParameters>("traffic", "stop", {"Stop.", "停。"}, {});
    town_ = test::make_tiny_town();
  }
  void demand(const char* from, const char* to, double vehicles, double begins_s = 0, double ends_s = 600) {
    const auto zone = [&](std::string_view id) {
      const auto at = std::find_if(town_.zones.begin(), town_.zones.end(), [&](const auto& z) { return z.id == id; });
      return ZoneId(static_cast<std::size_t>(at - town_.zones.begin()));
    };
    town_.trips.push_back({zone(from), zone(to), vehicles, begins_s, ends_s, TravelMode::car});
  }
  test::Outcome run(const std::string& entries, std::uint32_t replication = 0, const char* duration = "2 h") {
    const auto scenario = test::build_scenario(
        town_, std::string("exercise: {starts: 2026-07-05 10:00, duration: ") + duration + "}\ntraffic:\n" + entries,
        catalog_);
    return test::run_replication(*scenario, catalog_, replication);
  }
  // One vehicle every 30 s for half an hour, with a way round; everybody hears 5 min after a change.
  test::Outcome run_with_news_of_a_cut(const std::string& until);
  static double measure(const test::Outcome& outcome, const char* name) {
    return outcome.measures.value(std::string("traffic.") + name);
  }
  static void expect_conserved(const test::Outcome& outcome) {
    EXPECT_EQ(measure(outcome, "trips"), measure(outcome, "trips_arrived") + measure(outcome, "trips_turned_back") +
                                             measure(outcome, "trips_without_way") +
                                             measure(outcome, "trips_called_off") +
                                             measure(outcome, "trips_under_way"));
    EXPECT_GE(measure(outcome, "trips_under_way"), 0);
  }
  Catalog catalog_;
  Town town_;
};

TEST_F(DeparturesTest, EvenDeparturesDriveAtFreeSpeedOnAnEmptyRoad) {
  demand("lower", "upper", 20);
  const auto outcome = run("  - {kind: departures, spread: even}\n");
  const auto ended = outcome.log.all<TripEnded>();
  ASSERT_EQ(ended.size(), 20U);
  for (std::size_t k = 0; k < ended.size(); ++k) {
    EXPECT_NEAR(ended[k].event.departed_s, 30.0 * static_cast<double>(k), 1e-3);
    EXPECT_NEAR(ended[k].t_s, 30.0 * static_cast<double>(k) + kLowerToUpper_m / kSpeed_m_per_s, 0.1);
  }
  EXPECT_NEAR(measure(outcome, "trip_time_mean"), kLowerToUpper_m / kSpeed_m_per_s, 0.1);
  EXPECT_EQ(measure(outcome, "trip_delay_mean"), 0);
  EXPECT_NEAR(measure(outcome, "trips_50_time"), 270 + 250, 0.2);
  expect_conserved(outcome);
}

TEST_F(DeparturesTest, FractionsAreCarriedOnSoThatTheSumIsRight) {
  for (int row = 0; row < 40; ++row) demand("lower", "upper", 0.5, row * 10.0, row * 10.0 + 10);
  EXPECT_EQ(measure(run("  - {kind: departures, spread: even}\n"), "trips"), 20);
  EXPECT_EQ(measure(run("  - {kind: departures, spread: even, share: 50 %}\n"), "trips"), 10);
}

TEST_F(DeparturesTest, RandomDeparturesHaveTheMeanOfTheTable) {
  for (int row = 0; row < 30; ++row) demand("lower", "upper", 0.4, 0, 600);
  double sum = 0;
  constexpr int kReplications = 60;
  for (int r = 0; r < kReplications; ++r) {
    sum += measure(run("  - kind: departures\n", static_cast<std::uint32_t>(r)), "trips");
  }
  const double mean = 30 * 0.4;
  const double deviation = std::sqrt(30 * 0.4 * 0.6 / kReplications);
  EXPECT_NEAR(sum / kReplications, mean, 4 * deviation);
}

TEST_F(DeparturesTest, WhoWouldLeaveAfterEndExIsNotPlanned) {
  demand("lower", "upper", 100, 0, 3600);
  const auto outcome = run("  - {kind: departures, spread: even}\n", 0, "30 min");
  EXPECT_EQ(measure(outcome, "trips"), 51);  // 0, 36, … 1800 s
  EXPECT_GT(measure(outcome, "trips_under_way"), 0);
  expect_conserved(outcome);
}

TEST_F(DeparturesTest, ACutRoadTurnsThemBackAndThenKeepsThemAtHome) {
  demand("lower", "upper", 20);
  const std::string cut = "  - {kind: cut, from: 300 s, until: 90 min}\n";
  const auto outcome = run("  - {kind: departures, spread: even, informed_of_closures: 100 %}\n" + cut);
  // v23 (1000 m) takes 125 s: who departed up to 150 s was on v12 by 300 s and drives on; up to 300 s they set out.
  EXPECT_EQ(measure(outcome, "trips_arrived"), 6);
  EXPECT_EQ(measure(outcome, "trips_turned_back"), 4);
  EXPECT_EQ(measure(outcome, "trips_without_way"), 10);
  expect_conserved(outcome);
  // Who does not know of the cut sets out all the same, and turns back before it.
  const auto unaware = run("  - {kind: departures, spread: even, informed_of_closures: 0 %}\n" + cut);
  EXPECT_EQ(measure(unaware, "trips_arrived"), 6);
  EXPECT_EQ(measure(unaware, "trips_turned_back"), 14);
  EXPECT_EQ(measure(unaware, "trips_without_way"), 0);
  expect_conserved(unaware);
}

// A second road from J3 to J1, 3 km: 375 s. Whoever stands before v12 has driven 125 s, goes back and round: 625 s.
constexpr double kUsual_s = 250;
constexpr double kRound_s = 375;
constexpr double kBackAndRound_s = 625;

Town with_a_way_round(Town town) {
  const auto& old = town.roads;
  std::vector<SegmentInput> segments;
  const auto add = [&](const std::string& road, JunctionId from, JunctionId to, float length_m) {
    SegmentInput segment;
    segment.road = road;
    segment.name = road;
    segment.from = from;
    segment.to = to;
    segment.road_class = RoadClass::tertiary;
    segment.length = Length::from_si(length_m);
    segment.free_flow_speed = 8_m_per_s;
    segment.lanes = 1;
    segments.push_back(segment);
  };
  for (std::size_t s = 0; s < old.segment_count(); ++s) {
    add(old.road(SegmentId(s)), old.from(SegmentId(s)), old.to(SegmentId(s)), old.length_m(SegmentId(s)));
  }
  const auto lower = old.nearest_junction(2500, 60, TravelMode::car);
  const auto upper = old.nearest_junction(500, 60, TravelMode::car);
  add("over", lower, upper, 3000);
  add("over", upper, lower, 3000);
  RoadClassTable classes{};
  for (auto& values : classes) values = {8_m_per_s, 600.0, 1};
  const std::vector<Junction> junctions(old.junctions().begin(), old.junctions().end());
  town.roads = RoadNetwork(junctions, segments, classes);
  town.road_shapes.assign(town.roads.segment_count(), {});
  return town;
}

test::Outcome DeparturesTest::run_with_news_of_a_cut(const std::string& until) {
  town_ = with_a_way_round(town_);
  demand("lower", "upper", 60, 0, 1800);
  return run("  - {kind: departures, spread: even, informed_of_closures: 100 %}\n  - {kind: cut, from: 100 s, until: " +
             until + "}\n  - {kind: closure_news, first: 5 min, heard_first: 100 %}\n");
}

// Travel times by departure, every 30 s.
std::map<double, double> times_of(const test::Outcome& outcome) {
  std::map<double, double> times;
  for (const auto& row : outcome.log.all<TripEnded>()) {
    const auto departed_s = static_cast<double>(row.event.departed_s);
    times[departed_s] = std::round(row.t_s - departed_s);
  }
  return times;
}

// Everybody who hears does so 5 min after the cut at 100 s.
TEST_F(DeparturesTest, TheNewsOfACutTakesItsTime) {
  town_ = with_a_way_round(town_);
  demand("lower", "upper", 60, 0, 1800);
  const std::string cut = "  - {kind: cut, from: 100 s, until: 110 min}\n";
  const std::string drivers = "  - {kind: departures, spread: even, informed_of_closures: ";
  const std::string news = "  - {kind: closure_news, first: 5 min, heard_first: 100 %}\n";
  for (const auto& [departed_s, took_s] : times_of(run(drivers + "100 %}\n" + cut + news))) {
    EXPECT_EQ(took_s, departed_s < 400 ? kBackAndRound_s : kRound_s) << departed_s;
  }
  for (const auto& [departed_s, took_s] : times_of(run(drivers + "100 %}\n" + cut))) {  // without: at the instant
    EXPECT_EQ(took_s, departed_s < 100 ? kBackAndRound_s : kRound_s) << departed_s;
  }
  for (const auto& [departed_s, took_s] : times_of(run(drivers + "0 %}\n" + cut + news))) {
    EXPECT_EQ(took_s, kBackAndRound_s) << departed_s;
  }
}

// Open again at 1000 s: for 5 min those who had heard of the cut still go round.
TEST_F(DeparturesTest, WhoDoesNotKnowThatARoadIsOpenAgainAvoidsIt) {
  const auto outcome = run_with_news_of_a_cut("1000 s");
  for (const auto& [departed_s, took_s] : times_of(outcome)) {
    const double expected_s = departed_s < 400 ? kBackAndRound_s : departed_s < 1300 ? kRound_s : kUsual_s;
    EXPECT_EQ(took_s, expected_s) << departed_s;
  }
  expect_conserved(outcome);
}

// A cut of 200 s is over before anybody hears of it: nobody goes round but those who stood before it.
TEST_F(DeparturesTest, NobodyAvoidsARoadOfWhoseCutHeNeverHeard) {
  const auto outcome = run_with_news_of_a_cut("300 s");
  for (const auto& [departed_s, took_s] : times_of(outcome)) {
    EXPECT_EQ(took_s, departed_s + 125 < 300 ? kBackAndRound_s : kUsual_s) << departed_s;
  }
}

// v12 is cut at 100 s, open at 1000 s and cut again at 2000 s; the delay is 300 s. Who was told at 150 s goes round
// from then on, hears that it is open at 1300 s, as if nobody had told him, and of the second cut at 2300 s.
TEST_F(DeparturesTest, WhoWasToldOnceHearsOfLaterChangesAfterHisDelay) {
  town_ = with_a_way_round(town_);
  demand("lower", "upper", 1);
  const auto scenario = test::build_scenario(
      town_,
      "exercise: {starts: 2026-07-05 10:00, duration: 2 h}\ntraffic:\n  - {kind: departures, spread: even}\n"
      "  - {kind: closure_news, first: 5 min, heard_first: 100 %}\n",
      catalog_);
  World world(*scenario, 0);
  auto& news = world.door<RoadNews>();
  Cut(100, 1000).start(world);
  Cut(2000, 3000).start(world);
  const auto& roads = scenario->town->roads;
  const auto lower = roads.nearest_junction(2500, 60, TravelMode::car);
  const auto upper = roads.nearest_junction(500, 60, TravelMode::car);
  std::map<double, std::pair<bool, bool>> usual;  // does he take the usual way: of others, of who was told at 150 s
  for (const double at_s : {160.0, 390.0, 410.0, 1100.0, 1290.0, 1310.0, 2010.0, 2290.0, 2310.0}) {
    world.kernel().schedule(at_seconds(at_s), Phase::people, [&, at_s] {
      const auto takes_it = [&](const Hearing& hearing) {
        const auto& tree = news.tree_to(upper, TravelMode::car, lower, hearing);
        return roads.road(tree.next_after({}, lower)) != "over";
      };
      usual[at_s] = {takes_it({true, 300}), takes_it({true, 300, 150})};
    });
  }
  world.kernel().run(kStartEx + 2h);
  for (const auto& [at_s, ways] : usual) {
    const bool in_the_dark = at_s < 400 || at_s > 1300;
    EXPECT_EQ(ways.first, in_the_dark && at_s < 2300) << at_s;
    EXPECT_EQ(ways.second, at_s > 1300 && at_s < 2300) << at_s;
  }
  EXPECT_EQ(usual.size(), 9U);
}

// By the curve, 75 % of those who hear have heard 5 min + ln 3 / (0.06 per min) = 23.3 min after the cut: of the
// vehicles that set out then, 75 % of 60 % go round at once.
TEST_F(DeparturesTest, TheShareThatKnowsFollowsTheCurve) {
  town_ = with_a_way_round(town_);
  demand("lower", "upper", 600, 100 + 1398.6, 100 + 1398.6 + 6000);
  for (const auto& [contact, share] : {std::pair{"0.06 per min", 0.0}, {"0 per min", 0.5}}) {
    const auto outcome =
        run("  - {kind: departures, spread: even, informed_of_closures: 60 %}\n"
            "  - {kind: cut, from: 100 s, until: 190 min}\n"
            "  - {kind: closure_news, first: 5 min, heard_first: 50 %, contact_rate: " +
                std::string(contact) + "}\n",
            0, "200 min");
    double round = 0;
    double expected = 0;
    std::size_t all = 0;
    for (const auto& [departed_s, took_s] : times_of(outcome)) {
      ++all;
      round += took_s < 500 ? 1 : 0;
      const double minutes = (departed_s - 400) / 60;
      expected += 0.6 * (share > 0 ? share : 1 / (1 + std::exp(-0.06 * minutes)));
    }
    ASSERT_EQ(all, 600U);
    EXPECT_NEAR(round, expected, 4 * std::sqrt(600 * 0.6 * 0.4)) << contact;
  }
}

// 600 vehicles in an hour, one every 6 s; from 20 to 40 min 200 would set out, and 70 % of them do not: 4 standard
// deviations of the binomial law.
TEST_F(DeparturesTest, AShareOfTheTripsDoesNotBeginWhileWhatTheyAreForIsStopped) {
  demand("lower", "upper", 600, 0, 3600);
  const std::string trips = "  - {kind: departures, spread: even}\n";
  const auto as_usual = run(trips);
  const auto stopped = run(trips + "  - {kind: stop, from: 20 min, until: 40 min, share: 70 %}\n");
  EXPECT_EQ(measure(as_usual, "trips_called_off"), 0);
  EXPECT_NEAR(measure(stopped, "trips_called_off"), 140, 4 * std::sqrt(200 * 0.7 * 0.3));
  for (const auto& row : stopped.log.all<TripEnded>()) {
    if (row.event.end != TripEnd::called_off) continue;
    EXPECT_GE(row.t_s, 1200);
    EXPECT_LT(row.t_s, 2400);
  }
  expect_conserved(stopped);
  const auto all = run(trips + "  - {kind: stop, from: 0 min, until: 2 h, share: 100 %}\n");
  EXPECT_EQ(measure(all, "trips_called_off"), 600);
  expect_conserved(all);
}

TEST_F(DeparturesTest, AnotherRowDoesNotMoveTheDeparturesOfThisOne) {
  demand("lower", "upper", 10);
  const auto alone = run("  - kind: departures\n");
  demand("upper", "lower", 10);
  const auto both = run("  - kind: departures\n");
  std::vector<float> first, second;
  for (const auto& row : alone.log.all<TripEnded>()) first.push_back(row.event.departed_s);
  for (const auto& row : both.log.all<TripEnded>()) {
    if (row.event.from == alone.log.all<TripEnded>()[0].event.from) second.push_back(row.event.departed_s);
  }
  EXPECT_EQ(first, second);
}

TEST_F(DeparturesTest, ATownWithoutDemandIsRefused) {
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(town_, "traffic: [{kind: departures}]", catalog_, diagnostics), nullptr);
  ASSERT_FALSE(diagnostics.entries().empty());
  EXPECT_STREQ(std::string(diagnostics.entries()[0].code).c_str(), "missing-file");
}

// A signal at J2, where v23 and v12 meet: 30 s green and 30 s red for those who come from below.
TEST_F(DeparturesTest, ASignalLetsThroughInItsGreenOnly) {
  demand("lower", "upper", 60, 0, 600);
  const std::string signal =
      "  - kind: signal\n    junction: J2\n    phases:\n      - {green: 30 s, roads: [v23]}\n      - {green: 30 s, "
      "roads: [v12]}\n";
  const auto outcome = run("  - {kind: departures, spread: even}\n  - {kind: counter, roads: [v23, v12]}\n" + signal);
  EXPECT_EQ(measure(outcome, "trips_arrived"), 60);
  for (const auto& row : outcome.log.all<TripEnded>()) {
    const double at_signal_s = row.t_s - 1000 / kSpeed_m_per_s + 0.1;  // v12 is 1000 m long and free; rounding
    EXPECT_LE(std::fmod(at_signal_s, 60), 30.3) << at_signal_s;
  }
  // Six come in a cycle, 35, 45, 55, 65, 75, 85 s after the light turned green; from the next green on one leaves every
  // 6 s (600 an hour): they wait 25, 21, 17, 13, 9, 5 s. The first three of all do not wait.
  EXPECT_NEAR(measure(outcome, "trip_delay_mean"), (60 * 15 - (13 + 9 + 5)) / 60.0, 0.1);
  EXPECT_EQ(outcome.measures.value("traffic.road_volume", "road:v12<"), 60);
  EXPECT_NEAR(outcome.measures.value("traffic.road_time_mean", "road:v23<"), 125 + measure(outcome, "trip_delay_mean"),
              0.1);
}

TEST_F(DeparturesTest, ASignalAtNoJunctionOrOnARoadThatLeadsElsewhereIsRefused) {
  demand("lower", "upper", 60);
  Diagnostics diagnostics;
  const char* wrong =
      "traffic:\n  - {kind: departures}\n"
      "  - {kind: signal, id: one, junction: J22, phases: [{green: 30 s}]}\n"
      "  - {kind: signal, id: two, junction: J2, phases: [{green: 30 s, roads: [h0]}]}\n";
  EXPECT_EQ(test::build_scenario(town_, wrong, catalog_, diagnostics), nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 2U);
  EXPECT_THAT(diagnostics.entries()[0].hint.en, testing::HasSubstr("J2"));
  EXPECT_THAT(diagnostics.entries()[1].what.en, testing::HasSubstr("does not lead to junction 'J2'"));
}

}  // namespace
}  // namespace tocsin::traffic
