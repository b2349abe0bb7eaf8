// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/building/building.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/random/distributions.hpp"
#include "models/evacuation/place_events.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/events.hpp"

namespace tocsin::evacuation {
namespace {

// How often water at the building is looked at: a numerical step.
constexpr Duration kWaterStep = 1min;

std::uint64_t key(NameId building, std::size_t member) {
  return (std::uint64_t{building.value} << 32U) | member;
}

}  // namespace

void BuildingModel::start(World& world) {
  world_ = &world;
  name_ = NameId(world.scenario().names->find(Entity::name, p_.id));
  egress_ = std::make_unique<pedestrian::Egress>(pedestrian::Routes(plan_.places, plan_.ways, p_.on_foot.law()));
  clock_ = std::make_unique<EgressClock>(world.kernel(), *egress_,
                                         [this](const pedestrian::Notice& notice) { told(notice); });
  populate();
  world.door<AlarmedPlaces>().add({name_, [this] { sound_alarm(); },
                                   [this](std::string_view passage, AlarmedPlaces::Use use) { change(passage, use); }});
  if (p_.alarm_at) {
    world.kernel().schedule(kStartEx + p_.alarm_at->value, Phase::infrastructure, [this] { sound_alarm(); });
  }
  if (p_.zone) {
    world.subscribe<warning::ZoneOrdered>([this](const warning::ZoneOrdered& order) {
      if (order.zone != p_.zone_id()) return;
      world_->kernel().schedule_in(p_.alarm_delay, Phase::infrastructure, [this] { sound_alarm(); });
    });
    world.kernel().schedule(kStartEx, Phase::environment, [this] { watch_water(); });
  }
  world.kernel().schedule(world.scenario().end(), Phase::people, [this] { count_queues(); });
}

// Everybody stands in his room before the alarm. One uniform number each for the pre-movement time, the place in the
// room and the ability: the same people whatever the building looks like.
void BuildingModel::populate() {
  std::size_t member = 0;
  for (const PlanGroup& group : plan_.groups) {
    const auto& values = p_.occupancies[static_cast<std::size_t>(group.occupancy)];
    for (std::uint32_t i = 0; i < group.persons; ++i, ++member) {
      auto stream = world_->stream("evacuation.occupant_body", key(name_, member));
      pedestrian::PersonFigures person;
      person.place = group.place;
      person.walk_m = stream.uniform() * group.longest_walk_m;
      person.out = plan_.ways_out[member];
      const double ability = stream.uniform();
      const double assisted = values.assisted.fraction();
      if (ability < assisted) {
        person.speed_factor = p_.assisted_factor;
        person.stair_factor = p_.assisted_stair_factor;
        person.size = static_cast<std::uint32_t>(std::lround(p_.assisted_room * pedestrian::kSizeOfPerson));
      } else if (ability < assisted + values.slow.fraction()) {
        person.speed_factor = p_.slow_factor;
        person.stair_factor = p_.slow_stair_factor;
      }
      egress_->add(person);
      part_of_person_.push_back(group.part);
      speed_of_person_.push_back(
          static_cast<float>(person.speed_factor * p_.on_foot.law().speed(p_.on_foot.level_speed.si(), 0)));
    }
  }
}

// Lognormal through the times of the first and the last percent.
double BuildingModel::pre_movement_s(const PlanGroup& group, double u) const {
  const auto& values = p_.occupancies[static_cast<std::size_t>(group.occupancy)];
  const bool asleep = seconds(values.first_night) > 0 && world_->scenario().night(world_->now());
  const double first_s = seconds(asleep ? values.first_night : values.first);
  const double last_s = seconds(asleep ? values.last_night : values.last);
  const double sigma = std::log(last_s / first_s) / (2 * standard_normal_quantile(0.99));
  return Lognormal::from_median(std::sqrt(first_s * last_s), sigma).quantile(u);
}

void BuildingModel::sound_alarm() {
  if (alarmed_ < kNever) return;
  alarmed_ = world_->now();
  world_->publish(AlarmSounded{name_, plan_.persons});
  std::size_t member = 0;
  for (std::size_t g = 0; g < plan_.groups.size(); ++g) {
    const PlanGroup& group = plan_.groups[g];
    const double common = world_->stream("evacuation.occupant_group", key(name_, g)).uniform();
    for (std::uint32_t i = 0; i < group.persons; ++i, ++member) {
      const double own = world_->stream("evacuation.occupant", key(name_, member)).uniform();
      const double after_s = pre_movement_s(group, group.together ? common : own);
      const Time sets_out = alarmed_ + Duration{after_s};
      if (sets_out <= world_->scenario().end()) egress_->start(static_cast<pedestrian::PersonId>(member), sets_out);
    }
  }
  if (p_.untenable_after) {
    const Time at = alarmed_ + *p_.untenable_after;
    world_->kernel().schedule(at, Phase::environment, [this] { endanger(); });
  }
  if (plan_.persons == 0) world_->publish(BuildingEmptied{name_});
  clock_->catch_up();
}

void BuildingModel::change(std::string_view passage, AlarmedPlaces::Use use) {
  const auto part = std::find_if(plan_.parts.begin(), plan_.parts.end(), [&](auto& x) { return x.id == passage; });
  if (part == plan_.parts.end()) return;
  clock_->catch_up();
  if (use == AlarmedPlaces::Use::blocked) {
    world_->publish(PassageBlocked{name_, part->name});
    for (const auto way : part->ways) egress_->block(way);
  } else {
    world_->publish(PassageOpened{name_, part->name});
    for (const auto way : part->ways) egress_->open(way);
  }
  clock_->catch_up();
}

void BuildingModel::watch_water() {
  if (endangered_) return;
  const auto& hazards = world_->door<hazard::Hazards>();
  if (!hazards.any()) return;
  const auto& place = world_->town().zones[p_.zone_id().index()].place;
  if (hazards.depth(place, world_->now()).si() > 0) return endanger();
  world_->kernel().schedule_in(kWaterStep, Phase::environment, [this] { watch_water(); });
}

void BuildingModel::endanger() {
  if (std::exchange(endangered_, true)) return;
  world_->publish(BuildingEndangered{name_});
}

void BuildingModel::told(const pedestrian::Notice& notice) {
  switch (notice.kind) {
    case pedestrian::Notice::Kind::started:
      world_->publish(OccupantSetOut{name_, plan_.parts[part_of_person_[notice.person]].name});
      break;
    case pedestrian::Notice::Kind::left:
      person_left(notice);
      break;
    case pedestrian::Notice::Kind::held:
      world_->publish(OccupantTrapped{name_});
      break;
    case pedestrian::Notice::Kind::pressed:
      break;
  }
}

void BuildingModel::person_left(const pedestrian::Notice& notice) {
  const PlanPart& exit = plan_.parts[plan_.part_of_way[notice.way]];
  world_->publish(OccupantLeft{name_, exit.name});
  const double walk_s = exit.assembly_m / static_cast<double>(speed_of_person_[notice.person]);
  last_assembled_ = std::max(last_assembled_, world_->now() + Duration{walk_s});
  if (egress_->ledger().out < plan_.persons) return;
  world_->publish(BuildingEmptied{name_});
  count_queues();
  world_->kernel().schedule(last_assembled_, Phase::people, [this] { world_->publish(BuildingAssembled{name_}); });
}

void BuildingModel::count_queues() {
  if (std::exchange(counted_, true)) return;
  std::vector<QueueCounted> queues(plan_.parts.size());
  const auto add = [&](std::uint32_t part, std::uint32_t gate) {
    const auto waits = egress_->waits_for(gate);
    queues[part].waited_s += static_cast<float>(waits.person_s);
    queues[part].longest_queue = std::max(queues[part].longest_queue, waits.longest_queue);
  };
  for (std::uint32_t way = 0; way < plan_.ways.size(); ++way) add(plan_.part_of_way[way], way);
  for (std::uint32_t place = 0; place < plan_.places.size(); ++place) {
    add(plan_.part_of_place[place], static_cast<std::uint32_t>(plan_.ways.size()) + place);
  }
  for (std::size_t part = 0; part < queues.size(); ++part) {
    if (queues[part].longest_queue == 0) continue;
    queues[part].place = name_;
    queues[part].part = plan_.parts[part].name;
    world_->publish(queues[part]);
  }
}

}  // namespace tocsin::evacuation
