// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/animals.hpp"

#include "engine/input/codes.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {
namespace {

/// What animals mean to those who keep them stands in households_animals.cpp: the kind itself does nothing more.
class Animals final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

}  // namespace

void AnimalsParameters::describe(Fields& f) {
  f.optional(
      "zones", zones,
      {"Zones whose people keep such animals; all that take part if left out.", "饲养此类动物的分区；缺省为全部。"});
  f.parameter("kept_by", kept_by, {"Share of the households there that keep them.", "饲养户比例。"})
      .between(0_percent, 100_percent);
  f.parameter("willingness", willingness,
              {"Of the keepers who would leave without animals: share that leave all the same.",
               "无牲畜顾虑即会转移的饲养户中，仍愿转移的比例。"})
      .between(0_percent, 100_percent);
  f.parameter("shortest", shortest, {"Least extra time to feed, turn loose or pack them.", "安置动物至少多用的时间。"})
      .at_least(0s);
  f.parameter("longest", longest, {"Most extra time.", "安置动物至多多用的时间。"}).at_least(0s);
}

void AnimalsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  if (shortest > longest) {
    diagnostics.error(where, codes::kInconsistent,
                      {"the least extra time is longer than the most", "shortest 大于 longest"},
                      {"shortest <= longest", "shortest ≤ longest"});
  }
  if (scenario.all<HouseholdsParameters>().empty()) {
    diagnostics.error(where, codes::kInconsistent,
                      {"animals without households: nobody leaves in this drill", "有动物条目但无住户条目，无人转移"},
                      {"an entry 'kind: households' beside it", "同时写入 kind: households 条目"});
  }
  kept_in_.assign(scenario.town->zones.size(), zones.empty() ? 1 : 0);
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    if (zone.exists()) kept_in_[zone.index()] = 1;
  }
}

std::unique_ptr<Model> AnimalsParameters::make() const {
  return std::make_unique<Animals>();
}

}  // namespace tocsin::evacuation
