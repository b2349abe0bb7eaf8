// SPDX-License-Identifier: Apache-2.0
// ensure(condition, "why"): our own mistakes stop here, with the place in the source.
// Not for the user's mistakes (those are diagnostics, engine/input/diagnostic.hpp) and not for failures of the
// simulated world (those are events in the log).
#pragma once

#include <source_location>
#include <stdexcept>
#include <string_view>

namespace tocsin {

/// A mistake of ours, not of the user: a broken promise between two parts of the program.
class DefectError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void report_defect(std::string_view why, std::source_location where);

/// Throws DefectError with file, line and `why` when `condition` is false.
inline void ensure(bool condition, std::string_view why,
                   std::source_location where = std::source_location::current()) {
  if (!condition) [[unlikely]] {
    report_defect(why, where);
  }
}

}  // namespace tocsin
