// SPDX-License-Identifier: Apache-2.0
// Households in the small valley: who leaves when, where they end up, what full shelters, cut roads and water do to
// them, and that the ledger of people adds up at every event. Alerts and closures come from models of this file, so
// that a test knows to the second what a household was told.
#include "models/evacuation/households.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "engine/simulation/events.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evacuation {
namespace {

// Looks at the ledger of people at every event of households, warnings and water; a wrong sum fails the replication.
class Auditor final : public Model {
 public:
  void start(World& world) override {
    world_ = &world;
    audit_at<HouseholdOrdered>();
    audit_at<HouseholdDecided>();
    audit_at<HouseholdDeparted>();
    audit_at<HouseholdRerouted>();
    audit_at<HouseholdStranded>();
    audit_at<ShelterReached>();
    audit_at<ShelterRefused>();
    audit_at<PersonsHarmed>();
    audit_at<warning::AlertReceived>();
    audit_at<hazard::HouseholdReached>();
    audit_at<hazard::RoadCut>();
  }

 private:
  template <class E>
  void audit_at() {
    world_->subscribe<E>([this](const E&) { audit(); });
  }
  // Both the totals the roll keeps and those counted afresh household by household.
  void audit() const {
    const auto& roll = world_->door<Roll>();
    std::array<std::uint64_t, kStateCount> counted{};
    std::uint64_t sum = roll.residents_harmed();
    for (const auto h : world_->scenario().scope.households()) {
      counted[static_cast<std::size_t>(roll.state(h))] += roll.persons(h);
    }
    for (int s = 0; s < kStateCount; ++s) {
      sum += roll.residents_in(static_cast<State>(s));
      if (counted[static_cast<std::size_t>(s)] != roll.residents_in(static_cast<State>(s))) {
        throw std::runtime_error("the roll's total differs from its households");
      }
    }
    if (sum != world_->scenario().scope.residents()) throw std::runtime_error("people were lost or made");
  }
  World* world_ = nullptr;
};

struct AuditorParameters final : ModelParameters {
  void describe(Fields&) override {}
  [[nodiscard]] std::unique_ptr<Model> make() const override { return std::make_unique<Auditor>(); }
};

// Tells every household of the scope by one channel, at one instant.
struct TellParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.required("at", at, {"When.", "时间。"});
    f.required("by", by, {"How.", "方式。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  Duration at{};
  warning::Channel by{};
};

class Tell final : public Model {
 public:
  explicit Tell(const TellParameters& parameters) : p_(parameters) {}
  void start(World& world) override {
    world.kernel().schedule(kStartEx + p_.at, Phase::response, [this, &world] {
      for (const auto h : world.scenario().scope.households()) world.door<warning::Alerts>().receive(h, p_.by);
    });
  }

 private:
  const TellParameters& p_;
};

std::unique_ptr<Model> TellParameters::make() const {
  return std::make_unique<Tell>(*this);
}

// Closes a road in both directions for everybody.
struct CloseParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.required("at", at, {"When.", "时间。"});
    f.required("road", road, {"Which.", "道路。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  Duration at{};
  std::string road;
};

class Close final : public Model {
 public:
  explicit Close(const CloseParameters& parameters) : p_(parameters) {}
  void start(World& world) override {
    world.kernel().schedule(kStartEx + p_.at, Phase::infrastructure, [this, &world] {
      for (const auto* direction : {">", "<"}) {
        const SegmentId segment(world.scenario().names->find(Entity::segment, p_.road + direction));
        world.roads().set_speed_factor(segment, kAllModes, 0);
      }
    });
  }

 private:
  const CloseParameters& p_;
};

std::unique_ptr<Model> CloseParameters::make() const {
  return std::make_unique<Close>(*this);
}

Catalog make_catalog() {
  Catalog catalog;
  test::add_shipped_library(catalog);
  catalog.add_event<ExerciseStarted>();
  catalog.add_event<ExerciseEnded>();
  hazard::register_models(catalog);
  warning::register_models(catalog);
  register_models(catalog);
  catalog.add_kind<TellParameters>("cues", "tell", {"Tell", "告知"}, {});
  catalog.add_kind<CloseParameters>("cues", "close", {"Close", "封路"}, {});
  catalog.add_kind<AuditorParameters>("audit", "people", {"Audit", "审计"}, {});
  return catalog;
}

const std::string kNow = "{shortest: 0 min, usual: 0 min, longest: 0 min}";
// Everybody is under the order at 10 min; nobody is told of it by that.
const std::string kOrder =
    "warning:\n  - {kind: issuance, at: 10 min, area: whole_scope, coverage: whole_zone, detection: " + kNow +
    ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n";
const std::string kAudit = "audit: [{kind: people}]\n";
const std::string kAllLeave = "compliance_door_to_door: 100 %, compliance_loudspeaker: 100 %";

constexpr double kToldAtS = 20 * 60.0;
const std::string kToldAtTheDoor = "{kind: tell, at: 20 min, by: door_to_door}";

std::string cues(const std::string& entries) {
  return "cues: [" + entries + "]\n";
}

std::string households(const std::string& fields = {}) {
  return "evacuation:\n  - {kind: households" + (fields.empty() ? "" : ", " + fields) + "}\n";
}

std::string flood(const std::string& depth) {
  return "hazard:\n  - {kind: flood, river: brook, begins: 40 min, rise_time: 20 min, recession_time: 4 h, "
         "peak_depth: " +
         depth + ", peak_depth_sigma: 0, begins_sigma: 0, front_speed_sigma: 0, attenuation: 0 per km, reach: 300 m}\n";
}

class HouseholdsTest : public testing::Test {
 protected:
  test::Outcome run(const std::string& yaml, const test::TinyTown& town = {}, std::uint32_t replication = 0) {
    scenario_ = test::build_scenario(test::make_tiny_town(town), yaml, catalog_);
    return test::run_replication(*scenario_, catalog_, replication);
  }
  [[nodiscard]] double residents() const { return static_cast<double>(scenario_->scope.residents()); }
  [[nodiscard]] ShelterId shelter(const std::string& id) const {
    return ShelterId(scenario_->names->find(Entity::shelter, id));
  }
  Catalog catalog_ = make_catalog();
  std::unique_ptr<Scenario> scenario_;
};

std::map<HouseholdId, double> departures(const test::Outcome& outcome) {
  std::map<HouseholdId, double> times;
  for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
    EXPECT_TRUE(times.emplace(row.event.household, row.t_s).second) << "a household left twice";
  }
  return times;
}

std::uint32_t harmed(const test::Outcome& outcome) {
  std::uint32_t persons = 0;
  for (const auto& row : outcome.log.all<PersonsHarmed>()) persons += row.event.persons;
  return persons;
}

// Water, full shelters, three ways of being told: whatever happens, everybody is somewhere and only once.
TEST_F(HouseholdsTest, PeopleAreConservedAtEveryEvent) {
  test::TinyTown town;
  town.hall_capacity_persons = 15;
  town.school_capacity_persons = 40;
  std::uint32_t harmed_persons = 0;
  std::size_t refused = 0;
  std::size_t stranded = 0;
  for (std::uint32_t replication = 0; replication < 4; ++replication) {
    const auto outcome = run(flood("5 m") + kOrder + households() +
                                 cues("{kind: tell, at: 30 min, by: loudspeaker}, " + kToldAtTheDoor +
                                      ", {kind: close, at: 35 min, road: h1}") +
                                 kAudit,
                             town, replication);
    harmed_persons += harmed(outcome);
    refused += outcome.log.all<ShelterRefused>().size();
    stranded += outcome.log.all<HouseholdStranded>().size();
    std::map<HouseholdId, int> arrivals;
    for (const auto& row : outcome.log.all<ShelterReached>()) ++arrivals[row.event.household];
    for (const auto& [household, times] : arrivals) EXPECT_EQ(times, 1);
  }
  EXPECT_GT(harmed_persons, 0U);  // else the test looked at nothing
  EXPECT_GT(refused, 0U);
  EXPECT_GT(stranded, 0U);
}

TEST_F(HouseholdsTest, NobodyLeavesBeforeAnAlertOrWater) {
  const std::string channels = kOrder + "  - {kind: loudspeaker}\n  - {kind: word_of_mouth}\n";
  std::size_t by_water = 0;
  std::size_t by_alert = 0;
  for (std::uint32_t replication = 0; replication < 5; ++replication) {
    const auto outcome = run(flood("3 m") + channels + households(), {}, replication);
    std::map<HouseholdId, double> alert;
    std::map<HouseholdId, double> water;
    for (const auto& row : outcome.log.all<warning::AlertReceived>()) alert.try_emplace(row.event.household, row.t_s);
    for (const auto& row : outcome.log.all<hazard::HouseholdReached>()) water.try_emplace(row.event.household, row.t_s);
    for (const auto& [household, t_s] : departures(outcome)) {
      const bool alerted = alert.count(household) != 0 && alert[household] < t_s;
      const bool wet = water.count(household) != 0 && water[household] < t_s;
      EXPECT_TRUE(alerted || wet) << household.value << " left at " << t_s;
      by_alert += alerted ? 1U : 0U;
      by_water += alerted ? 0U : 1U;
    }
  }
  EXPECT_GT(by_alert, 0U);
  EXPECT_GT(by_water, 0U);
}

TEST_F(HouseholdsTest, WithoutAlertAndWaterNobodyMovesAndNobodyIsHarmed) {
  const auto outcome = run(flood("0 m") + kOrder + households() + kAudit);
  EXPECT_TRUE(departures(outcome).empty());
  EXPECT_TRUE(outcome.log.all<HouseholdDecided>().empty());
  EXPECT_EQ(harmed(outcome), 0U);
  EXPECT_EQ(outcome.measures.value("evacuation.harmed_persons"), 0);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), residents());
  EXPECT_TRUE(std::isinf(outcome.measures.value("evacuation.clearance_time")));
}

// Tolerance: 4 standard deviations of a share of 1/2 among n independent households (false alarm about 1 in 16,000,
// and the seed is fixed). Households with helpers take longer and are left out.
TEST_F(HouseholdsTest, HalfOfThoseToldAtTheDoorLeaveWithinTheMedian) {
  for (const auto* starts : {"2026-07-05 02:00", "2026-07-05 10:00"}) {
    const bool night = std::string(starts).find("02:00") != std::string::npos;
    const double median_s = night ? 15 * 60.0 : 8 * 60.0;
    double within = 0;
    double n = 0;
    for (std::uint32_t replication = 0; replication < 20; ++replication) {
      const auto outcome = run("exercise: {starts: " + std::string(starts) + ", duration: 6 h}\n" + kOrder +
                                   households(kAllLeave + ", median_door_to_door_day: 8 min, "
                                                          "median_door_to_door_night: 15 min") +
                                   cues(kToldAtTheDoor),
                               {}, replication);
      for (const auto& [household, t_s] : departures(outcome)) {
        if (scenario_->town->population.need_help[household.index()] > 0) continue;
        ++n;
        within += t_s <= kToldAtS + median_s ? 1 : 0;
      }
    }
    ASSERT_EQ(n, 20 * 54);  // all of them leave
    EXPECT_NEAR(within / n, 0.5, 4 * std::sqrt(0.25 / n)) << starts;
  }
}

TEST_F(HouseholdsTest, AFullShelterSendsPeopleOnToAnother) {
  test::TinyTown town;
  town.hall_capacity_persons = 10;
  const auto outcome = run(kOrder + households(kAllLeave) + cues(kToldAtTheDoor) + kAudit, town);
  const auto refusals = outcome.log.all<ShelterRefused>();
  ASSERT_FALSE(refusals.empty());
  std::map<HouseholdId, ShelterId> reached;
  std::map<ShelterId, std::uint32_t> inside;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    reached[row.event.household] = row.event.shelter;
    inside[row.event.shelter] += row.event.persons;
  }
  for (const auto& row : refusals) {
    EXPECT_EQ(row.event.shelter, shelter("hall"));
    EXPECT_EQ(reached[row.event.household], shelter("school"));
  }
  EXPECT_LE(inside[shelter("hall")], 10U);
  EXPECT_GT(inside[shelter("hall")], 0U);
  EXPECT_EQ(inside[shelter("hall")] + inside[shelter("school")], residents());
  EXPECT_EQ(outcome.measures.value("evacuation.turned_away_households", "shelter:hall"), refusals.size());
}

TEST_F(HouseholdsTest, WhereAllSheltersAreFullPeopleAreStrandedAndCounted) {
  test::TinyTown town;
  town.hall_capacity_persons = 10;
  town.school_capacity_persons = 20;
  const auto outcome = run(kOrder + households(kAllLeave) + cues(kToldAtTheDoor) + kAudit, town);
  double stranded = 0;
  for (const auto& row : outcome.log.all<HouseholdStranded>()) {
    EXPECT_EQ(row.event.reason, StrandedReason::shelters_full);
    stranded += row.event.persons;
  }
  EXPECT_GT(stranded, 0);
  EXPECT_EQ(outcome.measures.value("evacuation.stranded_persons"), stranded);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), stranded);
  EXPECT_TRUE(std::isinf(outcome.measures.value("evacuation.clearance_time")));
}

// The road to the school is cut while people walk on it: they turn round and go to the hall.
TEST_F(HouseholdsTest, ARoadCutAheadSendsPeopleElsewhere) {
  const std::string plan = kOrder + households(kAllLeave + ", walks_when_near: 100 %, walk_limit: 5 km");
  test::TinyTown town;
  town.hall_capacity_persons = 300;
  const auto open = run(plan + cues(kToldAtTheDoor) + kAudit, town);
  const auto cut = run(plan + cues(kToldAtTheDoor + ", {kind: close, at: 35 min, road: h1}") + kAudit, town);
  const auto before = departures(open);
  EXPECT_EQ(before, departures(cut));
  std::map<HouseholdId, ShelterId> planned;
  std::map<HouseholdId, double> arrived_open;
  for (const auto& row : open.log.all<ShelterReached>()) {
    planned[row.event.household] = row.event.shelter;
    arrived_open[row.event.household] = row.t_s;
  }
  int diverted = 0;
  for (const auto& row : cut.log.all<ShelterReached>()) {
    const auto h = row.event.household;
    if (row.event.shelter == planned[h]) continue;
    EXPECT_EQ(row.event.shelter, shelter("hall"));
    EXPECT_GT(row.t_s, arrived_open[h]);
    diverted += before.at(h) < 35 * 60 ? 1 : 0;
  }
  EXPECT_GT(diverted, 0);
  EXPECT_EQ(cut.measures.value("evacuation.left_behind_persons"), 0);
}

// With the valley road cut too there is no way left: stranded and counted, and the replication goes on.
TEST_F(HouseholdsTest, NoRouteIsAnOutcomeNotAnError) {
  const auto outcome = run(
      kOrder + households(kAllLeave + ", walks_when_near: 100 %, walk_limit: 5 km") +
      cues(kToldAtTheDoor + ", {kind: close, at: 35 min, road: h1}, {kind: close, at: 35 min, road: v12}") + kAudit);
  std::map<HouseholdId, std::uint32_t> stranded;
  const auto left = departures(outcome);
  bool on_the_way = false;
  for (const auto& row : outcome.log.all<HouseholdStranded>()) {
    stranded[row.event.household] = row.event.persons;
    EXPECT_GE(row.t_s, 35 * 60);
    on_the_way = on_the_way || left.count(row.event.household) != 0;
  }
  EXPECT_TRUE(on_the_way);      // some were cut off on the road
  EXPECT_LT(left.size(), 60U);  // others never got out of their house
  double persons = 0;
  for (const auto& [household, count] : stranded) persons += count;
  EXPECT_GT(persons, 0);
  EXPECT_EQ(outcome.measures.value("evacuation.stranded_persons"), persons);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), persons);
}

// Even where the more convincing channel is given a lower compliance than the first.
TEST_F(HouseholdsTest, AMoreConvincingAlertNeverKeepsAnybody) {
  const std::string horn = "{kind: tell, at: 15 min, by: loudspeaker}";
  for (const auto* compliance : {"98 %", "0 %"}) {
    const auto plan =
        kOrder + households("compliance_loudspeaker: 60 %, compliance_door_to_door: " + std::string(compliance));
    const auto one = departures(run(plan + cues(horn)));
    const auto both = departures(run(plan + cues(horn + ", " + kToldAtTheDoor)));
    EXPECT_LT(one.size(), 60U);
    for (const auto& [household, t_s] : one) {
      ASSERT_EQ(both.count(household), 1U) << compliance;
      EXPECT_LE(both.at(household), t_s);
    }
    if (std::string(compliance) == "98 %") {
      EXPECT_GT(both.size(), one.size());
    } else {
      EXPECT_EQ(both, one);
    }
  }
}

TEST_F(HouseholdsTest, AnotherShelterLeavesEveryDepartureTimeUnchanged) {
  const auto text = [](const std::string& shelters) {
    return kOrder + "  - {kind: loudspeaker}\n  - {kind: word_of_mouth}\n" + households(shelters);
  };
  const auto one = run(text("shelters: [hall]"), {}, 7);
  const auto two = run(text("shelters: [hall, school]"), {}, 7);
  const auto times = departures(one);
  EXPECT_GT(times.size(), 10U);  // no water: who has no dry way left waits for one, and that depends on the shelters
  EXPECT_EQ(times, departures(two));
  EXPECT_NE(one.text, two.text);  // they went to other places
  EXPECT_NE(times, departures(run(text("shelters: [hall]"), {}, 8)));
}

// Everybody stays in the house; the same replications meet deeper and deeper water. Persons are drawn anew every few
// minutes, so the promise holds for sums over replications; for the rates themselves see tests/contracts.
TEST_F(HouseholdsTest, DeeperWaterNeverHarmsFewer) {
  const auto stay = kOrder + households("leaves_on_water: 0 %");
  std::vector<std::uint32_t> persons;
  for (const auto* depth : {"1 m", "2.5 m", "3.5 m", "5 m"}) {
    std::uint32_t sum = 0;
    for (std::uint32_t replication = 0; replication < 5; ++replication) {
      const auto outcome = run(flood(depth) + stay + kAudit, {}, replication);
      sum += harmed(outcome);
      EXPECT_EQ(outcome.measures.value("evacuation.harmed_persons"), harmed(outcome));
    }
    persons.push_back(sum);
  }
  EXPECT_EQ(persons.front(), 0U);  // below the houses
  EXPECT_GT(persons.back(), 0U);
  EXPECT_TRUE(std::is_sorted(persons.begin(), persons.end())) << testing::PrintToString(persons);
}

}  // namespace
}  // namespace tocsin::evacuation
