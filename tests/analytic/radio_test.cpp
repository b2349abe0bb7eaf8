// SPDX-License-Identifier: Apache-2.0
// Channels of a radio under load against theory: calls that wait for a slot (Erlang C, a trunked radio) and calls that
// are given up when all channels are taken (Erlang B, a public cell). Handbook 8.5. Tolerances are 3 standard errors
// over independent seeds (the seeds are fixed: a failure is a change, not bad luck).
#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/comms/transfers.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/random/distributions.hpp"
#include "engine/random/stream.hpp"
#include "engine/statistics/tally.hpp"

namespace tocsin::comms {
namespace {

constexpr double kBytesPerS = 1e6;

enum class WhenTaken { wait, give_up };

/// Calls of exponential length (mean 1 s) at `rate` a second over a trunk.
class Calls {
 public:
  Calls(Kernel& kernel, Transfers& transfers, std::uint32_t channels, double rate, WhenTaken when_taken,
        std::uint64_t seed)
      : kernel_(kernel),
        transfers_(transfers),
        trunk_(transfers_.add({"trunk", kBytesPerS, Duration{}, channels})),
        channels_(channels),
        gap_(1 / rate),
        when_taken_(when_taken),
        arrivals_(seed, 0, "radio.arrival"),
        lengths_(seed, 0, "radio.length") {}

  void start(int count) {
    left_ = count;
    next();
  }
  Tally waits_s;  ///< of calls that went through
  Tally waited;   ///< share that found all channels taken

 private:
  void next() {
    if (left_-- == 0) return;
    kernel_.schedule_in(Duration{gap_.sample(arrivals_)}, Phase::people, [this] {
      call();
      next();
    });
  }
  void call() {
    const double length_s = length_.sample(lengths_);
    const bool taken = transfers_.load(trunk_) >= channels_;
    waited.add(taken ? 1 : 0);
    if (taken && when_taken_ == WhenTaken::give_up) return;
    const double began_s = seconds(kernel_.now());
    const auto bytes = static_cast<std::uint64_t>(std::llround(length_s * kBytesPerS));
    transfers_.begin(trunk_, trunk_, bytes, [this, began_s, length_s](TransferEnd end) {
      EXPECT_EQ(end, TransferEnd::delivered);
      waits_s.add(seconds(kernel_.now()) - began_s - length_s);
    });
  }

  Kernel& kernel_;
  Transfers& transfers_;
  MediumId trunk_;
  std::uint32_t channels_;
  Exponential gap_;
  Exponential length_{1};
  WhenTaken when_taken_;
  RandomStream arrivals_;
  RandomStream lengths_;
  int left_ = 0;
};

/// Twelve trunks side by side.
struct Trunks {
  Trunks(std::uint32_t channels, double rate, WhenTaken when_taken) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      calls.push_back(std::make_unique<Calls>(kernel, transfers, channels, rate, when_taken, seed));
      calls.back()->start(4000);
    }
    kernel.run();
    for (const auto& trunk : calls) {
      waited.add(trunk->waited.mean());
      waits_s.add(trunk->waits_s.mean());
    }
  }
  Kernel kernel;
  Transfers transfers{kernel};
  std::vector<std::unique_ptr<Calls>> calls;
  Tally waited, waits_s;
};

double erlang_b(double erlangs, std::uint32_t channels) {
  double blocked = 1;
  for (std::uint32_t n = 1; n <= channels; ++n) blocked = erlangs * blocked / (n + erlangs * blocked);
  return blocked;
}

double erlang_c(double erlangs, std::uint32_t channels) {
  const double b = erlang_b(erlangs, channels);
  return b / (1 - erlangs / channels * (1 - b));
}

TEST(Radio, TheFormulasGiveTheHandbooksFigures) {
  EXPECT_NEAR(erlang_b(10, 15), 0.0365, 5e-5);
  EXPECT_NEAR(erlang_b(3, 4), 0.2061, 5e-5);
}

TEST(Radio, ATrunkedRadioIsErlangC) {
  const Trunks trunks(3, 2.2, WhenTaken::wait);
  const double c = erlang_c(2.2, 3);
  EXPECT_NEAR(trunks.waited.mean(), c, 3 * trunks.waited.standard_error());
  EXPECT_NEAR(trunks.waits_s.mean(), c / (3 - 2.2), 3 * trunks.waits_s.standard_error());
  EXPECT_LT(trunks.waited.standard_error(), 0.03 * c);  // else the check would mean little
}

TEST(Radio, ACellThatRefusesIsErlangB) {
  const Trunks trunks(4, 3, WhenTaken::give_up);
  EXPECT_NEAR(trunks.waited.mean(), erlang_b(3, 4), 3 * trunks.waited.standard_error());
  EXPECT_LT(trunks.waited.standard_error(), 0.03 * erlang_b(3, 4));
  EXPECT_NEAR(trunks.waits_s.mean(), 0, 1e-5);
}

}  // namespace
}  // namespace tocsin::comms
