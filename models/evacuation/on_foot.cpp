// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/on_foot.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evacuation {

void OnFoot::describe(Fields& f) {
  f.parameter("crowding", crowding,
              {"By how much density slows people: a of S = k - a k D.", "密度对步速的影响系数 a（S = k − a·k·D）。"})
      .more_than(Area{});
  f.parameter("free_density", free_density,
              {"Below this density everybody walks at its speed.", "低于该密度时按自由步速行走。"})
      .at_least(Density{});
  f.parameter("standing_density", standing_density,
              {"Density of a queue that stands, and the most that fit into a place.",
               "静止排队密度，亦为空间可容纳的最大密度。"})
      .more_than(Density{});
  f.parameter("level_speed", level_speed, {"k of corridors, ramps and doors.", "走廊、坡道和门的速度系数 k。"})
      .more_than(0_m_per_s);
  f.parameter(
       "stair_speed", stair_speed,
       {"Factor of k on stairs: times the root of tread over riser.", "楼梯速度系数：乘以踏面与踢面之比的平方根得 k。"})
      .more_than(0_m_per_s);
  f.parameter("door_boundary", door_boundary, {"Unused on each side of a door.", "门两侧各自不被利用的宽度。"})
      .at_least(0_m);
  f.parameter("corridor_boundary", corridor_boundary,
              {"Unused on each side of a corridor.", "走廊两侧各自不被利用的宽度。"})
      .at_least(0_m);
  f.parameter("stair_boundary", stair_boundary, {"Unused on each side of a stair.", "楼梯两侧各自不被利用的宽度。"})
      .at_least(0_m);
  f.parameter("handrail_boundary", handrail_boundary,
              {"Unused beside the center line of a handrail.", "扶手中心线内侧不被利用的宽度。"})
      .at_least(0_m);
  f.parameter("passing_width", passing_width,
              {"Effective width from which slower persons are overtaken.", "可超越慢行者的最小有效宽度。"})
      .at_least(0_m);
  f.parameter("stair_turns", stair_turns,
              {"Share of the turns of those already on the stair, where a floor joins it.",
               "楼层人员汇入楼梯时，楼梯上人员所占的通行次序比例。"})
      .between(1_percent, 99_percent);
}

bool OnFoot::check(const SourceSpan& where, Diagnostics& diagnostics) const {
  const double a = crowding.si();
  const double standing = standing_density.si();
  if (level_speed.si() <= 0 || stair_speed.si() <= 0) return false;  // said where it was read
  if (a > 0 && standing > 1 / (2 * a) && standing < 1 / a) return true;
  diagnostics.error(
      where, "inconsistent",
      {"with this crowding and standing_density nobody could move, or a queue would be thinner than a flow",
       "crowding 与 standing_density 取值矛盾：无人能移动，或排队比流动更稀疏"},
      {"standing_density between 1 / (2 crowding) and 1 / crowding",
       "standing_density 介于 1/(2·crowding) 与 1/crowding 之间"});
  return false;
}

pedestrian::FlowLaw OnFoot::law() const {
  return {.a_m2 = crowding.si(),
          .free_density_per_m2 = free_density.si(),
          .standing_density_per_m2 = standing_density.si()};
}

double OnFoot::stair_width_m(Length clear, Length between_handrails) const {
  const double from_walls = clear.si() - 2 * stair_boundary.si();
  const double from_handrails = between_handrails.si() - 2 * handrail_boundary.si();
  return between_handrails.si() > 0 ? std::min(from_walls, from_handrails) : from_walls;
}

pedestrian::WayFigures OnFoot::door(Length clear) const {
  pedestrian::WayFigures way;
  way.effective_width_m = door_width_m(clear);
  way.k_m_per_s = level_speed.si();
  way.weight = way.effective_width_m;
  way.passing = way.effective_width_m >= passing_width.si();
  return way;
}

pedestrian::WayFigures OnFoot::corridor(Length clear, double length_m) const {
  pedestrian::WayFigures way = door(clear);
  way.effective_width_m = corridor_width_m(clear);
  way.length_m = length_m;
  way.weight = way.effective_width_m;
  way.passing = way.effective_width_m >= passing_width.si();
  return way;
}

pedestrian::WayFigures OnFoot::stair(double effective_width_m, double length_m, Length riser, Length tread) const {
  pedestrian::WayFigures way;
  way.length_m = length_m;
  way.effective_width_m = effective_width_m;
  way.k_m_per_s = stair_speed.si() * std::sqrt(tread / riser);
  way.weight = effective_width_m;
  way.stair = true;
  way.passing = effective_width_m >= passing_width.si();
  return way;
}

}  // namespace tocsin::evacuation
