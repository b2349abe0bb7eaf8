// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/turnout.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/random/distributions.hpp"

namespace tocsin::rescue {

void TurnoutTimes::describe(Fields& f) {
  f.parameter("alarm_handling", alarm_handling,
              {"Mean time from the order until the call-out reaches the team.", "自命令发出至队伍接到指令的平均时间。"})
      .at_least(0s);
  f.parameter("first_day", first_day,
              {"By day, from call-out until the first party leaves.", "白天自接令至首个小组出发。"})
      .at_least(0s);
  f.parameter("full_day", full_day, {"By day, until the last party leaves.", "白天自接令至全队出发。"}).at_least(0s);
  f.parameter("first_night", first_night,
              {"At night, from call-out until the first party leaves.", "夜间自接令至首个小组出发。"})
      .at_least(0s);
  f.parameter("full_night", full_night, {"At night, until the last party leaves.", "夜间自接令至全队出发。"})
      .at_least(0s);
}

Duration TurnoutTimes::until(std::uint32_t number, std::uint32_t of, bool night) const {
  const double first_s = seconds(night ? first_night : first_day);
  const double full_s = seconds(night ? full_night : full_day);
  const double share = of > 1 ? static_cast<double>(number) / (of - 1.0) : 0.0;
  return Duration{first_s + share * (full_s - first_s)};
}

void TurnoutParameters::describe_turnout(Fields& f) {
  f.optional("professional", professional, {"Coming together: professional teams.", "集结时间：专业队伍。"});
  f.optional("part_time", part_time, {"Coming together: part-time teams.", "集结时间：专（兼）职队伍。"});
  f.optional("village", village, {"Coming together: village squads.", "集结时间：村级应急小队。"});
  f.optional("social", social, {"Coming together: social teams.", "集结时间：社会救援力量。"});
  f.parameter("time_variation", time_variation,
              {"Coefficient of variation of these times and of the pace of work.", "上述时间及作业速度的变异系数。"})
      .between(0, 2);
  f.parameter("party_members", party_members,
              {"Members who come together and work together.", "一个小组的人数（共同集结、作业）。"})
      .between(1, 100);
}

void TurnoutParameters::check_turnout(const SourceSpan& where, Diagnostics& diagnostics) const {
  for (const auto* times : {&professional, &part_time, &village, &social}) {
    if (times->first_day <= times->full_day && times->first_night <= times->full_night) continue;
    diagnostics.error(
        where, codes::kInconsistent, {"the first party cannot leave after the last", "首个小组的出发时间不能晚于全队"},
        {"first_day <= full_day and first_night <= full_night", "first_day ≤ full_day 且 first_night ≤ full_night"});
  }
}

const TurnoutTimes& TurnoutParameters::turnout_of(const Team& who) const {
  if (who.kind == "professional") return professional;
  if (who.kind == "part_time") return part_time;
  return who.kind == "social" ? social : village;
}

std::uint32_t TurnoutParameters::parties_of(const Team& who) const {
  return std::max(1U, who.members / static_cast<std::uint32_t>(party_members));
}

void MovementParameters::describe_weather(Fields& f, const Phrase& meaning) {
  f.optional("weather", weather, meaning);
}

void MovementParameters::describe_movement(Fields& f) {
  const auto factor = [&f](std::string_view key, double& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0.01, 1);
  };
  factor("kit_factor", kit_factor, {"Walking speed with kit on the back.", "负重步速系数。"});
  factor("walk_night_factor", walk_night_factor, {"Walking speed at night.", "夜间步速系数。"});
  factor("walk_rain_factor", walk_rain_factor, {"Walking speed in heavy rain.", "大雨步速系数。"});
  factor("drive_night_factor", drive_night_factor, {"Driving speed at night.", "夜间车速系数。"});
  factor("drive_rain_factor", drive_rain_factor, {"Driving speed in heavy rain.", "大雨车速系数。"});
}

double MovementParameters::walking(bool night) const {
  const bool rain = weather == hazard::Weather::heavy_rain;
  return (night ? walk_night_factor : 1.0) * (rain ? walk_rain_factor : 1.0);
}

double MovementParameters::driving(bool night) const {
  const bool rain = weather == hazard::Weather::heavy_rain;
  return (night ? drive_night_factor : 1.0) * (rain ? drive_rain_factor : 1.0);
}

double varied(RandomStream stream, double mean, double coefficient_of_variation) {
  return mean <= 0 ? 0.0 : Lognormal::from_mean(mean, coefficient_of_variation).sample(stream);
}

}  // namespace tocsin::rescue
