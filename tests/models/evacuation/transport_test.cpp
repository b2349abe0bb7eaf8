// SPDX-License-Identifier: Apache-2.0
// Assigned transport in the small valley: the shuttle cycle worked out by hand, who is fetched, drivers who do not
// answer, cut roads, full shelters, what bad input is told, and that people add up at every event.
#include "models/evacuation/transport/transport.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "engine/town/plane.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

constexpr double kPosition_s = 300;
constexpr double kBoarding_s = 10;
constexpr double kRollCall_s = 300;
constexpr double kWaits_s = 600;

/// Households of one person without any vehicle, all in the lower village by junction J3, unless a test wants others.
Town village(std::uint32_t households, const test::TinyTown& options = {}) {
  auto plan = options;
  plan.upper_households = 0;
  plan.lower_households = households;
  plan.hill_households = 0;
  auto town = test::make_tiny_town(plan);
  auto& people = town.population;
  for (auto* column : {&people.children, &people.elderly, &people.need_help, &people.cars, &people.motorcycles}) {
    std::fill(column->begin(), column->end(), std::uint8_t{0});
  }
  std::fill(people.persons.begin(), people.persons.end(), std::uint8_t{1});
  for (auto& zone : town.zones) zone.residents = zone.household_count;
  return town;
}

// `more` replaces what it names.
std::string fleet(int seats, int vehicles, const std::string& more = {}, const std::string& id = "buses") {
  std::string entry = "  - {kind: assigned_transport, id: " + id + ", seats: " + std::to_string(seats) +
                      ", station: committee, vehicles: " + std::to_string(vehicles) + ", weather: dry";
  for (const auto& [key, value] : {std::pair{"answering_night", "100 %"},
                                   {"mobilization_night", "0 s"},
                                   {"drive_night_factor", "1"},
                                   {"informed_of_closures", "100 %"},
                                   {"patience_shortest", "6 h"},
                                   {"patience_longest", "6 h"},
                                   {"positioning", "5 min"},
                                   {"boarding", "10 s"},
                                   {"roll_call", "5 min"},
                                   {"waits_for_more", "10 min"}}) {
    if (more.find(std::string(key) + ":") == std::string::npos) entry += std::string(", ") + key + ": " + value;
  }
  return entry + (more.empty() ? "" : ", " + more) + "}\n";
}

// Told at 20 min, and out of the door within seconds.
const std::string kAtOnce = kAllLeave + ", shortest_preparation: 0 s, median_door_to_door_night: 0 s";
const std::string kToHall = kAtOnce + ", shelters: [hall]";

class TransportTest : public ValleyTest {
 protected:
  test::Outcome fetch(std::uint32_t people, const std::string& fleets, const std::string& more_cues = {},
                      const test::TinyTown& town = {}, const std::string& household_fields = kToHall) {
    return run_in(village(people, town), kOrder + households(household_fields) + fleets +
                                             cues(kToldAtTheDoor + (more_cues.empty() ? "" : ", " + more_cues)) +
                                             kAudit);
  }
  // Free-flow time of a bus from the lower village to the hall: v23, v12, h0.
  [[nodiscard]] double drive_s() const {
    double time_s = 0;
    for (const auto* road : {"v23<", "v12<", "h0>"}) {
      const SegmentId segment(scenario_->names->find(Entity::segment, road));
      const double length_m = static_cast<double>(scenario_->town->roads.length_m(segment));
      time_s += length_m / scenario_->router(TravelMode::bus).free_speed_m_per_s(segment);
    }
    return time_s;
  }
  Diagnostics refused(const std::string& entries, const test::TinyTown& town = {}) {
    Diagnostics diagnostics;
    scenario_ = test::build_scenario(village(5, town), kOrder + households() + entries, catalog_, diagnostics);
    return diagnostics;
  }
};

template <class E>
std::uint32_t persons_of(const test::Outcome& outcome) {
  std::uint32_t sum = 0;
  for (const auto& row : outcome.log.all<E>()) sum += row.event.persons;
  return sum;
}

// 25 persons, one bus of ten seats at the pick-up point: two full trips that leave at once, and one of five that waits
// for more in vain.
TEST_F(TransportTest, OneBusMakesTheTripsAndTakesTheTimeWorkedOutByHand) {
  const auto outcome = fetch(25, fleet(10, 1));
  const auto departures = outcome.log.all<VehicleDeparted>();
  ASSERT_EQ(departures.size(), 3U);
  EXPECT_EQ(departures[0].event.persons, 10U);
  EXPECT_EQ(departures[1].event.persons, 10U);
  EXPECT_EQ(departures[2].event.persons, 5U);
  const double begins_s = outcome.log.all<VehicleDispatched>().front().t_s;
  EXPECT_NEAR(begins_s, kToldAtS, 5);
  const double first_s = begins_s + kPosition_s + 10 * kBoarding_s;
  EXPECT_NEAR(departures[0].t_s, first_s, 0.01);
  const double cycle_s = drive_s() + kRollCall_s + drive_s() + kPosition_s + 10 * kBoarding_s;
  EXPECT_NEAR(departures[1].t_s, first_s + cycle_s, 0.1);
  EXPECT_NEAR(departures[2].t_s, first_s + 2 * cycle_s - 5 * kBoarding_s + kWaits_s, 0.1);
  const auto arrivals = outcome.log.all<ShelterReached>();
  ASSERT_EQ(arrivals.size(), 25U);
  EXPECT_NEAR(arrivals.back().t_s, departures[2].t_s + drive_s() + kRollCall_s, 0.1);
  EXPECT_EQ(persons_of<VehicleUnloaded>(outcome), 25U);
  EXPECT_EQ(outcome.measures.value("evacuation.fetched_persons"), 25);
  EXPECT_EQ(outcome.measures.value("evacuation.transport_trips"), 3);
  EXPECT_NEAR(outcome.measures.value("evacuation.seat_use"), 25.0 / 30, 1e-9);
  EXPECT_EQ(outcome.measures.value("evacuation.vehicles_used"), 1);
  EXPECT_EQ(outcome.measures.value("evacuation.left_at_pick_up_persons"), 0);
}

// The mean wait, and the part of the time to safety that was waiting, are the same seconds.
TEST_F(TransportTest, WaitingForTheBusIsACauseOfItsOwn) {
  const auto outcome = fetch(25, fleet(10, 1));
  const double wait_s = outcome.measures.value("evacuation.pick_up_wait");
  EXPECT_GT(wait_s, kPosition_s);
  EXPECT_NEAR(outcome.measures.value("evacuation.time_awaiting_transport"), wait_s, 0.01);
  double sum_s = 0;
  for (const auto& key : outcome.measures.keys()) {
    if (key.place.empty() && key.name.starts_with("evacuation.time_") && key.name != "evacuation.time_to_safety") {
      sum_s += outcome.measures.value(key.name);
    }
  }
  EXPECT_NEAR(sum_s, outcome.measures.value("evacuation.time_to_safety"), 1e-6);
  EXPECT_LE(wait_s, outcome.measures.value("evacuation.pick_up_wait_90"));
}

TEST_F(TransportTest, PeopleAreConservedAtEveryEventWhateverHappens) {
  test::TinyTown town;
  town.hall_capacity_persons = 25;
  town.school_capacity_persons = 40;
  std::size_t boarded = 0;
  std::size_t refused = 0;
  std::size_t gave_up = 0;
  std::size_t stranded = 0;
  for (std::uint32_t replication = 0; replication < 6; ++replication) {
    const auto outcome = run(
        flood("4 m") + kOrder + households() +
            fleet(12, 1,
                  "walk_limit: 0 m, assisted_walk_limit: 0 m, patience_shortest: 5 min, patience_longest: 40 min") +
            fleet(5, 1, "mode: car, walk_limit: 0 m, assisted_walk_limit: 0 m, passengers: everybody", "vans") +
            cues("{kind: tell, at: 15 min, by: loudspeaker}, " + kToldAtTheDoor +
                 ", {kind: close, at: 40 min, road: h1, until: 80 min}, {kind: close, at: 50 min, road: v12, until: "
                 "70 min}") +
            kAudit,
        town, replication);
    boarded += outcome.log.all<HouseholdBoarded>().size();
    refused += outcome.log.all<ShelterRefused>().size();
    gave_up += outcome.log.all<PickUpGivenUp>().size();
    stranded += outcome.log.all<VehicleStranded>().size();
    std::set<HouseholdId> arrived;
    for (const auto& row : outcome.log.all<ShelterReached>()) EXPECT_TRUE(arrived.insert(row.event.household).second);
  }
  EXPECT_GT(boarded, 0U);  // else the test looked at nothing
  EXPECT_GT(refused, 0U);
  EXPECT_GT(gave_up, 0U);
  EXPECT_GT(stranded, 0U);
}

TEST_F(TransportTest, WhenNoDriverAnswersPeopleGiveUpAndWalk) {
  const auto outcome =
      fetch(8, fleet(10, 2, "answering_night: 0 %, patience_shortest: 20 min, patience_longest: 40 min"));
  EXPECT_EQ(outcome.log.all<DriverCalled>().size(), 2U);
  for (const auto& row : outcome.log.all<DriverAnswered>()) EXPECT_EQ(row.event.answer, DriverAnswer::no_answer);
  EXPECT_TRUE(outcome.log.all<VehicleReady>().empty());
  EXPECT_EQ(outcome.measures.value("evacuation.drivers_not_reached"), 2);
  const auto gave_up = outcome.log.all<PickUpGivenUp>();
  ASSERT_EQ(gave_up.size(), 8U);
  EXPECT_GE(gave_up.front().t_s, kToldAtS + 20 * 60);
  EXPECT_LE(gave_up.back().t_s, kToldAtS + 40 * 60 + 10);
  EXPECT_EQ(outcome.log.all<ShelterReached>().size(), 8U);
  EXPECT_EQ(outcome.measures.value("evacuation.fetched_persons"), 0);
}

// The only road is cut while the bus is on its way with ten aboard, and reopens an hour later: they got out, waited
// there, and went on by themselves.
TEST_F(TransportTest, ABusBeforeACutRoadSetsPeopleDownWhoGoOnWhenItReopens) {
  const auto outcome = fetch(10, fleet(10, 1), "{kind: close, at: 28 min, road: v12, until: 90 min}");
  const auto stranded = outcome.log.all<VehicleStranded>();
  ASSERT_EQ(stranded.size(), 1U);
  EXPECT_EQ(stranded.front().event.reason, VehicleHeldUp::no_way);
  EXPECT_EQ(stranded.front().event.persons, 10U);
  EXPECT_EQ(outcome.log.all<HouseholdStranded>().size(), 10U);
  EXPECT_EQ(outcome.log.all<ShelterReached>().size(), 10U);
  EXPECT_GT(outcome.log.all<ShelterReached>().front().t_s, 90 * 60.0);
  EXPECT_EQ(outcome.measures.value("evacuation.fetched_persons"), 0);  // the last part they walked
}

// Who does not know of the cut comes to stand before it: the same people, later.
TEST_F(TransportTest, ADriverWhoDoesNotKnowOfACutFindsOutThere) {
  const std::string cut = "{kind: close, at: 19 min, road: v12}";
  const auto knows = fetch(10, fleet(10, 1), cut);
  EXPECT_TRUE(knows.log.all<VehicleDispatched>().empty());  // no shelter can be reached from there
  ASSERT_EQ(knows.log.all<VehicleStranded>().size(), 1U);   // said once
  EXPECT_EQ(knows.log.all<VehicleStranded>().front().event.reason, VehicleHeldUp::no_way);
  const auto learns = fetch(10, fleet(10, 1, "informed_of_closures: 0 %"), cut);
  ASSERT_EQ(learns.log.all<VehicleDeparted>().size(), 1U);
  ASSERT_EQ(learns.log.all<VehicleStranded>().size(), 1U);
  const double v23_s = drive_s() * 1000 / 2700;
  EXPECT_NEAR(learns.log.all<VehicleStranded>().front().t_s, learns.log.all<VehicleDeparted>().front().t_s + v23_s,
              0.1);
}

// Four places in the school, three in the hall: the bus goes from one to the other and sets three down who find none.
TEST_F(TransportTest, FullSheltersSendTheBusOnAndTheLastAreSetDown) {
  test::TinyTown town;
  town.school_capacity_persons = 4;
  town.hall_capacity_persons = 3;
  const auto outcome = fetch(10, fleet(10, 1, "walk_limit: 0 m"), {}, town, kAtOnce);
  const auto unloaded = outcome.log.all<VehicleUnloaded>();
  ASSERT_EQ(unloaded.size(), 2U);
  EXPECT_EQ(unloaded[0].event.shelter, shelter("school"));
  EXPECT_EQ(unloaded[0].event.persons, 4U);
  EXPECT_EQ(unloaded[1].event.shelter, shelter("hall"));
  EXPECT_EQ(unloaded[1].event.persons, 3U);
  EXPECT_EQ(outcome.log.all<ShelterRefused>().size(), 6U + 3U);
  ASSERT_EQ(outcome.log.all<VehicleStranded>().size(), 1U);
  EXPECT_EQ(outcome.log.all<VehicleStranded>().front().event.reason, VehicleHeldUp::shelters_full);
  EXPECT_EQ(outcome.log.all<VehicleStranded>().front().event.persons, 3U);
  EXPECT_EQ(outcome.measures.value("evacuation.fetched_persons"), 7);
}

TEST_F(TransportTest, MoreBusesNeverBringFewerPeople) {
  for (std::uint32_t replication = 0; replication < 3; ++replication) {
    double before = 0;
    for (const int buses : {1, 2, 3, 5, 8}) {
      const auto outcome = run_in(village(60),
                                  "exercise: {starts: 2026-07-05 02:00, duration: 75 min}\n" + kOrder +
                                      households(kAllLeave + ", shelters: [hall]") +
                                      fleet(8, buses, "answering_night: 70 %, mobilization_night: 10 min") +
                                      cues(kToldAtTheDoor) + kAudit,
                                  replication);
      const double brought = outcome.measures.value("evacuation.fetched_persons");
      EXPECT_GE(brought, before) << buses << " buses, replication " << replication;
      before = brought;
    }
    EXPECT_GT(before, 0);
  }
}

// Another fleet changes neither when a household leaves nor what the drivers of the first do.
TEST_F(TransportTest, AnotherFleetChangesNobodysDraws) {
  const std::string drawn = "answering_night: 60 %, mobilization_night: 20 min";
  const auto one = fetch(20, fleet(10, 6, drawn));
  const auto two = fetch(20, fleet(4, 3, drawn, "a-vans") + fleet(10, 6, drawn));
  const auto answers = [](const test::Outcome& outcome) {
    std::map<std::string, std::string> lines;  // by vehicle
    std::istringstream text(outcome.text);
    for (std::string line; std::getline(text, line);) {
      if (line.find("evacuation.driver_answered") == std::string::npos &&
          line.find("evacuation.vehicle_ready") == std::string::npos) {
        continue;
      }
      if (line.find("buses/") != std::string::npos) lines[line] = line;
    }
    return lines;
  };
  EXPECT_EQ(answers(one), answers(two));
  EXPECT_EQ(one.log.all<HouseholdDeparted>().size(), two.log.all<HouseholdDeparted>().size());
  for (std::size_t k = 0; k < one.log.all<HouseholdDeparted>().size(); ++k) {
    EXPECT_EQ(one.log.all<HouseholdDeparted>()[k].t_s, two.log.all<HouseholdDeparted>()[k].t_s);
  }
}

// With cars people drive, unless there are more of them than seats or the fleet takes everybody.
TEST_F(TransportTest, WhoHasRoomInACarDrivesUnlessTheFleetTakesEverybody) {
  const auto by = [&](const std::string& more) {
    auto town = village(3);
    town.population.cars = {1, 1, 0};
    town.population.persons = {2, 7, 2};
    town.zones[1].residents = 11;
    const auto outcome =
        run_in(std::move(town), kOrder + households(kToHall) + fleet(20, 1, more) + cues(kToldAtTheDoor) + kAudit);
    std::vector<Way> ways(3);
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) ways[row.event.household.index()] = row.event.way;
    return ways;
  };
  EXPECT_EQ(by("car_seats: 5"), (std::vector<Way>{Way::by_car, Way::to_pick_up, Way::to_pick_up}));
  EXPECT_EQ(by("car_seats: 7"), (std::vector<Way>{Way::by_car, Way::by_car, Way::to_pick_up}));
  EXPECT_EQ(by("passengers: everybody"), (std::vector<Way>{Way::to_pick_up, Way::to_pick_up, Way::to_pick_up}));
  EXPECT_EQ(by("walk_limit: 3 km"), (std::vector<Way>{Way::by_car, Way::by_car, Way::on_foot}));
}

// A household with more persons than seats is on its own, and one that does not fit in any more waits for the next.
TEST_F(TransportTest, HouseholdsStayTogether) {
  auto town = village(4);
  town.population.persons = {4, 4, 3, 9};
  town.zones[1].residents = 20;
  const auto outcome =
      run_in(std::move(town), kOrder + households(kToHall) + fleet(7, 1) + cues(kToldAtTheDoor) + kAudit);
  std::vector<std::uint32_t> loads;
  for (const auto& row : outcome.log.all<VehicleDeparted>()) loads.push_back(row.event.persons);
  std::sort(loads.begin(), loads.end());
  EXPECT_EQ(loads, (std::vector<std::uint32_t>{4, 7}));
  EXPECT_EQ(outcome.log.all<ShelterReached>().size(), 4U);
}

// Takes everybody along who waits at a pick-up point, at one instant.
struct TakeParameters final : ModelParameters {
  void describe(Fields& f) override { f.required("at", at, {"When.", "时间。"}); }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  Duration at{};
};
class Take final : public Model {
 public:
  explicit Take(Duration at) : at_(at) {}
  void start(World& world) override {
    world.kernel().schedule(kStartEx + at_, Phase::response, [&world] {
      auto& roll = world.door<Roll>();
      for (const auto h : world.scenario().scope.households()) {
        if (roll.state(h) != State::at_pick_up) continue;
        if (!roll.waits_at(h).exists()) throw std::runtime_error("nobody knows where they wait");
        roll.take_along(h, TeamId(std::size_t{0}));
        if (!roll.hand_over(h, ShelterId(std::size_t{0}))) throw std::runtime_error("no room");
      }
    });
  }

 private:
  Duration at_;
};
std::unique_ptr<Model> TakeParameters::make() const {
  return std::make_unique<Take>(at);
}

TEST_F(TransportTest, RescuersTakeAlongThoseWhoWaitAndTheBusLeavesWithTheOthers) {
  catalog_.add_kind<TakeParameters>("cues", "take", {"Take", "带走"}, {});
  const auto outcome = fetch(20, fleet(10, 1), "{kind: take, at: 1530 s}");  // the bus has its place at 1500 s
  const auto taken = outcome.log.all<HouseholdTakenAlong>().size();
  const auto boarded = outcome.log.all<HouseholdBoarded>().size();
  EXPECT_GT(taken, 0U);
  EXPECT_GT(boarded, 0U);
  EXPECT_EQ(taken + boarded, 20U);
  ASSERT_EQ(outcome.log.all<VehicleDeparted>().size(), 1U);
  EXPECT_EQ(outcome.log.all<VehicleDeparted>().front().event.persons, boarded);
  EXPECT_EQ(outcome.log.all<ShelterReached>().size(), 20U);
}

// A slide buries the road under the bus, and is cleared two hours later.
struct SlideParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.required("at", at, {"When.", "时间。"});
    f.optional("road", road, {"Where.", "地点。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  Duration at{};
  std::string road = "v23<";
};
class Slide final : public Model {
 public:
  Slide(Duration at, std::string road) : at_(at), road_(std::move(road)) {}
  void start(World& world) override {
    const SegmentId segment(world.scenario().names->find(Entity::segment, road_));
    world.kernel().schedule(kStartEx + at_, Phase::infrastructure, [&world, segment] {
      world.roads().set_speed_factor(segment, kAllModes, 0);
      world.door<traffic::RoadTraffic>().bury(segment);
    });
    world.kernel().schedule(kStartEx + at_ + 2h, Phase::infrastructure,
                            [&world, segment] { world.roads().set_speed_factor(segment, kAllModes, 1); });
  }

 private:
  Duration at_;
  std::string road_;
};
std::unique_ptr<Model> SlideParameters::make() const {
  return std::make_unique<Slide>(at, road);
}

TEST_F(TransportTest, PeopleInABusOnABuriedRoadWaitForRescueOrUntilItIsClear) {
  catalog_.add_kind<SlideParameters>("cues", "slide", {"Slide", "滑坡"}, {});
  const auto outcome = fetch(10, fleet(10, 1), "{kind: slide, at: 1640 s}");  // it left at 1600 s
  ASSERT_EQ(outcome.log.all<VehicleStranded>().size(), 1U);
  EXPECT_EQ(outcome.log.all<VehicleStranded>().front().event.reason, VehicleHeldUp::road_buried);
  const auto stranded = outcome.log.all<HouseholdStranded>();
  ASSERT_EQ(stranded.size(), 10U);
  EXPECT_EQ(stranded.front().event.reason, StrandedReason::road_buried);
  const auto arrivals = outcome.log.all<ShelterReached>();
  ASSERT_EQ(arrivals.size(), 10U);
  EXPECT_GT(arrivals.front().t_s, 1640 + 2 * 3600);
}

// Two buses, three loads. The one that comes back for the third is buried: its seats are promised to nobody, until the
// road is clear and it goes on; the other one has no way there and is not sent then.
TEST_F(TransportTest, ABusThatIsBuriedOnItsWayGivesItsPromiseBackUntilItIsFree) {
  catalog_.add_kind<SlideParameters>("cues", "slide", {"Slide", "滑坡"}, {});
  const auto calm = fetch(30, fleet(10, 2));
  const auto trips = calm.log.all<VehicleDispatched>();
  ASSERT_EQ(trips.size(), 3U);
  const double returns_s = trips[2].t_s;
  const auto when = std::to_string(static_cast<int>(returns_s + 0.8 * drive_s())) + " s";
  const auto outcome = fetch(30, fleet(10, 2), "{kind: slide, road: 'v23>', at: " + when + "}");
  const auto held_up = outcome.log.all<VehicleStranded>();
  ASSERT_EQ(held_up.size(), 2U);
  EXPECT_EQ(held_up[0].event.persons, 0U);
  EXPECT_EQ(held_up[0].event.reason, VehicleHeldUp::road_buried);
  EXPECT_EQ(held_up[1].event.reason, VehicleHeldUp::no_way);
  EXPECT_NE(held_up[1].event.vehicle, held_up[0].event.vehicle);
  EXPECT_EQ(outcome.log.all<VehicleDispatched>().size(), 3U);
  EXPECT_EQ(outcome.measures.value("evacuation.fetched_persons"), 30);
  EXPECT_GT(outcome.log.all<VehicleDeparted>().back().t_s, returns_s + 2 * 3600);
}

// One coach, and four families of six that fit into nothing else. The vans do not answer for the families, and their
// seats are not counted as theirs.
TEST_F(TransportTest, SeatsOfSmallVehiclesAreNotPromisedToLargeHouseholds) {
  auto town = village(8);
  for (std::size_t h = 0; h < 4; ++h) town.population.persons[h] = 6;
  for (auto& zone : town.zones) zone.residents = 0;
  for (std::size_t h = 0; h < 8; ++h)
    town.zones[town.population.zone[h].index()].residents += town.population.persons[h];
  const auto outcome = run_in(town, kOrder + households(kToHall) + fleet(4, 10, {}, "vans") +
                                        fleet(12, 1, {}, "coach") + cues(kToldAtTheDoor) + kAudit);
  std::map<std::string, int> sent;
  for (const auto& row : outcome.log.all<VehicleDispatched>()) {
    ++sent[scenario_->names->text(row.event.vehicle).substr(0, 4)];
  }
  EXPECT_GE(sent["coac"], 1) << "the families wait for it, however many seats the vans have";
  EXPECT_LE(sent["vans"], 4) << "four single persons: no van is sent for a family";
  EXPECT_EQ(outcome.measures.value("evacuation.fetched_persons"), 28);
  EXPECT_EQ(outcome.measures.value("evacuation.left_at_pick_up_persons"), 0);
}

// Households of three, vans of four seats: each van takes one household, and the seat that stays empty is nobody's.
TEST_F(TransportTest, SeatsThatNobodyFitsIntoKeepNoVehicleAway) {
  auto town = village(4);
  std::fill(town.population.persons.begin(), town.population.persons.end(), std::uint8_t{3});
  for (auto& zone : town.zones) zone.residents = 3 * zone.household_count;
  const auto outcome =
      run_in(town, kOrder + households(kToHall) + fleet(4, 4, {}, "vans") + cues(kToldAtTheDoor) + kAudit);
  EXPECT_EQ(outcome.measures.value("evacuation.transport_trips"), 4);
  EXPECT_EQ(outcome.measures.value("evacuation.vehicles_used"), 4);
  const auto sent = outcome.log.all<VehicleDispatched>();
  ASSERT_GE(sent.size(), 3U);  // the first may stand at the point already
  EXPECT_LT(sent.back().t_s, outcome.log.all<VehicleDeparted>().front().t_s) << "nobody waits for the others to leave";
}

TEST_F(TransportTest, ADrillWithoutAFleetTellsNothingOfTransport) {
  const auto outcome = fetch(5, "");
  for (const auto& key : outcome.measures.keys()) {
    EXPECT_EQ(key.name.find("pick_up"), std::string::npos) << key.name;
    EXPECT_EQ(key.name.find("transport"), std::string::npos) << key.name;
    EXPECT_NE(key.name, "evacuation.on_board_persons");
  }
}

struct Refusal {
  const char* entry;
  const char* code;
  const char* says;
};

TEST_F(TransportTest, BadInputIsRefusedWhereItStands) {
  const std::string begin = "  - {kind: assigned_transport, id: buses, ";
  for (const auto& [entry, code, says] :
       {Refusal{"seats: 10, station: comittee", "unknown-reference", "comittee"},
        Refusal{"seats: 0, station: committee", "out-of-range", "0"},
        Refusal{"station: committee", "missing-key", "seats"},
        Refusal{"seats: 10, station: committee, mode: walk", "inconsistent", "walkers carry nobody"},
        Refusal{"seats: 10", "missing-key", "either station or stands"},
        Refusal{"seats: 10, station: committee, stands: [{station: committee}]", "inconsistent", "either station"},
        Refusal{"seats: 10, station: committee, zones: [lowr]", "unknown-reference", "lowr"},
        Refusal{"seats: 10, station: committee, zones: [upper], pick_ups: [{zone: lower, junction: J3}]",
                "inconsistent", "does not serve"},
        Refusal{"seats: 10, station: committee, pick_ups: [{zone: lower, junction: J33}]", "unknown-reference", "J33"},
        Refusal{"seats: 10, station: committee, pick_ups: [{zone: lower}]", "inconsistent", "one of junction, station"},
        Refusal{"seats: 10, station: committee, pick_ups: [{zone: lower, junction: J3, station: committee}]",
                "inconsistent", "one of junction, station"},
        Refusal{"seats: 10, station: committee, pick_ups: [{zone: lower, longitude: 107.7}]", "inconsistent",
                "longitude with latitude"},
        Refusal{"seats: 10, station: committee, pick_ups: [{zone: lower, longitude: 107.7, latitude: 29.3}]",
                "inconsistent", "no coordinate system"},
        Refusal{"seats: 10, station: committee, vehicles: 0", "out-of-range", "0"},
        Refusal{"seats: 10, station: committee, called_out: 9 h", "out-of-range", "after EndEx"},
        Refusal{"seats: 10, station: committee, patience_shortest: 2 h, patience_longest: 1 h", "inconsistent",
                "most patient"}}) {
    const auto diagnostics = refused(begin + entry + "}\n");
    ASSERT_TRUE(diagnostics.has_errors()) << entry;
    const auto& all = diagnostics.entries();
    const auto& first =
        *std::find_if(all.begin(), all.end(), [](const auto& d) { return d.severity == Severity::error; });
    EXPECT_EQ(first.code, code) << entry;
    EXPECT_NE(draw(diagnostics.entries(), Language::en).find(says), std::string::npos) << entry;
    EXPECT_GT(first.where.line, 0) << entry;
  }
}

// The valley laid on the map: a place 60 m beside the junction is that junction; one in the next valley is refused.
TEST_F(TransportTest, APickUpPointIsFoundByItsCoordinates) {
  auto town = village(12);
  town.coordinates = {.epsg = 4545, .false_origin_x_m = 500'000, .false_origin_y_m = 3'250'000};
  const auto& junctions = town.roads.junctions();
  const auto& lower = *std::find_if(junctions.begin(), junctions.end(), [](const auto& j) { return j.id == "J3"; });
  const auto entry = [&](double east_m) {
    const auto at = Plane(4545).unproject(
        {static_cast<double>(lower.x_m) + 500'000 + east_m, static_cast<double>(lower.y_m) + 3'250'000});
    return fleet(10, 1,
                 "pick_ups: [{zone: lower, longitude: " + std::to_string(at->longitude_deg) +
                     ", latitude: " + std::to_string(at->latitude_deg) + "}], zones: [lower]");
  };
  const auto drill = [&](const std::string& buses) {
    return run_in(town, kOrder + households(kToHall) + buses + cues(kToldAtTheDoor) + kAudit).text;
  };
  EXPECT_EQ(drill(entry(60)), drill(fleet(10, 1, "pick_ups: [{zone: lower, junction: J3}], zones: [lower]")));
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(town, kOrder + households(kToHall) + entry(30'000), catalog_, diagnostics), nullptr);
  EXPECT_NE(draw(diagnostics.entries(), Language::en).find("stands off the roads"), std::string::npos);
}

TEST_F(TransportTest, ZonesOutsideTheExerciseAreRefused) {
  auto town = village(5);
  town.townships.push_back({"next", {"Next Township", "邻乡"}});
  town.zones[0].township = TownshipId(std::size_t{1});
  Diagnostics diagnostics;
  scenario_ = test::build_scenario(std::move(town),
                                   "exercise: {starts: 2026-07-05 02:00, duration: 6 h, townships: [valley]}\n" +
                                       kOrder + households() + fleet(10, 1, "zones: [upper]"),
                                   catalog_, diagnostics);
  ASSERT_TRUE(diagnostics.has_errors());
  EXPECT_NE(draw(diagnostics.entries(), Language::en).find("does not take part"), std::string::npos);
}

TEST_F(TransportTest, AFleetWithoutHouseholdsIsRefused) {
  Diagnostics diagnostics;
  scenario_ = test::build_scenario(village(5), kOrder + "evacuation:\n" + fleet(10, 1), catalog_, diagnostics);
  ASSERT_TRUE(diagnostics.has_errors());
  EXPECT_NE(draw(diagnostics.entries(), Language::en).find("no households"), std::string::npos);
}

// The bridge to the other bank carries no buses: told where the pick-up point stands, and by car there is no warning.
TEST_F(TransportTest, APickUpPointThatNoVehicleCanReachIsAWarning) {
  test::TinyTown town;
  town.bridge_access = static_cast<ModeMask>(kAllModes & ~mask_of(TravelMode::bus));
  const std::string entry =
      "  - {kind: assigned_transport, id: buses, seats: 10, station: committee, zones: [lower], pick_ups: [{zone: "
      "lower, "
      "junction: B1}]";
  const auto by_bus = refused(entry + "}\n", town);
  EXPECT_FALSE(by_bus.has_errors());
  const auto warning = std::find_if(by_bus.entries().begin(), by_bus.entries().end(),
                                    [](const auto& d) { return d.code == "unreachable"; });
  ASSERT_NE(warning, by_bus.entries().end());
  EXPECT_NE(warning->what.en.find("'lower'"), std::string::npos);
  EXPECT_GT(warning->where.line, 0);
  const auto by_car = refused(entry + ", mode: car}\n", town);
  EXPECT_TRUE(std::none_of(by_car.entries().begin(), by_car.entries().end(),
                           [](const auto& d) { return d.code == "unreachable"; }));
}

TEST_F(TransportTest, HouseholdsAreThereOnce) {
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(village(5), kOrder + households() + "  - {kind: households, id: again}\n", catalog_,
                                 diagnostics),
            nullptr);
  std::vector<std::string> errors;
  for (const auto& d : diagnostics.entries()) {
    if (d.severity == Severity::error) errors.push_back(d.code);
  }
  EXPECT_EQ(errors, std::vector<std::string>{"inconsistent"});
}

}  // namespace
}  // namespace tocsin::evacuation
