// SPDX-License-Identifier: Apache-2.0
// ensure(condition, "why"): our own mistakes stop here, with the place in the source.
// Not for the user's mistakes (those are diagnostics, engine/input/diagnostic.hpp) and not for failures of the
// simulated world (those are events in the log).
#pragma once

#include <stdexcept>
#include <string_view>

namespace tocsin {

/// A mistake of ours, not of the user: a broken promise between two parts of the program.
class DefectError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void report_defect(std::string_view why, const char* file, int line);

/// Throws DefectError with file, line and `why` when `condition` is false. Callers give two arguments; the rest is
/// where they stand (not std::source_location: clang 14 cannot use that of libstdc++ 12, and the fuzzers need clang).
inline void ensure(bool condition, std::string_view why, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
  if (!condition) [[unlikely]] {
    report_defect(why, file, line);
  }
}

}  // namespace tocsin
