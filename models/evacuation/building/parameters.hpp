// SPDX-License-Identifier: Apache-2.0
// A building that is evacuated on foot: `evacuation: - kind: building`. Floors with their persons, stairs, exits, and
// rooms and passages where they matter; values from scenarios/library/evacuation_on_foot.yaml.
//
//   evacuation:
//     - kind: building
//       id: school
//       zone: riverside                       # an order for this zone sounds the alarm
//       floors:
//         - {id: ground, level: 1, area: 800 m2, persons: 180, occupancy: classroom}
//         - {id: upper, level: 2, up_to: 4, area: 800 m2, persons: 180, occupancy: classroom}
//       stairs:
//         - {id: east, bottom: ground, top: upper-4, width: 1.4 m, story_height: 3.6 m, riser: 150 mm, tread: 300 mm}
//       exits:
//         - {id: main, floor: ground, width: 1.8 m, assembly: 60 m}
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/alarmed_places.hpp"
#include "models/evacuation/on_foot.hpp"

namespace tocsin::evacuation {

/// What people do in a place: how many there are per area, how soon they set out, how many are slow.
enum class Occupancy : std::uint8_t { classroom, dormitory, office, dwelling, shop, assembly, ward, workshop };
inline constexpr std::size_t kOccupancyCount = 8;
enum class ExitChoice : std::uint8_t { shared, nearest };
enum class PassageKind : std::uint8_t { door, corridor, ramp };

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::Occupancy> {
  static constexpr std::array<std::string_view, 8> value{"classroom", "dormitory", "office", "dwelling",
                                                         "shop",      "assembly",  "ward",   "workshop"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::Occupancy> {
  static constexpr std::array<PhraseView, 8> value{{{"classroom", "教室"},
                                                    {"dormitory", "宿舍"},
                                                    {"office", "办公"},
                                                    {"dwelling", "住宅"},
                                                    {"shop", "商店"},
                                                    {"assembly", "集会"},
                                                    {"ward", "病房"},
                                                    {"workshop", "车间"}}};
};
template <>
struct tocsin::EnumNames<tocsin::evacuation::ExitChoice> {
  static constexpr std::array<std::string_view, 2> value{"shared", "nearest"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::ExitChoice> {
  static constexpr std::array<PhraseView, 2> value{
      {{"guided so that all exits finish together", "有引导，各出口同时走完"}, {"the nearest", "各走最近出口"}}};
};
template <>
struct tocsin::EnumNames<tocsin::evacuation::PassageKind> {
  static constexpr std::array<std::string_view, 3> value{"door", "corridor", "ramp"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::PassageKind> {
  static constexpr std::array<PhraseView, 3> value{{{"door", "门"}, {"corridor", "走廊"}, {"ramp", "坡道"}}};
};

namespace tocsin::evacuation {

/// Persons in a floor or room.
struct Occupants {
  Placed<Area> area;
  std::optional<Placed<std::uint64_t>> persons;  ///< absent: area times the density of the occupancy
  Occupancy occupancy = Occupancy::office;
  std::optional<Length> walk;  ///< longest walk to its ways out; absent: twice the side of a square of its area
  std::optional<Placed<std::string>> use;  ///< exit, stair or door these people are told to use
  bool together = false;                   ///< they set out as one group (a class with its teacher)
  void describe(Fields& fields);
  [[nodiscard]] double longest_walk_m() const;
};

/// One floor, or several alike: `up_to` makes id-<level> for each.
struct FloorEntry {
  Placed<std::string> id;
  Placed<int> level;
  std::optional<Placed<int>> up_to;
  Occupants occupants;
  void describe(Fields& fields);
};

struct RoomEntry {
  Placed<std::string> id;
  Placed<std::string> floor;
  Placed<Length> door;  ///< clear width of the door to the floor
  std::optional<Rate> flow;
  Occupants occupants;
  void describe(Fields& fields);
};

struct StairEntry {
  Placed<std::string> id;
  Placed<std::string> bottom, top;  ///< floors
  Placed<Length> width;             ///< clear, between the walls
  std::optional<Placed<Length>> between_handrails;
  Length story_height{}, riser{}, tread{};
  std::optional<Length> landing;       ///< walk on landings per story; absent: twice the clear width
  std::optional<Placed<Length>> door;  ///< clear width of the door on each floor; absent: open
  std::optional<Placed<Length>> exit;  ///< clear width of its own door outside; absent: it ends in the bottom floor
  Length assembly{};                   ///< from that door to the assembly point
  std::optional<Rate> flow;            ///< measured, of one flight
  void describe(Fields& fields);
};

struct ExitEntry {
  Placed<std::string> id;
  Placed<std::string> floor;
  Placed<Length> width;
  Length assembly{};
  std::optional<Rate> flow;  ///< measured: replaces what the width lets through
  void describe(Fields& fields);
};

struct PassageEntry {
  Placed<std::string> id;
  Placed<std::string> from, to;  ///< floors or rooms
  PassageKind passage = PassageKind::corridor;
  Placed<Length> width;
  Length length{};
  bool one_way = false;
  std::optional<Rate> flow;
  void describe(Fields& fields);
};

/// Values of one occupancy.
struct OccupancyValues {
  Density density{};
  Duration first{}, last{};              ///< pre-movement of the first and the last percent
  Duration first_night{}, last_night{};  ///< where people sleep
  Share slow, assisted;
};

struct Plan;

class BuildingParameters final : public ModelParameters, public AlarmedPlace {
 public:
  BuildingParameters();
  ~BuildingParameters() override;
  BuildingParameters(const BuildingParameters&) = delete;
  BuildingParameters& operator=(const BuildingParameters&) = delete;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] Phrase title() const override { return name.empty() ? Phrase{id, id} : name; }
  [[nodiscard]] const std::string& place_id() const override { return id; }
  [[nodiscard]] std::vector<std::string> passages() const override;

  Phrase name;
  std::optional<Reference<ZoneTag>> zone;
  std::optional<Placed<Duration>> alarm_at;
  std::optional<Duration> untenable_after;
  ExitChoice exit_choice = ExitChoice::shared;
  std::vector<FloorEntry> floors;
  std::vector<RoomEntry> rooms;
  std::vector<StairEntry> stairs;
  std::vector<ExitEntry> exits;
  std::vector<PassageEntry> passage_entries;

  OnFoot on_foot;
  std::array<OccupancyValues, kOccupancyCount> occupancies{};
  Duration alarm_delay{};  ///< from the order to the bell
  double slow_factor = 1, slow_stair_factor = 1, assisted_factor = 1, assisted_stair_factor = 1;
  double assisted_room = 1;  ///< of an ordinary person: with the helpers, a chair, a stretcher

  /// The building as ways and places; there once checked.
  [[nodiscard]] const Plan& plan() const { return *plan_; }
  [[nodiscard]] ZoneId zone_id() const { return zone_id_; }

 private:
  void describe_occupancies(Fields& fields);
  std::unique_ptr<const Plan> plan_;
  ZoneId zone_id_;
};

}  // namespace tocsin::evacuation
