// SPDX-License-Identifier: Apache-2.0
// Many replications of one scenario over worker processes: numbers that do not depend on how many workers there are,
// nothing finished is lost, stops by itself when precise enough.
//
//   Experiment experiment(scenario, catalog, {.replications = 1000, .jobs = 2});
//   const ExperimentResult result = experiment.run(journal);
//   result.column(result.position("evacuation.clearance_time"))   // one value per replication
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/experiment/journal.hpp"
#include "engine/kernel/isolation.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/simulation.hpp"

namespace tocsin {

class ExperimentResult;

/// "MEASURE ± X": stop when the 95 % interval of the measure's mean (of times: of the median, since a time may not be
/// reached, and then there is no mean) is no wider than ± X. X has the measure's unit ("± 2 min", "± 1 %") or, except
/// for shares, may be a percentage of the value.
struct PrecisionGoal {
  std::string measure;
  double half_width = 0;  ///< in the measure's SI unit, or a share of the value when `relative`
  bool relative = false;
};

/// Reads "evacuation.clearance_time ± 2 min" ("+-" and "+/-" work too). On failure `problem` says why, in words.
std::optional<PrecisionGoal> parse_precision_goal(std::string_view text, const Catalog& catalog, Phrase& problem);

/// How a goal is written, with a time that reports show first: "evacuation.arrived_95_time ± 2 min".
std::string example_of_precision_goal(const Catalog& catalog);

/// Why no precision can be held against the measure of a goal, given the keys and curves of the scenario: it is a
/// curve, it is only taken by place, or no model of the scenario computes it. Empty when it can.
Phrase unfit_for_precision(const PrecisionGoal& goal, const ExperimentResult& keys);

/// How precise the measure of a goal has become.
struct PrecisionReached {
  /// Of the 95 % interval, as the goal is written: SI unit of the measure, or a share of the value. NaN when it cannot
  /// be told (too few values, or too many that were not reached).
  double half_width = 0;
  /// How many replications would be enough if mean and spread stayed as they are; absent when that cannot be told.
  std::optional<std::size_t> replications_needed;
};

/// "2.4 min", "3.1 %": a half-width as the goal is written, for people.
std::string half_width_text(double half_width, const PrecisionGoal& goal, const Catalog& catalog);

struct ExperimentOptions {
  std::size_t replications = 100;  ///< with a precision goal: the most that are run
  int jobs = 1;                    ///< worker processes
  /// With it looks are taken at 100, 150, 225, … replications, at last at all (StoppingRule).
  std::optional<PrecisionGoal> precision;
  const std::atomic<bool>* stop = nullptr;  ///< when true: finish those in hand and come back
  /// Called in the worker of a replication with its log, before it ends: to keep it. An OutputError it throws costs the
  /// log only: the measures are kept and the reason stands in ExperimentResult::logs_not_kept.
  std::function<void(std::uint32_t replication, const EventLog& log)> keep_log;
  /// finished so far, of how many (the most when stopping is by precision).
  std::function<void(std::size_t finished, std::size_t of)> on_progress;
};

/// One finished replication: values in the order of ExperimentResult::keys, curves one after the other.
struct ReplicationRecord {
  std::uint32_t replication = 0;
  std::vector<double> values;
  std::vector<float> curves;
  std::vector<OccurringMeasure> occurring = {};  ///< until merge_occurring
};

struct ReplicationFailure {
  std::uint32_t replication = 0;
  Phrase reason;
};

struct CurveKey {
  std::string name;
  MeasureUnit unit = MeasureUnit::persons;
};

class ExperimentResult {
 public:
  std::vector<MeasureKey> keys;
  std::vector<CurveKey> curve_keys;
  std::vector<ReplicationRecord> records;         ///< in order of replication
  std::vector<ReplicationFailure> failures;       ///< in order of replication
  std::vector<ReplicationFailure> logs_not_kept;  ///< replications that count, but whose log could not be written
  bool interrupted = false;                       ///< fewer than asked for: somebody stopped it, or `not_started`
  std::optional<Phrase> not_started{};            ///< why worker processes could not be started (the first reason)
  std::optional<bool> precise;                    ///< with a precision goal: whether it was reached
  std::optional<PrecisionReached> precision;      ///< with a precision goal: how far it got

  /// Position of a key, if there is one.
  [[nodiscard]] std::optional<std::size_t> position(std::string_view measure, std::string_view place = {}) const;
  /// The value of one key in every replication, in order.
  [[nodiscard]] std::vector<double> column(std::size_t position) const;
  /// Values of one curve at one point in every replication.
  [[nodiscard]] std::vector<double> curve_column(std::size_t curve, int point) const;
};

/// Makes ordinary keys of the occurring measures of all records, in order of name and place, behind the others.
void merge_occurring(ExperimentResult& result);

class Experiment {
 public:
  Experiment(const Scenario& scenario, const Catalog& catalog, ExperimentOptions options);
  /// Takes over what a journal holds (to resume); returns false when it belongs to other keys.
  bool take_over(std::uint32_t replication, std::string_view payload);
  /// The keys and curves of the scenario; no records.
  [[nodiscard]] const ExperimentResult& keys() const { return result_; }
  /// Runs what is missing; a precision goal must be fit for the scenario (unfit_for_precision). Every finished
  /// replication is appended to the journal at once.
  ExperimentResult run(Journal& journal);

 private:
  [[nodiscard]] std::string run_one(std::size_t replication) const;
  [[nodiscard]] std::vector<double> values_of_goal(std::size_t count) const;
  [[nodiscard]] bool goal_is_of_a_time() const;
  [[nodiscard]] bool precise_enough(std::size_t count) const;
  [[nodiscard]] PrecisionReached precision_after(std::size_t count) const;
  void run_missing(Journal& journal, std::size_t first, std::size_t end);
  bool add_payload(std::uint32_t replication, std::string_view payload);

  const Scenario& scenario_;
  const Catalog& catalog_;
  ExperimentOptions options_;
  ExperimentResult result_;
  std::vector<std::optional<ReplicationRecord>> finished_;  // by replication
  std::vector<std::optional<Phrase>> failed_;
  std::vector<std::optional<Phrase>> log_not_kept_;
};

}  // namespace tocsin
