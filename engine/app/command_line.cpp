// SPDX-License-Identifier: Apache-2.0
#include "engine/app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <regex>

#include "engine/app/commands/commands.hpp"
#include "engine/app/help.hpp"
#include "engine/app/terminal.hpp"
#include "engine/app/version.hpp"
#include "engine/base/ensure.hpp"
#include "engine/experiment/experiment.hpp"

namespace tocsin {
namespace {

using app::Session;

// Everything the parser fills; the chosen command is called afterwards. Words are in the language from the start, since
// --help ends the parsing.
class CommandLine {
 public:
  CommandLine(const Catalog& catalog, Language language) : session_{.catalog = catalog, .language = language} {
    parser_.description(in({"Tocsin simulates emergency response drills.", "Tocsin：应急演练仿真。"}));
    parser_.formatter(std::dynamic_pointer_cast<CLI::Formatter>(app::help_layout(language)));
    parser_.option_defaults()->group(in({"Options", "选项"}));
    parser_.set_help_flag("--help,-h", in({"Print this help.", "显示本帮助。"}));
    parser_.require_subcommand(1);
    parser_.set_version_flag("--version,-V", app::version_text(), in({"Print the version.", "显示版本。"}));
    add_language(parser_);
    parser_.footer(
        in({"tocsin COMMAND --help shows the options of a command.\nExit codes: 0 done, 1 objective missed, "
            "2 command line, 3 input refused, 4 failed or not all written, 130 interrupted.",
            "tocsin 命令 --help 显示该命令的选项。\n退出码：0 完成，1 目标未达成，2 命令行有误，3 输入被拒，"
            "4 运行失败或结果未能全部写出，130 被中断。"}));
    add_run();
    add_replay();
    add_check();
    add_measures();
    add_why();
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
    return action_();
  }

 private:
  // CLI11 has exit codes of its own; ours are part of the contract.
  int tell(const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return parser_.exit(error);  // --help, --version
    const auto lines = app::complaints_about(error, parser_);
    app::complain(session_, lines.front());
    session_.quiet = false;
    for (std::size_t i = 1; i < lines.size(); ++i) app::say(session_, lines[i]);
    app::say(session_, phrase("try: {} --help", "可用：{} --help", app::called_as()));
    return app::exit_code::kCommandLine;
  }

  [[nodiscard]] std::string in(const Phrase& words) const { return words.in(session_.language); }

  void add_language(CLI::App& parser) {
    parser
        .add_option("--language", language_,
                    in({"Language of all words (default: from TOCSIN_LANGUAGE, LC_ALL, LC_MESSAGES, LANG).",
                        "所有文字的语言（缺省取自 TOCSIN_LANGUAGE、LC_ALL、LC_MESSAGES、LANG）。"}))
        ->option_text("en|zh")
        ->check(CLI::IsMember({"en", "zh"}));
  }

  CLI::App* group(CLI::App& parent, const std::string& name, const Phrase& description) {
    auto* sub = parent.add_subcommand(name, in(description));
    sub->group(in({"Commands", "命令"}));
    sub->set_help_flag("--help,-h", in({"Print this help.", "显示本帮助。"}));
    return sub;
  }

  CLI::App* command(CLI::App& parent, const std::string& name, const Phrase& description, std::function<int()> action) {
    auto* sub = group(parent, name, description);
    add_language(*sub);
    sub->callback([this, action = std::move(action)] { action_ = action; });
    return sub;
  }

  // A positional argument, an option with a placeholder, a flag.
  template <class T>
  CLI::Option* argument(CLI::App* sub, const std::string& name, T& value, const Phrase& description) {
    return sub->add_option(name, value, in(description));
  }
  template <class T>
  CLI::Option* option(CLI::App* sub, const std::string& name, const std::string& placeholder, T& value,
                      const Phrase& description) {
    return sub->add_option(name, value, in(description))->option_text(placeholder);
  }
  CLI::Option* flag(CLI::App* sub, const std::string& name, bool& value, const Phrase& description) {
    return sub->add_flag(name, value, in(description));
  }
  void examples(CLI::App* sub, const std::string& lines) {
    const bool one = lines.find('\n') == std::string::npos;
    sub->footer(in(one ? Phrase{"Example:", "示例："} : Phrase{"Examples:", "示例："}) + "\n  " +
                std::regex_replace(lines, std::regex("\n"), "\n  "));
  }

  void add_run() {
    auto* sub = command(parser_, "run", {"Simulate a drill many times and write a report.", "多次模拟演练并生成报告。"},
                        [this] { return app::run(session_, run_); });
    argument(sub, "SCENARIO", run_.scenario, {"Folder or YAML file of the scenario.", "场景文件夹或 YAML 文件。"})
        ->required();
    add_options_of_the_experiment(sub);
    add_options_of_the_results(sub);
    examples(sub,
             "tocsin run scenarios/first-siren\n"
             "tocsin run scenarios/wulong-night-flood --replications 1000 --language zh");
  }

  void add_options_of_the_experiment(CLI::App* sub) {
    option(sub, "--replications,-n", "N", run_.replications,
           {"How many times (default 200); with --until-precision: at most so many.",
            "重复次数（缺省 200）；与 --until-precision 同用时为上限。"})
        ->check(CLI::Range(1, 10000000));
    option(sub, "--seed", "S", run_.seed,
           {"Seed of all random streams (default: the scenario's).", "随机数种子（缺省用场景所给）。"});
    option(sub, "--jobs,-j", "J", run_.jobs,
           {"Worker processes (default: processor cores). Results do not depend on it.",
            "工作进程数（缺省为处理器核数）。结果与此无关。"})
        ->check(CLI::Range(1, 1024));
    option(sub, "--until-precision", "\"MEASURE ± X\"", run_.until_precision,
           phrase("Stop when precise enough, for example \"{}\".", "精度足够即停止，例如“{}”。",
                  example_of_precision_goal(session_.catalog)));
  }

  void add_options_of_the_results(CLI::App* sub) {
    option(sub, "--output,-o", "DIR", run_.output,
           {"Folder of the results (default runs/SCENARIO-TIME).", "结果文件夹（缺省 runs/场景-时间）。"});
    option(sub, "--keep-logs", "first|all|none", run_.keep_logs,
           {"Event logs to keep (default first).", "保留哪些事件记录：首次、全部或不保留（缺省 first）。"})
        ->check(CLI::IsMember({"first", "all", "none"}));
    flag(sub, "--force", run_.force, {"Replace an earlier run in the output folder.", "覆盖结果文件夹中的先前运行。"});
    flag(sub, "--resume", run_.resume, {"Continue an interrupted run.", "继续被中断的运行。"});
    flag(sub, "--require-objectives", run_.require_objectives,
         {"Exit with 1 when an objective is not rated P.", "有目标评级不为 P 时以 1 退出。"});
    flag(sub, "--json", session_.json, {"Print the results as JSON.", "以 JSON 输出结果。"});
    flag(sub, "--quiet,-q", session_.quiet, {"No progress, no remarks.", "不显示进度和说明。"});
  }

  void add_replay() {
    auto* sub = command(parser_, "replay",
                        {"Write the full event log of one replication, bit for bit, and its tables (transfer ledger).",
                         "重新生成某次重复的完整事件记录（逐位一致）及台账表格。"},
                        [this] { return app::replay(session_, replay_); });
    argument(sub, "RUN", replay_.run, {"Folder of a finished run.", "已完成运行的文件夹。"})->required();
    option(sub, "--replication,-r", "K", replay_.replication, {"Which one; the first is 0.", "第几次重复，从 0 起。"})
        ->required();
    flag(sub, "--in-process", replay_.in_process,
         {"Without a child process (for a debugger).", "不使用子进程（供调试器使用）。"});
    examples(sub, "tocsin replay runs/first-siren --replication 17");
  }

  void add_check() {
    auto* sub =
        command(parser_, "check",
                {"Check a scenario or a town package and report every mistake.", "检查场景或区域数据，列出全部错误。"},
                [this] { return app::check(session_, path_); });
    argument(sub, "PATH", path_,
             {"Scenario (folder or file) or town package.", "场景（文件夹或文件）或区域数据文件夹。"})
        ->required();
    flag(sub, "--json", session_.json, {"Print the diagnostics as JSON.", "以 JSON 输出诊断信息。"});
    examples(sub, "tocsin check scenarios/first-siren\ntocsin check scenarios/towns/wulong --json");
  }

  void add_measures() {
    auto* sub = command(parser_, "measures",
                        {"Recompute the measures of a run from its stored logs.", "由保存的事件记录重新计算各项指标。"},
                        [this] { return app::measures(session_, path_); });
    argument(sub, "RUN", path_, {"Folder of a finished run.", "已完成运行的文件夹。"})->required();
    examples(sub, "tocsin measures runs/first-siren");
  }

  void add_why() {
    auto* sub = command(
        parser_, "why",
        {"Tell on what people's time went, from the order to a shelter.", "说明从下令到抵达场所，时间花在了哪里。"},
        [this] { return app::why(session_, why_); });
    argument(sub, "RUN", why_.run, {"Folder of a finished run.", "已完成运行的文件夹。"})->required();
    option(sub, "--zone", "Z", why_.zone, {"One zone only.", "只看某个村（社区）。"});
    flag(sub, "--json", session_.json, {"Print the figures as JSON.", "以 JSON 输出。"});
    examples(sub, "tocsin why runs/first-siren\ntocsin why runs/first-siren --zone upper-mill --json");
  }

  void add_import() {
    auto* parent = group(parser_, "import", {"Make a town package from other data.", "由其他数据生成区域数据。"});
    parent->require_subcommand(1);
    add_language(*parent);
    auto* sub = command(*parent, "osm",
                        {"From an OpenStreetMap extract (.osm.pbf), with a first drill.",
                         "由 OpenStreetMap 数据（.osm.pbf）生成，附首次演练。"},
                        [this] { return app::import_osm(session_, import_); });
    argument(sub, "FILE", import_.file, {"OpenStreetMap extract.", "OpenStreetMap 数据文件。"})->required();
    option(sub, "--output,-o", "DIR", import_.output, {"Folder of the town package.", "区域数据文件夹。"})->required();
    option(sub, "--boundary", "AREA", import_.boundary,
           {"GeoJSON file, or minlon,minlat,maxlon,maxlat.", "范围：GeoJSON 文件，或 minlon,minlat,maxlon,maxlat。"});
    option(sub, "--elevation", "FILE …", import_.elevation, {"Elevation tiles (.hgt).", "高程瓦片（.hgt）。"});
    flag(sub, "--force", import_.force, {"Replace an existing folder.", "覆盖已有文件夹。"});
    examples(sub, "tocsin import osm county.osm.pbf --output towns/county");
    add_import_tntp(*parent);
    add_import_cases(*parent);
  }

  void add_import_tntp(CLI::App& parent) {
    auto* sub = command(parent, "tntp",
                        {"From a road network and a trip table in the TNTP format, with a first drill.",
                         "由 TNTP 格式的路网和出行表生成，附首次演练。"},
                        [this] { return app::import_tntp(session_, tntp_); });
    argument(sub, "NET", tntp_.net, {"Network (…_net.tntp).", "路网（…_net.tntp）。"})->required();
    argument(sub, "TRIPS", tntp_.trips, {"Trip table (…_trips.tntp).", "出行表（…_trips.tntp）。"})->required();
    option(sub, "--output,-o", "DIR", tntp_.output, {"Folder of the town package.", "区域数据文件夹。"})->required();
    option(sub, "--nodes", "FILE", tntp_.nodes,
           {"Positions (default: …_node.tntp beside NET).", "节点坐标（缺省为 NET 同目录的 …_node.tntp）。"});
    option(sub, "--length-unit", "UNIT", tntp_.length_unit,
           {"Of lengths: mi, km, ft or m (default: found out).", "长度单位：mi、km、ft、m（缺省自动判断）。"})
        ->check(CLI::IsMember({"mi", "km", "ft", "m"}));
    option(sub, "--time-unit", "UNIT", tntp_.time_unit,
           {"Of times: min, h or s (default: found out).", "时间单位：min、h、s（缺省自动判断）。"})
        ->check(CLI::IsMember({"min", "h", "s"}));
    option(sub, "--period", "TIME", tntp_.period,
           {"In which the trips depart (default 1 h).", "出行时段长度（缺省 1 h）。"});
    flag(sub, "--force", tntp_.force, {"Replace an existing folder.", "覆盖已有文件夹。"});
    examples(sub, "tocsin import tntp Anaheim_net.tntp Anaheim_trips.tntp --output towns/anaheim");
  }

  void add_import_cases(CLI::App& parent) {
    if (!session_.catalog.cases_import()) return;  // a program without traffic
    auto* sub = command(parent, "cases",
                        {"From reference cases of traffic (JSON): a drill for each, judged by its known answers.",
                         "由交通算例（JSON）生成：每个算例一个演练，以已知答案为目标。"},
                        [this] { return app::import_cases(session_, cases_); });
    argument(sub, "FILE", cases_.file, {"File of cases.", "算例文件。"})->required();
    option(
        sub, "--output,-o", "DIR", cases_.output,
        {"Folder for the drills (default: called like FILE, here).", "输出文件夹（缺省与 FILE 同名，位于当前目录）。"});
    flag(sub, "--force", cases_.force, {"Replace existing folders.", "覆盖已有文件夹。"});
    examples(sub, "tocsin import cases cases.json --output cases");
  }

  void add_generate() {
    auto* parent = group(parser_, "generate", {"Make synthetic data.", "生成合成数据。"});
    parent->require_subcommand(1);
    add_language(*parent);
    auto* sub =
        command(*parent, "town", {"A synthetic mountain county, with a first drill.", "合成的山区县，附首次演练。"},
                [this] { return app::generate_town(session_, generate_); });
    option(sub, "--output,-o", "DIR", generate_.output, {"Folder of the town package.", "区域数据文件夹。"})
        ->required();
    option(sub, "--seed", "S", generate_.seed, {"Same seed, same town (default 1).", "种子相同则结果相同（缺省 1）。"});
    option(sub, "--townships", "T", generate_.townships, {"Number of townships (default 1).", "乡镇数（缺省 1）。"})
        ->check(CLI::Range(1, 200));
    option(sub, "--population", "P", generate_.population, {"Residents (default 10000).", "人口（缺省 10000）。"})
        ->check(CLI::Range(20, 5000000));
    flag(sub, "--force", generate_.force, {"Replace an existing folder.", "覆盖已有文件夹。"});
    examples(sub, "tocsin generate town --output towns/demo --seed 7 --townships 3 --population 20000");
  }

  void add_reference() {
    auto* schema = command(
        parser_, "schema",
        {"Print the JSON Schema of scenario files, or a reference page.", "输出场景文件的 JSON Schema 或参考页。"},
        [this] { return app::schema(session_, word_.empty() ? "scenario" : word_); });
    argument(schema, "WHAT", word_,
             {"scenario (default), town, sections, events, measures, facts, parameters, sources, diagnostics.",
              "scenario（缺省）、town、sections、events、measures、facts、parameters、sources、diagnostics。"})
        ->check(CLI::IsMember(
            {"scenario", "town", "sections", "events", "measures", "facts", "parameters", "sources", "diagnostics"}));
    auto* explain =
        command(parser_, "explain",
                {"Explain a diagnostic code (without one: list them).", "解释诊断代码（不给代码则全部列出）。"},
                [this] { return app::explain(session_, word_); });
    argument(explain, "CODE", word_, {"For example unknown-unit.", "例如 unknown-unit。"});
    auto* models = command(parser_, "models", {"List the model kinds, or show one.", "列出模型类型，或显示其中之一。"},
                           [this] { return app::models(session_, word_); });
    argument(models, "KIND", word_, {"For example hazard.flood.", "例如 hazard.flood。"});
  }

  CLI::App parser_{"", "tocsin"};
  Session session_;
  std::string language_;
  std::function<int()> action_;
  app::RunCommand run_;
  app::ReplayCommand replay_;
  app::WhyCommand why_;
  app::ImportOsmCommand import_;
  app::ImportTntpCommand tntp_;
  app::ImportCasesCommand cases_;
  app::GenerateTownCommand generate_;
  std::filesystem::path path_;
  std::string word_;
};

}  // namespace

// The last to hear of it: nothing ends the program without words and one of its own exit codes.
int run_command_line(int argc, char** argv, const Catalog& catalog) {
  const auto language = app::language_of_arguments(argc, argv, app::language_of_environment());
  try {
    return CommandLine(catalog, language).execute(argc, argv);
  } catch (const DefectError& error) {
    std::fputs((std::string(error.what()) + "\n").c_str(), stderr);
    return app::exit_code::kFailed;
  } catch (const InputError& refused) {
    std::fputs(draw(refused.diagnostics(), language).c_str(), stderr);
    return app::exit_code::kInputRefused;
  } catch (const std::exception& error) {
    app::complain({.catalog = catalog, .language = language}, app::words_for(error));
    return app::exit_code::kFailed;
  }
}

}  // namespace tocsin
