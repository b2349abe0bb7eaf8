// SPDX-License-Identifier: Apache-2.0
// Parameters of the messages to handsets, television and radio.
#include <cmath>

#include "models/warning/message_channels.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kEditorial{"warning.public.editorial"};

void take(const Carried& carried, const HandsetNeeds& handset, MessageRules& rules) {
  rules.carried = carried.shares();
  rules.endurance_low_s = seconds(handset.endurance_shortest);
  rules.endurance_high_s = seconds(handset.endurance_longest);
}

void describe_handset(Fields& f, Carried& carried, HandsetNeeds& handset) {
  carried.describe(f);
  handset.describe(f);
}

}  // namespace

void MessageChannelParameters::describe_reading(Fields& f) {
  f.parameter("noticed_day", noticed_day,
              {"By day, of those at whose device it arrives: who notice it, soon or late.",
               "白天终端收到后最终察觉的人员比例。"})
      .between(0_percent, 100_percent);
  f.parameter("noticed_night", noticed_night, {"The same at night.", "夜间终端收到后最终察觉的人员比例。"})
      .between(0_percent, 100_percent);
  f.parameter("elderly_factor", elderly_factor,
              {"These shares of persons of 60 years and more, as a factor.", "60岁及以上人员上述比例的折减系数。"})
      .between(0, 1);
  f.parameter("reading_day", reading_day,
              {"By day, mean time from its arrival until they have understood it.", "白天自收到至看懂的平均时间。"})
      .at_least(0s);
  f.parameter("reading_night", reading_night, {"The same at night.", "夜间自收到至看懂的平均时间。"}).at_least(0s);
}

MessageRules MessageChannelParameters::rules(bool night) const {
  MessageRules rules;
  rules.carried = {1, 1, 1};
  const double noticed = (night ? noticed_night : noticed_day).fraction();
  rules.noticed = {noticed * elderly_factor, noticed, noticed};
  rules.reading_mean_s = seconds(night ? reading_night : reading_day);
  return rules;
}

void MessageChannelParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  PublicChannelParameters::check(scenario, diagnostics);
  if (by_cell()) cells = communications::household_cells(scenario);
}

std::unique_ptr<Model> MessageChannelParameters::make() const {
  return std::make_unique<MessageChannel>(*this);
}

void CellBroadcastParameters::describe(Fields& f) {
  describe_zones(f);
  f.parameter("start_delay", start_delay, {"From the order to the first broadcast.", "自命令发出至首次广播。"})
      .at_least(0s);
  f.parameter("repeat_interval", repeat_interval, {"From one broadcast to the next.", "广播间隔。"}).more_than(0s);
  f.parameter("repeat_for", repeat_for,
              {"It is repeated for so long: handsets that come into a cell meanwhile get it.",
               "持续广播时间，期间进入小区的手机均可收到。"})
      .at_least(0s);
  describe_handset(f, carried, handset);
  describe_reading(f);
}

Duration CellBroadcastParameters::preparation(World& /*world*/) const {
  return start_delay;
}

MessageRules CellBroadcastParameters::rules(bool night) const {
  auto rules = MessageChannelParameters::rules(night);
  take(carried, handset, rules);
  rules.valid_s = seconds(repeat_for);
  return rules;
}

void TextMessageParameters::describe(Fields& f) {
  describe_zones(f);
  f.parameter("start_delay", start_delay, {"From the order until the first message leaves.", "自命令发出至首条发出。"})
      .at_least(0s);
  f.parameter("sending_rate", sending_rate, {"Messages that leave the platform.", "平台发送速率。"}).more_than(Rate{});
  f.parameter("delivery_mean", delivery_mean, {"Mean time from leaving to arrival.", "自发出至到达终端的平均时间。"})
      .at_least(0s);
  f.parameter("delivery_deviation", delivery_deviation,
              {"Its standard deviation (log-normal).", "该时间的标准差（对数正态）。"})
      .at_least(0s);
  f.parameter("validity", validity,
              {"Kept so long for handsets without network, then dropped.", "对无信号手机的保留时间，逾期丢弃。"})
      .at_least(0s);
  describe_handset(f, carried, handset);
  describe_reading(f);
}

Duration TextMessageParameters::preparation(World& /*world*/) const {
  return start_delay;
}

// Median and sigma of the log-normal distribution with this mean and standard deviation.
MessageRules TextMessageParameters::rules(bool night) const {
  auto rules = MessageChannelParameters::rules(night);
  take(carried, handset, rules);
  rules.interval_s = 1 / sending_rate.si();
  rules.valid_s = seconds(validity);
  const double mean_s = seconds(delivery_mean);
  if (mean_s > 0) {
    const double variation = seconds(delivery_deviation) / mean_s;
    rules.delivery_sigma = std::sqrt(std::log1p(variation * variation));
    rules.delivery_median_s = mean_s * std::exp(-rules.delivery_sigma * rules.delivery_sigma / 2);
  }
  return rules;
}

void AppGroupParameters::describe(Fields& f) {
  describe_zones(f);
  f.parameter("start_delay", start_delay,
              {"From the order until it is posted in the groups.", "自命令发出至在群内发布。"})
      .at_least(0s);
  describe_handset(f, carried, handset);
  describe_reading(f);
}

Duration AppGroupParameters::preparation(World& /*world*/) const {
  return start_delay;
}

MessageRules AppGroupParameters::rules(bool night) const {
  auto rules = MessageChannelParameters::rules(night);
  take(carried, handset, rules);
  return rules;
}

void TelevisionRadioParameters::describe(Fields& f) {
  describe_zones(f);
  f.optional("editorial", editorial,
             {"From the order until the editorial office broadcasts it.", "自命令发出至编播完成开始播出。"});
  f.parameter("repeat_interval", repeat_interval, {"From one bulletin to the next.", "滚动播出间隔。"}).more_than(0s);
  f.parameter("repeat_for", repeat_for, {"It is repeated for so long.", "持续滚动播出时间。"}).at_least(0s);
  f.parameter("on_battery", on_battery,
              {"Sets that work without mains at home (car and pocket radios).", "停电时仍可使用的收音设备比例。"})
      .between(0_percent, 100_percent);
  describe_reading(f);
}

void TelevisionRadioParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  MessageChannelParameters::check(scenario, diagnostics);
  editorial.check("editorial", where, diagnostics);
}

// One office for all: the same draw for every zone.
Duration TelevisionRadioParameters::preparation(World& world) const {
  auto stream = world.stream(kEditorial);
  return editorial.draw(stream);
}

MessageRules TelevisionRadioParameters::rules(bool night) const {
  auto rules = MessageChannelParameters::rules(night);
  rules.valid_s = seconds(repeat_for);
  rules.steady_share = on_battery.fraction();
  return rules;
}

}  // namespace tocsin::warning
