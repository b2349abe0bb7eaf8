// SPDX-License-Identifier: Apache-2.0
#include "models/command/post.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/journeys.hpp"

namespace tocsin::command {
namespace {

/// A post sends, receives and hands on; what it decides stands in its responses.
class PostModel final : public Model {
 public:
  void start(World& world) override { world.door<Journeys>(); }
};

std::vector<std::string> ids_of(const std::vector<const PostParameters*>& posts) {
  std::vector<std::string> ids;
  ids.reserve(posts.size());
  for (const auto* post : posts) ids.push_back(post->id);
  return ids;
}

const PostParameters* post_named(const std::string& id, const std::vector<const PostParameters*>& posts) {
  const auto found = std::find_if(posts.begin(), posts.end(), [&](const auto* post) { return post->id == id; });
  return found == posts.end() ? nullptr : *found;
}

}  // namespace

void Member::describe(Fields& f) {
  f.required(
       "role", role,
       {"What he is in this post; the word tasks and leaders refer to.", "在指挥部中的职务（供任务和负责人引用）。"})
      .example("mayor");
  f.optional("person", person, {"Who it is; nobody can be in two posts at once.", "姓名；同一人不能兼任两处。"});
  f.optional("deputy", deputy,
             {"Who stands in for him; without it nobody does.", "备份人员（AB 角）；不写则无人替代。"});
  f.optional("zone", zone,
             {"Where he is reached when he is not on duty; the seat of the post if left out.",
              "非值班时所在分区；缺省为指挥部驻地。"});
  f.optional("on_duty_at_night", on_duty_at_night,
             {"At the post at night too; by day everybody is.", "夜间在岗值班（白天全员在岗）。"});
  f.optional("absent", absent, {"Away during the exercise; the deputy stands in.", "演练期间不在岗，由备份人员代行。"});
}

void Silence::describe(Fields& f) {
  f.optional("from", window.from, {"Since when; StartEx if left out.", "起始时间；缺省为演练开始。"}).at_least(0s);
  f.optional("until", window.until, {"Until when; EndEx if left out.", "结束时间；缺省至演练结束。"});
}

void PostParameters::describe(Fields& f) {
  f.required("name", post_name, {"What people call it.", "指挥部名称。"});
  f.optional("level", level, {"Layer of administration.", "层级。"});
  f.optional("superior", superior,
             {"Post above it; one post, the root, has none. Sub-headquarters have the headquarters.",
              "上级指挥部；仅最高一级不写。分指挥部写总指挥部。"});
  f.required("seat", seat, {"Zone at whose center it sits.", "驻地所在分区（位于分区中心）。"});
  f.optional("zones", zones,
             {"Zones it answers for. Left out: the seat of a village or a post at the scene, the township of the seat, "
              "the whole exercise for a county.",
              "负责的分区。缺省：村级和现场为驻地分区，乡镇为本乡镇，区县为全部参演范围。"});
  f.optional("bearers", bearers,
             {"What it has to call with, in the order of use; all that the scenario has if left out.",
              "通信手段，按使用顺序；缺省为场景中的全部手段。"});
  f.parameter("operators", operators, {"Messages it can send at a time.", "可同时发送的信息数（话务员人数）。"})
      .between(1, 1000);
  describe_people(f);
  f.optional(
       "acts_alone_after", acts_alone_after,
       {"A post that knows what its plan asks for acts without an order when its superior has been silent so long. "
        "Without it, it waits.",
        "掌握触发条件而上级失联或未下令达到此时间后，按授权先行处置；不写则一直等待。"})
      .at_least(0s)
      .example("20 min");
  f.optional("silent", silent,
             {"Nobody is there in this time (evacuated, struck): what comes is not handled until it is over.",
              "该时段内无人值守（撤离、受损），期间来件不予处理。"});
  f.optional("handling", handling,
             {"From receiving something to handing it on, or to beginning with it.", "自收到至转达或着手执行的时间。"});
  f.parameter(
       "try_again_after", try_again_after,
       {"When nothing carried it to the next post: until it is tried again.", "各手段均未送达时再次尝试的间隔。"})
      .more_than(0s);
  f.parameter("tries", tries, {"How often one leg is tried before it is given up.", "每一程最多尝试次数。"})
      .between(1, 1000);
}

void PostParameters::describe_people(Fields& f) {
  f.optional("members", members,
             {"Who belongs to it (the 1+7+N of a consultation), the leader first unless leader says otherwise. Without "
              "any, its duty desk decides.",
              "组成人员（如“1+7+N”会商成员），首位为负责人（或由 leader 指定）；不写则由值班室决定。"});
  f.optional("member_bearers", member_bearers,
             {"What its members have when they are not there; else a telephone, and somebody who comes to the door.",
              "成员不在岗时的通信手段；缺省为公网电话和上门通知。"});
  f.optional("leader", leader, {"Role of the leader; the first member if left out.", "负责人职务；缺省为首位成员。"});
  f.optional("professional_leader", professional_leader,
             {"Role of the professional leader of a dual command: each decision needs both, or their deputies.",
              "专业指挥职务（行政、专业双指挥）：每项决定须两人（或其备份人员）共同作出。"});
  f.optional("quorum", quorum,
             {"Members a consultation needs; more than half of them if left out.", "会商所需人数；缺省为过半数。"})
      .at_least(1);
}

std::optional<std::size_t> PostParameters::member_of(const std::string& role) const {
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (members[m].role.value == role) return m;
  }
  return std::nullopt;
}

std::vector<std::size_t> PostParameters::leaders() const {
  if (members.empty()) return {};
  std::vector<std::size_t> all{leader ? member_of(leader->value).value_or(0) : 0};
  if (professional_leader) all.push_back(member_of(professional_leader->value).value_or(0));
  return all;
}

std::uint32_t PostParameters::needed() const {
  return quorum ? static_cast<std::uint32_t>(quorum->value) : static_cast<std::uint32_t>(members.size() / 2 + 1);
}

bool PostParameters::silent_at(Time t) const {
  return silent && silent->window.covers(seconds(t));
}

// ---- check ----

void PostParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto posts = scenario.all<PostParameters>();
  number = PostId(static_cast<std::size_t>(std::find(posts.begin(), posts.end(), this) - posts.begin()));
  name = scenario.names->intern(id, {post_name.en, post_name.zh});
  seat_zone = scenario.find(seat, diagnostics);
  bearers = communications::find_bearers(bearers, id, scenario, where, diagnostics);
  if (member_bearers.empty()) {
    member_bearers = communications::usual_bearers(scenario);
  } else {
    member_bearers = communications::find_bearers(member_bearers, id, scenario, where, diagnostics);
  }
  handling.check("handling", where, diagnostics);
  if (silent) silent->window.check(scenario, diagnostics);
  check_superior(scenario, diagnostics);
  check_members(scenario, diagnostics);
  find_area(scenario, diagnostics);
}

// A circle is told once, at the post of it that comes first; a second root at that root.
void PostParameters::check_superior(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto posts = scenario.all<PostParameters>();
  if (!superior) {
    for (const auto* other : posts) {
      if (other == this) return;
      if (other->superior) continue;
      diagnostics.error(where, codes::kInconsistent,
                        phrase("'{}' has no superior, nor has '{}'", "“{}”与“{}”均未写上级", id, other->id),
                        {"one tree: only one post without superior", "同一指挥体系：仅最高一级不写上级"});
      return;
    }
    return;
  }
  superior_post = find_post(*superior, scenario, diagnostics);
  if (!superior_post.exists()) return;
  std::vector<std::string> chain{id};
  const auto* above = posts[superior_post.index()];
  while (above != nullptr && above != this && chain.size() <= posts.size()) {
    chain.push_back(above->id);
    above = above->superior ? post_named(above->superior->name, posts) : nullptr;
  }
  if (above != this) return;  // it leads to the root, or into a circle of others
  const bool first = std::all_of(chain.begin(), chain.end(), [&](const std::string& member) {
    const auto place = [&](const std::string& post) {
      return std::find(posts.begin(), posts.end(), post_named(post, posts));
    };
    return place(id) <= place(member);
  });
  if (!first) return;
  chain.push_back(id);
  diagnostics.error(
      superior->where, codes::kInconsistent,
      phrase("these posts are each other's superiors: {}", "以下指挥部互为上级：{}", join(chain, " → ")),
      {"a tree: one of them without superior, or below another post", "树状体系：其中之一不写上级或另写上级"});
}

void PostParameters::check_members(const Scenario& scenario, Diagnostics& diagnostics) {
  for (std::size_t m = 0; m < members.size(); ++m) {
    Member& member = members[m];
    member.name = scenario.names->intern(fmt::format("{}/{}", id, member.role.value));
    member.home = member.zone ? scenario.find(*member.zone, diagnostics) : seat_zone;
    if (member_of(member.role.value) == m) continue;
    diagnostics.error(
        member.role.where, codes::kDuplicateId,
        phrase("'{}' has two members with the role '{}'", "“{}”中有两名成员的职务均为“{}”", id, member.role.value),
        {"each role once", "职务不重复"});
  }
  std::vector<std::string> roles;
  roles.reserve(members.size());
  for (const auto& member : members) roles.push_back(member.role.value);
  for (const auto& wanted : {leader, professional_leader}) {
    if (!wanted || member_of(wanted->value)) continue;
    diagnostics.error(wanted->where, codes::kUnknownReference,
                      phrase("'{}' has no member with the role '{}'", "“{}”没有职务为“{}”的成员", id, wanted->value),
                      {"the role of one of its members", "某一成员的职务"}, did_you_mean(wanted->value, roles));
  }
  const auto both = leaders();
  if (both.size() == 2 && both[0] == both[1] && member_of(professional_leader->value)) {
    diagnostics.error(professional_leader->where, codes::kInconsistent,
                      phrase("the two leaders of '{}' are one and the same", "“{}”的行政、专业指挥为同一人", id),
                      {"the role of another member", "另一成员的职务"});
  }
  if (quorum && static_cast<std::size_t>(quorum->value) > members.size()) {
    diagnostics.error(quorum->where, codes::kOutOfRange,
                      phrase("'{}' has {} members: so many never come together", "“{}”仅有 {} 名成员，达不到该人数", id,
                             members.size()),
                      phrase("at most {}", "不超过 {}", members.size()));
  }
}

void PostParameters::find_area(const Scenario& scenario, Diagnostics& diagnostics) {
  area_.clear();
  for (const auto& reference : zones) {
    if (const auto zone = scenario.find_in_scope(reference, diagnostics); zone.exists()) area_.push_back(zone);
  }
  if (!zones.empty() || !seat_zone.exists()) return;
  const auto& all = scenario.town->zones;
  for (const auto zone : scenario.scope.zones()) {
    const bool mine = level == PostLevel::county ||
                      (level == PostLevel::township && all[zone.index()].township == all[seat_zone.index()].township) ||
                      zone == seat_zone;
    if (mine) area_.push_back(zone);
  }
}

std::unique_ptr<Model> PostParameters::make() const {
  return std::make_unique<PostModel>();
}

PostId find_post(const Reference<PostTag>& reference, const Scenario& scenario, Diagnostics& diagnostics) {
  const auto posts = scenario.all<PostParameters>();
  const auto found = std::find_if(posts.begin(), posts.end(), [&](const auto* p) { return p->id == reference.name; });
  if (found != posts.end()) return PostId(static_cast<std::size_t>(found - posts.begin()));
  const auto known = ids_of(posts);
  diagnostics.error(reference.where, codes::kUnknownReference,
                    phrase("there is no post '{}'", "没有指挥部“{}”", reference.name),
                    {"the id of an entry 'kind: post' of the section command", "command 中“kind: post”条目的编号"},
                    did_you_mean(reference.name, known));
  return {};
}

// ---- the tree ----

PostTree::PostTree(const Scenario& scenario) : posts_(scenario.all<PostParameters>()) {}

std::vector<PostId> PostTree::up_from(PostId id) const {
  std::vector<PostId> chain;
  for (auto at = id; at.exists() && chain.size() < posts_.size(); at = post(at).superior_post) chain.push_back(at);
  return chain;
}

PostId PostTree::root() const {
  return posts_.empty() ? PostId{} : up_from(PostId(std::size_t{0})).back();
}

std::vector<PostId> PostTree::way(PostId from, PostId to) const {
  std::vector<PostId> way;
  const auto down = up_from(to);
  for (const auto at : up_from(from)) {
    way.push_back(at);
    const auto meets = std::find(down.begin(), down.end(), at);
    if (meets == down.end()) continue;
    for (auto next = std::make_reverse_iterator(meets); next != down.rend(); ++next) way.push_back(*next);
    return way;
  }
  return way;
}

}  // namespace tocsin::command
