// SPDX-License-Identifier: Apache-2.0
#include "engine/base/ensure.hpp"

#include <fmt/format.h>

namespace tocsin {

void report_defect(std::string_view why, const char* file, int line) {
  throw DefectError(fmt::format("{}:{}: {} (this is a mistake in Tocsin, please report it)", file, line, why));
}

}  // namespace tocsin
