// SPDX-License-Identifier: Apache-2.0
// Who goes home before the all-clear: how many and when against the integrated rate, the same people whatever watches,
// places that are free and taken again, roads that are cut, water that comes, and those who make them leave again.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "models/evacuation/events.hpp"
#include "models/evacuation/unauthorized_return/parameters.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

constexpr double kHour_s = 3600;
const std::string kUnaware =
    "weather: dry, median_door_to_door_day: 0 min, median_door_to_door_night: 0 min, median_loudspeaker_day: 0 min, "
    "shortest_preparation: 0 min, help_shortest: 0 min, help_longest: 0 min, compliance_door_to_door: 100 %, "
    "compliance_loudspeaker: 100 %";
const std::string kQuick = kUnaware + ", informed_of_closures: 100 %";
// Everybody who can, within minutes of being registered.
const std::string kAtOnce = "rate: 1000 per hour, dry_for: 10 min, walk_limit: 20 km";

std::string begins(const std::string& starts, const std::string& duration) {
  return "exercise: {starts: " + starts + ", duration: " + duration + "}\n";
}
const std::string kDay = begins("2026-07-05 10:00", "12 h");

std::string goes_home(const std::string& fields) {
  return "  - {kind: unauthorized_return, " + fields + "}\n";
}

std::string late_flood(const std::string& depth, const std::string& begin = "6 h", const std::string& halves = "4 h") {
  return "hazard:\n  - {kind: flood, river: brook, begins: " + begin +
         ", rise_time: 20 min, recession_time: " + halves + ", peak_depth: " + depth +
         ", peak_depth_sigma: 0, begins_sigma: 0, front_speed_sigma: 0, attenuation: 0 per km, reach: 300 m}\n";
}

using Times = std::map<HouseholdId, double>;
/// The first event of each household.
template <class E>
Times first_of(const test::Outcome& outcome) {
  Times times;
  for (const auto& row : outcome.log.all<E>()) times.emplace(row.event.household, row.t_s);
  return times;
}
template <class E>
std::size_t count_of(const test::Outcome& outcome) {
  return outcome.log.all<E>().size();
}

class UnauthorizedReturnTest : public ValleyTest {
 protected:
  test::Outcome drill(const std::string& exercise, const std::string& entries, std::uint32_t replication = 0,
                      const std::string& more_cues = {}, const test::TinyTown& town = {}) {
    return run(exercise + kOrder + households(kQuick) + entries + cues(kToldAtTheDoor + more_cues) + kAudit, town,
               replication);
  }
  [[nodiscard]] std::string zone_of(HouseholdId id) const {
    return scenario_->town->zones[scenario_->town->population.zone[id.index()].index()].id;
  }
  [[nodiscard]] std::string refused(const std::string& entries, const std::string& people = kQuick) {
    try {
      (void)run(kDay + kOrder + households(people) + entries);
    } catch (const std::exception& failure) {
      return failure.what();
    }
    return {};
  }
};

// Each household is a trial of its own, with the chance that follows from when it was safe. Band: 4 standard deviations
// of the sum of the trials.
struct Expected {
  double mean = 0, variance = 0;
  void add(double integral) {
    const double chance = 1 - std::exp(-integral);
    mean += chance;
    variance += chance * (1 - chance);
  }
  [[nodiscard]] double band() const { return 4 * std::sqrt(variance); }
};

TEST_F(UnauthorizedReturnTest, AsManyAsTheIntegratedRateSays) {
  Expected expected;
  double went = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const auto outcome = drill(kDay, goes_home("rate: 0.05 per hour, walk_limit: 20 km"), replication);
    const auto safe = first_of<ShelterReached>(outcome);
    ASSERT_EQ(safe.size(), 60U);
    for (const auto& [household, t_s] : safe) expected.add(0.05 * (12 - 3 - t_s / kHour_s));
    const auto begun = first_of<ReturnBegun>(outcome);
    went += static_cast<double>(begun.size());
    for (const auto& [household, t_s] : begun) EXPECT_GE(t_s, safe.at(household) + 3 * kHour_s);
  }
  EXPECT_GT(expected.mean, 150);
  EXPECT_NEAR(went, expected.mean, expected.band());
}

TEST_F(UnauthorizedReturnTest, AtDawnThreeTimesAsReadily) {
  const auto night = begins("2026-07-05 20:00", "13 h");
  Expected before, at, after;
  double went_before = 0;
  double went_at = 0;
  double went_after = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const auto outcome = drill(night, goes_home("rate: 0.04 per hour, walk_limit: 20 km"), replication);
    const auto begun = first_of<ReturnBegun>(outcome);
    for (const auto& [household, t_s] : first_of<ShelterReached>(outcome)) {
      const auto found = begun.find(household);
      const double hour = found == begun.end() ? 99 : found->second / kHour_s;
      before.add(0.04 * (9 - 3 - t_s / kHour_s));
      went_before += hour < 9 ? 1 : 0;
      if (hour >= 9) at.add(0.12 * 2);
      went_at += hour >= 9 && hour < 11 ? 1 : 0;
      if (hour >= 11) after.add(0.04 * 2);
      went_after += hour >= 11 && hour < 13 ? 1 : 0;
    }
  }
  EXPECT_NEAR(went_before, before.mean, before.band());
  EXPECT_NEAR(went_at, at.mean, at.band());
  EXPECT_NEAR(went_after, after.mean, after.band());
  EXPECT_GT(at.mean - at.band(), after.mean + after.band());
}

TEST_F(UnauthorizedReturnTest, NobodyInTheRainNorSoonAfterIt) {
  const auto outcome = drill(kDay, goes_home("rate: 1 per hour, walk_limit: 20 km, rain: [{from: 5 h, until: 6 h}, "
                                             "{from: 0 min, until: 30 min}]"));
  ASSERT_GT(count_of<ReturnBegun>(outcome), 20U);
  for (const auto& row : outcome.log.all<ReturnBegun>()) {
    EXPECT_GE(row.t_s, 3.5 * kHour_s);
    EXPECT_FALSE(row.t_s >= 5 * kHour_s && row.t_s < 9 * kHour_s) << row.t_s;
  }
}

TEST_F(UnauthorizedReturnTest, AFenceTakesReturnsOfTheSamePeopleAway) {
  Expected expected;
  double kept = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const std::string rate = "rate: 0.1 per hour, walk_limit: 20 km";
    const auto open = drill(kDay, goes_home(rate), replication);
    const auto fenced =
        drill(kDay, goes_home(rate) + "  - {kind: electronic_fence, zones: [upper, lower], detected: 0 %, from: 1 h}\n",
              replication);
    const auto before = first_of<ReturnBegun>(open);
    const auto safe = first_of<ShelterReached>(open);
    ASSERT_EQ(first_of<ShelterReached>(fenced), safe);
    for (const auto& [household, t_s] : safe) {
      if (zone_of(household) != "hill") expected.add(0.3 * 0.1 * (12 - 3 - t_s / kHour_s));
    }
    for (const auto& [household, t_s] : first_of<ReturnBegun>(fenced)) {
      ASSERT_EQ(before.count(household), 1U);
      if (zone_of(household) == "hill") {
        EXPECT_EQ(t_s, before.at(household));
      } else {
        EXPECT_GT(t_s, before.at(household));
        kept += 1;
      }
    }
  }
  EXPECT_NEAR(kept, expected.mean, expected.band());
}

TEST_F(UnauthorizedReturnTest, AFenceWorksWhileItIsSwitchedOn) {
  const std::string rate = "rate: 0.3 per hour, walk_limit: 20 km";
  const auto outcome = drill(
      kDay, goes_home(rate) + "  - {kind: electronic_fence, rate_factor: 0, from: 4 h, until: 7 h, detected: 0 %}\n");
  ASSERT_GT(count_of<ReturnBegun>(outcome), 10U);
  for (const auto& row : outcome.log.all<ReturnBegun>()) {
    EXPECT_FALSE(row.t_s >= 4 * kHour_s && row.t_s < 7 * kHour_s) << row.t_s;
  }
}

TEST_F(UnauthorizedReturnTest, TheirPlacesAreFreeAndTheShareInSafetyFalls) {
  const auto stay = drill(kDay, "");
  const auto outcome = drill(kDay, goes_home(kAtOnce));
  EXPECT_EQ(stay.measures.value("evacuation.arrived_share"), 1);
  EXPECT_EQ(count_of<ReturnBegun>(outcome), 60U);
  EXPECT_EQ(count_of<HouseholdReturned>(outcome), 60U);
  const auto value = [&](const std::string& name, const std::string& place = {}) {
    return outcome.measures.value("evacuation." + name, place);
  };
  EXPECT_EQ(value("arrived_share"), 0);
  EXPECT_EQ(value("departed_share"), 0);
  EXPECT_EQ(value("sheltered_persons"), 0);
  EXPECT_EQ(value("moved_persons"), 0);
  EXPECT_EQ(value("returned_persons"), residents());
  EXPECT_EQ(value("ever_returned_persons"), residents());
  EXPECT_EQ(value("ever_returned_persons", "zone:upper"), 50);
  EXPECT_EQ(value("most_returned_persons"), residents());
  EXPECT_TRUE(std::isinf(value("clearance_time")));
  EXPECT_TRUE(std::isfinite(stay.measures.value("evacuation.clearance_time")));
  double back_person_min = 0;
  for (const auto& row : outcome.log.all<HouseholdReturned>()) {
    back_person_min += row.event.persons * (12 * kHour_s - row.t_s) / 60;
  }
  EXPECT_NEAR(value("returned_time"), back_person_min, 1e-6);
  for (const auto& curve : outcome.measures.curves()) {
    if (curve.name != "evacuation.arrived_persons" && curve.name != "evacuation.departed_persons") continue;
    EXPECT_EQ(curve.values.back(), 0) << curve.name;
    EXPECT_GT(*std::max_element(curve.values.begin(), curve.values.end()), 0) << curve.name;
  }
  // What they are out of safety again is a cause of its own, and the causes still add up.
  double causes_s = 0;
  for (const char* cause :
       {"unreached", "undecided", "staying", "preparing", "held", "queued", "moving", "turned_away"}) {
    const double time_s = value(std::string("time_") + cause);
    EXPECT_NEAR(time_s, stay.measures.value(std::string("evacuation.time_") + cause), 1e-6) << cause;
    causes_s += time_s;
  }
  EXPECT_GT(value("time_gone_back"), 10 * kHour_s);
  EXPECT_NEAR(value("time_to_safety"), causes_s + value("time_gone_back"), 1e-6);
}

// Supplies at the shelter go by the counts of heads, and those follow who leaves as well as who comes.
TEST_F(UnauthorizedReturnTest, TheNextCountOfHeadsMissesThem) {
  const auto outcome =
      drill(kDay, goes_home("rate: 1000 per hour, dry_for: 5 h, walk_limit: 20 km, zones: [upper, lower]") +
                      "  - {kind: shelter_operation}\n");
  std::map<ShelterId, std::pair<std::uint32_t, std::uint32_t>> counts;  // most, last
  for (const auto& row : outcome.log.all<ShelterCounted>()) {
    auto& [most, last] = counts[row.event.shelter];
    last = row.event.persons;
    most = std::max(most, last);
  }
  ASSERT_EQ(counts.size(), 2U);
  for (const auto& [shelter, count] : counts) {
    EXPECT_GT(count.first, count.second);
    const auto place = "shelter:" + scenario_->town->shelters[shelter.index()].id;
    EXPECT_EQ(outcome.measures.value("evacuation.shelter_persons", place), count.second);
    EXPECT_EQ(outcome.measures.value("evacuation.uncounted_persons", place), 0);
  }
}

TEST_F(UnauthorizedReturnTest, FromKinTheyGoHomeToo) {
  const auto outcome = run(kDay + kOrder + with_kin("100 %", "100 %", kQuick) + goes_home(kAtOnce) +
                           cues(kToldAtTheDoor) + kAudit + late_flood("4 m", "11 h"));
  std::size_t from_kin = 0;
  for (const auto& row : outcome.log.all<ReturnBegun>()) from_kin += row.event.kin.exists() ? 1U : 0U;
  EXPECT_GT(from_kin, 0U);
}

TEST_F(UnauthorizedReturnTest, WhoDroveDrivesHomeAndNobodyWalksTooFar) {
  const auto outcome =
      drill(kDay, goes_home("rate: 1000 per hour, dry_for: 10 min, walk_limit: 100 m, zones: [upper, lower]"));
  std::set<HouseholdId> drove;
  for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
    if (row.event.way != Way::on_foot && zone_of(row.event.household) != "hill") drove.insert(row.event.household);
  }
  ASSERT_GT(drove.size(), 5U);
  std::set<HouseholdId> home;
  for (const auto& row : outcome.log.all<HouseholdReturned>()) home.insert(row.event.household);
  EXPECT_EQ(home, drove);
}

TEST_F(UnauthorizedReturnTest, WhoHasNoWayStaysAndWhoFindsTheCutGoesBack) {
  const std::string closed = ", {kind: close, road: h1, at: 2 h}, {kind: close, road: h0, at: 2 h}";
  const std::string entry = goes_home("rate: 1000 per hour, dry_for: 3 h, walk_limit: 20 km, zones: [upper, lower]");
  const auto informed = drill(kDay, entry, 0, closed);
  EXPECT_EQ(count_of<ReturnBegun>(informed), 0U);
  EXPECT_GE(count_of<ReturnAbandoned>(informed), 100U);  // they think of it again and again
  EXPECT_EQ(informed.measures.value("evacuation.arrived_share"), 1);
  const auto unaware = run(kDay + kOrder + households(kUnaware + ", informed_of_closures: 0 %") + entry +
                           cues(kToldAtTheDoor + closed) + kAudit);
  EXPECT_EQ(count_of<HouseholdReturned>(unaware), 0U);
  EXPECT_GE(count_of<ReturnBegun>(unaware), 50U);
  EXPECT_EQ(count_of<ShelterReached>(unaware), 60U + count_of<ReturnBegun>(unaware));
  EXPECT_EQ(unaware.measures.value("evacuation.arrived_share"), 1);
}

// The road is cut while they are on it: by the nearer end, home or back to the shelter.
TEST_F(UnauthorizedReturnTest, WhoIsCutOffOnTheWayHomeTurnsRound) {
  const auto outcome = drill(kDay, goes_home("rate: 2 per hour, dry_for: 1 h, walk_limit: 20 km, zones: [lower]"), 0,
                             ", {kind: close, road: h1, at: 2 h}");
  const auto begun = first_of<ReturnBegun>(outcome);
  std::set<HouseholdId> turned;
  for (const auto& row : outcome.log.all<ReturnAbandoned>()) {
    const auto found = begun.find(row.event.household);
    if (row.t_s == 2 * kHour_s || (found != begun.end() && found->second < 2 * kHour_s))
      turned.insert(row.event.household);
  }
  EXPECT_GT(turned.size(), 1U);
  std::map<HouseholdId, int> registered;
  for (const auto& row : outcome.log.all<ShelterReached>()) ++registered[row.event.household];
  for (const auto household : turned) EXPECT_GE(registered[household], 2) << household.value;
  for (const auto& [household, t_s] : begun) EXPECT_LE(t_s, 2 * kHour_s);
}

TEST_F(UnauthorizedReturnTest, APlaceMayBeTakenWhenTheyComeBack) {
  test::TinyTown town;
  town.hall_capacity_persons = 50;  // exactly the people of "upper"
  const auto outcome =
      run(kDay + kOrder + households(kQuick + ", shelters: [hall]") + goes_home(kAtOnce + ", zones: [upper]") +
              cues("{kind: tell, at: 20 min, by: loudspeaker, zone: upper}, {kind: tell, at: 3 h, by: door_to_door, "
                   "zone: lower}, {kind: tell, at: 8 h, by: door_to_door, zone: upper}") +
              kAudit,
          town);
  std::size_t lower_came = 0;
  std::size_t upper_refused = 0;
  std::uint32_t registered = 0;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    if (zone_of(row.event.household) != "lower") continue;
    ++lower_came;
    registered += row.event.persons;
  }
  for (const auto& row : outcome.log.all<ShelterRefused>()) {
    upper_refused += zone_of(row.event.household) == "upper" && row.t_s > 8 * kHour_s ? 1U : 0U;
  }
  EXPECT_GT(lower_came, 10U);
  EXPECT_GE(registered, 47U);  // as many households as fit into the places that "upper" left
  EXPECT_GT(upper_refused, 10U);
  EXPECT_EQ(outcome.measures.value("evacuation.shelter_persons", "shelter:hall"), registered);
}

TEST_F(UnauthorizedReturnTest, WhoWasTurnedAwayGetsThePlaceOfThoseWhoLeft) {
  test::TinyTown town;
  town.hall_capacity_persons = 50;
  const std::string told =
      "{kind: tell, at: 20 min, by: door_to_door, zone: upper}, {kind: tell, at: 40 min, by: "
      "door_to_door, zone: lower}";
  const auto drill_with = [&](const std::string& entry) {
    return run(kDay + kOrder + households(kQuick + ", shelters: [hall]") + entry + cues(told) + kAudit, town);
  };
  const auto stay = drill_with("");
  EXPECT_EQ(stay.measures.value("evacuation.sheltered_persons", "zone:lower"), 0);
  const auto outcome = drill_with(goes_home("rate: 1000 per hour, dry_for: 2 h, walk_limit: 20 km, zones: [upper]"));
  EXPECT_GE(outcome.measures.value("evacuation.sheltered_persons", "zone:lower"), 47);
  EXPECT_EQ(outcome.measures.value("evacuation.returned_persons", "zone:upper"), 50);
}

TEST_F(UnauthorizedReturnTest, WhoIsBackWhenTheWaterComesIsHarmed) {
  const std::string unmoved = kQuick + ", leaves_on_water: 0 %";
  double harmed = 0;
  double harmed_stay = 0;
  double met = 0;
  for (std::uint32_t replication = 0; replication < 5; ++replication) {
    const auto run_with = [&](const std::string& entry) {
      return run(kDay + late_flood("8 m") + kOrder + households(unmoved) + entry + cues(kToldAtTheDoor) + kAudit, {},
                 replication);
    };
    harmed_stay += run_with("").measures.value("evacuation.harmed_persons");
    const auto outcome = run_with(goes_home("rate: 0.5 per hour, dry_for: 1 h, walk_limit: 20 km"));
    harmed += outcome.measures.value("evacuation.harmed_persons");
    met += outcome.measures.value("evacuation.returned_when_water_came_persons");
    EXPECT_GE(outcome.measures.value("evacuation.exposed_persons"),
              outcome.measures.value("evacuation.returned_when_water_came_persons"));
    const auto back = first_of<HouseholdReturned>(outcome);
    for (const auto& row : outcome.log.all<PersonsHarmed>()) {
      ASSERT_EQ(back.count(row.event.household), 1U);
      EXPECT_GT(row.t_s, back.at(row.event.household));
    }
  }
  EXPECT_EQ(harmed_stay, 0);
  EXPECT_GT(met, 100);
  EXPECT_GT(harmed, 0);
}

// They come to a house in deep water and turn round; whoever comes after it is not harmed by what he missed.
TEST_F(UnauthorizedReturnTest, TheWaterThatTheyMissedDoesNotHarmThem) {
  const auto outcome =
      run(kDay + late_flood("8 m", "2 h", "1 h") + kOrder + households(kQuick) +
          goes_home("rate: 1 per hour, dry_for: 1 h, walk_limit: 20 km") + cues(kToldAtTheDoor) + kAudit);
  double crest_s = 0;
  for (const auto& row : outcome.log.all<hazard::HouseholdReached>()) crest_s = std::max(crest_s, row.t_s);
  crest_s += 1200;
  std::size_t later = 0;
  std::map<HouseholdId, double> back;
  for (const auto& row : outcome.log.all<HouseholdReturned>()) back[row.event.household] = row.t_s;  // the last
  for (const auto& [household, t_s] : back) later += t_s > crest_s ? 1U : 0U;
  EXPECT_GT(later, 5U);
  for (const auto& row : outcome.log.all<PersonsHarmed>()) {
    EXPECT_FALSE(back.at(row.event.household) > crest_s && row.t_s > back.at(row.event.household));
  }
  std::size_t turned = 0;
  for (const auto& row : outcome.log.all<ReturnAbandoned>()) {
    turned += row.event.reason == ReturnObstacle::water_at_home ? 1U : 0U;
  }
  EXPECT_GT(turned, 0U);
}

TEST_F(UnauthorizedReturnTest, TheCadreComesToTheDoorAfterTheAlarm) {
  const auto outcome =
      drill(kDay, goes_home(kAtOnce) +
                      "  - {kind: electronic_fence, id: eyes, zones: [upper], rate_factor: 1, detected: 100 "
                      "%, response_shortest: 10 min, response_longest: 10 min, turned_back: 100 %}\n");
  const auto back = first_of<HouseholdReturned>(outcome);
  const auto noticed = first_of<ReturnDetected>(outcome);
  const auto talked = first_of<ReturnChallenged>(outcome);
  EXPECT_EQ(noticed.size(), 20U);
  for (const auto& [household, t_s] : noticed) {
    EXPECT_EQ(zone_of(household), "upper");
    EXPECT_EQ(t_s, back.at(household));
    EXPECT_NEAR(talked.at(household), t_s + 600, 1e-6);
  }
  std::map<HouseholdId, int> left;
  for (const auto& row : outcome.log.all<HouseholdDeparted>()) ++left[row.event.household];
  for (const auto& [household, times] : left) EXPECT_EQ(times > 1, zone_of(household) == "upper");
  EXPECT_EQ(outcome.measures.value("evacuation.turned_back_persons", "zone:lower"), 0);
  EXPECT_GE(outcome.measures.value("evacuation.turned_back_persons", "zone:upper"), 50);
}

TEST_F(UnauthorizedReturnTest, GuardsTurnTheirShareRoundBeforeTheyAreHome) {
  const auto none = drill(kDay, goes_home("rate: 1 per hour, walk_limit: 20 km") +
                                    "  - {kind: guard_post, rate_factor: 1, turned_back: 100 %}\n");
  EXPECT_GT(count_of<ReturnBegun>(none), 60U);
  EXPECT_EQ(count_of<HouseholdReturned>(none), 0U);
  double stopped = 0;
  double came = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const auto outcome =
        drill(kDay, goes_home(kAtOnce) + "  - {kind: guard_post, rate_factor: 1, turned_back: 25 %}\n", replication);
    std::set<HouseholdId> seen;
    for (const auto& row : outcome.log.all<ReturnChallenged>()) {
      if (!seen.insert(row.event.household).second) continue;
      came += 1;
      stopped += row.event.turned_back ? 1 : 0;
    }
  }
  EXPECT_EQ(came, 600);
  EXPECT_NEAR(stopped, 600 * 0.25, 4 * std::sqrt(600 * 0.25 * 0.75));
}

TEST_F(UnauthorizedReturnTest, ASecondSweepFindsThemAndTheyLeaveAgain) {
  const auto outcome = run(
      kDay + kOrder +
      "  - {kind: door_to_door, weather: dry, occupied_day: 100 %, answered: 100 %, second_sweep: {rounds: 6, after: "
      "45 min, convinced: 100 %}}\n" +
      households(kQuick) + goes_home("rate: 1 per hour, dry_for: 1 h, walk_limit: 20 km") + kAudit);
  const auto back = first_of<HouseholdReturned>(outcome);
  std::size_t urged = 0;
  for (const auto& row : outcome.log.all<warning::HouseholdUrged>()) {
    urged += back.count(row.event.household) != 0 && row.t_s > back.at(row.event.household) ? 1U : 0U;
  }
  EXPECT_GT(urged, 10U);
  EXPECT_GT(count_of<HouseholdDeparted>(outcome), 70U);
}

TEST_F(UnauthorizedReturnTest, WithoutAnOrderNothingKeepsThemOut) {
  const auto outcome = run(kDay + households(kQuick + ", shadow_evacuation: 100 %") + goes_home(kAtOnce) +
                           cues(kToldAtTheDoor) + kAudit);
  EXPECT_EQ(count_of<ShelterReached>(outcome), 60U);
  EXPECT_EQ(count_of<ReturnBegun>(outcome), 0U);
}

// Everything at once, several times.
TEST_F(UnauthorizedReturnTest, NobodyIsLostWhateverHappens) {
  test::TinyTown town;
  town.hall_capacity_persons = 40;
  town.school_capacity_persons = 70;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const auto outcome =
        run(kDay + late_flood("5 m") + kOrder +
                "  - {kind: door_to_door, weather: dry, second_sweep: {rounds: 4, after: 1 h}}\n" +
                with_kin("30 %", "60 %", kUnaware + ", informed_of_closures: 50 %") +
                goes_home("rate: 1 per hour, dry_for: 40 min, walk_limit: 20 km, rain: [{from: 4 h, until: 5 h}]") +
                "  - {kind: absence, at: committee}\n  - {kind: one_to_one_help}\n  - {kind: animals}\n  - {kind: "
                "shelter_operation}\n" +
                "  - {kind: electronic_fence, zones: [upper], rate_factor: 0.8}\n"
                "  - {kind: guard_post, zones: [lower], until: 8 h}\n" +
                cues(kToldAtTheDoor +
                     ", {kind: close, road: v12, at: 3 h, until: 7 h}, {kind: close, road: h1, at: 150 min, "
                     "until: 3 h}") +
                kAudit,
            town, replication);
    EXPECT_GT(count_of<HouseholdReturned>(outcome), 0U);
  }
}

TEST_F(UnauthorizedReturnTest, WhatCannotBeIsRefused) {
  const auto entry = goes_home("rate: 0.1 per hour");
  const auto says = [](const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  EXPECT_EQ(refused(entry), "");
  says(refused(goes_home("zones: [uper]")), "upper");
  says(refused(goes_home("zones: [upper]") + goes_home("zones: [lower, upper]")), "described twice");
  says(refused(entry + entry), "described twice");
  says(refused(goes_home("dawn_begins: 8 h")), "dawn ends before it begins");
  says(refused(goes_home("rain: [{from: 2 h, until: 1 h}]")), "the rain ends before it begins");
  says(refused(goes_home("rain: [{from: 20 h}]")), "after EndEx");
  says(refused(entry, kAllLeave), "nobody says when it stops");
  EXPECT_EQ(refused(goes_home("rain: [{from: 0 min, until: 2 h}]"), kAllLeave), "");
  says(refused("  - {kind: electronic_fence}\n"), "nobody goes home in this drill");
  says(refused(goes_home("zones: [upper]") + "  - {kind: guard_post, zones: [lower]}\n"),
       "nobody goes home to 'lower'");
  says(refused(entry + "  - {kind: guard_post, zones: [lowr]}\n"), "lower");
  says(refused(entry + "  - {kind: electronic_fence, from: 3 h, until: 2 h}\n"), "it ends before it begins");
  says(refused(entry + "  - {kind: electronic_fence, from: 13 h}\n"), "after EndEx");
  says(refused(entry + "  - {kind: electronic_fence, response_shortest: 2 h}\n"), "longer than the longest");
}

TEST_F(UnauthorizedReturnTest, MistakesStandAtTheirPlaceInBothLanguages) {
  const auto drawn = [&](const std::string& entries, Language language) {
    Diagnostics diagnostics;
    scenario_ = test::build_scenario(
        test::make_tiny_town(), "evacuation:\n  - {kind: households, weather: dry}\n" + entries, catalog_, diagnostics);
    return draw(diagnostics.entries(), language);
  };
  const auto twice = "  - kind: unauthorized_return\n    rain:\n      - from: 2 h\n        until: 1 h\n";
  EXPECT_NE(drawn(twice, Language::en).find("scenario.yaml:6:16: error: the rain ends before it begins"),
            std::string::npos)
      << drawn(twice, Language::en);
  EXPECT_NE(drawn(twice, Language::zh).find("雨停早于降雨开始"), std::string::npos);
  const auto fence =
      "  - kind: unauthorized_return\n    zones: [upper]\n  - kind: electronic_fence\n    zones: [hill]\n";
  EXPECT_NE(drawn(fence, Language::en).find("scenario.yaml:6:13: error: nobody goes home to 'hill'"), std::string::npos)
      << drawn(fence, Language::en);
  const auto late = "  - kind: unauthorized_return\n    dry_for: 6 h\n";
  EXPECT_NE(drawn(late, Language::en).find("warning: nobody goes home in this drill"), std::string::npos)
      << drawn(late, Language::en);
}

}  // namespace
}  // namespace tocsin::evacuation
