// SPDX-License-Identifier: Apache-2.0
#include "engine/comms/transfers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace tocsin::comms {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using testing::ElementsAre;

/// Transfers whose ends are written down: "a delivered 3.5".
class Notes {
 public:
  Notes() : transfers(kernel) {}
  MediumId add(const std::string& name, double bytes_per_s, Duration delay = Duration{}, std::uint32_t channels = 0) {
    return transfers.add({name, bytes_per_s, delay, channels});
  }
  void begin_at(double at_s, const std::string& name, MediumId from, MediumId to, std::uint64_t bytes) {
    kernel.schedule(at_seconds(at_s), Phase::response, [this, name, from, to, bytes] { begin(name, from, to, bytes); });
  }
  TransferNumber begin(const std::string& name, MediumId from, MediumId to, std::uint64_t bytes) {
    return transfers.begin(from, to, bytes, [this, name](TransferEnd end) {
      ends.push_back(name + (end == TransferEnd::delivered ? " delivered " : " broken ") +
                     std::to_string(std::lround(seconds(kernel.now()) * 1000)));
    });
  }
  void at(double at_s, std::function<void()> what) {
    kernel.schedule(at_seconds(at_s), Phase::infrastructure, std::move(what));
  }
  /// The ends, times in milliseconds; the ledger is checked.
  std::vector<std::string> run() {
    kernel.run();
    const auto& ledger = transfers.ledger();
    EXPECT_EQ(ledger.begun, ledger.delivered + ledger.broken + ledger.withdrawn + transfers.under_way());
    EXPECT_EQ(kernel.external_activities(), transfers.under_way() > 0 ? 1 : 0);
    for (std::size_t m = 0; m < transfers.medium_count(); ++m) {
      if (transfers.under_way() == 0) EXPECT_EQ(transfers.load(MediumId(m)), 0U);
    }
    return ends;
  }

  Kernel kernel;
  Transfers transfers;
  std::vector<std::string> ends;
};

TEST(Transfers, TakeTheDelaysOfBothMediaAndTheRateOfTheSlower) {
  Notes notes;
  const auto fast = notes.add("fast", 10'000, 500ms);
  const auto slow = notes.add("slow", 1000, 250ms);
  notes.begin_at(100, "a", fast, slow, 2000);
  EXPECT_THAT(notes.run(), ElementsAre("a delivered 102750"));
}

TEST(Transfers, WithinOneMediumCrossItOnce) {
  Notes notes;
  const auto cell = notes.add("cell", 1000, 500ms);
  notes.begin_at(10, "a", cell, cell, 1000);
  EXPECT_THAT(notes.run(), ElementsAre("a delivered 11500"));
}

TEST(Transfers, ShareTheRateWhileTheyOverlap) {
  Notes notes;
  const auto cell = notes.add("cell", 1000);
  const auto other = notes.add("other", 1e6);
  notes.begin_at(0, "a", cell, other, 2000);   // alone for 1 s: 1,000 left
  notes.begin_at(1, "b", other, cell, 1000);   // both at 500 bytes/s, whatever the direction
  notes.begin_at(1, "c", other, other, 1000);  // not in the cell
  EXPECT_THAT(notes.run(), ElementsAre("c delivered 1001", "a delivered 3000", "b delivered 3000"));
}

TEST(Transfers, WaitForAChannelInTheOrderTheyCame) {
  Notes notes;
  const auto trunk = notes.add("trunk", 1000, Duration{}, 2);
  for (int i = 0; i < 5; ++i) notes.begin_at(0.1 * i, std::string(1, static_cast<char>('a' + i)), trunk, trunk, 1000);
  EXPECT_THAT(notes.run(), ElementsAre("a delivered 1000", "b delivered 1100", "c delivered 2000", "d delivered 2100",
                                       "e delivered 3000"));
}

TEST(Transfers, BreakWhenAMediumIsCut) {
  Notes notes;
  const auto trunk = notes.add("trunk", 1000, 100ms, 1);
  const auto office = notes.add("office", 1e9);
  notes.begin_at(0, "sent", trunk, office, 5000);
  notes.begin_at(1, "waiting", office, trunk, 1000);
  notes.begin_at(1, "elsewhere", office, office, 4'000'000'000);
  notes.at(2, [&] { notes.transfers.cut(trunk); });
  notes.begin_at(3, "too late", trunk, office, 1);
  notes.at(4, [&] { notes.transfers.restore(trunk); });
  notes.begin_at(5, "again", trunk, office, 1000);
  EXPECT_THAT(notes.run(), ElementsAre("sent broken 2000", "waiting broken 2000", "too late broken 3000",
                                       "elsewhere delivered 5000", "again delivered 6100"));
}

TEST(Transfers, BreakDuringTheDelayToo) {
  Notes notes;
  const auto beam = notes.add("beam", 1000, 10s);
  notes.begin_at(0, "a", beam, beam, 1);
  notes.at(5, [&] { notes.transfers.cut(beam); });
  EXPECT_THAT(notes.run(), ElementsAre("a broken 5000"));
}

TEST(Transfers, TwoCausesOfACutNeedTwoRestorations) {
  Notes notes;
  const auto cell = notes.add("cell", 1000);
  notes.at(0, [&] { notes.transfers.cut(cell); });
  notes.at(1, [&] { notes.transfers.cut(cell); });
  notes.at(2, [&] { notes.transfers.restore(cell); });
  notes.begin_at(3, "a", cell, cell, 1);
  notes.at(4, [&] { notes.transfers.restore(cell); });
  notes.begin_at(5, "b", cell, cell, 1000);
  EXPECT_THAT(notes.run(), ElementsAre("a broken 3000", "b delivered 6000"));
}

TEST(Transfers, WithdrawnFreeTheChannelAndAreNotReported) {
  Notes notes;
  const auto trunk = notes.add("trunk", 1000, Duration{}, 1);
  TransferNumber first = 0;
  notes.at(0, [&] { first = notes.begin("a", trunk, trunk, 10'000); });
  notes.begin_at(1, "b", trunk, trunk, 1000);
  notes.at(2, [&] {
    EXPECT_EQ(notes.transfers.load(trunk), 2U);
    EXPECT_TRUE(notes.transfers.withdraw(first));
    EXPECT_FALSE(notes.transfers.withdraw(first));
    EXPECT_EQ(notes.transfers.load(trunk), 1U);
  });
  EXPECT_THAT(notes.run(), ElementsAre("b delivered 3000"));
  EXPECT_EQ(notes.transfers.ledger().withdrawn, 1U);
}

TEST(Transfers, EndsOfOneInstantComeInTheOrderOfTheBeginnings) {
  Notes notes;
  std::vector<MediumId> media;
  for (int i = 0; i < 12; ++i) media.push_back(notes.add("m" + std::to_string(i), 1000));
  for (int i = 0; i < 12; ++i) notes.begin_at(0, std::to_string(i), media[(i * 5) % 12], media[(i * 5) % 12], 1000);
  std::vector<std::string> expected;
  for (int i = 0; i < 12; ++i) expected.push_back(std::to_string(i) + " delivered 1000");
  EXPECT_EQ(notes.run(), expected);
}

TEST(Transfers, OneThatEndsMayWithdrawAnotherOfTheSameInstant) {
  Notes notes;
  const auto cell = notes.add("cell", 1000);
  const auto other = notes.add("other", 1000);
  TransferNumber second = 0;
  notes.at(0, [&] {
    notes.transfers.begin(cell, cell, 1000, [&](TransferEnd) { EXPECT_TRUE(notes.transfers.withdraw(second)); });
    second = notes.begin("second", other, other, 1000);
  });
  EXPECT_THAT(notes.run(), testing::IsEmpty());
}

TEST(Transfers, TheNextIsSentAsOneEnds) {
  Notes notes;
  const auto cell = notes.add("cell", 1000);
  int left = 1000;
  std::function<void(TransferEnd)> next = [&](TransferEnd) {
    if (--left > 0) notes.transfers.begin(cell, cell, 1000, next);
  };
  notes.at(0, [&] { notes.transfers.begin(cell, cell, 1000, next); });
  notes.run();
  EXPECT_NEAR(seconds(notes.kernel.now()), 1000, 1e-6);
  EXPECT_EQ(notes.transfers.ledger().delivered, 1000U);
}

}  // namespace
}  // namespace tocsin::comms
