// SPDX-License-Identifier: Apache-2.0
// GeoPackage writing over SQLite's C interface. One transaction per file; the journal is off because a failed file is
// thrown away whole; durability comes from one flush before the rename.
#include "engine/experiment/geopackage.hpp"

#include <fcntl.h>
#include <proj.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <deque>
#include <limits>
#include <system_error>
#include <type_traits>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/base/system_reason.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin {
namespace {

/// "GPKG" and version 1.3.0 (OGC 12-128r17, requirement 2).
constexpr int kApplicationId = 0x47504B47;
constexpr int kUserVersion = 10300;
/// gpkg_contents.last_change must be a time; a constant keeps equal results equal to the byte.
constexpr std::string_view kLastChange = "2000-01-01T00:00:00.000Z";

constexpr std::string_view kSchema = R"sql(
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
   || 'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
   || 'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
)sql";

/// Table and column names go into SQL text, so they are plain words (ours to get right).
void ensure_plain(std::string_view name) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  ensure(plain, "names of GeoPackage tables and columns are letters, digits and '_'");
}

std::string sql_name(std::string_view name) {
  ensure_plain(name);
  return '"' + std::string(name) + '"';
}

std::string_view sql_type(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::real:
      return "DOUBLE";
    case ColumnType::text:
      return "TEXT";
  }
  return "TEXT";
}

std::string_view type_name(GeometryType type) {
  switch (type) {
    case GeometryType::point:
      return "POINT";
    case GeometryType::line:
      return "LINESTRING";
    case GeometryType::polygon:
      return "POLYGON";
  }
  return "GEOMETRY";
}

/// Bounding box of what was written.
struct Extent {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = std::numeric_limits<double>::infinity();
  double max_x = -std::numeric_limits<double>::infinity();
  double max_y = -std::numeric_limits<double>::infinity();

  void add(PlanePoint p) {
    min_x = std::min(min_x, p.x_m);
    max_x = std::max(max_x, p.x_m);
    min_y = std::min(min_y, p.y_m);
    max_y = std::max(max_y, p.y_m);
  }
  [[nodiscard]] bool empty() const { return min_x > max_x; }
};

/// Appends the bytes of a number, little endian (the only order GeoPackages of ours have).
template <class T>
void append(std::vector<unsigned char>& bytes, T value) {
  static_assert(std::endian::native == std::endian::little, "big-endian machines need a byte swap here");
  std::array<unsigned char, sizeof(T)> raw{};
  std::memcpy(raw.data(), &value, sizeof(T));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

/// GeoPackageBinary (12-128r17, 2.1.3): header, envelope for lines and areas, then ISO WKB.
void encode(std::vector<unsigned char>& bytes, GeometryType type, std::int32_t srs, std::span<const PlanePoint> points,
            const Extent& extent) {
  const bool point = type == GeometryType::point;
  bytes.assign({'G', 'P', 0, static_cast<unsigned char>(point ? 0x01 : 0x03)});
  append(bytes, srs);
  if (!point) {
    for (const double v : {extent.min_x, extent.max_x, extent.min_y, extent.max_y}) append(bytes, v);
  }
  bytes.push_back(1);  // WKB: little endian
  append(bytes, static_cast<std::uint32_t>(type == GeometryType::point ? 1 : type == GeometryType::line ? 2 : 3));
  if (type == GeometryType::polygon) append(bytes, std::uint32_t{1});
  if (!point) append(bytes, static_cast<std::uint32_t>(points.size()));
  for (const PlanePoint& p : points) {
    append(bytes, p.x_m);
    append(bytes, p.y_m);
  }
}

struct StatementDeleter {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

struct DatabaseDeleter {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

/// What SQLite's result code says in Chinese; its own words where it is one that files do not meet with.
std::string chinese_reason(int code, const std::string& message) {
  switch (code & 0xFF) {  // the primary code of an extended one
    case SQLITE_FULL:
      return "数据库或磁盘已满";
    case SQLITE_IOERR:
      return "磁盘读写错误";
    case SQLITE_CANTOPEN:
      return "无法打开数据库文件";
    case SQLITE_READONLY:
      return "数据库为只读";
    default:
      return message;
  }
}

/// Flushes a file or a folder to the disk; false when the disk refuses.
bool flush_to_disk(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool ok = ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  errno = why;
  return ok;
}

}  // namespace

GeoPackageError::GeoPackageError(std::filesystem::path path, Phrase message)
    : std::runtime_error(message.en), path_(std::move(path)), message_(std::move(message)) {}

/// One table being filled.
struct GeoPackage::TableState {
  State* file = nullptr;
  std::string name;
  std::size_t column_count = 0;
  bool has_geometry = false;
  GeometryType type = GeometryType::point;
  Extent extent;
  Statement insertion;
};

struct GeoPackage::State {
  std::filesystem::path target;
  std::filesystem::path temporary;
  SpatialReference reference;
  std::unique_ptr<sqlite3, DatabaseDeleter> database;
  std::deque<TableState> tables;  // addresses stay valid
  std::vector<unsigned char> geometry;
  std::vector<PlanePoint> shifted;
  bool finished = false;

  [[nodiscard]] std::int32_t srs() const { return reference.epsg > 0 ? reference.epsg : -1; }

  [[noreturn]] void fail(const Phrase& reason) const {
    const auto name = shown_path(target);
    throw GeoPackageError(target, {fmt::format("cannot write '{}': {}", name, reason.en),
                                   fmt::format("无法写入“{}”：{}", name, reason.zh)});
  }
  [[noreturn]] void fail_with_errno(int why) const { fail(reason_of(why)); }

  /// The reason SQLite gives, with the system's own words when there are some ("No space left on device").
  [[noreturn]] void fail_in_sqlite() const {
    const std::string message = sqlite3_errmsg(database.get());
    Phrase reason{message, chinese_reason(sqlite3_errcode(database.get()), message)};
    if (const int why = sqlite3_system_errno(database.get()); why != 0) {
      const auto words = reason_of(why);
      reason = {reason.en + " (" + words.en + ")", reason.zh + "（" + words.zh + "）"};
    }
    fail(reason);
  }

  void execute(const std::string& sql) const {
    if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail_in_sqlite();
  }

  [[nodiscard]] Statement prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database.get(), sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) !=
        SQLITE_OK) {
      fail_in_sqlite();
    }
    return Statement(statement);
  }

  void bind(sqlite3_stmt* statement, int position, const TableValue& value) const {
    const int result = std::visit(
        [&](const auto& v) {
          using T = std::decay_t<decltype(v)>;
          if constexpr (std::is_same_v<T, std::int64_t>) {
            return sqlite3_bind_int64(statement, position, v);
          } else if constexpr (std::is_same_v<T, double>) {
            return std::isfinite(v) ? sqlite3_bind_double(statement, position, v)
                                    : sqlite3_bind_null(statement, position);
          } else if constexpr (std::is_same_v<T, std::string_view>) {
            // An empty view may have a null pointer, which SQLite would read as NULL.
            return sqlite3_bind_text64(statement, position, v.empty() ? "" : v.data(), v.size(), SQLITE_STATIC,
                                       SQLITE_UTF8);
          } else {
            return sqlite3_bind_null(statement, position);
          }
        },
        value);
    if (result != SQLITE_OK) fail_in_sqlite();
  }

  void step(sqlite3_stmt* statement) const {
    const int result = sqlite3_step(statement);
    if (result != SQLITE_DONE) fail_in_sqlite();
    sqlite3_reset(statement);
  }

  void run(const std::string& sql, std::initializer_list<TableValue> values) const {
    const Statement statement = prepare(sql);
    int position = 0;
    for (const TableValue& value : values) bind(statement.get(), ++position, value);
    step(statement.get());
  }

  TableState& add_table(const std::string& name, const TableTitle& title, const std::vector<TableColumn>& columns,
                        const GeometryType* type);
  void insert(TableState& table, std::span<const PlanePoint> points, std::span<const TableValue> values);
  void write_extents() const;
};

GeoPackage::TableState& GeoPackage::State::add_table(const std::string& name, const TableTitle& title,
                                                     const std::vector<TableColumn>& columns,
                                                     const GeometryType* type) {
  std::string create = "CREATE TABLE " + sql_name(name) + " (fid INTEGER PRIMARY KEY NOT NULL";
  std::string insertion = "INSERT INTO " + sql_name(name) + " VALUES (NULL";
  if (type != nullptr) {
    create += ", geom " + std::string(type_name(*type));
    insertion += ", ?";
  }
  for (const TableColumn& column : columns) {
    create += ", " + sql_name(column.name) + " " + std::string(sql_type(column.type));
    insertion += ", ?";
  }
  execute(create + ")");
  const std::string_view identifier = title.identifier.empty() ? name : title.identifier;
  const TableValue srs_id = type != nullptr ? TableValue(std::int64_t{srs()}) : TableValue();
  run("INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {std::string_view(name), std::string_view(type != nullptr ? "features" : "attributes"), identifier,
       std::string_view(title.description), kLastChange, srs_id});
  if (type != nullptr) {
    run("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        {std::string_view(name), type_name(*type), std::int64_t{srs()}});
  }
  TableState& table = tables.emplace_back();
  table.file = this;
  table.name = name;
  table.column_count = columns.size();
  table.has_geometry = type != nullptr;
  if (type != nullptr) table.type = *type;
  table.insertion = prepare(insertion + ")");
  return table;
}

void GeoPackage::State::insert(TableState& table, std::span<const PlanePoint> points,
                               std::span<const TableValue> values) {
  ensure(values.size() == table.column_count, "as many values as columns");
  ensure(points.empty() || table.has_geometry, "a geometry belongs into a layer");
  sqlite3_stmt* statement = table.insertion.get();
  int position = 0;
  if (table.has_geometry && points.empty()) {
    bind(statement, ++position, {});
  } else if (table.has_geometry) {
    shifted.clear();
    Extent extent;
    for (const PlanePoint& p : points) {
      shifted.push_back({p.x_m + reference.origin_x_m, p.y_m + reference.origin_y_m});
      extent.add(shifted.back());
      table.extent.add(shifted.back());
    }
    if (table.type == GeometryType::polygon &&
        (shifted.front().x_m != shifted.back().x_m || shifted.front().y_m != shifted.back().y_m)) {
      shifted.push_back(PlanePoint(shifted.front()));
    }
    const std::size_t least = table.type == GeometryType::point ? 1 : table.type == GeometryType::line ? 2 : 4;
    ensure(shifted.size() >= least, "enough points for the geometry type");
    encode(geometry, table.type, srs(), shifted, extent);
    if (sqlite3_bind_blob64(statement, ++position, geometry.data(), geometry.size(), SQLITE_STATIC) != SQLITE_OK) {
      fail_in_sqlite();
    }
  }
  for (const TableValue& value : values) bind(statement, ++position, value);
  step(statement);
}

void GeoPackage::State::write_extents() const {
  for (const TableState& table : tables) {
    if (table.extent.empty()) continue;
    run("UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
        {table.extent.min_x, table.extent.min_y, table.extent.max_x, table.extent.max_y, std::string_view(table.name)});
  }
}

GeoPackage::GeoPackage(std::filesystem::path target, SpatialReference reference) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.target = std::move(target);
  state.temporary = state.target;
  state.temporary += ".part";
  state.reference = std::move(reference);
  std::error_code ignored;  // a leftover of an interrupted run
  std::filesystem::remove(state.temporary, ignored);
  sqlite3* raw = nullptr;
  const int opened =
      sqlite3_open_v2(state.temporary.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  state.database.reset(raw);
  if (opened != SQLITE_OK) state.fail_in_sqlite();
  state.execute(
      "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA application_id = " +
      std::to_string(kApplicationId) + "; PRAGMA user_version = " + std::to_string(kUserVersion) +
      "; BEGIN IMMEDIATE;");
  state.execute(std::string(kSchema));
  if (state.reference.epsg > 0 && state.reference.epsg != 4326) {
    const std::string_view wkt = state.reference.wkt.empty() ? "undefined" : std::string_view(state.reference.wkt);
    const std::string fallback = "EPSG:" + std::to_string(state.reference.epsg);
    const std::string_view name = state.reference.name.empty() ? fallback : state.reference.name;
    const std::int64_t code = state.reference.epsg;
    state.run("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, NULL)", {name, code, code, wkt});
  }
}

GeoPackage::~GeoPackage() {
  if (state_->finished) return;
  state_->tables.clear();  // statements first, then the database
  state_->database.reset();
  std::error_code ignored;
  std::filesystem::remove(state_->temporary, ignored);
}

GeoPackage::Table GeoPackage::create_table(const std::string& name, const TableTitle& title,
                                           const std::vector<TableColumn>& columns) {
  return Table(&state_->add_table(name, title, columns, nullptr));
}

GeoPackage::Table GeoPackage::create_layer(const std::string& name, const TableTitle& title, GeometryType type,
                                           const std::vector<TableColumn>& columns) {
  return Table(&state_->add_table(name, title, columns, &type));
}

void GeoPackage::Table::insert(std::span<const TableValue> values) {
  insert(std::span<const PlanePoint>(), values);
}

void GeoPackage::Table::insert(std::span<const PlanePoint> geometry, std::span<const TableValue> values) {
  TableState& table = *state_;
  table.file->insert(table, geometry, values);
}

void GeoPackage::finish() {
  State& state = *state_;
  ensure(!state.finished, "finish() is called once");
  state.write_extents();
  state.execute("COMMIT");
  state.tables.clear();
  if (sqlite3_close(state.database.get()) != SQLITE_OK) state.fail_in_sqlite();
  static_cast<void>(state.database.release());
  if (!flush_to_disk(state.temporary)) state.fail_with_errno(errno);
  std::error_code moved;
  std::filesystem::rename(state.temporary, state.target, moved);
  if (moved) state.fail(reason_of(moved));
  state.finished = true;
  const auto folder = state.target.has_parent_path() ? state.target.parent_path() : std::filesystem::path(".");
  static_cast<void>(flush_to_disk(folder));  // makes the new name durable; some file systems refuse, the data are safe
}

SpatialReference spatial_reference_of(const CoordinateSystem& coordinates) {
  SpatialReference reference;
  if (coordinates.epsg <= 0) return reference;
  reference.epsg = coordinates.epsg;
  reference.origin_x_m = coordinates.false_origin_x_m;
  reference.origin_y_m = coordinates.false_origin_y_m;
  const std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context(proj_context_create(),
                                                                             &proj_context_destroy);
  proj_log_level(context.get(), PJ_LOG_NONE);
  const std::string code = std::to_string(coordinates.epsg);
  const std::unique_ptr<PJ, decltype(&proj_destroy)> crs(
      proj_create_from_database(context.get(), "EPSG", code.c_str(), PJ_CATEGORY_CRS, 0, nullptr), &proj_destroy);
  if (crs == nullptr) return reference;
  if (const char* name = proj_get_name(crs.get())) reference.name = name;
  const std::array<const char*, 2> options{"MULTILINE=NO", nullptr};
  if (const char* wkt = proj_as_wkt(context.get(), crs.get(), PJ_WKT1_GDAL, options.data())) reference.wkt = wkt;
  return reference;
}

}  // namespace tocsin
