// SPDX-License-Identifier: Apache-2.0
// warning: - kind: automatic_calls, phone_tree. One number of each household is called, several at a time; who does not
// answer is called again. A machine calls for the whole county (智能外呼); in a phone tree people of each zone call its
// homes once the order has arrived there. Handbook 3.4.
//
//   warning:
//     - kind: automatic_calls
//       lines: 300
#pragma once

#include <deque>
#include <memory>
#include <queue>
#include <vector>

#include "models/warning/delay.hpp"
#include "models/warning/public_channel.hpp"

namespace tocsin::warning {

struct CallChannelParameters : PublicChannelParameters {
  Duration talk{}, ring{};               ///< of a call that is answered, that is not
  Share answered_day, answered_night;    ///< of those called: at the first call
  Share reachable_day, reachable_night;  ///< who answer ever, however often they are called
  int tries = 0;
  Duration try_again_after{};
  Carried carried;
  HandsetNeeds handset;

  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  /// Calls at a time, in all or in each zone.
  [[nodiscard]] virtual int lines_at_a_time() const = 0;
  [[nodiscard]] virtual bool by_zone() const = 0;
  /// From the order, or its arrival in the zone, until the first call.
  [[nodiscard]] virtual Duration preparation(World& world, ZoneId zone) const = 0;

  std::shared_ptr<const communications::HouseholdCells> cells;  ///< filled by `check`

 protected:
  void describe_calls(Fields& fields);
};

struct AutomaticCallsParameters final : CallChannelParameters {
  int lines = 0;
  Duration start_delay{};
  void describe(Fields& fields) override;
  [[nodiscard]] Channel channel() const override { return Channel::automatic_calls; }
  [[nodiscard]] int lines_at_a_time() const override { return lines; }
  [[nodiscard]] bool by_zone() const override { return false; }
  [[nodiscard]] Duration preparation(World& world, ZoneId zone) const override;
};

struct PhoneTreeParameters final : CallChannelParameters {
  int callers_per_zone = 0;
  Delay call_out_day, call_out_night;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] Channel channel() const override { return Channel::phone_tree; }
  [[nodiscard]] int lines_at_a_time() const override { return callers_per_zone; }
  [[nodiscard]] bool by_zone() const override { return true; }
  [[nodiscard]] Duration preparation(World& world, ZoneId zone) const override;
};

class CallChannel final : public PublicChannel {
 public:
  explicit CallChannel(const CallChannelParameters& parameters) : PublicChannel(parameters), p_(parameters) {}
  void start(World& world) override;

 protected:
  void address(Action action, const std::vector<std::uint32_t>& positions) override;
  [[nodiscard]] ReceiptCounts counts() const override;
  [[nodiscard]] Worked worked() const override {
    return p_.by_zone() ? Worked::from_the_zone : Worked::from_the_county;
  }

 private:
  enum class Fate : std::uint8_t { waits, understood, no_device, away, no_answer, no_network };
  /// What one number is called for.
  struct Number {
    std::uint32_t position = 0;
    Action action{};
    Fate fate = Fate::waits;
    std::uint8_t calls = 0;
    float attention = 0;
    float charge = 0;
  };
  struct Call {
    double ends_s = 0;
    std::uint32_t number = 0;
    bool answered = false;
    bool operator>(const Call& other) const {
      return std::pair(ends_s, number) > std::pair(other.ends_s, other.number);
    }
  };
  struct Again {
    double from_s = 0;
    std::uint32_t number = 0;
  };
  /// Lines that serve one list of numbers.
  struct Pool {
    std::deque<std::uint32_t> fresh;
    std::deque<Again> again;  // in order of time: every call without an answer takes as long
    std::priority_queue<Call, std::vector<Call>, std::greater<>> busy;
    double ready_s = 0;
    EventHandle next;
  };
  void add(Pool& pool, Action action, std::uint32_t position);
  void work(std::uint32_t pool);
  void end_calls(Pool& pool);
  void begin_calls(Pool& pool);
  void begin_call(Pool& pool, std::uint32_t number);
  [[nodiscard]] bool answers(const Number& number) const;
  [[nodiscard]] bool rings(const Number& number) const;

  const CallChannelParameters& p_;
  std::unique_ptr<HomeServices> services_;
  std::vector<Number> numbers_;
  std::vector<Pool> pools_;  // one, or one by zone of the town
};

}  // namespace tocsin::warning
