// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/counter.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/traffic/events.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

void CounterParameters::describe(Fields& f) {
  f.required("roads", roads,
             {"Roads on which vehicles are counted, each direction for itself.", "观测道路，双向分别计数。"});
}

void CounterParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  found.clear();
  if (roads.empty()) {
    diagnostics.error(where, codes::kMissingKey,
                      phrase("the counter '{}' counts on no road", "观测点“{}”没有观测道路", id),
                      {"roads: [ID, …]", "roads: [编号, …]"});
  }
  const auto& network = scenario.town->roads;
  for (const auto& road : roads) {
    const auto directions = scenario.find_road(road, diagnostics);
    const auto before = found.size();
    for (const auto segment : directions) {
      for (int mode = 1; mode < kTravelModeCount; ++mode) {
        if (!network.allows(segment, static_cast<TravelMode>(mode))) continue;
        found.push_back(segment);
        break;
      }
    }
    if (directions.empty() || found.size() > before) continue;
    diagnostics.error(road.where, codes::kInconsistent,
                      phrase("no vehicle may drive on road '{}'", "道路“{}”不允许车辆通行", road.name),
                      {"a road for vehicles", "允许车辆通行的道路"});
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (const auto* other : scenario.all<CounterParameters>()) {
    if (other == this) break;
    std::erase_if(found, [&](SegmentId s) {  // one road is counted once
      return std::binary_search(other->found.begin(), other->found.end(), s);
    });
  }
}

std::unique_ptr<Model> CounterParameters::make() const {
  return std::make_unique<Counter>(*this);
}

void Counter::start(World& world) {
  world.kernel().schedule(world.scenario().end(), Phase::response, [this, &world] {
    for (const auto segment : p_.found) {
      const auto passed = world.door<RoadTraffic>().passed(segment);
      world.publish(RoadCounted{segment, passed.vehicles, static_cast<float>(passed.waited_s)});
    }
  });
}

}  // namespace tocsin::traffic
