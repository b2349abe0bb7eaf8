// SPDX-License-Identifier: Apache-2.0
// The seldom part of the calendar: days are opened and sorted, their length follows the density, far events come near.
#include "engine/traffic/event_queue.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::traffic {
namespace {

constexpr Ticks kNoDay = std::numeric_limits<Ticks>::max();

bool later(const EventQueue::Event& a, const EventQueue::Event& b) {
  return a.at != b.at ? a.at > b.at : a.number > b.number;
}

}  // namespace

void EventQueue::begin_day(std::size_t slot) {
  filled_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  if (days_[slot].capacity() > 0 || spare_.empty()) return;
  days_[slot].swap(spare_.back());
  spare_.pop_back();
}

// Every instant of today may still be added; the few that are find their place among those not yet taken.
void EventQueue::add_to_open_day(Ticks at, std::uint32_t number) {
  ensure(at >= today_ << shift_, "an event of traffic before those that have been");
  const std::uint64_t key = (static_cast<std::uint64_t>(at - (today_ << shift_)) << kNumberBits) | number;
  if (position_ == open_.size()) {
    open_.clear();
    position_ = 0;
  }
  open_.insert(std::upper_bound(open_.begin() + static_cast<std::ptrdiff_t>(position_), open_.end(), key), key);
}

void EventQueue::add_far(Event event) {
  far_.push_back(event);
  std::push_heap(far_.begin(), far_.end(), later);
}

void EventQueue::bring_near() {
  while (!far_.empty() && static_cast<std::uint64_t>((far_.front().at >> shift_) - today_) < days_.size()) {
    std::pop_heap(far_.begin(), far_.end(), later);
    const Event event = far_.back();
    far_.pop_back();
    --size_;
    add(event.at, event.number);
  }
}

// kNoDay when nothing is planned.
Ticks EventQueue::next_filled_day() const {
  const std::size_t begin = slot_of(today_ + 1);
  for (std::size_t word = 0; word <= filled_.size(); ++word) {
    const std::size_t at = (begin / 64 + word) & (filled_.size() - 1);
    std::uint64_t bits = filled_[at];
    if (word == 0) bits &= ~std::uint64_t{0} << (begin % 64);
    if (word == filled_.size()) bits &= ~(~std::uint64_t{0} << (begin % 64));
    if (bits == 0) continue;
    const std::size_t slot = at * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    return today_ + 1 + static_cast<Ticks>((slot - begin) & (days_.size() - 1));
  }
  return far_.empty() ? kNoDay : far_.front().at >> shift_;
}

// A day that begins after `last` stays closed: until then, earlier events may be added.
bool EventQueue::open_next_day(Ticks last) {
  if (size_ == 0) return false;
  if (days_opened_ == kDaysWatched) choose_length();
  if (position_ < open_.size()) return true;  // days have become longer
  const Ticks day = next_filled_day();
  if (day > (last >> shift_)) return false;
  open_.clear();
  position_ = 0;
  if (open_.capacity() > 0) spare_.push_back(std::exchange(open_, {}));
  today_ = day;
  const std::size_t slot = slot_of(day);
  open_.swap(days_[slot]);
  filled_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
  bring_near();
  std::sort(open_.begin(), open_.end());
  ++days_opened_;
  events_opened_ += open_.size();
  return true;
}

void EventQueue::choose_length() {
  std::uint64_t mean = events_opened_ / days_opened_;
  days_opened_ = events_opened_ = 0;
  unsigned shift = shift_;
  for (; mean > kManyPerDay && shift > kLeastShift; mean /= 2) --shift;
  for (; mean < kFewPerDay && shift < kMostShift; mean *= 2) ++shift;
  if (shift == shift_) return;
  const Ticks begin = today_ << shift_;
  std::vector<Event> all;
  while (true) {
    const Ticks day = next_filled_day();
    if (day == kNoDay || static_cast<std::uint64_t>(day - today_) >= days_.size()) break;
    std::vector<std::uint64_t>& events = days_[slot_of(day)];
    for (const std::uint64_t event : events) {
      all.push_back({(day << shift_) + (static_cast<Ticks>(event) >> kNumberBits),
                     static_cast<std::uint32_t>(event & kMaxNumber)});
    }
    events.clear();
    filled_[slot_of(day) / 64] &= ~(std::uint64_t{1} << (slot_of(day) % 64));
  }
  shift_ = shift;
  today_ = begin >> shift_;
  days_.resize(days_of(shift_));
  filled_.assign(days_.size() / 64, 0);
  size_ -= all.size();
  for (const Event& event : all) add(event.at, event.number);
  bring_near();
}

Ticks EventQueue::next_at() const {
  if (position_ < open_.size()) return (today_ << shift_) + (static_cast<Ticks>(open_[position_]) >> kNumberBits);
  const Ticks day = next_filled_day();
  const std::vector<std::uint64_t>& events = days_[slot_of(day)];
  if (events.empty()) return far_.front().at;
  const std::uint64_t first = *std::min_element(events.begin(), events.end());
  return (day << shift_) + (static_cast<Ticks>(first) >> kNumberBits);
}

}  // namespace tocsin::traffic
