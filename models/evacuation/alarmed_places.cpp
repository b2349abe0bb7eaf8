// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/alarmed_places.hpp"

namespace tocsin::evacuation {

void AlarmedPlaces::sound_alarm(NameId place) {
  for (const auto& answers : places_) {
    if (answers.place == place) answers.alarm();
  }
}

void AlarmedPlaces::change(NameId place, std::string_view passage, Use use) {
  for (const auto& answers : places_) {
    if (answers.place == place) answers.change(passage, use);
  }
}

}  // namespace tocsin::evacuation
