// SPDX-License-Identifier: Apache-2.0
// The folder of a run and what lies in it: report.html, results.gpkg, measures.csv, manifest.yaml, scenario.yaml,
// events/0000.jsonl; while it runs also replications.journal. No time of day, host name or absolute path is written, so
// equal runs compare byte for byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/experiment/experiment.hpp"
#include "engine/experiment/journal.hpp"

namespace tocsin {

/// What the manifest records about a run.
struct RunManifest {
  std::string version;
  std::string scenario;  ///< id
  std::string digest;
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;     ///< counted in the results
  std::uint64_t parameters = 0;       ///< values of the library in use, as the report counts them
  std::uint64_t assumptions = 0;      ///< of these, engineering defaults without a measured source (E)
  std::vector<std::uint64_t> failed;  ///< replications that failed
  bool interrupted = false;
  std::optional<std::string> precision;              ///< the goal as given
  std::optional<bool> precise;                       ///< whether it was reached
  std::optional<std::string> precision_got;          ///< half-width that was reached, when the goal was not
  std::optional<std::uint64_t> replications_needed;  ///< for the goal, as far as can be told
  void describe(Fields& fields);
};

class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path journal() const { return path_ / "replications.journal"; }
  [[nodiscard]] std::filesystem::path report() const { return path_ / "report.html"; }
  [[nodiscard]] std::filesystem::path scenario() const { return path_ / "scenario.yaml"; }
  [[nodiscard]] std::filesystem::path manifest() const { return path_ / "manifest.yaml"; }
  [[nodiscard]] std::filesystem::path results() const { return path_ / "results.gpkg"; }
  [[nodiscard]] std::filesystem::path measures() const { return path_ / "measures.csv"; }
  /// events/0017.jsonl
  [[nodiscard]] std::filesystem::path events(std::uint32_t replication) const;
  /// tables/0017/<file>: the tables of models (Catalog::tables) of one replication.
  [[nodiscard]] std::filesystem::path table(std::uint32_t replication, const std::string& file) const;

  /// Is there something of a run in it?
  [[nodiscard]] bool in_use() const;
  /// Is this path the folder itself or somewhere in it? Links and `..` are followed.
  [[nodiscard]] bool holds(const std::filesystem::path& path) const;
  /// A folder that nobody else has: `parent`/`name`, or with -2, -3, … behind it when that is taken, even by somebody
  /// who makes it at this very moment. Throws OutputError.
  static RunFolder make_new(const std::filesystem::path& parent, const std::string& name);
  /// Makes the folder (and events/). With `force` the files of an earlier run in it are removed first, nothing else.
  /// Throws OutputError.
  void prepare(bool force) const;

 private:
  std::filesystem::path path_;
};

/// Writes every table of the catalog that has something to say of this replication. Throws OutputError.
void write_tables(const RunFolder& folder, const Scenario& scenario, const Catalog& catalog, std::uint32_t replication,
                  const EventLog& log, Language language);

/// The newest interrupted run of a scenario among the folders <scenario>-YYYYMMDD-HHMMSS[-K] of `parent` that nobody
/// works on; empty without one. The runs of "first" are not those of "first-siren".
std::filesystem::path newest_interrupted(const std::filesystem::path& parent, const std::string& scenario);

/// measures.csv: alternative, replication, measure, place, value, unit; "inf" = not reached before EndEx, empty = no
/// meaning in this replication. UTF-8 with BOM, so that spreadsheets show Chinese ids.
std::string measures_csv(const ExperimentResult& result);
void write_measures_csv(const RunFolder& folder, const ExperimentResult& result);
/// results.gpkg: the same numbers, summaries, objectives, parameters and the town's layers.
void write_results(const RunFolder& folder, const Scenario& scenario, const ExperimentResult& result);
void write_manifest(const RunFolder& folder, const RunManifest& manifest);
/// Reads a manifest; problems are diagnostics.
std::optional<RunManifest> read_manifest(const RunFolder& folder, Diagnostics& diagnostics);

}  // namespace tocsin
