// SPDX-License-Identifier: Apache-2.0
#include "models/command/task.hpp"

#include <algorithm>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/task_run.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::command {
namespace {

/// A plan is what its tasks are.
class NoBehavior final : public Model {
 public:
  void start(World& world) override { world.door<Journeys>(); }
};

// The entries a list names, among those that implement an interface.
template <class Interface>
std::vector<NameId> find_named(const std::vector<Placed<std::string>>& wanted, const Scenario& scenario,
                               const std::string& (Interface::*id_of)() const, const Phrase& noun,
                               Diagnostics& diagnostics) {
  std::vector<NameId> found;
  for (const auto& reference : wanted) {
    std::vector<std::string> known;
    NameId name;
    for (const auto& entry : scenario.entries) {
      const auto* one = dynamic_cast<const Interface*>(entry.parameters.get());
      if (one == nullptr) continue;
      known.push_back((one->*id_of)());
      if (known.back() == reference.value) name = entry.name;
    }
    if (name.exists()) {
      found.push_back(name);
      continue;
    }
    diagnostics.error(reference.where, codes::kUnknownReference,
                      phrase("there is no '{}' in this drill", "此演练中没有“{}”", reference.value), noun,
                      did_you_mean(reference.value, known));
  }
  return found;
}

}  // namespace

// ---- plan ----

void PlanParameters::describe(Fields& f) {
  f.required("name", plan_name, {"What people call it.", "预案名称。"});
  f.required("response", response,
             {"Response whose grades switch its tasks on and off.", "以其等级启动和终止任务的响应。"});
}

void PlanParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  scenario.names->intern(id, {plan_name.en, plan_name.zh});
  found = find_response(response, scenario, diagnostics);
}

std::unique_ptr<Model> PlanParameters::make() const {
  return std::make_unique<NoBehavior>();
}

// ---- parts of a task ----

void EvacuateAction::describe(Fields& f) {
  f.optional("zones", zones,
             {"Zones that are to leave; with townships left out too: those the post answers for.",
              "转移的分区；与 townships 均不写则为执行单位负责的分区。"});
  f.optional("townships", townships, {"Townships all of whose zones are to leave.", "全部转移的乡镇（街道）。"});
  f.optional("coverage", coverage, {"Whom the order concerns in these zones.", "命令在分区内的适用对象。"});
}

void EvacuateAction::check(const Scenario& scenario, Diagnostics& diagnostics) {
  found.clear();
  for (const auto& reference : zones) {
    if (const auto zone = scenario.find_in_scope(reference, diagnostics); zone.exists()) found.push_back(zone);
  }
  for (const auto& reference : townships) {
    const auto township = scenario.find(reference, diagnostics);
    if (!township.exists()) continue;
    for (const auto zone : scenario.scope.zones()) {
      if (scenario.town->zones[zone.index()].township == township) found.push_back(zone);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

void TaskResources::describe(Fields& f) {
  f.optional("teams", teams, {"Teams it counts on.", "调用的队伍。"});
  f.optional("shelters", shelters, {"Shelters it counts on.", "使用的避难场所。"});
  f.optional("vehicles", vehicles, {"Vehicles it counts on, by what people call them.", "调用的车辆（按名称）。"});
}

void TaskResources::check(const Scenario& scenario, Diagnostics& diagnostics) const {
  for (const auto& team : teams) (void)scenario.find(team, diagnostics);
  for (const auto& shelter : shelters) (void)scenario.find(shelter, diagnostics);
}

void TaskOverride::describe(Fields& f) {
  f.required("township", township, {"Township that does it its own way.", "自有做法的乡镇（街道）。"});
  f.optional("left_out", left_out, {"The task is none of this township's.", "该乡镇不承担此任务。"});
  f.optional("text", text, {"What it says there.", "该乡镇的任务内容。"});
  f.optional("responsible", responsible, {"Who does it there.", "该乡镇的责任单位。"});
  f.optional("deadline", deadline, {"Until when there.", "该乡镇的完成时限。"}).more_than(0s);
  f.optional("takes", takes, {"How long it takes there.", "该乡镇的执行时间。"}).at_least(0s);
  f.optional("resources", resources, {"With what there.", "该乡镇的调用资源。"});
}

// ---- task ----

void TaskParameters::describe(Fields& f) {
  f.required("plan", plan, {"Plan it belongs to.", "所属预案。"});
  f.required("text", text, {"What is to be done.", "任务内容。"});
  f.optional("from_grade", from_grade,
             {"From this grade of the plan's response up; with when, both must be so.",
              "自预案响应的该等级起执行；与 when 同写时须同时满足。"});
  f.optional("when", when, {"When the deciding post knows this.", "决策单位掌握此情况时执行。"});
  f.required("responsible", responsible,
             {"Posts that carry it out; each gets an order.", "责任单位（逐一下达指令）。"});
  f.optional("role", role, {"Member of these posts who answers for it.", "责任单位中的责任人职务。"});
  f.optional("deadline", deadline,
             {"From when the deciding post knows that it is called for until it has been carried out.",
              "自决策单位掌握触发条件至执行完毕的时限。"})
      .more_than(0s)
      .example("30 min");
  f.optional("takes", takes, {"How long carrying it out takes; at once if left out.", "执行所需时间；不写则即时完成。"})
      .at_least(0s);
  describe_effects(f);
  f.optional("resources", resources, {"What it counts on.", "调用的资源。"});
  f.optional("overrides", overrides, {"Townships that do it their own way.", "各乡镇自有做法（一乡镇一方案）。"});
  f.parameter("acknowledge_within", acknowledge_within,
              {"An order that nobody has acknowledged by then is sent again.", "指令至此时间未获签收即再次下达。"})
      .more_than(0s);
  f.parameter("sends", sends, {"How often an order is sent, at most.", "指令最多下达次数。"}).between(1, 100);
  f.parameter("bytes", bytes, {"Length of the order, bytes.", "指令文字字节数。"}).at_least(1);
}

void TaskParameters::describe_effects(Fields& f) {
  f.optional("evacuate", evacuate, {"The order to evacuate goes out.", "下达转移命令。"});
  f.optional("close_roads", close_roads,
             {"Roads closed both ways to all but emergency vehicles, buses and people on foot, until it stands down.",
              "双向禁行的道路（应急车辆、公交和行人除外），至响应终止。"});
  f.optional("sound_alarm", sound_alarm,
             {"Buildings where the alarm rings, sites that close.", "响铃的建筑、关停的景区。"});
  f.optional("begin_controls", begin_controls,
             {"Entries of the section traffic that begin, until it stands down.", "启动的 traffic 条目，至响应终止。"});
}

void TaskParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id, {text.en, text.zh});
  if (when) when->check(scenario, diagnostics);
  check_plan(scenario, diagnostics);
  check_moment(scenario, diagnostics);
  check_effects(scenario, diagnostics);
  resources.check(scenario, diagnostics);
  assign(scenario, diagnostics);
  check_role(scenario, diagnostics);
}

void TaskParameters::check_plan(const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const auto* candidate : scenario.all<PlanParameters>()) {
    known.push_back(candidate->id);
    if (candidate->id == plan.name) found_plan = candidate;
  }
  if (found_plan == nullptr) {
    diagnostics.error(plan.where, codes::kUnknownReference, phrase("there is no plan '{}'", "没有预案“{}”", plan.name),
                      {"the id of an entry 'kind: plan' of the section command", "command 中“kind: plan”条目的编号"},
                      did_you_mean(plan.name, known));
  } else if (found_plan->found != nullptr) {
    decider = found_plan->found->post_id;
  }
}

void TaskParameters::check_moment(const Scenario& scenario, Diagnostics& diagnostics) {
  if (!from_grade && !when) {
    diagnostics.error(where, codes::kMissingKey,
                      phrase("nothing says when the task '{}' begins", "任务“{}”未写明何时启动", id),
                      {"from_grade: III, when: {fact: …}, or both", "from_grade: III、when: {fact: …} 或两者并用"});
  }
  if (when && !diagnostics.has_errors()) check_known(*when, decider, scenario, diagnostics);
  if (!from_grade && decider.exists() && scenario.all<PostParameters>()[decider.index()]->dual()) {
    diagnostics.error(where, codes::kMissingKey,
                      phrase("the task '{}' of a dual command begins without its two leaders",
                             "双指挥下的任务“{}”未经两位负责人决定即启动", id),
                      {"from_grade: a grade is decided by both", "写明 from_grade：等级由两人共同决定"});
  }
  const auto* response = found_plan == nullptr ? nullptr : found_plan->found;
  if (!from_grade || response == nullptr) return;
  const bool reached = std::any_of(response->grades.begin(), response->grades.end(),
                                   [this](const GradeRule& rule) { return rule.grade.value >= *from_grade; });
  if (reached) return;
  diagnostics.error(where, codes::kInconsistent,
                    phrase("the task '{}' never begins: '{}' has no grade so high",
                           "任务“{}”无法启动：“{}”没有这么高的等级", id, response->id),
                    {"a grade of the response, or a lower one", "响应已设的等级或更低等级"});
}

void TaskParameters::check_effects(const Scenario& scenario, Diagnostics& diagnostics) {
  if (evacuate) evacuate->check(scenario, diagnostics);
  roads.clear();
  for (const auto& reference : close_roads) {
    for (const auto segment : scenario.find_road(reference, diagnostics)) roads.push_back(segment);
  }
  alarms = find_named(
      sound_alarm, scenario, &evacuation::AlarmedPlace::place_id,
      {"the id of a building or scenic site of the section evacuation", "evacuation 章节中建筑或景区条目的编号"},
      diagnostics);
  controls = find_named(begin_controls, scenario, &traffic::PlannedControl::control_id,
                        {"the id of an entry of the section traffic that has a beginning and an end",
                         "traffic 章节中可启动、结束的条目编号"},
                        diagnostics);
  if (deadline && takes && *takes > deadline->value) {
    diagnostics.error(
        deadline->where, codes::kInconsistent,
        phrase("the task takes {}, longer than its deadline", "任务执行需 {}，已超过时限", to_text(*takes)),
        {"a deadline after it can be done", "时限应晚于最短完成时间"});
  }
}

void TaskParameters::check_role(const Scenario& scenario, Diagnostics& diagnostics) const {
  if (role.value.empty()) return;
  const auto posts = scenario.all<PostParameters>();
  std::vector<std::string> known;
  for (const auto& assignment : assignments) {
    for (const auto& member : posts[assignment.post.index()]->members) {
      if (member.role.value == role.value) return;
      known.push_back(member.role.value);
    }
  }
  diagnostics.error(
      role.where, codes::kUnknownReference,
      phrase("no responsible post has a member with the role '{}'", "责任单位中没有职务为“{}”的成员", role.value),
      {"the role of a member of a responsible post", "责任单位某一成员的职务"}, did_you_mean(role.value, known));
}

std::vector<PostId> TaskParameters::responsible_posts(const Scenario& scenario, Diagnostics& diagnostics) const {
  std::vector<PostId> found;
  for (const auto& reference : responsible) {
    const auto post = find_post(reference, scenario, diagnostics);
    if (!post.exists()) continue;
    if (std::find(found.begin(), found.end(), post) == found.end()) {
      found.push_back(post);
      continue;
    }
    diagnostics.error(reference.where, codes::kDuplicateKey,
                      phrase("'{}' is responsible twice", "责任单位“{}”重复", reference.name),
                      {"each post once", "每个单位写一次"});
  }
  if (responsible.empty()) {
    diagnostics.error(where, codes::kMissingValue,
                      phrase("nobody is responsible for the task '{}'", "任务“{}”没有责任单位", id),
                      {"responsible: [POST]", "responsible: [指挥部编号]"});
  }
  return found;
}

// A township's own way goes for the posts that sit there.
void TaskParameters::assign(const Scenario& scenario, Diagnostics& diagnostics) {
  assignments.clear();
  const auto posts = scenario.all<PostParameters>();
  const auto usual = [&](PostId post) {
    assignments.push_back({post, &text, deadline, takes.value_or(Duration{}), &resources});
  };
  for (const auto post : responsible_posts(scenario, diagnostics)) usual(post);
  for (const auto& own : overrides) {
    const auto township = scenario.find(own.township, diagnostics);
    own.resources.check(scenario, diagnostics);
    if (!township.exists()) continue;
    const auto here = [&](const Assignment& a) {
      const auto seat = posts[a.post.index()]->seat_zone;
      return seat.exists() && scenario.town->zones[seat.index()].township == township;
    };
    if (own.left_out || !own.responsible.empty()) std::erase_if(assignments, here);
    for (const auto& reference : own.responsible) {
      if (const auto post = find_post(reference, scenario, diagnostics); post.exists()) usual(post);
    }
    if (!own.left_out && std::none_of(assignments.begin(), assignments.end(), here)) {
      diagnostics.error(own.township.where, codes::kInconsistent,
                        phrase("no responsible post sits in '{}'", "“{}”没有责任单位", own.township.name),
                        {"a township where a responsible post sits, or responsible: [POST] here",
                         "有责任单位驻地的乡镇，或在此处写明 responsible"});
    }
    for (auto& assignment : assignments) {
      if (!here(assignment)) continue;
      if (!own.text.empty()) assignment.text = &own.text;
      if (own.deadline) assignment.deadline = own.deadline;
      if (own.takes) assignment.takes = *own.takes;
      if (!own.resources.none()) assignment.resources = &own.resources;
    }
  }
}

std::vector<ZoneId> TaskParameters::zones_of(PostId post, const Scenario& scenario) const {
  if (!evacuate) return {};
  const auto& area = scenario.all<PostParameters>()[post.index()]->area();
  if (evacuate->found.empty()) return area;
  std::vector<ZoneId> own;
  for (const auto zone : evacuate->found) {
    if (std::find(area.begin(), area.end(), zone) != area.end()) own.push_back(zone);
  }
  return own.empty() ? evacuate->found : own;
}

std::unique_ptr<Model> TaskParameters::make() const {
  return std::make_unique<TaskRun>(*this);
}

}  // namespace tocsin::command
