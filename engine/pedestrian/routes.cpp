// SPDX-License-Identifier: Apache-2.0
#include "engine/pedestrian/routes.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::pedestrian {
namespace {

constexpr double kNever_s = std::numeric_limits<double>::infinity();

}  // namespace

double flow_capacity(const WayFigures& way, const FlowLaw& law) {
  return way.flow_per_s > 0 ? way.flow_per_s : law.max_flow(way.k_m_per_s) * way.effective_width_m;
}

Routes::Routes(std::span<const PlaceFigures> places, std::span<const WayFigures> ways, const FlowLaw& law)
    : places_(places.begin(), places.end()),
      ways_(ways.begin(), ways.end()),
      law_(law),
      blocked_(ways.size(), false),
      into_(places.size()) {
  ensure(law.a_m2 > 0 && law.standing_density_per_m2 > law.density_at_max_flow() &&
             law.standing_density_per_m2 * law.a_m2 < 1,
         "people stand more densely than they flow, and not so densely that the law has no speed");
  for (WayIndex w = 0; w < ways_.size(); ++w) {
    const WayFigures& way = ways_[w];
    ensure(way.from < places_.size() && (way.to < places_.size() || way.to == kOutside), "a way joins two places");
    ensure(way.length_m >= 0 && way.k_m_per_s > 0 && flow_capacity(way, law_) > 0, "a way without flow is blocked");
    (way.to == kOutside ? out_ : into_[way.to]).push_back(w);
  }
}

double Routes::walk_s(WayIndex w) const {
  const WayFigures& way = ways_[w];
  return way.length_m / law_.speed(way.k_m_per_s, 0);
}

void Routes::block(WayIndex way) {
  blocked_[way] = true;
  trees_.clear();
}

void Routes::open(WayIndex way) {
  blocked_[way] = false;
  trees_.clear();
}

const Routes::Tree& Routes::tree(WayIndex target) const {
  const auto found = trees_.find(target);
  return found != trees_.end() ? found->second : trees_.emplace(target, grow(target)).first->second;
}

// Dijkstra backward from the outside, or from the beginning of the target.
Routes::Tree Routes::grow(WayIndex target) const {
  Tree result{std::vector<WayIndex>(places_.size(), kNone), std::vector<double>(places_.size(), kNever_s)};
  using Entry = std::pair<double, WayIndex>;  // seconds to go from the beginning of a way, by this way
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  const auto offer = [&](WayIndex way, double beyond_s) {
    if (!blocked_[way]) open.emplace(beyond_s + walk_s(way), way);
  };
  if (target == kNone) {
    for (const WayIndex way : out_) offer(way, 0);
  } else {
    offer(target, 0);
  }
  while (!open.empty()) {
    const auto [to_go_s, way] = open.top();
    open.pop();
    const PlaceIndex place = ways_[way].from;
    if (result.next[place] != kNone) continue;
    result.next[place] = way;
    const PlaceFigures& p = places_[place];
    const double crossing_s = p.crossing_m > 0 ? p.crossing_m / law_.speed(p.k_m_per_s, 0) : 0.0;
    result.to_go_s[place] = to_go_s + crossing_s;
    for (const WayIndex before : into_[place]) offer(before, result.to_go_s[place]);
  }
  return result;
}

WayIndex Routes::next(PlaceIndex from, WayIndex target) const {
  if (target != kNone && tree(target).next[from] != kNone) {
    // A target behind which nothing leads out is no target.
    const PlaceIndex behind = ways_[target].to;
    if (behind == kOutside || tree(kNone).next[behind] != kNone) return tree(target).next[from];
  }
  return tree(kNone).next[from];
}

double Routes::seconds_out(PlaceIndex from) const {
  return tree(kNone).to_go_s[from];
}

namespace {

struct Choice {
  WayOut out;
  std::vector<WayIndex> ways;
  double walk_s = 0;
};

// The ways from the end of `first` to the end of `exit`; false when they lead back to where `first` begins.
bool follow(const Routes& routes, WayIndex first, WayIndex exit, std::vector<WayIndex>& ways) {
  ways.push_back(first);
  PlaceIndex at = routes.ways()[first].to;
  while (at != kOutside) {
    const WayIndex way = routes.next(at, exit);
    if (way == kNone || at == routes.ways()[first].from || ways.size() > routes.ways().size()) return false;
    ways.push_back(way);
    at = routes.ways()[way].to;
  }
  return ways.back() == exit;
}

// All ways of leaving a place: by each way that begins there, to each exit.
std::vector<Choice> choices_from(const Routes& routes, PlaceIndex place) {
  std::vector<Choice> result;
  for (WayIndex first = 0; first < routes.ways().size(); ++first) {
    if (routes.ways()[first].from != place || !routes.usable(first)) continue;
    for (WayIndex exit = 0; exit < routes.ways().size(); ++exit) {
      if (routes.ways()[exit].to != kOutside || !routes.usable(exit)) continue;
      Choice choice{{first, exit == first ? kNone : exit}, {}, 0};
      if (!follow(routes, first, exit, choice.ways)) continue;
      for (const WayIndex way : choice.ways) choice.walk_s += routes.walk_s(way);
      result.push_back(std::move(choice));
    }
  }
  return result;
}

// From a room with one door the choice is made behind the door.
std::vector<Choice> choices_behind(const Routes& routes, PlaceIndex place) {
  std::vector<Choice> result = choices_from(routes, place);
  for (std::size_t steps = 0; steps < routes.places().size() && !result.empty(); ++steps) {
    const WayIndex first = result.front().out.by;
    const bool only = std::all_of(result.begin(), result.end(), [&](const Choice& c) { return c.out.by == first; });
    const PlaceIndex next = routes.ways()[first].to;
    if (!only || next == kOutside) break;
    auto behind = choices_from(routes, next);
    if (behind.empty()) break;
    result = std::move(behind);
  }
  return result;
}

// The choice by which the next person is out soonest. Where the narrowest part is common to several (two stairs into
// one lobby), what lies behind it makes no difference to this person, but to those who come later by another way: the
// one with less load in all.
const Choice* soonest(const std::vector<Choice>& choices, const std::vector<double>& load_s) {
  constexpr double kSame_s = 1e-9;  // sums of the same times in another order
  const Choice* best = nullptr;
  double best_s = kNever_s;
  double best_load_s = kNever_s;
  for (const Choice& choice : choices) {
    double wait_s = 0;
    double all_s = 0;
    for (const WayIndex way : choice.ways) {
      wait_s = std::max(wait_s, load_s[way]);
      all_s += load_s[way];
    }
    const double out_s = choice.walk_s + wait_s;
    const bool sooner = out_s < best_s - kSame_s;
    if (!sooner && (out_s > best_s + kSame_s || all_s >= best_load_s)) continue;
    best_s = out_s;
    best_load_s = all_s;
    best = &choice;
  }
  return best;
}

}  // namespace

std::vector<WayOut> share_out(const Routes& routes, std::span<const Group> groups) {
  std::vector<double> load_s(routes.ways().size(), 0.0);  // time in which those sent through a way so far pass it
  std::vector<WayOut> result;
  for (const Group& group : groups) {
    const auto choices = choices_behind(routes, group.place);
    for (std::uint32_t i = 0; i < group.persons; ++i) {
      const Choice* best = soonest(choices, load_s);
      result.push_back(best == nullptr ? WayOut{} : best->out);
      if (best == nullptr) continue;
      for (const WayIndex way : best->ways) load_s[way] += 1 / flow_capacity(routes.ways()[way], routes.law());
    }
  }
  return result;
}

}  // namespace tocsin::pedestrian
