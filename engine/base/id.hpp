// SPDX-License-Identifier: Apache-2.0
// Typed ids: positions in the arrays of one scenario, dense from zero. A ZoneId cannot be used where a ShelterId is
// wanted. The text ids that people write in their tables live beside the arrays, not here.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace tocsin {

template <class Tag>
struct Id {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value = kNone;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}
  /// Position in the array of its kind.
  [[nodiscard]] constexpr std::size_t index() const { return value; }
  /// False for the default "no such thing" id.
  [[nodiscard]] constexpr bool exists() const { return value != kNone; }
  constexpr auto operator<=>(const Id&) const = default;
};

using JunctionId = Id<struct JunctionTag>;
using SegmentId = Id<struct SegmentTag>;  ///< one direction of a road (an arc of the network)
using TownshipId = Id<struct TownshipTag>;
using ZoneId = Id<struct ZoneTag>;
using HouseholdId = Id<struct HouseholdTag>;
using ShelterId = Id<struct ShelterTag>;
using StationId = Id<struct StationTag>;
using TeamId = Id<struct TeamTag>;
using DepotId = Id<struct DepotTag>;
using HazardPointId = Id<struct HazardPointTag>;
using CommunicationSiteId = Id<struct CommunicationSiteTag>;
using HelicopterSpotId = Id<struct HelicopterSpotTag>;
using RiverId = Id<struct RiverTag>;
using GoalId = Id<struct GoalTag>;  ///< a set of places one of which is to be reached (a scenario's, not a town's)

}  // namespace tocsin

template <class Tag>
struct std::hash<tocsin::Id<Tag>> {
  std::size_t operator()(tocsin::Id<Tag> id) const noexcept { return id.value; }
};
