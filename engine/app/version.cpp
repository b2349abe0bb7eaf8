// SPDX-License-Identifier: Apache-2.0
#include "engine/app/version.hpp"

namespace tocsin::app {

std::string version() {
  return TOCSIN_VERSION;
}

std::string version_text() {
  return "tocsin " + version();
}

}  // namespace tocsin::app
