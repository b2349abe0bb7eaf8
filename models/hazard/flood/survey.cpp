// SPDX-License-Identifier: Apache-2.0
// The flood model's view of a town before anybody wrote a drill: which houses a flood down a river could reach, and how
// high it would have to be. For choosing a first drill (models/exercise/first_drill.hpp). Meters.
#include <algorithm>
#include <limits>

#include "engine/base/ensure.hpp"
#include "models/hazard/flood/flood.hpp"

namespace tocsin::hazard {
namespace {

// The values every flood has unless its entry says otherwise.
void read_library_values(FloodParameters& flood, const std::string& river, const Library& library) {
  auto entry = Node::mapping();
  entry.add("river", Node::scalar(river));
  entry.add("begins", Node::scalar("0 s"));
  entry.add("peak_depth", Node::scalar("0 m"));
  Diagnostics diagnostics;
  read_fields(entry, [&](Fields& fields) { flood.describe(fields); },
              {.diagnostics = diagnostics, .library = &library, .path = "hazard.flood"});
  ensure(!diagnostics.has_errors(), "the library holds every value of a flood");
}

// Most houses of a county are far from any one river: a box around it sorts them out.
struct Box {
  float low_x = std::numeric_limits<float>::max(), low_y = low_x, high_x = -low_x, high_y = -low_x;
  Box(const River& river, float margin) {
    for (const auto& point : river.points) {
      low_x = std::min(low_x, point.x_m - margin), high_x = std::max(high_x, point.x_m + margin);
      low_y = std::min(low_y, point.y_m - margin), high_y = std::max(high_y, point.y_m + margin);
    }
  }
  [[nodiscard]] bool holds(float x, float y) const { return x >= low_x && x <= high_x && y >= low_y && y <= high_y; }
};

}  // namespace

FloodSurvey survey_flood(const Town& town, RiverId river, Length source, const Library& library) {
  const auto& course = town.rivers[river.index()];
  FloodParameters flood;
  read_library_values(flood, course.id, library);
  flood.source_chainage = source;
  FloodSurvey survey{.households = {}, .design_factor = flood.design_factor, .reach = flood.reach};
  if (course.points.size() < 2) return survey;
  const RiverLine line(course);
  const Box near(course, static_cast<float>(flood.reach.si()));
  const auto& people = town.population;
  for (std::size_t h = 0; h < people.size(); ++h) {
    if (!near.holds(people.x_m[h], people.y_m[h])) continue;
    const auto exposure = exposure_of(line, flood.spread(), people.x_m[h], people.y_m[h], people.elevation_m[h]);
    if (!exposure) continue;
    const double along = source.si() + exposure->along_m;
    survey.households.push_back({.household = HouseholdId(h),
                                 .along = Length::from_si(along),
                                 .bank = Length::from_si(line.at(along).bank_height_m),
                                 .needed_peak = Length::from_si(exposure->needed_peak_m)});
  }
  return survey;
}

}  // namespace tocsin::hazard
