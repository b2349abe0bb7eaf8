// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/event_list.hpp"

#include <algorithm>
#include <cstdint>

namespace tocsin {

namespace {
constexpr std::size_t kKeysPerLine = 4;
constexpr std::uint64_t kBeyond = UINT64_MAX;  // no event has this time: the filler after the last key
}  // namespace

EventList::EventList() {
  grow();
}

EventList::~EventList() {
  settle();
  for (std::size_t i = 0; i < size_; ++i) {
    Slot& s = slot(slot_of(heap_[i].low));
    if (s.low == heap_[i].low) {
      s.low = 0;
      s.run(s.storage, false);
    }
  }
}

bool EventList::pending(EventHandle handle) const {
  const std::uint32_t index = slot_of(handle.key);
  return handle.exists() && index / kChunk < chunks_.size() && slot(index).low == handle.key;
}

bool EventList::cancel(EventHandle handle) {
  if (!pending(handle)) return false;
  const std::uint32_t index = slot_of(handle.key);
  Slot& s = slot(index);
  s.low = 0;
  --live_;
  ++stale_;
  s.run(s.storage, false);
  free_slot(index);
  if (stale_ > 64 && stale_ > live_) drop_stale_keys();
  return true;
}

void EventList::run_next() {
  settle();
  const std::uint32_t index = slot_of(heap_[0].low);
  Slot& s = slot(index);
  s.low = 0;
  --live_;
  root_is_vacant_ = true;
  // The slot is freed after the call, so that the callable stays where it is while it schedules others. After an
  // exception the slot is not used again: the replication is over.
  s.run(s.storage, true);
  free_slot(index);
}

void EventList::remove_root() {
  const Key last = heap_[--size_];
  heap_[size_].time = kBeyond;
  if (size_ != 0) sift_down(0, last);
}

void EventList::grow() {
  constexpr std::size_t kPadding = 4;  // fillers after the last key
  const std::size_t capacity = capacity_ == 0 ? 252 : capacity_ * 2;
  auto memory = std::make_unique<Key[]>(capacity + kPadding + kKeysPerLine);
  Key* heap = memory.get();
  while (reinterpret_cast<std::uintptr_t>(heap + 1) % 64 != 0) {  // the four children of a key share a cache line
    ++heap;
  }
  std::copy_n(heap_, size_, heap);
  std::fill(heap + size_, heap + capacity + kPadding, Key{kBeyond, 0});
  memory_ = std::move(memory);
  heap_ = heap;
  capacity_ = capacity;
}

void EventList::add_chunk() {
  const auto first = static_cast<std::uint32_t>(chunks_.size()) * kChunk;
  ensure(first + kChunk - 1 <= kSlotMask, "too many events are pending at the same time");
  chunks_.push_back(std::make_unique<Slot[]>(kChunk));
  for (std::uint32_t i = kChunk; i-- > 0;) {
    free_slot(first + i);
  }
}

void EventList::drop_stale_keys() {
  settle();
  const auto is_stale = [this](Key k) { return slot(slot_of(k.low)).low != k.low; };
  Key* const end = std::remove_if(heap_, heap_ + size_, is_stale);
  std::fill(end, heap_ + size_, Key{kBeyond, 0});
  size_ = static_cast<std::size_t>(end - heap_);
  stale_ = 0;
  if (size_ < 2) return;
  for (std::size_t i = (size_ - 2) / 4 + 1; i-- > 0;) {
    sift_down(i, heap_[i]);
  }
}

}  // namespace tocsin
