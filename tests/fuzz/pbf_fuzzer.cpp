// SPDX-License-Identifier: Apache-2.0
// Fuzzes the reading of OpenStreetMap files: whatever the bytes are, the outcome is an extract or a MapError.
// Seeds: tests/fuzz/corpus/pbf (tiny maps made for the tests, no map data of others).
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/town/osm_extract.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    tocsin::read_osm_bytes({reinterpret_cast<const char*>(data), size});
  } catch (const tocsin::MapError&) {
    // what a broken map is answered with
  }
  return 0;
}
