// SPDX-License-Identifier: Apache-2.0
#include "engine/app/version.hpp"

#include <fmt/core.h>
#include <simgrid/version.h>
#include <sqlite3.h>

namespace tocsin::app {

std::string version() { return TOCSIN_VERSION; }

std::string version_text() {
  return fmt::format("tocsin {} (SimGrid {}.{}, SQLite {})", version(), SIMGRID_VERSION_MAJOR, SIMGRID_VERSION_MINOR,
                     sqlite3_libversion());
}

}  // namespace tocsin::app
