// SPDX-License-Identifier: Apache-2.0
// EventList: the future event list of one replication, ordered by (time, phase, sequence). A 4-ary heap of 16-byte keys
// (the bits of a non-negative double sort like integers) and a pool of 64-byte slots that hold the callables: no heap
// allocation per event for callables of up to 48 bytes, none at all in a steady state.
// Cancelling frees the slot at once; the stale key is skipped later. At most 2^24 events pending, 2^37 in a
// replication. Used by Kernel only; models schedule through Kernel::schedule.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/ensure.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/phase.hpp"

namespace tocsin {

/// Names one scheduled event. The default handle names none. Handles are never reused.
struct EventHandle {
  std::uint64_t key = 0;
  [[nodiscard]] constexpr bool exists() const { return key != 0; }
};

/// Pending events in order. Times must be finite and not negative.
class EventList {
 public:
  /// Bytes of a callable that are stored without a heap allocation.
  static constexpr std::size_t kInlineBytes = 48;

  EventList();
  EventList(const EventList&) = delete;
  EventList& operator=(const EventList&) = delete;
  ~EventList();

  /// Adds `callable` (called once without arguments) at `at`.
  template <class F>
  EventHandle add(Time at, Phase phase, F&& callable) {
    const std::uint32_t index = take_slot();
    emplace(slot(index), std::forward<F>(callable));
    return insert(at, phase, index);
  }

  /// Forgets a pending event; false when it has run, is running or was cancelled before.
  bool cancel(EventHandle handle);
  [[nodiscard]] bool pending(EventHandle handle) const;

  [[nodiscard]] std::size_t size() const { return live_; }
  [[nodiscard]] bool empty() const { return live_ == 0; }

  /// Time of the first event; kNever when there is none.
  Time next_time() {
    settle();
    return size_ == 0 ? kNever : at_seconds(std::bit_cast<double>(heap_[0].time));
  }
  /// Phase of the first event. There must be one.
  Phase next_phase() {
    settle();
    return static_cast<Phase>(heap_[0].low >> kPhaseShift);
  }
  /// Takes the first event out and calls it. There must be one. An exception of the callable passes through.
  void run_next();

 private:
  struct Key {
    std::uint64_t time;  // bits of the double
    std::uint64_t low;   // phase, sequence, slot
  };
  using Run = void (*)(void* storage, bool call);  // calls (or not), then destroys
  struct alignas(64) Slot {
    std::uint64_t low = 0;  // key of the event that owns the slot; 0: free or running
    Run run = nullptr;
    union {
      std::uint32_t next_free;
      alignas(16) unsigned char storage[kInlineBytes];
    };
    Slot() : next_free(0) {}
  };
  __extension__ using Wide = unsigned __int128;

  static constexpr int kSlotBits = 24;
  static constexpr int kPhaseShift = 61;
  static constexpr std::uint64_t kSlotMask = (std::uint64_t{1} << kSlotBits) - 1;
  static constexpr std::uint64_t kMaxSequence = (std::uint64_t{1} << (kPhaseShift - kSlotBits)) - 1;
  static constexpr std::uint32_t kChunk = 64;  // slots per chunk: a page, for few events; addresses never move
  static constexpr std::uint32_t kNoSlot = UINT32_MAX;

  static Wide wide(Key k) { return (static_cast<Wide>(k.time) << 64) | k.low; }
  static bool before(Key a, Key b) { return wide(a) < wide(b); }

  Slot& slot(std::uint32_t index) { return chunks_[index / kChunk][index % kChunk]; }
  [[nodiscard]] const Slot& slot(std::uint32_t index) const { return chunks_[index / kChunk][index % kChunk]; }
  static std::uint32_t slot_of(std::uint64_t low) { return static_cast<std::uint32_t>(low & kSlotMask); }

  std::uint32_t take_slot() {
    if (free_slot_ == kNoSlot) [[unlikely]] {
      add_chunk();
    }
    const std::uint32_t index = free_slot_;
    free_slot_ = slot(index).next_free;
    return index;
  }
  void free_slot(std::uint32_t index) {
    Slot& s = slot(index);
    s.low = 0;
    s.next_free = free_slot_;
    free_slot_ = index;
  }

  template <class F>
  static void emplace(Slot& s, F&& callable) {
    using Stored = std::decay_t<F>;
    if constexpr (sizeof(Stored) <= kInlineBytes && alignof(Stored) <= 16) {
      ::new (static_cast<void*>(s.storage)) Stored(std::forward<F>(callable));
      s.run = [](void* storage, bool call) {
        struct Destroyer {
          Stored& stored;
          ~Destroyer() { stored.~Stored(); }
        } destroyer{*std::launder(static_cast<Stored*>(storage))};
        if (call) destroyer.stored();
      };
    } else {  // too big for a slot: the slot owns a pointer
      emplace(s, [owned = std::make_unique<Stored>(std::forward<F>(callable))] { (*owned)(); });
    }
  }

  EventHandle insert(Time at, Phase phase, std::uint32_t index) {
    ensure(sequence_ < kMaxSequence, "too many events in one replication");
    const std::uint64_t low = (static_cast<std::uint64_t>(phase) << kPhaseShift) | (++sequence_ << kSlotBits) | index;
    slot(index).low = low;
    const Key key{std::bit_cast<std::uint64_t>(seconds(at) + 0.0), low};  // + 0.0: minus zero would sort last
    ++live_;
    if (root_is_vacant_) {  // the event that runs now has left its place: one sift instead of two
      root_is_vacant_ = false;
      sift_down(0, key);
    } else {
      if (size_ == capacity_) [[unlikely]] {
        grow();
      }
      sift_up(size_++, key);
    }
    return {low};
  }

  void sift_up(std::size_t at, Key key) {
    while (at > 0) {
      const std::size_t parent = (at - 1) / 4;
      if (!before(key, heap_[parent])) break;
      heap_[at] = heap_[parent];
      at = parent;
    }
    heap_[at] = key;
  }
  void sift_down(std::size_t at, Key key) {
    for (;;) {
      const std::size_t child = 4 * at + 1;
      if (child >= size_) break;  // beyond the end stand the largest keys: four children can always be compared
      const std::size_t left = child + static_cast<std::size_t>(before(heap_[child + 1], heap_[child]));
      const std::size_t right = child + 2 + static_cast<std::size_t>(before(heap_[child + 3], heap_[child + 2]));
      const std::size_t least = before(heap_[right], heap_[left]) ? right : left;
      if (!before(heap_[least], key)) break;
      heap_[at] = heap_[least];
      at = least;
    }
    heap_[at] = key;
  }

  /// Makes heap_[0] the first pending event: fills a vacant root, skips cancelled keys.
  void settle() {
    if (root_is_vacant_) {
      root_is_vacant_ = false;
      remove_root();
    }
    while (size_ != 0 && slot(slot_of(heap_[0].low)).low != heap_[0].low) [[unlikely]] {
        remove_root();
        --stale_;
      }
  }
  void remove_root();
  void grow();
  void add_chunk();
  void drop_stale_keys();

  std::unique_ptr<Key[]> memory_;
  Key* heap_ = nullptr;  // into memory_, shifted so that groups of four children are aligned
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t live_ = 0;   // pending events
  std::size_t stale_ = 0;  // keys of cancelled events still in the heap
  std::uint64_t sequence_ = 0;
  bool root_is_vacant_ = false;
  std::uint32_t free_slot_ = kNoSlot;
  std::vector<std::unique_ptr<Slot[]>> chunks_;
};

}  // namespace tocsin
