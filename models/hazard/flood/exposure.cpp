// SPDX-License-Identifier: Apache-2.0
#include "models/hazard/flood/exposure.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::hazard {
namespace {

constexpr double kSampleEveryM = 25.0;  // along a road: finer than the river's bends and the valley's width
constexpr double kDipM = 0.05;          // a lowest point this far below both ends is a dip of its own

struct Sample {
  double x_m, y_m, elevation_m;
};

Exposure exposure_at(const RiverPosition& position, const SpreadParameters& spread, double height_m, bool banked) {
  Exposure exposure;
  const double along = position.chainage_m - spread.source_chainage_m;
  const double height = std::max(0.0, height_m);  // ground below the bed: surveying noise
  const double threshold = banked ? std::max(height, position.bank_height_m) : height;
  exposure.along_m = static_cast<float>(along);
  exposure.height_m = static_cast<float>(height);
  exposure.threshold_m = static_cast<float>(threshold);
  exposure.needed_peak_m = threshold * std::exp(spread.attenuation_per_m * along);
  return exposure;
}

// Points along a segment with the elevation of a straight grade between its ends.
std::vector<Sample> samples_of(const Town& town, SegmentId segment) {
  const auto& from = town.roads.junction(town.roads.from(segment));
  const auto& to = town.roads.junction(town.roads.to(segment));
  std::vector<std::pair<float, float>> shape{{from.x_m, from.y_m}};
  const auto& own = town.road_shapes.empty() ? shape : town.road_shapes[segment.index()];
  if (own.size() > 2) shape.assign(own.begin(), own.end() - 1);
  shape.emplace_back(to.x_m, to.y_m);
  double total = 0;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    total += std::hypot(shape[i].first - shape[i - 1].first, shape[i].second - shape[i - 1].second);
  }
  std::vector<Sample> samples{{from.x_m, from.y_m, from.elevation_m}};
  double done = 0;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    const double dx = shape[i].first - shape[i - 1].first;
    const double dy = shape[i].second - shape[i - 1].second;
    const double length = std::hypot(dx, dy);
    const int steps = std::max(1, static_cast<int>(std::ceil(length / kSampleEveryM)));
    for (int s = 1; s <= steps; ++s) {
      const double share = static_cast<double>(s) / steps;
      const double grade = total > 0 ? (done + share * length) / total : 0.0;
      samples.push_back({shape[i - 1].first + share * dx, shape[i - 1].second + share * dy,
                         from.elevation_m + grade * (to.elevation_m - from.elevation_m)});
    }
    done += length;
  }
  return samples;
}

// A point of a segment within reach of the river.
struct NearSample {
  RiverPosition position;
  double elevation_m = 0;
};

// Where a bridge's deck or a dip stands: among the points about as near to the river as the nearest, the lowest one.
// The table gives only the elevation, and this choice is the same for both directions of a road.
const NearSample& place_of_lowest(const std::vector<NearSample>& near) {
  const auto nearest = std::min_element(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.position.distance_m < b.position.distance_m;
  });
  const auto* lowest = &*nearest;
  for (const auto& sample : near) {
    const bool as_near = sample.position.distance_m <= nearest->position.distance_m + kSampleEveryM;
    if (as_near && sample.elevation_m < lowest->elevation_m) lowest = &sample;
  }
  return *lowest;
}

// The worst point of a segment: on a plain road the one that needs the lowest flood; a bridge at its deck and a dip at
// its lowest point.
std::optional<Exposure> exposure_of_segment(const Town& town, const RiverLine& line, const SpreadParameters& spread,
                                            SegmentId segment) {
  std::vector<NearSample> near;
  for (const auto& sample : samples_of(town, segment)) {
    const auto position = line.nearest(sample.x_m, sample.y_m, spread.reach_m);
    if (position && position->chainage_m >= spread.source_chainage_m) near.push_back({*position, sample.elevation_m});
  }
  if (near.empty()) return std::nullopt;
  const double lowest = town.roads.lowest_elevation_m(segment);
  const auto& place = place_of_lowest(near).position;
  const double above_bed = lowest - place.bed_elevation_m;
  if (town.roads.bridge(segment)) return exposure_at(place, spread, above_bed + spread.bridge_clearance_m, false);
  std::optional<Exposure> worst;
  for (const auto& [position, elevation_m] : near) {
    const auto here = exposure_at(position, spread, elevation_m - position.bed_elevation_m, true);
    if (!worst || here.needed_peak_m < worst->needed_peak_m) worst = here;
  }
  const double ends = std::min(town.roads.junction(town.roads.from(segment)).elevation_m,
                               town.roads.junction(town.roads.to(segment)).elevation_m);
  if (lowest < ends - kDipM) {
    const auto dip = exposure_at(place, spread, above_bed, true);
    if (dip.needed_peak_m < worst->needed_peak_m) worst = dip;
  }
  return worst;
}

}  // namespace

std::optional<Exposure> exposure_of(const RiverLine& line, const SpreadParameters& spread, double x_m, double y_m,
                                    double elevation_m) {
  const auto position = line.nearest(x_m, y_m, spread.reach_m);
  if (!position || position->chainage_m < spread.source_chainage_m) return std::nullopt;
  return exposure_at(*position, spread, elevation_m - position->bed_elevation_m, true);
}

std::vector<HouseholdExposure> exposed_households(const Scenario& scenario, const RiverLine& line,
                                                  const SpreadParameters& spread) {
  const auto& people = scenario.town->population;
  std::vector<HouseholdExposure> exposed;
  for (const auto household : scenario.scope.households()) {
    const auto i = household.index();
    if (const auto e = exposure_of(line, spread, people.x_m[i], people.y_m[i], people.elevation_m[i])) {
      exposed.push_back({*e, household});
    }
  }
  std::stable_sort(exposed.begin(), exposed.end(),
                   [](const auto& a, const auto& b) { return a.needed_peak_m < b.needed_peak_m; });
  return exposed;
}

std::vector<SegmentExposure> exposed_segments(const Town& town, const RiverLine& line, const SpreadParameters& spread) {
  std::vector<SegmentExposure> exposed;
  for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId segment(s);
    if (const auto e = exposure_of_segment(town, line, spread, segment)) exposed.push_back({*e, segment});
  }
  std::stable_sort(exposed.begin(), exposed.end(),
                   [](const auto& a, const auto& b) { return a.needed_peak_m < b.needed_peak_m; });
  return exposed;
}

}  // namespace tocsin::hazard
