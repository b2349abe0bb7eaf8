// SPDX-License-Identifier: Apache-2.0
// The list of injects as a spreadsheet, and back. What a table looks like whoever knows injects decides.
#include "engine/simulation/inject_sheets.hpp"

#include <fmt/format.h>

#include "engine/app/commands/commands.hpp"
#include "engine/app/terminal.hpp"
#include "engine/experiment/output.hpp"
#include "engine/input/document.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::app {
namespace {

constexpr const char* kInjectsFile = "injects.yaml";

std::optional<SheetFormat> format_of(const std::filesystem::path& file) {
  auto ending = file.extension().string();
  for (auto& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (ending == ".xlsx") return SheetFormat::xlsx;
  if (ending == ".csv") return SheetFormat::csv;
  return std::nullopt;
}

// Somebody's work may lie there.
bool is_taken(const Session& session, const std::filesystem::path& file, bool force) {
  std::error_code failed;
  if (force || !std::filesystem::exists(file, failed)) return false;
  complain(session, phrase("'{}' exists; --force replaces it", "“{}”已存在；--force 可覆盖", shown_path(file)));
  return true;
}

int write(const Session& session, const std::filesystem::path& file, const std::string& bytes) {
  try {
    write_file(file, bytes);
    return exit_code::kDone;
  } catch (const OutputError& error) {
    complain(session, error.message());
    return exit_code::kFailed;
  }
}

// Both lists would be played.
void warn_of_second_list(const Session& session, const std::filesystem::path& folder) {
  const auto file = folder / "scenario.yaml";
  Diagnostics ignored;
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return;
  const auto document = read_document(file, ignored);
  if (!document || document->root.find(kInjectsSection) == nullptr) return;
  say(session, phrase("note: {} has a section 'injects' too, and both lists are played; delete the one that is old",
                      "注意：{} 中另有 injects 一节，两份清单都会执行；请删除旧的一份", shown_path(file)));
}

}  // namespace

int msel_export(const Session& session, const MselExportCommand& command) {
  const auto format = format_of(command.file);
  if (!format) {
    complain(session, phrase("'{}' ends neither in .xlsx nor in .csv", "“{}”的后缀既不是 .xlsx 也不是 .csv",
                             shown_path(command.file)));
    return exit_code::kCommandLine;
  }
  if (is_taken(session, command.file, command.force)) return exit_code::kCommandLine;
  Diagnostics diagnostics;
  const InjectExport order{.scenario = command.scenario, .format = *format, .language = session.language};
  const auto table = session.catalog.inject_sheets()->write(session.catalog, order, diagnostics);
  show(session, diagnostics);
  if (!table) return exit_code::kInputRefused;
  if (const int failed = write(session, command.file, table->bytes); failed != 0) return failed;
  say(session, {fmt::format("{} written to {}", counted(table->injects, "inject"), shown_path(command.file)),
                fmt::format("{} 条导调信息已写入 {}", table->injects, shown_path(command.file))});
  return exit_code::kDone;
}

int msel_import(const Session& session, const MselImportCommand& command) {
  InjectImport order{.file = command.file, .mapping = command.mapping, .starts = parse_civil_time(command.starts)};
  order.bad_rows = command.skip_bad_rows ? BadRows::skipped : BadRows::refused;
  if (!command.starts.empty() && !order.starts) {
    complain(session, phrase("--starts '{}' is no date and time like 2026-07-05 02:00",
                             "--starts “{}”不是日期和时间（如 2026-07-05 02:00）", command.starts));
    return exit_code::kCommandLine;
  }
  const auto target = command.output / kInjectsFile;
  if (is_taken(session, target, command.force)) return exit_code::kCommandLine;
  Diagnostics diagnostics;
  const auto imported = session.catalog.inject_sheets()->read(session.catalog, order, diagnostics);
  show(session, diagnostics);
  if (!imported) return exit_code::kInputRefused;
  std::error_code failed;
  std::filesystem::create_directories(command.output, failed);  // what is wrong with it the writing tells
  if (const int code = write(session, target, imported->yaml); code != 0) return code;
  say(session,
      {fmt::format("{} written to {}{}", counted(imported->injects, "inject"), shown_path(target),
                   imported->skipped > 0 ? fmt::format("; {} left out", counted(imported->skipped, "row")) : ""),
       fmt::format("{} 条导调信息已写入 {}{}", imported->injects, shown_path(target),
                   imported->skipped > 0 ? fmt::format("；跳过 {} 行", imported->skipped) : "")});
  warn_of_second_list(session, command.output);
  return exit_code::kDone;
}

}  // namespace tocsin::app
