// SPDX-License-Identifier: Apache-2.0
// The situation pictures: which reports have reached which post, and how old they are. A post knows exactly these.
// world.door<Pictures>().
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/simulation/world.hpp"

namespace tocsin::command {

/// What a post knows of a report.
struct Known {
  std::uint32_t number = 0;  ///< of the report
  bool holds = false;
  Time observed = kStartEx, arrived = kStartEx;
};

class Pictures {
 public:
  explicit Pictures(World& world) : world_(world) {}

  /// A report has come to a post (or was made there). Publishes ReportArrived; one that is older than what the post
  /// knows changes nothing else.
  void learn(NameId post, NameId report, const Known& known);
  /// The newest that has come to the post; none: nothing has.
  [[nodiscard]] std::optional<Known> known(NameId post, NameId report) const;
  /// Told after a post has learned something.
  void on_change(std::function<void(NameId post)> listener) { listeners_.push_back(std::move(listener)); }

 private:
  World& world_;
  std::map<std::pair<NameId, NameId>, Known> known_;  // by post and report
  std::vector<std::function<void(NameId)>> listeners_;
};

}  // namespace tocsin::command
