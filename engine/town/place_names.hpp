// SPDX-License-Identifier: Apache-2.0
// Names for made-up townships and villages: two Chinese syllables with their pinyin, in an order of the seed; no name
// twice. Not the names of anywhere in particular.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/text.hpp"

namespace tocsin {

class PlaceNames {
 public:
  explicit PlaceNames(std::uint64_t seed);
  /// The next unused name, without "Village" or 村.
  Phrase next();

 private:
  std::vector<std::uint32_t> order_;
  std::size_t used_ = 0;
};

}  // namespace tocsin
