// SPDX-License-Identifier: Apache-2.0
#include "models/warning/issuance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/base/units.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::warning {

void IssuanceParameters::describe(Fields& f) {
  f.optional(
       "at", at,
       {"The danger shows at this time after StartEx; or give stage.", "演练开始后多久出现险情；与 stage 二选一。"})
      .at_least(0s)
      .example("20 min");
  f.optional(
      "stage", stage,
      {"The danger shows when a hazard reaches this stage; or give at.", "某灾害达到该水位时出现险情；与 at 二选一。"});
  f.optional("hazard", hazard,
             {"Hazard whose stage counts; any if left out.", "以哪一灾害的水位为准；缺省为任一灾害。"});
  f.optional("zones", zones, {"Zones the order names; else those of area.", "命令所列分区；缺省按 area。"});
  f.optional("area", area,
             {"Zones when none are listed: those with threatened households, or all.",
              "未列分区时：有受威胁住户的分区，或全部分区。"});
  f.optional("coverage", coverage, {"Whom the order concerns in these zones.", "命令在分区内的适用对象。"});
  f.optional("action", action,
             {"What it asks for: an order to leave, or only a message to get ready, which public channels carry. With "
              "at, such a "
              "message rests on a forecast: no danger is detected.",
              "内容：立即转移命令，或仅为准备转移提示（由公众渠道发布）；与 at 同用时依据预报发布，不计发现险情。"});
  f.optional("grade", grade, {"Color of the warning; compliance depends on it.", "预警等级（颜色），影响转移比例。"});
  f.optional(
      "gauges", gauges,
      {"Sensors that notice the danger and send word; whoever is first counts.", "监测站点：最先发现并报出者生效。"});
  f.optional("observers", observers,
             {"Villagers who look and call; whoever is first counts.", "群测群防观察员：最先发现并报出者生效。"});
  f.optional("detection", detection,
             {"From danger to somebody noticing it, when no gauge and no observer is named.",
              "自险情出现至被发现（未列监测站点和观察员时使用）。"});
  f.optional("report", report, {"From noticing to the duty desk.", "自发现至报到值班室。"});
  f.optional("consultation", consultation, {"Consultation until the decision.", "会商研判直至决定。"});
  f.optional("issue", issue, {"From decision to the order going out.", "自决定至命令发出。"});
}

void IssuanceParameters::check_trigger(const Scenario& scenario, Diagnostics& diagnostics) {
  if (at.has_value() == stage.has_value()) {
    diagnostics.error(where, at ? "inconsistent" : "missing-key",
                      phrase("the issuance '{}' needs one trigger: at or stage",
                             "发布流程“{}”需要且只需要一个触发条件：at 或 stage", id),
                      {"at: 20 min, or stage: go_now", "at: 20 min，或 stage: go_now"});
    return;
  }
  if (at && *at > scenario.exercise.duration) {
    diagnostics.error(where, "out-of-range",
                      phrase("the trigger of '{}' comes after EndEx", "“{}”的触发时间晚于演练结束", id),
                      phrase("at: at most {}", "at：不超过 {}", to_text(scenario.exercise.duration)));
  }
  if (!stage) return;
  const auto wanted = EnumNames<StageMark>::value[static_cast<std::size_t>(*stage)];
  mark = scenario.names->intern(wanted);
  bool marked = false;
  bool found = !hazard;
  for (const auto& entry : scenario.entries) {
    const auto* map = dynamic_cast<const hazard::HazardMap*>(entry.parameters.get());
    if (map == nullptr || (hazard && entry.parameters->id != hazard->name)) continue;
    found = true;
    if (hazard) hazard_name = entry.name;
    const auto marks = map->marks();
    marked = marked || std::find(marks.begin(), marks.end(), wanted) != marks.end();
  }
  if (!found) {
    diagnostics.error(hazard->where, "unknown-reference",
                      phrase("there is no hazard '{}'", "没有灾害“{}”", hazard->name),
                      {"the id of an entry of the section hazard", "hazard 一节中某条目的 id"});
  } else if (!marked) {
    diagnostics.error(where, "inconsistent",
                      phrase("no hazard announces the stage '{}'", "没有灾害会达到“{}”水位标志", wanted),
                      {"a hazard with that mark (for a flood: go_now, or a bank height at its gauge)",
                       "带有该标志的灾害（洪水：给出 go_now 或测站处岸高）"});
  }
}

namespace {

// What each hazard would need to threaten somebody.
Phrase least_to_threaten(const Scenario& scenario) {
  std::vector<std::string> en;
  std::vector<std::string> zh;
  for (const auto* map : scenario.all<hazard::HazardMap>()) {
    const auto words = map->least_to_threaten();
    if (words.empty()) continue;
    en.push_back(words.en);
    zh.push_back(words.zh);
  }
  if (en.empty()) return {"the scenario has no hazard", "场景中没有灾害"};
  return {join(en, "; "), join(zh, "；")};
}

}  // namespace

void IssuanceParameters::find_zones(const Scenario& scenario, Diagnostics& diagnostics) {
  ordered_zones.clear();
  for (const auto& reference : zones) {
    const auto zone = scenario.find_in_scope(reference, diagnostics);
    if (!zone.exists()) continue;
    ordered_zones.push_back(zone);
  }
  if (!zones.empty()) return;
  const auto threatened = hazard::threatened_households(scenario);
  for (const auto zone : scenario.scope.zones()) {
    const auto first = threatened.begin() + scenario.scope.first_position(zone);
    const auto last = first + scenario.town->zones[zone.index()].household_count;
    if (area == Area::whole_scope || std::find(first, last, 1) != last) ordered_zones.push_back(zone);
  }
  if (ordered_zones.empty()) {
    diagnostics.error(where, "inconsistent",
                      phrase("the order of '{}' names no zone: no hazard threatens a household",
                             "“{}”的命令未涉及任何分区：没有住户受灾害威胁", id),
                      {"zones: […], area: whole_scope, or a hazard that threatens somebody",
                       "zones: […]、area: whole_scope，或有住户受威胁的灾害"},
                      least_to_threaten(scenario));
  }
}

void IssuanceParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  check_trigger(scenario, diagnostics);
  find_zones(scenario, diagnostics);
  detection.check("detection", where, diagnostics);
  report.check("report", where, diagnostics);
  consultation.check("consultation", where, diagnostics);
  issue.check("issue", where, diagnostics);
  watches = find_watches(gauges, observers, where, scenario, diagnostics);
}

std::unique_ptr<Model> IssuanceParameters::make() const {
  return std::make_unique<Issuance>(*this);
}

void Issuance::start(World& world) {
  world_ = &world;
  if (parameters_.at) {
    begin(kStartEx + *parameters_.at);
  } else {
    world.subscribe<hazard::StageReached>([this](const auto& event) { on_stage(event); });
  }
}

void Issuance::on_stage(const hazard::StageReached& event) {
  const bool meant = !parameters_.hazard_name.exists() || event.hazard == parameters_.hazard_name;
  if (meant && event.mark == parameters_.mark) begin(world_->now());
}

// Every step is drawn from a stream of its own, so that a longer consultation does not change the issue.
Duration Issuance::draw(const char* step, const Delay& delay) const {
  auto stream = world_->stream(Purpose(fmt::format("warning.issuance.{}/{}", step, parameters_.id)));
  return delay.draw(stream);
}

void Issuance::begin(Time danger_at) {
  if (begun_) return;
  begun_ = true;
  if (parameters_.watches.empty()) {
    detected(danger_at + draw("detection", parameters_.detection), parameters_.name);
  } else {
    watch_for(*world_, parameters_.watches, danger_at, [this](NameId by) { detected(world_->now(), by); });
  }
}

void Issuance::detected(Time at, NameId by) {
  const auto consults = at + draw("report", parameters_.report);
  const auto ordered = consults + draw("consultation", parameters_.consultation) + draw("issue", parameters_.issue);
  auto& kernel = world_->kernel();
  // A message to get ready at a given time rests on a forecast: nobody has found anything yet.
  const bool forecast = parameters_.at && parameters_.action == Action::get_ready;
  if (!forecast) kernel.schedule(at, Phase::response, [this, by] { world_->publish(DangerDetected{by}); });
  kernel.schedule(consults, Phase::response, [this] { world_->publish(ConsultationStarted{parameters_.name}); });
  kernel.schedule(ordered, Phase::response, [this] {
    const auto& p = parameters_;
    auto& orders = world_->door<Orders>();
    if (p.action == Action::get_ready) {
      orders.tell_to_get_ready(p.name, p.ordered_zones, p.coverage, p.grade);
    } else {
      orders.issue(p.name, p.ordered_zones, p.coverage, p.grade);
    }
  });
}

}  // namespace tocsin::warning
