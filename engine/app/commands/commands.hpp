// SPDX-License-Identifier: Apache-2.0
// One function per command of the command line; each returns the exit code. Options arrive parsed, in the user's words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/simulation/catalog.hpp"

namespace tocsin::app {

/// What every command knows.
struct Session {
  const Catalog& catalog;
  Language language = Language::en;
  bool json = false;
  bool quiet = false;
};

namespace exit_code {
inline constexpr int kDone = 0;
inline constexpr int kObjectiveMissed = 1;
inline constexpr int kCommandLine = 2;
inline constexpr int kInputRefused = 3;
inline constexpr int kFailed = 4;
inline constexpr int kInterrupted = 130;
}  // namespace exit_code

struct RunCommand {
  std::filesystem::path scenario;
  std::optional<std::size_t> replications;
  std::optional<std::uint64_t> seed;
  int jobs = 0;  ///< 0: as many as processor cores
  std::string until_precision;
  std::filesystem::path output;     ///< empty: runs/<scenario>-<time>
  std::string keep_logs = "first";  ///< all, first, none
  bool force = false;
  bool resume = false;
  bool require_objectives = false;
};
int run(const Session& session, const RunCommand& command);

struct ReplayCommand {
  std::filesystem::path run;
  std::uint32_t replication = 0;
  bool in_process = false;  ///< no child process: for a debugger
};
int replay(const Session& session, const ReplayCommand& command);

/// SCENARIO or TOWN: reports every mistake, or what the input holds.
int check(const Session& session, const std::filesystem::path& argument);

/// Recomputes the measures of every stored log of a run.
int measures(const Session& session, const std::filesystem::path& run);

struct WhyCommand {
  std::filesystem::path run;
  std::string zone;  ///< id or name; empty: all who take part
};
/// On what the time of people went, from the measures of a finished run.
int why(const Session& session, const WhyCommand& command);

struct ImportOsmCommand {
  std::filesystem::path file;
  std::filesystem::path output;
  std::string boundary;  ///< GeoJSON file, or minlon,minlat,maxlon,maxlat
  std::vector<std::filesystem::path> elevation;
  bool force = false;
};
int import_osm(const Session& session, const ImportOsmCommand& command);

struct ImportTntpCommand {
  std::filesystem::path net, trips;
  std::filesystem::path nodes;
  std::filesystem::path output;
  std::string length_unit;  ///< mi, km, ft, m; empty: found out
  std::string time_unit;    ///< min, h, s; empty: found out
  std::string period = "1 h";
  bool force = false;
};
int import_tntp(const Session& session, const ImportTntpCommand& command);

struct ImportCasesCommand {
  std::filesystem::path file;
  std::filesystem::path output;  ///< empty: a folder here, called like the file
  bool force = false;
};
int import_cases(const Session& session, const ImportCasesCommand& command);

struct MselExportCommand {
  std::filesystem::path scenario;
  std::filesystem::path file;  ///< .xlsx or .csv
  bool force = false;
};
/// The list of injects of a scenario as a spreadsheet.
int msel_export(const Session& session, const MselExportCommand& command);

struct MselImportCommand {
  std::filesystem::path file;     ///< .xlsx or .csv
  std::filesystem::path mapping;  ///< empty: a table of our own
  std::filesystem::path output;   ///< folder for injects.yaml
  std::string starts;             ///< StartEx; empty: from the mapping or the header
  bool skip_bad_rows = false;
  bool force = false;
};
/// A spreadsheet as a list of injects.
int msel_import(const Session& session, const MselImportCommand& command);

struct GenerateTownCommand {
  std::filesystem::path output;
  std::uint64_t seed = 1;
  int townships = 1;
  std::uint64_t population = 10000;
  bool force = false;
};
int generate_town(const Session& session, const GenerateTownCommand& command);

struct CapExportCommand {
  std::filesystem::path run;
  std::filesystem::path output;
  std::optional<std::uint32_t> replication;  ///< absent: the first with a stored log
  std::string issuer;                        ///< 6 or 14 digits, or empty
  std::string sender;                        ///< empty: made from the town
};
/// Writes the warnings of a replication as CAP messages, one file each.
int cap_export(const Session& session, const CapExportCommand& command);

/// Says what CAP files are, or what is wrong with them.
int cap_check(const Session& session, const std::vector<std::filesystem::path>& files);

/// WHAT: "scenario" (JSON Schema, default) or "town" (tables of a town package, Markdown), "events", "measures",
/// "parameters", "sources" (Markdown reference pages).
int schema(const Session& session, const std::string& what);

/// Without a code: the list of codes.
int explain(const Session& session, const std::string& code);

/// Without a kind: the list of kinds.
int models(const Session& session, const std::string& kind);

}  // namespace tocsin::app
