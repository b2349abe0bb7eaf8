// SPDX-License-Identifier: Apache-2.0
#include "models/evaluation/evaluation.hpp"

#include "models/evaluation/objective.hpp"

namespace tocsin::evaluation {

void register_models(Catalog& catalog) {
  catalog.add_section("evaluation", {"Evaluation", "评估"});
  catalog.add_kind<ObjectiveParameters>(
      "evaluation", "objective",
      {"An objective with measure and target, rated P, S, M or U", "演练目标：指标、目标值与 P/S/M/U 评级"},
      {{"Quality that no measure shows: how well a talk was led, whether a post was tidy.",
        "任何指标都反映不出的质量，如沟通是否得当、现场是否有序。"},
       {"HSEEP asks whether a challenge harmed other activities; the rating here sees only its own measure.",
        "HSEEP 还要求判断是否影响其他行动；此处评级只看自身指标。"}});
}

}  // namespace tocsin::evaluation
