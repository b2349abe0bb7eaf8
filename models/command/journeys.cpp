// SPDX-License-Identifier: Apache-2.0
#include "models/command/journeys.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::command {

using communications::Bearer;
using communications::Delivery;
using communications::MessageKind;

Journeys::Journeys(World& world) : world_(world), tree_(world.scenario()) {
  for (const auto* post : tree_.posts()) add_desk(*post);
}

void Journeys::add_desk(const PostParameters& post) {
  auto& network = world_.door<communications::Network>();
  const auto& zones = world_.town().zones;
  Desk desk;
  desk.phones = network.add(
      {post.name, zones[post.seat_zone.index()].place, post.bearers, static_cast<std::uint32_t>(post.operators)});
  for (const auto& member : post.members) {
    const auto& home = zones[member.home.index()].place;
    desk.members.push_back(network.add({member.name, home, post.member_bearers, 1}));
    desk.deputies.push_back(network.add({member.name, home, post.member_bearers, 1}));
  }
  desks_.push_back(std::move(desk));
}

communications::CorrespondentId Journeys::phone(PostId post, std::size_t member, Who who) const {
  const Desk& desk = desks_[post.index()];
  return who == Who::member ? desk.members[member] : desk.deputies[member];
}

Duration Journeys::handling(PostId post) {
  const auto& parameters = tree_.post(post);
  auto stream =
      world_.stream(Purpose(fmt::format("command.handling/{}", parameters.id)), desks_[post.index()].handled++);
  return parameters.handling.draw(stream);
}

void Journeys::go(Journey journey) {
  ensure(!journey.way.empty(), "a journey begins somewhere");
  journeys_.push_back({std::move(journey), 0, 0});
  if (journeys_.back().journey.way.size() > 1) leg(journeys_.size() - 1);
}

void Journeys::leg(std::size_t number) {
  const Journey& journey = journeys_[number].journey;
  const auto at = journeys_[number].at;
  if (journey.wanted && !journey.wanted(at)) return;
  if (tree_.post(journey.way[at]).silent_at(world_.now())) return failed(number, RelayFailure::post_is_silent);
  world_.door<communications::Network>().send({.from = phones(journey.way[at]),
                                               .to = phones(journey.way[at + 1]),
                                               .kind = MessageKind::text,
                                               .bytes = journey.bytes,
                                               .priority = journey.priority},
                                              [this, number](const Delivery& d) { leg_ended(number, d); });
}

void Journeys::leg_ended(std::size_t number, const Delivery& delivery) {
  const Running& running = journeys_[number];
  if (!delivery.delivered()) return failed(number, RelayFailure::no_bearer);
  const auto to = running.journey.way[running.at + 1];
  if (tree_.post(to).silent_at(world_.now())) return failed(number, RelayFailure::post_is_silent);
  came(number, *delivery.bearer);
}

void Journeys::came(std::size_t number, Bearer bearer) {
  Running& running = journeys_[number];
  const auto at = ++running.at;
  running.tries = 0;
  const auto& way = running.journey.way;
  note_contact(way[at - 1], way[at]);
  if (at + 1 < way.size()) {
    world_.kernel().schedule_in(handling(way[at]), Phase::response, [this, number] { leg(number); });
  }
  if (running.journey.arrived) running.journey.arrived(at, bearer);
}

void Journeys::failed(std::size_t number, RelayFailure reason) {
  Running& running = journeys_[number];
  const auto& way = running.journey.way;
  const auto& sender = tree_.post(way[running.at]);
  const bool last = ++running.tries >= sender.tries;
  world_.publish(RelayFailed{running.journey.what, running.journey.subject, running.journey.number, sender.name,
                             tree_.post(way[running.at + 1]).name, reason, last});
  if (!last) {
    world_.kernel().schedule_in(sender.try_again_after, Phase::response, [this, number] { leg(number); });
  } else if (running.journey.given_up) {
    running.journey.given_up(reason);
  }
}

void Journeys::note_contact(PostId a, PostId b) {
  for (const auto& [post, other] : {std::pair{a, b}, std::pair{b, a}}) {
    if (tree_.post(post).superior_post == other) desks_[post.index()].in_touch = world_.now();
  }
}

}  // namespace tocsin::command
