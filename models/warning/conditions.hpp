// SPDX-License-Identifier: Apache-2.0
// The weather in which people warn and listen. A scenario states it per channel; there is no weather model.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/input/fields.hpp"

namespace tocsin::warning {

enum class Weather : std::uint8_t { dry, heavy_rain };

}  // namespace tocsin::warning

template <>
struct tocsin::EnumNames<tocsin::warning::Weather> {
  static constexpr std::array<std::string_view, 2> value{"dry", "heavy_rain"};
};
