// SPDX-License-Identifier: Apache-2.0
// Piecewise-constant speed factors. Lists are short (a few changes on few segments), so they are scanned from the end:
// most questions are about the present, which is the last change.
#include "engine/roads/road_conditions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/ensure.hpp"

namespace tocsin {

RoadConditions::RoadConditions(const RoadNetwork& network) : network_(&network), list_of_(network.segment_count()) {}

void RoadConditions::set_speed_factor(SegmentId segment, ModeMask modes, Time from, double factor) {
  ensure(segment.index() < list_of_.size(), "a speed factor for a segment that does not exist");
  auto& list = list_of_[segment.index()];
  if (list == 0) {
    list = static_cast<std::uint32_t>(lists_.size());
    lists_.emplace_back();
  }
  insert(lists_[list], {.from_s = seconds(from), .factor = factor, .modes = modes});
  ++revision_;
}

void RoadConditions::set_network_factor(ModeMask modes, Time from, double factor) {
  insert(network_changes_, {.from_s = seconds(from), .factor = factor, .modes = modes});
  ++revision_;
}

void RoadConditions::insert(std::vector<Change>& changes, Change change) {
  ensure(change.factor >= 0.0 && std::isfinite(change.factor), "a speed factor is negative or not a number");
  ensure(!std::isnan(change.from_s), "a change of the roads without an instant");
  const auto later = std::lower_bound(changes.begin(), changes.end(), change.from_s,
                                      [](const Change& c, double from_s) { return c.from_s < from_s; });
  const auto position = later - changes.begin();
  for (auto c = later; c != changes.end(); ++c) c->modes = static_cast<ModeMask>(c->modes & ~change.modes);
  changes.insert(changes.begin() + position, change);
  changes.erase(std::remove_if(changes.begin() + position, changes.end(), [](const Change& c) { return c.modes == 0; }),
                changes.end());
}

double RoadConditions::factor_at(const std::vector<Change>& changes, ModeMask mode, double at_s) {
  for (auto c = changes.rbegin(); c != changes.rend(); ++c) {
    if (c->from_s <= at_s && (c->modes & mode) != 0) return c->factor;
  }
  return 1.0;
}

double RoadConditions::next_change_after(const std::vector<Change>& changes, ModeMask mode, double at_s) {
  double next_s = std::numeric_limits<double>::infinity();
  for (auto c = changes.rbegin(); c != changes.rend() && c->from_s > at_s; ++c) {
    if ((c->modes & mode) != 0) next_s = c->from_s;
  }
  return next_s;
}

double RoadConditions::speed_factor(SegmentId segment, TravelMode mode, Time at) const {
  const ModeMask mask = mask_of(mode);
  return factor_at(changes_of(segment), mask, seconds(at)) * factor_at(network_changes_, mask, seconds(at));
}

Time RoadConditions::leaves_at(SegmentId segment, TravelMode mode, Time enters, double free_speed_m_per_s) const {
  const std::vector<Change>& own = changes_of(segment);
  const ModeMask mask = mask_of(mode);
  double now_s = seconds(enters);
  double to_go_s = network_->length_m(segment) / free_speed_m_per_s;  // at factor 1
  if (!(free_speed_m_per_s > 0.0) || std::isinf(now_s)) return kNever;
  if (steady(segment)) return at_seconds(now_s + to_go_s);
  while (true) {
    const double factor = factor_at(own, mask, now_s) * factor_at(network_changes_, mask, now_s);
    const double until_s =
        std::min(next_change_after(own, mask, now_s), next_change_after(network_changes_, mask, now_s));
    if (factor > 0.0 && now_s + to_go_s / factor <= until_s) return at_seconds(now_s + to_go_s / factor);
    if (std::isinf(until_s)) return kNever;
    to_go_s = std::max(0.0, to_go_s - (until_s - now_s) * factor);
    now_s = until_s;
  }
}

}  // namespace tocsin
