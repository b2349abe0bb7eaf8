// SPDX-License-Identifier: Apache-2.0
// role-cards.csv (应急处置卡): a row for each task of each role of each post, from the scenario alone.
#include <array>
#include <string>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/input/csv_writer.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/measures.hpp"
#include "models/command/task.hpp"

namespace tocsin::command {
namespace {

const std::array<Phrase, 12> kColumns{{{"post", "单位"},
                                       {"role", "职务"},
                                       {"person", "姓名"},
                                       {"deputy", "备份人员"},
                                       {"at_night", "夜间"},
                                       {"plan", "预案"},
                                       {"begins", "启动条件"},
                                       {"task", "任务"},
                                       {"deadline", "时限"},
                                       {"resources", "调用资源"},
                                       {"orders_from", "指令来自"},
                                       {"without_orders_after", "失联后先行处置"}}};

class Cards {
 public:
  Cards(const Scenario& scenario, Language language) : scenario_(scenario), tree_(scenario), language_(language) {}

  [[nodiscard]] std::string text() const {
    std::string rows;
    for (const auto* post : tree_.posts()) {
      for (const auto* task : scenario_.all<TaskParameters>()) {
        for (const auto& assignment : task->assignments) {
          if (assignment.post == post->number) add(*post, *task, assignment, rows);
        }
      }
    }
    if (rows.empty()) return {};
    std::string text{kUtf8Mark};
    std::array<std::string, kColumns.size()> cells;
    for (std::size_t c = 0; c < cells.size(); ++c) cells[c] = kColumns[c].in(language_);
    append_csv_row(text, cells);
    return text + rows;
  }

 private:
  // The member whom the task names, else the leader; a post without members answers as a whole.
  [[nodiscard]] static const Member* answers_for(const PostParameters& post, const TaskParameters& task) {
    for (const auto& member : post.members) {
      if (member.role.value == task.role.value) return &member;
    }
    const auto leaders = post.leaders();
    return leaders.empty() ? nullptr : &post.members[leaders.front()];
  }

  [[nodiscard]] std::string begins(const TaskParameters& task) const {
    std::vector<std::string> parts;
    if (task.from_grade) {
      const auto grade = EnumWords<WrittenGrade>::value[static_cast<std::size_t>(*task.from_grade)].phrase();
      parts.push_back(Phrase{"from " + grade.en, grade.zh + "响应起"}.in(language_));
    }
    if (task.when) parts.push_back(phrase("when {}", "满足条件：{}", task.when->text()).in(language_));
    return join(parts, "; ");
  }

  [[nodiscard]] std::string listed(const TaskResources& resources) const {
    std::vector<std::string> names;
    Diagnostics nothing;  // found by the check before
    const auto& town = *scenario_.town;
    for (const auto& team : resources.teams) {
      names.push_back(town.teams[scenario_.find(team, nothing).index()].name.in(language_));
    }
    for (const auto& shelter : resources.shelters) {
      names.push_back(town.shelters[scenario_.find(shelter, nothing).index()].name.in(language_));
    }
    for (const auto& vehicle : resources.vehicles) names.push_back(vehicle.value);
    return join(names, language_ == Language::zh ? "、" : ", ");
  }

  [[nodiscard]] std::string at_night(const Member* member) const {
    if (member == nullptr) return {};
    if (member->absent) return Phrase{"absent", "不在岗"}.in(language_);
    return (member->on_duty_at_night ? Phrase{"on duty", "在岗值班"} : Phrase{"called in", "听班"}).in(language_);
  }

  void add(const PostParameters& post, const TaskParameters& task, const TaskParameters::Assignment& assignment,
           std::string& rows) const {
    const auto* member = answers_for(post, task);
    const auto text = [](const Placed<std::string>& placed) { return placed.value; };
    append_csv_row(rows, {post.post_name.in(language_),
                          member == nullptr ? Phrase{"duty desk", "值班室"}.in(language_) : text(member->role),
                          member == nullptr ? std::string() : text(member->person),
                          member == nullptr ? std::string() : text(member->deputy), at_night(member),
                          task.found_plan->plan_name.in(language_), begins(task), assignment.text->in(language_),
                          assignment.deadline ? to_text(assignment.deadline->value) : std::string(),
                          listed(*assignment.resources), tree_.post(task.decider).post_name.in(language_),
                          post.acts_alone_after ? to_text(*post.acts_alone_after) : std::string()});
  }

  const Scenario& scenario_;
  PostTree tree_;
  Language language_;
};

}  // namespace

TableDescription role_cards() {
  return {
      "role-cards.csv",
      {"Role cards: what each post and role has to do, when, until when, with what, on whose order.",
       "应急处置卡：各单位各岗位的任务、启动条件、时限、资源和指令来源。"},
      [](const Scenario& scenario, const EventLog&, Language language) { return Cards(scenario, language).text(); }};
}

}  // namespace tocsin::command
