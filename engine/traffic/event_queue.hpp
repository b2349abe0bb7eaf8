// SPDX-License-Identifier: Apache-2.0
// What traffic does next: a calendar (Brown 1988) of days that are sorted when they are opened, so that the next events
// are known and the memory they touch can be asked for early. An event is an instant in microseconds and a number below
// 2^26; smaller numbers come first at the same instant, so the order is the same everywhere. The length of a day
// follows the density of events; it changes the speed, never the order. Events may be added from the instant of the
// last one taken, or of the last `take_until`, on. Not cancellable: the owner ignores stale ones.
//
//   queue.add(at, 7);
//   EventQueue::Event event;
//   while (queue.take_until(end, event)) …
#pragma once

#include <cstdint>
#include <vector>

namespace tocsin::traffic {

/// Instants and spans inside traffic: whole microseconds since StartEx, so that sums are exact.
using Ticks = std::int64_t;
inline constexpr double kTicksPerSecond = 1e6;

class EventQueue {
 public:
  static constexpr unsigned kNumberBits = 26;
  static constexpr std::uint32_t kMaxNumber = (1U << kNumberBits) - 1;

  struct Event {
    Ticks at = 0;
    std::uint32_t number = 0;
  };

  EventQueue() { lay_out(); }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  void add(Ticks at, std::uint32_t number) {
    ++size_;
    const Ticks day = at >> shift_;
    if (day <= today_) return add_to_open_day(at, number);
    if (day - today_ > last_slot_) return add_far({at, number});
    add_to_day(day, at, number);
  }

  /// Takes the next event when it is not after `last`.
  bool take_until(Ticks last, Event& event) {
    if (position_ == open_.size() && !open_next_day(last)) return false;
    const std::uint64_t next = open_[position_];
    event.at = (today_ << shift_) + (static_cast<Ticks>(next) >> kNumberBits);
    if (event.at > last) return false;
    event.number = static_cast<std::uint32_t>(next & kMaxNumber);
    ++position_;
    --size_;
    return true;
  }

  /// The instant of the next event; the queue is not empty.
  [[nodiscard]] Ticks next_at() const;

  /// Place of the next event among those known; only their differences mean anything.
  [[nodiscard]] std::size_t position() const { return position_; }
  /// Whether at least `count` of the events to come are known already.
  [[nodiscard]] bool knows(std::size_t count) const { return position_ + count <= open_.size(); }
  /// Number of the event that comes `steps` after the next one; it is known.
  [[nodiscard]] std::uint32_t ahead(std::size_t steps) const {
    return static_cast<std::uint32_t>(open_.data()[position_ + steps] & kMaxNumber);
  }

 private:
  // Days lie in a ring that covers kWindow from today on; what comes later waits in a heap.
  static constexpr unsigned kWindowBits = 28;  // 268 s: longer than nearly all drives and headways
  static constexpr unsigned kLeastShift = 11;  // days of 2 ms
  static constexpr unsigned kMostShift = 22;   // days of 4 s
  static constexpr std::uint64_t kFewPerDay = 32, kManyPerDay = 256, kDaysWatched = 64;

  static std::size_t days_of(unsigned shift) { return std::size_t{1} << (kWindowBits - shift); }
  [[nodiscard]] std::size_t slot_of(Ticks day) const { return static_cast<std::size_t>(day & last_slot_); }

  // Keys count from the beginning of their own day, so that no instant is too late for them.
  void add_to_day(Ticks day_of_event, Ticks at, std::uint32_t number) {
    const std::size_t slot = slot_of(day_of_event);
    std::vector<std::uint64_t>& day = days_[slot];
    if (day.empty()) begin_day(slot);
    const auto in_day = static_cast<std::uint64_t>(at) & ((std::uint64_t{1} << shift_) - 1);
    day.push_back((in_day << kNumberBits) | number);
  }
  void lay_out();
  void begin_day(std::size_t slot);
  void sort_into_open_day(const std::vector<std::uint64_t>& day);
  void add_to_open_day(Ticks at, std::uint32_t number);
  void add_far(Event event);
  bool open_next_day(Ticks last);
  [[nodiscard]] Ticks next_filled_day() const;
  void bring_near();
  void choose_length();

  unsigned shift_ = 20;              // a day is 2^shift_ microseconds
  Ticks last_slot_ = 0;              // of the ring of days
  Ticks today_ = -1;                 // the day that is open; none yet
  std::vector<std::uint64_t> open_;  // today, sorted
  std::size_t position_ = 0;         // next in open_
  std::vector<std::vector<std::uint64_t>> days_;
  std::vector<std::uint64_t> filled_;              // a bit per day of the ring: has events
  std::vector<std::vector<std::uint64_t>> spare_;  // memory of days gone by, for the next ones: it is still in cache
  std::vector<Event> far_;                         // heap, the earliest first
  std::size_t size_ = 0;
  std::uint64_t days_opened_ = 0;
  std::uint64_t events_opened_ = 0;
};

}  // namespace tocsin::traffic
