// SPDX-License-Identifier: Apache-2.0
#include "models/command/orders.hpp"

#include <algorithm>
#include <utility>

#include "models/evacuation/evacuation.hpp"
#include "models/hazard/hazard.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::command {
namespace {

/// Whom a closed road keeps out (as 禁停撤疏 does: emergency vehicles, buses and people on foot pass).
constexpr ModeMask kKeptOut = static_cast<ModeMask>(mask_of(TravelMode::car) | mask_of(TravelMode::motorcycle) |
                                                    mask_of(TravelMode::tricycle) | mask_of(TravelMode::truck));

}  // namespace

OrderBook::OrderBook(World& world) : world_(world), journeys_(world.door<Journeys>()) {}

// ---- down ----

void OrderBook::give(const TaskParameters& task, std::size_t assignment, PostId from, Time due) {
  Order& made = orders_.emplace_back();
  made.number = static_cast<std::uint32_t>(orders_.size());
  made.task = &task;
  made.assignment = task.assignments[assignment];
  made.from = from;
  made.sends_left = task.sends;
  ++ledger_.given;
  ++ledger_.open;
  const auto number = made.number;
  const auto to = made.assignment.post;
  const auto& tree = journeys_.tree();
  world_.publish(OrderGiven{number, task.name, tree.post(from).name, tree.post(to).name, seconds(due)});
  if (made.assignment.deadline) {
    const auto limit = std::max(world_.now(), due + made.assignment.deadline->value);
    world_.kernel().schedule(limit, Phase::observation, [this, number] {
      if (!order(number).executed && !order(number).withdrawn) world_.publish(OrderLate{number});
    });
  }
  if (from == to) {
    order(number).arrived = order(number).acknowledged = true;
    ordered_.insert({task.name, to});
    world_.kernel().schedule_in(journeys_.handling(to), Phase::response, [this, number] { carry_out(number); });
  } else {
    send(number);
  }
}

void OrderBook::send(std::uint32_t number) {
  Order& o = order(number);
  --o.sends_left;
  ++o.copies;
  const auto last = journeys_.tree().way(o.from, o.assignment.post).size() - 1;
  journeys_.go({.way = journeys_.tree().way(o.from, o.assignment.post),
                .what = Traveling::order,
                .subject = o.task->name,
                .number = number,
                .bytes = static_cast<std::uint32_t>(o.task->bytes),
                .priority = communications::Priority::flash,
                .wanted = [this, number](std::size_t) { return order(number).worth_sending(); },
                .arrived =
                    [this, number, last](std::size_t at, communications::Bearer bearer) {
                      if (at == last) return receive(number, bearer);
                      const auto& tree = journeys_.tree();
                      const auto post = tree.way(order(number).from, order(number).assignment.post)[at];
                      world_.publish(OrderRelayed{number, tree.post(post).name});
                    },
                .given_up = [this, number](RelayFailure reason) { copy_lost(number, reason); }});
  await_acknowledgment(number);
}

void OrderBook::await_acknowledgment(std::uint32_t number) {
  world_.kernel().schedule_in(order(number).task->acknowledge_within, Phase::response, [this, number] {
    const Order& o = order(number);
    if (!o.worth_sending()) return;
    if (o.sends_left == 0) return see_whether_lost(number);
    world_.publish(OrderSentAgain{number});
    send(number);
  });
}

void OrderBook::copy_lost(std::uint32_t number, RelayFailure reason) {
  --order(number).copies;
  order(number).failure = reason;
  see_whether_lost(number);
}

void OrderBook::see_whether_lost(std::uint32_t number) {
  Order& o = order(number);
  if (o.over || o.arrived || o.copies > 0 || o.sends_left > 0) return;
  close(o, &Ledger::lost);
  world_.publish(OrderLost{number, o.failure});
}

void OrderBook::receive(std::uint32_t number, communications::Bearer bearer) {
  Order& o = order(number);
  --o.copies;
  if (o.over && !o.executed) return;
  if (!std::exchange(o.arrived, true)) {
    ordered_.insert({o.task->name, o.assignment.post});
    world_.publish(OrderArrived{number, bearer});
    world_.kernel().schedule_in(journeys_.handling(o.assignment.post), Phase::response,
                                [this, number] { carry_out(number); });
  }
  answer(number, Traveling::acknowledgment);
}

// ---- back ----

void OrderBook::answer(std::uint32_t number, Traveling what) {
  const Order& o = order(number);
  const auto way = journeys_.tree().way(o.assignment.post, o.from);
  journeys_.go({.way = way,
                .what = what,
                .subject = o.task->name,
                .number = number,
                .bytes = static_cast<std::uint32_t>(o.task->bytes),
                .wanted = [this, number,
                           what](std::size_t) { return what == Traveling::feedback || !order(number).acknowledged; },
                .arrived =
                    [this, number, what, last = way.size() - 1](std::size_t at, communications::Bearer) {
                      if (at == last) answered(number, what);
                    }});
}

// What has been done has also been received.
void OrderBook::answered(std::uint32_t number, Traveling what) {
  Order& o = order(number);
  if (!std::exchange(o.acknowledged, true)) world_.publish(OrderAcknowledged{number});
  if (what == Traveling::feedback && !std::exchange(o.reported, true)) world_.publish(OrderReportedDone{number});
}

// ---- carrying out ----

void OrderBook::carry_out(std::uint32_t number) {
  const Order& o = order(number);
  if (o.over) return;
  const auto& post = journeys_.tree().post(o.assignment.post);
  if (post.silent_at(world_.now())) {  // somebody must be there
    const auto& until = post.silent->window.until;
    if (until) {
      world_.kernel().schedule(kStartEx + until->value, Phase::response, [this, number] { carry_out(number); });
    }
    return;
  }
  const Job job{o.task->name, o.assignment.post};
  const auto begun = finishes_.find(job);
  const bool before = begun != finishes_.end();
  if (!before) {
    finishes_[job] = world_.now() + o.assignment.takes;
    act(o);
  }
  world_.kernel().schedule(std::max(world_.now(), finishes_[job]), Phase::response,
                           [this, number, before] { done(number, before); });
}

void OrderBook::done(std::uint32_t number, bool before) {
  Order& o = order(number);
  if (o.over) return;
  o.executed = true;
  close(o, &Ledger::executed);
  world_.publish(OrderExecuted{number, before});
  if (o.from == o.assignment.post) {
    o.reported = true;
  } else {
    answer(number, Traveling::feedback);
  }
}

void OrderBook::act(const Order& o) {
  const auto& task = *o.task;
  if (task.evacuate) {
    auto& orders = world_.door<warning::Orders>();
    const auto zones = task.zones_of(o.assignment.post, world_.scenario());
    orders.issue(task.name, zones, task.evacuate->coverage);
    // The village's own post acts: nobody needs to call the village any more.
    const auto level = journeys_.tree().post(o.assignment.post).level;
    for (const auto zone : zones) {
      if (level == PostLevel::village || level == PostLevel::scene) orders.inform(zone);
    }
  }
  for (const auto segment : task.roads) world_.door<hazard::RoadHindrances>().close(task.name, segment, kKeptOut);
  for (const auto place : task.alarms) world_.door<evacuation::AlarmedPlaces>().sound_alarm(place);
  for (const auto control : task.controls) world_.door<traffic::Controls>().begin(control);
}

void OrderBook::undo(const TaskParameters& task) {
  for (const auto segment : task.roads) world_.door<hazard::RoadHindrances>().clear(task.name, segment);
  for (const auto control : task.controls) world_.door<traffic::Controls>().end(control);
}

void OrderBook::withdraw(const TaskParameters& task) {
  for (auto& o : orders_) {
    if (o.task != &task || o.over) continue;
    o.withdrawn = true;
    close(o, &Ledger::withdrawn);
    world_.publish(OrderWithdrawn{o.number});
  }
  undo(task);
  std::erase_if(ordered_, [&](const Job& job) { return job.first == task.name; });
  std::erase_if(finishes_, [&](const auto& begun) { return begun.first.first == task.name; });
}

void OrderBook::close(Order& o, std::uint32_t Ledger::*how) {
  o.over = true;
  --ledger_.open;
  ++(ledger_.*how);
}

// ---- what others ask ----

bool OrderBook::has_order(NameId task, PostId post) const {
  return ordered_.contains({task, post});
}

bool OrderBook::all_are(NameId task, Stage stage) const {
  bool any = false;
  for (const auto& o : orders_) {
    if (o.task->name != task || o.withdrawn) continue;
    any = true;
    const bool is = stage == Stage::acknowledged ? o.acknowledged : stage == Stage::executed ? o.executed : o.reported;
    if (!is) return false;
  }
  return any;
}

}  // namespace tocsin::command
