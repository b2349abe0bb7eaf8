// SPDX-License-Identifier: Apache-2.0
#include "engine/base/ensure.hpp"

#include <fmt/format.h>

namespace tocsin {

void report_defect(std::string_view why, std::source_location where) {
  throw DefectError(fmt::format("{}:{}: {} (this is a mistake in Tocsin, please report it)", where.file_name(),
                                where.line(), why));
}

}  // namespace tocsin
