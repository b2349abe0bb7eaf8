// SPDX-License-Identifier: Apache-2.0
// What traffic does next: a monotone radix heap of 8-byte events (Ahuja, Mehlhorn, Orlin and Tarjan 1990). An event is
// an instant in microseconds (below 2^40: twelve days) and a number below 2^24; smaller numbers come first at the same
// instant, so the order is the same everywhere. Events may not be added before the last one taken. Not cancellable: the
// owner ignores stale ones.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "engine/base/ensure.hpp"

namespace tocsin::traffic {

/// Instants and spans inside traffic: whole microseconds since StartEx, so that sums are exact.
using Ticks = std::int64_t;
inline constexpr double kTicksPerSecond = 1e6;

class EventQueue {
 public:
  static constexpr unsigned kNumberBits = 24;
  static constexpr std::uint32_t kMaxNumber = (1U << kNumberBits) - 1;
  static constexpr Ticks kLatest = (Ticks{1} << (64U - kNumberBits)) - 1;

  struct Event {
    Ticks at;
    std::uint32_t number;
  };

  [[nodiscard]] bool empty() const { return size_ == 0; }

  void add(Ticks at, std::uint32_t number) {
    if (at > kLatest) [[unlikely]]
      throw DefectError("traffic lasts twelve days at most");
    const std::uint64_t key = (static_cast<std::uint64_t>(at) << kNumberBits) | number;
    buckets_[bucket_of(key)].push_back(key);
    ++size_;
  }

  /// The instant of the next event; the queue is not empty.
  Ticks next_at() {
    settle();
    return static_cast<Ticks>(buckets_[0].back() >> kNumberBits);
  }

  Event take() {
    settle();
    const std::uint64_t key = buckets_[0].back();
    buckets_[0].pop_back();
    --size_;
    return {static_cast<Ticks>(key >> kNumberBits), static_cast<std::uint32_t>(key & kMaxNumber)};
  }

 private:
  [[nodiscard]] std::size_t bucket_of(std::uint64_t key) const {
    return static_cast<std::size_t>(std::bit_width(key ^ last_));
  }

  // Bucket 0 holds keys equal to the least; the others by the highest bit in which they differ from it.
  void settle() {
    if (!buckets_[0].empty()) return;
    std::size_t b = 1;
    while (buckets_[b].empty()) ++b;
    std::vector<std::uint64_t>& bucket = buckets_[b];
    last_ = bucket.front();
    for (const std::uint64_t key : bucket) last_ = key < last_ ? key : last_;
    for (const std::uint64_t key : bucket) buckets_[bucket_of(key)].push_back(key);
    bucket.clear();
  }

  std::array<std::vector<std::uint64_t>, 65> buckets_;
  std::uint64_t last_ = 0;
  std::size_t size_ = 0;
};

}  // namespace tocsin::traffic
