// SPDX-License-Identifier: Apache-2.0
// Any bytes given as a CAP file: no crash, every message drawable with a place inside the file, and what is accepted is
// written so that it reads back as the same alert.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/input/cap.hpp"

namespace tocsin {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check(std::string_view bytes) {
  Diagnostics diagnostics;
  const auto alert = cap::parse(bytes, "fuzz.cap", diagnostics);
  require(alert.has_value() != diagnostics.has_errors());
  for (const auto& entry : diagnostics.entries()) {
    require(!entry.what.empty() && entry.where.line >= 0 && entry.where.column >= 0);
  }
  draw(diagnostics.entries(), Language::en);
  to_json(diagnostics.entries(), Language::zh);
  if (!alert) return;
  Diagnostics again;
  const auto same = cap::parse(cap::write(*alert), "again.cap", again);
  require(same && *same == *alert);
}

}  // namespace
}  // namespace tocsin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tocsin::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
