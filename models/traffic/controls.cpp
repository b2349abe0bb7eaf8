// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/controls.hpp"

#include <algorithm>

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

void TravelStops::stop(NameId cause, Share share) {
  lift(cause);
  stops_.push_back({cause, share});
}

void TravelStops::lift(NameId cause) {
  std::erase_if(stops_, [&](const Stop& stop) { return stop.cause == cause; });
}

Share TravelStops::share() const {
  Share most;
  for (const auto& stop : stops_) most = std::max(most, stop.share);
  return most;
}

}  // namespace tocsin::traffic
