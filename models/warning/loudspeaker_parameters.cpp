// SPDX-License-Identifier: Apache-2.0
// Parameters of the loudspeakers, and who stands near enough to hear them.
#include <algorithm>
#include <cmath>

#include "models/warning/loudspeaker.hpp"

namespace tocsin::warning {
namespace {

constexpr std::string_view kLoudspeakerKind = "loudspeaker";
constexpr std::string_view kTerminalKind = "area_call_terminal";  // sounds like a loudspeaker (handbook 3.4)

bool speaks(const CommunicationSite& site) {
  return site.kind == kLoudspeakerKind || site.kind == kTerminalKind;
}

}  // namespace

void LoudspeakerParameters::describe(Fields& f) {
  f.optional("sites", sites,
             {"Loudspeakers that are used; all of the town if left out.", "使用的广播站点；缺省为全部。"});
  f.optional("weather", weather, {"Weather during the warning.", "预警期间天气。"});
  f.parameter("start_delay", start_delay, {"From the order to the first broadcast.", "自命令发出至首次播报。"})
      .at_least(0s);
  f.parameter("repeat_interval", repeat_interval, {"From one broadcast to the next.", "播报间隔。"}).more_than(0s);
  f.parameter("repeat_count", repeat_count, {"Broadcasts in all.", "播报总次数。"}).between(1, 1000);
  describe_sound(f);
  describe_listeners(f);
}

void LoudspeakerParameters::describe_sound(Fields& f) {
  f.parameter("level_at_1m_db", level_at_1m_db, {"Level of a loudspeaker at 1 m, dB.", "喇叭 1 米处声级（dB）。"})
      .between(60, 150);
  f.parameter("absorption_db_per_m", absorption_db_per_m,
              {"Loss by air and ground, dB per meter.", "空气与地面吸收（dB/m）。"})
      .at_least(0);
  f.parameter("margin_db", margin_db, {"How far speech must rise above noise, dB.", "语音须高出噪声（dB）。"})
      .at_least(0);
  f.parameter("outdoors_day_db", outdoors_day_db, {"Noise outdoors by day, dB.", "白天室外噪声（dB）。"}).at_least(0);
  f.parameter("outdoors_night_db", outdoors_night_db, {"Noise outdoors at night, dB.", "夜间室外噪声（dB）。"})
      .at_least(0);
  f.parameter("heavy_rain_db", heavy_rain_db, {"Noise outdoors in heavy rain, dB.", "大雨时室外噪声（dB）。"})
      .at_least(0);
  f.parameter("indoors_day_db", indoors_day_db, {"Noise in the house by day, dB.", "白天室内噪声（dB）。"}).at_least(0);
  f.parameter("indoors_night_db", indoors_night_db, {"Noise in the house at night, dB.", "夜间室内噪声（dB）。"})
      .at_least(0);
  f.parameter("wall_low_db", wall_low_db, {"Least loss through walls and closed windows, dB.", "墙窗隔声下限（dB）。"})
      .at_least(0);
  f.parameter("wall_high_db", wall_high_db,
              {"Greatest loss through walls and closed windows, dB.", "墙窗隔声上限（dB）。"})
      .at_least(0);
}

void LoudspeakerParameters::describe_listeners(Fields& f) {
  const auto share = [&f](std::string_view key, Share& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0_percent, 100_percent);
  };
  share("outdoors_share_day", outdoors_share_day,
        {"Households with somebody outdoors by day.", "白天有人在户外的户比例。"});
  share("outdoors_share_night", outdoors_share_night, {"The same at night.", "夜间有人在户外的户比例。"});
  share("outdoors_share_heavy_rain", outdoors_share_heavy_rain,
        {"The same in heavy rain.", "大雨时有人在户外的户比例。"});
  share("reach_outdoors", reach_outdoors,
        {"Households outdoors within hearing that can be reached at all.", "户外可听范围内最终可叫应的户比例。"});
  share("reach_indoors_day", reach_indoors_day,
        {"Households indoors within hearing that can be reached at all, by day.",
         "白天室内可听范围内最终可叫应的户比例。"});
  share("reach_indoors_night", reach_indoors_night, {"The same at night.", "夜间室内可听范围内最终可叫应的户比例。"});
  f.parameter("heavy_rain_factor", heavy_rain_factor,
              {"These shares in heavy rain, as a factor.", "大雨时上述比例的折减系数。"})
      .between(0, 1);
  share("attention", attention,
        {"Chance that a household that can be reached understands one audible broadcast.",
         "可叫应住户听懂一次可听播报的概率。"});
}

double LoudspeakerParameters::level_db(double distance_m) const {
  const double r = std::max(1.0, distance_m);
  return level_at_1m_db - 20.0 * std::log10(r) - absorption_db_per_m * r;
}

Noise LoudspeakerParameters::noise(bool night) const {
  const double quiet = night ? outdoors_night_db : outdoors_day_db;
  const double outdoors = weather == Weather::heavy_rain ? std::max(quiet, heavy_rain_db) : quiet;
  return {outdoors, night ? indoors_night_db : indoors_day_db};
}

double LoudspeakerParameters::required_level_db(bool night, bool outdoors, double wall_db) const {
  const auto n = noise(night);
  if (outdoors) return n.outdoors + margin_db;
  return std::max(n.outdoors - wall_db, n.indoors) + margin_db + wall_db;
}

double LoudspeakerParameters::farthest_m() const {
  const double required = std::min(required_level_db(true, true, 0), required_level_db(false, true, 0));
  double low = 1;
  double high = 20000;
  if (level_db(low) < required) return 0;
  for (int i = 0; i < 60; ++i) {  // the level falls with distance: halving finds where it falls below
    const double middle = (low + high) / 2;
    (level_db(middle) >= required ? low : high) = middle;
  }
  return low;
}

void LoudspeakerParameters::find_sites(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& all = scenario.town->communication_sites;
  site_ids.clear();
  for (const auto& reference : sites) {
    const auto site = scenario.find(reference, diagnostics);
    if (!site.exists()) continue;
    if (!speaks(all[site.index()])) {
      diagnostics.error(
          reference.where, "inconsistent",
          phrase("the site '{}' is no loudspeaker but: {}", "站点“{}”不是广播喇叭，而是：{}", reference.name,
                 all[site.index()].kind),
          {"a site of kind loudspeaker or area_call_terminal", "类型为 loudspeaker 或 area_call_terminal 的站点"});
      continue;
    }
    site_ids.push_back(site);
  }
  if (!sites.empty()) return;
  for (std::size_t s = 0; s < all.size(); ++s) {
    if (speaks(all[s])) site_ids.emplace_back(s);
  }
  if (site_ids.empty()) {
    diagnostics.error(where, "inconsistent", {"the town has no loudspeakers", "该区域没有广播喇叭"},
                      {"sites of kind loudspeaker in communication_sites.csv",
                       "communication_sites.csv 中类型为 loudspeaker 的站点"});
  }
}

// Households sorted by x, so that each site looks only at a strip.
void LoudspeakerParameters::find_audible(const Scenario& scenario) {
  struct Pair {
    std::uint32_t position;
    Audible audible;
  };
  const auto& people = scenario.town->population;
  const auto& households = scenario.scope.households();
  std::vector<std::uint32_t> by_x(households.size());
  for (std::uint32_t i = 0; i < by_x.size(); ++i) by_x[i] = i;
  const auto x_of = [&](std::uint32_t position) { return people.x_m[households[position].index()]; };
  std::sort(by_x.begin(), by_x.end(), [&](auto a, auto b) { return std::pair(x_of(a), a) < std::pair(x_of(b), b); });
  const double farthest = farthest_m();
  std::vector<Pair> pairs;
  for (std::uint32_t s = 0; s < site_ids.size(); ++s) {
    const auto& place = scenario.town->communication_sites[site_ids[s].index()].place;
    auto at = std::lower_bound(by_x.begin(), by_x.end(), place.x_m - farthest,
                               [&](std::uint32_t position, double x) { return x_of(position) < x; });
    for (; at != by_x.end() && x_of(*at) <= place.x_m + farthest; ++at) {
      const double distance = std::hypot(x_of(*at) - place.x_m, people.y_m[households[*at].index()] - place.y_m);
      if (distance <= farthest) pairs.push_back({*at, {s, static_cast<float>(level_db(distance))}});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    if (a.position != b.position) return a.position < b.position;
    if (a.audible.level_db != b.audible.level_db) return a.audible.level_db > b.audible.level_db;
    return a.audible.site < b.audible.site;
  });
  audible.clear();
  first_audible.assign(households.size() + 1, 0);
  for (const auto& pair : pairs) {
    audible.push_back(pair.audible);
    ++first_audible[pair.position + 1];
  }
  for (std::size_t i = 1; i < first_audible.size(); ++i) first_audible[i] += first_audible[i - 1];
}

void LoudspeakerParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  if (wall_low_db > wall_high_db) {
    diagnostics.error(where, "inconsistent", {"wall_low_db is more than wall_high_db", "wall_low_db 大于 wall_high_db"},
                      {"wall_low_db <= wall_high_db", "wall_low_db ≤ wall_high_db"});
  }
  find_sites(scenario, diagnostics);
  find_audible(scenario);
}

std::unique_ptr<Model> LoudspeakerParameters::make() const {
  return std::make_unique<Loudspeaker>(*this);
}

}  // namespace tocsin::warning
