// SPDX-License-Identifier: Apache-2.0
#include "models/warning/confirmation_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/simulation/scenario.hpp"

namespace tocsin::warning {
namespace {

using communications::Bearer;
using communications::Callee;
using communications::Delivery;
using communications::LossReason;
using communications::MessageKind;
using communications::Priority;

constexpr std::string_view kAnswers = "warning.confirmation_answers";

}  // namespace

void ConfirmationCallsParameters::describe(Fields& f) {
  f.required("desk", desk,
             {"Zone at whose center the calling desk sits (the township seat).",
              "值班室所在分区（乡镇驻地），位于分区中心。"});
  f.optional("desks", desks,
             {"Desks of townships that call for themselves: the zones at whose centers they sit, one in each township. "
              "The others are called by desk.",
              "自行叫应的乡镇值班室所在分区（每个乡镇一个）；其余乡镇由 desk 呼叫。"});
  f.optional("bearers", bearers,
             {"What the desk and the duty holders have, in the order of use; else all that the scenario has.",
              "值班室与责任人的通信手段，按使用顺序；缺省为场景中的全部手段。"});
  f.optional("holder_bearers", holder_bearers,
             {"What the other duty holders of a zone have; else a telephone, and a messenger comes to their door.",
              "其他责任人的通信手段；缺省为公网电话和上门通知。"});
  f.parameter("callers", callers, {"People who call at the desk.", "值班室同时拨打人数。"}).between(1, 1000);
  f.parameter("deputies", deputies,
              {"Deputies of the head of a zone, called when he does not confirm.", "村（社区）责任人的备份人数。"})
      .between(0, 9);
  f.parameter("other_holders", other_holders,
              {"Other duty holders of a zone (heads of groups, grid staff), called by whoever has confirmed.",
               "村（社区）其他责任人（组长、网格员）人数，由已确认者拨打。"})
      .between(0, 1000);
  f.parameter("talk", talk, {"A call that is answered.", "接通后的通话时间。"}).more_than(0s);
  f.parameter("ring", ring, {"A call that nobody answers.", "无人接听时的振铃时间。"}).more_than(0s);
  f.parameter("answered_day", answered_day, {"Calls that are answered by day.", "白天接听率。"})
      .between(0_percent, 100_percent);
  f.parameter("answered_night", answered_night, {"The same at night.", "夜间接听率。"}).between(0_percent, 100_percent);
  f.parameter("tries", tries, {"Calls to one duty holder before the next is called.", "每名责任人的最多拨打次数。"})
      .between(1, 20);
  f.parameter("try_again_after", try_again_after,
              {"From a call without an answer to the next.", "无人接听后再次拨打的间隔。"})
      .at_least(0s);
  f.parameter("begin_again_after", begin_again_after,
              {"When head, deputies and the messenger have been tried in vain: until the desk begins again.",
               "责任人、备份人和通信员均未联系上后，再次从头呼叫的间隔。"})
      .more_than(0s);
  f.parameter("deadline", deadline,
              {"A zone must have confirmed so long after its order.", "命令下达后须在此时限内确认。"})
      .more_than(0s);
  f.parameter("feedback_at", feedback_at,
              {"A zone reports back when so many of its households under the order have been told.",
               "转移对象户叫应达到此比例后向上反馈。"})
      .between(0_percent, 100_percent);
  f.parameter("feedback_look", feedback_look, {"How often the zone counts them.", "清点间隔。"}).more_than(0s);
  f.parameter("feedback_bytes", feedback_bytes, {"Length of the report, bytes.", "反馈信息字节数。"}).at_least(1);
}

std::uint32_t ConfirmationCallsParameters::holders_of(const Zone& zone) const {
  return std::min(static_cast<std::uint32_t>(other_holders), zone.household_count);
}

void ConfirmationCallsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  if (const auto all = scenario.all<ConfirmationCallsParameters>(); all.front() != this) {
    diagnostics.error(where, "inconsistent",
                      phrase("'{}' already calls the duty holders", "“{}”已负责呼叫责任人", all.front()->id),
                      {"one entry of this kind", "此类条目只写一个"});
  }
  name = scenario.names->intern(id);
  desk_name = scenario.names->intern("desk");
  const auto& zones = scenario.town->zones;
  head_names.assign(zones.size(), NameId{});
  holder_names.assign(zones.size(), NameId{});
  for (const auto zone : scenario.scope.zones()) {
    head_names[zone.index()] = scenario.names->intern(zones[zone.index()].id);
    holder_names[zone.index()] = scenario.names->intern(fmt::format("{} holders", zones[zone.index()].id));
  }
  find_desks(scenario, diagnostics);
  bearers = communications::find_bearers(bearers, id, scenario, where, diagnostics);
  if (holder_bearers.empty()) {
    holder_bearers = communications::usual_bearers(scenario);
  } else {
    holder_bearers = communications::find_bearers(holder_bearers, id, scenario, where, diagnostics);
  }
}

void ConfirmationCallsParameters::find_desks(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& zones = scenario.town->zones;
  desk_zones.assign(scenario.town->townships.size(), scenario.find(desk, diagnostics));
  std::vector<const Reference<ZoneTag>*> of_township(desk_zones.size(), nullptr);
  for (const auto& reference : desks) {
    const auto zone = scenario.find(reference, diagnostics);
    if (!zone.exists()) continue;
    const auto township = zones[zone.index()].township.index();
    if (of_township[township] != nullptr) {
      diagnostics.error(reference.where, "inconsistent",
                        phrase("the township of '{}' has a desk already: '{}'", "“{}”所属乡镇已设值班室“{}”",
                               reference.name, of_township[township]->name),
                        {"one desk for each township", "每个乡镇一个值班室"});
      continue;
    }
    of_township[township] = &reference;
    desk_zones[township] = zone;
  }
}

std::unique_ptr<Model> ConfirmationCallsParameters::make() const {
  return std::make_unique<ConfirmationCalls>(*this);
}

void ConfirmationCalls::start(World& world) {
  world_ = &world;
  network_ = &world.door<communications::Network>();
  const auto& zones = world.town().zones;
  add_desks();
  village_of_zone_.assign(zones.size(), 0);
  for (const auto zone : world.scenario().scope.zones()) add_village(zone);
  world.door<Orders>().carried_by_calls();
  world.subscribe<ZoneOrdered>([this](const ZoneOrdered& event) { on_order(event.zone); });
}

// Townships without a desk of their own share one.
void ConfirmationCalls::add_desks() {
  std::map<ZoneId, Desk> at;
  const auto callers = static_cast<std::uint32_t>(p_.callers);
  for (const auto zone : p_.desk_zones) {
    if (!at.contains(zone)) {
      const auto& place = world_->town().zones[zone.index()].place;
      const auto phones = network_->add({p_.desk_name, place, p_.bearers, callers});
      at[zone] = {phones, network_->add({p_.desk_name, place, {Bearer::messenger}, callers})};
    }
    desks_.push_back(at[zone]);
  }
}

const ConfirmationCalls::Desk& ConfirmationCalls::desk_of(std::uint32_t village) const {
  return desks_[world_->town().zones[villages_[village].zone.index()].township.index()];
}

// Heads and deputies have their telephones at the center, the other holders live among the homes.
void ConfirmationCalls::add_village(ZoneId id) {
  const Zone& zone = world_->town().zones[id.index()];
  const auto& people = world_->town().population;
  Village village;
  village.zone = id;
  for (int i = 0; i <= p_.deputies; ++i) {
    const auto phone = network_->add({p_.head_names[id.index()], zone.place, p_.bearers, 1});
    village.holders.push_back({phone, HouseholdId{}, i == 0 ? DutyRank::head : DutyRank::deputy});
  }
  village.runner = network_->add({p_.head_names[id.index()], zone.place, {Bearer::messenger}, 1});
  const auto others = p_.holders_of(zone);
  for (std::uint32_t i = 0; i < others; ++i) {
    const HouseholdId home(std::size_t{zone.first_household} + std::size_t{i} * zone.household_count / others);
    const auto h = home.index();
    const Place place{people.x_m[h], people.y_m[h], people.elevation_m[h], people.walk_junction[h],
                      people.road_junction[h]};
    village.holders.push_back(
        {network_->add({p_.holder_names[id.index()], place, p_.holder_bearers, 1}), home, DutyRank::holder});
  }
  villages_.push_back(std::move(village));
  village_of_zone_[id.index()] = static_cast<std::uint32_t>(villages_.size());
}

void ConfirmationCalls::on_order(ZoneId zone) {
  const auto village = village_of_zone_[zone.index()] - 1;
  if (villages_[village].begun) return;  // widened: they know
  villages_[village].begun = true;
  world_->kernel().schedule_in(p_.deadline, Phase::observation, [this, village] {
    if (!villages_[village].informed) world_->publish(ConfirmationOverdue{villages_[village].zone});
  });
  call(village, 0);
}

void ConfirmationCalls::call(std::uint32_t village, std::uint32_t holder) {
  Holder& h = villages_[village].holders[holder];
  const auto caller =
      is_head(holder) ? desk_of(village).phones : villages_[village].holders[villages_[village].by].phone;
  const auto key = (std::uint64_t{villages_[village].zone.value} << 32U) | (std::uint64_t{holder} << 12U) | h.calls;
  ++h.calls;
  ++h.tries;
  const auto& scenario = world_->scenario();
  const auto usual = scenario.night(world_->now()) ? p_.answered_night : p_.answered_day;
  const bool answers = world_->stream(kAnswers, key).uniform() < scenario.exercise.answering(usual).fraction();
  network_->send({.from = caller,
                  .to = h.phone,
                  .kind = MessageKind::call,
                  .bytes = 0,
                  .talk = answers ? p_.talk : p_.ring,
                  .callee = answers ? Callee::answers : Callee::does_not_answer,
                  .priority = is_head(holder) ? Priority::flash : Priority::urgent},
                 [this, village, holder](const Delivery& delivery) { ended(village, holder, delivery); });
}

void ConfirmationCalls::ended(std::uint32_t village, std::uint32_t holder, const Delivery& delivery) {
  if (delivery.delivered()) return confirmed(village, holder);
  if (is_head(holder) && villages_[village].informed) return;  // somebody else has confirmed meanwhile
  const bool no_answer = delivery.reason == LossReason::no_answer;
  if (no_answer && villages_[village].holders[holder].tries < p_.tries) {
    world_->kernel().schedule_in(p_.try_again_after, Phase::response,
                                 [this, village, holder] { call(village, holder); });
    return;
  }
  give_up(village, holder, no_answer ? GivenUp::no_answer : GivenUp::no_connection);
}

// The deputy is next; after the last somebody goes there. Another holder who does not answer is left out.
void ConfirmationCalls::give_up(std::uint32_t village, std::uint32_t holder, GivenUp why) {
  const auto rank = villages_[village].holders[holder].rank;
  world_->publish(DutyHolderGivenUp{villages_[village].zone, rank, why});
  villages_[village].holders[holder].tries = 0;
  if (!is_head(holder)) return;
  if (is_head(holder + 1)) return call(village, holder + 1);
  send_runner(village);
}

void ConfirmationCalls::send_runner(std::uint32_t village) {
  Village& v = villages_[village];
  if (std::exchange(v.runner_sent, true)) return;
  network_->send({.from = desk_of(village).runners,
                  .to = v.runner,
                  .kind = MessageKind::text,
                  .bytes = static_cast<std::uint32_t>(p_.feedback_bytes),
                  .priority = Priority::flash},
                 [this, village](const Delivery& delivery) {
                   if (delivery.delivered()) return confirmed(village, 0);
                   villages_[village].runner_sent = false;
                   world_->kernel().schedule_in(p_.begin_again_after, Phase::response, [this, village] {
                     if (!villages_[village].informed) call(village, 0);
                   });
                 });
}

void ConfirmationCalls::confirmed(std::uint32_t village, std::uint32_t holder) {
  Holder& h = villages_[village].holders[holder];
  if (std::exchange(h.confirmed, true)) return;
  world_->publish(DutyHolderConfirmed{villages_[village].zone, h.rank, h.calls});
  if (is_head(holder)) return inform(village, holder);
  auto& alerts = world_->door<Alerts>();
  if (alerts.at_home(h.household)) alerts.receive(h.household, Channel::word_of_mouth);
}

// The zone knows: its workers and cells begin, and its other duty holders are called.
void ConfirmationCalls::inform(std::uint32_t village, std::uint32_t by) {
  Village& v = villages_[village];
  if (std::exchange(v.informed, true)) return;
  v.by = by;
  world_->publish(ZoneInformed{v.zone});
  world_->door<Orders>().inform(v.zone);
  for (std::uint32_t h = 1 + static_cast<std::uint32_t>(p_.deputies); h < v.holders.size(); ++h) call(village, h);
  world_->kernel().schedule_in(p_.feedback_look, Phase::response, [this, village] { look(village); });
}

double ConfirmationCalls::told_share(ZoneId zone) const {
  const auto& z = world_->town().zones[zone.index()];
  const auto& orders = world_->door<Orders>();
  const auto& alerts = world_->door<Alerts>();
  std::uint32_t meant = 0;
  std::uint32_t told = 0;
  for (std::size_t h = z.first_household; h < std::size_t{z.first_household} + z.household_count; ++h) {
    const HouseholdId household(h);
    if (!orders.concerns(household)) continue;
    ++meant;
    if (!alerts.at_home(household) || (alerts.received(household) && !alerts.order_is_news(household))) ++told;
  }
  return meant == 0 ? 1.0 : static_cast<double>(told) / meant;
}

void ConfirmationCalls::look(std::uint32_t village) {
  Village& v = villages_[village];
  if (told_share(v.zone) < p_.feedback_at.fraction()) {
    world_->kernel().schedule_in(p_.feedback_look, Phase::response, [this, village] { look(village); });
    return;
  }
  network_->send({.from = v.holders[v.by].phone,
                  .to = desk_of(village).phones,
                  .kind = MessageKind::text,
                  .bytes = static_cast<std::uint32_t>(p_.feedback_bytes),
                  .priority = Priority::urgent},
                 [this, village](const Delivery& delivery) {
                   if (delivery.delivered()) return world_->publish(LoopClosed{villages_[village].zone});
                   world_->kernel().schedule_in(p_.feedback_look, Phase::response, [this, village] { look(village); });
                 });
}

}  // namespace tocsin::warning
