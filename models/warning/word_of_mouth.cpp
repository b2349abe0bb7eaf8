// SPDX-License-Identifier: Apache-2.0
#include "models/warning/word_of_mouth.hpp"

#include <algorithm>
#include <numeric>

#include "engine/random/distributions.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kTalking{"warning.word_of_mouth"};

}  // namespace

void WordOfMouthParameters::describe(Fields& f) {
  f.parameter("contact_rate_day", contact_rate_day,
              {"Rate a2 at which one alerted household tells others, by day.", "白天一户知情住户告知他户的速率 a2。"})
      .at_least(Rate{});
  f.parameter("contact_rate_night", contact_rate_night, {"The same at night.", "夜间速率。"}).at_least(Rate{});
}

std::unique_ptr<Model> WordOfMouthParameters::make() const {
  return std::make_unique<WordOfMouth>(*this);
}

void WordOfMouth::start(World& world) {
  world_ = &world;
  const auto& scope = world.scenario().scope;
  neighborhoods_.resize(world.town().zones.size());
  order_.resize(scope.households().size());
  std::iota(order_.begin(), order_.end(), 0U);
  place_ = order_;
  for (const auto zone : scope.zones()) {
    auto& n = neighborhoods_[zone.index()];
    n.first = scope.first_position(zone);
    n.count = world.town().zones[zone.index()].household_count;
    n.unaware = n.count;
    n.stream.emplace(world.stream(kTalking, zone.value));
  }
  world.subscribe<AlertReceived>([this](const AlertReceived& event) {
    if (event.first) on_alert(event);
  });
}

// The household changes places with the last unaware one of its zone. Many may be alerted at one instant: the waiting
// time is drawn once, when the instant is complete (exponential times have no memory, so redrawing is exact).
void WordOfMouth::on_alert(const AlertReceived& event) {
  const auto zone = world_->town().population.zone[event.household.index()].value;
  auto& n = neighborhoods_[zone];
  const auto position = world_->scenario().scope.position(event.household);
  const auto here = place_[position];
  const auto last = n.first + --n.unaware;
  std::swap(order_[here], order_[last]);
  place_[order_[here]] = here;
  place_[order_[last]] = last;
  if (n.dirty) return;
  n.dirty = true;
  auto& kernel = world_->kernel();
  kernel.cancel(n.next);
  n.next = kernel.schedule(world_->now(), Phase::observation, [this, zone] { wait_for_next(zone); });
}

void WordOfMouth::wait_for_next(std::uint32_t zone) {
  auto& n = neighborhoods_[zone];
  n.dirty = false;
  const double aware = n.count - n.unaware;
  const bool night = world_->scenario().night(world_->now());
  const double a2 = (night ? parameters_.contact_rate_night : parameters_.contact_rate_day).si();
  const double rate = a2 * aware * n.unaware / n.count;
  if (rate <= 0) return;
  const Duration wait{Exponential(1.0 / rate).sample(*n.stream)};
  n.next = world_->kernel().schedule_in(wait, Phase::people, [this, zone] { tell_one(zone); });
}

void WordOfMouth::tell_one(std::uint32_t zone) {
  auto& n = neighborhoods_[zone];
  const auto chosen = static_cast<std::uint32_t>(n.stream->uniform() * n.unaware);
  const auto household = world_->scenario().scope.households()[order_[n.first + std::min(chosen, n.unaware - 1)]];
  n.dirty = true;  // receive() calls on_alert, which must not draw: we do it here
  world_->door<Alerts>().receive(household, Channel::word_of_mouth);
  wait_for_next(zone);
}

}  // namespace tocsin::warning
