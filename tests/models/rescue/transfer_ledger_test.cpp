// SPDX-License-Identifier: Apache-2.0
// The transfer ledger of drills in the small valley: a line for every household in danger, what it says of one of them,
// and sums that are those of the Roll at EndEx.
#include "models/rescue/transfer_ledger.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "models/rescue/rescue.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::rescue {
namespace {

using namespace evacuation::staged;
using evacuation::Roll;
using evacuation::State;

/// What the Roll says at EndEx, told by a model of this file: by evacuation::State.
struct RollCounted {
  static constexpr std::string_view kName = "test.roll_counted";
  static Phrase meaning() { return {"The Roll at EndEx.", "演练结束时的名册。"}; }
  std::uint32_t state = 0;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("state", state);
    f("persons", persons);
  }
};

struct RollCallParameters final : ModelParameters {
  void describe(Fields&) override {}
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};
class RollCall final : public Model {
 public:
  void start(World& world) override {
    world.kernel().schedule(world.scenario().end(), Phase::response, [&world] {
      for (std::uint32_t s = 0; s < evacuation::kStateCount; ++s) {
        const auto persons = world.door<Roll>().residents_in(static_cast<State>(s));
        world.publish(RollCounted{s, static_cast<std::uint32_t>(persons)});
      }
    });
  }
};
std::unique_ptr<Model> RollCallParameters::make() const {
  return std::make_unique<RollCall>();
}

using Rows = std::vector<std::vector<std::string>>;

// No name of the valley needs quotes.
Rows rows_of(const std::string& text) {
  Rows rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    auto& row = rows.emplace_back();
    std::string cell;
    for (const char c : line + ",") {
      if (c != ',') {
        cell += c;
        continue;
      }
      row.push_back(cell);
      cell.clear();
    }
  }
  return rows;
}

class TransferLedger : public ValleyTest {
 protected:
  TransferLedger() {
    register_models(catalog_);
    catalog_.add_event<RollCounted>();
    catalog_.add_kind<RollCallParameters>("roll", "call", {"Roll call", "点名"}, {});
  }
  [[nodiscard]] std::string ledger(const test::Outcome& outcome, Language language = Language::en) const {
    return transfer_ledger().make(*scenario_, outcome.log, language);
  }
};

const std::string kDrill =
    kOrder + with_kin("30 %", "50 %", kAllLeave) +
    "  - {kind: assigned_transport, id: buses, seats: 12, station: committee, walk_limit: 0 m, assisted_walk_limit: 0 "
    "m, "
    "answering_night: 100 %, mobilization_night: 10 min}\n"
    "rescue: [{kind: search_team, team: village-team}]\n" +
    cues(
        "{kind: tell, at: 20 min, by: loudspeaker}, {kind: tell, at: 25 min, by: door_to_door}, {kind: close, at: 45 "
        "min, road: v12, until: 3 h}") +
    "roll: [{kind: call}]\n";

TEST_F(TransferLedger, TheSumsAreThoseOfTheRollAtEndEx) {
  std::map<std::string, std::uint64_t> in_all;
  for (const auto* duration : {"40 min", "70 min", "2 h", "6 h"}) {
    const auto outcome =
        run(flood("4 m") + "exercise: {starts: 2026-07-05 02:00, duration: " + duration + "}\n" + kDrill);
    const auto rows = rows_of(ledger(outcome));
    ASSERT_GT(rows.size(), 60U);
    ASSERT_EQ(rows.front().size(), 26U);
    EXPECT_EQ(rows.front().front(), "\xEF\xBB\xBFtownship");
    const std::map<std::string, State> states{
        {"on the way", State::on_the_way},       {"at the pick-up point", State::at_pick_up},
        {"on board", State::on_board},           {"stranded", State::stranded},
        {"with a team", State::with_rescuers},   {"at a shelter", State::at_shelter},
        {"with kin or friends", State::with_kin}};
    std::map<State, std::uint64_t> counted;
    for (const auto& row : outcome.log.all<RollCounted>()) {
      counted[static_cast<State>(row.event.state)] = row.event.persons;
    }
    std::map<std::string, std::uint64_t> sums;   // of the sum lines
    std::map<std::string, std::uint64_t> lines;  // counted again, line by line
    std::uint64_t persons = 0;
    std::uint64_t harmed = 0;
    for (std::size_t k = 1; k < rows.size(); ++k) {
      const auto& row = rows[k];
      ASSERT_EQ(row.size(), 26U);
      if (row[0] == "Sum") {
        (row[25].empty() ? persons : sums[row[25]]) = std::stoull(row[3]);
        continue;
      }
      const auto gone = row[24].empty() ? 0 : std::stoull(row[24]);
      harmed += gone;
      lines[row[25]] += std::stoull(row[3]) - gone;
    }
    EXPECT_EQ(persons, scenario_->scope.residents()) << duration;
    for (const auto& [words, state] : states) {
      EXPECT_EQ(sums[words], counted[state]) << words << ", " << duration;
      EXPECT_EQ(lines[words], counted[state]) << words << ", " << duration;
      in_all[words] += counted[state];
    }
    EXPECT_EQ(sums["at home"], counted[State::at_home] + counted[State::preparing]) << duration;
    std::uint64_t all = harmed;
    for (const auto& [words, count] : sums) all += count;
    EXPECT_EQ(all, persons) << duration;
  }
  for (const auto* words : {"on the way", "at the pick-up point", "on board", "at a shelter", "with kin or friends"}) {
    EXPECT_GT(in_all[words], 0U) << words;  // else the test looked at nothing
  }
}

// By day, with some at work and at school: who is nowhere else is away.
TEST_F(TransferLedger, ThoseAwayHaveALineOfTheirOwn) {
  auto drill = kDrill;
  drill.insert(
      drill.find("rescue:"),
      "  - {kind: absence, at: committee, adults_at_work: 60 %, children_at_school: 60 %, gathers_first: 50 %}\n");
  const auto outcome = run("exercise: {starts: 2026-07-06 10:00, duration: 3 h}\n" + flood("4 m") + drill);
  std::uint64_t elsewhere = 0;  // by the roll
  for (const auto& row : outcome.log.all<RollCounted>()) elsewhere += row.event.persons;
  std::uint64_t persons = 0;
  std::uint64_t away = 0;
  std::uint64_t others = 0;
  std::uint64_t harmed = 0;
  for (const auto& row : rows_of(ledger(outcome))) {
    if (row[0] != "Sum") continue;
    if (row[25].empty()) persons = std::stoull(row[3]);
    if (row[25].empty() && !row[24].empty()) harmed = std::stoull(row[24]);
    (row[25] == "away from home" ? away : others) += row[25].empty() ? 0 : std::stoull(row[3]);
  }
  EXPECT_EQ(persons, scenario_->scope.residents());
  EXPECT_GT(away, 0U);
  EXPECT_EQ(others, elsewhere);
  EXPECT_EQ(away + others + harmed, persons);
}

TEST_F(TransferLedger, ALineTellsTheStoryOfAHousehold) {
  auto town = test::make_tiny_town({});
  town.population.responsible.resize(town.population.size());
  town.population.responsible[20] = "Li Wei";
  const auto outcome = run_in(std::move(town), kDrill);
  const auto rows = rows_of(ledger(outcome));
  const auto& line = rows[21];
  EXPECT_EQ(line[1], "Lower Village");
  EXPECT_EQ(line[2], "lower-0001");
  EXPECT_EQ(line[7], "Li Wei");
  EXPECT_EQ(rows[22][7], "cadre of Lower Village");
  EXPECT_EQ(line[8], "to be named");  // somebody needs help, and nobody is named
  EXPECT_EQ(line[9], "2026-07-05 02:10");
  EXPECT_EQ(line[10], "2026-07-05 02:20");
  EXPECT_EQ(line[11], "loudspeaker");
  std::size_t fetched = 0;
  std::size_t swept = 0;
  std::size_t routes = 0;
  for (const auto& row : rows) {
    if (row[15].find("bus ") != std::string::npos && row[19] == "Hill school") {
      ++fetched;
      EXPECT_EQ(row[13], "on foot to a pick-up point");
      EXPECT_EQ(row[14].find("pick-up point"), 0U);
      EXPECT_FALSE(row[20].empty());
    }
    if (row[22] == "Village team") ++swept;
    if (row[16] == "Hill school" && !row[17].empty()) {  // those on the hill are there
      EXPECT_NE(row[17].find("h1"), std::string::npos) << row[17];
      ++routes;
    }
  }
  EXPECT_GT(fetched, 0U);
  EXPECT_GT(swept, 0U);
  EXPECT_GT(routes, 0U);
}

TEST_F(TransferLedger, ItSpeaksTheLanguageOfTheReader) {
  const auto outcome = run(kDrill);
  const auto text = ledger(outcome, Language::zh);
  EXPECT_EQ(text.find("\xEF\xBB\xBF乡镇（街道）,村（社区）,户编号"), 0U);
  EXPECT_NE(text.find("合计"), std::string::npos);
  EXPECT_NE(text.find("下村包户干部"), std::string::npos);
  EXPECT_EQ(rows_of(text).size(), rows_of(ledger(outcome)).size());
}

// Whoever comes in the drill stands there, whatever the table says.
TEST_F(TransferLedger, ACadreIsNamedAsTheHelper) {
  auto town = test::make_tiny_town({});
  town.population.helper.assign(town.population.size(), "by the table");
  const auto outcome = run_in(std::move(town), kOrder + households() +
                                                   "  - {kind: one_to_one_help, cadres: [{id: zhang, name: {en: Zhang "
                                                   "Wei, zh: 张伟}, zone: upper, households: [upper-0003]}]}\n" +
                                                   cues(kToldAtTheDoor));
  const auto helpers = [&](Language language) {
    std::map<std::string, std::string> by_household;
    for (const auto& row : rows_of(ledger(outcome, language))) by_household[row.at(2)] = row.at(8);
    return by_household;
  };
  EXPECT_EQ(helpers(Language::en)["upper-0003"], "Zhang Wei");
  EXPECT_EQ(helpers(Language::zh)["upper-0003"], "张伟");
  EXPECT_EQ(helpers(Language::en)["upper-0004"], "by the table");
}

// A spreadsheet must not take a name for a formula, nor a comma for the end of a cell.
TEST_F(TransferLedger, NamesStayText) {
  auto town = test::make_tiny_town({});
  town.population.helper.resize(town.population.size());
  town.population.helper[0] = "=SUM(A1)";
  town.population.helper[1] = "Li, \"Old\" Wei";
  const auto outcome = run_in(std::move(town), kDrill);
  const auto text = ledger(outcome);
  EXPECT_NE(text.find(",'=SUM(A1),"), std::string::npos);
  EXPECT_NE(text.find(",\"Li, \"\"Old\"\" Wei\","), std::string::npos);
}

TEST_F(TransferLedger, WithoutAnybodyInDangerThereIsNone) {
  const auto outcome = run(households());
  EXPECT_EQ(ledger(outcome), "");
}

}  // namespace
}  // namespace tocsin::rescue
