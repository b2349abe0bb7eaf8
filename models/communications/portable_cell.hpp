// SPDX-License-Identifier: Apache-2.0
// communications: - kind: portable_cell. A cell of the public network or a trunking repeater that is driven to a
// village (a vehicle with a satellite link, a container cell) or hangs in the air above it (a relay drone), once the
// network there is silent: set-up, endurance, reach.
//
//   communications:
//     - kind: portable_cell
//       carries: public_cell
//       by: air
//       station: county-communications-team
//       zone: upper-village
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/bearers.hpp"
#include "models/communications/open_way_trip.hpp"

namespace tocsin::communications {

enum class PortableBearer : std::uint8_t { public_cell, trunking };
enum class BroughtBy : std::uint8_t { road, air };

}  // namespace tocsin::communications

template <>
struct tocsin::EnumNames<tocsin::communications::PortableBearer> {
  static constexpr std::array<std::string_view, 2> value{"public_cell", "trunking"};
};
template <>
struct tocsin::EnumNames<tocsin::communications::BroughtBy> {
  static constexpr std::array<std::string_view, 2> value{"road", "air"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::BroughtBy> {
  static constexpr std::array<PhraseView, 2> value{{{"by road", "车载"}, {"by air", "空中"}}};
};

namespace tocsin::communications {

struct PortableCellParameters final : ModelParameters {
  PortableBearer carries = PortableBearer::public_cell;
  BroughtBy by = BroughtBy::road;
  Reference<StationTag> station;
  Reference<ZoneTag> zone;
  std::optional<Duration> called_out;
  Duration noticed{}, ready{};
  Speed cruise;             ///< by air, in a straight line
  double speed_factor = 1;  ///< by road
  Duration look_again{};
  Duration set_up{}, endurance{};
  Length reach;
  int voice_channels = 0;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by check.
  NameId name;
  StationId base;
  ZoneId zone_id;
  const SiteBearerParameters* bearer = nullptr;
  std::vector<CommunicationSiteId> fixed;  ///< sites of its bearer that reach the zone's center
};

class PortableCell final : public Model {
 public:
  explicit PortableCell(const PortableCellParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  void look();
  void set_out();
  void arrived();
  [[nodiscard]] const Place& there() const { return world_->town().zones[p_.zone_id.index()].place; }
  [[nodiscard]] const Place& base() const { return world_->town().stations[p_.base.index()].place; }

  const PortableCellParameters& p_;
  World* world_ = nullptr;
  bool sent_ = false;
  std::unique_ptr<OpenWayTrip> trip_;
};

}  // namespace tocsin::communications
