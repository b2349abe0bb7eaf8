// SPDX-License-Identifier: Apache-2.0
#include "models/command/decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::command {

using communications::Callee;
using communications::Delivery;
using communications::LossReason;
using communications::MessageKind;
using communications::Priority;

void DecisionTimes::describe(Fields& f) {
  f.optional("duty_desk", duty_desk,
             {"Decision by standing authority, or by both leaders once they are on the line.",
              "值班室按授权决定（或双指挥均在线后决定）的时间。"});
  f.optional("consultation", consultation,
             {"Consultation once enough members take part.", "到会人数足够后的会商时间。"});
  f.parameter("consultation_deadline", consultation_deadline,
              {"If too few members have been reached by then, the leader decides alone.",
               "至此时限到会人数仍不足，由负责人先行决定。"})
      .more_than(0s);
  f.parameter("talk", talk, {"A call that calls a member in.", "接通后通知成员的通话时间。"}).more_than(0s);
  f.parameter("ring", ring, {"A call that nobody answers.", "无人接听时的振铃时间。"}).more_than(0s);
  f.parameter("answered_day", answered_day, {"Calls that are answered by day.", "白天接听率。"})
      .between(0_percent, 100_percent);
  f.parameter("answered_night", answered_night, {"The same at night.", "夜间接听率。"}).between(0_percent, 100_percent);
  f.parameter("calls", calls, {"Calls to a member before his deputy is called.", "改呼备份人员之前的呼叫次数。"})
      .between(1, 20);
  f.parameter("call_again_after", call_again_after, {"From a call in vain to the next.", "未接通后再次呼叫的间隔。"})
      .at_least(0s);
  f.parameter("next_round_after", next_round_after,
              {"When member and deputy have been called in vain: until both are called again.",
               "成员与备份人员均未联系上后，再次呼叫的间隔。"})
      .more_than(0s);
}

void DecisionTimes::check(const SourceSpan& where, Diagnostics& diagnostics) const {
  duty_desk.check("duty_desk", where, diagnostics);
  consultation.check("consultation", where, diagnostics);
}

Decision::Decision(World& world, const DecisionTimes& times, const Matter& matter, Decided decided)
    : world_(world),
      journeys_(world.door<Journeys>()),
      times_(times),
      matter_(matter),
      decided_(std::move(decided)),
      people_(post().members.size()) {}

void Decision::begin() {
  if (post().silent_at(world_.now())) {  // somebody must be there first
    const auto& until = post().silent->window.until;
    if (until) world_.kernel().schedule(kStartEx + until->value, Phase::response, [this] { meet(); });
    return;
  }
  meet();
}

void Decision::meet() {
  if (over_) return;
  const bool all = matter_.consulting == Consulting::yes;
  if (people_.empty() || (!all && !post().dual())) return sit(times_.duty_desk, DecidedBy::duty_desk);
  for (auto& person : people_) person.called_for = all;
  for (const auto leader : post().leaders()) people_[leader].called_for = true;
  if (all) world_.kernel().schedule_in(times_.consultation_deadline, Phase::response, [this] { overdue(); });
  const bool night = world_.scenario().night(world_.now());
  for (std::size_t m = 0; m < people_.size(); ++m) {
    if (!people_[m].called_for) continue;
    const auto& member = post().members[m];
    people_[m].deputy_next = member.absent;
    const bool there = !member.absent && (!night || member.on_duty_at_night);
    there ? reached(m) : call(m);
  }
}

void Decision::call(std::size_t m) {
  if (over_ || people_[m].reached) return;
  auto& person = people_[m];
  if (person.deputy_next && !post().members[m].has_deputy()) return in_vain(m, NotReached::absent);
  const auto who = person.deputy_next ? Journeys::Who::deputy : Journeys::Who::member;
  const auto key = (matter_.number << 32U) | (std::uint64_t{m} << 16U) | person.dialed++;
  ++person.calls;
  auto stream = world_.stream(Purpose(fmt::format("command.answers/{}", post().id)), key);
  const bool night = world_.scenario().night(world_.now());
  const bool answers = stream.uniform() < (night ? times_.answered_night : times_.answered_day).fraction();
  world_.door<communications::Network>().send({.from = journeys_.phones(matter_.post),
                                               .to = journeys_.phone(matter_.post, m, who),
                                               .kind = MessageKind::call,
                                               .talk = answers ? times_.talk : times_.ring,
                                               .callee = answers ? Callee::answers : Callee::does_not_answer,
                                               .priority = Priority::flash},
                                              [this, m](const Delivery& d) { call_ended(m, d); });
}

// Who does not answer is called again, then his deputy; where no call gets through, trying again at once is no use.
void Decision::call_ended(std::size_t m, const Delivery& delivery) {
  if (over_ || people_[m].reached) return;
  if (delivery.delivered()) return reached(m);
  auto& person = people_[m];
  const bool no_answer = delivery.reason == LossReason::no_answer;
  if (no_answer && person.calls < times_.calls) {
    world_.kernel().schedule_in(times_.call_again_after, Phase::response, [this, m] { call(m); });
  } else if (!person.deputy_next && post().members[m].has_deputy()) {
    person.deputy_next = true;
    person.calls = 0;
    call(m);
  } else {
    in_vain(m, no_answer ? NotReached::no_answer : NotReached::no_connection);
  }
}

void Decision::in_vain(std::size_t m, NotReached why) {
  const auto& member = post().members[m];
  world_.publish(MemberNotReached{matter_.response, member.name, why});
  if (member.absent && !member.has_deputy()) return;  // there is nobody to call
  people_[m].deputy_next = member.absent;
  people_[m].calls = 0;
  world_.kernel().schedule_in(times_.next_round_after, Phase::response, [this, m] { call(m); });
}

void Decision::reached(std::size_t m) {
  people_[m].reached = true;
  world_.publish(MemberReached{matter_.response, post().members[m].name, people_[m].deputy_next});
  see();
}

void Decision::overdue() {
  if (over_ || sitting_) return;
  overdue_ = true;
  world_.publish(QuorumMissed{matter_.response, count_reached(), post().needed()});
  see();
}

bool Decision::leaders_there() const {
  const auto leaders = post().leaders();
  return std::all_of(leaders.begin(), leaders.end(), [this](std::size_t m) { return people_[m].reached; });
}

std::uint32_t Decision::count_reached() const {
  return static_cast<std::uint32_t>(
      std::count_if(people_.begin(), people_.end(), [](const Person& person) { return person.reached; }));
}

// Are those there who may decide?
void Decision::see() {
  if (sitting_ || over_ || !leaders_there()) return;
  if (matter_.consulting == Consulting::no) return sit(times_.duty_desk, DecidedBy::both_leaders);
  if (count_reached() >= post().needed()) return sit(times_.consultation, DecidedBy::quorum);
  if (overdue_) sit(times_.duty_desk, DecidedBy::leader_alone);
}

void Decision::sit(const warning::Delay& delay, DecidedBy by) {
  sitting_ = true;
  auto stream = world_.stream(Purpose(fmt::format("command.deciding/{}", post().id)), matter_.number);
  world_.kernel().schedule_in(delay.draw(stream), Phase::response, [this, by] {
    if (std::exchange(over_, true)) return;
    decided_(by);
  });
}

}  // namespace tocsin::command
