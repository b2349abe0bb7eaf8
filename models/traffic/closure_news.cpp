// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/closure_news.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "models/traffic/traffic_information.hpp"

namespace tocsin::traffic {
namespace {

constexpr Time kAfterAllChanges = at_seconds(1e15);
constexpr double kNever_s = -std::numeric_limits<double>::infinity();
// Of those who hear: the numbers that stand for the earlier and for the later half.
constexpr double kEarly = 0.25;
constexpr double kLate = 0.75;

/// What the news means to travelers stands in RoadNews; it takes note of changes from StartEx on.
class ClosureNews final : public Model {
 public:
  void start(World& world) override { world.door<RoadNews>(); }
};

std::uint64_t key_of(SegmentId segment, TravelMode mode) {
  return (std::uint64_t{segment.value} << 8U) | static_cast<std::uint64_t>(mode);
}

/// Goals and junctions are numbered each by itself.
std::uint64_t goal_key(GoalId goal) {
  return (std::uint64_t{1} << 63U) | goal.index();
}

}  // namespace

void ClosureNewsParameters::describe(Fields& f) {
  f.parameter("first", first,
              {"From a cut or a reopening until it is first reported: by drivers who turned round, by officials.",
               "自道路中断或恢复至首次通报（折返驾驶员或管理人员报告）的时间。"})
      .at_least(0s);
  f.parameter("heard_first", heard_first,
              {"Of the travelers who hear of closures at all, those who hear by the first report.",
               "能获知封路消息的出行者中，首次通报即获知的比例。"})
      .between(1_percent, 100_percent);
  f.parameter("contact_rate", contact_rate,
              {"Rate at which one who knows tells others, from the first report on; the share that knows follows the "
               "logistic curve.",
               "首次通报后一名知情者告知他人的速率；知情比例按逻辑斯蒂曲线增长。"})
      .at_least(Rate{});
}

void ClosureNewsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto all = scenario.all<ClosureNewsParameters>();
  if (all.front() == this) return;
  diagnostics.error(
      where, codes::kInconsistent,
      phrase("'{}' already says how news of closures spreads", "“{}”已描述封路消息的传播", all.front()->id),
      {"one entry of this kind", "此类条目只写一个"});
}

std::unique_ptr<Model> ClosureNewsParameters::make() const {
  return std::make_unique<ClosureNews>();
}

RoadNews::RoadNews(World& world) : world_(world), next_message_s_(std::numeric_limits<double>::infinity()) {
  const auto news = world.scenario().all<ClosureNewsParameters>();
  if (news.empty()) return;
  news_ = news.front();
  curve_ = {news_->heard_first.fraction(), news_->contact_rate.si()};
  const auto messages = world.scenario().all<TrafficInformationParameters>();
  if (!messages.empty()) {
    next_message_s_ = seconds(messages.front()->interval);
    listening_ = messages.front()->listening.fraction();
  }
  const double first_s = seconds(news_->first);
  as_heard_[0].age_s = first_s + curve_.reached_after(kEarly);
  as_heard_[1].age_s = first_s + curve_.reached_after(kLate);
  world.roads().on_change([this](const RoadChange& change) { note(change); });
}

Hearing RoadNews::hearing(double u, Share informed, double u_listening) const {
  const bool hears = u < informed.fraction();
  if (news_ == nullptr) return {hears, 0};
  double delay_s = std::numeric_limits<double>::infinity();
  if (hears) delay_s = seconds(news_->first) + curve_.reached_after(u / informed.fraction());
  if (u_listening < listening_) delay_s = std::min(delay_s, next_message_s_);
  return {std::isfinite(delay_s), delay_s};
}

void RoadNews::note(const RoadChange& change) {
  if ((change.cut | change.reopened) == 0) return;
  const double now_s = seconds(world_.now());
  entries_.push_back({now_s, change.segment, change.cut, change.reopened});
  reopened_ = reopened_ || change.reopened != 0;
  for (int m = 0; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    if (((change.cut | change.reopened) & mask_of(mode)) == 0) continue;
    auto& known = changes_.try_emplace(key_of(change.segment, mode), Change{kNever_s, kNever_s}).first->second;
    ((change.cut & mask_of(mode)) != 0 ? known.cut_s : known.reopened_s) = now_s;
  }
}

const RoadNews::Change* RoadNews::change_of(SegmentId segment, TravelMode mode) const {
  const auto found = changes_.find(key_of(segment, mode));
  return found == changes_.end() ? nullptr : &found->second;
}

double RoadNews::last_cut_s(SegmentId segment, TravelMode mode) const {
  const auto* change = change_of(segment, mode);
  return change == nullptr ? kNever_s : change->cut_s;
}

bool RoadNews::knows(double change_s, const Hearing& hearing) const {
  return change_s <= hearing.knows_until_s || seconds(world_.now()) - change_s >= hearing.delay_s;
}

bool RoadNews::knows_all(const Hearing& hearing) const {
  return hearing.delay_s <= 0 || hearing.knows_until_s >= seconds(world_.now());
}

const Router::Tree& RoadNews::tree_to(GoalId goal, JunctionId from, const Hearing& hearing) {
  auto& roads = world_.roads();
  if (!hearing.ever) return roads.familiar_tree(goal);
  if (knows_all(hearing)) return roads.tree_to(goal);
  const auto& ends = world_.scenario().goal(goal);
  return choose(ends.free_flow, roads.tree_to(goal), {ends.junctions, ends.mode, goal_key(goal)}, from, hearing);
}

const Router::Tree& RoadNews::tree_to(JunctionId to, TravelMode mode, JunctionId from, const Hearing& hearing) {
  auto& roads = world_.roads();
  if (!hearing.ever) return roads.familiar_tree(to, mode);
  const auto& present = roads.tree_to(to, mode);
  if (knows_all(hearing)) return present;
  return choose(roads.familiar_tree(to, mode), present, {{&to, 1}, mode, tree_key(to, mode)}, from, hearing);
}

const Router::Tree& RoadNews::choose(const Router::Tree& usual, const Router::Tree& present, const Ends& ends,
                                     JunctionId from, const Hearing& hearing) {
  if (knows_all(hearing) || &usual == &present || !from.exists()) return present;
  if (only_unknown_cuts(usual, ends.mode, from, hearing)) return usual;
  if (!reopened_ || !believed_closed(present, ends.mode, from, hearing)) return present;
  const auto& heard = as_heard(ends, hearing.delay_s);
  return std::isfinite(heard.to_go_s(from)) ? heard : present;
}

/// Is the usual way cut, and does he know of no cut on it?
bool RoadNews::only_unknown_cuts(const Router::Tree& usual, TravelMode mode, JunctionId from,
                                 const Hearing& hearing) const {
  const auto& network = world_.town().roads;
  bool any = false;
  auto at = from;
  for (auto next = usual.next_after({}, at); next.exists(); next = usual.next_after(next, at)) {
    at = network.to(next);
    if (!world_.roads().closed(next, mode)) continue;
    const auto* change = change_of(next, mode);
    if (change == nullptr || knows(change->cut_s, hearing)) return false;
    any = true;
  }
  return any;
}

/// Does the way as the roads are now lead over one that he knew to be closed, and does not know to be open?
bool RoadNews::believed_closed(const Router::Tree& present, TravelMode mode, JunctionId from,
                               const Hearing& hearing) const {
  const auto& network = world_.town().roads;
  auto at = from;
  for (auto next = present.next_after({}, at); next.exists(); next = present.next_after(next, at)) {
    at = network.to(next);
    const auto* change = change_of(next, mode);
    if (change == nullptr) continue;
    const bool knew_of_cut =
        change->cut_s <= hearing.knows_until_s || change->reopened_s - change->cut_s >= hearing.delay_s;
    if (knew_of_cut && !knows(change->reopened_s, hearing)) return true;
  }
  return false;
}

const Router::Tree& RoadNews::as_heard(const Ends& ends, double delay_s) {
  auto& state = as_heard_[delay_s <= as_heard_[0].age_s ? 0 : 1];
  if (state.conditions == nullptr) state.conditions = std::make_unique<RoadConditions>(world_.town().roads);
  bring_up_to_date(state);
  const auto found = state.trees.find(ends.key);
  if (found != state.trees.end()) return found->second;
  auto tree = world_.scenario().router(ends.mode).tree_to(ends.junctions, kAfterAllChanges, *state.conditions);
  return state.trees.emplace(ends.key, std::move(tree)).first->second;
}

// A cut at once, a reopening when it has its age and the road has not been cut since.
void RoadNews::bring_up_to_date(AsHeard& state) {
  const auto now = world_.now();
  std::vector<SegmentId> changed;
  for (; state.cuts_told < entries_.size(); ++state.cuts_told) {
    const auto& entry = entries_[state.cuts_told];
    if (entry.cut == 0) continue;
    state.conditions->close(entry.segment, entry.cut, now);
    changed.push_back(entry.segment);
  }
  for (; state.reopenings_told < entries_.size(); ++state.reopenings_told) {
    const auto& entry = entries_[state.reopenings_told];
    if (entry.at_s + state.age_s > seconds(now)) break;
    for (int m = 0; m < kTravelModeCount; ++m) {
      const auto mode = static_cast<TravelMode>(m);
      if ((entry.reopened & mask_of(mode)) == 0) continue;
      const auto* change = change_of(entry.segment, mode);
      if (change->reopened_s != entry.at_s || change->cut_s > entry.at_s) continue;
      state.conditions->reopen(entry.segment, mask_of(mode), now);
      changed.push_back(entry.segment);
    }
  }
  if (changed.empty()) return;
  for (auto& [key, tree] : state.trees) tree.mend(changed);
}

}  // namespace tocsin::traffic
