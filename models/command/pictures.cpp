// SPDX-License-Identifier: Apache-2.0
#include "models/command/pictures.hpp"

#include "models/command/events.hpp"

namespace tocsin::command {

void Pictures::learn(NameId post, NameId report, const Known& known) {
  world_.publish(ReportArrived{report, known.number, post, seconds(known.observed)});
  auto& newest = known_[{post, report}];
  if (known.number <= newest.number) return;
  newest = known;
  for (const auto& listener : listeners_) listener(post);
}

std::optional<Known> Pictures::known(NameId post, NameId report) const {
  const auto found = known_.find({post, report});
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace tocsin::command
