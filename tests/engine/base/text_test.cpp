// SPDX-License-Identifier: Apache-2.0
// Hints at names, and the system's reasons in both languages.
#include "engine/base/text.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "engine/base/system_reason.hpp"

namespace tocsin {
namespace {

using Names = std::vector<std::string>;

TEST(NearestName, ForgivesSlips) {
  const Names names{"peak_depth", "begins", "source_chainage"};
  EXPECT_EQ(nearest_name("peak_deph", names), "peak_depth");
  EXPECT_EQ(nearest_name("begisn", names), "begins");
  EXPECT_EQ(nearest_name("上磨村", Names{"下磨村", "石头谷"}), "下磨村");
}

TEST(NearestName, KnowsBeginningsAndParts) {
  const Names names{"talk_time", "workers_per_zone", "peak_depth", "zones"};
  EXPECT_EQ(nearest_name("workers", names), "workers_per_zone");
  EXPECT_EQ(nearest_name("worker", names), "workers_per_zone");
  EXPECT_EQ(nearest_name("depth", names), "peak_depth");
  EXPECT_EQ(nearest_name("time_at_the_door_talk", names), "talk_time");
  EXPECT_EQ(nearest_name("羊角", Names{"白马镇", "羊角街道"}), "羊角街道");
}

TEST(Counted, AgreesInNumber) {
  EXPECT_EQ(counted(1, "road piece"), "1 road piece");
  EXPECT_EQ(counted(0, "zone"), "0 zones");
  EXPECT_EQ(counted(2, "entry", "entries"), "2 entries");
  EXPECT_EQ(counted(1, "entry", "entries"), "1 entry");
}

TEST(NearestName, KnowsWordsInAnotherOrder) {
  const Names names{"mean_walking_speed", "workers_per_zone"};
  EXPECT_EQ(nearest_name("zone_workers", names), "workers_per_zone");
  EXPECT_EQ(nearest_name("walking_speed_mean", names), "mean_walking_speed");
}

TEST(NearestName, ASlipGoesBeforeABeginning) {
  EXPECT_EQ(nearest_name("zone", Names{"zone_of_the_station", "zones"}), "zones");
}

TEST(NearestName, DoesNotGuess) {
  const Names names{"peak_depth", "workers_per_zone", "at", "id"};
  for (const auto* word : {"color", "per", "x", "", "frobnicate", "a_b"})
    EXPECT_EQ(nearest_name(word, names), "") << word;
  EXPECT_EQ(nearest_name("peak_depth", Names{}), "");
}

TEST(ReasonOf, SpeaksBothLanguages) {
  EXPECT_EQ(reason_of(ENOSPC), (Phrase{"No space left on device", "磁盘空间不足"}));
  EXPECT_EQ(reason_of(std::make_error_code(std::errc::permission_denied)), (Phrase{"Permission denied", "没有权限"}));
  EXPECT_EQ(reason_of(EXDEV).zh, reason_of(EXDEV).en);  // rare: the system's own words
}

}  // namespace
}  // namespace tocsin
