// SPDX-License-Identifier: Apache-2.0
// Teams in a small valley: the chain of times, what they find at the doors, water, cut roads, full shelters.
#include "models/rescue/search_team.hpp"

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
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::rescue {
namespace {

// Looks at the ledger of people at every event that moves somebody; a wrong sum fails the replication.
class Auditor final : public Model {
 public:
  void start(World& world) override {
    world_ = &world;
    world.subscribe<evacuation::HouseholdDecided>([this](const auto&) { audit(); });
    world.subscribe<evacuation::HouseholdDeparted>([this](const auto&) { audit(); });
    world.subscribe<evacuation::HouseholdStranded>([this](const auto&) { audit(); });
    world.subscribe<evacuation::ShelterReached>([this](const auto&) { audit(); });
    world.subscribe<evacuation::PersonsHarmed>([this](const auto&) { audit(); });
    world.subscribe<HomeSearched>([this](const auto&) { audit(); });
    world.subscribe<evacuation::HouseholdTakenAlong>([this](const auto&) { audit(); });
    world.subscribe<HouseholdRescued>([this](const auto&) { audit(); });
  }

 private:
  void audit() const {
    const auto& roll = world_->door<evacuation::Roll>();
    auto sum = roll.residents_harmed();
    for (int s = 0; s < evacuation::kStateCount; ++s) sum += roll.residents_in(static_cast<evacuation::State>(s));
    if (sum != world_->scenario().scope.residents()) throw std::runtime_error("people were lost or made");
  }
  World* world_ = nullptr;
};

struct AuditorParameters final : ModelParameters {
  void describe(Fields&) override {}
  [[nodiscard]] std::unique_ptr<Model> make() const override { return std::make_unique<Auditor>(); }
};

Catalog make_catalog() {
  Catalog catalog;
  test::add_shipped_library(catalog);
  catalog.add_event<ExerciseStarted>();
  catalog.add_event<ExerciseEnded>();
  hazard::register_models(catalog);
  warning::register_models(catalog);
  traffic::register_models(catalog);
  evacuation::register_models(catalog);
  register_models(catalog);
  catalog.add_kind<AuditorParameters>("audit", "people", {"Audit", "审计"}, {});
  return catalog;
}

const std::string kNow = "{shortest: 0 min, usual: 0 min, longest: 0 min}";
const std::string kOrderAtOnce =
    "warning:\n  - {kind: issuance, at: 10 min, area: whole_scope, coverage: whole_zone, detection: " + kNow +
    ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n";
const std::string kAudit = "audit: [{kind: people}]\n";
// Nobody leaves until a team talks them into it.
const std::string kStubborn =
    "evacuation:\n  - {kind: households, to_kin: 0 %, kin_when_full: 0 %, compliance_door_to_door: 0 %, "
    "leaves_on_water: 0 %, shadow_evacuation: 0 %}\n";
const std::string kWilling =
    "evacuation:\n  - {kind: households, to_kin: 0 %, kin_when_full: 0 %, compliance_door_to_door: 100 %}\n";

std::string team(const std::string& more) {
  return "rescue:\n  - {kind: search_team, time_variation: 0, " + more + "}\n";
}

std::string flood(const std::string& depth) {
  return "hazard:\n  - {kind: flood, river: brook, begins: 40 min, rise_time: 20 min, recession_time: 4 h, "
         "peak_depth: " +
         depth + ", peak_depth_sigma: 0, begins_sigma: 0, front_speed_sigma: 0, attenuation: 0 per km, reach: 300 m}\n";
}

class SearchTeamTest : public testing::Test {
 protected:
  test::Outcome run(const std::string& yaml, const test::TinyTown& town = {}, std::uint32_t replication = 0) {
    scenario_ = test::build_scenario(test::make_tiny_town(town), yaml, catalog_);
    return test::run_replication(*scenario_, catalog_, replication);
  }
  Catalog catalog_ = make_catalog();
  std::unique_ptr<Scenario> scenario_;
};

double taken_along(const EventLog& log) {
  double persons = 0;
  for (const auto& row : log.all<evacuation::HouseholdTakenAlong>()) persons += row.event.persons;
  return persons;
}

TEST_F(SearchTeamTest, TheChainOfTimesFollowsTheParameters) {
  const auto outcome = run(kOrderAtOnce + kWilling + team("team: village-team") + kAudit);
  const auto called = outcome.log.all<TeamCalledOut>();
  const auto left = outcome.log.all<TeamTurnedOut>();
  ASSERT_EQ(called.size(), 1U);
  ASSERT_EQ(left.size(), 1U);  // eight members are one party
  EXPECT_DOUBLE_EQ(called[0].t_s, 600 + 75);
  EXPECT_DOUBLE_EQ(left[0].t_s, 600 + 75 + 600);  // first party of a village squad at night
  EXPECT_EQ(left[0].event.members, 8U);
  EXPECT_DOUBLE_EQ(outcome.measures.value("rescue.alarm_handling_time", "team:village-team"), 75);
  EXPECT_DOUBLE_EQ(outcome.measures.value("rescue.turnout_time", "team:village-team"), 600);
  // Its station stands in the lower village: hardly any travel.
  EXPECT_LT(outcome.measures.value("rescue.travel_time"), 120);
  EXPECT_DOUBLE_EQ(outcome.measures.value("rescue.first_arrival_time"),
                   675 + outcome.measures.value("rescue.travel_time"));
}

TEST_F(SearchTeamTest, PartiesOfATeamLeaveOneAfterTheOther) {
  const auto outcome = run(kOrderAtOnce + kWilling + team("team: fire-team, party_members: 4"));
  const auto left = outcome.log.all<TeamTurnedOut>();
  ASSERT_EQ(left.size(), 3U);  // twelve members
  EXPECT_DOUBLE_EQ(left[0].t_s - 675, 600);
  EXPECT_DOUBLE_EQ(left[1].t_s - 675, (600 + 2700) / 2.0);
  EXPECT_DOUBLE_EQ(left[2].t_s - 675, 2700);
}

TEST_F(SearchTeamTest, WhoIsCalledOutAtATimeDoesNotWaitForTheOrder) {
  const auto outcome = run(kOrderAtOnce + kWilling + team("team: village-team, called_out: 2 h"));
  EXPECT_DOUBLE_EQ(outcome.log.all<TeamCalledOut>()[0].t_s, 7200 + 75);
  EXPECT_DOUBLE_EQ(outcome.measures.value("rescue.alarm_handling_time"), 75);  // the dispatcher is not late
  EXPECT_GT(outcome.measures.value("rescue.first_arrival_time"), 6600);        // the people waited
}

TEST_F(SearchTeamTest, NoTimeIsNegativeForATeamThatIsReadyBeforeTheOrder) {
  const auto outcome = run(kOrderAtOnce + kWilling + team("team: village-team, called_out: 0 min"));
  EXPECT_LT(outcome.log.all<TeamCalledOut>()[0].t_s, 600);
  EXPECT_DOUBLE_EQ(outcome.measures.value("rescue.alarm_handling_time"), 75);
  for (const auto* name : {"rescue.first_arrival_time", "rescue.turnout_time", "rescue.travel_time"}) {
    EXPECT_GE(outcome.measures.value(name), 0) << name;
  }
  EXPECT_GE(outcome.measures.value("rescue.first_arrival_time", "zone:lower"), 0);
}

constexpr std::array kTimesFromTheOrder{"rescue.first_arrival_time", "rescue.alarm_handling_time",
                                        "rescue.turnout_time", "rescue.travel_time", "rescue.last_search_done"};

TEST_F(SearchTeamTest, WithoutAnOrderNobodyIsCalledOut) {
  const auto outcome = run(kWilling + team("team: village-team"));
  EXPECT_TRUE(outcome.log.all<TeamCalledOut>().empty());
  for (const auto* name : kTimesFromTheOrder) {
    EXPECT_TRUE(std::isnan(outcome.measures.value(name))) << name << ": nobody is in danger, no order is missed";
  }
  EXPECT_EQ(outcome.measures.value("rescue.rescued_persons"), 0);
}

TEST_F(SearchTeamTest, AnOrderThatNeverComesAlthoughPeopleAreInDangerIsNeverReached) {
  const auto outcome = run(flood("3.2 m") + kWilling + team("team: village-team"));
  ASSERT_FALSE(outcome.log.all<hazard::HouseholdReached>().empty());
  for (const auto* name : kTimesFromTheOrder) {
    EXPECT_TRUE(std::isinf(outcome.measures.value(name))) << name;
  }
  EXPECT_TRUE(std::isinf(outcome.measures.value("rescue.first_arrival_time", "zone:upper")));
  EXPECT_TRUE(std::isnan(outcome.measures.value("rescue.first_arrival_time", "zone:hill")));
}

TEST_F(SearchTeamTest, WhoIsPersuadedIsBroughtToAShelterAndNobodyIsLost) {
  const auto outcome =
      run(kOrderAtOnce + kStubborn + team("teams: [village-team, fire-team], persuaded: 100 %") + kAudit);
  const double residents = static_cast<double>(scenario_->scope.residents());
  EXPECT_EQ(outcome.measures.value("rescue.rescued_persons"), residents);
  EXPECT_EQ(outcome.measures.value("rescue.searched_homes"), 60);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"), 0);
  EXPECT_FALSE(outcome.log.all<TeamReturned>().empty());
  const double last_s = outcome.measures.value("rescue.last_search_done") + 600;
  EXPECT_GE(last_s, outcome.log.all<HomeSearched>().back().t_s);
  EXPECT_DOUBLE_EQ(last_s, outcome.log.all<HouseholdRescued>().back().t_s);
}

TEST_F(SearchTeamTest, WhoCannotBePersuadedStays) {
  const auto outcome = run(kOrderAtOnce + kStubborn + team("team: village-team, persuaded: 0 %") + kAudit);
  EXPECT_EQ(taken_along(outcome.log), 0);
  EXPECT_EQ(outcome.measures.value("rescue.refused_households"), outcome.measures.value("rescue.searched_homes"));
  EXPECT_GT(outcome.measures.value("rescue.refused_households"), 0);
}

TEST_F(SearchTeamTest, PeopleWhoLeaveByThemselvesAreNotTakenAlong) {
  const auto outcome = run(kOrderAtOnce + kWilling + team("team: village-team") + kAudit);
  const auto& people = scenario_->town->population;
  std::map<Finding, int> found;
  for (const auto& row : outcome.log.all<HomeSearched>()) {
    ++found[row.event.finding];
    if (row.event.finding == Finding::taken_along) {
      EXPECT_GT(people.need_help[row.event.household.index()], 0);
    }
  }
  EXPECT_GT(found[Finding::warned], 0);
  EXPECT_EQ(found[Finding::refused], 0);
}

TEST_F(SearchTeamTest, NoHomeIsSearchedByTwoPartiesAtATime) {
  const auto outcome = run(kOrderAtOnce + kStubborn +
                           team("teams: [village-team, fire-team], party_members: 2, persuaded: 0 %, look_again: 6 h"));
  std::map<HouseholdId, int> visits;
  for (const auto& row : outcome.log.all<HomeSearched>()) ++visits[row.event.household];
  EXPECT_EQ(visits.size(), 60U);
  for (const auto& [home, times] : visits) EXPECT_EQ(times, 1);
}

TEST_F(SearchTeamTest, MorePartiesAreSooner) {
  const auto few = run(kOrderAtOnce + kStubborn + team("team: fire-team, party_members: 12, persuaded: 100 %"));
  const auto many = run(kOrderAtOnce + kStubborn + team("team: fire-team, party_members: 3, persuaded: 100 %"));
  EXPECT_LT(many.measures.value("rescue.last_search_done"), few.measures.value("rescue.last_search_done"));
}

TEST_F(SearchTeamTest, DeepWaterStopsATeamOnFootAndABoatGetsThere) {
  // 1.2 m of water at the houses by the river, and nobody has left.
  const auto stay = flood("3.2 m") + kOrderAtOnce + kStubborn;
  const auto on_foot = run(stay + team("team: fire-team, called_out: 70 min, persuaded: 0 %") + kAudit);
  const auto by_boat =
      run(stay + team("team: fire-team, called_out: 70 min, persuaded: 0 %, boats: {count: 2, range: 2 km}") + kAudit);
  const auto reasons = on_foot.log.all<TeamHeldUp>();
  EXPECT_TRUE(std::any_of(reasons.begin(), reasons.end(),
                          [](const auto& row) { return row.event.reason == HeldUpReason::deep_water; }));
  EXPECT_GT(by_boat.measures.value("rescue.rescued_persons"), on_foot.measures.value("rescue.rescued_persons"));
}

// Told too late, in 1.4 m of water in the only shelter but the one on the hill.
TEST_F(SearchTeamTest, PeopleStrandedInAShelterAreFetchedByBoat) {
  auto town = test::make_tiny_town({.upper_households = 1, .lower_households = 12, .height_above_bed = 6_m});
  auto tent = town.stations[0].place;
  tent.y_m = 40;
  tent.elevation_m = 287.5F + 1.4F;
  town.shelters.push_back({"tent", {"Tent", "帐篷点"}, TownshipId(0), tent, 300});
  const auto text = [&](const std::string& boats) {
    return "hazard:\n  - {kind: flood, river: brook, begins: 2 h, front_speed: 3 m/s, rise_time: 20 min, "
           "recession_time: 4 h, peak_depth: 2.8 m, peak_depth_sigma: 0, begins_sigma: 0, front_speed_sigma: 0, "
           "attenuation: 0 per km, reach: 300 m}\n" +
           kOrderAtOnce + "  - {kind: loudspeaker}\n  - {kind: word_of_mouth}\n" +
           "evacuation:\n  - {kind: households, weather: dry, to_kin: 0 %, kin_when_full: 0 %, "
           "compliance_loudspeaker: 100 %, compliance_word_of_mouth: 100 %, median_loudspeaker_night: 5 min, "
           "median_word_of_mouth_night: 5 min, "
           "help_longest: 5 min, second_move_notice: 0 min, second_move_shortest: 10 min, "
           "second_move_longest: 10 min}\n" +
           team("team: fire-team, zones: [lower], called_out: 140 min" + boats) + kAudit;
  };
  const auto drill = [&](const std::string& boats) {
    scenario_ = test::build_scenario(town, text(boats), catalog_);
    return test::run_replication(*scenario_, catalog_, 0);
  };
  const auto stranded_in = [&](const test::Outcome& outcome) {
    std::set<HouseholdId> all;
    for (const auto& row : outcome.log.all<evacuation::HouseholdStranded>()) {
      if (row.event.reason == evacuation::StrandedReason::water_at_shelter) all.insert(row.event.household);
    }
    return all;
  };
  const auto on_foot = drill("");
  for (const auto& row : on_foot.log.all<HouseholdRescued>()) {
    EXPECT_EQ(stranded_in(on_foot).count(row.event.household), 0U);
  }
  const auto by_boat = drill(", boats: {count: 2, range: 2 km}");
  auto waiting = stranded_in(by_boat);
  EXPECT_GT(waiting.size(), 8U);
  EXPECT_EQ(waiting, stranded_in(on_foot));
  const ShelterId school(scenario_->names->find(Entity::shelter, "school"));
  std::set<double> arrivals;  // of boats: neighbors in the tent share one
  const auto before = waiting.size();
  for (const auto& row : by_boat.log.all<HouseholdRescued>()) {
    if (waiting.erase(row.event.household) == 0) continue;
    EXPECT_EQ(row.event.shelter, school);
    arrivals.insert(row.t_s);
  }
  EXPECT_TRUE(waiting.empty());
  EXPECT_LT(arrivals.size(), before);
}

TEST_F(SearchTeamTest, ACutRoadHoldsUpOrDivertsATeam) {
  // A meter of water on the valley road before the team sets out from the lower village to the upper one.
  const auto outcome = run(flood("4 m") + kOrderAtOnce + kWilling +
                           team("team: village-team, called_out: 60 min, zones: [upper]") + kAudit);
  const auto reasons = outcome.log.all<TeamHeldUp>();
  EXPECT_TRUE(std::any_of(reasons.begin(), reasons.end(),
                          [](const auto& row) { return row.event.reason == HeldUpReason::no_way; }));
  const auto dry = run(kOrderAtOnce + kWilling + team("team: village-team, called_out: 60 min, zones: [upper]"));
  EXPECT_LT(dry.measures.value("rescue.first_arrival_time"), outcome.measures.value("rescue.first_arrival_time"));
}

TEST_F(SearchTeamTest, FullSheltersAreNotOverfilled) {
  test::TinyTown town;
  town.hall_capacity_persons = 10;
  town.school_capacity_persons = 20;
  const auto outcome =
      run(kOrderAtOnce + kStubborn + team("teams: [village-team, fire-team], persuaded: 100 %") + kAudit, town);
  std::map<ShelterId, std::uint32_t> inside;
  for (const auto& row : outcome.log.all<evacuation::ShelterReached>()) inside[row.event.shelter] += row.event.persons;
  for (const auto& [shelter, persons] : inside) {
    EXPECT_LE(persons, scenario_->town->shelters[shelter.index()].capacity_persons);
  }
  EXPECT_GT(outcome.measures.value("rescue.rescued_persons"), 0);
  EXPECT_GT(outcome.measures.value("evacuation.left_behind_persons"), 0);
  // They would come along: they are asked again, the search goes on, and nobody is said to refuse.
  const auto searched = outcome.log.all<HomeSearched>();
  EXPECT_TRUE(std::any_of(searched.begin(), searched.end(),
                          [](const auto& row) { return row.event.finding == Finding::no_room; }));
  EXPECT_EQ(outcome.measures.value("rescue.refused_households"), 0);
  EXPECT_GT(outcome.measures.value("rescue.visits"), 60);
  EXPECT_TRUE(std::isinf(outcome.measures.value("rescue.last_search_done")));
}

TEST_F(SearchTeamTest, WhoWasPersuadedOnceStaysPersuadedUntilThereIsRoom) {
  test::TinyTown town;
  town.hall_capacity_persons = 4;
  town.school_capacity_persons = 4;
  const auto outcome = run(kOrderAtOnce + kStubborn + team("team: fire-team, party_members: 2, persuaded: 50 %"), town);
  std::map<HouseholdId, bool> would_come;
  for (const auto& row : outcome.log.all<HomeSearched>()) {
    const auto& [household, finding] = std::pair(row.event.household, row.event.finding);
    EXPECT_FALSE(finding == Finding::refused && would_come[household]);
    if (finding == Finding::no_room) would_come[household] = true;
  }
  EXPECT_FALSE(would_come.empty());
}

TEST_F(SearchTeamTest, ASearchCutShortByTheEndOfTheExerciseIsNotDone) {
  const auto short_drill = "exercise: {starts: 2026-07-05 02:00, duration: 40 min}\n";
  const auto outcome = run(short_drill + kOrderAtOnce + kStubborn + team("team: village-team, persuaded: 0 %"));
  EXPECT_GT(outcome.measures.value("rescue.searched_homes"), 0);
  EXPECT_TRUE(outcome.log.all<SearchCompleted>().empty());
  EXPECT_TRUE(std::isinf(outcome.measures.value("rescue.last_search_done")));
}

TEST_F(SearchTeamTest, ACallForHelpAfterTheSearchBeginsItAgain) {
  auto late_flood = flood("3.2 m");
  late_flood.replace(late_flood.find("40 min"), 6, "4 h");
  const auto many = team("teams: [village-team, fire-team], party_members: 2, persuaded: 0 %");
  const auto dry = run(kOrderAtOnce + kStubborn + many);
  ASSERT_EQ(dry.log.all<SearchCompleted>().size(), 1U);
  EXPECT_LT(dry.measures.value("rescue.last_search_done"), 3 * 3600);
  const auto wet = run(late_flood + kOrderAtOnce + kStubborn + many);
  ASSERT_FALSE(wet.log.all<evacuation::HouseholdStranded>().empty());
  EXPECT_GE(wet.log.all<SearchCompleted>().size(), 1U);
  EXPECT_TRUE(std::isinf(wet.measures.value("rescue.last_search_done"))) << "they stand in water too deep to get to";
}

TEST_F(SearchTeamTest, SameReplicationSameEventsOtherReplicationOtherEvents) {
  const auto yaml =
      flood("3 m") + kOrderAtOnce + kStubborn + "rescue: [{kind: search_team, team: fire-team}]\n" + kAudit;
  const auto first = run(yaml);
  EXPECT_EQ(first.text, run(yaml).text);
  EXPECT_NE(first.text, run(yaml, {}, 1).text);
}

TEST_F(SearchTeamTest, ASecondTeamDoesNotChangeTheTurnoutOfTheFirst) {
  const std::string one = "rescue: [{kind: search_team, team: fire-team}]\n";
  const std::string two = "rescue: [{kind: search_team, team: village-team}, {kind: search_team, team: fire-team}]\n";
  const auto alone = run(kOrderAtOnce + kWilling + one);
  const auto both = run(kOrderAtOnce + kWilling + two);
  EXPECT_DOUBLE_EQ(alone.measures.value("rescue.turnout_time", "team:fire-team"),
                   both.measures.value("rescue.turnout_time", "team:fire-team"));
}

TEST_F(SearchTeamTest, MistakesAreRefused) {
  const auto code_of = [&](const std::string& entry) {
    Diagnostics diagnostics;
    const auto scenario = test::build_scenario(test::make_tiny_town(), "rescue: [{kind: search_team, " + entry + "}]\n",
                                               catalog_, diagnostics);
    EXPECT_EQ(scenario, nullptr);
    for (const auto& entry_of : diagnostics.entries()) {  // warnings of implausible values may come before
      if (entry_of.severity == Severity::error) return entry_of.code;
    }
    return std::string();
  };
  EXPECT_EQ(code_of("zones: [upper]"), "missing-key");
  EXPECT_EQ(code_of("team: fire-team, teams: [village-team]"), "inconsistent");
  EXPECT_EQ(code_of("teams: [fire-team, fire-team]"), "inconsistent");
  EXPECT_EQ(code_of("team: fier-team"), "unknown-reference");
  EXPECT_EQ(code_of("team: fire-team, zones: [uper]"), "unknown-reference");
  EXPECT_EQ(code_of("team: fire-team, called_out: 7 h"), "out-of-range");
  EXPECT_EQ(code_of("team: fire-team, village: {first_day: 30 min}"), "inconsistent");
  EXPECT_EQ(code_of("team: fire-team, persuaded: 120 %"), "out-of-range");
}

// A home whose people were registered is searched again once they are back in it, and they are persuaded again.
TEST_F(SearchTeamTest, WhoIsBackAtHomeIsLookedForAgain) {
  const auto outcome =
      run("exercise: {starts: 2026-07-05 10:00, duration: 8 h}\n" + kOrderAtOnce +
          "evacuation:\n  - {kind: households, weather: dry, to_kin: 0 %, kin_when_full: 0 %, "
          "compliance_door_to_door: 100 %}\n  - {kind: unauthorized_return, rate: 0.5 per hour, dry_for: "
          "1 h, walk_limit: 20 km}\n" +
          team("team: village-team, weather: dry, persuaded: 100 %") + kAudit);
  std::map<HouseholdId, double> back_s;
  for (const auto& row : outcome.log.all<evacuation::HouseholdReturned>()) back_s.emplace(row.event.household, row.t_s);
  ASSERT_GT(back_s.size(), 10U);
  std::map<HouseholdId, double> searched_s;
  for (const auto& row : outcome.log.all<HomeSearched>()) searched_s[row.event.household] = row.t_s;  // the last
  std::size_t again = 0;
  for (const auto& [household, t_s] : back_s) again += searched_s[household] > t_s ? 1U : 0U;
  EXPECT_GT(again, 10U);
  std::size_t led = 0;
  for (const auto& row : outcome.log.all<evacuation::HouseholdTakenAlong>()) {
    const auto found = back_s.find(row.event.household);
    led += found != back_s.end() && row.t_s > found->second ? 1U : 0U;
  }
  EXPECT_GT(led, 10U);
}

}  // namespace
}  // namespace tocsin::rescue
