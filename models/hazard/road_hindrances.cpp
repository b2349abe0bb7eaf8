// SPDX-License-Identifier: Apache-2.0
// Roads hindered by several causes at once: the worst counts.
#include <algorithm>

#include "models/hazard/hazard.hpp"

namespace tocsin::hazard {

RoadHindrances::Factors RoadHindrances::worst_of(std::span<const Entry> entries) {
  auto worst = kFree;
  for (const auto& entry : entries) {
    for (std::size_t m = 0; m < worst.size(); ++m) worst[m] = std::min(worst[m], entry.factors[m]);
  }
  return worst;
}

void RoadHindrances::set(NameId cause, SegmentId segment, const Factors& factors) {
  auto& entries = entries_[segment];
  const auto before = worst_of(entries);
  std::erase_if(entries, [&](const Entry& entry) { return entry.cause == cause; });
  if (factors != kFree) entries.push_back({cause, factors});
  const auto after = worst_of(entries);
  if (after == before) return;
  const auto closed_before = closed_modes(segment, before);
  const auto closed_after = closed_modes(segment, after);
  if (const auto cut = closed_after & ~closed_before; cut != 0) world_.publish(RoadCut{cause, segment, cut});
  if (const auto open = closed_before & ~closed_after; open != 0) world_.publish(RoadReopened{cause, segment, open});
  world_.roads().set_speed_factors(segment, after);  // after the log has said why: whoever it concerns acts at once
}

void RoadHindrances::close(NameId cause, SegmentId segment, ModeMask modes) {
  auto factors = kFree;
  for (int m = 0; m < kTravelModeCount; ++m) {
    if ((modes & mask_of(static_cast<TravelMode>(m))) != 0) factors[static_cast<std::size_t>(m)] = 0;
  }
  set(cause, segment, factors);
}

std::uint32_t RoadHindrances::closed_modes(SegmentId segment, const Factors& factors) const {
  std::uint32_t modes = 0;
  for (int m = 0; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    const bool closed = factors[static_cast<std::size_t>(m)] <= 0;
    if (closed && world_.town().roads.allows(segment, mode)) modes |= mask_of(mode);
  }
  return modes;
}

}  // namespace tocsin::hazard
