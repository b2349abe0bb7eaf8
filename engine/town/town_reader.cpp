// SPDX-License-Identifier: Apache-2.0
// The order in which a town package is read: town.yaml, townships, roads, people, facilities; then all mistakes.
#include "engine/town/town_reader.hpp"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/input/codes.hpp"
#include "engine/town/reading.hpp"
#include "engine/town/town_file.hpp"

namespace tocsin {

void TownReadingParameters::describe(Fields& fields) {
  fields
      .parameter("reach", reach,
                 {"Farthest a zone or facility may stand from a junction of the main road network.",
                  "规划单元或设施距主路网路口的最大距离。"})
      .more_than(0_m);
  fields
      .parameter("spread_per_root_household", spread_per_root_household,
                 {"Radius of a zone per square root of its households, where spread_m is empty.",
                  "未给出分布半径时，半径 = 此值 × 户数的平方根。"})
      .more_than(0_m);
  fields
      .parameter("frontage_depth", frontage_depth,
                 {"Farthest from the road that houses made from zone figures stand.",
                  "按汇总数字生成的住房距道路的最大距离。"})
      .more_than(0_m);
}

namespace {

std::ptrdiff_t error_count(const Diagnostics& diagnostics) {
  const auto& entries = diagnostics.entries();
  return std::count_if(entries.begin(), entries.end(), [](const auto& d) { return d.severity == Severity::error; });
}

}  // namespace

std::unique_ptr<TableRows> TownReading::open(std::string_view file) {
  const TownTable& declared = town_table(file);
  const auto path = folder / file;
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    if (declared.required) {
      diagnostics.error(whole_file(path), codes::kMissingFile,
                        phrase("the town has no {}", "城镇包缺少 {}", declared.file), declared.meaning);
    }
    return nullptr;
  }
  const auto before = error_count(diagnostics);
  auto table = read_csv(path, diagnostics);
  if (!table || table->header.empty()) return nullptr;  // told already
  auto rows = std::make_unique<TableRows>(std::move(*table), declared, diagnostics);
  if (error_count(diagnostics) > before) rows->set_damaged();
  return rows;
}

namespace {

/// A table with a misspelt name would be ignored without a word.
void refuse_unknown_tables(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const TownTable& table : town_tables()) known.push_back(table.file);
  std::error_code failed;
  std::vector<std::string> strangers;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".csv" || std::find(known.begin(), known.end(), name) != known.end()) continue;
    strangers.push_back(name);
  }
  std::sort(strangers.begin(), strangers.end());
  for (const std::string& name : strangers) {
    const std::string near = nearest_name(name, known);
    diagnostics.error(whole_file(folder / name), codes::kUnknownFile,
                      phrase("{} is no table of a town package", "{} 不是城镇包的表", name),
                      phrase("one of {}", "以下之一：{}", join(known)),
                      near.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否为“{}”？", near));
  }
}

void read_townships(TownReading& reading) {
  const auto rows = reading.open("townships.csv");
  if (!rows) {
    reading.township_ids.lost();
    return;
  }
  if (rows->damaged()) reading.township_ids.lost();
  const NameCells names(*rows);
  const Column& id = (*rows)["id"];
  for (int row = 0; row < rows->count(); ++row) {
    reading.township_ids.add(text_of(id, row), id.present() ? id.where(row) : rows->where(row), reading.diagnostics);
    reading.town.townships.push_back({reading.township_ids.name(static_cast<std::size_t>(row)), names.at(row)});
  }
}

void take_town_file(const TownFile& file, TownReading& reading) {
  reading.town.name = file.name;
  if (file.reach) reading.reach = *file.reach;
  if (const auto epsg = epsg_of(file.coordinate_system, reading.diagnostics)) {
    reading.plane = Plane(*epsg);
    reading.town.coordinates.epsg = *epsg;
  }
  for (const ProvenanceEntry& entry : file.provenance) {
    reading.town.provenance.push_back({entry.file.name, entry.source, entry.confidence, entry.license});
  }
}

/// The folder's own name, also for "towns/wulong/" and ".".
std::string name_of_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  auto whole = std::filesystem::weakly_canonical(folder, failed);
  if (failed) whole = folder;
  return (whole.has_filename() ? whole.filename() : whole.parent_path().filename()).string();
}

bool is_folder(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  std::error_code failed;
  if (std::filesystem::is_directory(folder, failed)) return true;
  diagnostics.error(whole_file(folder), codes::kMissingFile,
                    phrase("there is no folder '{}'", "没有文件夹“{}”", folder.string()),
                    {"a town package: a folder with town.yaml and tables", "城镇包：含 town.yaml 和各表的文件夹"});
  return false;
}

}  // namespace

std::optional<Town> read_town(const std::filesystem::path& folder, const TownReaderOptions& options,
                              Diagnostics& diagnostics) {
  if (!is_folder(folder, diagnostics)) return std::nullopt;
  Diagnostics mistakes;  // those of this town alone decide whether it is sound
  TownReading reading(folder, options, mistakes);
  reading.town.id = name_of_folder(folder);
  reading.reach = options.parameters.reach;
  refuse_unknown_tables(folder, mistakes);
  // Without town.yaml positions can't be placed: the tables are not looked at.
  if (const auto file = read_town_file(folder, mistakes)) {
    take_town_file(*file, reading);
    read_townships(reading);
    read_roads(reading);
    read_people(reading);
    read_facilities(reading);
    read_trips(reading);
  }
  for (const Diagnostic& d : mistakes.entries()) {
    if (d.severity == Severity::error) {
      diagnostics.error(d.where, d.code, d.what, d.expected, d.hint);
    } else {
      diagnostics.warning(d.where, d.code, d.what, d.expected, d.hint);
    }
  }
  if (mistakes.has_errors()) return std::nullopt;
  return std::move(reading.town);
}

Town read_town(const std::filesystem::path& folder, const TownReaderOptions& options) {
  Diagnostics diagnostics;
  auto town = read_town(folder, options, diagnostics);
  diagnostics.throw_if_errors();
  return std::move(*town);
}

bool is_town_package(const std::filesystem::path& folder) {
  std::error_code failed;
  return std::filesystem::is_regular_file(folder / "town.yaml", failed);
}

}  // namespace tocsin
