// SPDX-License-Identifier: Apache-2.0
#include "models/warning/public_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kTraits{"warning.public.person"};

std::uint8_t bit(Action action) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(action));
}

}  // namespace

void Carried::describe(Fields& f) {
  const auto share = [&f](std::string_view key, Share& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0_percent, 100_percent);
  };
  share("carried_adults", adults,
        {"Persons of 15 to 59 years who carry a device that takes it.", "15～59岁人员中持有可接收终端的比例。"});
  share("carried_elderly", elderly, {"The same of those of 60 years and more.", "60岁及以上人员的比例。"});
  share("carried_children", children, {"The same of those up to 14 years.", "14岁及以下人员的比例。"});
}

void HandsetNeeds::describe(Fields& f) {
  f.parameter("endurance_shortest", endurance_shortest,
              {"A handset runs at least so long after the mains at home have failed.", "家中停电后手机最短续航。"})
      .at_least(0s);
  f.parameter("endurance_longest", endurance_longest, {"At most so long.", "家中停电后手机最长续航。"}).at_least(0s);
}

void PublicChannelParameters::describe_zones(Fields& f) {
  f.optional("zones", zones,
             {"Zones where it is used; all of the exercise if left out.", "使用该渠道的分区；缺省为全部。"});
}

void PublicChannelParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  covered.assign(scenario.town->zones.size(), zones.empty() ? 1 : 0);
  for (const auto& reference : zones) {
    const auto zone = scenario.find_in_scope(reference, diagnostics);
    if (zone.exists()) covered[zone.index()] = 1;
  }
}

HomeServices::HomeServices(World& world, const communications::HouseholdCells* cells)
    : world_(world), sites_(world.door<communications::Sites>()), cells_(cells) {
  for (const auto& zone : world.town().zones)
    mains_.push_back(communications::nearest_on_mains(world.town(), zone.place));
}

bool HomeServices::network(std::uint32_t position) const {
  if (cells_ == nullptr) return true;
  const auto first = cells_->cells.begin() + cells_->first[position];
  const auto last = cells_->cells.begin() + cells_->first[position + 1];
  return std::any_of(first, last, [&](CommunicationSiteId cell) { return sites_.working(cell); });
}

double HomeServices::mains_lost_s(std::uint32_t position) const {
  const auto household = world_.scenario().scope.households()[position];
  const auto site = mains_[world_.town().population.zone[household.index()].index()];
  return site.exists() ? seconds(sites_.mains_lost_at(site)) : kNever_s;
}

void PublicChannel::start(World& world) {
  world_ = &world;
  for (const auto action : EnumNames<Action>::value) {
    purposes_.emplace_back(fmt::format("warning.public.{}/{}", common_.id, action));
  }
  addressed_.assign(world.scenario().scope.households().size(), 0);
  told_ = addressed_;
  informed_.assign(world.town().zones.size(), 0);
  if (worked() == Worked::from_the_zone) {
    world.door<Orders>().on_informed([this](ZoneId zone) {
      informed_[zone.index()] = 1;
      look_later();
    });
  } else {
    world.subscribe<OrderIssued>([this](const auto&) { look_later(); });
    world.subscribe<GetReadyIssued>([this](const auto&) { look_later(); });
  }
  world.kernel().schedule(world.scenario().end(), Phase::response, [this] {
    const auto c = counts();
    ensure(c.balanced(), "everybody a channel addressed is somewhere");
    const auto n = [](std::uint64_t count) { return static_cast<std::uint32_t>(count); };
    world_->publish(PublicChannelCounted{common_.name, common_.channel(), n(c.addressed), n(c.understood),
                                         n(c.no_device), n(c.away), n(c.unnoticed), n(c.no_network), n(c.under_way)});
  });
}

// Zones are announced after the order: whom it concerns is clear when the instant is complete.
void PublicChannel::look_later() {
  if (std::exchange(looking_, true)) return;
  world_->kernel().schedule(world_->now(), Phase::response, [this] { look(); });
}

void PublicChannel::look() {
  looking_ = false;
  look_for(Action::get_ready);
  look_for(Action::go_now);
}

// Whoever is under the order is told that, and not to get ready any more.
void PublicChannel::look_for(Action action) {
  if (worked() == Worked::from_the_zone && action == Action::get_ready) return;
  const auto& orders = world_->door<Orders>();
  const auto& households = world_->scenario().scope.households();
  const auto& zone_of = world_->town().population.zone;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t position = 0; position < addressed_.size(); ++position) {
    const auto household = households[position];
    const auto zone = zone_of[household.index()].index();
    if (common_.covered[zone] == 0 || addressed_[position] >= bit(action)) continue;
    if (worked() == Worked::from_the_zone && informed_[zone] == 0) continue;
    const bool meant = action == Action::go_now ? orders.concerns(household) : orders.told_to_get_ready(household);
    if (!meant) continue;
    addressed_[position] |= bit(action);
    positions.push_back(position);
  }
  if (!positions.empty()) address(action, positions);
}

void PublicChannel::announce_start() {
  if (!std::exchange(announced_, true)) world_->publish(ChannelStarted{common_.name, ZoneId{}});
}

void PublicChannel::tell(Action action, std::uint32_t position) {
  const auto id = household(position);
  if ((told_[position] & bit(action)) == 0) {
    told_[position] |= bit(action);
    world_->publish(PublicMessageUnderstood{common_.name, common_.channel(), action, id});
  }
  // What says "get ready" and comes after the order tells nobody of the order.
  if (action == Action::get_ready && world_->door<Orders>().concerns(id)) return;
  auto& alerts = world_->door<Alerts>();
  if (alerts.at_home(id)) alerts.receive(id, common_.channel());
}

Addressee PublicChannel::addressee(std::uint32_t position) const {
  const auto id = household(position);
  const auto& people = world_->town().population;
  const auto h = id.index();
  return {position, people.persons[h], people.elderly[h], people.children[h],
          world_->door<Alerts>().persons_at_home(id)};
}

RandomStream PublicChannel::traits(std::uint32_t position) const {
  return world_->stream(kTraits, household(position).value);
}

RandomStream PublicChannel::own(Action action, std::uint32_t position) const {
  return world_->stream(purposes_[static_cast<std::size_t>(action)], household(position).value);
}

}  // namespace tocsin::warning
