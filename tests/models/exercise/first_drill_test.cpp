// SPDX-License-Identifier: Apache-2.0
// The drill a new town comes with: it is read without a complaint, somebody is at risk, warned and sheltered in it, and
// it is made from the town's own data, whatever the town is like.
#include "models/exercise/first_drill.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "engine/simulation/scenario.hpp"
#include "models/catalog.hpp"
#include "models/hazard/hazard.hpp"
#include "tests/engine/town/tiny_map.hpp"
#include "tests/engine/town/town_support.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::exercise {
namespace {

namespace fs = std::filesystem;
using test::Scratch;

Library library_of(const Catalog& catalog) {
  std::vector<LibraryText> texts;
  for (const auto& [name, yaml] : catalog.library_texts()) texts.push_back({name, yaml});
  return Library::from_texts(texts);
}

FirstDrillParameters values_of(const Library& library) {
  FirstDrillParameters parameters;
  Diagnostics diagnostics;
  read_fields(Node::mapping(), parameters,
              {.diagnostics = diagnostics, .library = &library, .path = "exercise.first_drill"});
  diagnostics.throw_if_errors();
  return parameters;
}

class FirstDrillTest : public testing::Test {
 protected:
  // Drafts the drill of the town in `folder`, reads it as a user's file is read, and runs it twice.
  void draft_and_run(const fs::path& folder, Language language = Language::en) {
    town_ = read_town(folder, test::reader_options());
    draft_ = draft_first_drill(town_, library_, {"tocsin run it", "tocsin check it"}, language);
    test::write_text(folder / "first-drill.yaml", draft_.yaml);
    Diagnostics diagnostics;
    scenario_ = read_scenario(folder / "first-drill.yaml", catalog_, {}, diagnostics);
    for (const auto& d : diagnostics.entries()) {  // warnings about the town's roads are the town's
      if (d.what.en.find(kInTheFlood) != std::string::npos) {
        shelters_in_the_flood_.insert(d.what.en);
        continue;
      }
      EXPECT_NE(fs::path(d.where.file->path).filename(), "first-drill.yaml") << d.what.en;
    }
    ASSERT_NE(scenario_, nullptr) << draw(diagnostics.entries(), Language::en) << draft_.yaml;
    for (std::uint32_t replication = 0; replication < 2; ++replication) expect_people(replication);
  }

  void expect_people(std::uint32_t replication) const {
    const auto outcome = test::run_replication(*scenario_, catalog_, replication);
    const auto& measures = outcome.measures;
    EXPECT_GT(measures.value("evacuation.at_risk_persons"), 0);
    EXPECT_GT(measures.value("evacuation.ordered_persons"), 0);
    EXPECT_GT(measures.value("warning.reached_share"), 0.2);
    EXPECT_GT(measures.value("evacuation.arrived_share"), 0);
    EXPECT_LE(measures.value("evacuation.at_risk_persons"), static_cast<double>(town_.resident_count()));
  }

  void generate(const Scratch& scratch, const GenerateOptions& options) {
    generate_town(options, test::defaults<TownGenerationParameters>("town.generation"), scratch.path() / "town");
  }

  [[nodiscard]] FirstDrillChoice choice() const { return choose_first_drill(town_, values_of(library_), library_); }

  static constexpr const char* kInTheFlood = "stands on the hazard map";
  std::set<std::string> shelters_in_the_flood_;
  Catalog catalog_ = standard_catalog();
  Library library_ = library_of(catalog_);
  Town town_;
  DrillDraft draft_;
  std::unique_ptr<Scenario> scenario_;
};

// What the comments say is what the flood model computes.
void expect_true(const FirstDrillChoice& choice, const Scenario& scenario) {
  const auto threatened = hazard::threatened_households(scenario);
  std::uint64_t residents = 0;
  for (std::size_t i = 0; i < threatened.size(); ++i) {
    const auto household = scenario.scope.households()[i].index();
    if (threatened[i] != 0) residents += scenario.town->population.persons[household];
  }
  EXPECT_EQ(choice.threatened, residents);
}

TEST_F(FirstDrillTest, OneVillage) {
  const Scratch scratch;
  generate(scratch, {.seed = 11, .townships = 1, .population = 300});
  ASSERT_NO_FATAL_FAILURE(draft_and_run(scratch.path() / "town"));
  expect_true(choice(), *scenario_);
}

TEST_F(FirstDrillTest, OneTownship) {
  const Scratch scratch;
  generate(scratch, {.seed = 12, .townships = 1, .population = 10'000});
  ASSERT_NO_FATAL_FAILURE(draft_and_run(scratch.path() / "town"));
  expect_true(choice(), *scenario_);
  const auto& team = town_.teams[choice().team.index()];
  EXPECT_EQ(team.kind, "part_time");
  EXPECT_THAT(draft_.yaml, testing::HasSubstr("team: " + team.id));
  EXPECT_THAT(draft_.yaml, testing::HasSubstr("Check it:  tocsin check it"));
}

TEST_F(FirstDrillTest, ACountyOf200000) {
  const Scratch scratch;
  generate(scratch, {.seed = 13, .townships = 10, .population = 200'000});
  ASSERT_NO_FATAL_FAILURE(draft_and_run(scratch.path() / "town"));
  expect_true(choice(), *scenario_);
  EXPECT_EQ(scenario_->scope.townships().size(), 1U);  // a township's drill, not the county's
}

TEST_F(FirstDrillTest, ShelterPlacesOfAGeneratedTownAreDry) {
  const Scratch scratch;
  generate(scratch, {.seed = 12, .townships = 1, .population = 10'000});
  ASSERT_NO_FATAL_FAILURE(draft_and_run(scratch.path() / "town"));
  EXPECT_TRUE(shelters_in_the_flood_.empty());
}

TEST_F(FirstDrillTest, TheSmallestTownThereIs) {
  const Scratch scratch;
  generate(scratch, {.seed = 14, .townships = 1, .population = 20});
  draft_and_run(scratch.path() / "town");
}

TEST_F(FirstDrillTest, Andorra) {
  const char* data = std::getenv("TOCSIN_DATA");
  const auto map = fs::path(data != nullptr ? data : "../shared/data") / "osm-andorra/andorra.osm.pbf";
  if (!fs::exists(map)) GTEST_SKIP() << "data case osm-andorra is not here (set TOCSIN_DATA)";
  const Scratch scratch;
  import_osm(map, scratch.path() / "town", {}, test::defaults<OsmImportParameters>("town.import"));
  ASSERT_NO_FATAL_FAILURE(draft_and_run(scratch.path() / "town"));
  const auto found = choice();
  ASSERT_TRUE(found.river.exists());
  EXPECT_EQ(town_.zones[found.focus.index()].name.en, "Encamp");  // the largest whom 300 places suffice
  // The map names no place to go to there: one is assumed at the center, by the river, and the planner is told so.
  EXPECT_THAT(shelters_in_the_flood_, testing::ElementsAre(testing::HasSubstr("'assumed-7'")));
  EXPECT_THAT(draft_.yaml, testing::HasSubstr("OpenStreetMap"));  // where the figures come from
  expect_true(found, *scenario_);
}

// Names from a map may hold anything; a map without rivers still has a drill, without a hazard.
TEST_F(FirstDrillTest, AMapWithoutRiversAndWithOddNames) {
  test::TinyMap map;
  map.node(1, 107.76, 29.32);
  map.node(2, 107.77, 29.32);
  map.way(10, {1, 2}, {{"highway", "tertiary"}});
  map.node(3, 107.765, 29.3201, {{"place", "village"}, {"name", "A: 'b' #c, [d]\ne \"f\" {g}"}, {"population", "90"}});
  const Scratch scratch;
  test::write_text(scratch.path() / "odd.osm.pbf", map.pbf());
  import_osm(scratch.path() / "odd.osm.pbf", scratch.path() / "town", {},
             test::defaults<OsmImportParameters>("town.import"));
  ASSERT_NO_FATAL_FAILURE(draft_and_run(scratch.path() / "town", Language::zh));
  EXPECT_FALSE(choice().river.exists());
  EXPECT_FALSE(choice().team.exists());
  EXPECT_TRUE(scenario_->all<hazard::HazardMap>().empty());
  EXPECT_THAT(draft_.summary.en, testing::HasSubstr("90 residents; no river"));
}

// The place with most people on low ground is chosen, not the one with most people; and the flood leaves shelters room.
TEST_F(FirstDrillTest, TheFloodLiesWherePeopleLiveByTheRiver) {
  test::TinyTown tiny;
  tiny.hill_households = 200;
  const Town town = test::make_tiny_town(tiny);
  const auto p = values_of(library_);
  const auto found = choose_first_drill(town, p, library_);
  EXPECT_EQ(town.zones[found.focus.index()].id, "lower");  // 30 households by the river, upper has 20
  EXPECT_EQ(town.rivers[found.river.index()].id, "brook");
  EXPECT_GT(found.threatened, 0U);
  EXPECT_LE(found.threatened, found.shelter_places);
  EXPECT_GT(found.peak, found.first_house);
  EXPECT_NEAR(std::remainder(found.peak.si(), p.peak_step.si()), 0, 1e-9);
  // The front enters 2 km above the first house of the place (x from 2500 m), at a round figure.
  EXPECT_GE(found.source.si(), 0);
  EXPECT_LE(found.source.si(), 2500 - p.upstream.si());
  EXPECT_NEAR(std::remainder(found.source.si(), 100), 0, 1e-9);
}

TEST_F(FirstDrillTest, HousesFarAboveTheBankAreNoFloodPlain) {
  test::TinyTown tiny;
  tiny.height_above_bed = 30_m;
  const auto found = choose_first_drill(test::make_tiny_town(tiny), values_of(library_), library_);
  EXPECT_FALSE(found.river.exists());
}

TEST_F(FirstDrillTest, CommentsSpeakTheLanguageOfTheUser) {
  const Town town = test::make_tiny_town({});
  const auto en = draft_first_drill(town, library_, {"RUN", "CHECK"}, Language::en).yaml;
  const auto zh = draft_first_drill(town, library_, {"RUN", "CHECK"}, Language::zh).yaml;
  EXPECT_THAT(en, testing::HasSubstr("# Run it:    RUN\n"));
  EXPECT_THAT(zh, testing::HasSubstr("# 运行：RUN\n"));
  EXPECT_THAT(zh, testing::Not(testing::HasSubstr("# Why here")));
  const auto without_comments = [](const std::string& yaml) {
    Diagnostics diagnostics;
    return to_yaml(parse_document(yaml, "drill.yaml", diagnostics)->root);
  };
  EXPECT_EQ(without_comments(en), without_comments(zh));  // the drill is the same
}

}  // namespace
}  // namespace tocsin::exercise
