// SPDX-License-Identifier: Apache-2.0
#include "engine/random/stream.hpp"

#include <Random123/philox.h>

#include "engine/base/ensure.hpp"

namespace tocsin {

void RandomStream::refill() {
  const std::uint64_t block = position_ >> 1;
  ensure(block <= UINT32_MAX, "a random stream has run out of numbers");
  ensure(replication_ <= UINT32_MAX, "a replication number must be less than 2^32");
  const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(entity_),
                                            static_cast<std::uint32_t>(entity_ >> 32),
                                            static_cast<std::uint32_t>(replication_)}};
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)}};
  const auto words = r123::Philox4x32{}(counter, key);
  first_ = words[0] | (static_cast<std::uint64_t>(words[1]) << 32);
  second_ = words[2] | (static_cast<std::uint64_t>(words[3]) << 32);
  second_is_ready_ = true;
}

}  // namespace tocsin
