// SPDX-License-Identifier: Apache-2.0
#include "engine/base/big_allocator.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <vector>

namespace tocsin {
namespace {

TEST(BigAllocator, ArraysBeginAtALineLargeOnesAtAHugePage) {
  std::vector<std::uint32_t, BigAllocator<std::uint32_t>> numbers;
  for (const std::size_t count : {std::size_t{1}, std::size_t{1000}, std::size_t{3'000'000}}) {
    numbers.resize(count);
    std::iota(numbers.begin(), numbers.end(), 0U);
    const auto address = reinterpret_cast<std::uintptr_t>(numbers.data());
    EXPECT_EQ(address % 64, 0U);
    if (count > 1'048'576) EXPECT_EQ(address % (std::uintptr_t{2} << 20U), 0U);
    EXPECT_EQ(numbers.back(), count - 1);
  }
}

}  // namespace
}  // namespace tocsin
