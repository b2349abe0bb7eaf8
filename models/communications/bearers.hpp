// SPDX-License-Identifier: Apache-2.0
// communications: - kind: public_cell, trunking, satellite_phone, vsat, beidou, messenger. What each bearer
// carries, how far, how long its terminals take to set up, and what its users do when it does not work (handbook 8.1,
// 8.2, 8.5).
//
//   communications:
//     - kind: public_cell
//     - kind: satellite_phone
//     - kind: messenger
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/communications.hpp"

namespace tocsin::communications {

/// Does a hill in between take the signal away?
enum class Terrain : std::uint8_t { line_of_sight, ignored };
/// How a messenger goes.
enum class MessengerMode : std::uint8_t { foot, motorcycle };

}  // namespace tocsin::communications

template <>
struct tocsin::EnumNames<tocsin::communications::Terrain> {
  static constexpr std::array<std::string_view, 2> value{"line_of_sight", "ignored"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::Terrain> {
  static constexpr std::array<PhraseView, 2> value{{{"line of sight", "通视"}, {"ignored", "不计地形"}}};
};
template <>
struct tocsin::EnumNames<tocsin::communications::MessengerMode> {
  static constexpr std::array<std::string_view, 2> value{"foot", "motorcycle"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::MessengerMode> {
  static constexpr std::array<PhraseView, 2> value{{{"on foot", "步行"}, {"motorcycle", "摩托车"}}};
};

namespace tocsin::communications {

/// What all bearers have: the people at both ends, and what they do when nothing gets through. One entry of each.
struct BearerEntry : ModelParameters {
  explicit BearerEntry(Bearer which) : bearer(which) {}
  const Bearer bearer;
  Duration write{}, read{};                      ///< of a text, at the two ends
  Duration switch_shortest{}, switch_longest{};  ///< until the sender has noticed that it does not work, and changed

  Duration left_out_for{};  ///< by a sender who has found no coverage

  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  /// Nothing of its own: the Network reads the figures.
  [[nodiscard]] std::unique_ptr<Model> make() const override;

 protected:
  void describe_people(Fields& fields);
};

/// What the carried-by-radio have besides.
struct RadioParameters : BearerEntry {
  using BearerEntry::BearerEntry;
  double data_rate_kbit_per_s = 0;
  Duration delay{};     ///< one way, in all
  Duration patience{};  ///< for one try of a text
  int tries = 0;
  Duration try_again_after{};

 protected:
  void describe_radio(Fields& fields);
};

/// A rush of ordinary calls (people who ring each other up after a shock).
struct CallRush {
  Duration begins{};
  double factor = 1;
  Duration lasts{};
  void describe(Fields& fields);
};

class Ground;

/// By way of sites of the town: cells, trunk bases.
struct SiteBearerParameters : RadioParameters {
  using RadioParameters::RadioParameters;
  std::vector<Reference<CommunicationSiteTag>> sites;
  Length reach;
  Terrain terrain = Terrain::line_of_sight;
  Length antenna_height;            ///< of a site above its ground
  int voice_channels = 0;           ///< per site
  double ordinary_load_erlang = 0;  ///< of a site, by the public
  std::optional<CallRush> rush;
  double battery_shape = 0;  ///< of the Weibull distribution about the endurance in the table; 0: as the table says

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  std::vector<CommunicationSiteId> found;  ///< filled by check
  std::shared_ptr<const Ground> ground;    ///< filled by check; null: terrain is ignored

 private:
  [[nodiscard]] std::string_view site_kind() const;
};

/// A call for which no channel is free is sent as a short message, which is read and answered by another.
struct TextWhenBusy {
  Duration delay{};  ///< of a short message while the network is busy
  int bytes = 0;
  void describe(Fields& fields);
};

struct PublicCellParameters final : SiteBearerParameters {
  PublicCellParameters() : SiteBearerParameters(Bearer::public_cell) {}
  std::optional<TextWhenBusy> text_when_busy;
  void describe(Fields& fields) override;
  mutable std::shared_ptr<const HouseholdCells> households;  ///< made when somebody asks for it
};
struct TrunkingParameters final : SiteBearerParameters {
  TrunkingParameters() : SiteBearerParameters(Bearer::trunking) {}
};

/// By way of the sky: a terminal that must be set up and see the satellite.
struct SkyBearerParameters : RadioParameters {
  using RadioParameters::RadioParameters;
  Duration set_up{};       ///< of a terminal, before its first message
  Duration interval{};     ///< between two messages of a terminal
  int most_bytes = 0;      ///< of one message; a longer text goes in parts
  int voice_channels = 0;  ///< of all terminals together; 0: no calls
  Share shadow;            ///< of places without a view of the satellite

  void describe(Fields& fields) override;
};

struct SatellitePhoneParameters final : SkyBearerParameters {
  SatellitePhoneParameters() : SkyBearerParameters(Bearer::satellite_phone) {}
};
struct VsatParameters final : SkyBearerParameters {
  VsatParameters() : SkyBearerParameters(Bearer::vsat) {}
};
struct BeidouParameters final : SkyBearerParameters {
  BeidouParameters() : SkyBearerParameters(Bearer::beidou) {}
};

/// Somebody carries it along the roads and paths that are open.
struct MessengerParameters final : BearerEntry {
  MessengerParameters() : BearerEntry(Bearer::messenger) {}
  MessengerMode by = MessengerMode::foot;
  Duration ready{};         ///< before he sets out
  double speed_factor = 1;  ///< of the free speed of the ways (night, rain)
  Duration look_again{};    ///< where no way is open
  Duration patience{};      ///< after which he turns back

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
};

}  // namespace tocsin::communications
