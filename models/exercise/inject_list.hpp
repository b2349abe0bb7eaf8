// SPDX-License-Identifier: Apache-2.0
// The list of injects of one replication as exercise control works through it: world.door<InjectList>(). It plays each
// at its moment, watches for the expected action until the deadline, lets expire what can no longer be played, and
// closes the list at EndEx: every inject then is met, missed, expired, or played with nothing to be checked.
//
//   world.door<InjectList>().add(entry, Phase::response, [](World& world) { … });
//
// At one instant: the world first, then looks and deadlines, then what they have brought about. A deadline is a look of
// its own, so who acts at the last moment has acted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/lookout.hpp"
#include "engine/simulation/world.hpp"
#include "models/exercise/events.hpp"
#include "models/exercise/inject.hpp"

namespace tocsin::exercise {

class InjectList {
 public:
  /// Where an inject stands; the value of the fact exercise.inject_outcome.
  enum class State : std::uint8_t { waiting, played, met, missed, expired };

  explicit InjectList(World& world) : world_(world) {}
  /// Called before time starts. `action` may be empty. The entry must outlive the replication.
  void add(const InjectEntry& entry, Phase phase, InjectModel::Action action);
  /// Of an inject by the name of its entry.
  [[nodiscard]] State state(NameId inject) const;

 private:
  struct Line {
    const InjectEntry* entry = nullptr;
    Phase phase{};
    InjectModel::Action action;
    State state = State::waiting;
    EventHandle due;                            // when it is about to be played
    EventHandle limit;                          // until, then deadline
    std::optional<Lookout::Waiting> looks_for;  // when, then met_by
  };
  void wait(Line& line);
  void plan(Line& line, Time at);
  void play(Line& line);
  void expect(Line& line);
  void settle(Line& line, State outcome);
  void judge(Line& line);
  void too_late(Line& line);
  void expire(Line& line, ExpiryReason reason);
  void tell(const Line& line, InjectOutcome outcome);
  void close();
  void cancel(EventHandle& event);

  World& world_;
  std::vector<std::unique_ptr<Line>> lines_;
  bool will_close_ = false;  // close is scheduled
  bool closed_ = false;
};

}  // namespace tocsin::exercise
