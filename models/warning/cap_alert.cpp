// SPDX-License-Identifier: Apache-2.0
#include "models/warning/cap_alert.hpp"

#include <algorithm>
#include <chrono>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "models/warning/cap_place.hpp"

namespace tocsin::warning {
namespace {

bool says_evacuate(const cap::InfoBlock& info) {
  return std::find(info.responses.begin(), info.responses.end(), cap::ResponseType::evacuate) != info.responses.end();
}

// A geocode may name the zone or its township, by id or by name.
bool names(const cap::Area& area, const Zone& zone, const Township& township) {
  return std::any_of(area.geocodes.begin(), area.geocodes.end(), [&](const cap::NamedValue& code) {
    const auto is = [&](const std::string& text) { return !text.empty() && code.value == text; };
    return is(zone.id) || is(zone.name.en) || is(zone.name.zh) || is(township.id) || is(township.name.en) ||
           is(township.name.zh);
  });
}

std::string words_of(Duration span) {
  return to_text(span < Duration{} ? -span : span);
}

}  // namespace

void CapAlertParameters::describe(Fields& f) {
  f.optional("file", file,
             {"CAP file with the message, relative to the scenario.", "预警信息的 CAP 文件（相对场景文件）。"})
      .example("county-warning.cap");
  f.optional("text", text,
             {"The message itself, in place of file; runs keep it here.",
              "预警信息全文，代替 file；运行结果中以此形式保存。"});
  f.optional(
       "at", at,
       {"When it comes in, after StartEx; left out: the time it was sent.", "演练开始后多久收到；缺省为其发送时间。"})
      .at_least(0s)
      .example("20 min");
  f.optional("zones", zones,
             {"Zones it is for; left out: those its geocodes name or its polygons and circles hold.",
              "涉及分区；缺省为其地理编码所列或多边形、圆所含的分区。"});
  f.optional("coverage", coverage, {"Whom an order concerns in these zones.", "命令在分区内的适用对象。"});
  f.parameter("utc_offset", utc_offset,
              {"How far the clock of the drill is ahead of UTC.", "演练所用时间比世界时早多少。"})
      .between(-12h, 14h);
}

std::optional<cap::Alert> CapAlertParameters::load(const Scenario& scenario, Diagnostics& diagnostics) const {
  if (file.has_value() == text.has_value()) {
    diagnostics.error(
        file ? text->where : where, file ? codes::kInconsistent : codes::kMissingKey,
        phrase("the alert '{}' needs its message once: file or text", "预警“{}”需要且只需要一处内容：file 或 text", id),
        {"file: county-warning.cap", "file: county-warning.cap"});
    return std::nullopt;
  }
  if (text) return cap::parse(text->value, id + ".cap", diagnostics);
  return cap::read(scenario.path.parent_path() / file->value, diagnostics);
}

// The gravest of what the message says in its several parts and languages.
void CapAlertParameters::read_gravity(const cap::Alert& alert) {
  urgency = cap::Urgency::unknown;
  severity = cap::Severity::unknown;
  certainty = cap::Certainty::unknown;
  orders = false;
  for (const auto& info : alert.infos) {
    urgency = std::min(urgency, info.urgency);
    severity = std::min(severity, info.severity);
    certainty = std::min(certainty, info.certainty);
    orders = orders || says_evacuate(info);
  }
}

void CapAlertParameters::check_meaning(const cap::Alert& alert, Diagnostics& diagnostics) const {
  const auto& place = file ? file->where : text->where;
  const bool warns = alert.type == cap::MessageType::alert || alert.type == cap::MessageType::update;
  if (!warns || alert.infos.empty()) {
    diagnostics.error(place, codes::kNotAWarning,
                      {"the message warns of nothing: it answers or cancels another, or has no <info>",
                       "该消息不构成预警：用于答复或取消，或没有 <info>"},
                      {"a message of type Alert or Update with <info>", "类型为 Alert 或 Update 且含 <info> 的消息"});
  }
  const bool usable = alert.status == cap::Status::actual || alert.status == cap::Status::exercise;
  if (usable) return;
  diagnostics.warning(place, codes::kNotAWarning,
                      phrase("the message has status {}: whoever gets it does nothing; the drill takes it as a warning",
                             "该消息状态为 {}：收到者无须行动；演练中按预警处理",
                             EnumNames<cap::Status>::value[static_cast<std::size_t>(alert.status)]),
                      {"status Exercise or Actual", "状态 Exercise 或 Actual"});
}

void CapAlertParameters::find_time(const cap::Alert& alert, const Scenario& scenario, Diagnostics& diagnostics) {
  const auto offset = std::chrono::round<std::chrono::seconds>(utc_offset);
  const auto local = alert.sent.utc().time_since_epoch() + offset;
  const Duration since = local - scenario.exercise.starts.value.time_since_epoch();
  const auto when = at ? at->value : since;
  if (when >= Duration{} && when <= scenario.exercise.duration) {
    if (!at) at = Placed<Duration>{when, {}};
    return;
  }
  const auto sent = cap::to_text(alert.sent);
  const auto gap = when < Duration{} ? -when : when - scenario.exercise.duration;
  diagnostics.error(
      at && at->where.line > 0 ? at->where : where, codes::kOutOfRange,
      when < Duration{}
          ? phrase("the alert was sent at {}, {} before StartEx", "预警发送于 {}，早于演练开始 {}", sent, words_of(gap))
          : phrase("the alert '{}' comes {} after EndEx", "预警“{}”晚于演练结束 {}", id, words_of(gap)),
      phrase("at: from 0 min to {}, or another exercise.starts", "at：0 分钟至 {}，或调整 exercise.starts",
             to_text(scenario.exercise.duration)));
}

void CapAlertParameters::find_zones(const cap::Alert& alert, const Scenario& scenario, Diagnostics& diagnostics) {
  alerted_zones.clear();
  for (const auto& reference : zones) {
    const auto zone = scenario.find_in_scope(reference, diagnostics);
    if (zone.exists()) alerted_zones.push_back(zone);
  }
  if (!zones.empty()) return;
  const auto& town = *scenario.town;
  const Plane plane(town.coordinates.epsg);
  for (const auto id_of_zone : scenario.scope.zones()) {
    const auto& zone = town.zones[id_of_zone.index()];
    const auto position = position_of(zone, town, plane);
    const auto meant = [&](const cap::Area& area) {
      return names(area, zone, town.townships[zone.township.index()]) || (position && cap::contains(area, *position));
    };
    const auto for_it = [&](const cap::InfoBlock& info) {
      return (!orders || says_evacuate(info)) && std::any_of(info.areas.begin(), info.areas.end(), meant);
    };
    if (!std::any_of(alert.infos.begin(), alert.infos.end(), for_it)) continue;
    alerted_zones.push_back(id_of_zone);
    zones.push_back({zone.id, {}});
  }
  if (!alerted_zones.empty() || !orders) return;
  diagnostics.error(file ? file->where : text->where, codes::kInconsistent,
                    {"the message says Evacuate and names no zone that takes part: by no geocode, polygon or circle",
                     "消息要求转移，但其地理编码、多边形和圆均未涉及参演分区"},
                    {"zones: […], or a geocode with the id or name of a zone or township",
                     "zones: […]，或以分区、乡镇的编号或名称作地理编码"},
                    plane.georeferenced() ? Phrase{}
                                          : Phrase{"the town has no place on Earth: polygons and circles hold nothing",
                                                   "该地区无地理参照，多边形和圆不起作用"});
}

void CapAlertParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  const auto alert = load(scenario, diagnostics);
  if (!alert) return;
  read_gravity(*alert);
  check_meaning(*alert, diagnostics);
  find_time(*alert, scenario, diagnostics);
  find_zones(*alert, scenario, diagnostics);
  text = Placed<std::string>{cap::write(*alert), file ? file->where : text->where};
  file.reset();
}

std::unique_ptr<Model> CapAlertParameters::make() const {
  return std::make_unique<CapAlert>(*this);
}

void CapAlert::start(World& world) {
  world.kernel().schedule(kStartEx + parameters_.at->value, Phase::response, [this, &world] {
    const auto& alert = parameters_;
    world.publish(AlertAnnounced{alert.name, alert.urgency, alert.severity, alert.certainty,
                                 static_cast<std::uint32_t>(alert.alerted_zones.size())});
    if (alert.orders) world.door<Orders>().issue(alert.name, alert.alerted_zones, alert.coverage);
  });
}

}  // namespace tocsin::warning
