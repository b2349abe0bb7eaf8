// SPDX-License-Identifier: Apache-2.0
// Households in the small valley: who leaves when, where they end up, what full shelters, cut roads and water do to
// them, and that the ledger of people adds up at every event. Alerts and closures come from
// models of staged.hpp, so that a test knows to the second what a household was told.
#include "models/evacuation/households.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

#include "engine/simulation/events.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/hazard/kinds.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"
#include "tests/models/evacuation/staged.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

class HouseholdsTest : public ValleyTest {};

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

std::map<HouseholdId, std::uint32_t> harm_by_household(const test::Outcome& outcome) {
  std::map<HouseholdId, std::uint32_t> persons;
  for (const auto& row : outcome.log.all<PersonsHarmed>()) persons[row.event.household] += row.event.persons;
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

// Nobody leaves: each stands in the water from its first hour to EndEx.
TEST_F(HouseholdsTest, ExposureCountsFromTheFirstWater) {
  const std::string stay = "compliance_door_to_door: 0 %, leaves_on_water: 0 %, shadow_evacuation: 0 %";
  const auto outcome = run(flood("4 m") + kOrder + households(stay));
  double person_min = 0;
  std::set<HouseholdId> reached;
  for (const auto& row : outcome.log.all<hazard::HouseholdReached>()) {
    if (!reached.insert(row.event.household).second) continue;
    const double persons = scenario_->town->population.persons[row.event.household.index()];
    person_min += persons * (seconds(scenario_->end()) - row.t_s) / 60;
  }
  ASSERT_GT(person_min, 0);
  EXPECT_NEAR(outcome.measures.value("evacuation.exposure"), person_min, 1e-6 * person_min);
  const auto left = run(flood("4 m") + kOrder + households(kAllLeave) + cues(kToldAtTheDoor));
  EXPECT_LT(left.measures.value("evacuation.exposure"), person_min / 4);  // most are gone before the water
}

// A township is the sum of its villages, and the whole that of its townships.
TEST_F(HouseholdsTest, TownshipsAreTheSumsOfTheirVillages) {
  const auto outcome = run(flood("4 m") + kOrder + households(kAllLeave) + cues(kToldAtTheDoor));
  const auto& town = *scenario_->town;
  for (const auto* name : {"evacuation.at_risk_persons", "evacuation.sheltered_persons", "evacuation.exposure",
                           "evacuation.harmed_persons", "evacuation.left_behind_persons"}) {
    double whole = 0;
    for (const auto& township : town.townships) {
      double sum = 0;
      for (const auto& zone : town.zones) {
        if (town.townships[zone.township.index()].id == township.id) {
          sum += outcome.measures.value(name, "zone:" + zone.id);
        }
      }
      EXPECT_NEAR(outcome.measures.value(name, "township:" + township.id), sum, 1e-9 * sum) << name;
      whole += sum;
    }
    EXPECT_NEAR(outcome.measures.value(name), whole, 1e-9 * whole) << name;
  }
  const auto place = "township:" + town.townships.front().id;
  EXPECT_EQ(outcome.measures.value("evacuation.clearance_time", place),
            outcome.measures.value("evacuation.clearance_time"));  // there is one, and the order was for all of it
  EXPECT_EQ(outcome.measures.value("evacuation.time_to_safety", place),
            outcome.measures.value("evacuation.time_to_safety"));
}

// Bags are packed and the hour is known: whoever needs no helper is out of the door in half of the time.
TEST_F(HouseholdsTest, InAnAnnouncedDrillPeopleAreReadySooner) {
  const auto left = [&](const std::string& drill) {
    return departures(run("exercise: {starts: 2026-07-05 02:00, duration: 6 h" + drill + "}\n" + kOrder +
                          households(kAllLeave) + cues(kToldAtTheDoor)));
  };
  const auto blind = left(", drill: {mode: double_blind}");
  const auto announced = left(", drill: {mode: announced, preparation_factor: 0.5}");
  ASSERT_GT(blind.size(), 20U);
  for (const auto& [household, t_s] : blind) {
    if (scenario_->town->population.need_help[household.index()] > 0) continue;
    EXPECT_NEAR(announced.at(household) - kToldAtS, 0.5 * (t_s - kToldAtS), 0.01);
  }
}

// Kin live off the hazard map; whoever goes to them needs no place in a shelter, and is counted apart.
TEST_F(HouseholdsTest, ThoseWhoPreferKinGoToThem) {
  auto flooded = flood("4 m");
  flooded.replace(flooded.find("40 min"), 6, "5 h");  // a map, and no water on the way
  const auto outcome = run(flooded + kOrder + with_kin("100 %", "100 %", kAllLeave + ", kin_walk_limit: 10 km") +
                           cues(kToldAtTheDoor) + kAudit);
  const auto& arrivals = outcome.log.all<KinReached>();
  ASSERT_FALSE(arrivals.empty());
  EXPECT_TRUE(outcome.log.all<ShelterReached>().empty());
  const auto threatened = hazard::threatened_households(*scenario_);
  std::set<ZoneId> safe;
  for (const auto id : scenario_->scope.households()) {
    if (threatened[scenario_->scope.position(id)] == 0) safe.insert(scenario_->town->population.zone[id.index()]);
  }
  double persons = 0;
  for (const auto& row : arrivals) {
    EXPECT_TRUE(safe.contains(row.event.zone));
    persons += row.event.persons;
  }
  EXPECT_EQ(outcome.measures.value("evacuation.with_kin_persons"), persons);
  EXPECT_EQ(outcome.measures.value("evacuation.sheltered_persons"), 0);
  EXPECT_EQ(outcome.measures.value("evacuation.arrived_share"),
            persons / outcome.measures.value("evacuation.at_risk_persons"));
}

// Full shelters strand nobody who has kin: as many as the share says, and those who go there at a smaller share go at a
// larger one too.
TEST_F(HouseholdsTest, WhoIsTurnedAwayGoesToKin) {
  test::TinyTown town;
  town.hall_capacity_persons = 10;
  town.school_capacity_persons = 20;
  std::set<HouseholdId> before;
  for (const auto* share : {"0 %", "40 %", "80 %", "100 %"}) {
    const auto outcome = run(kOrder + with_kin("0 %", share, kAllLeave) + cues(kToldAtTheDoor) + kAudit, town);
    std::set<HouseholdId> kin;
    for (const auto& row : outcome.log.all<KinReached>()) kin.insert(row.event.household);
    EXPECT_GE(kin.size(), before.size());
    before = kin;
    const bool all = std::string(share) == "100 %";
    EXPECT_EQ(outcome.log.all<HouseholdStranded>().empty(), all) << share;
    EXPECT_EQ(std::isfinite(outcome.measures.value("evacuation.clearance_time")), all) << share;
  }
  EXPECT_GT(before.size(), 30U);
}

// More kin: whoever went to them before still does, and about the share that prefers them does.
TEST_F(HouseholdsTest, TheShareThatPrefersKinGoesToThem) {
  test::TinyTown town;
  town.upper_households = 400;
  town.hall_capacity_persons = 5000;
  town.school_capacity_persons = 5000;
  std::set<HouseholdId> few;
  std::size_t households_count = 0;
  for (const auto* share : {"30 %", "60 %"}) {
    const auto outcome =
        run(kOrder + with_kin(share, "0 %", kAllLeave + ", kin_walk_limit: 50 km") + cues(kToldAtTheDoor), town);
    households_count = scenario_->scope.households().size();
    std::set<HouseholdId> kin;
    for (const auto& row : outcome.log.all<KinReached>()) kin.insert(row.event.household);
    for (const auto id : few) EXPECT_TRUE(kin.contains(id));
    const double wanted = share[0] == '3' ? 0.3 : 0.6;
    const double n = static_cast<double>(households_count);
    EXPECT_NEAR(static_cast<double>(kin.size()), wanted * n, 4 * std::sqrt(n * wanted * (1 - wanted)));
    few = kin;
  }
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
  std::map<HouseholdId, ShelterId> rerouted;
  for (const auto& row : cut.log.all<HouseholdRerouted>()) {
    EXPECT_EQ(row.t_s, 35 * 60);
    rerouted[row.event.household] = row.event.shelter;
  }
  int diverted = 0;
  for (const auto& row : cut.log.all<ShelterReached>()) {
    const auto h = row.event.household;
    if (row.event.shelter == planned[h]) continue;
    EXPECT_EQ(row.event.shelter, shelter("hall"));
    EXPECT_GT(row.t_s, arrived_open[h]);
    if (before.at(h) >= 35 * 60) continue;
    ++diverted;
    EXPECT_EQ(rerouted[h], shelter("hall")) << "the log does not say where they go now";
  }
  EXPECT_GT(diverted, 0);
  EXPECT_EQ(cut.measures.value("evacuation.left_behind_persons"), 0);
}

// Those who hear nothing of the cut walk on until they stand before it, and only then go elsewhere.
TEST_F(HouseholdsTest, WhoDoesNotHearOfACutTurnsRoundBeforeIt) {
  const auto with = [&](const char* share) {
    test::TinyTown town;
    town.hall_capacity_persons = 300;
    return run(kOrder +
                   households("compliance_door_to_door: 100 %, walks_when_near: 100 %, walk_limit: 5 km, "
                              "informed_of_closures: " +
                              std::string(share)) +
                   cues(kToldAtTheDoor + ", {kind: close, at: 35 min, road: h1}") + kAudit,
               town);
  };
  const auto nobody = with("0 %");
  const auto everybody = with("100 %");
  EXPECT_EQ(departures(nobody), departures(everybody));
  EXPECT_EQ(nobody.measures.value("evacuation.left_behind_persons"), 0);
  std::size_t late = 0;
  for (const auto& row : nobody.log.all<HouseholdRerouted>()) late += row.t_s > 35 * 60 ? 1U : 0U;
  EXPECT_GT(late, 0U);
  double sum_nobody = 0;
  double sum_everybody = 0;
  for (const auto& row : nobody.log.all<ShelterReached>()) sum_nobody += row.t_s;
  for (const auto& row : everybody.log.all<ShelterReached>()) sum_everybody += row.t_s;
  EXPECT_GE(sum_nobody, sum_everybody);
}

// The only road to the village of the kin is cut before most leave: whoever hears of it goes elsewhere, whoever does
// not sets out for the village and finds out.
TEST_F(HouseholdsTest, WhoGoesToKinHearsOfACutAsOthersDo) {
  test::TinyTown town;
  town.hall_capacity_persons = 500;
  town.school_capacity_persons = 500;
  const auto to_kin_after_cut = [&](const char* informed) {
    const auto outcome =
        run(kOrder +
                with_kin("100 %", "0 %",
                         "compliance_door_to_door: 100 %, kin_walk_limit: 10 km, informed_of_closures: " +
                             std::string(informed)) +
                cues(kToldAtTheDoor + ", {kind: close, at: 22 min, road: v23}") + kAudit,
            town);
    std::set<HouseholdId> set_out;
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
      if (row.t_s > 22 * 60 && row.event.kin.exists()) set_out.insert(row.event.household);
    }
    for (const auto& row : outcome.log.all<KinReached>()) set_out.erase(row.event.household);
    return set_out;  // and did not get there
  };
  EXPECT_TRUE(to_kin_after_cut("100 %").empty());
  EXPECT_GT(to_kin_after_cut("0 %").size(), 5U);
}

// News that takes its time, in a drill with water, cuts that come and go and full shelters: people are conserved at
// every event (the auditor), nobody is lost, and how fast news is means nothing to those whom it never reaches.
TEST_F(HouseholdsTest, SlowNewsLosesNobody) {
  test::TinyTown town;
  town.hall_capacity_persons = 60;
  const auto with = [&](const std::string& news, const std::string& share, std::uint32_t replication) {
    return run(
        flood("2.8 m") + kOrder + with_kin("20 %", "50 %", "walk_limit: 300 m, informed_of_closures: " + share) +
            (news.empty() ? "" : "traffic:\n  - {kind: closure_news" + news + "}\n") +
            cues(kToldAtTheDoor + ", {kind: close, at: 25 min, road: h1, until: 70 min}, {kind: close, at: 45 min, "
                                  "road: v12, until: 60 min}, {kind: close, at: 62 min, road: v12, until: 2 h}") +
            kAudit,
        town, replication);
  };
  bool differs = false;
  for (std::uint32_t replication = 0; replication < 8; ++replication) {
    const auto outcome = with(", first: 8 min", "80 %", replication);
    differs = differs || outcome.text != with("", "80 %", replication).text;
    EXPECT_EQ(with(", first: 8 min", "0 %", replication).text, with(", first: 1 min", "0 %", replication).text);
    EXPECT_EQ(with(", first: 0 min, heard_first: 100 %", "100 %", replication).text,
              with("", "100 %", replication).text);
  }
  EXPECT_TRUE(differs);
}

// Nearly no places, kin, and roads that are cut and open again every few minutes, which is heard of late: whoever looks
// for a shelter in vain learns of the roads, and goes on as he knows them then. Nobody may be sent where no way leads.
TEST_F(HouseholdsTest, WhoLearnsOfTheRoadsWhileChoosingChoosesByThat) {
  test::TinyTown town;
  town.hall_capacity_persons = 4;
  town.school_capacity_persons = 6;
  std::string closures;
  for (int i = 0; i < 40; ++i) {
    const auto* road = std::array{"v12", "v23", "h1", "h0"}[static_cast<std::size_t>(i) % 4];
    closures += ", {kind: close, at: " + std::to_string(21 + 3 * i) + " min, road: " + road +
                ", until: " + std::to_string(21 + 3 * i + 5 + i % 7) + " min}";
  }
  std::size_t to_kin = 0;
  for (std::uint32_t replication = 0; replication < 12; ++replication) {
    const auto outcome = run(
        kOrder + with_kin("60 %", "60 %", "compliance_door_to_door: 100 %, kin_walk_limit: 10 km, walk_limit: 300 m") +
            "traffic:\n  - {kind: closure_news, first: 8 min}\n" + cues(kToldAtTheDoor + closures) + kAudit,
        town, replication);
    to_kin += outcome.log.all<KinReached>().size();
  }
  EXPECT_GT(to_kin, 100U);
}

// The pieces of everybody's time add up to it, in a drill with water, queues, cut roads and full shelters.
TEST_F(HouseholdsTest, TheTimeToSafetyIsTheSumOfItsCauses) {
  test::TinyTown town;
  town.hall_capacity_persons = 20;
  const auto outcome = run(flood("2.8 m") + kOrder + households(kAllLeave) +
                               cues(kToldAtTheDoor + ", {kind: close, at: 35 min, road: h1, until: 90 min}") + kAudit,
                           town);
  double sum_s = 0;
  for (const char* cause :
       {"unreached", "undecided", "staying", "preparing", "held", "queued", "moving", "turned_away"}) {
    const double part_s = outcome.measures.value("evacuation.time_" + std::string(cause));
    EXPECT_GE(part_s, 0) << cause;
    sum_s += part_s;
  }
  EXPECT_NEAR(sum_s, outcome.measures.value("evacuation.time_to_safety"), 1e-6);
  // The same mean, household by household.
  std::map<HouseholdId, double> until_s;
  for (const auto& row : outcome.log.all<HouseholdOrdered>()) until_s[row.event.household] = 1e9;
  for (const auto& row : outcome.log.all<ShelterReached>()) until_s[row.event.household] = row.t_s;
  double person_s = 0;
  double persons = 0;
  const double end_s = outcome.log.all<ExerciseEnded>().front().t_s;
  for (const auto& row : outcome.log.all<HouseholdOrdered>()) {
    persons += row.event.persons;
    person_s += row.event.persons * (std::min(until_s[row.event.household], end_s) - row.t_s);
  }
  EXPECT_NEAR(person_s / persons, outcome.measures.value("evacuation.time_to_safety"), 0.01);
  EXPECT_GT(outcome.measures.value("evacuation.time_held"), 0);
  EXPECT_GT(outcome.measures.value("evacuation.time_turned_away"), 0);
}

// What the drivers waited in queues is all there, and nowhere else.
TEST_F(HouseholdsTest, TimeInQueuesIsThatOfTheVehicles) {
  test::TinyTown town;
  town.lower_households = 60;
  const auto outcome = run(kOrder +
                               households(kAllLeave + ", walks_when_near: 0 %, walk_limit: 10 m, "
                                                      "shortest_preparation: 0 s, median_door_to_door_night: 1 s") +
                               cues(kToldAtTheDoor) + kAudit,
                           town);
  double waited_s = 0;
  for (const auto& row : outcome.log.all<HouseholdDelayed>()) waited_s += row.event.persons * row.event.waited_s;
  double persons = 0;
  for (const auto& row : outcome.log.all<HouseholdOrdered>()) persons += row.event.persons;
  EXPECT_GT(waited_s / persons, 10);
  EXPECT_NEAR(outcome.measures.value("evacuation.time_queued"), waited_s / persons, 0.01);
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
    EXPECT_EQ(row.event.reason, StrandedReason::road_cut);
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

// A house off the road network never had a way; the others would have one if the roads were open.
TEST_F(HouseholdsTest, ACutRoadAndNoRouteAreToldApart) {
  auto town = test::make_tiny_town();
  const HouseholdId remote(town.population.walk_junction.size() - 1);
  town.population.walk_junction[remote.index()] = {};
  town.population.road_junction[remote.index()] = {};
  const auto plan = kOrder + households(kAllLeave);
  const auto open = run_in(town, plan + cues(kToldAtTheDoor) + kAudit);
  ASSERT_EQ(open.log.all<HouseholdStranded>().size(), 1U);
  EXPECT_EQ(open.log.all<HouseholdStranded>().front().event.household, remote);
  const auto cut = run_in(
      town, plan + cues(kToldAtTheDoor + ", {kind: close, at: 15 min, road: h0}, {kind: close, at: 15 min, road: h1}") +
                kAudit);
  std::size_t by_road = 0;
  for (const auto& outcome : {std::cref(open), std::cref(cut)}) {
    for (const auto& row : outcome.get().log.all<HouseholdStranded>()) {
      const bool never = row.event.household == remote;
      EXPECT_EQ(row.event.reason, never ? StrandedReason::no_route : StrandedReason::road_cut);
      by_road += never ? 0U : 1U;
    }
  }
  EXPECT_GT(by_road, 40U);
}

// A full hall sends people on to the school, the road to which is cut: the road is why they cannot get on.
TEST_F(HouseholdsTest, WhomAFullShelterSendsToACutRoadIsCutOff) {
  test::TinyTown town;
  town.hall_capacity_persons = 10;
  const auto outcome = run(kOrder + households(kAllLeave + ", walks_when_near: 100 %, walk_limit: 5 km") +
                               cues(kToldAtTheDoor + ", {kind: close, at: 15 min, road: v12}") + kAudit,
                           town);
  std::set<HouseholdId> refused;
  for (const auto& row : outcome.log.all<ShelterRefused>()) refused.insert(row.event.household);
  EXPECT_FALSE(refused.empty());
  ASSERT_FALSE(outcome.log.all<HouseholdStranded>().empty());
  for (const auto& row : outcome.log.all<HouseholdStranded>()) {
    EXPECT_EQ(refused.count(row.event.household), 1U);
    EXPECT_EQ(row.event.reason, StrandedReason::road_cut);
  }
}

// Cut off on the way, they wait for the road and go on when it reopens; the log says so and where to.
TEST_F(HouseholdsTest, WhoWaitsOnTheWayGoesOnWhenTheRoadReopens) {
  const auto outcome =
      run(kOrder + households(kAllLeave + ", walks_when_near: 100 %, walk_limit: 5 km") +
          cues(kToldAtTheDoor + ", {kind: close, at: 35 min, road: h1, until: 90 min}, {kind: close, at: 35 min, road: "
                                "v12}") +
          kAudit);
  const auto left = departures(outcome);
  std::set<HouseholdId> waited;
  for (const auto& row : outcome.log.all<HouseholdStranded>()) {
    const auto h = row.event.household;
    if (left.count(h) != 0 && left.at(h) < row.t_s) waited.insert(h);
  }
  EXPECT_FALSE(waited.empty());
  std::map<HouseholdId, ShelterId> sent_on;
  for (const auto& row : outcome.log.all<HouseholdRerouted>()) {
    if (row.t_s < 90 * 60) continue;
    EXPECT_EQ(row.t_s, 90 * 60);
    EXPECT_EQ(waited.count(row.event.household), 1U);
    sent_on[row.event.household] = row.event.shelter;
  }
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    if (waited.count(row.event.household) == 0) continue;
    EXPECT_EQ(sent_on[row.event.household], row.event.shelter);
    waited.erase(row.event.household);
  }
  EXPECT_TRUE(waited.empty());
}

// Water of 0.8 m in the houses from about 1 h to 2 h 20 min, dry roads to both shelters.
const std::string kShallow = ", stay_inside_depth: 0.2 m";
const std::string kShallowAudit = "audit: [{kind: people, stay_inside_depth: 0.2 m}]\n";
constexpr double kWaterFallenS = 143 * 60.0;

// The road reopens while the water is deep: they stay until it has fallen, and leave then.
TEST_F(HouseholdsTest, AReopenedRoadTakesNobodyThroughDeepWater) {
  const auto outcome =
      run(flood("2.8 m") + kOrder + households(kAllLeave + kShallow) +
          cues(kToldAtTheDoor + ", {kind: close, at: 15 min, road: h0, until: 80 min}, {kind: close, at: 15 min, road: "
                                "h1, until: 80 min}") +
          kShallowAudit);
  std::set<HouseholdId> cut;
  for (const auto& row : outcome.log.all<HouseholdStranded>()) {
    if (row.event.reason == StrandedReason::road_cut && row.t_s < 80 * 60) cut.insert(row.event.household);
  }
  EXPECT_GT(cut.size(), 30U);
  std::size_t late = 0;
  for (const auto& [household, t_s] : departures(outcome)) late += t_s > kWaterFallenS - 600 ? 1U : 0U;
  EXPECT_GT(late, 20U);
}

// Water keeps people in who had not meant to leave; who is told then and wants to goes when the water has fallen.
TEST_F(HouseholdsTest, StrandedHouseholdsTakeALaterAlert) {
  const auto stay = households(
      "compliance_loudspeaker: 0 %, compliance_door_to_door: 100 %, leaves_on_water: 0 %, "
      "shortest_preparation: 1 min" +
      kShallow);
  const std::string horn = "{kind: tell, at: 30 min, by: loudspeaker}";
  const auto water = flood("2.8 m") + kOrder + stay;
  const auto one = run(water + cues(horn) + kShallowAudit);
  EXPECT_TRUE(departures(one).empty());
  const auto both = run(water + cues(horn + ", {kind: tell, at: 100 min, by: door_to_door}") + kShallowAudit);
  std::set<HouseholdId> stranded;
  for (const auto& row : both.log.all<HouseholdStranded>()) {
    EXPECT_EQ(row.event.reason, StrandedReason::water_at_home);
    stranded.insert(row.event.household);
  }
  EXPECT_GT(stranded.size(), 20U);
  std::set<HouseholdId> changed_their_mind;
  for (const auto& row : both.log.all<HouseholdDecided>()) {
    if (row.event.decision == Decision::leave && row.t_s == 100 * 60) changed_their_mind.insert(row.event.household);
  }
  const auto left = departures(both);
  auto harmed_of = harm_by_household(both);
  for (const auto household : stranded) {
    if (harmed_of[household] == scenario_->town->population.persons[household.index()]) continue;
    EXPECT_EQ(changed_their_mind.count(household), 1U);
    ASSERT_EQ(left.count(household), 1U);
    EXPECT_GT(left.at(household), kWaterFallenS - 600);
  }
}

// Told just before the water falls, they still need their time to get ready.
TEST_F(HouseholdsTest, WhoIsToldInTheWaterStillPrepares) {
  const auto outcome =
      run(flood("2.8 m") + kOrder +
          households("compliance_door_to_door: 100 %, leaves_on_water: 0 %, shortest_preparation: 30 min, "
                     "median_door_to_door_night: 31 min" +
                     kShallow) +
          cues("{kind: tell, at: 135 min, by: door_to_door}") + kShallowAudit);
  const auto left = departures(outcome);
  EXPECT_GT(left.size(), 40U);
  for (const auto& [household, t_s] : left) EXPECT_GE(t_s, (135 + 30) * 60);
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

// The same replications meet deeper and deeper, then faster and faster water: in no household of any replication does
// that harm fewer. Everybody stays in the house, or leaves when told if the water lets them.
TEST_F(HouseholdsTest, WorseWaterHarmsNoFewerInAnyHousehold) {
  const std::vector<std::vector<std::string>> ladders{
      {flood("1 m"), flood("2.5 m"), flood("2.8 m"), flood("3.5 m"), flood("5 m"), flood("6 m")},
      {flood("4 m", ", front_speed: 1 m/s"), flood("4 m", ", front_speed: 2 m/s"), flood("4 m", ", front_speed: 4 m/s"),
       flood("4 m", ", front_speed: 9 m/s")}};
  const auto stay = kOrder + households("leaves_on_water: 0 %");
  const auto told = stay + cues("{kind: tell, at: 50 min, by: door_to_door}");
  for (const auto& plan : {stay, told}) {
    for (const auto& ladder : ladders) {
      std::uint32_t least = 0;
      std::uint32_t most = 0;
      for (std::uint32_t replication = 0; replication < 5; ++replication) {
        std::map<HouseholdId, std::uint32_t> before;
        for (const auto& water : ladder) {
          const auto outcome = run(water + plan + kAudit, {}, replication);
          EXPECT_EQ(outcome.measures.value("evacuation.harmed_persons"), harmed(outcome));
          const auto now = harm_by_household(outcome);
          for (const auto& [household, persons] : before) {
            const auto found = now.find(household);
            EXPECT_GE(found == now.end() ? 0U : found->second, persons) << water << " replication " << replication;
          }
          if (before.empty() && &water == &ladder.front()) least += harmed(outcome);
          if (&water == &ladder.back()) most += harmed(outcome);
          before = now;
        }
      }
      EXPECT_GT(most, least);  // else the test looked at nothing
    }
  }
}

// Persons are drawn once: as many are harmed as the published rate says, whatever the number of steps. The deepest
// water has one rate for all here. Tolerance: 4 standard deviations of the share, seed fixed.
TEST_F(HouseholdsTest, ThePublishedShareIsHarmed) {
  const std::string water = flood("2.8 m", ", harm: {low_rate: 30 %, trapped_rate: 30 %, collapse_rate: 30 %}");
  double hit = 0;
  double n = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const auto outcome = run(water + kOrder + households("leaves_on_water: 0 %") + kAudit, {}, replication);
    hit += harmed(outcome);
    for (const auto& row : outcome.log.all<hazard::HouseholdReached>()) {
      n += scenario_->town->population.persons[row.event.household.index()];
    }
  }
  ASSERT_GT(n, 1000);
  EXPECT_NEAR(hit / n, 0.3, 4 * std::sqrt(0.3 * 0.7 / n));
}

double last_of(const test::Outcome& outcome, const std::string& curve) {
  for (const auto& entry : outcome.measures.curves()) {
    if (entry.name == curve) return entry.values.back();
  }
  return -1;
}

// Only the zone "lower" is ordered, everybody is told: the curves of warned, left and arrived count the same people,
// and who leaves without an order has a figure of its own.
TEST_F(HouseholdsTest, CurvesCountThePeopleUnderTheOrder) {
  const std::string order =
      "warning:\n  - {kind: issuance, at: 10 min, zones: [lower], coverage: whole_zone, detection: " + kNow +
      ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n";
  const auto outcome = run(order + households(kAllLeave + ", shadow_evacuation: 50 %") + cues(kToldAtTheDoor) + kAudit);
  double ordered = 0;
  double others_left = 0;
  const auto& people = scenario_->town->population;
  std::set<HouseholdId> under_order;
  for (const auto& row : outcome.log.all<HouseholdOrdered>()) {
    under_order.insert(row.event.household);
    ordered += row.event.persons;
  }
  for (const auto& [household, t_s] : departures(outcome)) {
    if (under_order.count(household) == 0) others_left += people.persons[household.index()];
  }
  ASSERT_GT(others_left, 0);
  EXPECT_LT(ordered, residents());
  EXPECT_EQ(last_of(outcome, "warning.reached_persons"), ordered);
  EXPECT_EQ(last_of(outcome, "evacuation.departed_persons"), ordered);
  EXPECT_EQ(last_of(outcome, "evacuation.arrived_persons"), ordered);
  EXPECT_EQ(last_of(outcome, "evacuation.shadow_departed_persons"), others_left);
  EXPECT_EQ(outcome.measures.value("evacuation.shadow_persons"), others_left);
}

// An order for the threatened only: the warning folder reads from its own events whom it concerns, and agrees.
TEST_F(HouseholdsTest, WarnedAndOrderedAreTheSamePeopleWhenOnlyTheThreatenedAreOrdered) {
  const auto outcome = run(flood("2.8 m") + "warning:\n  - {kind: issuance, at: 10 min, detection: " + kNow +
                           ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n" +
                           households(kAllLeave) + cues(kToldAtTheDoor) + kAudit);
  const double ordered = outcome.measures.value("evacuation.ordered_persons");
  EXPECT_GT(ordered, 0);
  EXPECT_LT(ordered, residents());
  EXPECT_EQ(last_of(outcome, "warning.reached_persons"), ordered);
  EXPECT_LE(last_of(outcome, "evacuation.arrived_persons"), ordered);
}

// An order at an instant sharp for whole zones.
std::string order_at(const std::string& minutes, const std::string& zones) {
  return "  - {kind: issuance, at: " + minutes + " min, zones: [" + zones +
         "], coverage: whole_zone, detection: " + kNow + ", report: " + kNow + ", consultation: " + kNow +
         ", issue: " + kNow + "}\n";
}

// Whoever is harmed before the order is neither ordered nor left behind; and nobody is left behind exactly when the
// evacuation is over.
TEST_F(HouseholdsTest, LeftBehindIsNeverBelowZeroWhenTheOrderComesAfterTheHarm) {
  std::uint32_t harmed_before = 0;
  for (std::uint32_t replication = 0; replication < 6; ++replication) {
    const auto outcome = run(flood("5 m") + "warning:\n" + order_at("100", "upper, lower, hill") +
                                 households(kAllLeave) + cues("{kind: tell, at: 105 min, by: door_to_door}") + kAudit,
                             {}, replication);
    for (const auto& row : outcome.log.all<PersonsHarmed>()) harmed_before += row.t_s < 6000 ? row.event.persons : 0;
    for (const auto* place : {"", "zone:upper", "zone:lower", "zone:hill"}) {
      const double left_behind = outcome.measures.value("evacuation.left_behind_persons", place);
      EXPECT_GE(left_behind, 0) << place;
      EXPECT_LE(left_behind, outcome.measures.value("evacuation.ordered_persons", place)) << place;
      const double under_way = outcome.measures.value("evacuation.on_the_way_persons", place);
      EXPECT_EQ(left_behind + under_way == 0, std::isfinite(outcome.measures.value("evacuation.clearance_time", place)))
          << place;
    }
  }
  EXPECT_GT(harmed_before, 0U);  // else the test looked at nothing
}

TEST_F(HouseholdsTest, HarmOfTheZonesAddsUpToThatOfTheWholeWithoutAnyOrder) {
  const auto outcome = run(flood("5 m") + households("leaves_on_water: 0 %") + kAudit);
  double sum = 0;
  for (const auto* zone : {"upper", "lower", "hill"}) {
    sum += outcome.measures.value("evacuation.harmed_persons", "zone:" + std::string(zone));
  }
  EXPECT_GT(sum, 0);
  EXPECT_EQ(sum, harmed(outcome));
  EXPECT_EQ(sum, outcome.measures.value("evacuation.harmed_persons"));
}

const std::array<const char*, 5> kTimesFromTheOrder{"evacuation.departed_90_time", "evacuation.arrived_95_time",
                                                    "evacuation.clearance_time", "warning.order_issued",
                                                    "warning.time_to_reach_50"};

// Water came and no order did: everybody it concerns is left behind, and every time from the order is beyond EndEx.
TEST_F(HouseholdsTest, AnOrderThatNeverComesIsNotNothingToDo) {
  const auto outcome = run(flood("5 m") + households("leaves_on_water: 0 %") + kAudit);
  ASSERT_TRUE(outcome.log.all<warning::OrderIssued>().empty());
  const double at_risk = outcome.measures.value("evacuation.at_risk_persons");
  EXPECT_GT(at_risk, harmed(outcome));
  EXPECT_EQ(outcome.measures.value("evacuation.ordered_persons"), 0);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), at_risk - harmed(outcome));
  EXPECT_EQ(outcome.measures.value("evacuation.departed_share"), 0);
  EXPECT_EQ(outcome.measures.value("warning.ordered_share"), 0);
  for (const auto* time : kTimesFromTheOrder) EXPECT_TRUE(std::isinf(outcome.measures.value(time))) << time;
  EXPECT_TRUE(std::isinf(outcome.measures.value("evacuation.clearance_time", "zone:upper")));
  EXPECT_TRUE(std::isnan(outcome.measures.value("evacuation.clearance_time", "zone:hill")));  // far above the river
}

TEST_F(HouseholdsTest, WhereNobodyIsAtRiskATimeFromNoOrderHasNoMeaning) {
  const auto outcome = run(households() + kAudit);
  EXPECT_EQ(outcome.measures.value("evacuation.at_risk_persons"), 0);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), 0);
  EXPECT_TRUE(std::isnan(outcome.measures.value("warning.ordered_share")));
  for (const auto* time : kTimesFromTheOrder) EXPECT_TRUE(std::isnan(outcome.measures.value(time))) << time;
}

// A mild night: the crest stays below the houses that the map holds (it has a margin). They are at risk all the same,
// since nobody knows beforehand, but the hazard meets nobody. A worse night changes who is met, not who is at risk.
TEST_F(HouseholdsTest, AtRiskIsAPropertyOfTheMapAndExposedOneOfTheNight) {
  const auto plan = households("leaves_on_water: 0 %, notices_water_night: 0 %") + kAudit;
  const auto mild = run(flood("1.8 m", ", design_factor: 1.5") + plan);  // the houses stand from 2 m up
  EXPECT_EQ(mild.measures.value("hazard.households_reached"), 0);
  const double at_risk = mild.measures.value("evacuation.at_risk_persons");
  EXPECT_GT(at_risk, 0);
  EXPECT_EQ(mild.measures.value("evacuation.left_behind_persons"), at_risk);
  EXPECT_EQ(mild.measures.value("evacuation.exposed_persons"), 0);
  const auto wild = run(flood("2.7 m", ", design_factor: 1") + plan);  // the same map, and the water comes
  EXPECT_EQ(wild.measures.value("evacuation.at_risk_persons"), at_risk);
  EXPECT_EQ(wild.measures.value("evacuation.exposed_persons"), wild.measures.value("hazard.residents_in_water_area"));
  EXPECT_GT(wild.measures.value("evacuation.exposed_persons"), 0);
  double by_zone = 0;
  for (const auto* zone : {"zone:upper", "zone:lower", "zone:hill"}) {
    by_zone += wild.measures.value("evacuation.exposed_persons", zone);
  }
  EXPECT_EQ(by_zone, wild.measures.value("evacuation.exposed_persons"));
}

// Who leaves before the water is not met by it.
TEST_F(HouseholdsTest, WhoLeftInTimeIsNotExposed) {
  const auto outcome = run(flood("2.7 m") + kOrder + households(kAllLeave) + cues(kToldAtTheDoor) + kAudit);
  const auto left = departures(outcome);
  double expected = 0;
  for (const auto& row : outcome.log.all<hazard::HouseholdReached>()) {
    const auto found = left.find(row.event.household);
    if (found == left.end() || found->second >= row.t_s) {
      expected += scenario_->town->population.persons[row.event.household.index()];
    }
  }
  const double exposed = outcome.measures.value("evacuation.exposed_persons");
  EXPECT_EQ(exposed, expected);
  EXPECT_LT(exposed, outcome.measures.value("hazard.residents_in_water_area"));
}

// The order forgets a village by the river: its people are left behind like those who were told and stayed.
TEST_F(HouseholdsTest, AForgottenZoneIsLeftBehind) {
  const auto outcome =
      run(flood("2.8 m") + "warning:\n" + order_at("10", "upper") +
          households(kAllLeave + ", shadow_evacuation: 0 %, leaves_on_water: 0 %") + cues(kToldAtTheDoor) + kAudit);
  const double forgotten = outcome.measures.value("evacuation.left_behind_persons", "zone:lower");
  EXPECT_GT(forgotten, 0);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons", "zone:upper"), 0);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), forgotten);
  EXPECT_TRUE(std::isinf(outcome.measures.value("evacuation.clearance_time", "zone:lower")));
  EXPECT_TRUE(std::isfinite(outcome.measures.value("evacuation.clearance_time", "zone:upper")));
  EXPECT_EQ(outcome.measures.value("warning.ordered_share", "zone:upper"), 1);
  EXPECT_EQ(outcome.measures.value("warning.ordered_share", "zone:lower"), 0);
  EXPECT_GT(outcome.measures.value("warning.ordered_share"), 0);
  EXPECT_LT(outcome.measures.value("warning.ordered_share"), 1);
}

// Told at 20 min, when the order is for the neighbors only, and again after the order for them at 60 min: they leave as
// if they had been told once, then; and their zone's times count from its own order.
TEST_F(HouseholdsTest, ALaterOrderReachesThoseAlreadyAlerted) {
  const auto plan = households("compliance_loudspeaker: 60 %, shadow_evacuation: 0 %");
  const std::string late = "{kind: tell, at: 70 min, by: loudspeaker}";
  const auto once = departures(run("warning:\n" + order_at("60", "lower") + plan + cues(late) + kAudit));
  const auto twice = run("warning:\n" + order_at("10", "upper") + order_at("60", "lower") + plan +
                         cues("{kind: tell, at: 20 min, by: loudspeaker}, " + late) + kAudit);
  const auto left = departures(twice);
  std::size_t followed = 0;
  for (const auto& [household, t_s] : once) {
    ASSERT_EQ(left.count(household), 1U);
    EXPECT_EQ(left.at(household), t_s);
    ++followed;
  }
  EXPECT_GT(followed, 5U);
}

TEST_F(HouseholdsTest, TimesOfAZoneCountFromItsOwnOrder) {
  const auto outcome = run("warning:\n" + order_at("10", "upper") + order_at("60", "lower") +
                           households(kAllLeave + ", shadow_evacuation: 0 %") +
                           cues(kToldAtTheDoor + ", {kind: tell, at: 70 min, by: door_to_door}") + kAudit);
  std::map<ZoneId, double> last_s;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    last_s[scenario_->town->population.zone[row.event.household.index()]] = row.t_s;
  }
  EXPECT_DOUBLE_EQ(outcome.measures.value("evacuation.clearance_time", "zone:upper"), last_s[ZoneId(0)] - 600);
  EXPECT_DOUBLE_EQ(outcome.measures.value("evacuation.clearance_time", "zone:lower"), last_s[ZoneId(1)] - 3600);
  EXPECT_DOUBLE_EQ(outcome.measures.value("evacuation.clearance_time"), last_s[ZoneId(1)] - 600);
}

}  // namespace
}  // namespace tocsin::evacuation
