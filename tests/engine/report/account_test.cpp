// SPDX-License-Identifier: Apache-2.0
// The account shows the lines the catalog declares, in their own words, and says when they do not add up.
#include "engine/report/account.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const MeasureDescription kAll{"t.all", MeasureUnit::persons, {"All", "全部"}, {"Everybody.", "所有人。"}};
const MeasureDescription kIn{"t.in", MeasureUnit::persons, {"In", "在内"}, {"Inside.", "在里面。"}};
const MeasureDescription kOut{"t.out", MeasureUnit::persons, {"Out", "在外"}, {"Outside.", "在外面。"}};
const MeasureDescription kElse{"t.else", MeasureUnit::persons, {"Else", "其他"}, {"Others.", "其他人。"}};

class AccountTest : public ::testing::Test {
 protected:
  AccountTest() {
    catalog_.add_measures({kAll, kIn, kOut, kElse}, {});
    catalog_.add_account(
        {.whole = "t.all", .lines = {{"t.in", Standing::safe}, {"t.out", Standing::exposed}}, .beside = "t.else"});
    for (const auto* name : {"t.all", "t.in", "t.out", "t.else"}) {
      result_.keys.push_back({name, "", MeasureUnit::persons});
    }
  }
  Catalog catalog_;
  ExperimentResult result_;
};

TEST_F(AccountTest, ShowsTheDeclaredLinesInTheirWords) {
  result_.records = {{0, {10, 7, 3, 0}, {}}, {1, {12, 8, 4, 0}, {}}};
  const auto account = account_of(result_, catalog_);
  EXPECT_EQ(account.whole.name, kAll.title);
  EXPECT_EQ(account.whole.mean.value, 11);
  ASSERT_EQ(account.parts.size(), 2U);
  EXPECT_EQ(account.parts[0].name, kIn.title);
  EXPECT_EQ(account.parts[1].meaning, kOut.meaning);
  EXPECT_EQ(account.parts[1].standing, Standing::exposed);
  EXPECT_EQ(account.wrong, 0U);
  EXPECT_FALSE(account.beside);
}

TEST_F(AccountTest, CountsTheReplicationsThatDoNotAddUp) {
  result_.records = {{0, {10, 7, 3, 0}, {}}, {1, {10, 7, 2, 0}, {}}, {2, {10, 7, 4, 1}, {}}};
  const auto account = account_of(result_, catalog_);
  EXPECT_EQ(account.wrong, 2U);
  ASSERT_TRUE(account.beside);
  EXPECT_EQ(account.beside->name, kElse.title);
}

TEST_F(AccountTest, IsAbsentWithoutItsMeasures) {
  EXPECT_TRUE(account_of(result_, catalog_).parts.empty());  // no replication
  result_.records = {{0, {10, 7, 3, 0}, {}}};
  EXPECT_TRUE(account_of(result_, Catalog{}).parts.empty());
  result_.keys[0].name = "t.other";
  EXPECT_TRUE(account_of(result_, catalog_).parts.empty());
}

TEST_F(AccountTest, ThereIsOnlyOneOfTheSameWhole) {
  EXPECT_ANY_THROW(catalog_.add_account({.whole = "t.all", .lines = {}}));
}

// Trips are shown where nobody is at risk.
TEST_F(AccountTest, OneOfThingsIsShownWhenTheOneOfPeopleIsEmpty) {
  Catalog catalog;
  catalog.add_measures({{"t.trips", MeasureUnit::count, {"Trips", "车次"}, {}}}, nullptr);
  catalog.add_account({.whole = "t.trips", .lines = {{"t.trips", Standing::moving}}, .of_people = false});
  catalog.add_account({.whole = "t.people", .lines = {{"t.people", Standing::safe}}});
  ExperimentResult result;
  result.keys = {{"t.people", "", MeasureUnit::persons}, {"t.trips", "", MeasureUnit::count}};
  result.records = {{0, {0, 5}, {}}};
  EXPECT_EQ(account_of(result, catalog).whole.id, "t.trips");
  result.records = {{0, {3, 5}, {}}};
  EXPECT_EQ(account_of(result, catalog).whole.id, "t.people");
}

}  // namespace
}  // namespace tocsin
