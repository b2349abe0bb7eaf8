// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/animals.hpp"

#include <utility>

#include "engine/input/codes.hpp"
#include "engine/random/distributions.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/households.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kAnimals{"evacuation.animals"};

/// What animals mean to those who keep them stands below, with the households: the kind itself does nothing more.
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

// Who keeps what, and how much it matters to them, is drawn once: three numbers per household and entry, so that one
// entry more changes nobody's other animals.
void Households::prepare_animals() {
  const auto entries = world_->scenario().all<AnimalsParameters>();
  if (entries.empty()) return;
  keeper_.resize(scope().households().size());
  for (std::uint32_t i = 0; i < keeper_.size(); ++i) {
    auto stream = world_->stream(kAnimals, household(i).value);
    for (std::size_t e = 0; e < entries.size(); ++e) {
      const auto& animals = *entries[e];
      const double kept = stream.uniform();
      const double willing = stream.uniform();
      const double takes = stream.uniform();
      if (!animals.kept_in(world_->town().population.zone[household(i).index()])) continue;
      if (kept >= animals.kept_by.fraction()) continue;
      keeper_[i].extra_s += Uniform(seconds(animals.shortest), seconds(animals.longest)).quantile(takes);
      if (willing >= animals.willingness.fraction() && !keeper_[i].stays_for.exists()) {
        keeper_[i].stays_for = animals.name;
      }
    }
  }
}

// Would leave, but for its animals: the log says so once.
bool Households::kept_by_animals(std::uint32_t position) {
  if (keeper_.empty() || !keeper_[position].stays_for.exists()) return false;
  auto& keeper = keeper_[position];
  if (plan_[position].leaves) return false;  // on the way out: nothing keeps it any more
  const auto id = household(position);
  if (!std::exchange(keeper.told, true)) world_->publish(StaysForAnimals{id, keeper.stays_for, roll_->persons(id)});
  return true;
}

}  // namespace tocsin::evacuation
