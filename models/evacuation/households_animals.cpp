// SPDX-License-Identifier: Apache-2.0
// What animals mean to the households that keep them: time to see to them, or staying with them.
#include <utility>

#include "engine/random/distributions.hpp"
#include "models/evacuation/animals.hpp"
#include "models/evacuation/households.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kAnimals{"evacuation.animals"};

}  // namespace

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
