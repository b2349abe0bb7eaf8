// SPDX-License-Identifier: Apache-2.0
// Messages over bearers that work and that do not, with times by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/communications/bearers.hpp"
#include "models/communications/communications.hpp"
#include "models/communications/coverage.hpp"
#include "models/communications/ground.hpp"
#include "models/communications/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::communications {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using testing::ElementsAre;
using testing::IsEmpty;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

// 1,000 bytes take 1 s; 30 s to write, 20 s to read; a switch takes 120 s; two tries, 10 s apart.
const std::string kCell = R"(
communications:
  - kind: public_cell
    reach: 1 km
    terrain: ignored
    data_rate_kbit_per_s: 8
    delay: 0.5 s
    write: 30 s
    read: 20 s
    switch_shortest: 120 s
    switch_longest: 120 s
    patience: 60 s
    tries: 2
    try_again_after: 10 s
    voice_channels: 1
    ordinary_load_erlang: 0
)";
const std::string kMessenger = R"(
  - {kind: messenger, by: foot, ready: 60 s, speed_factor: 1, look_again: 5 min, patience: 1 h, write: 0 s, read: 0 s}
)";

/// The valley with a cell at either horn; a desk near the upper one, a village near the lower one.
struct Valley {
  explicit Valley(const std::string& yaml = kCell, std::vector<Bearer> bearers = {Bearer::public_cell}) {
    auto town = make_tiny_town();
    for (auto& site : town.communication_sites) site.kind = "cell";
    scenario = build_scenario(std::move(town), yaml, catalog);
    world = std::make_unique<World>(*scenario, 0);
    network = &world->door<Network>();
    const auto& sites = scenario->town->communication_sites;
    desk = network->add({NameId(0), sites[0].place, bearers, 1});
    village = network->add({NameId(1), sites[1].place, bearers, 1});
  }
  void send_at(double at_s, const std::string& name, Message message) {
    if (!message.from.exists()) message.from = desk;
    if (!message.to.exists()) message.to = village;
    at(at_s, [this, name, message] {
      network->send(message, [this, name](const Delivery& d) {
        const auto how = d.delivered() ? std::string(EnumNames<Bearer>::value[static_cast<std::size_t>(*d.bearer)])
                                       : std::string(EnumNames<LossReason>::value[static_cast<std::size_t>(d.reason)]);
        ends.push_back(name + " " + how + " " + std::to_string(std::lround(seconds(world->now()) * 1000)));
      });
    });
  }
  void at(double at_s, std::function<void()> what) {
    world->kernel().schedule(at_seconds(at_s), Phase::infrastructure, std::move(what));
  }
  void fail_site(double at_s, std::size_t site) {
    at(at_s, [this, site] { world->door<Sites>().set_fiber(NameId(9), CommunicationSiteId(site), FiberLine::cut); });
  }
  std::vector<std::string> run(Duration until = 6h) {
    world->kernel().run(kStartEx + until);
    const auto& ledger = network->ledger();
    EXPECT_EQ(ledger.sent, ledger.delivered + ledger.lost + ledger.under_way);
    return ends;
  }
  [[nodiscard]] std::vector<std::string> failures() const {
    std::vector<std::string> result;
    for (const auto& row : world->log().all<MessageAttemptFailed>()) {
      result.push_back(std::string(EnumNames<AttemptFailure>::value[static_cast<std::size_t>(row.event.reason)]) + " " +
                       std::to_string(std::lround(row.t_s)));
    }
    return result;
  }

  Catalog catalog = make_catalog();
  std::unique_ptr<Scenario> scenario;
  std::unique_ptr<World> world;
  Network* network = nullptr;
  CorrespondentId desk, village;
  std::vector<std::string> ends;
};

Message text(std::uint32_t bytes) {
  return {.from = {}, .to = {}, .kind = MessageKind::text, .bytes = bytes};
}
Message call(Duration talk) {
  return {.from = {}, .to = {}, .kind = MessageKind::call, .bytes = 0, .talk = talk};
}

TEST(Network, ATextTakesWritingDelayRateAndReading) {
  Valley valley;
  valley.send_at(100, "a", text(2000));
  EXPECT_THAT(valley.run(), ElementsAre("a public_cell 153000"));  // 100 + 30 + 2 x 0.5 + 2 + 20
}

TEST(Network, ADeskSendsOneAtATimeTheMostUrgentFirst) {
  Valley valley;
  auto urgent = text(1000);
  urgent.priority = Priority::flash;
  valley.send_at(0, "first", text(1000));
  valley.send_at(1, "routine", text(1000));
  valley.send_at(2, "flash", urgent);
  // each keeps the desk for 30 + 1 + 1 s, and is read for 20 s
  EXPECT_THAT(valley.run(),
              ElementsAre("first public_cell 52000", "flash public_cell 84000", "routine public_cell 116000"));
}

TEST(Network, ACallWaitsForNobodyWhereAllChannelsAreTaken) {
  Valley valley;
  const auto other =
      valley.network->add({NameId(2), valley.scenario->town->communication_sites[0].place, {Bearer::public_cell}, 1});
  auto second = call(60s);
  second.from = other;
  valley.send_at(0, "first", call(60s));
  valley.send_at(5, "second", second);
  valley.send_at(100, "third", call(60s));
  EXPECT_THAT(valley.run(),
              ElementsAre("second no_bearer_left 15000", "first public_cell 61000", "third public_cell 161000"));
  EXPECT_THAT(valley.failures(), ElementsAre("busy 5", "busy 15"));
}

// One voice channel: the second call is refused twice, 10 s apart, and goes as a short message of 100 bytes three
// minutes later: 0.5 s at either cell, 0.2 s on the air, which two share, 20 s to read. Who answers no call answers no
// message.
TEST(Network, ACallThatFindsNoChannelGoesAsAShortMessage) {
  Valley valley(kCell + "    text_when_busy: {delay: 3 min, bytes: 100}\n");
  for (const auto* name : {"first", "second", "third"}) {
    auto number =
        valley.network->add({NameId(2), valley.scenario->town->communication_sites[0].place, {Bearer::public_cell}, 1});
    auto message = call(10min);
    message.from = number;
    if (name[0] == 't') message.callee = Callee::does_not_answer;
    valley.send_at(name[0] == 'f' ? 0 : 60, name, message);
  }
  EXPECT_THAT(valley.run(),
              ElementsAre("third no_answer 251200", "second public_cell 271200", "first public_cell 601000"));
  EXPECT_EQ(valley.world->log().all<CallSentAsText>().size(), 2U);
}

TEST(Network, NobodyAnswersIsAnEndOfItsOwn) {
  Valley valley;
  auto ringing = call(30s);
  ringing.callee = Callee::does_not_answer;
  valley.send_at(0, "a", ringing);
  EXPECT_THAT(valley.run(), ElementsAre("a no_answer 31000"));
}

TEST(Network, BreaksWhenASiteFallsSilentAndTriesAgain) {
  Valley valley;
  valley.fail_site(35, 1);
  valley.at(40, [&] {
    valley.world->door<Sites>().set_fiber(NameId(9), CommunicationSiteId(std::size_t{1}), FiberLine::whole);
  });
  valley.send_at(0, "a", text(10'000));
  EXPECT_THAT(valley.run(), ElementsAre("a public_cell 76000"));  // broken at 35, again at 45: 45 + 1 + 10 + 20
  EXPECT_THAT(valley.failures(), ElementsAre("broken 35"));
}

TEST(Network, TakesTheNextBearerWhenThereIsNoCoverage) {
  Valley valley(kCell + kMessenger, {Bearer::public_cell, Bearer::messenger});
  valley.fail_site(0, 1);
  valley.send_at(10, "a", text(1000));
  const auto ends = valley.run();
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_THAT(ends[0], testing::StartsWith("a messenger "));
  EXPECT_THAT(valley.failures(), ElementsAre("no_coverage 40"));
  // From 40 s: 120 s until he is sent, 60 s to get ready, then the walk.
  const auto& town = *valley.scenario->town;
  const auto route =
      valley.scenario->router(TravelMode::walk)
          .fastest(town.communication_sites[0].place.walk_junction, town.communication_sites[1].place.walk_junction);
  ASSERT_TRUE(route);
  EXPECT_NEAR(valley.world->log().all<MessageDelivered>()[0].t_s, 220 + seconds(route->travel_time), 0.01);
}

TEST(Network, WhoFoundABearerDeadLeavesItOutForAWhile) {
  Valley valley(kCell + kMessenger, {Bearer::public_cell, Bearer::messenger});
  valley.fail_site(0, 1);
  valley.send_at(10, "first", text(1000));
  valley.send_at(300, "soon after", text(1000));
  valley.send_at(3600, "much later", text(1000));
  valley.run();
  EXPECT_THAT(valley.failures(), ElementsAre("no_coverage 40", "no_coverage 3630"));
  EXPECT_EQ(valley.network->ledger().delivered, 3U);
}

TEST(Network, AMessengerWaitsWhereNoWayIsOpenAndGivesUp) {
  Valley valley(kCell + kMessenger, {Bearer::messenger});
  auto& roads = valley.world->roads();
  valley.at(0, [&] {
    for (std::size_t s = 0; s < valley.scenario->town->roads.segment_count(); ++s) {
      roads.set_speed_factor(SegmentId(s), kAllModes, 0);
    }
  });
  valley.send_at(10, "a", text(1000));
  EXPECT_THAT(valley.run(), ElementsAre("a no_bearer_left 3610000"));
  EXPECT_THAT(valley.failures(), ElementsAre("no_way 3610"));
}

TEST(Network, ADeadlineEndsIt) {
  Valley valley;
  auto late = text(1'000'000);
  late.deadline = at_seconds(50);
  valley.send_at(0, "late", late);
  valley.send_at(1, "next", text(1000));
  EXPECT_THAT(valley.run(), ElementsAre("late expired 50000", "next public_cell 102000"));
}

TEST(Network, PatienceEndsATry) {
  Valley valley;
  valley.send_at(0, "a", text(100'000));  // would take 100 s
  EXPECT_THAT(valley.run(), ElementsAre("a no_bearer_left 160000"));
  EXPECT_THAT(valley.failures(), ElementsAre("timed_out 90", "timed_out 160"));
}

TEST(Network, WithAllSitesSilentNothingTravels) {
  Valley valley;
  for (int i = 0; i < 5; ++i) valley.send_at(10.0 * i, "healthy", text(1000));
  valley.at(3000, [&] { EXPECT_TRUE(valley.network->connected(valley.desk, valley.village)); });
  valley.fail_site(3600, 0);
  valley.fail_site(3600, 1);
  for (int i = 0; i < 5; ++i) valley.send_at(4000 + 10.0 * i, "silent", text(1000));
  valley.run();
  EXPECT_EQ(valley.network->ledger().delivered, 5U);
  EXPECT_EQ(valley.network->ledger().lost, 5U);
  EXPECT_FALSE(valley.network->connected(valley.desk, valley.village));
}

TEST(Beidou, SendsOneMessageAMinuteAndLongTextsInParts) {
  Valley valley(R"(
communications:
  - {kind: beidou, set_up: 90 s, interval: 60 s, most_bytes: 1750, shadow: 0 %, data_rate_kbit_per_s: 16, delay: 2 s, patience: 5 min, tries: 1, write: 0 s, read: 0 s}
)",
                {Bearer::beidou});
  valley.send_at(0, "a", text(1000));  // the terminal is set up at 90 s; 2,000 bytes/s
  valley.send_at(0, "roster", text(6000));
  valley.send_at(0, "c", text(1000));
  // the roster: four parts, so that the terminal is free again after four minutes
  EXPECT_THAT(valley.run(), ElementsAre("a beidou 92500", "roster beidou 155000", "c beidou 392500"));
}

TEST(SatellitePhone, IsSetUpFirstAndCarriesCalls) {
  Valley valley(R"(
communications:
  - {kind: satellite_phone, set_up: 90 s, interval: 0 s, shadow: 0 %, delay: 0.27 s, voice_channels: 100}
)",
                {Bearer::satellite_phone});
  valley.send_at(10, "a", call(60s));
  EXPECT_THAT(valley.run(), ElementsAre("a satellite_phone 150270"));  // 90 + 0.27 + 60
}

TEST(Vsat, WithoutAViewOfTheSkyCarriesNothing) {
  Valley valley(R"(
communications:
  - {kind: vsat, set_up: 0 s, shadow: 100 %, tries: 3, write: 30 s, switch_shortest: 2 min, switch_longest: 2 min}
)",
                {Bearer::vsat});
  valley.send_at(10, "a", text(1000));
  EXPECT_THAT(valley.run(), ElementsAre("a no_bearer_left 40000"));
  EXPECT_THAT(valley.failures(), ElementsAre("no_coverage 40"));  // trying again would not help
}

TEST(Trunking, CallsWaitForASlot) {
  auto town = make_tiny_town();
  town.communication_sites[0].kind = "trunking_370mhz";
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(std::move(town), R"(
communications:
  - {kind: trunking, reach: 20 km, terrain: ignored, voice_channels: 1, delay: 0 s, ordinary_load_erlang: 0}
)",
                                       catalog);
  World world(*scenario, 0);
  auto& network = world.door<Network>();
  const auto place = scenario->town->communication_sites[0].place;
  std::vector<double> ends;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto a = network.add({NameId(0), place, {Bearer::trunking}, 1});
    const auto b = network.add({NameId(1), place, {Bearer::trunking}, 1});
    world.kernel().schedule(kStartEx, Phase::response, [&network, &ends, &world, a, b] {
      network.send({.from = a, .to = b, .kind = MessageKind::call, .talk = 60s},
                   [&](const Delivery&) { ends.push_back(seconds(world.now())); });
    });
  }
  world.kernel().run(kStartEx + 1h);
  EXPECT_THAT(
      ends, ElementsAre(testing::DoubleNear(60, 1e-6), testing::DoubleNear(120, 1e-6), testing::DoubleNear(180, 1e-6)));
}

// From the upper node to that on the hill one must go by way of the lower: 1,000 bytes at 1,000 bytes/s take 2 s over
// two hops. The mesh is up at 30 min and for an hour; where a hop is too short for the first leg nothing goes.
TEST(Mesh, HalvesTheRateWithEachHopWhileItLasts) {
  const auto mesh = [](const char* hop) {
    return std::string(R"(
communications:
  - {kind: mesh, nodes: [upper, lower, hill], called_out: 20 min, set_up: 10 min, endurance: 1 h, terrain: ignored, hop: )") +
           hop + ", most_hops: 6, data_rate_kbit_per_s: 8, delay: 0 s, write: 0 s, read: 0 s, tries: 1}\n";
  };
  const auto ends = [&](const char* hop) {
    Valley valley(mesh(hop), {Bearer::mesh});
    auto west = valley.scenario->town->zones[0].place, north = valley.scenario->town->zones[2].place;
    west.x_m -= 1000;
    north.y_m += 1600;
    valley.desk = valley.network->add({NameId(3), west, {Bearer::mesh}, 1});
    valley.village = valley.network->add({NameId(4), north, {Bearer::mesh}, 1});
    valley.send_at(60, "before", text(1000));
    valley.send_at(2700, "while", text(1000));
    valley.send_at(6000, "after", text(1000));
    return valley.run();
  };
  EXPECT_THAT(ends("2.05 km"),
              ElementsAre("before no_bearer_left 60000", "while mesh 2702000", "after no_bearer_left 6000000"));
}

TEST(Coverage, ARidgeTakesTheSignalAway) {
  auto town = make_tiny_town();
  const auto& sites = town.communication_sites;
  const Ground flat(town);
  EXPECT_TRUE(flat.sees(sites[0].place, 30_m, sites[1].place));
  auto& people = town.population;
  people.x_m[0] = (sites[0].place.x_m + sites[1].place.x_m) / 2;
  people.y_m[0] = sites[0].place.y_m;
  people.elevation_m[0] = sites[0].place.elevation_m + 100;
  const Ground ridge(town);
  EXPECT_FALSE(ridge.sees(sites[0].place, 30_m, sites[1].place));
  EXPECT_TRUE(ridge.sees(sites[0].place, 500_m, sites[1].place));  // over it
}

TEST(Coverage, CallsOfThePublicFollowErlangsLaw) {
  RandomStream stream(7, 0, "coverage.test");
  constexpr int kDraws = 200'000;
  int full = 0;
  for (int i = 0; i < kDraws; ++i) full += draw_public_calls(10, 15, stream) == 15 ? 1 : 0;
  EXPECT_NEAR(full / double{kDraws}, 0.0365, 3 * std::sqrt(0.0365 / kDraws));
  EXPECT_EQ(draw_public_calls(0, 15, stream), 0U);
}

}  // namespace
}  // namespace tocsin::communications
