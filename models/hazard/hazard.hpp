// SPDX-License-Identifier: Apache-2.0
// The door of the hazard folder: what any model may ask of the physical danger, whatever its kind. Several hazards may
// be at work; `Hazards` answers for all of them together. Depths in meters, instants since StartEx.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/base/time.hpp"
#include "engine/input/library.hpp"
#include "engine/simulation/world.hpp"
#include "models/hazard/events.hpp"

namespace tocsin::hazard {

/// The weather in which people warn, walk and search. A scenario states it where it matters; nothing computes it.
enum class Weather : std::uint8_t { dry, heavy_rain };

}  // namespace tocsin::hazard

template <>
struct tocsin::EnumNames<tocsin::hazard::Weather> {
  static constexpr std::array<std::string_view, 2> value{"dry", "heavy_rain"};
};
template <>
struct tocsin::EnumWords<tocsin::hazard::Weather> {
  static constexpr std::array<PhraseView, 2> value{{{"dry", "无雨"}, {"heavy rain", "强降雨"}}};
};

namespace tocsin::hazard {

/// One hazard at work in one replication. Made and registered by its model's `start`.
class Hazard {
 public:
  virtual ~Hazard() = default;
  /// When danger first reaches a household (water at the house); kNever when it does not in this replication. This is
  /// the truth of the replication: models may use it for what happens, never for what people know.
  [[nodiscard]] virtual Time arrival(HouseholdId household) const = 0;
  /// Depth of water at a household at an instant.
  [[nodiscard]] virtual Length depth(HouseholdId household, Time at) const = 0;
  /// Depth of water on a road segment at an instant.
  [[nodiscard]] virtual Length depth(SegmentId segment, Time at) const = 0;
  /// Depth of water at the center of a zone's place, a shelter, a site.
  [[nodiscard]] virtual Length depth(const Place& place, Time at) const = 0;
  /// Share of the persons present in the house whom the hazard harms between two instants (published harm rates).
  [[nodiscard]] virtual Share harmed_share(HouseholdId household, Time from, Time until) const = 0;
  /// When water first stands deeper than `above` at a place (a shelter); kNever when it does not in this replication.
  /// arrival(place, 0) of a house's place is arrival(household). The truth, as there.
  [[nodiscard]] virtual Time arrival(const Place& place, Length above) const = 0;
  /// The same share of the persons present in a building at a place, by the same law as in a house.
  [[nodiscard]] virtual Share harmed_share(const Place& place, Time from, Time until) const = 0;
  /// Does the design event (the hazard map, no randomness) threaten this household? What the roll and the order know.
  [[nodiscard]] virtual bool threatens(HouseholdId household) const = 0;
  /// The entry of the scenario that it is.
  [[nodiscard]] virtual NameId entry() const { return {}; }
  /// Depth of water that its gauge shows; none: it has no gauge.
  [[nodiscard]] virtual std::optional<Length> stage(Time /*at*/) const { return std::nullopt; }
};

/// What is known of a hazard before the drill: the hazard map and the stages somebody watches. The parameters of every
/// hazard kind implement it: scenario.all<hazard::HazardMap>().
class HazardMap {
 public:
  HazardMap() = default;
  HazardMap(const HazardMap&) = delete;
  HazardMap& operator=(const HazardMap&) = delete;
  virtual ~HazardMap() = default;
  /// Does the design event (no randomness) threaten this household?
  [[nodiscard]] virtual bool threatens(HouseholdId household) const = 0;
  /// … a shelter or a site? A map that does not say threatens none.
  [[nodiscard]] virtual bool threatens_place(const Place& /*place*/) const { return false; }
  /// What it would take to threaten somebody, for the message when it threatens nobody; may be empty.
  [[nodiscard]] virtual Phrase least_to_threaten() const { return {}; }
  /// Names of the stages it announces by StageReached ("get_ready", "go_now"); empty: none.
  [[nodiscard]] virtual std::vector<std::string_view> marks() const = 0;
  /// Road segments the hazard may cut: the static list for which closures are measured one by one.
  [[nodiscard]] virtual std::vector<SegmentId> roads_at_risk() const = 0;
};

/// An entry of the scenario by which roads are closed some day: scenario.all<hazard::RoadClosing>().
class RoadClosing {
 public:
  RoadClosing() = default;
  RoadClosing(const RoadClosing&) = delete;
  RoadClosing& operator=(const RoadClosing&) = delete;
  virtual ~RoadClosing() = default;
  /// Segments that nobody drives or walks on any more, once the entry has been checked.
  [[nodiscard]] virtual const std::vector<SegmentId>& closed_roads() const = 0;
};

/// For every household of the scope, by position: does the design event of any hazard threaten it (1 or 0)?
std::vector<std::uint8_t> threatened_households(const Scenario& scenario);

/// For every household of the scope, by position: is it on the hazard map or did a hazard reach it until EndEx (1 or
/// 0)? Whom a plan must not forget, whether or not it gave an order (docs/explanation/what-the-numbers-mean.md).
std::vector<std::uint8_t> households_at_risk(const Scenario& scenario, const EventLog& log);
/// Is anybody? Then a time from an order that never came is infinite; else it has no meaning (not a number).
bool anybody_at_risk(const Scenario& scenario, const EventLog& log);

/// A household that a flood down a river could reach: what can be known before there is a drill.
struct FloodableHousehold {
  HouseholdId household;
  Length along;        ///< of the river, from its first point to the point nearest to the house
  Length bank;         ///< of the river there, above the bed
  Length needed_peak;  ///< least peak_depth of a flood that starts at the source and reaches the house
};

/// The ground a flood down a river could take, seen as the flood model sees it with the values of the library.
struct FloodSurvey {
  std::vector<FloodableHousehold> households;  ///< within reach and below the source, in the order of the town
  double design_factor = 1;                    ///< the hazard map holds those with needed_peak < peak_depth times this
  Length reach;                                ///< farther from the river than this no flood goes
};

/// Looks at all households of a town. `source`: where along the river the flood would start.
FloodSurvey survey_flood(const Town& town, RiverId river, Length source, const Library& library);

/// All hazards of a replication: world.door<hazard::Hazards>().
class Hazards {
 public:
  explicit Hazards(World& world);
  void add(std::unique_ptr<Hazard> hazard);
  [[nodiscard]] bool any() const { return !hazards_.empty(); }
  [[nodiscard]] Time arrival(HouseholdId household) const;           ///< earliest
  [[nodiscard]] Length depth(HouseholdId household, Time at) const;  ///< deepest
  [[nodiscard]] Length depth(SegmentId segment, Time at) const;      ///< deepest
  [[nodiscard]] Length depth(const Place& place, Time at) const;     ///< deepest
  [[nodiscard]] Share harmed_share(HouseholdId household, Time from, Time until) const;
  [[nodiscard]] Time arrival(const Place& place, Length above) const;  ///< earliest
  [[nodiscard]] Share harmed_share(const Place& place, Time from, Time until) const;
  [[nodiscard]] bool threatens(HouseholdId household) const;  ///< any
  [[nodiscard]] const std::vector<std::unique_ptr<Hazard>>& all() const { return hazards_; }

 private:
  std::vector<std::unique_ptr<Hazard>> hazards_;
};

/// What hinders traffic on roads, by cause: world.door<hazard::RoadHindrances>(). Water, debris and barriers may stand
/// on the same road; the worst counts for each mode, and a road opens only when the last cause is gone. Publishes
/// RoadCut and RoadReopened, then drives world.roads(): what people do about it stands after it in the log.
class RoadHindrances {
 public:
  /// Speed factors by travel mode: 1 free, 0 closed.
  using Factors = std::array<float, kTravelModeCount>;
  static constexpr Factors kFree = [] {
    Factors all{};
    for (auto& factor : all) factor = 1;
    return all;
  }();

  explicit RoadHindrances(World& world) : world_(world) {}
  /// From now on `cause` slows `segment` by `factors`; kFree takes the cause away.
  void set(NameId cause, SegmentId segment, const Factors& factors);
  /// Closes a segment to `modes` and leaves it free for the others.
  void close(NameId cause, SegmentId segment, ModeMask modes);
  void clear(NameId cause, SegmentId segment) { set(cause, segment, kFree); }

 private:
  struct Entry {
    NameId cause;
    Factors factors;
  };
  static Factors worst_of(std::span<const Entry> entries);
  [[nodiscard]] std::uint32_t closed_modes(SegmentId segment, const Factors& factors) const;

  World& world_;
  std::unordered_map<SegmentId, std::vector<Entry>> entries_;  // looked up by key only, never walked in order
};

}  // namespace tocsin::hazard
