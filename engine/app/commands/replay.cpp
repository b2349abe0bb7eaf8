// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/reading.hpp"
#include "engine/app/terminal.hpp"
#include "engine/experiment/output.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/kernel/isolation.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/kernel/run_error.hpp"
#include "engine/simulation/simulation.hpp"

namespace tocsin::app {
namespace {

// Ends the program here: SimGrid, once it has run in this very process, complains in its own words when it is torn
// down.
[[noreturn]] void end_without_teardown(int code) {
  std::fflush(nullptr);
  std::_Exit(code);
}

}  // namespace

int replay(const Session& session, const ReplayCommand& command) {
  const RunFolder folder(command.run);
  const auto [scenario, replications] = finished_run(session, folder);
  if (!scenario) return exit_code::kInputRefused;
  if (!has_replication(session, folder, command.replication, replications)) return exit_code::kCommandLine;
  const auto events = folder.events(command.replication);
  const auto body = [&, &what = *scenario] {
    const auto result = Simulation(what, session.catalog).run(command.replication);
    std::ostringstream text;
    result.log.write_jsonl(text, *what.names);
    write_file(events, text.str());
    write_tables(folder, what, session.catalog, command.replication, result.log, session.language);
    return std::to_string(result.log.size());
  };
  try {
    folder.prepare(false);
    prepare_simgrid();
    const auto outcome = command.in_process ? JobOutcome{.payload = body()} : run_isolated(body);
    if (!outcome.ok()) {
      complain(session, {fmt::format("replication {} failed: {}", command.replication, outcome.explanation.en),
                         fmt::format("第 {} 次重复失败：{}", command.replication, outcome.explanation.zh)});
      return exit_code::kFailed;
    }
    say(session, phrase("{} events of replication {}: {}", "共 {} 个事件（第 {} 次重复）：{}", outcome.payload,
                        command.replication, shown_path(events)));
    if (command.in_process) end_without_teardown(exit_code::kDone);
  } catch (const OutputError& error) {
    complain(session, error.message());
    return exit_code::kFailed;
  } catch (const RunError& error) {
    complain(session, error.explanation());
    end_without_teardown(exit_code::kFailed);  // only in this process is it thrown
  }
  return exit_code::kDone;
}

int measures(const Session& session, const std::filesystem::path& run) {
  const RunFolder folder(run);
  const auto [scenario, replications] = finished_run(session, folder);
  if (!scenario) return exit_code::kInputRefused;
  ExperimentResult result;
  const auto logs = logs_of(session, run);
  if (logs.empty()) {
    complain(session, phrase("'{}' holds no event logs; keep them with --keep-logs, or make one with tocsin replay",
                             "“{}”中没有事件记录；可用 --keep-logs 保存，或用 tocsin replay 生成", shown_path(run)));
    return exit_code::kInputRefused;
  }
  if (logs.size() < replications) {
    say(session,
        phrase(
            "note: only {} of {} replications have a stored log; the others are not in these numbers "
            "(run with --keep-logs all, or make one with tocsin replay)",
            "注意：{1} 次重复中仅 {0} 次存有事件记录，其余未计入（运行时加 --keep-logs all，或用 tocsin replay 生成）",
            logs.size(), replications));
  }
  for (const auto& [replication, path] : logs) {
    std::ifstream in(path);
    try {
      const auto log = EventLog::read_jsonl(in, path.string(), session.catalog.events(), *scenario->names);
      const auto measures = compute_measures(*scenario, session.catalog, log);
      result.keys.assign(measures.keys().begin(), measures.keys().end());
      const auto values = measures.values();
      const auto occurring = measures.occurring();
      result.records.push_back({replication, {values.begin(), values.end()}, {}, {occurring.begin(), occurring.end()}});
    } catch (const InputError& refused) {
      std::fputs(draw(refused.diagnostics(), session.language).c_str(), stderr);
      return exit_code::kInputRefused;
    }
  }
  merge_occurring(result);
  std::fputs(measures_csv(result).c_str(), stdout);
  return exit_code::kDone;
}

}  // namespace tocsin::app
