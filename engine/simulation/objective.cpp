// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/objective.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/input/codes.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/simulation.hpp"

namespace tocsin {
namespace {

Phrase hint_at(const std::string& wanted, const std::vector<std::string>& known) {
  const auto nearest = nearest_name(wanted, known);
  return nearest.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", nearest);
}

void refuse_measure(const Objective& objective, const Measures& measures, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& key : measures.keys()) {
    if (key.place == objective.place) names.push_back(key.name);
  }
  const auto curves = measures.curves();
  const bool curve =
      std::any_of(curves.begin(), curves.end(), [&](const MeasureCurve& one) { return one.name == objective.measure; });
  diagnostics.error(
      objective.measure_where, codes::kUnknownReference,
      curve ? phrase("'{}' is a curve over time, not one number an objective can be judged by",
                     "“{}”是随时间变化的曲线，不是可供评判的单一数值", objective.measure)
            : phrase("no model of this scenario computes '{}'", "此场景中没有模型计算“{}”", objective.measure),
      {"a measure that this scenario computes", "此场景计算的指标"}, hint_at(objective.measure, names));
}

void refuse_place(const Objective& objective, std::vector<std::string> places, Diagnostics& diagnostics) {
  std::erase(places, "");
  if (objective.place.empty()) {
    diagnostics.error(objective.measure_where, codes::kUnknownReference,
                      phrase("'{}' is taken place by place, and this objective names no place",
                             "“{}”按地点分别统计，而此目标未写地点", objective.measure),
                      phrase("one of its places, like {}", "该指标的地点之一，如 {}", places.front()),
                      phrase("add 'place: {}'", "补上“place: {}”", places.front()));
    return;
  }
  diagnostics.error(objective.place_where, codes::kUnknownReference,
                    phrase("'{}' is not taken at '{}'", "指标“{}”不在“{}”统计", objective.measure, objective.place),
                    places.empty()
                        ? Phrase{"no place: it is taken for the whole scope only", "不写地点：该指标仅统计全部范围"}
                        : phrase("one of its places, like {}", "该指标的地点之一，如 {}", places.front()),
                    hint_at(objective.place, places));
}

void check_objective(const Objective& objective, const Measures& measures, Diagnostics& diagnostics) {
  std::vector<std::string> places;
  for (const auto& key : measures.keys()) {
    if (key.name != objective.measure) continue;
    if (key.place == objective.place) return;
    places.push_back(key.place);
  }
  if (places.empty()) {
    refuse_measure(objective, measures, diagnostics);
  } else {
    refuse_place(objective, std::move(places), diagnostics);
  }
}

}  // namespace

void check_objectives(const Scenario& scenario, Diagnostics& diagnostics) {
  std::optional<Measures> measures;
  for (const auto& entry : scenario.entries) {
    const auto* objective = entry.parameters->objective();
    if (objective == nullptr) continue;
    if (!measures) measures = compute_measures(scenario, *scenario.catalog, EventLog{});
    check_objective(*objective, *measures, diagnostics);
  }
}

Rating rate(const Objective& objective, double value) {
  if (std::isnan(value)) return Rating::U;
  if (objective.target.met_by(value)) return Rating::P;
  const double leaf = (objective.unacceptable - value) / (objective.unacceptable - objective.target.value);
  if (!std::isfinite(leaf) || leaf <= 0) return Rating::U;
  return leaf >= 0.5 ? Rating::S : Rating::M;
}

Rating rate_all(const Objective& objective, std::span<const Rating> ratings) {
  if (ratings.empty()) return Rating::U;
  // 1e-9: 80 % of 10 are 8 and not 9.
  const double needed = objective.required_share * static_cast<double>(ratings.size()) - 1e-9;
  std::size_t reached = 0;
  for (const auto rating : {Rating::P, Rating::S, Rating::M}) {
    reached += static_cast<std::size_t>(std::count(ratings.begin(), ratings.end(), rating));
    if (static_cast<double>(reached) >= needed) return rating;
  }
  return Rating::U;
}

}  // namespace tocsin
