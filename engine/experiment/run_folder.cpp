// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment/run_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/base/system_reason.hpp"
#include "engine/experiment/output.hpp"
#include "engine/input/document.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 6> kFiles{"report.html",   "results.gpkg",  "measures.csv",
                                                 "manifest.yaml", "scenario.yaml", "replications.journal"};

std::string csv_number(double value) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return "inf";
  return exact_text(value);
}

OutputError cannot_make(const std::filesystem::path& path, const std::error_code& error) {
  const auto reason = reason_of(error);
  const auto name = shown_path(path);
  return {path,
          {fmt::format("cannot make the folder '{}': {}", name, reason.en),
           fmt::format("无法创建文件夹“{}”：{}", name, reason.zh)}};
}

// Time and number of a folder named by default; nothing when it is not one of this scenario.
std::optional<std::pair<std::string, int>> mark_of(const std::string& name, const std::string& scenario) {
  constexpr std::string_view kForm = "-00000000-000000";
  if (!name.starts_with(scenario) || name.size() < scenario.size() + kForm.size()) return std::nullopt;
  const auto mark = std::string_view(name).substr(scenario.size(), kForm.size());
  const auto fits = [](char written, char form) {
    return form == '0' ? written >= '0' && written <= '9' : written == form;
  };
  if (!std::equal(mark.begin(), mark.end(), kForm.begin(), fits)) return std::nullopt;
  const auto rest = std::string_view(name).substr(scenario.size() + kForm.size());
  int number = 1;
  if (rest.empty()) return std::pair{std::string(mark), number};
  const auto read = std::from_chars(rest.data() + 1, rest.data() + rest.size(), number);
  if (rest.front() != '-' || read.ec != std::errc() || read.ptr != rest.data() + rest.size()) return std::nullopt;
  return std::pair{std::string(mark), number};
}

// Only what runs write: tables in folders of replications. Folders that are empty then go too.
void remove_tables(const std::filesystem::path& tables) {
  std::error_code error;
  if (!std::filesystem::is_directory(tables, error)) return;
  for (const auto& replication : std::filesystem::directory_iterator(tables, error)) {
    if (!replication.is_directory(error)) continue;
    for (const auto& file : std::filesystem::directory_iterator(replication.path(), error)) {
      if (file.path().extension() == ".csv") std::filesystem::remove(file.path(), error);
    }
    std::filesystem::remove(replication.path(), error);  // fails when somebody else's file is there
  }
  std::filesystem::remove(tables, error);
}

}  // namespace

void RunManifest::describe(Fields& fields) {
  fields.required("version", version, {"Version of Tocsin.", "Tocsin 版本。"});
  fields.required("scenario", scenario, {"Id of the scenario.", "场景编号。"});
  fields.required("digest", digest, {"Digest of scenario and town.", "场景与区域数据的摘要。"});
  fields.required("seed", seed, {"Seed of all random streams.", "随机数种子。"});
  fields.required("replications", replications, {"Replications counted.", "计入结果的重复次数。"});
  fields.optional("parameters", parameters,
                  {"Parameters in use, as the report counts them.", "所用参数个数（与报告的计数一致）。"});
  fields.optional("assumptions", assumptions,
                  {"Of these, assumptions (E: engineering default, no measured source).",
                   "其中的假设个数（E：工程默认值，无实测出处）。"});
  fields.optional("failed", failed, {"Replications that failed.", "失败的重复编号。"});
  fields.optional("interrupted", interrupted, {"Stopped before the end.", "是否提前中断。"});
  fields.optional("precision", precision, {"Precision asked for.", "要求的精度。"});
  fields.optional("precise", precise, {"Whether it was reached.", "是否达到该精度。"});
  fields.optional("precision_got", precision_got,
                  {"Half-width that was reached instead.", "未达到时实际得到的区间半宽。"});
  fields.optional("replications_needed", replications_needed,
                  {"About how many replications would reach it.", "达到该精度约需的重复次数。"});
}

std::filesystem::path RunFolder::events(std::uint32_t replication) const {
  return path_ / "events" / fmt::format("{:04}.jsonl", replication);
}

std::filesystem::path RunFolder::table(std::uint32_t replication, const std::string& file) const {
  return path_ / "tables" / fmt::format("{:04}", replication) / file;
}

bool RunFolder::in_use() const {
  std::error_code error;
  for (const auto name : kFiles) {
    if (std::filesystem::exists(path_ / name, error)) return true;
  }
  return std::filesystem::exists(path_ / "events", error);
}

bool RunFolder::holds(const std::filesystem::path& path) const {
  std::error_code error;
  const auto folder = std::filesystem::weakly_canonical(std::filesystem::absolute(path_), error);
  for (auto at = std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);; at = at.parent_path()) {
    if (at == folder) return true;
    if (at == at.parent_path()) return false;
  }
}

RunFolder RunFolder::make_new(const std::filesystem::path& parent, const std::string& name) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  for (int number = 1; !error; ++number) {
    auto path = parent / (number == 1 ? name : fmt::format("{}-{}", name, number));
    // True only for the one who made it: of two that come at the same time one goes on to the next number.
    if (std::filesystem::create_directory(path, error)) return RunFolder(std::move(path));
    if (error == std::errc::file_exists) error.clear();  // a file of that name
  }
  throw cannot_make(parent / name, error);
}

void RunFolder::prepare(bool force) const {
  std::error_code error;
  if (force) {
    for (const auto name : kFiles) std::filesystem::remove(path_ / name, error);
    if (std::filesystem::is_directory(path_ / "events", error)) {
      for (const auto& file : std::filesystem::directory_iterator(path_ / "events", error)) {
        if (file.path().extension() == ".jsonl") std::filesystem::remove(file.path(), error);
      }
    }
    remove_tables(path_ / "tables");
  }
  error.clear();
  std::filesystem::create_directories(path_ / "events", error);
  if (error) throw cannot_make(path_, error);
}

void write_tables(const RunFolder& folder, const Scenario& scenario, const Catalog& catalog, std::uint32_t replication,
                  const EventLog& log, Language language) {
  for (const auto& table : catalog.tables()) {
    const auto text = table.make(scenario, log, language);
    if (text.empty()) continue;
    const auto path = folder.table(replication, table.file);
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) throw cannot_make(path.parent_path(), error);
    write_file(path, text);
  }
}

std::filesystem::path newest_interrupted(const std::filesystem::path& parent, const std::string& scenario) {
  std::pair<std::string, int> newest;
  std::filesystem::path found;
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator(parent, error)) {
    const auto mark = mark_of(folder.path().filename().string(), scenario);
    const auto journal = RunFolder(folder.path()).journal();
    if (!mark || *mark < newest || !std::filesystem::exists(journal, error) || Journal::in_use(journal)) continue;
    newest = *mark;
    found = folder.path();
  }
  return found;
}

std::string measures_csv(const ExperimentResult& result) {
  std::string text =
      "\xEF\xBB\xBF"
      "alternative,replication,measure,place,value,unit\n";
  std::vector<std::string> middles;
  std::vector<std::string> ends;
  for (const auto& key : result.keys) {
    middles.push_back("," + key.name + "," + key.place + ",");
    ends.push_back("," + std::string(name_of(key.unit)) + "\n");
  }
  for (const auto& record : result.records) {
    const auto begin = "plan," + std::to_string(record.replication);
    for (std::size_t i = 0; i < result.keys.size(); ++i) {
      text += begin;
      text += middles[i];
      text += csv_number(record.values[i]);
      text += ends[i];
    }
  }
  return text;
}

void write_measures_csv(const RunFolder& folder, const ExperimentResult& result) {
  write_file(folder.measures(), measures_csv(result));
}

void write_manifest(const RunFolder& folder, const RunManifest& manifest) {
  write_file(folder.manifest(), to_yaml(write_fields(manifest)));
}

std::optional<RunManifest> read_manifest(const RunFolder& folder, Diagnostics& diagnostics) {
  const auto document = read_document(folder.manifest(), diagnostics);
  RunManifest manifest;
  if (!document || !read_fields(document->root, manifest, {.diagnostics = diagnostics})) return std::nullopt;
  return manifest;
}

}  // namespace tocsin
