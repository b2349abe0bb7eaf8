// SPDX-License-Identifier: Apache-2.0
#include "models/warning/call_channels.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kCallOut{"warning.phone_tree.call_out"};

}  // namespace

void CallChannelParameters::describe_calls(Fields& f) {
  const auto share = [&f](std::string_view key, Share& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0_percent, 100_percent);
  };
  f.parameter("talk", talk, {"A call that is answered takes so long.", "一次接通的通话时长。"}).more_than(0s);
  f.parameter("ring", ring, {"A call that is not answered takes so long.", "一次未接通的呼叫时长。"}).more_than(0s);
  share("answered_day", answered_day, {"Numbers that answer one call by day.", "白天一次呼叫的接听率。"});
  share("answered_night", answered_night, {"The same at night.", "夜间一次呼叫的接听率。"});
  share("reachable_day", reachable_day,
        {"By day, numbers that answer at last, however often they are called.", "白天反复呼叫后最终接听的上限比例。"});
  share("reachable_night", reachable_night, {"The same at night.", "夜间反复呼叫后最终接听的上限比例。"});
  f.parameter("tries", tries, {"Calls to a number at most.", "每个号码最多呼叫次数。"}).between(1, 20);
  f.parameter("try_again_after", try_again_after,
              {"From the end of a call without an answer to the next.", "未接通后再次呼叫的间隔。"})
      .at_least(0s);
  carried.describe(f);
  handset.describe(f);
}

void CallChannelParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  PublicChannelParameters::check(scenario, diagnostics);
  cells = communications::household_cells(scenario);
  if (answered_day <= reachable_day && answered_night <= reachable_night) return;
  diagnostics.error(
      where, codes::kInconsistent,
      phrase("of '{}' more answer the first call than answer ever", "“{}”首次接听率高于最终可接听比例", id),
      {"answered_day <= reachable_day, answered_night <= reachable_night",
       "answered_day ≤ reachable_day，answered_night ≤ reachable_night"});
}

std::unique_ptr<Model> CallChannelParameters::make() const {
  return std::make_unique<CallChannel>(*this);
}

void AutomaticCallsParameters::describe(Fields& f) {
  describe_zones(f);
  f.parameter("lines", lines, {"Calls at a time, in all.", "同时呼叫线路总数。"}).between(1, 100000);
  f.parameter("start_delay", start_delay, {"From the order to the first call.", "自命令发出至首次呼叫。"}).at_least(0s);
  describe_calls(f);
}

Duration AutomaticCallsParameters::preparation(World& /*world*/, ZoneId /*zone*/) const {
  return start_delay;
}

void PhoneTreeParameters::describe(Fields& f) {
  describe_zones(f);
  f.parameter("callers_per_zone", callers_per_zone,
              {"People who call at a time in each zone.", "每个分区同时拨打电话的人数。"})
      .between(1, 200);
  f.optional("call_out_day", call_out_day,
             {"From the order's arrival in a zone until they call, by day.", "白天自命令到村至开始拨打的时间。"});
  f.optional("call_out_night", call_out_night, {"The same at night.", "夜间自命令到村至开始拨打的时间。"});
  describe_calls(f);
}

void PhoneTreeParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  CallChannelParameters::check(scenario, diagnostics);
  call_out_day.check("call_out_day", where, diagnostics);
  call_out_night.check("call_out_night", where, diagnostics);
}

Duration PhoneTreeParameters::preparation(World& world, ZoneId zone) const {
  auto stream = world.stream(kCallOut, zone.value);
  return (world.scenario().night(world.now()) ? call_out_night : call_out_day).draw(stream);
}

void CallChannel::start(World& world) {
  PublicChannel::start(world);
  services_ = std::make_unique<HomeServices>(world, p_.cells.get());
  pools_.resize(p_.by_zone() ? world.town().zones.size() : 1);
}

void CallChannel::address(Action action, const std::vector<std::uint32_t>& positions) {
  const auto& zone_of = world().town().population.zone;
  std::vector<std::uint32_t> touched;
  for (const auto position : positions) {
    const auto zone = zone_of[household(position).index()];
    const auto number = p_.by_zone() ? zone.value : 0;
    if (touched.empty() || touched.back() != number) touched.push_back(number);  // positions come zone by zone
    add(pools_[number], action, position);
  }
  for (const auto number : touched) {
    const auto begins = world().now() + p_.preparation(world(), ZoneId(std::size_t{number}));
    world().kernel().schedule(begins, Phase::response, [this, number] {
      announce_start();
      work(number);
    });
  }
}

// The number of an adult if there is one with a telephone, else of whoever has one.
void CallChannel::add(Pool& pool, Action action, std::uint32_t position) {
  const auto home = addressee(position);
  const auto shares = p_.carried.shares();
  auto stream = traits(position);
  Number number{position, action};
  number.fate = Fate::no_device;
  for (std::uint32_t person = 0; person < home.persons; ++person) {
    const auto trait = PersonTraits::drawn_from(stream);
    const auto age = home.age(person);
    if (trait.device >= shares[static_cast<std::size_t>(age)]) continue;
    if (number.fate != Fate::no_device && age != AgeGroup::adult) continue;
    number.fate = person < home.at_home ? Fate::waits : Fate::away;
    number.attention = static_cast<float>(trait.attention);
    number.charge = static_cast<float>(trait.charge);
    if (age == AgeGroup::adult) break;
  }
  if (number.fate == Fate::waits) pool.fresh.push_back(static_cast<std::uint32_t>(numbers_.size()));
  numbers_.push_back(number);
}

// Lines that become free at one instant take the next numbers together.
void CallChannel::work(std::uint32_t pool) {
  Pool& p = pools_[pool];
  world().kernel().cancel(p.next);
  end_calls(p);
  begin_calls(p);
  double next_s = p.busy.empty() ? kNever_s : p.busy.top().ends_s;
  const bool line_free = p.busy.size() < static_cast<std::size_t>(p_.lines_at_a_time());
  if (line_free && !p.again.empty()) next_s = std::min(next_s, p.again.front().from_s);
  if (next_s == kNever_s) return;
  p.next = world().kernel().schedule(at_seconds(next_s), Phase::people, [this, pool] { work(pool); });
}

void CallChannel::end_calls(Pool& pool) {
  const double now_s = seconds(world().now());
  while (!pool.busy.empty() && pool.busy.top().ends_s <= now_s) {
    const Call call = pool.busy.top();
    pool.busy.pop();
    Number& number = numbers_[call.number];
    if (call.answered) {
      number.fate = Fate::understood;
      tell(number.action, number.position);
    } else if (number.calls < p_.tries) {
      pool.again.push_back({now_s + seconds(p_.try_again_after), call.number});
    } else {
      number.fate = rings(number) ? Fate::no_answer : Fate::no_network;
    }
  }
}

void CallChannel::begin_calls(Pool& pool) {
  const double now_s = seconds(world().now());
  while (pool.busy.size() < static_cast<std::size_t>(p_.lines_at_a_time())) {
    std::uint32_t number = 0;
    if (!pool.fresh.empty()) {
      number = pool.fresh.front();
      pool.fresh.pop_front();
    } else if (!pool.again.empty() && pool.again.front().from_s <= now_s) {
      number = pool.again.front().number;
      pool.again.pop_front();
    } else {
      return;
    }
    begin_call(pool, number);
  }
}

void CallChannel::begin_call(Pool& pool, std::uint32_t number) {
  Number& n = numbers_[number];
  const bool answered = rings(n) && answers(n);
  ++n.calls;
  pool.busy.push({seconds(world().now() + (answered ? p_.talk : p_.ring)), number, answered});
}

// Does the telephone have network and charge?
bool CallChannel::rings(const Number& number) const {
  if (!services_->network(number.position)) return false;
  const double low_s = seconds(p_.handset.endurance_shortest);
  const double span_s = seconds(p_.handset.endurance_longest) - low_s;
  const double lasts_s = low_s + static_cast<double>(number.charge) * span_s;
  return seconds(world().now()) < services_->mains_lost_s(number.position) + lasts_s;
}

// Whoever answers ever is a trait of the person; whether he does this time is drawn for each call.
bool CallChannel::answers(const Number& number) const {
  const bool dark = night();
  const double ever = (dark ? p_.reachable_night : p_.reachable_day).fraction();
  const double first = (dark ? p_.answered_night : p_.answered_day).fraction();
  if (static_cast<double>(number.attention) >= ever) return false;
  auto stream = own(number.action, number.position);
  stream.skip(number.calls);
  return stream.uniform() * ever < first;
}

ReceiptCounts CallChannel::counts() const {
  ReceiptCounts all;
  for (const auto& number : numbers_) {
    ++all.addressed;
    switch (number.fate) {
      case Fate::waits:
        ++all.under_way;
        break;
      case Fate::understood:
        ++all.understood;
        break;
      case Fate::no_device:
        ++all.no_device;
        break;
      case Fate::away:
        ++all.away;
        break;
      case Fate::no_answer:
        ++all.unnoticed;
        break;
      case Fate::no_network:
        ++all.no_network;
        break;
    }
  }
  return all;
}

}  // namespace tocsin::warning
