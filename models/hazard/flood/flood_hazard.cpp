// SPDX-License-Identifier: Apache-2.0
// What the flood of one replication answers: arrival, depth, harm.
#include <algorithm>

#include "models/hazard/flood/flood.hpp"

namespace tocsin::hazard {

FloodHazard::FloodHazard(const FloodParameters& parameters, const FloodWave& wave)
    : parameters_(parameters), wave_(wave) {}

Speed FloodHazard::overbank_velocity() const {
  const double in_river = wave_.front_speed_m_per_s / parameters_.celerity_factor;
  return Speed::from_si(in_river * parameters_.overbank_velocity_factor);
}

const HouseholdExposure* FloodHazard::exposure(HouseholdId household) const {
  if (!parameters_.scope->contains(parameters_.town->population.zone[household.index()])) return nullptr;
  const auto index = parameters_.household_exposure[parameters_.scope->position(household)];
  return index == FloodParameters::kNotExposed ? nullptr : &parameters_.households[index];
}

std::optional<Exposure> FloodHazard::exposure(const Place& place) const {
  return exposure_of(parameters_.line, parameters_.spread(), place.x_m, place.y_m, place.elevation_m);
}

double FloodHazard::depth_at(const Exposure& exposure, Time at) const {
  const double stage = wave_.stage(exposure.along_m, seconds(at));
  return stage > exposure.threshold_m ? stage - exposure.height_m : 0.0;
}

double FloodHazard::deepest_until(const Exposure& exposure, Time until) const {
  const double crest = wave_.front_at(exposure.along_m) + wave_.rise_s;
  return depth_at(exposure, at_seconds(std::min(seconds(until), crest)));
}

Time FloodHazard::arrival(HouseholdId household) const {
  const auto* e = exposure(household);
  return e == nullptr ? kNever : at_seconds(wave_.rises_to(e->along_m, e->threshold_m));
}

Length FloodHazard::depth(HouseholdId household, Time at) const {
  const auto* e = exposure(household);
  return e == nullptr ? Length{} : Length::from_si(depth_at(*e, at));
}

Length FloodHazard::depth(SegmentId segment, Time at) const {
  const auto index = parameters_.segment_exposure[segment.index()];
  if (index == FloodParameters::kNotExposed) return {};
  return Length::from_si(depth_at(parameters_.segments[index], at));
}

Length FloodHazard::depth(const Place& place, Time at) const {
  const auto e = exposure(place);
  return e ? Length::from_si(depth_at(*e, at)) : Length{};
}

Time FloodHazard::arrival(const Place& place, Length above) const {
  const auto e = exposure(place);
  if (!e) return kNever;
  return at_seconds(wave_.rises_to(e->along_m, std::max<double>(e->threshold_m, e->height_m + above.si())));
}

// Share harmed of those who were there from the beginning, by the deepest water so far.
double FloodHazard::harmed_until(const Exposure& exposure, Time until) const {
  const auto& harm = parameters_.harm;
  const double depth = deepest_until(exposure, until);
  const double above_floor = depth - harm.floor_height.si();
  const double flow = depth * overbank_velocity().si();
  double share = 0;
  if (above_floor > 0) share = harm.low_rate.fraction();
  if (above_floor > harm.trapped_depth.si() && flow > harm.trapped_flow.si()) {
    share = std::max(share, harm.trapped_rate.fraction());
  }
  if (above_floor > 0 && (depth > harm.collapse_depth.si() || flow > harm.collapse_flow.si())) {
    share = std::max(share, harm.collapse_rate.fraction());
  }
  return share;
}

// The one law: of a house and of any other building.
Share FloodHazard::harmed_share(const Exposure& exposure, Time from, Time until) const {
  if (until <= from) return Share(0);
  const double before = harmed_until(exposure, from);
  const double after = harmed_until(exposure, until);
  return after > before ? Share((after - before) / (1.0 - before)) : Share(0);
}

Share FloodHazard::harmed_share(HouseholdId household, Time from, Time until) const {
  const auto* e = exposure(household);
  return e == nullptr ? Share(0) : harmed_share(*e, from, until);
}

Share FloodHazard::harmed_share(const Place& place, Time from, Time until) const {
  const auto e = exposure(place);
  return e ? harmed_share(*e, from, until) : Share(0);
}

}  // namespace tocsin::hazard
