// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/counter.hpp"

#include "models/traffic/events.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

void CounterParameters::describe(Fields& f) {
  f.required("roads", roads,
             {"Roads on which vehicles are counted, each direction for itself.", "观测道路，双向分别计数。"});
}

void CounterParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  found.clear();
  for (const auto& road : roads) {
    for (const auto segment : scenario.find_road(road, diagnostics)) {
      if (scenario.town->roads.allows(segment, TravelMode::car)) found.push_back(segment);
    }
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
