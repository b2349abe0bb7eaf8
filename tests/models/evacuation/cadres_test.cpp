// SPDX-License-Identifier: Apache-2.0
// Village cadres as named helpers, in the small valley: when they come, in which order, by what, what keeps them, who
// is on their roll, where they are at every instant, and which mistakes are refused where they were written.
#include "models/evacuation/help/cadres.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/town/plane.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/help/parameters.hpp"
#include "models/evacuation/late_households.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

constexpr HouseholdId kFirst{std::size_t{0}};       // upper-0001: one elderly person who needs help, no vehicle
constexpr HouseholdId kSecond{std::size_t{8}};      // upper-0009, 160 m from there; no vehicle
constexpr HouseholdId kOnTheHill{std::size_t{53}};  // hill-0004: no vehicle

// Nobody needs time to get ready, by day and dry: what is left is the cadre's.
const std::string kAtOnce =
    "weather: dry, shortest_preparation: 0 min, help_shortest: 0 min, help_longest: 0 min, median_door_to_door_day: 0 "
    "min, median_loudspeaker_day: 0 min, " +
    kAllLeave;
const std::string kByDay = "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n";
constexpr double kOrderedAt_s = 600;
constexpr double kHandover_s = 180;

class CadresTest : public ValleyTest {
 protected:
  // The only households with a helper are those of the cadres.
  static Town town_of_the_able() {
    auto town = test::make_tiny_town();
    for (auto& need : town.population.need_help) need = 0;
    return town;
  }
  static std::string help(const std::string& cadres, int call_out_min = 6, int patience_min = 180) {
    const auto minutes = std::to_string(call_out_min) + " min";
    const auto delay = "{shortest: " + minutes + ", usual: " + minutes + ", longest: " + minutes + "}";
    return "  - {kind: one_to_one_help, handover: 3 min, walking_speed: 1 m/s, detour_factor: 1.3, patience: " +
           std::to_string(patience_min) + " min, manages_alone: 0 %, cadre_call_out_day: " + delay +
           ", cadre_call_out_night: " + delay + ",\n     cadres: [" + cadres + "]}\n";
  }
  test::Outcome drill(Town town, const std::string& help_text, const std::string& fields = {},
                      const std::string& cues_text = kToldAtTheDoor) {
    return run_in(std::move(town), kByDay + kOrder + households(kAtOnce + (fields.empty() ? "" : ", " + fields)) +
                                       help_text + cues(cues_text) + kAudit);
  }
  [[nodiscard]] double distance_m(HouseholdId home, float x_m, float y_m) const {
    const auto& people = scenario_->town->population;
    return std::hypot(people.x_m[home.index()] - x_m, people.y_m[home.index()] - y_m);
  }
  static double departure_s(const test::Outcome& outcome, HouseholdId id) {
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
      if (row.event.household == id) return row.t_s;
    }
    return std::nan("");
  }
  static Way way(const test::Outcome& outcome, HouseholdId id) {
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
      if (row.event.household == id) return row.event.way;
    }
    return Way::carried;
  }
  static double safe_s(const test::Outcome& outcome, HouseholdId id) {
    for (const auto& row : outcome.log.all<ShelterReached>()) {
      if (row.event.household == id) return row.t_s;
    }
    return std::nan("");
  }
};

const std::string kZhang = "{id: zhang-wei, name: {en: Zhang Wei, zh: 张伟}, zone: upper, households: [upper-0001]}";

TEST_F(CadresTest, HeIsCalledOutWithTheOrderComesFromHisPostAndLeavesWithThem) {
  const auto outcome = drill(town_of_the_able(), help(kZhang));
  const auto& post = scenario_->town->zones[0].place;
  const double came_s = kOrderedAt_s + 360 + 1.3 * distance_m(kFirst, post.x_m, post.y_m);  // 190 m
  ASSERT_EQ(outcome.log.all<HelperSetOut>().size(), 1U);
  EXPECT_EQ(outcome.log.all<HelperSetOut>().front().t_s, kOrderedAt_s + 360);
  EXPECT_FALSE(outcome.log.all<HelperSetOut>().front().event.helper.exists());
  EXPECT_NEAR(outcome.log.all<HelperArrived>().front().t_s, came_s, 1e-3);
  EXPECT_NEAR(departure_s(outcome, kFirst), came_s + kHandover_s, 1e-3);
  EXPECT_EQ(outcome.measures.value("evacuation.left_with_helper_persons"), 1);
  EXPECT_EQ(outcome.measures.value("evacuation.helped_households"), 1);
  // Told 20 min after StartEx, ready at once, and waiting for him until he is there.
  EXPECT_NEAR(outcome.measures.value("evacuation.time_awaiting_helper") * residents(), came_s - kToldAtS, 1);
}

TEST_F(CadresTest, WhereHeIsIsToldAtEveryStep) {
  const auto outcome = drill(town_of_the_able(), help(kZhang));
  const double left_s = departure_s(outcome, kFirst);
  const double safe = safe_s(outcome, kFirst);
  std::vector<std::pair<double, CadrePlace>> places;
  for (const auto& row : outcome.log.all<CadreMoved>()) {
    EXPECT_EQ(scenario_->names->text(row.event.cadre), "cadre/zhang-wei");
    places.emplace_back(row.t_s, row.event.place);
  }
  ASSERT_EQ(places.size(), 5U);
  EXPECT_EQ(places[0], std::pair(960.0, CadrePlace::on_the_way));
  EXPECT_EQ(places[1].second, CadrePlace::at_door);
  EXPECT_EQ(places[2], std::pair(left_s, CadrePlace::with_household));
  EXPECT_EQ(places[3], std::pair(safe, CadrePlace::coming_back));
  EXPECT_EQ(places[4].second, CadrePlace::waiting);
  EXPECT_NEAR(places[4].first, safe + (safe - left_s), 1e-3);
  EXPECT_EQ(outcome.measures.value("evacuation.cadres"), 1);
  EXPECT_EQ(outcome.measures.value("evacuation.cadres_waiting"), 1);
}

// He is none of the residents: they are as many as without him, and all of them get to safety.
TEST_F(CadresTest, HeIsNotAmongTheResidents) {
  const auto with = drill(town_of_the_able(), help(kZhang));
  const auto without = drill(town_of_the_able(), "");
  for (const char* line : {"evacuation.at_risk_persons", "evacuation.sheltered_persons"}) {
    EXPECT_EQ(with.measures.value(line), without.measures.value(line)) << line;
  }
  for (const auto id : scenario_->scope.households()) {  // and he changes nobody else's departure
    if (id == kFirst) continue;
    EXPECT_EQ(departure_s(with, id), departure_s(without, id)) << id.value;
  }
}

TEST_F(CadresTest, HeComesInTheOrderOfHisList) {
  const auto outcome =
      drill(town_of_the_able(), help("{id: zhang, zone: upper, households: [upper-0009, upper-0001]}"));
  const auto came = outcome.log.all<HelperArrived>();
  ASSERT_EQ(came.size(), 2U);
  EXPECT_EQ(came[0].event.household, kSecond);
  EXPECT_EQ(came[1].event.household, kFirst);
  const double left_s = departure_s(outcome, kSecond);
  const double brought_s = safe_s(outcome, kSecond);
  ASSERT_GT(brought_s, left_s);
  EXPECT_NEAR(came[1].t_s, brought_s + (brought_s - left_s) + 1.3 * 160, 1e-2);  // back, and over to the other
  EXPECT_NEAR(departure_s(outcome, kFirst), came[1].t_s + kHandover_s, 1e-3);
}

// 2 km of road at 8 m/s from the village committee, then on foot from the road to the door; they ride with him.
TEST_F(CadresTest, WithACarHeDrivesAndTakesThemAlong) {
  const std::string drives = "{id: zhang, station: committee, car: true, households: [upper-0001]}";
  const auto outcome = drill(town_of_the_able(), help(drives), "walk_limit: 0 m");
  const auto& roads = scenario_->town->roads;
  const auto& stop = roads.junction(scenario_->town->population.road_junction[kFirst.index()]);
  EXPECT_EQ(stop.id, "J1");
  const double came_s = kOrderedAt_s + 360 + 2000 / 8.0 + 1.3 * distance_m(kFirst, stop.x_m, stop.y_m);
  EXPECT_NEAR(outcome.log.all<HelperArrived>().front().t_s, came_s, 1e-2);
  EXPECT_EQ(way(outcome, kFirst), Way::by_car);
}

// The valley road is cut before he sets out: he leaves the car, and walks as helpers do.
TEST_F(CadresTest, WithoutARoadHeWalks) {
  const std::string drives = "{id: zhang, station: committee, car: true, households: [upper-0001]}";
  const auto outcome = drill(town_of_the_able(), help(drives), "walk_limit: 0 m",
                             kToldAtTheDoor + ", {kind: close, at: 15 min, road: v23}");
  const auto& post = scenario_->town->stations[0].place;
  EXPECT_NEAR(outcome.log.all<HelperArrived>().front().t_s,
              kOrderedAt_s + 360 + 1.3 * distance_m(kFirst, post.x_m, post.y_m), 1e-2);
  EXPECT_EQ(way(outcome, kFirst), Way::on_foot);
}

// He looks at it every five minutes. They have given him up by then, and go with him all the same.
TEST_F(CadresTest, WaterAtHisPostKeepsHimThereUntilItFalls) {
  const std::string low = "{id: zhang, zone: lower, households: [hill-0004]}";
  const auto outcome = run_in(town_of_the_able(), kByDay + flood("5 m") + kOrder + households(kAtOnce) + help(low, 80) +
                                                      cues(kToldAtTheDoor) + kAudit);
  const auto moved = outcome.log.all<CadreMoved>();
  ASSERT_GE(moved.size(), 2U);
  EXPECT_EQ(moved[0].event.place, CadrePlace::cut_off);
  EXPECT_EQ(moved[0].t_s, kOrderedAt_s + 80 * 60);
  EXPECT_EQ(moved[1].event.place, CadrePlace::on_the_way);
  ASSERT_EQ(outcome.log.all<HelperGivenUp>().size(), 1U);
  EXPECT_EQ(outcome.log.all<HelperGivenUp>().front().event.reason, HelperMissing::water);
  ASSERT_EQ(outcome.log.all<HelperSetOut>().size(), 1U);
  const double set_out_s = outcome.log.all<HelperSetOut>().front().t_s;
  EXPECT_EQ(std::fmod(set_out_s, 300), 0);
  EXPECT_GT(set_out_s, outcome.log.all<HelperGivenUp>().front().t_s);
  ASSERT_EQ(outcome.log.all<HelperArrived>().size(), 1U);
  EXPECT_EQ(departure_s(outcome, kOnTheHill), outcome.log.all<HelperArrived>().front().t_s + kHandover_s);
}

// The first on his list has no way to any shelter: he does not stay with them while others wait.
TEST_F(CadresTest, FromThoseWhoCannotLeaveHeGoesOn) {
  auto town = town_of_the_able();
  town.population.walk_junction[kFirst.index()] = {};
  town.population.road_junction[kFirst.index()] = {};
  const auto outcome = drill(std::move(town), help("{id: zhang, zone: upper, households: [upper-0001, upper-0009]}"));
  const auto came = outcome.log.all<HelperArrived>();
  ASSERT_EQ(came.size(), 2U);
  const auto& people = scenario_->town->population;
  EXPECT_EQ(came[1].event.household, kSecond);
  EXPECT_NEAR(came[1].t_s, came[0].t_s + kHandover_s + 1.3 * distance_m(kSecond, people.x_m[0], people.y_m[0]), 1e-2);
  EXPECT_EQ(departure_s(outcome, kSecond), came[1].t_s + kHandover_s);
  EXPECT_TRUE(std::isnan(departure_s(outcome, kFirst)));
  EXPECT_EQ(outcome.log.all<CadreMoved>().back().event.place, CadrePlace::waiting);
}

TEST_F(CadresTest, BeforeTheCallHeHasNotBeenTold) {
  const auto outcome = drill(town_of_the_able(), help(kZhang, 120, 30));
  ASSERT_EQ(outcome.log.all<HelperGivenUp>().size(), 1U);
  EXPECT_EQ(outcome.log.all<HelperGivenUp>().front().event.reason, HelperMissing::not_told);
  EXPECT_NEAR(outcome.log.all<HelperGivenUp>().front().t_s, kToldAtS + 1800, 10);
  // Two hours after the order he comes all the same, and takes them along.
  ASSERT_EQ(outcome.log.all<HelperArrived>().size(), 1U);
  EXPECT_EQ(departure_s(outcome, kFirst), outcome.log.all<HelperArrived>().front().t_s + kHandover_s);
}

// Upper Village is ordered at 10 min, Hill Village at 150 min: he waits between the two.
TEST_F(CadresTest, ALaterOrderCallsHimAgain) {
  const auto order = [](const std::string& zone, int minute) {
    return "  - {kind: issuance, at: " + std::to_string(minute) + " min, zones: [" + zone +
           "], coverage: whole_zone, detection: " + kNow + ", report: " + kNow + ", consultation: " + kNow +
           ", issue: " + kNow + "}\n";
  };
  const auto outcome =
      run_in(town_of_the_able(),
             kByDay + "warning:\n" + order("upper", 10) + order("hill", 150) +
                 households(kAtOnce + ", shadow_evacuation: 0 %") +
                 help("{id: zhang, zone: upper, households: [upper-0001, hill-0004]}") +
                 cues(kToldAtTheDoor + ", {kind: tell, at: 152 min, by: door_to_door, zone: hill}") + kAudit);
  const auto set_out = outcome.log.all<HelperSetOut>();
  ASSERT_EQ(set_out.size(), 2U);
  EXPECT_EQ(set_out[0].t_s, 960);
  EXPECT_EQ(set_out[1].event.household, kOnTheHill);
  EXPECT_EQ(set_out[1].t_s, 150 * 60 + 360);
  const auto& people = scenario_->town->population;
  EXPECT_NEAR(outcome.log.all<HelperArrived>().back().t_s,
              set_out[1].t_s + 1.3 * distance_m(kOnTheHill, people.x_m[0], people.y_m[0]), 1e-2);
  EXPECT_FALSE(std::isnan(departure_s(outcome, kOnTheHill)));
}

// Of those whom households.csv names him as responsible for: who needs help and has nobody able at home.
TEST_F(CadresTest, WithoutAListHeComesForThoseOfHisRoll) {
  auto town = test::make_tiny_town();
  town.population.responsible.resize(town.population.size());
  for (const std::size_t h : {0U, 1U, 10U, 20U}) town.population.responsible[h] = "张伟";
  const auto outcome = drill(std::move(town), help("{id: zhang, name: {en: Zhang Wei, zh: 张伟}, station: committee}"));
  const auto& parameters = *scenario_->all<OneToOneHelpParameters>().front();
  EXPECT_EQ(parameters.cadres().front().households,
            (std::vector{HouseholdId(std::size_t{0}), HouseholdId(std::size_t{20})}));
  std::map<std::uint32_t, std::uint32_t> neighbors;
  for (const auto& pair : parameters.pairs()) {
    if (pair.helper.exists()) neighbors[pair.assisted.value] = pair.helper.value;
  }
  EXPECT_EQ(neighbors, (std::map<std::uint32_t, std::uint32_t>{{40, 39}}));  // the rule names one for the third
  EXPECT_EQ(outcome.log.all<LeftTogether>().size(), 3U);
}

TEST_F(CadresTest, AnotherCadreChangesNobodysTimes) {
  const std::string other = "{id: li-na, zone: lower, households: [lower-0003]}";
  const std::string spread = "  - {kind: one_to_one_help, cadres: [";
  const auto alone = drill(town_of_the_able(), spread + kZhang + "]}\n");
  const auto both = drill(town_of_the_able(), spread + other + ", " + kZhang + "]}\n");
  const auto set_out_s = [](const test::Outcome& outcome) {
    for (const auto& row : outcome.log.all<HelperSetOut>()) {
      if (row.event.household == kFirst) return row.t_s;
    }
    return std::nan("");
  };
  EXPECT_EQ(set_out_s(alone), set_out_s(both));
  EXPECT_EQ(departure_s(alone, kFirst), departure_s(both, kFirst));
}

TEST_F(CadresTest, TheChainOfCausesNamesHim) {
  const auto outcome = drill(town_of_the_able(), help(kZhang, 30));
  const auto table = [&](Language language) { return late_households().make(*scenario_, outcome.log, language); };
  EXPECT_NE(table(Language::en).find("Waiting for the helper (Zhang Wei) "), std::string::npos);
  EXPECT_NE(table(Language::zh).find("等候结对帮扶人（张伟） "), std::string::npos);
}

// Night, high water, cut roads, full shelters: the ledgers of residents and of cadres add up at every event (the
// auditor, and the account of run_replication), every cadre goes from place to place as one person can, and is with one
// home at a time.
TEST_F(CadresTest, EveryCadreIsInOnePlaceAtEveryInstant) {
  using P = CadrePlace;
  const std::map<P, std::set<P>> may_follow{{P::at_post, {P::on_the_way, P::cut_off, P::waiting}},
                                            {P::on_the_way, {P::at_door, P::on_the_way, P::waiting}},
                                            {P::at_door, {P::with_household, P::on_the_way, P::waiting}},
                                            {P::with_household, {P::coming_back}},
                                            {P::coming_back, {P::on_the_way, P::waiting}},
                                            {P::waiting, {P::on_the_way, P::waiting}},
                                            {P::cut_off, {P::on_the_way, P::cut_off, P::waiting}}};
  const std::string cadres =
      "{id: a, zone: upper, households: [upper-0001, upper-0004, upper-0009]}, {id: b, station: committee, car: true, "
      "households: [lower-0001, upper-0002, lower-0011, hill-0004]}, {id: c, zone: lower, households: [lower-0021]}";
  std::size_t left = 0;
  std::size_t cut_off = 0;
  for (std::uint32_t replication = 0; replication < 12; ++replication) {
    const std::string peak = std::vector<std::string>{"2.2 m", "2.8 m", "3 m", "5 m"}.at(replication % 4);
    const auto outcome =
        run_in(test::make_tiny_town({.hall_capacity_persons = 15, .school_capacity_persons = 40}),
               flood(peak) + kOrder + households("walk_limit: 0 m") + help(cadres, replication % 3 == 0 ? 80 : 6) +
                   cues("{kind: tell, at: 15 min, by: loudspeaker}, " + kToldAtTheDoor +
                        ", {kind: close, at: 35 min, road: h1, until: 80 min}") +
                   kAudit,
               replication);
    std::map<NameId, CadreMoved> last;
    for (const auto& row : outcome.log.all<CadreMoved>()) {
      const auto before = last.count(row.event.cadre) == 0 ? P::at_post : last[row.event.cadre].place;
      EXPECT_EQ(may_follow.at(before).count(row.event.place), 1U)
          << static_cast<int>(before) << " -> " << static_cast<int>(row.event.place);
      if (row.event.place == P::at_door || row.event.place == P::with_household) {
        EXPECT_EQ(last[row.event.cadre].household, row.event.household);
      }
      last[row.event.cadre] = row.event;
      cut_off += row.event.place == P::cut_off ? 1U : 0U;
    }
    left += outcome.log.all<LeftTogether>().size();
    EXPECT_EQ(outcome.measures.value("evacuation.cadres"), 3);
  }
  EXPECT_GT(left, 10U);
  EXPECT_GT(cut_off, 0U);
}

// The valley laid on the map: a post 40 m beside a junction, and one in the next province.
TEST_F(CadresTest, APostMayBeACoordinate) {
  auto town = town_of_the_able();
  town.coordinates = {.epsg = 4545, .false_origin_x_m = 500'000, .false_origin_y_m = 3'250'000};
  const auto at = [](double x_m) {
    const auto degrees = Plane(4545).unproject({x_m + 500'000, 60 + 3'250'000});
    return "{id: zhang, longitude: " + std::to_string(degrees->longitude_deg) +
           ", latitude: " + std::to_string(degrees->latitude_deg) + ", households: [upper-0001]}";
  };
  const auto outcome = drill(town, help(at(540)));
  EXPECT_NEAR(outcome.log.all<HelperArrived>().front().t_s, 960 + 1.3 * distance_m(kFirst, 540, 60), 1);
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(town, kOrder + households() + help(at(300'000)), catalog_, diagnostics), nullptr);
  const auto text = draw(diagnostics.entries(), Language::en);
  EXPECT_NE(text.find("the post of 'zhang' at"), std::string::npos);
  EXPECT_NE(text.find("stands off the roads"), std::string::npos);
}

TEST_F(CadresTest, BadInputIsRefusedWhereItStands) {
  const std::string list = ", households: [upper-0001]}";
  for (const auto& [cadres, code, says] : std::vector<std::array<std::string, 3>>{
           {"{id: zhang, station: comittee" + list, "unknown-reference", "did you mean 'committee'?"},
           {"{id: zhang, zone: uper" + list, "unknown-reference", "did you mean 'upper'?"},
           {"{id: zhang" + list, "inconsistent", "needs one post"},
           {"{id: zhang, zone: upper, station: committee" + list, "inconsistent", "needs one post"},
           {"{id: zhang, longitude: 107.7" + list, "inconsistent", "needs one post"},
           {"{id: zhang, longitude: 107.7, latitude: 29.3" + list, "inconsistent", "no coordinate system"},
           {"{zone: upper" + list, "missing-key", "id"},
           {"{id: zhang, zone: upper, households: [upper-001]}", "unknown-reference", "did you mean 'upper-0001'?"},
           {"{id: zhang, zone: upper, households: [upper-0001, upper-0001]}", "inconsistent",
            "has a helper already: 'zhang'"},
           {"{id: a, zone: upper" + list + ", {id: b, zone: upper" + list, "inconsistent", "has a helper already: 'a'"},
           {"{id: a, zone: upper" + list + ", {id: a, zone: upper, households: [upper-0003]}", "duplicate-id",
            "two cadres are called 'a'"},
           {"{id: upper-0006, zone: upper" + list, "duplicate-id", "is a household of the town"},
           {"{id: zhang, zone: upper, households: [upper-0011]}", "inconsistent", "has a helper already: 'upper-0006'"},
           {"{id: zhang, zone: upper, households: [upper-0006]}", "inconsistent", "is helped itself"},
           {"{id: zhang, name: Zhan Wei, zone: upper}", "unknown-reference", "did you mean 'Zhang Wei'?"}}) {
    auto town = test::make_tiny_town();
    town.population.responsible.assign(town.population.size(), "Zhang Wei");
    town.population.helper_household.assign(town.population.size(), {});
    town.population.helper_household[10] = HouseholdId(std::size_t{5});  // upper-0006 helps upper-0011
    Diagnostics diagnostics;
    EXPECT_EQ(test::build_scenario(std::move(town), kOrder + households() + help(cadres), catalog_, diagnostics),
              nullptr)
        << cadres;
    const auto& all = diagnostics.entries();
    const auto first =
        std::find_if(all.begin(), all.end(), [](const auto& d) { return d.severity == Severity::error; });
    ASSERT_NE(first, all.end()) << cadres;
    EXPECT_EQ(first->code, code) << cadres;
    EXPECT_EQ(first->where.line, 6) << cadres;  // of the list of cadres
    EXPECT_GT(first->where.column, 1) << cadres;
    EXPECT_NE(draw(all, Language::en).find(says), std::string::npos) << draw(all, Language::en);
  }
}

TEST_F(CadresTest, WhoDoesNotTakePartIsRefused) {
  auto town = test::make_tiny_town();
  town.townships.push_back({"next", {"Next Township", "邻乡"}});
  town.zones[2].township = TownshipId(1);
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(std::move(town),
                                 "exercise: {starts: 2026-07-05 10:00, duration: 6 h, townships: [valley]}\n" + kOrder +
                                     households() + help("{id: zhang, zone: hill, households: [hill-0004]}"),
                                 catalog_, diagnostics),
            nullptr);
  EXPECT_NE(draw(diagnostics.entries(), Language::en).find("'hill-0004' does not take part"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::evacuation
