// SPDX-License-Identifier: Apache-2.0
#include "models/warning/public_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "models/warning/loudspeaker.hpp"
#include "models/warning/public_channel.hpp"

namespace tocsin::warning {
namespace {

/// Channels of which measures are told only where there is one.
constexpr std::array kPublic{
    Channel::cell_broadcast,  Channel::text_message, Channel::app_group, Channel::television_radio,
    Channel::automatic_calls, Channel::phone_tree,   Channel::gong,      Channel::siren};
using OfChannels = std::array<MeasureDescription, kPublic.size()>;

const MeasureDescription kCovered{
    "warning.public_coverage_share",
    MeasureUnit::share,
    {"Covered by public channels", "公众渠道覆盖率"},
    {"Of residents to be warned (as in warning.reached_share): those of whose household somebody read, heard or "
     "answered "
     "at least one public channel before EndEx. One county's target is 99 %.",
     "应叫应人口（口径同 "
     "warning.reached_share）中，演练结束前所在户有人经至少一种公众渠道知晓预警的比例；某县目标为不低于99%。"},
    Better::more};
const MeasureDescription kOverlap{
    "warning.public_overlap_share",
    MeasureUnit::share,
    {"Covered by two public channels or more", "公众渠道重叠率"},
    {"Of those covered by public channels: by two or more.", "公众渠道已覆盖人口中，经两种及以上渠道知晓的比例。"},
    Better::neither};
const MeasureDescription kTime99{
    "warning.time_to_reach_99",
    MeasureUnit::seconds,
    {"Time to warn 99 %", "叫应 99% 用时"},
    {"From the first order until 99 % of the residents to be warned were reached by any channel.",
     "自首次命令至应叫应人口的 99% 被任一渠道叫应。"}};
const MeasureDescription kCoveredNow{
    "warning.publicly_covered_persons",
    MeasureUnit::persons,
    {"Covered by public channels", "公众渠道已覆盖"},
    {"Residents to be warned of whose household somebody has read, heard or answered a public channel so far.",
     "应叫应人口中，截至该时刻所在户已有人经公众渠道知晓预警的人数。"},
    Better::more};

template <class Describe>
OfChannels of_channels(const std::array<std::string, kPublic.size()>& names, Describe describe) {
  OfChannels all;
  for (std::size_t c = 0; c < kPublic.size(); ++c) {
    all[c] = describe(EnumWords<Channel>::value[static_cast<std::size_t>(kPublic[c])].phrase());
    all[c].name = names[c];
  }
  return all;
}

std::array<std::string, kPublic.size()> names_like(std::string_view before, std::string_view behind) {
  std::array<std::string, kPublic.size()> names;
  for (std::size_t c = 0; c < kPublic.size(); ++c) {
    names[c] = fmt::format("{}{}{}", before, EnumNames<Channel>::value[static_cast<std::size_t>(kPublic[c])], behind);
  }
  return names;
}

const OfChannels& first_by() {
  static const auto names = names_like("warning.first_by_", "_share");
  static const auto all = of_channels(names, [](const Phrase& channel) {
    return MeasureDescription{{},
                              MeasureUnit::share,
                              {"First heard by " + channel.en, "首次由" + channel.zh + "告知"},
                              {"Of residents to be warned: those whose first alert came by this channel.",
                               "应叫应人口中，首次由该渠道告知的比例。"},
                              Better::neither};
  });
  return all;
}

const OfChannels& reached_by() {
  static const auto names = names_like("warning.reached_by_", "_share");
  static const auto all = of_channels(names, [](const Phrase& channel) {
    return MeasureDescription{
        {},
        MeasureUnit::share,
        {"Covered by " + channel.en, channel.zh + "覆盖率"},
        {"Of residents to be warned: those of whose household somebody understood this channel before EndEx, first or "
         "not.",
         "应叫应人口中，演练结束前所在户有人经该渠道知晓预警的比例（不论是否首次）。"},
        Better::more};
  });
  return all;
}

const OfChannels& understood() {
  static const auto names = names_like("warning.", "_understood");
  static const auto all = of_channels(names, [](const Phrase& channel) {
    return MeasureDescription{
        {},
        MeasureUnit::count,
        {"Receipts: " + channel.en, channel.zh + "知晓数"},
        {"Of those addressed (persons; for calls numbers, for the gong households): who understood before EndEx.",
         "发送对象（人；电话按号码、鸣锣按户）中，演练结束前已知晓的数量。"},
        Better::more};
  });
  return all;
}

const OfChannels& no_network() {
  static const auto names = names_like("warning.", "_without_network");
  static const auto all = of_channels(names, [](const Phrase& channel) {
    return MeasureDescription{
        {},
        MeasureUnit::count,
        {"Without network: " + channel.en, channel.zh + "无信号数"},
        {"Of those addressed: whom nothing reached before EndEx, for want of a cell, of mains or of charge.",
         "发送对象中，因无信号、停电或终端无电，至演练结束未能送达的数量。"}};
  });
  return all;
}

/// Which of kPublic the scenario has.
std::array<bool, kPublic.size()> present(const Scenario& scenario) {
  std::array<bool, kPublic.size()> there{};
  const auto note = [&](Channel channel) {
    for (std::size_t c = 0; c < kPublic.size(); ++c) there[c] = there[c] || kPublic[c] == channel;
  };
  for (const auto* entry : scenario.all<PublicChannelParameters>()) note(entry->channel());
  for (const auto* entry : scenario.all<LoudspeakerParameters>()) note(entry->channel());
  return there;
}

/// Channels by which somebody of each household understood, as bits of Channel, by scope position; and when the first.
struct Cover {
  std::vector<std::uint32_t> channels;
  std::vector<std::pair<double, double>> steps;  // of those to be warned: (instant, persons)
};

Cover cover_of(const Scenario& scenario, const EventLog& log, const Picture& picture) {
  Cover cover;
  cover.channels.assign(picture.persons.size(), 0);
  for (const auto& row : log.all<PublicMessageUnderstood>()) {
    const auto position = scenario.scope.position(row.event.household);
    auto& channels = cover.channels[position];
    if (channels == 0 && picture.meant[position] != 0) cover.steps.emplace_back(row.t_s, picture.persons[position]);
    channels |= 1U << static_cast<unsigned>(row.event.channel);
  }
  return cover;
}

double time_to_reach_99(const Picture& picture, const EventLog& log) {
  const auto orders = log.all<OrderIssued>();
  if (orders.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double wanted = std::ceil(0.99 * picture.residents_meant - 1e-9);
  double reached = 0;
  for (const auto position : picture.in_order) {
    if (picture.meant[position] != 0) reached += picture.persons[position];
    if (reached >= wanted) return std::max(0.0, picture.alerted_s[position] - orders.front().t_s);
  }
  return std::numeric_limits<double>::infinity();
}

/// Residents to be warned for whom something holds, of all of them.
template <class Has>
double share_where(const Picture& picture, Has has) {
  double part = 0;
  for (std::size_t i = 0; i < picture.persons.size(); ++i) {
    if (picture.meant[i] != 0 && has(i)) part += picture.persons[i];
  }
  return share_of(part, picture.residents_meant);
}

void add_channel(std::size_t c, const EventLog& log, const Picture& picture, const Cover& cover, Measures& measures) {
  const Channel channel = kPublic[c];
  measures.add(first_by()[c], share_where(picture, [&](std::size_t i) {
                 return std::isfinite(picture.alerted_s[i]) && picture.first_channel[i] == channel;
               }));
  if (channel == Channel::siren) return;  // it keeps no ledger, as the loudspeakers
  measures.add(reached_by()[c], share_where(picture, [&](std::size_t i) {
                 return (cover.channels[i] >> static_cast<unsigned>(channel) & 1U) != 0;
               }));
  double receipts = 0;
  double unserved = 0;
  for (const auto& row : log.all<PublicChannelCounted>()) {
    if (row.event.channel != channel) continue;
    receipts += row.event.understood;
    unserved += row.event.no_network;
  }
  measures.add(understood()[c], receipts);
  if (channel != Channel::gong) measures.add(no_network()[c], unserved);
}

}  // namespace

std::vector<MeasureDescription> public_descriptions() {
  std::vector<MeasureDescription> all{kCovered, kOverlap, kTime99};
  for (std::size_t c = 0; c < kPublic.size(); ++c) {
    all.push_back(first_by()[c]);
    if (kPublic[c] == Channel::siren) continue;
    all.insert(all.end(), {reached_by()[c], understood()[c]});
    if (kPublic[c] != Channel::gong) all.push_back(no_network()[c]);
  }
  all.push_back(kCoveredNow);
  return all;
}

void add_public_channels(const Scenario& scenario, const EventLog& log, const Picture& picture, Measures& measures) {
  const auto there = present(scenario);
  if (std::find(there.begin(), there.end(), true) == there.end()) return;
  const auto cover = cover_of(scenario, log, picture);
  const auto by = [&](std::size_t i, int least) { return std::popcount(cover.channels[i]) >= least; };
  const double covered = share_where(picture, [&](std::size_t i) { return by(i, 1); });
  measures.add(kCovered, covered);
  measures.add(kOverlap, share_of(share_where(picture, [&](std::size_t i) { return by(i, 2); }), covered));
  measures.add(kTime99, time_to_reach_99(picture, log));
  for (std::size_t c = 0; c < kPublic.size(); ++c) {
    if (there[c]) add_channel(c, log, picture, cover, measures);
  }
  measures.add_curve(kCoveredNow, level_over_time(cover.steps, scenario.exercise.duration));
}

}  // namespace tocsin::warning
