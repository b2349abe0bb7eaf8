// SPDX-License-Identifier: Apache-2.0
// Isolation: jobs in child processes (fork), results back through pipes. One replication = one child: a crash, an
// exception or an endless loop is reported and the others survive; the bytes delivered do not depend on the number of
// children at work. Nothing may start a thread before. Not a scheduler for clusters.
//
//   JobOptions options{.workers = 8};
//   run_jobs(0, 1000, options, [&](std::size_t i) { return replicate(i); }, [&](JobOutcome&& o) { keep(o); });
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/base/text.hpp"

namespace tocsin {

/// How a job ended.
enum class JobStatus : std::uint8_t {
  done,        ///< `payload` is what the body returned
  failed,      ///< the body threw; `explanation` carries its message
  crashed,     ///< a signal, or an end without a result
  timed_out,   ///< longer than the limit: killed
  not_started  ///< no child process could be made
};

/// One job, as the parent sees it.
struct JobOutcome {
  std::size_t index = 0;
  JobStatus status = JobStatus::done;
  std::string payload{};  ///< bytes; empty unless done
  Phrase explanation{};   ///< why it did not end well; empty when done
  int signal = 0;         ///< of a crash, else 0
  [[nodiscard]] bool ok() const { return status == JobStatus::done; }
};

struct JobOptions {
  int workers = 1;                                   ///< children at work at the same time
  std::optional<std::chrono::milliseconds> limit{};  ///< wall-clock time of one job
  const std::atomic<bool>* stop = nullptr;           ///< when true: finish those in hand, start no more
  /// Called as soon as a job has ended, in whatever order (for a progress bar; not for results).
  std::function<void(const JobOutcome&)> on_finished{};
};

struct JobsSummary {
  std::size_t delivered = 0;
  std::size_t failed = 0;
  bool stopped = false;  ///< the stop flag ended it before all jobs were started
};

/// Runs `body(index)` for first <= index < first + count, each in a child process; calls `sink` in the parent in the
/// order of the index. An exception of `sink` kills what runs and passes through.
/// Children ignore SIGINT (Ctrl-C goes to the whole group; the parent decides) and die with their parent.
JobsSummary run_jobs(std::size_t first, std::size_t count, const JobOptions& options,
                     const std::function<std::string(std::size_t)>& body,
                     const std::function<void(JobOutcome&&)>& sink);

/// One job in one child process.
JobOutcome run_isolated(const std::function<std::string()>& body,
                        std::optional<std::chrono::milliseconds> limit = std::nullopt);

}  // namespace tocsin
