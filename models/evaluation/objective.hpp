// SPDX-License-Identifier: Apache-2.0
// One objective of the drill (HSEEP 2020): a measure, a target and the tolerance between "performed" and "unable to be
// performed". No behavior of its own: it is rated from the log by models/evaluation/measures.cpp.
//
//   evaluation:
//     - objective: {en: Warn everybody in time, zh: 及时预警}
//       measure: warning.reached_share
//       target: at least 90 %
#pragma once

#include "engine/simulation/model.hpp"
#include "engine/simulation/objective.hpp"

namespace tocsin::evaluation {

struct MeasureTag;

class ObjectiveParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] const Objective* objective() const override { return &objective_; }
  [[nodiscard]] std::unique_ptr<Model> make() const override;

 private:
  void check_place(const Scenario& scenario, Diagnostics& diagnostics) const;
  Phrase name_;
  Reference<MeasureTag> measure_;
  std::optional<Reference<MeasureTag>> place_;
  Target target_;
  Share tolerance_;
  Share required_share_;
  Objective objective_;
};

}  // namespace tocsin::evaluation

template <>
struct tocsin::ReferenceNoun<tocsin::evaluation::MeasureTag> {
  static Phrase value() { return {"a measure", "一项指标"}; }
};
