// SPDX-License-Identifier: Apache-2.0
#include "models/warning/cap_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/units.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/names.hpp"
#include "models/hazard/events.hpp"
#include "models/warning/cap_place.hpp"
#include "models/warning/events.hpp"

namespace tocsin::warning {

void CapExportParameters::describe(Fields& f) {
  f.parameter("utc_offset", utc_offset,
              {"How far the clock of the drill is ahead of UTC.", "演练所用时间比世界时早多少。"})
      .between(-12h, 14h);
  f.parameter("severity_threatened", severity_threatened,
              {"Severity when threatened households are to leave.", "仅受威胁户转移时的严重程度。"});
  f.parameter("severity_whole_zone", severity_whole_zone,
              {"Severity when everybody of a zone is to leave.", "整村转移时的严重程度。"});
  f.parameter("urgency_noticed", urgency_noticed, {"Urgency when the hazard is at work.", "灾害已发生时的紧急程度。"});
  f.parameter("urgency_foreseen", urgency_foreseen,
              {"Urgency when the hazard is foreseen.", "灾害尚未发生时的紧急程度。"});
  f.parameter("certainty_noticed", certainty_noticed,
              {"Certainty when the hazard is at work.", "灾害已发生时的可能性。"});
  f.parameter("certainty_foreseen", certainty_foreseen,
              {"Certainty when the hazard is foreseen.", "灾害尚未发生时的可能性。"});
  f.parameter("least_radius", least_radius, {"Least radius of the circle around a zone.", "分区外接圆的最小半径。"})
      .more_than(0_m);
  f.parameter("audience", audience, {"Whom the message addresses.", "消息的对象。"});
  f.parameter("instruction", instruction, {"What they are asked to do.", "要求采取的行动。"});
}

void CapEventWords::describe(Fields& f) {
  f.parameter("event", event, {"What the event is called.", "事件名称。"});
  f.parameter("category", category, {"Category of the standard.", "标准所列类别。"});
}

namespace {

constexpr const char* kPath = "warning.cap_export";
/// GB/T 35965.1 writes the time of entry in Beijing time, wherever the drill takes place.
constexpr std::chrono::hours kBeijing{8};
constexpr std::size_t kUnitDigits = 14;
constexpr int kSerials = 10;

template <class Values>
Values read_values(const Library& library, const std::string& path) {
  Values values;
  Diagnostics diagnostics;
  read_fields(Node::mapping(), values, {.diagnostics = diagnostics, .library = &library, .path = path});
  diagnostics.throw_if_errors();
  return values;
}

/// An order and the zones that it put under the order.
struct Order {
  Logged<OrderIssued> issued;
  std::vector<ZoneOrdered> zones;
};

// The zones of an order stand behind it in the log, as many as it says.
std::vector<Order> orders_of(const EventLog& log) {
  std::vector<Order> orders;
  const auto zones = log.all<ZoneOrdered>();
  auto next = zones.begin();
  for (const auto& issued : log.all<OrderIssued>()) {
    Order order{issued, {}};
    while (next != zones.end() && next->sequence < issued.sequence) ++next;
    for (; next != zones.end() && order.zones.size() < issued.event.zones; ++next) order.zones.push_back(next->event);
    orders.push_back(std::move(order));
  }
  return orders;
}

/// What of the hazard was known when an order went out.
struct Noticed {
  NameId hazard;
  double since_s = 0;
};

// The first flood that began, or stage that was reached, before an order.
std::optional<Noticed> noticed_before(const EventLog& log, std::uint32_t sequence) {
  std::optional<Noticed> first;
  std::uint32_t first_sequence = sequence;
  const auto look = [&](const auto& events) {
    if (events.empty() || events.front().sequence >= first_sequence) return;
    first_sequence = events.front().sequence;
    first = Noticed{events.front().event.hazard, events.front().t_s};
  };
  look(log.all<hazard::FloodBegan>());
  look(log.all<hazard::StageReached>());
  return first;
}

class Exporter {
 public:
  Exporter(const Scenario& scenario, const EventLog& log, const Library& library, const AlertSender& sender)
      : scenario_(scenario),
        log_(log),
        library_(library),
        sender_(sender),
        values_(read_values<CapExportParameters>(library, kPath)),
        plane_(scenario.town->coordinates.epsg) {}

  std::vector<cap::Alert> alerts() {
    std::vector<cap::Alert> alerts;
    for (const auto& order : orders_of(log_)) {
      auto alert = alert_of(order);
      // An order without a zone of its own says again what earlier ones said.
      if (order.zones.empty() && !alerts.empty()) {
        alert.type = cap::MessageType::update;
        for (const auto& earlier : alerts) {
          alert.references.push_back({earlier.sender, earlier.identifier, earlier.sent});
        }
      }
      alerts.push_back(std::move(alert));
    }
    return alerts;
  }

 private:
  [[nodiscard]] cap::Instant instant(double t_s) const {
    return {scenario_.exercise.starts.plus(Duration{t_s}).value,
            std::chrono::round<std::chrono::minutes>(values_.utc_offset)};
  }

  cap::Alert alert_of(const Order& order) {
    const auto& name = scenario_.name;
    cap::Alert alert;
    alert.sent = instant(order.issued.t_s);
    alert.identifier = identifier(alert.sent);
    alert.sender = sender_.sender.empty() ? default_sender() : sender_.sender;
    alert.status = cap::Status::exercise;
    alert.source = "Tocsin";
    alert.note =
        fmt::format("演练信息，非真实预警：{}（第 {} 次重复）。EXERCISE, no real warning: {} (replication {}).",
                    name.zh, sender_.replication, name.en, sender_.replication);
    alert.incidents = {scenario_.id};
    const auto noticed = noticed_before(log_, order.issued.sequence);
    const auto words = event_words(noticed);
    for (const auto language : {Language::zh, Language::en}) {
      alert.infos.push_back(info_of(order, noticed, words, language, alert.sent));
    }
    return alert;
  }

  // One unit numbers the messages of a second from 0 to 9; what is more takes the next second.
  std::string identifier(const cap::Instant& sent) {
    auto unit = sender_.issuer;
    unit.resize(kUnitDigits, '0');
    CivilTime entered{std::chrono::local_seconds{(sent.utc() + kBeijing).time_since_epoch()}};
    while (serials_[entered] == kSerials) entered.value += std::chrono::seconds{1};
    return cap::to_text(cap::GbIdentifier{unit, entered, serials_[entered]++});
  }

  [[nodiscard]] std::string default_sender() const {
    auto sender = "exercise." + scenario_.town->id;
    for (auto& c : sender) {
      if (!cap::may_identify({&c, 1})) c = '-';
    }
    return sender;
  }

  // The hazard that was noticed, else the first of the scenario.
  [[nodiscard]] CapEventWords event_words(const std::optional<Noticed>& noticed) const {
    std::string kind = "other";
    for (const auto& entry : scenario_.entries) {
      if (entry.kind->section != "hazard" || (noticed && entry.name != noticed->hazard)) continue;
      kind = entry.kind->name;
      break;
    }
    const auto path = fmt::format("{}.{}", kPath, kind);
    const bool known = library_.find(path, "event") != nullptr;
    return read_values<CapEventWords>(library_, known ? path : fmt::format("{}.other", kPath));
  }

  [[nodiscard]] cap::InfoBlock info_of(const Order& order, const std::optional<Noticed>& noticed,
                                       const CapEventWords& words, Language language, const cap::Instant& sent) const {
    cap::InfoBlock info;
    info.language = language == Language::zh ? "zh-CN" : "en-US";
    info.categories = {words.category};
    info.event = words.event.in(language);
    info.responses = {cap::ResponseType::evacuate};
    info.urgency = noticed ? values_.urgency_noticed : values_.urgency_foreseen;
    info.severity = severity(order);
    info.certainty = noticed ? values_.certainty_noticed : values_.certainty_foreseen;
    info.audience = values_.audience.in(language);
    info.effective = sent;
    if (noticed) info.onset = instant(noticed->since_s);
    info.expires = instant(seconds(scenario_.exercise.duration));
    const auto& town = scenario_.town->name;
    info.sender_name = Phrase{town.en + " (exercise)", town.zh + "（演练）"}.in(language);
    info.headline = headline(order, words).in(language);
    info.description = description(order).in(language);
    info.instruction = values_.instruction.in(language);
    info.parameters = {{"tocsin:replication", std::to_string(sender_.replication)},
                       {"tocsin:source", scenario_.names->text(order.issued.event.source)},
                       {"tocsin:time_s", exact_text(order.issued.t_s)}};
    for (const auto& ordered : order.zones) info.areas.push_back(area_of(ordered.zone, language));
    return info;
  }

  [[nodiscard]] cap::Severity severity(const Order& order) const {
    const bool whole = std::any_of(order.zones.begin(), order.zones.end(),
                                   [](const ZoneOrdered& ordered) { return ordered.coverage == Coverage::whole_zone; });
    return whole ? values_.severity_whole_zone : values_.severity_threatened;
  }

  [[nodiscard]] Phrase headline(const Order& order, const CapEventWords& words) const {
    if (order.zones.empty()) {
      return {fmt::format("EXERCISE: {}, the order to evacuate stands", words.event.en),
              fmt::format("【演练】{}：转移命令继续有效", words.event.zh)};
    }
    return {fmt::format("EXERCISE: {}, evacuate {} now", words.event.en, counted(order.zones.size(), "zone")),
            fmt::format("【演练】{}：立即转移 {} 个村（社区）", words.event.zh, order.zones.size())};
  }

  [[nodiscard]] Phrase description(const Order& order) const {
    std::vector<std::string> en;
    std::vector<std::string> zh;
    for (const auto& ordered : order.zones) {
      const auto& zone = scenario_.town->zones[ordered.zone.index()];
      const auto whom = EnumWords<Coverage>::value[static_cast<std::size_t>(ordered.coverage)];
      en.push_back(fmt::format("{} ({})", zone.name.en, whom.en));
      zh.push_back(fmt::format("{}（{}）", zone.name.zh, whom.zh));
    }
    const auto clock = clock_text(scenario_.exercise.starts, at_seconds(order.issued.t_s));
    if (order.zones.empty()) {
      return phrase("At {} of the exercise an order was repeated; it adds no zone.",
                    "演练时间 {}，重申转移命令，未新增村（社区）。", clock);
    }
    return {fmt::format("At {} of the exercise the order to evacuate was issued for: {}.", clock, join(en, "; ")),
            fmt::format("演练时间 {}，对以下村（社区）下达转移命令：{}。", clock, join(zh, "；"))};
  }

  [[nodiscard]] cap::Area area_of(ZoneId id, Language language) const {
    const auto& zone = scenario_.town->zones[id.index()];
    cap::Area area;
    area.description = zone.name.in(language);
    if (area.description.empty()) area.description = zone.id;
    area.geocodes = {{"tocsin:zone", zone.id}};
    if (const auto circle = circle_of(zone)) area.circles = {*circle};
    return area;
  }

  // Around the center of the zone as far as its farthest home, to 10 m; nothing in a town without georeference.
  [[nodiscard]] std::optional<cap::Circle> circle_of(const Zone& zone) const {
    const auto& town = *scenario_.town;
    const auto center = position_of(zone, town, plane_);
    if (!center) return std::nullopt;
    double radius_m = values_.least_radius.si();
    for (auto h = zone.first_household; h < zone.first_household + zone.household_count; ++h) {
      radius_m = std::max<double>(
          radius_m, std::hypot(town.population.x_m[h] - zone.place.x_m, town.population.y_m[h] - zone.place.y_m));
    }
    const auto degrees = [](double value) { return std::round(value * 1e5) / 1e5; };
    return cap::Circle{{degrees(center->latitude_deg), degrees(center->longitude_deg)}, std::ceil(radius_m / 10) / 100};
  }

  const Scenario& scenario_;
  const EventLog& log_;
  const Library& library_;
  const AlertSender& sender_;
  CapExportParameters values_;
  Plane plane_;
  std::map<CivilTime, int> serials_;  // given out, by second of entry
};

}  // namespace

std::vector<cap::Alert> alerts_of(const Scenario& scenario, const EventLog& log, const Library& library,
                                  const AlertSender& sender) {
  return Exporter(scenario, log, library, sender).alerts();
}

std::vector<AlertFile> export_alerts(const Scenario& scenario, const EventLog& log, const Library& library,
                                     const AlertSender& sender) {
  std::vector<AlertFile> files;
  for (const auto& alert : alerts_of(scenario, log, library, sender)) {
    files.push_back({alert.identifier + ".cap", cap::write(alert)});
  }
  return files;
}

}  // namespace tocsin::warning
