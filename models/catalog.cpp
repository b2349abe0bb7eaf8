// SPDX-License-Identifier: Apache-2.0
#include "models/catalog.hpp"

#include "engine/simulation/events.hpp"
#include "engine/simulation/road_facts.hpp"
#include "models/command/command.hpp"
#include "models/communications/kinds.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evaluation/evaluation.hpp"
#include "models/exercise/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/library_texts.hpp"
#include "models/rescue/rescue.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"

namespace tocsin {

Catalog standard_catalog() {
  Catalog catalog;
  for (const auto& [name, text] : library_texts()) catalog.add_library(name, text);
  catalog.add_event<ExerciseStarted>();
  catalog.add_event<ExerciseEnded>();
  register_road_facts(catalog);
  hazard::register_models(catalog);
  communications::register_models(catalog);
  warning::register_models(catalog);
  traffic::register_models(catalog);
  evacuation::register_models(catalog);
  rescue::register_models(catalog);
  command::register_models(catalog);
  exercise::register_models(catalog);
  evaluation::register_models(catalog);
  return catalog;
}

}  // namespace tocsin
