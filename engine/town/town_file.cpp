// SPDX-License-Identifier: Apache-2.0
// Reading town.yaml through Fields.
#include "engine/town/town_file.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <system_error>

#include "engine/base/quantity.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/document.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/town_table.hpp"

namespace tocsin {

void ProvenanceEntry::describe(Fields& fields) {
  fields.required("file", file, {"File of the package.", "城镇包中的文件。"}).example("junctions.csv");
  fields.required("source", source, {"What it was made from.", "数据来源。"});
  fields.required("confidence", confidence_code, {"How well it is known.", "可信程度。"}).example("E");
  fields.required("license", license, {"Terms of use.", "使用许可。"}).example("CC0-1.0");
}

void TownFile::describe(Fields& fields) {
  fields.required("name", name, {"Name of the town.", "城镇名称。"});
  fields
      .required(
          "coordinate_system", coordinate_system,
          {"Plane of x_m and y_m: an EPSG code, or local.", "x_m、y_m 所在平面坐标系：EPSG 代码，或 local（本地）。"})
      .example("EPSG:4545");
  fields
      .optional("reach", reach,
                {"Farthest a zone or facility may stand from a junction of the main road network.",
                 "规划单元或设施距主路网路口的最大距离。"})
      .more_than(0_m);
  fields.optional("provenance", provenance, {"Where each file comes from.", "各文件的来源。"});
}

SourceSpan whole_file(const std::filesystem::path& path) {
  auto source = std::make_shared<SourceFile>();
  source->path = path.string();
  return {.file = std::move(source)};
}

namespace {

void read_confidence(ProvenanceEntry& entry, Diagnostics& diagnostics) {
  const auto confidence = parse_confidence(entry.confidence_code.name);
  if (confidence) {
    entry.confidence = *confidence;
    return;
  }
  diagnostics.error(
      entry.confidence_code.where, codes::kUnknownChoice,
      phrase("'{}' is no confidence code", "“{}”不是可信程度代码", entry.confidence_code.name),
      {"V (read on the primary page), S (secondary), M (from memory), D (derived), E (engineering default) "
       "or U (given by the user)",
       "V（原始出处查证）、S（二手来源）、M（凭记忆）、D（推导）、E（工程默认值）或 U（用户给定）"});
}

void check_provenance(const TownFile& file, const std::filesystem::path& folder, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const TownTable& table : town_tables()) known.push_back(table.file);
  for (const ProvenanceEntry& entry : file.provenance) {
    if (std::find(known.begin(), known.end(), entry.file.name) != known.end()) continue;
    const std::string near = nearest_name(entry.file.name, known);
    diagnostics.error(entry.file.where, codes::kUnknownReference,
                      phrase("'{}' is no file of a town package", "“{}”不是城镇包的文件", entry.file.name),
                      {"a table of docs/reference/town-package.md", "docs/reference/town-package.md 所列的表"},
                      near.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否为“{}”？", near));
  }
  for (const std::string& table : known) {
    std::error_code ignored;
    const bool told = std::any_of(file.provenance.begin(), file.provenance.end(),
                                  [&](const ProvenanceEntry& entry) { return entry.file.name == table; });
    if (told || !std::filesystem::exists(folder / table, ignored)) continue;
    diagnostics.warning(whole_file(folder / "town.yaml"), codes::kNoProvenance,
                        phrase("nothing says where {} comes from", "未说明 {} 的来源", table),
                        {"an entry under provenance", "在 provenance 下增加一项"});
  }
}

}  // namespace

std::optional<TownFile> read_town_file(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  const auto document = read_document(folder / "town.yaml", diagnostics);
  if (!document) return std::nullopt;
  TownFile file;
  // With a plane to place things on, the tables are looked at too, whatever else is wrong here.
  const bool read = read_fields(document->root, file, {.diagnostics = diagnostics});
  if (!read && file.coordinate_system.name.empty()) return std::nullopt;
  for (ProvenanceEntry& entry : file.provenance) read_confidence(entry, diagnostics);
  check_provenance(file, folder, diagnostics);
  return file;
}

std::optional<int> epsg_of(const Reference<CoordinateSystemTag>& written, Diagnostics& diagnostics) {
  if (written.name == "local") return 0;
  std::string_view code = written.name;
  if (code.starts_with("EPSG:") || code.starts_with("epsg:")) code.remove_prefix(5);
  int epsg = 0;
  const auto parsed = std::from_chars(code.data(), code.data() + code.size(), epsg);
  const bool number = parsed.ec == std::errc{} && parsed.ptr == code.data() + code.size() && epsg > 0;
  if (number && Plane(epsg).usable()) return epsg;
  diagnostics.error(written.where, codes::kBadCoordinateSystem,
                    phrase("'{}' is no plane in meters", "“{}”不是以米为单位的平面坐标系", written.name),
                    {"local, or an EPSG code of a projected system such as EPSG:4545",
                     "local，或投影坐标系的 EPSG 代码，如 EPSG:4545"});
  return std::nullopt;
}

}  // namespace tocsin
