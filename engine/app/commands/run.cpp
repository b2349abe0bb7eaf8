// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "engine/app/commands/commands.hpp"
#include "engine/app/terminal.hpp"
#include "engine/app/version.hpp"
#include "engine/experiment/experiment.hpp"
#include "engine/experiment/geopackage.hpp"
#include "engine/experiment/output.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/experiment/summary.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/report/experiment_report.hpp"
#include "engine/report/parameter_list.hpp"
#include "engine/report/report.hpp"

namespace tocsin::app {
namespace {

constexpr std::size_t kDefaultReplications = 200;
constexpr std::size_t kMostWithPrecision = 10000;

std::atomic<bool> stop_requested{false};

// First Ctrl-C: finish the replications in hand. Second: end at once (the journal already holds what was finished).
extern "C" void on_interrupt(int) {
  if (stop_requested.exchange(true)) _exit(exit_code::kInterrupted);
}

void catch_interrupts() {
  prepare_simgrid();  // SimGrid puts in a handler of its own when it is made; ours comes after
  stop_requested = false;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is a full disk: a message, not a death
}

std::string local_time_mark() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  return fmt::format("{:04}{:02}{:02}-{:02}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

// The town as seen from the run folder, so that scenario.yaml runs from there without an absolute path.
std::string town_path_from(const std::filesystem::path& folder, const Scenario& scenario) {
  const auto town = std::filesystem::absolute(scenario.path.parent_path() / scenario.town_path).lexically_normal();
  return town.lexically_relative(std::filesystem::absolute(folder).lexically_normal()).generic_string();
}

class RunJob {
 public:
  RunJob(const Session& session, const RunCommand& command) : session_(session), command_(command) {}

  int execute() {
    if (!read_input()) return exit_code::kInputRefused;
    if (!read_goal() || !goal_fits() || !has_required_objectives()) return exit_code::kCommandLine;
    if (!choose_folder()) return exit_code::kCommandLine;
    try {
      if (command_.resume && !take_over_what_was_asked()) return exit_code::kInputRefused;
      return simulate();
    } catch (const OutputError& error) {
      complain(session_, error.message());
    } catch (const GeoPackageError& error) {
      complain(session_, error.message());
    }
    say(session_, resume_hint());
    return exit_code::kFailed;
  }

 private:
  bool read_input() {
    Diagnostics diagnostics;
    scenario_ = read_scenario(command_.scenario, session_.catalog, {command_.seed}, diagnostics);
    if (!scenario_ || !session_.json) show(session_, diagnostics);
    return scenario_ != nullptr;
  }

  bool read_goal() {
    if (command_.until_precision.empty()) return true;
    Phrase problem;
    goal_ = parse_precision_goal(command_.until_precision, session_.catalog, problem);
    if (!goal_) complain(session_, {"--until-precision: " + problem.en, "--until-precision：" + problem.zh});
    return goal_.has_value();
  }

  bool goal_fits() {
    if (!goal_) return true;
    const auto problem = unfit_for_precision(*goal_, Experiment(*scenario_, session_.catalog, {}).keys());
    if (!problem.empty()) complain(session_, {"--until-precision: " + problem.en, "--until-precision：" + problem.zh});
    return problem.empty();
  }

  // Nothing can be missed where nothing is asked: whoever requires objectives must not be told that all is well.
  [[nodiscard]] bool has_required_objectives() const {
    const auto& entries = scenario_->entries;
    const bool any = std::any_of(entries.begin(), entries.end(),
                                 [](const auto& entry) { return entry.parameters->objective() != nullptr; });
    if (any || !command_.require_objectives) return true;
    complain(session_, phrase("--require-objectives: '{}' has no objectives", "--require-objectives：“{}”没有设目标",
                              scenario_->id));
    return false;
  }

  bool choose_folder() {
    auto path = command_.output;
    if (path.empty() && command_.resume) path = newest_interrupted("runs", scenario_->id);
    if (path.empty() && command_.resume) {
      complain(session_,
               phrase("there is no interrupted run of '{}' in runs/", "runs/ 下没有“{}”的中断运行", scenario_->id));
      return false;
    }
    if (path.empty()) return true;  // a new one, made by prepare_folder
    folder_ = RunFolder(path);
    if (std::filesystem::exists(folder_.journal()) && Journal::in_use(folder_.journal())) {
      complain(session_,
               phrase("another run of Tocsin is working in '{}'", "另一个 Tocsin 运行正在使用“{}”", shown_path(path)));
      return false;
    }
    if (!command_.resume && holds_what_is_read()) return false;
    if (command_.resume && !std::filesystem::exists(folder_.journal())) {
      complain(session_, phrase("'{}' holds nothing to resume", "“{}”中没有可继续的运行", shown_path(path)));
      return false;
    }
    if (!command_.resume && !command_.force && folder_.in_use()) {
      complain(session_, in_use());
      return false;
    }
    return true;
  }

  // Results beside the scenario would replace scenario.yaml by the resolved one.
  [[nodiscard]] bool holds_what_is_read() const {
    const auto town = scenario_->path.parent_path() / scenario_->town_path;
    for (const auto& input : {scenario_->path, town}) {
      if (!folder_.holds(input)) continue;
      complain(session_, {fmt::format("the results cannot go to '{}': '{}' lies there; choose another --output",
                                      shown_path(folder_.path()), shown_path(input)),
                          fmt::format("结果不能写入“{}”：其中有“{}”；请另选 --output", shown_path(folder_.path()),
                                      shown_path(input))});
      return true;
    }
    return false;
  }

  void prepare_folder() {
    if (command_.resume) return;
    if (folder_.path().empty()) folder_ = RunFolder::make_new("runs", scenario_->id + "-" + local_time_mark());
    folder_.prepare(command_.force);
  }

  // Only a run that was interrupted can be continued.
  [[nodiscard]] Phrase in_use() const {
    const auto name = shown_path(folder_.path());
    if (std::filesystem::exists(folder_.journal())) {
      return phrase(
          "'{}' holds an interrupted run; continue it with --resume, replace it with --force, or choose "
          "another --output",
          "“{}”中有被中断的运行；请用 --resume 继续，或用 --force 覆盖，或另选 --output", name);
    }
    return phrase("'{}' already holds a finished run; choose another --output, or replace it with --force",
                  "“{}”中已有完成的运行结果；请另选 --output，或用 --force 覆盖", name);
  }

  // Whoever resumes means the run that was interrupted: its seed, count and precision, unless the command says others.
  bool take_over_what_was_asked() {
    const auto begun = Journal::peek(folder_.journal());
    if (!command_.replications && begun.replications > 0) begun_replications_ = begun.replications;
    if (command_.replications && begun.replications > *command_.replications) {
      say(session_, phrase("this run was begun with {} replications; --replications {} ends it at {}",
                           "该运行开始时要求 {} 次重复；--replications {} 使其到 {} 次为止", begun.replications,
                           *command_.replications, *command_.replications));
    }
    if (!goal_ && !command_.replications && !begun.precision.empty()) {
      Phrase ignored;
      precision_ = begun.precision;
      goal_ = parse_precision_goal(precision_, session_.catalog, ignored);
      if (!goal_fits()) return false;
    }
    if (command_.seed || begun.seed == scenario_->exercise.seed) return true;
    Diagnostics diagnostics;
    scenario_ = read_scenario(command_.scenario, session_.catalog, {begun.seed}, diagnostics);
    return scenario_ != nullptr;
  }

  [[nodiscard]] std::size_t wanted_replications() const {
    if (begun_replications_) return *begun_replications_;
    return command_.replications.value_or(goal_ ? kMostWithPrecision : kDefaultReplications);
  }

  ExperimentOptions experiment_options(ProgressBar& bar) {
    ExperimentOptions options;
    options.replications = wanted_replications();
    options.jobs =
        command_.jobs > 0 ? command_.jobs : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    options.precision = goal_;
    options.stop = &stop_requested;
    options.on_progress = [&bar](std::size_t finished, std::size_t of) { bar.update(finished, of); };
    options.keep_log = [this](std::uint32_t replication, const EventLog& log) {
      if (command_.keep_logs == "none" || (command_.keep_logs == "first" && replication != 0)) return;
      std::ostringstream text;
      log.write_jsonl(text, *scenario_->names);
      write_file(folder_.events(replication), text.str());
      if (replication == 0) write_tables(folder_, *scenario_, session_.catalog, replication, log, session_.language);
    };
    return options;
  }

  int simulate() {
    prepare_folder();
    const JournalHeader header{version(), digest(*scenario_), scenario_->exercise.seed, wanted_replications(),
                               precision_};
    catch_interrupts();
    ExperimentResult result;
    {
      ProgressBar bar(session_, phrase("simulating {}", "正在模拟 {}", scenario_->id));
      Experiment experiment(*scenario_, session_.catalog, experiment_options(bar));
      auto journal = open_journal(header, experiment);
      if (!journal) return exit_code::kInputRefused;
      write_file(folder_.scenario(), resolved_yaml(*scenario_, town_path_from(folder_.path(), *scenario_)));
      result = experiment.run(*journal);
    }
    if (result.interrupted) {
      say(session_, phrase("interrupted: {} of {} replications are finished and kept",
                           "已中断：{}/{} 次重复已完成并保存", result.records.size(), wanted_replications()));
      say(session_, resume_hint());
      if (!result.not_started) return exit_code::kInterrupted;
      complain(session_, *result.not_started);
      return exit_code::kFailed;
    }
    write_all(header, result);
    return tell(result);
  }

  std::optional<Journal> open_journal(const JournalHeader& header, Experiment& experiment) {
    if (!command_.resume) return Journal::create(folder_.journal(), header);
    JournalHeader found;
    bool fits = true;
    auto journal = Journal::open(folder_.journal(), found, [&](std::uint32_t replication, std::string_view payload) {
      fits = experiment.take_over(replication, payload) && fits;
    });
    if (found.fits(header) && fits) return journal;
    complain(session_, phrase("'{}' belongs to another scenario, seed or version; start anew with --force",
                              "“{}”属于另一场景、种子或版本；请用 --force 重新开始", shown_path(folder_.path())));
    return std::nullopt;
  }

  void write_all(const JournalHeader& header, const ExperimentResult& result) {
    const auto parameters = parameter_list(*scenario_);
    RunManifest manifest{.version = header.version,
                         .scenario = scenario_->id,
                         .digest = header.digest,
                         .seed = header.seed,
                         .replications = result.records.size(),
                         .parameters = parameters.size(),
                         .assumptions = assumption_count(parameters),
                         .failed = {},
                         .interrupted = false,
                         .precision = {},
                         .precise = result.precise,
                         .precision_got = {},
                         .replications_needed = {}};
    for (const auto& failure : result.failures) manifest.failed.push_back(failure.replication);
    if (goal_) manifest.precision = precision_;
    if (missed_precision(result)) {
      if (std::isfinite(result.precision->half_width)) {
        manifest.precision_got = half_width_text(result.precision->half_width, *goal_, session_.catalog);
      }
      manifest.replications_needed = result.precision->replications_needed;
    }
    write_measures_csv(folder_, result);
    write_results(folder_, *scenario_, result);
    report_ = report_of(*scenario_, session_.catalog, result, first_log(), manifest, called_as());
    if (missed_precision(result)) report_.notes.push_back(precision_note(result));
    write_file(folder_.report(), render_report(report_, session_.language));
    write_manifest(folder_, manifest);
    // Only now is everything in place that was in the journal; one that holds more than was asked for now stays.
    if (begun_more_than(result.records.size() + result.failures.size())) return;
    std::error_code ignored;
    std::filesystem::remove(folder_.journal(), ignored);
  }

  [[nodiscard]] bool missed_precision(const ExperimentResult& result) const {
    return goal_ && result.precision && !result.precise.value_or(false);
  }

  // How far the precision got, and what it would take.
  [[nodiscard]] Phrase precision_note(const ExperimentResult& result) const {
    const auto got = half_width_text(result.precision->half_width, *goal_, session_.catalog);
    auto note = result.precision->half_width == 0
                    ? phrase(
                          "the precision asked for ({}) was not reached: all values are equal, which says nothing "
                          "when there are so few of them",
                          "未达到要求的精度（{}）：各次数值相同，但次数太少，不能说明问题", precision_)
                : std::isfinite(result.precision->half_width)
                    ? phrase("the precision asked for ({}) was not reached: ± {} after {} replications",
                             "未达到要求的精度（{0}）：{2} 次重复后为 ± {1}", precision_, got, result.records.size())
                    : phrase(
                          "the precision asked for ({}) was not reached; how near it came cannot be told from {} "
                          "replications (too many in which the measure has no value)",
                          "未达到要求的精度（{}）；{} 次重复不足以判断相差多少（该指标无值的重复过多）", precision_,
                          result.records.size());
    if (const auto needed = result.precision->replications_needed) {
      const auto count = rounded_up(*needed);
      note.en += fmt::format("; about {} would be needed (--replications {})", count, count);
      note.zh += fmt::format("；约需 {} 次（--replications {}）", count, count);
    }
    return {note.en + ".", note.zh + "。"};
  }

  // A forecast has two digits at best.
  static std::size_t rounded_up(std::size_t count) {
    std::size_t step = 1;
    while (count / step >= 100) step *= 10;
    return (count + step - 1) / step * step;
  }

  [[nodiscard]] bool begun_more_than(std::size_t used) const {
    return command_.resume && command_.replications && Journal::peek(folder_.journal()).replications > used && !goal_;
  }

  EventLog first_log() {
    std::error_code ignored;
    std::ifstream in(folder_.events(0));
    if (!in || !std::filesystem::is_regular_file(folder_.events(0), ignored)) return {};  // not kept
    try {
      return EventLog::read_jsonl(in, folder_.events(0).string(), session_.catalog.events(), *scenario_->names);
    } catch (const InputError& damaged) {  // by somebody else, before --resume; the numbers do not need it
      std::fputs(draw(damaged.diagnostics(), session_.language).c_str(), stderr);
      log_damaged_ = true;
      return {};
    }
  }

  int tell(const ExperimentResult& result) {
    if (session_.json) {
      tell_json(result);
    } else {
      std::fputs(summary_text(report_, session_.language).c_str(), stdout);
      const auto path = shown_path(folder_.report());
      std::fputs((session_.language == Language::zh ? "报告：" + path : "Report: " + path).c_str(), stdout);
      std::fputs("\n", stdout);
    }
    for (const auto& failure : result.failures) {
      complain(session_, {fmt::format("replication {} failed: {}", failure.replication, failure.reason.en),
                          fmt::format("第 {} 次重复失败：{}", failure.replication, failure.reason.zh)});
    }
    if (!result.logs_not_kept.empty()) complain(session_, about_logs(result.logs_not_kept));
    if (!result.failures.empty() || !result.logs_not_kept.empty() || log_damaged_) return exit_code::kFailed;
    const auto objectives = summarize_objectives(*scenario_, result);
    const bool missed = std::any_of(objectives.begin(), objectives.end(),
                                    [](const ObjectiveSummary& o) { return o.rating != Rating::P; });
    return missed && command_.require_objectives ? exit_code::kObjectiveMissed : exit_code::kDone;
  }

  // Once for all of them: a full disk would say the same a thousand times.
  [[nodiscard]] Phrase about_logs(const std::vector<ReplicationFailure>& lost) const {
    const auto& first = lost.front();
    const auto n = lost.size();
    auto words = n == 1
                     ? phrase("the event log of replication {} was not kept", "第 {} 次重复的事件记录未能保存",
                              first.replication)
                     : phrase("the event logs of {} replications were not kept", "有 {} 次重复的事件记录未能保存", n);
    const auto again = phrase("{} replay {} --replication {}", "{} replay {} --replication {}", called_as(),
                              shown_path(folder_.path()), first.replication);
    words.en += fmt::format(": {}; the measures are complete. Make it later with: {}", first.reason.en, again.en);
    words.zh += fmt::format("：{}；指标完整无缺。可稍后生成：{}", first.reason.zh, again.zh);
    return words;
  }

  void tell_json(const ExperimentResult& result) {
    using nlohmann::json;
    const auto number = [](double value) { return std::isfinite(value) ? json(value) : json(nullptr); };
    json document{{"schema", "tocsin-run-1"},
                  {"scenario", scenario_->id},
                  {"seed", scenario_->exercise.seed},
                  {"replications", result.records.size()},
                  {"failed", result.failures.size()},
                  {"output", folder_.path().generic_string()},
                  {"report", folder_.report().generic_string()},
                  {"objectives", json::array()},
                  {"measures", json::array()}};
    if (!result.logs_not_kept.empty()) document["logs_not_kept"] = result.logs_not_kept.size();
    if (result.precise) document["precise"] = *result.precise;
    if (goal_ && result.precision) {
      document["precision"] = {
          {"goal", precision_},
          {"reached", result.precise.value_or(false)},
          {"half_width", number(result.precision->half_width)},
          {"half_width_text", half_width_text(result.precision->half_width, *goal_, session_.catalog)},
          {"relative", goal_->relative},
          {"replications_needed", nullptr}};
      if (const auto needed = result.precision->replications_needed) {
        document["precision"]["replications_needed"] = *needed;
      }
    }
    for (const auto& o : summarize_objectives(*scenario_, result)) {
      document["objectives"].push_back({{"id", o.objective->id},
                                        {"measure", o.objective->measure},
                                        {"place", o.objective->place},
                                        {"target", to_text(o.objective->target)},
                                        {"n", o.n},
                                        {"met_share", number(o.met_share)},
                                        {"met_low", number(o.met_low)},
                                        {"met_high", number(o.met_high)},
                                        {"rating", EnumNames<Rating>::value[static_cast<std::size_t>(o.rating)]}});
    }
    for (const auto& s : summarize(result)) {
      document["measures"].push_back({{"measure", s.key.name},
                                      {"place", s.key.place},
                                      {"unit", name_of(s.key.unit)},
                                      {"n", s.n},
                                      {"mean", number(s.mean)},
                                      {"mean_low", number(s.mean_low)},
                                      {"mean_high", number(s.mean_high)},
                                      {"q05", number(s.q05)},
                                      {"median", number(s.median)},
                                      {"q95", number(s.q95)},
                                      {"unfinished_share", number(s.unfinished_share)}});
    }
    std::fputs((document.dump(2) + "\n").c_str(), stdout);
  }

  [[nodiscard]] Phrase resume_hint() const {
    return phrase("continue with: {} run {} --output {} --resume", "继续运行：{} run {} --output {} --resume",
                  called_as(), shown_path(command_.scenario), shown_path(folder_.path()));
  }

  const Session& session_;
  const RunCommand& command_;
  std::unique_ptr<Scenario> scenario_;
  std::optional<PrecisionGoal> goal_;
  std::string precision_ = command_.until_precision;
  std::optional<std::size_t> begun_replications_;  // of the run that is resumed
  RunFolder folder_{std::filesystem::path()};
  ReportContents report_;
  bool log_damaged_ = false;
};

}  // namespace

int run(const Session& session, const RunCommand& command) {
  return RunJob(session, command).execute();
}

}  // namespace tocsin::app
