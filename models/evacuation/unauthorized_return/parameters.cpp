// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/unauthorized_return/parameters.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/unauthorized_return/cordon.hpp"

namespace tocsin::evacuation {
namespace {

constexpr double kDay_s = 24 * 3600.0;

/// Who goes home stands in households_return.cpp: the kind itself does nothing more.
class UnauthorizedReturn final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

}  // namespace

void Rain::describe(Fields& f) {
  f.required("from", from, {"Since when it rains, after StartEx.", "降雨开始时刻（自演练开始）。"})
      .at_least(0s)
      .example("0 min");
  f.optional("until", until,
             {"Until when, after StartEx; until EndEx if left out.", "雨停时刻（自演练开始）；缺省为演练结束。"})
      .more_than(0s);
}

void UnauthorizedReturnParameters::describe(Fields& f) {
  f.optional(
      "zones", zones,
      {"Zones whose people may go home; all that take part if left out.", "可能擅自返回的居民所属分区；缺省为全部。"});
  f.optional("rain", rain,
             {"When it rains; needed where the weather of the households is heavy_rain, else no rain falls.",
              "降雨时段；households 的天气为 heavy_rain 时必填，否则缺省为无雨。"});
  f.parameter("rate", rate,
              {"Rate at which a person in safety sets out for home; a household goes together, at the same rate.",
               "安置人员每人擅自返回的发生率；一户同行，户发生率与之相同。"})
      .at_least(Rate{});
  f.parameter(
       "dry_for", dry_for,
       {"Least time in safety, and without rain, before anybody sets out.", "安置后且雨停后，最早擅自返回的时间。"})
      .at_least(0s);
  f.parameter("dawn_begins", dawn_begins, {"Since midnight.", "清晨时段开始，自零时起。"}).between(0h, 24h);
  f.parameter("dawn_ends", dawn_ends, {"Since midnight.", "清晨时段结束，自零时起。"}).between(0h, 24h);
  f.parameter("dawn_factor", dawn_factor, {"Factor of the rate at dawn.", "清晨时段发生率系数。"}).at_least(0);
  f.parameter("walk_limit", walk_limit,
              {"A longer way home, or one that takes longer than this on the level, nobody walks.",
               "返家路程超过该值（山路按平路同等步行时间折算）者不步行返回。"})
      .more_than(0_m);
}

void UnauthorizedReturnParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  find_zones(scenario, diagnostics);
  check_times(scenario, diagnostics);
  const auto people = scenario.all<HouseholdsParameters>();
  if (people.empty()) {
    diagnostics.error(
        where, codes::kInconsistent,
        {"unauthorized return without households: nobody leaves in this drill", "有擅自返回条目但无住户条目，无人转移"},
        {"an entry 'kind: households' beside it", "同时写入 kind: households 条目"});
    return;
  }
  if (rain.empty() && people.front()->weather == warning::Weather::heavy_rain) {
    diagnostics.error(where, codes::kInconsistent,
                      {"the households travel in heavy rain, and nobody says when it stops: people go home after it",
                       "住户条目为强降雨天气，却未写明何时雨停：雨停后才会有人返回"},
                      {"rain: [{from: 0 min, until: TIME}], or weather: dry for the households",
                       "填写 rain: [{from: 0 min, until: 时间}]，或将 households 设为 weather: dry"});
  }
  if (seconds(dry_for) < seconds(scenario.exercise.duration)) return;
  diagnostics.warning(where, codes::kImplausible,
                      phrase("nobody goes home in this drill: it is over before anybody has been in safety for {}",
                             "演练内无人返回：演练结束前无人安置满 {}", to_text(dry_for)),
                      {"a longer drill, or no such entry", "延长演练，或删除该条目"});
}

void UnauthorizedReturnParameters::find_zones(const Scenario& scenario, Diagnostics& diagnostics) {
  concerned_.assign(scenario.town->zones.size(), zones.empty() ? 1 : 0);
  for (const auto& reference : zones) {
    const auto zone = scenario.find_in_scope(reference, diagnostics);
    if (zone.exists()) concerned_[zone.index()] = 1;
  }
  for (const auto* earlier : scenario.all<UnauthorizedReturnParameters>()) {
    if (earlier == this) return;
    if (zones.empty() || earlier->zones.empty()) {
      diagnostics.error(where, codes::kInconsistent, {"who goes home is described twice", "擅自返回条目重复"},
                        {"zones in each entry, or one entry for all", "各条目分别填写 zones，或仅保留一个条目"});
      return;
    }
    for (const auto& reference : zones) {
      if (!earlier->may_concern(reference)) continue;
      diagnostics.error(reference.where, codes::kInconsistent,
                        phrase("who goes home to '{}' is described twice", "“{}”的擅自返回重复描述", reference.name),
                        {"each zone in one entry", "每个分区只写入一个条目"});
    }
  }
}

bool UnauthorizedReturnParameters::may_concern(const Reference<ZoneTag>& zone) const {
  return zones.empty() || std::find(zones.begin(), zones.end(), zone) != zones.end();
}

void UnauthorizedReturnParameters::check_times(const Scenario& scenario, Diagnostics& diagnostics) const {
  if (dawn_begins.value >= dawn_ends.value) {
    diagnostics.error(dawn_ends.where.line > 0     ? dawn_ends.where
                      : dawn_begins.where.line > 0 ? dawn_begins.where
                                                   : where,
                      codes::kInconsistent, {"dawn ends before it begins", "清晨时段结束早于开始"},
                      {"dawn_begins < dawn_ends", "dawn_begins < dawn_ends"});
  }
  for (const auto& spell : rain) {
    if (spell.from.value > scenario.exercise.duration) {
      diagnostics.error(spell.from.where, codes::kOutOfRange,
                        phrase("{} is after EndEx", "{} 晚于演练结束", to_text(spell.from.value)),
                        phrase("at most {} (exercise.duration)", "不超过 {}（exercise.duration）",
                               to_text(scenario.exercise.duration)));
    }
    if (!spell.until || spell.until->value > spell.from.value) continue;
    diagnostics.error(spell.until->where, codes::kInconsistent, {"the rain ends before it begins", "雨停早于降雨开始"},
                      phrase("more than {} (from)", "大于 {}（from）", to_text(spell.from.value)));
  }
}

bool UnauthorizedReturnParameters::wet(double t_s) const {
  return std::any_of(rain.begin(), rain.end(), [&](const Rain& spell) {
    const bool over = spell.until && t_s >= seconds(spell.until->value + dry_for);
    return t_s >= seconds(spell.from.value) && !over;
  });
}

double UnauthorizedReturnParameters::open_rate_per_s(const Scenario& scenario, double t_s) const {
  if (wet(t_s)) return 0;
  const double hour_s = scenario.exercise.starts.plus(Duration{t_s}).hour_of_day() * 3600;
  const bool dawn = hour_s >= seconds(dawn_begins.value) && hour_s < seconds(dawn_ends.value);
  return rate.si() * (dawn ? dawn_factor : 1.0);
}

// Whenever it may change, from StartEx to EndEx.
std::vector<double> UnauthorizedReturnParameters::changes_s(const Scenario& scenario,
                                                            const std::vector<const Cordon*>& cordons) const {
  const double end_s = seconds(scenario.exercise.duration);
  std::vector<double> changes{0, end_s};
  for (const auto& spell : rain) {
    changes.push_back(seconds(spell.from.value));
    if (spell.until) changes.push_back(seconds(spell.until->value + dry_for));
  }
  const double midnight_s = -scenario.exercise.starts.hour_of_day() * 3600;
  for (double day_s = midnight_s; day_s < end_s; day_s += kDay_s) {
    changes.push_back(day_s + seconds(dawn_begins.value));
    changes.push_back(day_s + seconds(dawn_ends.value));
  }
  for (const auto* cordon : cordons) {
    changes.push_back(cordon->window.begins_s());
    changes.push_back(cordon->window.ends_s());
  }
  std::erase_if(changes, [&](double t_s) { return t_s < 0 || t_s > end_s; });
  std::sort(changes.begin(), changes.end());
  changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
  return changes;
}

// Between two changes it is what it is in the middle. The strictest cordon counts: a fence and a post in the same place
// deter no better than the better of the two.
ReturnRate UnauthorizedReturnParameters::rate_in(const Scenario& scenario, ZoneId zone) const {
  std::vector<const Cordon*> cordons;
  for (const auto* cordon : scenario.all<Cordon>()) {
    if (cordon->watches(zone)) cordons.push_back(cordon);
  }
  const auto changes = changes_s(scenario, cordons);
  std::vector<ReturnRate::Piece> pieces;
  for (std::size_t k = 0; k + 1 < changes.size(); ++k) {
    const double middle_s = (changes[k] + changes[k + 1]) / 2;
    double factor = 1;
    for (const auto* cordon : cordons) {
      if (cordon->watches(zone, middle_s)) factor = std::min(factor, cordon->rate_factor);
    }
    pieces.push_back({changes[k], open_rate_per_s(scenario, middle_s) * factor});
  }
  return {std::move(pieces), seconds(scenario.exercise.duration)};
}

std::unique_ptr<Model> UnauthorizedReturnParameters::make() const {
  return std::make_unique<UnauthorizedReturn>();
}

bool return_expected(const Scenario& scenario) {
  return !scenario.all<UnauthorizedReturnParameters>().empty();
}

}  // namespace tocsin::evacuation
