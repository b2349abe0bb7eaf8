// SPDX-License-Identifier: Apache-2.0
// Which models exist: kinds by section, in the order in which they start; the events, measures and facts they bring;
// the library of parameter values. The command line is written against this list and knows no model by name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/input/library.hpp"
#include "engine/simulation/account.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/fact.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/model.hpp"

namespace tocsin {

class Diagnostics;
class InjectSheets;
class Scenario;
struct Town;

/// One kind of entry: `warning: - kind: loudspeaker`.
struct Kind {
  std::string section;  ///< "warning": the model folder
  std::string name;     ///< "loudspeaker"
  Phrase meaning;
  std::function<std::unique_ptr<ModelParameters>()> make_parameters;
  /// What the model leaves out, shown in every report that uses it (from its card).
  std::vector<Phrase> not_modeled;
};

/// A scenario file that models propose for a town nobody wrote a drill for yet.
struct DrillDraft {
  std::string yaml;  ///< the whole file, to be laid into the folder of the town; comments in one language
  Phrase summary;    ///< what it is about, in half a sentence
};

/// How the file will be run and checked, for its comments.
struct DrillCommands {
  std::string run, check;
};
using DrillDraftFunction =
    std::function<DrillDraft(const Town& town, const Library& library, const DrillCommands& commands, Language)>;

/// A table for people's work, made of the scenario and the log of one replication alone: a file of the run folder
/// beside the event log. UTF-8 CSV with a byte order mark, so that spreadsheets show Chinese.
struct TableDescription {
  std::string file;  ///< "transfer-ledger.csv"
  Phrase meaning;
  /// The whole text in one language; empty: this scenario has nothing to list, and no file is written.
  std::function<std::string(const Scenario&, const EventLog&, Language)> make;
};

/// A drill made of one case of a file of reference cases.
struct ImportedCase {
  std::filesystem::path folder;  ///< town package and scenario
  std::string name;
  std::size_t objectives = 0;  ///< expected values that the scenario judges by
  std::size_t left_out = 0;    ///< expected values that no measure tells
};
/// Writes one folder for each case into `folder`. Throws InputError.
using CasesImportFunction = std::function<std::vector<ImportedCase>(
    const std::filesystem::path& file, const std::filesystem::path& folder, bool overwrite)>;

/// What the sender of the warnings says of himself (`tocsin cap export`).
struct AlertSender {
  std::string issuer;  ///< digits of the issuing unit (GB/T 35965.1): 6 of the division or all 14; empty: none
  std::string sender;  ///< CAP sender; empty: made from the town
  std::uint32_t replication = 0;  ///< whose warnings they are, for their notes
};
/// One CAP 1.2 message as a file.
struct AlertFile {
  std::string name;  ///< identifier with ending: "50015600000000_20260705021500_0.cap"
  std::string text;
};
using AlertFiles = std::vector<AlertFile>;
/// Looks at a scenario as a whole once each of its entries is sound: what is weak in it, told as warnings.
using ScenarioCheck = std::function<void(const Scenario&, Diagnostics&)>;
/// The warnings of one replication, in order of time, from the scenario and its log.
using AlertExport = std::function<AlertFiles(const Scenario&, const EventLog&, const Library&, const AlertSender&)>;

class Catalog {
 public:
  template <class Parameters>
  void add_kind(std::string section, std::string name, Phrase meaning, std::vector<Phrase> not_modeled) {
    kinds_.push_back({std::move(section), std::move(name), std::move(meaning),
                      [] { return std::make_unique<Parameters>(); }, std::move(not_modeled)});
  }
  /// What a section of the scenario is called in a report: {"Warning", "预警"}.
  void add_section(std::string name, Phrase title) { titles_.emplace_back(std::move(name), std::move(title)); }
  template <Event E>
  void add_event() {
    events_.add<E>();
  }
  void add_measures(std::vector<MeasureDescription> descriptions, MeasureFunction function);
  /// Who is where at EndEx. A report shows the first, those of people before those of things, whose whole is anybody at
  /// all.
  void add_account(AccountDescription account);
  /// What conditions may ask of the present state (engine/simulation/fact.hpp).
  void add_fact(FactDescription fact);
  /// A table that runs and replays write beside the event log of a replication.
  void add_table(TableDescription table) { tables_.push_back(std::move(table)); }
  /// What is looked at when all entries of a scenario have been checked.
  void add_check(ScenarioCheck check) { checks_.push_back(std::move(check)); }
  /// Values for `Fields::parameter`: (file name, YAML text) pairs, usually embedded in the program.
  void add_library(std::string name, std::string yaml) {
    library_texts_.emplace_back(std::move(name), std::move(yaml));
  }

  /// Who drafts the first drill of a new town (`tocsin generate`, `tocsin import`); nobody unless told.
  void set_drill_draft(DrillDraftFunction function) { drill_draft_ = std::move(function); }

  /// Who reads reference cases (`tocsin import cases`).
  void set_cases_import(CasesImportFunction function) { cases_import_ = std::move(function); }

  /// Who writes warnings as CAP messages (`tocsin cap export`).
  void set_alert_export(AlertExport function) { alert_export_ = std::move(function); }
  /// Who writes and reads the list of injects as a spreadsheet (`tocsin msel`).
  void set_inject_sheets(std::shared_ptr<const InjectSheets> sheets) { inject_sheets_ = std::move(sheets); }

  [[nodiscard]] const std::vector<Kind>& kinds() const { return kinds_; }
  [[nodiscard]] const Kind* find_kind(std::string_view section, std::string_view name) const;
  /// Sections in order of first appearance.
  [[nodiscard]] std::vector<std::string> sections() const;
  /// Its title; the name itself when nobody gave one.
  [[nodiscard]] Phrase section_title(std::string_view name) const;
  [[nodiscard]] const std::vector<AccountDescription>& accounts() const { return accounts_; }
  [[nodiscard]] const EventRegistry& events() const { return events_; }
  [[nodiscard]] const std::vector<MeasureDescription>& measures() const { return measures_; }
  [[nodiscard]] const MeasureDescription* find_measure(std::string_view name) const;
  [[nodiscard]] const std::vector<FactDescription>& facts() const { return facts_; }
  [[nodiscard]] const FactDescription* find_fact(std::string_view name) const;
  [[nodiscard]] const std::vector<MeasureFunction>& measure_functions() const { return measure_functions_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& library_texts() const { return library_texts_; }
  [[nodiscard]] const std::vector<TableDescription>& tables() const { return tables_; }
  [[nodiscard]] const std::vector<ScenarioCheck>& checks() const { return checks_; }
  [[nodiscard]] const DrillDraftFunction& drill_draft() const { return drill_draft_; }
  [[nodiscard]] const CasesImportFunction& cases_import() const { return cases_import_; }
  [[nodiscard]] const AlertExport& alert_export() const { return alert_export_; }
  /// nullptr when nobody was named.
  [[nodiscard]] const InjectSheets* inject_sheets() const { return inject_sheets_.get(); }

 private:
  std::vector<Kind> kinds_;
  std::vector<std::pair<std::string, Phrase>> titles_;
  std::vector<AccountDescription> accounts_;
  EventRegistry events_;
  std::vector<MeasureDescription> measures_;
  std::vector<MeasureFunction> measure_functions_;
  std::vector<FactDescription> facts_;
  std::vector<std::pair<std::string, std::string>> library_texts_;
  std::vector<TableDescription> tables_;
  std::vector<ScenarioCheck> checks_;
  DrillDraftFunction drill_draft_;
  CasesImportFunction cases_import_;
  AlertExport alert_export_;
  std::shared_ptr<const InjectSheets> inject_sheets_;
};

}  // namespace tocsin
