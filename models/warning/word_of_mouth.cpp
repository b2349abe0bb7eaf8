// SPDX-License-Identifier: Apache-2.0
#include "models/warning/word_of_mouth.hpp"

#include <algorithm>
#include <numeric>

#include "engine/random/diffusion.hpp"
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
  world.subscribe<AlertReceived>([this](const AlertReceived& event) { on_alert(event); });
  world.subscribe<ZoneOrdered>([this](const ZoneOrdered& event) { on_order(event.zone); });
}

// The household changes places with the last unaware one of its zone.
void WordOfMouth::on_alert(const AlertReceived& event) {
  const auto zone = world_->town().population.zone[event.household.index()].value;
  auto& n = neighborhoods_[zone];
  const auto position = world_->scenario().scope.position(event.household);
  if (place_[position] >= n.first + n.unaware) return;  // it was aware before
  change_places(position, n.first + --n.unaware);
  draw_anew(zone);
}

// Those still at home to whom the order is news have to be told again, and tell nobody until then.
void WordOfMouth::on_order(ZoneId zone) {
  auto& n = neighborhoods_[zone.value];
  const auto& alerts = world_->door<Alerts>();
  const auto before = n.unaware;
  for (auto position = n.first; position < n.first + n.count; ++position) {
    if (place_[position] < n.first + n.unaware) continue;
    const auto household = world_->scenario().scope.households()[position];
    if (alerts.order_is_news(household) && alerts.at_home(household)) change_places(position, n.first + n.unaware++);
  }
  if (n.unaware != before) draw_anew(zone.value);
}

void WordOfMouth::change_places(std::uint32_t position, std::uint32_t place) {
  const auto here = place_[position];
  std::swap(order_[here], order_[place]);
  place_[order_[here]] = here;
  place_[order_[place]] = place;
}

// Many may be alerted at one instant: the waiting time is drawn once, when the instant is complete (exponential times
// have no memory, so redrawing is exact).
void WordOfMouth::draw_anew(std::uint32_t zone) {
  auto& n = neighborhoods_[zone];
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
  const double rate = telling_rate(a2, aware, n.count);
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
