// SPDX-License-Identifier: Apache-2.0
// A scenic site with a limit on the persons in it: `evacuation: - kind: scenic_site`. Visitors come at stated rates,
// stay for a while and leave by the gates; over the limit they are turned away if the site is run so; when it closes
// (an order for its zone, an inject, a stated time) nobody is let in and everybody goes.
//
//   evacuation:
//     - kind: scenic_site
//       id: terrace
//       area: 1800 m2
//       arrivals: [{from: 0 min, until: 3 h, rate: 900 per hour}]
//       control: at_limit
//       gates: [{id: south, width: 2.4 m, path: 120 m, path_width: 3 m, steps: true}]
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/placed.hpp"
#include "engine/pedestrian/egress.hpp"
#include "engine/random/stream.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/alarmed_places.hpp"
#include "models/evacuation/egress_clock.hpp"
#include "models/evacuation/on_foot.hpp"

namespace tocsin::evacuation {

/// What is done when the site is full.
enum class CrowdControl : std::uint8_t { none, at_limit };

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::CrowdControl> {
  static constexpr std::array<std::string_view, 2> value{"none", "at_limit"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::CrowdControl> {
  static constexpr std::array<PhraseView, 2> value{
      {{"everybody is let in", "不限流"}, {"nobody is let in while it is full", "满员即限流"}}};
};

namespace tocsin::evacuation {

/// Visitors come at a rate for a while.
struct ArrivalEntry {
  Placed<Duration> from, until;  ///< since StartEx
  Rate rate{};
  void describe(Fields& fields);
};

struct GateEntry {
  Placed<std::string> id;
  Placed<Length> width;                      ///< clear, of the gate
  Length path{};                             ///< from the site to the gate
  std::optional<Placed<Length>> path_width;  ///< clear; absent: as the gate
  bool steps = false;
  std::optional<Rate> flow;
  void describe(Fields& fields);
};

class ScenicSiteParameters final : public ModelParameters, public AlarmedPlace {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] Phrase title() const override { return name.empty() ? Phrase{id, id} : name; }
  [[nodiscard]] const std::string& place_id() const override { return id; }
  [[nodiscard]] std::vector<std::string> passages() const override;

  Phrase name;
  std::optional<Reference<ZoneTag>> zone;
  std::optional<Placed<Duration>> closes_at;
  Placed<Area> area;
  std::optional<std::uint64_t> limit_persons, daily_limit;
  std::uint64_t inside = 0;  ///< at StartEx
  std::optional<Length> walk;
  CrowdControl control = CrowdControl::none;
  std::vector<ArrivalEntry> arrivals;
  std::vector<GateEntry> gates;
  OnFoot on_foot;
  Area area_per_person{};
  Density control_density{};
  Duration stay_median{}, alarm_delay{}, first{}, last{};
  double stay_sigma = 0, slow_factor = 1, slow_stair_factor = 1;
  Share slow;
  Length step_riser{}, step_tread{};

  /// Most persons at once: stated, or by the area, and never above the density at which crowds are controlled.
  [[nodiscard]] std::uint64_t limit() const;
  [[nodiscard]] ZoneId zone_id() const { return zone_id_; }
  /// Place 0 is the site, 1 + g the head of gate g; way 2 g is its path, 2 g + 1 the gate itself.
  [[nodiscard]] const std::vector<pedestrian::PlaceFigures>& places() const { return places_; }
  [[nodiscard]] const std::vector<pedestrian::WayFigures>& ways() const { return ways_; }
  [[nodiscard]] NameId gate_name(std::size_t gate) const { return gate_names_[gate]; }

 private:
  void describe_values(Fields& fields);
  bool add_gate(const GateEntry& gate, const Scenario& scenario, Diagnostics& diagnostics);
  ZoneId zone_id_;
  std::vector<pedestrian::PlaceFigures> places_;
  std::vector<pedestrian::WayFigures> ways_;
  std::vector<NameId> gate_names_;
};

/// A site in one replication.
class ScenicSite final : public Model {
 public:
  explicit ScenicSite(const ScenicSiteParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  void plan_arrival(std::size_t slot, Time after);
  void come(std::size_t slot);
  void admit(std::uint64_t visitor, bool already_inside);
  void close();
  void change(std::string_view passage, AlarmedPlaces::Use use);
  void told(const pedestrian::Notice& notice);
  void watch_limit();
  void count_queues();
  [[nodiscard]] std::uint64_t persons_inside() const;

  const ScenicSiteParameters& p_;
  World* world_ = nullptr;
  NameId name_;
  std::unique_ptr<pedestrian::Egress> egress_;
  std::unique_ptr<EgressClock> clock_;
  std::vector<RandomStream> arrival_streams_;
  std::vector<std::uint8_t> leaving_;  // by person
  std::uint64_t comers_ = 0;
  std::uint64_t admitted_ = 0;
  bool closed_ = false;
  bool over_ = false;
  bool emptied_ = false;
  bool counted_ = false;
};

}  // namespace tocsin::evacuation
