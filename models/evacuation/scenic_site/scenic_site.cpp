// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/scenic_site/scenic_site.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/random/distributions.hpp"
#include "models/evacuation/place_events.hpp"
#include "models/warning/events.hpp"

namespace tocsin::evacuation {
namespace {

std::uint64_t key(NameId site, std::uint64_t member) {
  return (std::uint64_t{site.value} << 32U) | member;
}

}  // namespace

void ScenicSite::start(World& world) {
  world_ = &world;
  name_ = NameId(world.scenario().names->find(Entity::name, p_.id));
  egress_ = std::make_unique<pedestrian::Egress>(pedestrian::Routes(p_.places(), p_.ways(), p_.on_foot.law()));
  clock_ = std::make_unique<EgressClock>(world.kernel(), *egress_,
                                         [this](const pedestrian::Notice& notice) { told(notice); });
  world.door<AlarmedPlaces>().add(
      {name_, [this] { close(); }, [this](std::string_view passage, AlarmedPlaces::Use use) { change(passage, use); }});
  if (p_.closes_at) {
    world.kernel().schedule(kStartEx + p_.closes_at->value, Phase::infrastructure, [this] { close(); });
  }
  if (p_.zone) {
    world.subscribe<warning::ZoneOrdered>([this](const warning::ZoneOrdered& order) {
      if (order.zone != p_.zone_id()) return;
      world_->kernel().schedule_in(p_.alarm_delay, Phase::infrastructure, [this] { close(); });
    });
  }
  world.kernel().schedule(world.scenario().end(), Phase::people, [this] { count_queues(); });
  world.kernel().schedule(kStartEx, Phase::people, [this] {
    for (std::uint64_t i = 0; i < p_.inside; ++i) admit(comers_++, true);
    watch_limit();
    clock_->catch_up();
  });
  for (std::size_t slot = 0; slot < p_.arrivals.size(); ++slot) {
    arrival_streams_.push_back(world.stream("evacuation.visitor_arrivals", key(name_, slot)));
    plan_arrival(slot, kStartEx + p_.arrivals[slot].from.value);
  }
}

// Visitors come independently of each other: exponential gaps.
void ScenicSite::plan_arrival(std::size_t slot, Time after) {
  const ArrivalEntry& arrivals = p_.arrivals[slot];
  if (arrivals.rate.si() <= 0) return;
  const Time at = after + Duration{Exponential(1 / arrivals.rate.si()).sample(arrival_streams_[slot])};
  if (at >= kStartEx + arrivals.until.value) return;
  world_->kernel().schedule(at, Phase::people, [this, slot] { come(slot); });
}

void ScenicSite::come(std::size_t slot) {
  const std::uint64_t visitor = comers_++;
  clock_->catch_up();
  const bool full = p_.control == CrowdControl::at_limit && persons_inside() >= p_.limit();
  const bool enough_today = p_.daily_limit && admitted_ >= *p_.daily_limit;
  if (closed_ || full || enough_today) {
    world_->publish(VisitorTurnedAway{name_});
  } else {
    admit(visitor, false);
    world_->publish(VisitorEntered{name_});
    watch_limit();
    clock_->catch_up();
  }
  plan_arrival(slot, world_->now());
}

// Those inside at StartEx have stayed for a part of their time already.
void ScenicSite::admit(std::uint64_t visitor, bool already_inside) {
  auto stream = world_->stream("evacuation.visitor", key(name_, visitor));
  const double stay_s = Lognormal::from_median(seconds(p_.stay_median), p_.stay_sigma).sample(stream);
  const double part = stream.uniform();
  const double gate_quantile = stream.uniform();
  pedestrian::PersonFigures person;
  person.place = 0;
  person.walk_m = stream.uniform() * (p_.walk ? p_.walk->si() : std::sqrt(p_.area.value.si()));
  if (stream.uniform() < p_.slow.fraction()) {
    person.speed_factor = p_.slow_factor;
    person.stair_factor = p_.slow_stair_factor;
  }
  // Gates take visitors in proportion to what they let through.
  double all = 0;
  const auto capacity = [&](std::size_t gate) {
    const auto law = p_.on_foot.law();
    return std::min(pedestrian::flow_capacity(p_.ways()[2 * gate], law),
                    pedestrian::flow_capacity(p_.ways()[2 * gate + 1], law));
  };
  for (std::size_t gate = 0; gate < p_.gates.size(); ++gate) all += capacity(gate);
  std::size_t gate = 0;
  for (double sum = capacity(0); gate + 1 < p_.gates.size() && gate_quantile * all >= sum; sum += capacity(gate))
    ++gate;
  person.out.by = static_cast<pedestrian::WayIndex>(2 * gate);
  const auto id = egress_->add(person);
  leaving_.push_back(0);
  ++admitted_;
  const Time leaves = world_->now() + Duration{already_inside ? stay_s * part : stay_s};
  if (leaves <= world_->scenario().end()) egress_->start(id, leaves);
}

std::uint64_t ScenicSite::persons_inside() const {
  return admitted_ - egress_->ledger().out;
}

void ScenicSite::watch_limit() {
  const bool over = persons_inside() > p_.limit();
  if (over == over_) return;
  over_ = over;
  const auto persons = static_cast<std::uint32_t>(persons_inside());
  if (over) {
    world_->publish(CrowdLimitExceeded{name_, persons});
  } else {
    world_->publish(CrowdLimitRegained{name_, persons});
  }
}

// Everybody who has not begun to leave sets out after a pre-movement time, or when they meant to go if that is sooner.
void ScenicSite::close() {
  if (std::exchange(closed_, true)) return;
  clock_->catch_up();
  world_->publish(AlarmSounded{name_, static_cast<std::uint32_t>(persons_inside())});
  const double sigma = std::log(p_.last / p_.first) / (2 * standard_normal_quantile(0.99));
  const Lognormal delay = Lognormal::from_median(std::sqrt(seconds(p_.first) * seconds(p_.last)), sigma);
  for (pedestrian::PersonId id = 0; id < leaving_.size(); ++id) {
    if (leaving_[id] != 0) continue;
    const double after_s = delay.quantile(world_->stream("evacuation.visitor_leaves", key(name_, id)).uniform());
    egress_->start_by(id, world_->now() + Duration{after_s});
  }
  clock_->catch_up();
  if (persons_inside() == 0 && !std::exchange(emptied_, true)) world_->publish(BuildingEmptied{name_});
}

void ScenicSite::change(std::string_view passage, AlarmedPlaces::Use use) {
  for (std::size_t gate = 0; gate < p_.gates.size(); ++gate) {
    if (p_.gates[gate].id.value != passage) continue;
    clock_->catch_up();
    const auto way = static_cast<pedestrian::WayIndex>(2 * gate);
    if (use == AlarmedPlaces::Use::blocked) {
      world_->publish(PassageBlocked{name_, p_.gate_name(gate)});
      egress_->block(way);
    } else {
      world_->publish(PassageOpened{name_, p_.gate_name(gate)});
      egress_->open(way);
    }
    clock_->catch_up();
  }
}

void ScenicSite::told(const pedestrian::Notice& notice) {
  if (notice.kind == pedestrian::Notice::Kind::started) leaving_[notice.person] = 1;
  if (notice.kind == pedestrian::Notice::Kind::held) world_->publish(OccupantTrapped{name_});
  if (notice.kind != pedestrian::Notice::Kind::left) return;
  world_->publish(OccupantLeft{name_, p_.gate_name(notice.way / 2)});
  watch_limit();
  if (!closed_ || persons_inside() > 0 || std::exchange(emptied_, true)) return;
  world_->publish(BuildingEmptied{name_});
  count_queues();
}

void ScenicSite::count_queues() {
  if (std::exchange(counted_, true)) return;
  for (std::uint32_t gate = 0; gate < p_.gates.size(); ++gate) {
    QueueCounted queue{name_, p_.gate_name(gate), 0, 0};
    for (const std::uint32_t way : {2 * gate, 2 * gate + 1}) {
      const auto waits = egress_->waits_for(way);
      queue.waited_s += static_cast<float>(waits.person_s);
      queue.longest_queue = std::max(queue.longest_queue, waits.longest_queue);
    }
    if (queue.longest_queue > 0) world_->publish(queue);
  }
}

}  // namespace tocsin::evacuation
