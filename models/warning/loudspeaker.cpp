// SPDX-License-Identifier: Apache-2.0
#include "models/warning/loudspeaker.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/random/stream.hpp"
#include "models/communications/communications.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kListening{"warning.loudspeaker"};
constexpr double kMostRounds = 65535.0;

}  // namespace

void Loudspeaker::start(World& world) {
  world_ = &world;
  sites_.resize(parameters_.site_ids.size());
  sounding_.assign(sites_.size(), 0);
  enlisted_.assign(world.scenario().scope.households().size(), 0);
  called_ = enlisted_;
  world.subscribe<OrderIssued>([this](const auto&) {
    // Zones are announced after the order: look at them when the instant is complete.
    world_->kernel().schedule(world_->now(), Phase::response, [this] { on_order(); });
  });
}

// Every site that households under the order can hear begins; whoever hears it listens, under the order or not.
void Loudspeaker::on_order() {
  if (!activate_sites()) return;
  for (std::uint32_t position = 0; position < enlisted_.size(); ++position) enlist(position);
  auto& kernel = world_->kernel();
  kernel.cancel(next_round_);
  next_round_ = kernel.schedule_in(parameters_.start_delay, Phase::response, [this] { broadcast(); });
}

// Sites near households that this order is the first to concern begin, or begin again: what they say is new to these,
// whatever they heard before.
bool Loudspeaker::activate_sites() {
  const auto& orders = world_->door<Orders>();
  const auto& households = world_->scenario().scope.households();
  std::vector<std::uint32_t> heard_before;
  bool any = false;
  for (std::uint32_t position = 0; position < households.size(); ++position) {
    const auto first = parameters_.first_audible[position];
    const auto last = parameters_.first_audible[position + 1];
    if (first == last || called_[position] != 0 || !orders.concerns(households[position])) continue;
    called_[position] = 1;
    any = true;
    if (std::exchange(enlisted_[position], 0) != 0) heard_before.push_back(position);
    for (auto i = first; i < last; ++i) {
      auto& site = sites_[parameters_.audible[i].site];
      if (site.state == SiteState::idle) site.state = SiteState::active;
      site.rounds_left = parameters_.repeat_count;
    }
  }
  std::erase_if(listeners_, [&](const Listener& listener) {
    return std::binary_search(heard_before.begin(), heard_before.end(), listener.position);
  });
  return any;
}

// Draws what the household will hear: where its people are, what its walls take, whether it can be reached at all and
// after how many audible broadcasts. All draws are made in this order for every household, so plans stay comparable.
void Loudspeaker::enlist(std::uint32_t position) {
  const auto first = parameters_.first_audible[position];
  const auto last = parameters_.first_audible[position + 1];
  if (first == last || enlisted_[position] != 0) return;
  const bool any_site = std::any_of(parameters_.audible.begin() + first, parameters_.audible.begin() + last,
                                    [&](const auto& a) { return sites_[a.site].state != SiteState::idle; });
  if (!any_site) return;
  enlisted_[position] = 1;
  const bool night = world_->scenario().night(world_->now());
  const bool rain = parameters_.weather == Weather::heavy_rain;
  auto stream = world_->stream(kListening, world_->scenario().scope.households()[position].value);
  const double u_outdoors = stream.uniform();
  const double u_wall = stream.uniform();
  const double u_reach = stream.uniform();
  const double u_attention = stream.uniform();
  const auto usual_share = night ? parameters_.outdoors_share_night : parameters_.outdoors_share_day;
  const bool outdoors = u_outdoors < (rain ? parameters_.outdoors_share_heavy_rain : usual_share).fraction();
  const auto indoors_reach = night ? parameters_.reach_indoors_night : parameters_.reach_indoors_day;
  const double reach = (outdoors ? parameters_.reach_outdoors : indoors_reach).fraction();
  const double attention = parameters_.attention.fraction();
  if (u_reach >= reach * (rain ? parameters_.heavy_rain_factor : 1.0) || attention <= 0) return;
  const double wall = parameters_.wall_low_db + u_wall * (parameters_.wall_high_db - parameters_.wall_low_db);
  const double required = parameters_.required_level_db(night, outdoors, wall);
  if (parameters_.audible[first].level_db < required) return;
  // Number of trials until the first success (geometric), by inversion.
  const double rounds = attention < 1 ? std::ceil(std::log1p(-u_attention) / std::log1p(-attention)) : 1.0;
  listeners_.push_back(
      {position, static_cast<float>(required), static_cast<std::uint16_t>(std::clamp(rounds, 1.0, kMostRounds))});
}

// Which sites sound in this round; true when another round must follow.
bool Loudspeaker::prepare_sites() {
  const auto& sites = world_->door<communications::Sites>();
  bool more = false;
  for (std::uint32_t s = 0; s < sites_.size(); ++s) {
    auto& site = sites_[s];
    sounding_[s] = 0;
    if (site.rounds_left == 0) continue;
    --site.rounds_left;
    more = more || site.rounds_left > 0;
    const bool works = sites.powered(parameters_.site_ids[s]);
    if (works) {
      sounding_[s] = 1;
      site.state = SiteState::active;
    } else if (site.state != SiteState::failed) {
      site.state = SiteState::failed;
      world_->publish(ChannelFailed{parameters_.name, parameters_.site_ids[s], ChannelFailure::no_power});
    }
  }
  return more;
}

bool Loudspeaker::hears(const Listener& listener) const {
  const auto last = parameters_.first_audible[listener.position + 1];
  for (auto i = parameters_.first_audible[listener.position]; i < last; ++i) {
    if (parameters_.audible[i].level_db < listener.required_db) return false;  // the rest is fainter still
    if (sounds(parameters_.audible[i].site)) return true;
  }
  return false;
}

void Loudspeaker::broadcast() {
  if (!started_) {
    started_ = true;
    world_->publish(ChannelStarted{parameters_.name, ZoneId{}});
  }
  const bool more = prepare_sites();
  auto& alerts = world_->door<Alerts>();
  const auto& households = world_->scenario().scope.households();
  std::size_t kept = 0;
  for (auto listener : listeners_) {
    if (hears(listener) && --listener.rounds_needed == 0) {
      const auto household = households[listener.position];
      if (alerts.at_home(household)) alerts.receive(household, parameters_.channel());
    } else {
      listeners_[kept++] = listener;
    }
  }
  listeners_.resize(kept);
  if (!more) return;
  next_round_ = world_->kernel().schedule_in(parameters_.repeat_interval, Phase::response, [this] { broadcast(); });
}

}  // namespace tocsin::warning
