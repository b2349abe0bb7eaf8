// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/resource.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/kernel/process.hpp"

namespace tocsin {

Resource::Resource(Kernel& kernel, std::string name, int units, QueueDiscipline discipline)
    : kernel_(kernel),
      name_(std::move(name)),
      discipline_(discipline),
      units_(units),
      in_service_(units),
      queue_average_(kernel.now()),
      assigned_average_(kernel.now()) {
  ensure(units >= 0, "a resource cannot have a negative number of units");
}

bool Resource::valid(ClaimId claim, State state) const {
  return claim.index < claims_.size() && claims_[claim.index].generation == claim.generation &&
         claims_[claim.index].state == state;
}

ClaimId Resource::request(const ResourceRequest& request, Granted granted, TakenAway taken_away) {
  const ClaimId claim = enter(request, nullptr);
  claims_[claim.index].granted = std::move(granted);
  claims_[claim.index].taken_away = std::move(taken_away);
  if (valid(claim, State::assigned)) notify(claim);
  return claim;
}

// A new claim: assigned if a unit is available or can be taken from a holder, else in the queue.
ClaimId Resource::enter(const ResourceRequest& request, Process* process) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(claims_.size()));
    claims_.emplace_back();
  }
  const ClaimId claim = id_of(free_.back());
  free_.pop_back();
  Claim& c = claims_[claim.index];
  c.state = State::queued;
  c.phase = request.phase;
  c.priority = request.priority;
  c.process = process;
  c.since = kernel_.now();
  c.sequence = ++sequence_;
  ++requests_;
  if (available() > 0 || (request.preempts == Preempts::yes && take_from_holder(request.priority))) {
    assign(claim);
  } else {
    enqueue(claim, request.expected);
  }
  return claim;
}

void Resource::enqueue(ClaimId claim, Duration expected) {
  const Claim& c = claims_[claim.index];
  Waiting entry{0, c.sequence, claim.index, claim.generation};
  switch (discipline_) {
    case QueueDiscipline::first_in_first_out:
      break;
    case QueueDiscipline::last_in_first_out:
      entry.sequence = UINT64_MAX - c.sequence;
      break;
    case QueueDiscipline::priority:
      entry.key = c.priority.rank;
      break;
    case QueueDiscipline::shortest_expected:
      entry.key = seconds(expected);
      break;
  }
  queue_.push_back(entry);
  std::push_heap(queue_.begin(), queue_.end(), Later{});
  ++queued_;
  note_levels();
}

void Resource::serve_queue() {
  while (available() > 0 && queued_ > 0) {
    std::pop_heap(queue_.begin(), queue_.end(), Later{});
    const ClaimId claim{queue_.back().index, queue_.back().generation};
    queue_.pop_back();
    if (!valid(claim, State::queued)) continue;
    --queued_;
    assign(claim);
    notify(claim);
  }
}

void Resource::assign(ClaimId claim) {
  Claim& c = claims_[claim.index];
  waiting_.add(seconds(kernel_.now() - c.since));
  c.state = State::assigned;
  c.since = kernel_.now();
  c.sequence = ++sequence_;
  c.place = static_cast<std::uint32_t>(assigned_.size());
  assigned_.push_back(claim.index);
  note_levels();
}

void Resource::notify(ClaimId claim) {
  Claim& c = claims_[claim.index];
  if (c.process != nullptr) {
    c.process->granted();
    return;
  }
  c.notice = kernel_.schedule(kernel_.now(), c.phase, [this, claim] {
    const Granted granted = std::move(claims_[claim.index].granted);  // the call may add claims and move this one
    granted(claim);
  });
}

bool Resource::withdraw(ClaimId claim) {
  if (!valid(claim, State::queued)) return false;
  --queued_;
  free_claim(claim.index);
  note_levels();
  if (queue_.size() > 64 && queue_.size() > 2 * queued_) drop_stale_entries();
  return true;
}

bool Resource::release(ClaimId claim) {
  if (!valid(claim, State::assigned)) return false;
  end_assignment(claim);
  free_claim(claim.index);
  serve_queue();
  return true;
}

void Resource::end_assignment(ClaimId claim) {
  Claim& c = claims_[claim.index];
  use_.add(seconds(kernel_.now() - c.since));
  kernel_.cancel(c.notice);  // only pending when the grant has not been told yet
  assigned_[c.place] = assigned_.back();
  claims_[assigned_[c.place]].place = c.place;
  assigned_.pop_back();
  note_levels();
}

void Resource::free_claim(std::uint32_t index) {
  Claim& c = claims_[index];
  c.state = State::free;
  if (++c.generation == 0) c.generation = 1;
  c.process = nullptr;
  c.granted = nullptr;
  c.taken_away = nullptr;
  c.notice = {};
  free_.push_back(index);
}

// The holder of least priority; among equals the one that has its unit for the shortest time (least work is lost).
ClaimId Resource::least_important_holder() const {
  const auto less_important = [this](std::uint32_t a, std::uint32_t b) {
    const Claim& x = claims_[a];
    const Claim& y = claims_[b];
    return x.priority != y.priority ? x.priority < y.priority : x.sequence < y.sequence;
  };
  const auto last = std::max_element(assigned_.begin(), assigned_.end(), less_important);
  return last == assigned_.end() ? ClaimId{} : id_of(*last);
}

bool Resource::take_from_holder(Priority than) {
  const ClaimId lowest = least_important_holder();
  if (!lowest.exists() || claims_[lowest.index].priority <= than || in_service_ == 0) return false;
  ++preemptions_;
  take_away(lowest);
  return true;
}

void Resource::take_away(ClaimId claim) {
  end_assignment(claim);
  Process* const process = claims_[claim.index].process;
  TakenAway taken_away = std::move(claims_[claim.index].taken_away);
  const Phase phase = claims_[claim.index].phase;
  free_claim(claim.index);
  if (process != nullptr) {
    process->taken_away(*this, claim);
  } else if (taken_away) {
    kernel_.schedule(kernel_.now(), phase, [told = std::move(taken_away), claim] { told(claim); });
  }
}

void Resource::take_out_of_service(int units, Withdrawal withdrawal) {
  ensure(units >= 0 && units <= in_service_, "more units go out of service than are in service");
  in_service_ -= units;
  while (withdrawal == Withdrawal::at_once && assigned() > in_service_) {
    take_away(least_important_holder());
  }
}

void Resource::return_to_service(int units) {
  ensure(units >= 0 && in_service_ + units <= units_, "more units return to service than there are");
  in_service_ += units;
  serve_queue();
}

void Resource::note_levels() {
  queue_average_.set(kernel_.now(), static_cast<double>(queued_));
  assigned_average_.set(kernel_.now(), static_cast<double>(assigned_.size()));
}

void Resource::drop_stale_entries() {
  std::erase_if(queue_, [this](const Waiting& w) { return !valid({w.index, w.generation}, State::queued); });
  std::make_heap(queue_.begin(), queue_.end(), Later{});
}

}  // namespace tocsin
