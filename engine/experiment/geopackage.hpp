// SPDX-License-Identifier: Apache-2.0
// Writes one GeoPackage (OGC 12-128r17, version 1.3): an SQLite file that opens in QGIS and in any SQLite tool.
//   GeoPackage file(folder / "results.gpkg", spatial_reference_of(town.coordinates));
//   auto measures = file.create_table("measures", {"Measures", "…"}, {{"measure", ColumnType::text}, …});
//   measures.insert({"warning.reached_share", 0.93});
//   file.finish();   // only now does results.gpkg exist, complete
// Coordinates are meters of the town's plane. Everything goes to a temporary file beside the target; without finish()
// it is removed, so there is never half a file. The same calls give the same bytes: no time stamps, no random ids.
// It does not read, edit or index (no R-tree), and one program writes a file at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

/// A file could not be written: disk full, no permission, bad path. what() is the English message.
class GeoPackageError : public std::runtime_error {
 public:
  GeoPackageError(std::filesystem::path path, Phrase message);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// "cannot write 'out/results.gpkg': no space left on device", in both languages.
  [[nodiscard]] const Phrase& message() const { return message_; }

 private:
  std::filesystem::path path_;
  Phrase message_;
};

/// Where the coordinates are on Earth.
struct SpatialReference {
  int epsg = 0;           ///< 0: a local plane, written as "undefined cartesian" (srs_id -1)
  std::string name;       ///< "CGCS2000 / 3-degree Gauss-Kruger CM 108E"
  std::string wkt;        ///< definition; "undefined" when empty
  double origin_x_m = 0;  ///< added to every x that is written
  double origin_y_m = 0;
};

/// The reference of a town's plane, with name and definition from PROJ's database ("undefined" if PROJ has none).
SpatialReference spatial_reference_of(const CoordinateSystem& coordinates);

enum class ColumnType { integer, real, text };

struct TableColumn {
  std::string name;  ///< "arrived_share"; letters, digits and '_'
  ColumnType type = ColumnType::real;
};

/// What people read about a table in QGIS.
struct TableTitle {
  std::string identifier;  ///< unique short title; the table's name when empty
  std::string description;
};

/// A cell. NaN and infinities are written as NULL; texts must be UTF-8 and live until insert returns.
using TableValue = std::variant<std::monostate, std::int64_t, double, std::string_view>;

/// A point of the town's plane, meters.
struct PlanePoint {
  double x_m = 0;
  double y_m = 0;
};

enum class GeometryType { point, line, polygon };

class GeoPackage {
  struct State;
  struct TableState;

 public:
  /// A table being filled; valid while its GeoPackage lives. Row numbers (fid) count from 1 in order of insertion.
  class Table {
   public:
    /// Appends a row to an attribute table; as many values as columns.
    void insert(std::span<const TableValue> values);
    void insert(std::initializer_list<TableValue> values) { insert(std::span(values.begin(), values.size())); }
    /// Appends a feature: one point, a line of at least two, or the closed outer ring of a polygon (closed if not).
    /// No points: the feature has no geometry (NULL).
    void insert(std::span<const PlanePoint> geometry, std::span<const TableValue> values);
    void insert(std::span<const PlanePoint> geometry, std::initializer_list<TableValue> values) {
      insert(geometry, std::span(values.begin(), values.size()));
    }

   private:
    friend class GeoPackage;
    explicit Table(TableState* state) : state_(state) {}
    TableState* state_;
  };

  /// Starts writing; throws GeoPackageError when the folder is missing or not writable.
  GeoPackage(std::filesystem::path target, SpatialReference reference);
  ~GeoPackage();  ///< removes the temporary file unless finish() was called
  GeoPackage(const GeoPackage&) = delete;
  GeoPackage& operator=(const GeoPackage&) = delete;

  /// A table without geometry.
  Table create_table(const std::string& name, const TableTitle& title, const std::vector<TableColumn>& columns);
  /// A layer: a table with a column "geom" of one geometry type.
  Table create_layer(const std::string& name, const TableTitle& title, GeometryType type,
                     const std::vector<TableColumn>& columns);

  /// Writes extents, commits, flushes to the disk and moves the file to its name (replacing an older one).
  void finish();

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tocsin
