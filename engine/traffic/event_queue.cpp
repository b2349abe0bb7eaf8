// SPDX-License-Identifier: Apache-2.0
// The seldom part of the calendar: days are opened and sorted, their length follows the density, far events come near.
#include "engine/traffic/event_queue.hpp"

#include <algorithm>
#include <array>
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

void EventQueue::lay_out() {
  days_.resize(days_of(shift_));
  last_slot_ = static_cast<Ticks>(days_.size()) - 1;
  filled_.assign(days_.size() / 64, 0);
}

// Thrown into as many drawers as there are events, by instant, they lie nearly in order: a comparison that cannot be
// guessed costs more than the rest. Where many share a drawer, plain sorting is quicker.
void EventQueue::sort_into_open_day(const std::vector<std::uint64_t>& day) {
  constexpr unsigned kMostDrawerBits = 8;
  constexpr std::uint32_t kFull = 16;
  const unsigned bits = std::min<unsigned>(kMostDrawerBits, static_cast<unsigned>(std::bit_width(day.size())));
  const unsigned below = shift_ + kNumberBits - bits;
  std::array<std::uint32_t, (1U << kMostDrawerBits) + 1> begin{};
  for (const std::uint64_t key : day) ++begin[(key >> below) + 1];
  std::uint32_t most = 0;
  for (std::size_t drawer = 0; drawer < std::size_t{1} << bits; ++drawer) {
    most = std::max(most, begin[drawer + 1]);
    begin[drawer + 1] += begin[drawer];
  }
  open_.resize(day.size());
  for (const std::uint64_t key : day) open_[begin[key >> below]++] = key;
  if (most > kFull) return std::sort(open_.begin(), open_.end());
  for (std::size_t i = 1; i < open_.size(); ++i) {
    const std::uint64_t key = open_[i];
    std::size_t place = i;
    for (; place > 0 && open_[place - 1] > key; --place) open_[place] = open_[place - 1];
    open_[place] = key;
  }
}

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
  while (!far_.empty() && (far_.front().at >> shift_) - today_ <= last_slot_) {
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
  position_ = 0;
  today_ = day - 1;  // so that far events of this day come to lie with the others
  bring_near();
  today_ = day;
  const std::size_t slot = slot_of(day);
  sort_into_open_day(days_[slot]);
  days_[slot].clear();
  spare_.push_back(std::exchange(days_[slot], {}));
  filled_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
  bring_near();  // the ring reaches a day farther now
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
  lay_out();
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
