// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/traffic_drill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/input/document.hpp"

namespace tocsin::exercise {
namespace {

double last_departure_s(const Town& town) {
  double last_s = 0;
  for (const auto& trips : town.trips) last_s = std::max(last_s, trips.ends_s);
  return last_s;
}

double vehicles_of(const Town& town) {
  double vehicles = 0;
  for (const auto& trips : town.trips) vehicles += trips.vehicles;
  return vehicles;
}

}  // namespace

bool only_traffic(const Town& town) {
  return town.population.size() == 0 && !town.trips.empty();
}

DrillDraft draft_traffic_drill(const Town& town, const FirstDrillParameters& parameters, const DrillCommands& commands,
                               Language language) {
  const auto in = [&](const char* en, const char* zh) { return language == Language::en ? en : zh; };
  const double hours = std::ceil(parameters.lasts_departures * last_departure_s(town) / 3600);
  Node name = Node::mapping();
  name.add("en", Node::scalar("Traffic of " + town.name.en)).add("zh", Node::scalar(town.name.zh + "交通"));
  auto text =
      fmt::format("# {}: {}\n# {}: {}\n", in("Run it", "运行"), commands.run, in("Check it", "检查"), commands.check);
  text += to_yaml(Node::mapping().add("tocsin", Node::scalar("1")).add("name", name).add("town", Node::scalar(".")));
  text += "exercise:\n  starts: 2026-01-01 07:00\n";
  text += fmt::format("  duration: {:.0f} h   # {}\n", hours,
                      in("longer, if queues are still clearing at the end; when they have locked up "
                         "(traffic.rings_freed), fewer vehicles",
                         "若结束时排队仍在消散，请延长；若已死锁（traffic.rings_freed），请减少车辆"));
  text += fmt::format("traffic:\n  - kind: departures   # trips.csv\n    # share: 50 %      # {}\n",
                      in("fewer vehicles", "减少车辆"));
  return {text, phrase("{:.0f} vehicles of trips.csv", "trips.csv 中的 {:.0f} 辆车", vehicles_of(town))};
}

}  // namespace tocsin::exercise
