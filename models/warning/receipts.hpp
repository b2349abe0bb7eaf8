// SPDX-License-Identifier: Apache-2.0
// What becomes of one message to the devices of many people, as arrays: when it arrives at each, when somebody of a
// home reads it, who never does and why. No events, no network: the channel says which homes are served, and takes what
// is due. Times in seconds since StartEx.
//
//   Receipts receipts;
//   receipts.send(rules, 600);                                        // the first leaves at 600 s
//   receipts.add({position, persons, elderly, children, at_home}, traits, own);
//   receipts.offer(0, 600, never_s);                                  // home 0 has network
//   receipts.plan();
//   receipts.take_due(now_s, [&](std::uint32_t position) { ... });
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/random/stream.hpp"

namespace tocsin::warning {

inline constexpr double kNever_s = std::numeric_limits<double>::infinity();

/// Of people, as far as messages reach them differently.
enum class AgeGroup : std::uint8_t { elderly, adult, child };
inline constexpr std::size_t kAgeGroupCount = 3;

/// A home to which a message goes. The elderly count first, then adults, then children; those who are not at home are
/// the last of them.
struct Addressee {
  std::uint32_t position = 0;  ///< whatever the caller knows it by
  std::uint32_t persons = 0, elderly = 0, children = 0;
  std::uint32_t at_home = 0;

  [[nodiscard]] AgeGroup age(std::uint32_t person) const {
    if (person < elderly) return AgeGroup::elderly;
    return person + children < persons ? AgeGroup::adult : AgeGroup::child;
  }
};

/// What decides for one person whether messages reach him, by whatever channel: drawn once for all of them, so that
/// several channels to the same telephone are not several chances. All in (0, 1); the smaller, the sooner.
struct PersonTraits {
  double device = 0;     ///< carries one when below the share of a channel
  double attention = 0;  ///< notices when below the share of a channel at that hour
  double charge = 0;     ///< how long a device runs without mains
  static constexpr std::uint64_t kDraws = 3;
  [[nodiscard]] static PersonTraits drawn_from(RandomStream& stream) {
    const double device = stream.uniform();
    const double attention = stream.uniform();
    return {device, attention, stream.uniform()};
  }
};

/// How a channel sends at one time of day.
struct MessageRules {
  std::array<double, kAgeGroupCount> carried{};  ///< share who have a device that takes it
  std::array<double, kAgeGroupCount> noticed{};  ///< share who ever notice what arrives
  double reading_mean_s = 0;                     ///< from arrival to understanding, exponential
  double delivery_median_s = 0;                  ///< from leaving to arrival, log-normal; 0: at once
  double delivery_sigma = 0;
  double interval_s = 0;      ///< between two messages that leave one after the other; 0: all at once
  double valid_s = kNever_s;  ///< kept so long for devices without network
  double steady_share = 0;    ///< devices that need no mains
  double endurance_low_s = 0, endurance_high_s = 0;  ///< of the others without mains, uniform
};

/// Where the messages of a channel are. Everybody addressed is in one of the others.
struct ReceiptCounts {
  std::uint64_t addressed = 0, understood = 0, no_device = 0, away = 0, unnoticed = 0, no_network = 0, under_way = 0;
  [[nodiscard]] bool balanced() const {
    return addressed == understood + no_device + away + unnoticed + no_network + under_way;
  }
  ReceiptCounts& operator+=(const ReceiptCounts& other);
};

class Receipts {
 public:
  /// Messages added from now on follow these rules. The first leaves at `at_s`, or when those before have left.
  void send(const MessageRules& rules, double at_s);
  /// Makes room for so many more, so that adding them allocates nothing.
  void expect(std::size_t homes, std::size_t persons);
  /// Writes a message to everybody of a home; it is waiting until it is offered. `own` gives delivery and reading: two
  /// draws a person, with a device or without.
  void add(const Addressee& home, RandomStream traits, RandomStream own);
  [[nodiscard]] std::uint32_t homes() const { return static_cast<std::uint32_t>(homes_.size()); }
  [[nodiscard]] std::uint32_t position(std::uint32_t home) const { return homes_[home].position; }
  /// A home has network from now on (and has been without mains since `mains_lost_s`): what waits for it arrives.
  void offer(std::uint32_t home, double now_s, double mains_lost_s);
  /// Has the message arrived at every device of a home?
  [[nodiscard]] bool all_arrived(std::uint32_t home) const;
  /// It has no network any more: what has not arrived yet waits.
  void hold(std::uint32_t home, double now_s);
  /// After a batch of the above: orders what is due.
  void plan();
  /// When a home understands next; kNever_s: none is planned.
  [[nodiscard]] double next_due_s();
  /// Calls `told(position)` for each home that understands until `now_s`, in order of time.
  template <class Told>
  void take_due(double now_s, Told told) {
    while (next_due_s() <= now_s) {
      Home& home = homes_[queue_[next_++].home];
      home.told = true;
      told(home.position);
    }
  }
  [[nodiscard]] ReceiptCounts counts(double at_s) const;

 private:
  struct Device {
    double leaves_s = 0;
    double arrives_s = kNever_s;  // it waits for the network
    float delivery_s = 0, reading_s = 0;
    float valid_s = 0, endurance_s = 0;
  };
  struct Home {
    std::uint32_t position = 0;
    std::uint32_t first_device = 0, devices = 0;
    bool told = false;
    double due_s = kNever_s;
  };
  struct Due {
    double at_s = 0;
    std::uint32_t home = 0;
    auto operator<=>(const Due&) const = default;
  };
  void plan_home(std::uint32_t number);

  MessageRules rules_;
  double free_s_ = 0;  // when the next message may leave
  std::vector<Home> homes_;
  std::vector<Device> devices_;
  ReceiptCounts left_out_;  // those without a device, or away
  std::vector<Due> queue_;  // sorted up to planned_
  std::size_t next_ = 0, planned_ = 0;
};

}  // namespace tocsin::warning
