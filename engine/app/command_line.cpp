// SPDX-License-Identifier: Apache-2.0
#include "engine/app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "engine/app/commands/commands.hpp"
#include "engine/app/terminal.hpp"
#include "engine/app/version.hpp"
#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

using app::Session;

// Everything the parser fills; the chosen command is called afterwards.
class CommandLine {
 public:
  explicit CommandLine(const Catalog& catalog) : session_{.catalog = catalog} {
    session_.language = app::language_of_environment();
    parser_.description("Tocsin simulates emergency response drills / 应急演练仿真");
    parser_.require_subcommand(1);
    parser_.set_version_flag("--version,-V", app::version_text());
    parser_.footer(
        "tocsin COMMAND --help shows a command's options. Exit codes: 0 done, 1 objective missed, "
        "2 command line, 3 input refused, 4 failed, 130 interrupted.");
    add_run();
    add_replay();
    add_check();
    add_measures();
    add_import();
    add_generate();
    add_reference();
  }

  int execute(int argc, char** argv) {
    try {
      parser_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return tell(error);
    }
    if (language_ == "zh") session_.language = Language::zh;
    if (language_ == "en") session_.language = Language::en;
    return action_();
  }

 private:
  // CLI11 has exit codes of its own; ours are part of the contract.
  int tell(const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return parser_.exit(error);  // --help, --version
    std::fputs(("error: " + std::string(error.what()) + "\n").c_str(), stderr);
    suggest_command();
    std::fputs("try: tocsin --help\n", stderr);
    return app::exit_code::kCommandLine;
  }

  void suggest_command() {
    std::vector<std::string> names;
    for (const auto* command : parser_.get_subcommands({})) names.push_back(command->get_name());
    for (const auto& word : parser_.remaining()) {
      const auto nearest = nearest_name(word, names);
      if (!nearest.empty()) std::fputs(("did you mean '" + nearest + "'?\n").c_str(), stderr);
    }
  }

  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& description,
                    std::function<int()> action) {
    auto* sub = parent.add_subcommand(name, description);
    sub->add_option("--language", language_, "en or zh (default: from the environment)")
        ->check(CLI::IsMember({"en", "zh"}));
    sub->callback([this, action = std::move(action)] { action_ = action; });
    return sub;
  }

  void add_run() {
    auto* sub = command(parser_, "run", "Simulate a drill many times and write a report",
                        [this] { return app::run(session_, run_); });
    sub->add_option("SCENARIO", run_.scenario, "Folder or YAML file of the scenario")->required();
    sub->add_option("--replications,-n", run_.replications, "How many times (default 200)")
        ->check(CLI::Range(1, 10000000));
    sub->add_option("--seed", run_.seed, "Seed of all random streams (default: the scenario's)");
    sub->add_option("--jobs,-j", run_.jobs, "Worker processes (default: processor cores)")->check(CLI::Range(1, 1024));
    sub->add_option("--until-precision", run_.until_precision,
                    "Stop when precise enough: \"MEASURE ± X\", for example \"evacuation.clearance_time ± 2 min\"");
    sub->add_option("--output,-o", run_.output, "Folder of the results (default runs/SCENARIO-TIME)");
    sub->add_option("--keep-logs", run_.keep_logs, "Event logs to keep: first, all or none")
        ->check(CLI::IsMember({"first", "all", "none"}));
    sub->add_flag("--force", run_.force, "Replace an earlier run in the output folder");
    sub->add_flag("--resume", run_.resume, "Continue an interrupted run");
    sub->add_flag("--require-objectives", run_.require_objectives, "Exit with 1 when an objective is not rated P");
    sub->add_flag("--json", session_.json, "Print the results as JSON");
    sub->add_flag("--quiet,-q", session_.quiet, "No progress, no remarks");
    sub->footer(
        "Examples:\n  tocsin run scenarios/first-siren\n"
        "  tocsin run scenarios/wulong-night-flood --replications 1000 --language zh");
  }

  void add_replay() {
    auto* sub = command(parser_, "replay", "Write the full event log of one replication, bit for bit",
                        [this] { return app::replay(session_, replay_); });
    sub->add_option("RUN", replay_.run, "Folder of a finished run")->required();
    sub->add_option("--replication,-r", replay_.replication, "Which one")->required();
    sub->add_flag("--in-process", replay_.in_process, "Without a child process (for a debugger)");
    sub->footer("Example:\n  tocsin replay runs/first-siren --replication 17");
  }

  void add_check() {
    auto* sub = command(parser_, "check", "Check a scenario or a town package and report every mistake",
                        [this] { return app::check(session_, path_); });
    sub->add_option("PATH", path_, "Scenario (folder or file) or town package")->required();
    sub->add_flag("--json", session_.json, "Print the diagnostics as JSON");
    sub->footer("Examples:\n  tocsin check scenarios/first-siren\n  tocsin check scenarios/towns/wulong --json");
  }

  void add_measures() {
    auto* sub = command(parser_, "measures", "Recompute the measures of a run from its stored logs",
                        [this] { return app::measures(session_, path_); });
    sub->add_option("RUN", path_, "Folder of a finished run")->required();
    sub->footer("Example:\n  tocsin measures runs/first-siren");
  }

  void add_import() {
    auto* parent = parser_.add_subcommand("import", "Make a town package from other data");
    parent->require_subcommand(1);
    auto* sub = command(*parent, "osm", "From an OpenStreetMap extract (.osm.pbf)",
                        [this] { return app::import_osm(session_, import_); });
    sub->add_option("FILE", import_.file, "OpenStreetMap extract")->required();
    sub->add_option("--output,-o", import_.output, "Folder of the town package")->required();
    sub->add_option("--boundary", import_.boundary, "GeoJSON file, or minlon,minlat,maxlon,maxlat");
    sub->add_option("--elevation", import_.elevation, "Elevation tiles (.hgt)");
    sub->add_flag("--force", import_.force, "Replace an existing folder");
    sub->footer("Example:\n  tocsin import osm county.osm.pbf --output towns/county");
  }

  void add_generate() {
    auto* parent = parser_.add_subcommand("generate", "Make synthetic data");
    parent->require_subcommand(1);
    auto* sub = command(*parent, "town", "A synthetic mountain county",
                        [this] { return app::generate_town(session_, generate_); });
    sub->add_option("--output,-o", generate_.output, "Folder of the town package")->required();
    sub->add_option("--seed", generate_.seed, "Same seed, same town");
    sub->add_option("--townships", generate_.townships, "Number of townships")->check(CLI::Range(1, 200));
    sub->add_option("--population", generate_.population, "Residents")->check(CLI::Range(20, 5000000));
    sub->add_flag("--force", generate_.force, "Replace an existing folder");
    sub->footer("Example:\n  tocsin generate town --output towns/demo --seed 7 --townships 3 --population 20000");
  }

  void add_reference() {
    auto* schema = command(parser_, "schema", "Print the JSON Schema of scenario files, or a reference page",
                           [this] { return app::schema(session_, word_.empty() ? "scenario" : word_); });
    schema->add_option("WHAT", word_, "scenario (default), town, sections, events, measures, parameters, diagnostics")
        ->check(CLI::IsMember({"scenario", "town", "sections", "events", "measures", "parameters", "diagnostics"}));
    auto* explain = command(parser_, "explain", "Explain a diagnostic code (without one: list them)",
                            [this] { return app::explain(session_, word_); });
    explain->add_option("CODE", word_, "For example unknown-unit");
    auto* models = command(parser_, "models", "List the model kinds, or show one",
                           [this] { return app::models(session_, word_); });
    models->add_option("KIND", word_, "For example hazard.flood");
  }

  CLI::App parser_{"", "tocsin"};
  Session session_;
  std::string language_;
  std::function<int()> action_;
  app::RunCommand run_;
  app::ReplayCommand replay_;
  app::ImportOsmCommand import_;
  app::GenerateTownCommand generate_;
  std::filesystem::path path_;
  std::string word_;
};

}  // namespace

int run_command_line(int argc, char** argv, const Catalog& catalog) {
  try {
    return CommandLine(catalog).execute(argc, argv);
  } catch (const DefectError& error) {
    std::fputs((std::string(error.what()) + "\n").c_str(), stderr);
    return app::exit_code::kFailed;
  }
}

}  // namespace tocsin
