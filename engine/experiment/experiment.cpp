// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "engine/base/ensure.hpp"
#include "engine/base/units.hpp"
#include "engine/experiment/output.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/statistics/interval.hpp"
#include "engine/statistics/stopping.hpp"

namespace tocsin {
namespace {

// Fewer values than this say nothing about precision, even when no more replications are asked for (Law, Simulation
// Modeling and Analysis; handbook 9.2).
constexpr std::size_t kFewest = 10;
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

std::string to_payload(const Measures& measures) {
  std::string bytes;
  const auto put = [&bytes](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
  const auto values = measures.values();
  put(values.data(), values.size_bytes());
  for (const auto& curve : measures.curves()) put(curve.values.data(), curve.values.size() * sizeof(float));
  const auto count = static_cast<std::uint32_t>(measures.occurring().size());
  put(&count, sizeof count);
  for (const auto& [key, value] : measures.occurring()) {
    put(&value, sizeof value);
    put(&key.unit, sizeof key.unit);
    put(key.name.c_str(), key.name.size() + 1);
    put(key.place.c_str(), key.place.size() + 1);
  }
  return bytes;
}

// Takes pieces off the front of a payload; says when there was less than asked for.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view bytes) : rest_(bytes) {}
  void take(void* data, std::size_t size) {
    good_ = good_ && size <= rest_.size();
    if (!good_ || size == 0) return;
    std::memcpy(data, rest_.data(), size);
    rest_.remove_prefix(size);
  }
  std::string take_text() {
    const auto end = rest_.find('\0');
    good_ = good_ && end != std::string_view::npos;
    if (!good_) return {};
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return text;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::vector<OccurringMeasure> take_occurring(PayloadReader& bytes) {
  std::vector<OccurringMeasure> measures;
  std::uint32_t count = 0;
  bytes.take(&count, sizeof count);
  for (std::uint32_t i = 0; i < count && bytes.good(); ++i) {
    auto& [key, value] = measures.emplace_back();
    bytes.take(&value, sizeof value);
    bytes.take(&key.unit, sizeof key.unit);
    key.name = bytes.take_text();
    key.place = bytes.take_text();
  }
  return measures;
}

// Behind the numbers of a payload: why the log was not kept, if it was not.
constexpr char kLogNotKept = 'L';

std::string with_reason(std::string payload, const Phrase& reason) {
  return std::move(payload) + kLogNotKept + reason.en + '\0' + reason.zh;
}

// Nothing, or the reason; false when the bytes are neither.
bool read_reason(std::string_view tail, std::optional<Phrase>& reason) {
  reason.reset();
  if (tail.empty()) return true;
  const auto middle = tail.find('\0');
  if (tail.front() != kLogNotKept || middle == std::string_view::npos) return false;
  reason = Phrase{std::string(tail.substr(1, middle - 1)), std::string(tail.substr(middle + 1))};
  return true;
}

// Why the quantity of a goal cannot be used for its measure; empty when it can.
Phrase misfit_of(const std::string& written, const QuantityReading& reading, const MeasureDescription& measure) {
  const auto wanted = dimension_of(measure.unit);
  const bool fits =
      reading.problem == UnitProblem::none && (reading.dimension == wanted || reading.dimension == Dimension::share);
  if (fits && reading.si > 0) return {};
  if (fits) return phrase("'{}' is not more than zero", "“{}”不大于零", written);
  auto form = written_form_of(measure.unit);
  if (wanted != Dimension::share) {
    form.en += ", or a percentage of its value";
    form.zh += "；或其数值的百分比";
  }
  return {fmt::format("'{}' does not fit: '{}' is {}", written, measure.name, form.en),
          fmt::format("“{}”不合适：“{}”的取值是{}", written, measure.name, form.zh)};
}

// Of the 95 % interval of the median; infinite when its ends are not known.
double half_width_of_median(const std::vector<double>& values) {
  const auto interval = quantile_interval(values, 0.5);
  constexpr double kUnknown = std::numeric_limits<double>::infinity();
  if (!interval.low || !interval.high || !std::isfinite(*interval.low) || !std::isfinite(*interval.high))
    return kUnknown;
  return std::max(*interval.high - interval.value, interval.value - *interval.low);
}

}  // namespace

Phrase unfit_for_precision(const PrecisionGoal& goal, const ExperimentResult& keys) {
  if (keys.position(goal.measure)) return {};
  const auto is_of_goal = [&goal](const auto& key) { return key.name == goal.measure; };
  if (std::any_of(keys.curve_keys.begin(), keys.curve_keys.end(), is_of_goal)) {
    return phrase("'{}' is a curve over time, not one number per replication; choose another measure",
                  "“{}”是随时间变化的曲线，每次重复没有单一数值；请另选指标", goal.measure);
  }
  if (std::any_of(keys.keys.begin(), keys.keys.end(), is_of_goal)) {
    return phrase("'{}' is taken place by place, not for the whole scope; choose another measure",
                  "“{}”按地点分别统计，没有全部范围的数值；请另选指标", goal.measure);
  }
  return phrase("no model of this scenario computes '{}'; choose another measure",
                "此场景中没有模型计算“{}”；请另选指标", goal.measure);
}

std::string half_width_text(double half_width, const PrecisionGoal& goal, const Catalog& catalog) {
  if (!std::isfinite(half_width)) return "?";
  const auto* measure = catalog.find_measure(goal.measure);
  const auto dimension = goal.relative || measure == nullptr ? Dimension::share : dimension_of(measure->unit);
  switch (dimension) {
    case Dimension::share:
      return fmt::format("{:.2g} %", half_width * 100);
    case Dimension::duration:
      return half_width >= 120 ? fmt::format("{:.1f} min", half_width / 60) : fmt::format("{:.2g} s", half_width);
    case Dimension::length:
      return fmt::format("{:.3g} m", half_width);
    default:
      return fmt::format("{:.2g}", half_width);
  }
}

std::string example_of_precision_goal(const Catalog& catalog) {
  const auto& measures = catalog.measures();
  const auto found = std::find_if(measures.begin(), measures.end(), [](const MeasureDescription& measure) {
    return measure.headline && measure.unit == MeasureUnit::seconds;
  });
  return fmt::format("{} ± 2 min", found == measures.end() ? "MEASURE" : found->name);
}

std::optional<PrecisionGoal> parse_precision_goal(std::string_view text, const Catalog& catalog, Phrase& problem) {
  const auto form = phrase("write it as \"MEASURE ± X\", for example \"{}\"", "写作“指标 ± X”，例如“{}”",
                           example_of_precision_goal(catalog));
  std::size_t at = std::string_view::npos;
  std::size_t width = 0;
  for (const std::string_view sign : {"±", "+/-", "+-"}) {
    at = text.find(sign);
    width = sign.size();
    if (at != std::string_view::npos) break;
  }
  const auto trimmed = [](std::string_view part) {
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    return std::string(part);
  };
  if (at == std::string_view::npos) {
    problem = form;
    return std::nullopt;
  }
  PrecisionGoal goal;
  goal.measure = trimmed(text.substr(0, at));
  const auto* description = catalog.find_measure(goal.measure);
  if (description == nullptr) {
    std::vector<std::string> names;
    for (const auto& measure : catalog.measures()) names.emplace_back(measure.name);
    const auto nearest = nearest_name(goal.measure, names);
    problem = phrase("there is no measure '{}'", "没有指标“{}”", goal.measure);
    if (!nearest.empty()) {
      problem.en += "; did you mean '" + nearest + "'?";
      problem.zh += "；是否指“" + nearest + "”？";
    }
    return std::nullopt;
  }
  const auto written = trimmed(text.substr(at + width));
  const auto reading = read_any_quantity(written);
  if (const auto misfit = misfit_of(written, reading, *description); !misfit.empty()) {
    problem = {misfit.en + "; " + form.en, misfit.zh + "；" + form.zh};
    return std::nullopt;
  }
  goal.half_width = reading.si;
  goal.relative = reading.dimension == Dimension::share && dimension_of(description->unit) != Dimension::share;
  return goal;
}

std::optional<std::size_t> ExperimentResult::position(std::string_view measure, std::string_view place) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].name == measure && keys[i].place == place) return i;
  }
  return std::nullopt;
}

std::vector<double> ExperimentResult::column(std::size_t position) const {
  std::vector<double> values;
  values.reserve(records.size());
  for (const auto& record : records) values.push_back(record.values[position]);
  return values;
}

std::vector<double> ExperimentResult::curve_column(std::size_t curve, int point) const {
  const auto at = curve * kCurvePoints + static_cast<std::size_t>(point);
  std::vector<double> values;
  values.reserve(records.size());
  for (const auto& record : records) values.push_back(record.curves[at]);
  return values;
}

void merge_occurring(ExperimentResult& result) {
  std::map<MeasureKey, std::size_t> position;  // behind the keys there are
  for (const auto& record : result.records) {
    for (const auto& [key, value] : record.occurring) position.emplace(key, 0);
  }
  const auto first = result.keys.size();
  for (auto& [key, at] : position) {
    at = result.keys.size();
    result.keys.push_back(key);
  }
  for (auto& record : result.records) {
    record.values.resize(first + position.size(), 0.0);
    for (const auto& [key, value] : record.occurring) record.values[position.at(key)] = value;
    record.occurring.clear();
  }
}

Experiment::Experiment(const Scenario& scenario, const Catalog& catalog, ExperimentOptions options)
    : scenario_(scenario), catalog_(catalog), options_(std::move(options)) {
  // The keys are the same for every log, so an empty one tells them.
  const auto measures = compute_measures(scenario, catalog, EventLog{});
  result_.keys.assign(measures.keys().begin(), measures.keys().end());
  for (const auto& curve : measures.curves()) result_.curve_keys.push_back({curve.name, curve.unit});
  finished_.resize(options_.replications);
  failed_.resize(options_.replications);
  log_not_kept_.resize(options_.replications);
}

bool Experiment::take_over(std::uint32_t replication, std::string_view payload) {
  if (replication >= finished_.size()) {
    finished_.resize(replication + 1U);
    failed_.resize(replication + 1U);
    log_not_kept_.resize(replication + 1U);
  }
  return add_payload(replication, payload);
}

bool Experiment::add_payload(std::uint32_t replication, std::string_view payload) {
  ReplicationRecord record;
  record.replication = replication;
  record.values.resize(result_.keys.size());
  record.curves.resize(result_.curve_keys.size() * kCurvePoints);
  PayloadReader bytes(payload);
  bytes.take(record.values.data(), record.values.size() * sizeof(double));
  bytes.take(record.curves.data(), record.curves.size() * sizeof(float));
  record.occurring = take_occurring(bytes);
  if (!bytes.good() || !read_reason(bytes.rest(), log_not_kept_[replication])) return false;
  finished_[replication] = std::move(record);
  return true;
}

std::string Experiment::run_one(std::size_t replication) const {
  const auto result = Simulation(scenario_, catalog_).run(static_cast<std::uint32_t>(replication));
  ensure(result.measures.keys().size() == result_.keys.size() &&
             std::equal(result_.keys.begin(), result_.keys.end(), result.measures.keys().begin()),
         "the keys of the measures must not depend on the log");
  auto payload = to_payload(result.measures);
  if (!options_.keep_log) return payload;
  try {
    options_.keep_log(result.replication, result.log);
  } catch (const OutputError& error) {  // a log is lost, the numbers are not
    return with_reason(std::move(payload), error.message());
  }
  return payload;
}

// The measure of the goal in the first `count` replications, where it has a meaning.
std::vector<double> Experiment::values_of_goal(std::size_t count) const {
  const auto position = result_.position(options_.precision->measure);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    if (finished_[i]) values.push_back(finished_[i]->values[*position]);
  }
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return values;
}

// Times are judged by their median from the first look on: one replication that does not get there takes the mean away,
// and a goal must not change its meaning in mid-run.
bool Experiment::goal_is_of_a_time() const {
  return result_.keys[*result_.position(options_.precision->measure)].unit == MeasureUnit::seconds;
}

bool Experiment::precise_enough(std::size_t count) const {
  if (!options_.precision) return false;
  const auto values = values_of_goal(count);
  const StoppingRule rule;
  if (values.size() < (options_.replications < rule.minimum ? kFewest : rule.minimum)) return false;
  const auto half_width = precision_after(count).half_width;
  if (half_width == 0 && values.size() < StoppingRule::kFewestEqual) return false;
  return half_width <= options_.precision->half_width;  // not when it cannot be told
}

PrecisionReached Experiment::precision_after(std::size_t count) const {
  PrecisionReached reached{kNoNumber, std::nullopt};
  const auto values = values_of_goal(count);
  if (values.size() < 2) return reached;
  const auto& goal = *options_.precision;
  // Of all replications, how many have a value: the forecast speaks of replications.
  const double share = static_cast<double>(values.size()) / static_cast<double>(count);
  const auto replications = [share](double with_value) {
    return static_cast<std::size_t>(std::ceil(with_value / share));
  };
  StoppingRule rule;
  (goal.relative ? rule.relative : rule.absolute) = goal.half_width;
  if (!goal_is_of_a_time()) {
    if (std::any_of(values.begin(), values.end(), [](double value) { return std::isinf(value); })) return reached;
    const auto interval = mean_interval(values);
    const double part = interval.half_width == 0 ? 0 : interval.relative_half_width();
    reached.half_width = goal.relative ? part / (1 - part) : interval.half_width;  // see StoppingRule::relative
    if (goal.relative && part >= 1) reached.half_width = kNoNumber;
    if (const auto needed = rule.forecast(interval)) {
      reached.replications_needed = replications(static_cast<double>(*needed));
    }
    return reached;
  }
  const double half_width = half_width_of_median(values);
  if (!std::isfinite(half_width)) return reached;
  const double median = quantile_interval(values, 0.5).value;
  reached.half_width = goal.relative && half_width > 0 ? half_width / std::abs(median) : half_width;
  const double ratio = reached.half_width / goal.half_width;  // the interval narrows with the root of n
  if (std::isfinite(ratio)) {
    const double needed = static_cast<double>(values.size()) * ratio * ratio;
    reached.replications_needed = replications(std::max(static_cast<double>(rule.minimum), needed));
  }
  return reached;
}

void Experiment::run_missing(Journal& journal, std::size_t first, std::size_t end) {
  std::vector<std::size_t> missing;
  for (auto i = first; i < end; ++i) {
    if (!finished_[i] && !failed_[i]) missing.push_back(i);
  }
  JobOptions jobs{.workers = options_.jobs, .limit = std::nullopt, .stop = options_.stop, .on_finished = {}};
  auto done = static_cast<std::size_t>(
      std::count_if(finished_.begin(), finished_.end(), [](const auto& record) { return record.has_value(); }));
  jobs.on_finished = [&](const JobOutcome& outcome) {
    if (outcome.ok()) journal.append(static_cast<std::uint32_t>(missing[outcome.index]), outcome.payload);
    if (outcome.status == JobStatus::not_started) return;
    if (options_.on_progress) options_.on_progress(++done, options_.replications);
  };
  run_jobs(
      0, missing.size(), jobs, [&](std::size_t job) { return run_one(missing[job]); },
      [&](JobOutcome&& outcome) {
        const auto replication = missing[outcome.index];
        if (outcome.ok()) {
          ensure(add_payload(static_cast<std::uint32_t>(replication), outcome.payload), "a payload of another size");
        } else if (outcome.status == JobStatus::not_started) {  // it has not failed: --resume runs it
          if (!result_.not_started) result_.not_started = outcome.explanation;
        } else {
          failed_[replication] = outcome.explanation;
        }
      });
}

ExperimentResult Experiment::run(Journal& journal) {
  prepare_simgrid();  // in the parent, so that the workers find it made
  ensure(!options_.precision || unfit_for_precision(*options_.precision, result_).empty(),
         "the measure of a precision goal must have one value for the whole scope");
  // With a precision goal the looks are at fixed counts in order of replication, so they do not depend on the workers.
  const std::size_t most = options_.replications;
  std::size_t use = most;
  for (std::size_t count = 0; count < most;) {
    const auto begin = count;
    count = options_.precision ? StoppingRule{}.next_look(count, most) : most;
    run_missing(journal, begin, count);
    if (result_.not_started || (options_.stop != nullptr && options_.stop->load())) break;
    if (!options_.precision) break;
    result_.precise = precise_enough(count);
    if (*result_.precise) {
      use = count;
      break;
    }
  }
  const auto counted = std::min(use, finished_.size());
  if (options_.precision) result_.precision = precision_after(counted);
  for (std::size_t i = 0; i < counted; ++i) {
    if (finished_[i] && log_not_kept_[i])
      result_.logs_not_kept.push_back({static_cast<std::uint32_t>(i), *log_not_kept_[i]});
    if (finished_[i]) result_.records.push_back(std::move(*finished_[i]));
    if (failed_[i]) result_.failures.push_back({static_cast<std::uint32_t>(i), *failed_[i]});
  }
  merge_occurring(result_);
  result_.interrupted = result_.records.size() + result_.failures.size() < use;
  return std::move(result_);
}

}  // namespace tocsin
