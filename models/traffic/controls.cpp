// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/controls.hpp"

namespace tocsin::traffic {

void Controls::begin(NameId control) {
  for (const auto& answers : controls_) {
    if (answers.control == control) answers.begin();
  }
}

void Controls::end(NameId control) {
  for (const auto& answers : controls_) {
    if (answers.control == control) answers.end();
  }
}

}  // namespace tocsin::traffic
