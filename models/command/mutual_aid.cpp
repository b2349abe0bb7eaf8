// SPDX-License-Identifier: Apache-2.0
#include "models/command/mutual_aid.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/simulation/scenario.hpp"
#include "models/command/events.hpp"
#include "models/command/journeys.hpp"

namespace tocsin::command {

void MutualAidParameters::describe(Fields& f) {
  f.required("post", post, {"Post that asks.", "请求单位。"});
  f.required("body", body, {"Who is asked.", "受援请求的对象（毗邻区县、救援基地等）。"});
  f.required("when", when, {"When the post knows this.", "请求单位掌握此情况时提出。"});
  f.optional("teams", teams, {"Teams that come when it is approved.", "获批后前来的队伍。"});
  f.optional("approval", approval,
             {"From the request reaching the root of the tree until the outside body has agreed.",
              "自请求报至最高一级指挥部至外部单位同意的时间。"});
  f.parameter("bytes", bytes, {"Length of the request, bytes.", "请求文字字节数。"}).at_least(1);
}

void MutualAidParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id, {body.en, body.zh});
  post_id = find_post(post, scenario, diagnostics);
  when.check(scenario, diagnostics);
  approval.check("approval", where, diagnostics);
  for (const auto& team : teams) (void)scenario.find(team, diagnostics);
  if (!diagnostics.has_errors()) check_known(when, post_id, scenario, diagnostics);
}

std::unique_ptr<Model> MutualAidParameters::make() const {
  return std::make_unique<MutualAid>(*this);
}

void MutualAid::start(World& world) {
  world_ = &world;
  eyes_.emplace(world, world.door<Journeys>().tree().post(p_.post_id).name);
  eyes_->watch(p_.when, [this](bool holds) {
    if (holds) world_->kernel().schedule(world_->now(), Phase::response, [this] { ask(); });
  });
  eyes_->open();
}

void MutualAid::ask() {
  if (std::exchange(asked_, true)) return;
  auto& journeys = world_->door<Journeys>();
  world_->publish(AidRequested{p_.name, journeys.tree().post(p_.post_id).name});
  const auto way = journeys.tree().way(p_.post_id, journeys.tree().root());
  if (way.size() == 1) return passed_on();
  journeys.go({.way = way,
               .what = Traveling::request,
               .subject = p_.name,
               .bytes = static_cast<std::uint32_t>(p_.bytes),
               .arrived =
                   [this, last = way.size() - 1](std::size_t at, communications::Bearer) {
                     if (at == last) passed_on();
                   },
               .given_up = [this](RelayFailure) { asked_ = false; }});
}

void MutualAid::passed_on() {
  auto stream = world_->stream(Purpose(fmt::format("command.approval/{}", p_.id)));
  world_->kernel().schedule_in(p_.approval.draw(stream), Phase::response, [this] {
    world_->door<Approvals>().approve(p_.name);
    world_->publish(AidApproved{p_.name});
  });
}

}  // namespace tocsin::command
