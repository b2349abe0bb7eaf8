// SPDX-License-Identifier: Apache-2.0
// How a post comes to a decision: by its duty desk, by both leaders of a dual command, or in a consultation (会商) for
// which its members are called and a quorum must be reached; at the deadline the leader decides alone. One decision of
// one post.
//
//   Decision decision(world, times, {response, post, Consulting::yes}, [&](DecidedBy by) { … });
//   decision.begin();
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/command/events.hpp"
#include "models/command/journeys.hpp"
#include "models/command/post.hpp"

namespace tocsin::command {

/// How long deciding takes, and how members are called.
struct DecisionTimes {
  warning::Delay duty_desk;          ///< by standing authority, or once both leaders are there
  warning::Delay consultation;       ///< once enough members are there
  Duration consultation_deadline{};  ///< after which the leader decides alone
  Duration talk{}, ring{};
  Share answered_day, answered_night;
  int calls = 0;                ///< to a member before his deputy is called
  Duration call_again_after{};  ///< from a call in vain to the next
  Duration next_round_after{};  ///< once member and deputy have been called in vain
  void describe(Fields& fields);
  void check(const SourceSpan& where, Diagnostics& diagnostics) const;
};

enum class Consulting : std::uint8_t { no, yes };

class Decision {
 public:
  struct Matter {
    NameId response;
    PostId post;
    Consulting consulting = Consulting::no;
    std::uint64_t number = 0;  ///< of this response, so that each decision has its own draws
  };
  using Decided = std::function<void(DecidedBy by)>;

  Decision(World& world, const DecisionTimes& times, const Matter& matter, Decided decided);
  /// `decided` is called once, later, unless it is dropped or nobody who may decide is ever reached.
  void begin();
  /// It is needed no more.
  void drop() { over_ = true; }

 private:
  struct Person {
    bool called_for = false;  // takes part in this decision
    bool reached = false;
    bool deputy_next = false;
    int calls = 0;             // to the one who is called now
    std::uint64_t dialed = 0;  // in all
  };
  void meet();
  void call(std::size_t member);
  void call_ended(std::size_t member, const communications::Delivery& delivery);
  void in_vain(std::size_t member, NotReached why);
  void reached(std::size_t member);
  void overdue();
  void see();
  void sit(const warning::Delay& delay, DecidedBy by);
  [[nodiscard]] bool leaders_there() const;
  [[nodiscard]] std::uint32_t count_reached() const;
  [[nodiscard]] const PostParameters& post() const { return journeys_.tree().post(matter_.post); }

  World& world_;
  Journeys& journeys_;
  const DecisionTimes& times_;
  Matter matter_;
  Decided decided_;
  std::vector<Person> people_;  // by member of the post
  bool overdue_ = false, sitting_ = false, over_ = false;
};

}  // namespace tocsin::command
