// SPDX-License-Identifier: Apache-2.0
#include "models/command/response.hpp"

#include <algorithm>
#include <utility>

#include "models/command/pictures.hpp"

namespace tocsin::command {

void GradeRule::describe(Fields& f) {
  f.required("grade", grade, {"Which grade.", "响应等级。"});
  f.required("when", when,
             {"What the post must know: facts of the section command, as far as they have come to it.",
              "启动条件：指挥部已掌握的情况（command 的态势事实）。"});
  f.optional("consultation", consultation,
             {"Its members consult before; else the duty desk decides.", "启动前须会商；否则由值班室决定。"});
}

void ResponseParameters::describe(Fields& f) {
  f.required("post", post, {"Post that decides.", "决策的指挥部。"});
  f.required("grades", grades,
             {"What each grade takes, IV to I; some may be left out.", "各级响应的启动条件（Ⅳ 至 Ⅰ 级，可不全）。"});
  f.optional("escalation", escalation,
             {"May a grade be passed over when the situation asks for it, or is it one after the other?",
              "可否越级启动（果断提级），或须逐级提升。"});
  f.optional("stand_down", stand_down,
             {"The response ends when this holds, in what the post knows; never if left out.",
              "终止响应的条件（按指挥部掌握的情况）；不写则不终止。"});
  decision.describe(f);
}

const GradeRule* ResponseParameters::rule(Grade grade) const {
  const auto found = std::find_if(grades.begin(), grades.end(),
                                  [grade](const GradeRule& r) { return grade_of(r.grade.value) == grade; });
  return found == grades.end() ? nullptr : &*found;
}

std::unique_ptr<Model> ResponseParameters::make() const {
  return std::make_unique<Response>(*this);
}

// ---- what a post sees ----

void Eyes::watch(const Condition& condition, std::function<void(bool)> changed) {
  watches_.push_back(world_.door<Lookout>().watch(condition, post_, std::move(changed)));
}

void Eyes::open() {
  world_.door<Pictures>().on_change([this](NameId post) {
    if (post != post_) return;
    for (const auto watch : watches_) world_.door<Lookout>().look_now(watch);
  });
}

Responses::State Responses::state(NameId response) const {
  const auto found = states_.find(response);
  return found == states_.end() ? State{} : found->second;
}

void Responses::set(NameId response, const State& state) {
  states_[response] = state;
  for (std::size_t i = 0; i < listeners_.size(); ++i) listeners_[i](response);
}

// ---- deciding ----

void Response::start(World& world) {
  world_ = &world;
  eyes_.emplace(world, world.door<Journeys>().tree().post(p_.post_id).name);
  const auto later = [this](void (Response::*what)()) {
    world_->kernel().schedule(world_->now(), Phase::response, [this, what] { (this->*what)(); });
  };
  for (const auto& rule : p_.grades) {
    const auto grade = static_cast<std::size_t>(grade_of(rule.grade.value));
    eyes_->watch(rule.when, [this, grade, later](bool holds) {
      holds_[grade] = holds;
      if (holds) later(&Response::consider);
    });
  }
  if (p_.stand_down) {
    eyes_->watch(*p_.stand_down, [later](bool holds) {
      if (holds) later(&Response::stand_down);
    });
  }
  eyes_->open();
}

// The highest grade whose condition holds, or the next one on the way there.
Grade Response::called_for() const {
  const auto now = static_cast<std::size_t>(world_->door<Responses>().state(p_.name).grade);
  std::size_t wanted = 0;
  for (std::size_t g = 1; g < kGradeCount; ++g) {
    if (holds_[g]) wanted = g;
  }
  if (p_.escalation == Escalation::straight) return static_cast<Grade>(wanted);
  for (std::size_t g = now + 1; g < wanted; ++g) {
    if (p_.rule(static_cast<Grade>(g)) != nullptr) return static_cast<Grade>(g);
  }
  return static_cast<Grade>(wanted);
}

void Response::consider() {
  const auto wanted = called_for();
  const auto now = world_->door<Responses>().state(p_.name).grade;
  if (wanted <= now || wanted <= aim_) return;
  const auto consulting = [this](Grade g) { return p_.rule(g)->consultation ? Consulting::yes : Consulting::no; };
  if (aim_ == Grade::none) {
    raise(wanted);
    return begin_decision(consulting(wanted));
  }
  if (p_.escalation == Escalation::step_by_step) return;             // one after the other
  if (consulting(wanted) == consulting(aim_)) return raise(wanted);  // the same people decide on more
  if (consulting(wanted) == Consulting::yes) return;                 // the duty desk is soon done
  decisions_.back()->drop();
  raise(wanted);
  begin_decision(Consulting::no);
}

void Response::raise(Grade grade) {
  aim_ = grade;
  due_ = world_->now();
  world_->publish(DecisionDue{p_.name, world_->door<Journeys>().tree().post(p_.post_id).name, grade});
}

void Response::begin_decision(Consulting consulting) {
  decisions_.push_back(std::make_unique<Decision>(*world_, p_.decision,
                                                  Decision::Matter{p_.name, p_.post_id, consulting, decisions_.size()},
                                                  [this](DecidedBy by) { decided(by); }));
  decisions_.back()->begin();
}

void Response::decided(DecidedBy by) {
  auto& responses = world_->door<Responses>();
  auto state = responses.state(p_.name);
  const auto from = state.grade;
  state.grade = std::exchange(aim_, Grade::none);
  state.due = due_;
  state.consulted = state.consulted || by == DecidedBy::quorum;
  const bool straight = static_cast<int>(state.grade) > static_cast<int>(from) + 1;
  world_->publish(
      GradeChanged{p_.name, world_->door<Journeys>().tree().post(p_.post_id).name, from, state.grade, by, straight});
  responses.set(p_.name, state);
  consider();
}

// What is known already does not begin a response again.
void Response::stand_down() {
  auto& responses = world_->door<Responses>();
  auto state = responses.state(p_.name);
  if (aim_ != Grade::none) decisions_.back()->drop();
  aim_ = Grade::none;
  holds_.fill(false);
  if (state.grade == Grade::none) return;
  world_->publish(GradeChanged{p_.name, world_->door<Journeys>().tree().post(p_.post_id).name,
                               std::exchange(state.grade, Grade::none), Grade::none, DecidedBy::duty_desk, false});
  responses.set(p_.name, state);
}

}  // namespace tocsin::command
