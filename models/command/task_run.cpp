// SPDX-License-Identifier: Apache-2.0
#include "models/command/task_run.hpp"

#include <algorithm>

#include "models/command/orders.hpp"
#include "models/command/report.hpp"

namespace tocsin::command {
namespace {

// Does any report that the condition asks for come to the post?
bool may_know(const Condition& condition, PostId post, const Scenario& scenario) {
  bool any = false;
  condition.visit_facts([&](const FactUse& use) {
    const auto* report = report_named(use.arguments.entry, scenario);
    any = any || (report != nullptr && report->comes_to(post));
  });
  return any;
}

}  // namespace

void TaskRun::start(World& world) {
  world_ = &world;
  const auto& response = *p_.found_plan->found;
  auto& responses = world.door<Responses>();
  responses.on_change([this, &responses, name = response.name](NameId changed) {
    if (changed == name) see(responses.state(name).due);
  });
  if (p_.when) {
    eyes_.emplace(world, world.door<Journeys>().tree().post(p_.decider).name);
    eyes_->watch(*p_.when, [this](bool holds) {
      when_ = holds;
      if (holds) world_->kernel().schedule(world_->now(), Phase::response, [this] { see(world_->now()); });
    });
    eyes_->open();
  }
  authorized_.reserve(p_.assignments.size());
  for (std::size_t a = 0; a < p_.assignments.size(); ++a) authorize(a);
}

void TaskRun::see(Time due) {
  const auto grade = world_->door<Responses>().state(p_.found_plan->found->name).grade;
  const bool high_enough = !p_.from_grade || grade >= grade_of(*p_.from_grade);
  if (!on_ && high_enough && (!p_.when || when_)) return switch_on(due);
  if (!on_ || grade != Grade::none || !p_.from_grade) return;
  on_ = false;
  world_->door<OrderBook>().withdraw(p_);
}

void TaskRun::switch_on(Time due) {
  on_ = true;
  for (std::size_t a = 0; a < p_.assignments.size(); ++a) world_->door<OrderBook>().give(p_, a, p_.decider, due);
}

// ---- without an order ----

void TaskRun::authorize(std::size_t assignment) {
  const auto post = p_.assignments[assignment].post;
  const auto& parameters = world_->door<Journeys>().tree().post(post);
  if (!parameters.acts_alone_after || post == p_.decider) return;
  const auto number = authorized_.size();
  Authorized who;
  who.assignment = assignment;
  who.eyes = std::make_unique<Eyes>(*world_, parameters.name);
  bool sees_anything = false;
  const auto watch = [&](const Condition& condition, std::function<void(bool)> note) {
    if (!may_know(condition, post, world_->scenario())) return;
    sees_anything = true;
    who.eyes->watch(condition, [this, number, note = std::move(note)](bool holds) {
      note(holds);
      world_->kernel().schedule(world_->now(), Phase::response, [this, number] { learned(number); });
    });
  };
  if (p_.from_grade) {
    const auto& rules = p_.found_plan->found->grades;
    who.grades.assign(rules.size(), false);
    for (std::size_t r = 0; r < rules.size(); ++r) {
      if (rules[r].grade.value < *p_.from_grade) continue;
      watch(rules[r].when, [this, number, r](bool holds) { authorized_[number].grades[r] = holds; });
    }
  }
  if (p_.when) watch(*p_.when, [this, number](bool holds) { authorized_[number].when = holds; });
  if (!sees_anything) return;
  authorized_.push_back(std::move(who));
  authorized_.back().eyes->open();
}

bool TaskRun::knows_enough(const Authorized& who) const {
  const bool grade = !p_.from_grade || std::find(who.grades.begin(), who.grades.end(), true) != who.grades.end();
  return grade && (!p_.when || who.when);
}

void TaskRun::learned(std::size_t number) {
  Authorized& who = authorized_[number];
  if (!knows_enough(who)) {
    who.waiting = false;
  } else if (!who.waiting) {
    who.waiting = true;
    who.since = world_->now();
    wait_for_order(number);
  }
}

// As long as it is in touch with its superior, it gives it time.
void TaskRun::wait_for_order(std::size_t number) {
  const Authorized& who = authorized_[number];
  const auto post = p_.assignments[who.assignment].post;
  if (!who.waiting || world_->door<OrderBook>().has_order(p_.name, post)) return;
  const auto& journeys = world_->door<Journeys>();
  const auto& parameters = journeys.tree().post(post);
  auto act_at = std::max(who.since, journeys.in_touch(post)) + *parameters.acts_alone_after;
  if (parameters.silent_at(world_->now())) {
    const auto& until = parameters.silent->window.until;
    if (!until) return;
    act_at = std::max(act_at, kStartEx + until->value);
  }
  if (act_at <= world_->now()) return act_alone(who);
  world_->kernel().schedule(act_at, Phase::response, [this, number, since = who.since] {
    if (authorized_[number].since == since) wait_for_order(number);
  });
}

void TaskRun::act_alone(const Authorized& who) {
  const auto post = p_.assignments[who.assignment].post;
  const auto& journeys = world_->door<Journeys>();
  const bool in_touch = journeys.in_touch(post) > who.since;
  world_->publish(ActedAlone{journeys.tree().post(post).name, p_.name,
                             in_touch ? ActedBecause::no_order_came : ActedBecause::superior_out_of_reach});
  world_->door<OrderBook>().give(p_, who.assignment, post, who.since);
}

}  // namespace tocsin::command
