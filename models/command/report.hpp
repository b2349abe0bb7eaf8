// SPDX-License-Identifier: Apache-2.0
// command: - kind: report. What a post observes and sends up the tree: first when it comes true, again every so often
// while it is so, and once when it is over. The condition is looked at as it is, at the observer; everybody else knows
// it when the report arrives.
//
//   command:
//     - {kind: report, id: gauge-high, observer: dongsheng, when: {fact: hazard.stage, above: 1.2 m}, every: 15 min}
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/condition.hpp"
#include "engine/simulation/model.hpp"
#include "models/command/post.hpp"

namespace tocsin::command {

struct ReportParameters final : ModelParameters {
  Reference<PostTag> observer;
  Condition when;
  std::vector<Reference<PostTag>> to;
  std::optional<Duration> every;
  warning::Delay noticing;
  int bytes = 0;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  /// Does the post ever get it: as observer, on its way, or because it is meant for it?
  [[nodiscard]] bool comes_to(PostId post) const;

  // Filled by `check`.
  NameId name;
  PostId from;
  std::vector<std::vector<PostId>> ways;  ///< from the observer to each whom it is meant for; none leads over another
};

/// The report with this name; nullptr: there is none.
const ReportParameters* report_named(NameId name, const Scenario& scenario);

class Report final : public Model {
 public:
  explicit Report(const ReportParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  /// What is observed, now or over.
  enum class Finding : std::uint8_t { so, over };
  void changed(Finding finding);
  void make(Finding finding, std::uint64_t change);
  void send(const std::vector<PostId>& way, std::uint32_t number, Finding finding, Time observed);

  const ReportParameters& p_;
  World* world_ = nullptr;
  std::uint64_t changes_ = 0;  // so that what was begun before a change ends with it
  std::uint32_t made_ = 0;
};

}  // namespace tocsin::command
