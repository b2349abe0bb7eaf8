// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/place_injects.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"

namespace tocsin::exercise {
namespace {

const evacuation::AlarmedPlace* find_place(const Placed<std::string>& id, const Scenario& scenario,
                                           Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const auto* place : scenario.all<evacuation::AlarmedPlace>()) {
    if (place->place_id() == id.value) return place;
    known.push_back(place->place_id());
  }
  diagnostics.error(id.where, codes::kUnknownReference,
                    phrase("no building or scenic site of this scenario is called '{}'",
                           "此场景中没有名为“{}”的建筑或景区", id.value),
                    {}, did_you_mean(id.value, known));
  return nullptr;
}

enum class Change { block, open };

std::unique_ptr<Model> change(const InjectEntry& entry, const PassageSelection& selection, Change what) {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, [&selection, what](World& world) {
    auto& places = world.door<evacuation::AlarmedPlaces>();
    for (const auto& passage : selection.passages) {
      if (what == Change::block) {
        places.block(selection.found, passage.value);
      } else {
        places.open(selection.found, passage.value);
      }
    }
  });
}

}  // namespace

void PlaceSelection::check(const Scenario& scenario, Diagnostics& diagnostics) {
  found.clear();
  for (const auto& place : places) {
    if (find_place(place, scenario, diagnostics) != nullptr) found.push_back(scenario.names->intern(place.value));
  }
}

void SoundAlarmParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("places", selection.places,
             {"Buildings in which the alarm sounds, and scenic sites that close.", "响铃的建筑和关停的景区。"});
}

void SoundAlarmParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  selection.check(scenario, diagnostics);
}

std::unique_ptr<Model> SoundAlarmParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, [this](World& world) {
    for (const auto place : selection.found) world.door<evacuation::AlarmedPlaces>().sound_alarm(place);
  });
}

void PassageSelection::describe(Fields& f) {
  f.required("place", place, {"Building or scenic site.", "建筑或景区。"}).example("school");
  f.required("passages", passages,
             {"Doors, stairs (STAIR, or STAIR-LEVEL for one flight), passages, exits or gates.",
              "门、楼梯（“楼梯编号”，或“楼梯编号-层号”表示一段）、通道、出口或景区出入口。"});
}

void PassageSelection::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto* known_place = find_place(place, scenario, diagnostics);
  if (known_place == nullptr) return;
  found = scenario.names->intern(place.value);
  const auto known = known_place->passages();
  if (known.empty()) return;  // the place itself is wrong, and has said so
  for (const auto& passage : passages) {
    if (std::find(known.begin(), known.end(), passage.value) != known.end()) continue;
    diagnostics.error(passage.where, codes::kUnknownReference,
                      phrase("'{}' has no passage '{}'", "“{}”没有通道“{}”", place.value, passage.value), {},
                      did_you_mean(passage.value, known));
  }
}

void PassageBlockedParameters::describe(Fields& f) {
  entry.describe(f);
  selection.describe(f);
}

void PassageBlockedParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  selection.check(scenario, diagnostics);
}

std::unique_ptr<Model> PassageBlockedParameters::make() const {
  return change(entry, selection, Change::block);
}

void PassageOpenedParameters::describe(Fields& f) {
  entry.describe(f);
  selection.describe(f);
}

void PassageOpenedParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  selection.check(scenario, diagnostics);
}

std::unique_ptr<Model> PassageOpenedParameters::make() const {
  return change(entry, selection, Change::open);
}

}  // namespace tocsin::exercise
