// SPDX-License-Identifier: Apache-2.0
// What the parts of the town reader share while one package is read: the folder, where mistakes go, the plane, the ids
// of every table, the town so far. Inside engine/town only.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/town/plane.hpp"
#include "engine/town/road_access.hpp"
#include "engine/town/table_rows.hpp"
#include "engine/town/town.hpp"
#include "engine/town/town_reader.hpp"

namespace tocsin {

struct TownReading {
  TownReading(std::filesystem::path package, const TownReaderOptions& reader_options, Diagnostics& mistakes)
      : folder(std::move(package)), options(reader_options), diagnostics(mistakes) {}

  std::filesystem::path folder;
  const TownReaderOptions& options;
  Diagnostics& diagnostics;
  Plane plane{0};
  Length reach;
  TextIds township_ids{"townships.csv"};
  TextIds junction_ids{"junctions.csv"};
  TextIds segment_ids{"road_segments.csv"};
  TextIds zone_ids{"zones.csv"};
  TextIds station_ids{"stations.csv"};
  std::vector<bool> zone_figures_sound{};  ///< by zone: were its figures read without a mistake?
  Town town;
  std::optional<RoadAccess> access;  ///< set when the roads were read without error

  /// Opens a table; nullptr (and missing-file for a required one) when it is not there or can't be read.
  std::unique_ptr<TableRows> open(std::string_view file);
  /// The point in the town's own plane as it is kept: false origin taken off.
  [[nodiscard]] PlanePosition inside(PlanePosition position) const {
    return {position.x_m - town.coordinates.false_origin_x_m, position.y_m - town.coordinates.false_origin_y_m};
  }
};

/// How a place must be reachable.
enum class Reach {
  anyhow,   ///< no matter (a hazard point on a slope)
  on_foot,  ///< by walkers; far from a road is a warning
  by_road,  ///< by cars too
};

/// The columns every facility has, row by row.
class FacilityCells {
 public:
  /// `noun` names the thing in messages: {"shelter", "避难场所"}.
  FacilityCells(const TableRows& rows, TownReading& reading, Phrase noun, TextIds& ids);
  /// Id, name, township and place of a row; call once per row in order.
  struct Facility {
    std::string id;
    Phrase name;
    TownshipId township;
    Place place;
    PlanePosition position;  ///< as kept, in double
  };
  Facility at(int row, Reach reach);

 private:
  const TableRows& rows_;
  TownReading& reading_;
  Phrase noun_;
  TextIds& ids_;
  NameCells names_;
  PositionCells positions_;
};

/// The place at a position: nearest junctions, elevation; reports `unreachable` and `far-from-road`.
Place place_at(TownReading& reading, PlanePosition position, std::optional<double> elevation_m, Reach reach,
               const Phrase& noun, const std::string& id, const SourceSpan& where);

/// Junctions, road segments and turn restrictions into reading.town; sets reading.access.
void read_roads(TownReading& reading);
/// Zones and households.
void read_people(TownReading& reading);
/// Everything else that stands somewhere.
void read_facilities(TownReading& reading);
/// The traffic demand into reading.town.trips.
void read_trips(TownReading& reading);

}  // namespace tocsin
