// SPDX-License-Identifier: Apache-2.0
// RandomStream: the random numbers of one thing for one purpose in one replication. Counter-based (Philox4x32-10,
// Salmon et al. 2011, Random123): a stream is a position, not a state, so it costs nothing to make and streams never
// touch each other. Adding a second ambulance does not change the first household's departure.
//
//   constexpr Purpose kDeparture{"evacuation.departure"};
//   RandomStream stream(seed, replication, kDeparture, household.index());
//   const double u = stream.uniform();            // (0, 1), never 0 or 1
//
// key = mix(seed, hash(purpose)); counter = (block, entity, replication). Same bits on every platform.
// Not for cryptography. Distributions are in distributions.hpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace tocsin {

/// What random numbers are for, "folder.purpose". Hashed with FNV-1a (64 bits), at compile time for a constexpr one.
class Purpose {
 public:
  // Implicit on purpose: a stream is named where it is asked for.
  constexpr Purpose(std::string_view name) : hash_(hash_of(name)) {}
  constexpr Purpose(const char* name) : Purpose(std::string_view(name)) {}
  [[nodiscard]] constexpr std::uint64_t hash() const { return hash_; }

 private:
  // Fowler, Noll, Vo: FNV-1a with the 64-bit offset basis and prime. Part of the file format of results: never change.
  static constexpr std::uint64_t hash_of(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : name) {
      h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
    return h;
  }
  std::uint64_t hash_;
};

/// One stream: 2^33 numbers for each (seed, replication < 2^32, purpose, entity).
class RandomStream {
 public:
  /// `entity` is the index of the household, team, road ... (0 when there is only one).
  constexpr RandomStream(std::uint64_t seed, std::uint64_t replication, Purpose purpose, std::uint64_t entity = 0)
      : key_(mix(mix(seed + kGolden) ^ purpose.hash())), entity_(entity), replication_(replication) {}

  /// A number in the open interval (0, 1): (2k + 1) / 2^53 with k of 52 random bits; symmetric about 1/2.
  double uniform() {
    const std::uint64_t bits = next();
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1.0p-52;
  }
  /// 64 random bits.
  std::uint64_t next() {
    if ((position_ & 1u) == 0 || !second_is_ready_) {
      refill();
    }
    return (position_++ & 1u) == 0 ? first_ : second_;
  }

  /// Leaves out `count` numbers, in constant time.
  constexpr void skip(std::uint64_t count) {
    position_ += count;
    second_is_ready_ = false;
  }
  /// Numbers drawn or left out so far.
  [[nodiscard]] constexpr std::uint64_t position() const { return position_; }

 private:
  static constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;
  // Finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection, so different seeds give different keys.
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  void refill();

  std::uint64_t key_;
  std::uint64_t entity_;
  std::uint64_t position_ = 0;
  std::uint64_t first_ = 0;
  std::uint64_t second_ = 0;
  std::uint64_t replication_;
  bool second_is_ready_ = false;
};

}  // namespace tocsin
