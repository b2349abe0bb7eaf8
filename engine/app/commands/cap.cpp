// SPDX-License-Identifier: Apache-2.0
// `tocsin cap`: says what warning messages are, and writes those of a run.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/reading.hpp"
#include "engine/app/terminal.hpp"
#include "engine/experiment/output.hpp"
#include "engine/input/cap.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin::app {
namespace {

template <class E>
std::string name_of(E value) {
  return std::string(EnumNames<E>::value[static_cast<std::size_t>(value)]);
}

template <class E>
std::string names_of(const std::vector<E>& values) {
  std::vector<std::string> names;
  names.reserve(values.size());
  for (const auto value : values) names.push_back(name_of(value));
  return join(names);
}

std::string version_of(const cap::Alert& alert) {
  return alert.version == cap::Version::v1_1 ? "1.1" : "1.2";
}

std::string language_of(const cap::InfoBlock& info) {
  return info.language.empty() ? "en-US" : info.language;
}

Phrase what_status_means(cap::Status status) {
  switch (status) {
    case cap::Status::actual:
      return {"a real warning", "真实预警"};
    case cap::Status::exercise:
      return {"EXERCISE: not a real warning; for the participants of an exercise only",
              "演练：不是真实预警，仅供参演人员"};
    case cap::Status::system:
      return {"SYSTEM: not a warning; between alerting networks only", "系统消息：不是预警，仅用于预警系统之间"};
    case cap::Status::test:
      return {"TEST: not a real warning; to be disregarded", "测试：不是真实预警，请勿采取行动"};
    case cap::Status::draft:
      return {"DRAFT: not a real warning; not to be acted on", "草稿：不是真实预警，请勿据此行动"};
  }
  return {};
}

void print_line(const Phrase& label, const std::string& value, Language language) {
  if (value.empty()) return;
  const auto& words = label.in(language);
  // Chinese characters take two cells of a terminal.
  constexpr std::size_t kCells = 13;
  const auto cells = language == Language::zh ? 2 * character_count(words) : words.size();
  fmt::print("  {}{}{}\n", words, std::string(cells < kCells ? kCells - cells : 1, ' '), value);
}

void print_identifier(const cap::Alert& alert, Language language) {
  print_line({"identifier", "标识"}, alert.identifier, language);
  const auto gb = cap::parse_gb_identifier(alert.identifier);
  if (!gb) return;
  print_line(
      {"", ""},
      phrase("GB/T 35965.1: division {}, institution {}, entered {}", "GB/T 35965.1：行政区划 {}，机构 {}，录入时间 {}",
             gb->division(), gb->institution(), to_text(gb->entered))
          .in(language),
      language);
}

std::string areas_in_words(const cap::InfoBlock& info, Language language) {
  std::vector<std::string> areas;
  for (const auto& area : info.areas) {
    const auto shapes = phrase("{} polygons, {} circles, {} geocodes", "{} 个多边形、{} 个圆、{} 个地理编码",
                               area.polygons.size(), area.circles.size(), area.geocodes.size());
    areas.push_back(fmt::format("{} ({})", area.description, shapes.in(language)));
  }
  return join(areas, "; ");
}

void print_info(const cap::InfoBlock& info, Language language) {
  fmt::print("  [{}]\n", language_of(info));
  print_line({"event", "事件"}, fmt::format("{} ({})", info.event, names_of(info.categories)), language);
  print_line({"headline", "标题"}, info.headline, language);
  print_line({"response", "响应"}, names_of(info.responses), language);
  print_line({"urgency", "紧急程度"}, name_of(info.urgency), language);
  print_line({"severity", "严重程度"}, name_of(info.severity), language);
  print_line({"certainty", "可能性"}, name_of(info.certainty), language);
  print_line({"effective", "生效"}, info.effective ? cap::to_text(*info.effective) : "", language);
  print_line({"onset", "起始"}, info.onset ? cap::to_text(*info.onset) : "", language);
  print_line({"expires", "失效"}, info.expires ? cap::to_text(*info.expires) : "", language);
  print_line({"areas", "区域"}, areas_in_words(info, language), language);
}

void print_alert(const std::filesystem::path& file, const cap::Alert& alert, Language language) {
  const auto meaning = what_status_means(alert.status);
  fmt::print("{}: CAP {}, {}\n", shown_path(file), version_of(alert), meaning.in(language));
  print_identifier(alert, language);
  print_line({"sender", "发送方"}, alert.sender, language);
  print_line({"sent", "发送时间"}, cap::to_text(alert.sent), language);
  print_line({"status", "状态"}, name_of(alert.status), language);
  print_line({"msgType", "类型"}, name_of(alert.type), language);
  print_line({"scope", "范围"}, name_of(alert.scope), language);
  print_line({"note", "说明"}, alert.note, language);
  for (const auto& reference : alert.references) {
    print_line({"refers to", "引用"}, fmt::format("{}, {}", reference.identifier, cap::to_text(reference.sent)),
               language);
  }
  for (const auto& info : alert.infos) print_info(info, language);
}

nlohmann::ordered_json text_or_null(const std::optional<cap::Instant>& instant) {
  return instant ? nlohmann::ordered_json(cap::to_text(*instant)) : nlohmann::ordered_json();
}

nlohmann::ordered_json as_json(const cap::InfoBlock& info) {
  nlohmann::ordered_json areas = nlohmann::ordered_json::array();
  for (const auto& area : info.areas) {
    nlohmann::ordered_json geocodes = nlohmann::ordered_json::array();
    for (const auto& code : area.geocodes) geocodes.push_back({code.name, code.value});
    areas.push_back({{"description", area.description},
                     {"polygons", area.polygons.size()},
                     {"circles", area.circles.size()},
                     {"geocodes", std::move(geocodes)}});
  }
  nlohmann::ordered_json categories = nlohmann::ordered_json::array();
  for (const auto category : info.categories) categories.push_back(name_of(category));
  nlohmann::ordered_json responses = nlohmann::ordered_json::array();
  for (const auto response : info.responses) responses.push_back(name_of(response));
  return {{"language", language_of(info)},
          {"categories", std::move(categories)},
          {"event", info.event},
          {"responses", std::move(responses)},
          {"urgency", name_of(info.urgency)},
          {"severity", name_of(info.severity)},
          {"certainty", name_of(info.certainty)},
          {"effective", text_or_null(info.effective)},
          {"onset", text_or_null(info.onset)},
          {"expires", text_or_null(info.expires)},
          {"headline", info.headline},
          {"areas", std::move(areas)}};
}

nlohmann::ordered_json as_json(const cap::Alert& alert) {
  nlohmann::ordered_json infos = nlohmann::ordered_json::array();
  for (const auto& info : alert.infos) infos.push_back(as_json(info));
  return {{"version", version_of(alert)},     {"identifier", alert.identifier},  {"sender", alert.sender},
          {"sent", cap::to_text(alert.sent)}, {"status", name_of(alert.status)}, {"real", cap::is_real(alert)},
          {"msgType", name_of(alert.type)},   {"scope", name_of(alert.scope)},   {"infos", std::move(infos)}};
}

bool digits_only(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// Options that would make messages no receiver takes.
bool options_are_good(const Session& session, const CapExportCommand& command) {
  const auto length = command.issuer.size();
  if ((length != 0 && length != 6 && length != 14) || !digits_only(command.issuer)) {
    complain(session, phrase("--issuer: '{}' has neither 6 nor 14 digits: division 500156, or the whole unit "
                             "50015641600000",
                             "--issuer：“{}”不是 6 位或 14 位数字：行政区划如 500156，或完整单位代码如 50015641600000",
                             command.issuer));
    return false;
  }
  if (!command.sender.empty() && !cap::may_identify(command.sender)) {
    complain(session, phrase("--sender: '{}' holds a blank, a comma, < or &", "--sender：“{}”含有空格、逗号、< 或 &",
                             command.sender));
    return false;
  }
  return true;
}

// The log that is meant; nothing after complaining.
std::optional<std::pair<std::uint32_t, std::filesystem::path>> stored_log(const Session& session,
                                                                          const CapExportCommand& command) {
  const auto logs = logs_of(session, command.run);
  const auto found = command.replication ? logs.find(*command.replication) : logs.begin();
  if (found != logs.end()) return *found;
  const auto which = command.replication.value_or(0);
  complain(session, phrase("'{}' holds no event log of replication {}; make it with: {} replay {} --replication {}",
                           "“{}”中没有第 {} 次重复的事件记录；可用以下命令生成：{} replay {} --replication {}",
                           shown_path(command.run), which, called_as(), shown_path(command.run), which));
  return std::nullopt;
}

Library library_of(const Session& session, const Scenario& scenario, Diagnostics& diagnostics) {
  auto library = shipped_library(session.catalog);
  if (scenario.library_overlay.is_mapping()) library.overlay(scenario.library_overlay, diagnostics);
  return library;
}

int write_alerts(const Session& session, const CapExportCommand& command, const std::vector<AlertFile>& files) {
  if (files.empty()) {
    complain(session, {"no order was issued in that replication: there is no warning to write",
                       "该次重复中未下达命令，没有可写出的预警"});
    return exit_code::kInputRefused;
  }
  std::error_code failed;
  std::filesystem::create_directories(command.output, failed);
  try {
    for (const auto& file : files) {
      write_file(command.output / file.name, file.text);
      fmt::print("{}\n", shown_path(command.output / file.name));
    }
  } catch (const OutputError& error) {
    complain(session, error.message());
    return exit_code::kFailed;
  }
  std::fflush(stdout);
  say(session, {fmt::format("{}, status Exercise: not to be taken as real", counted(files.size(), "message")),
                fmt::format("共 {} 条消息，状态为 Exercise（演练），不是真实预警", files.size())});
  return exit_code::kDone;
}

}  // namespace

int cap_check(const Session& session, const std::vector<std::filesystem::path>& files) {
  int code = exit_code::kDone;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& file : files) {
    Diagnostics diagnostics;
    const auto alert = cap::read(file, diagnostics);
    if (!alert) code = exit_code::kInputRefused;
    if (session.json) {
      nlohmann::ordered_json one{{"file", shown_path(file)},
                                 {"alert", alert ? as_json(*alert) : nlohmann::ordered_json()}};
      one["diagnostics"] = nlohmann::ordered_json::parse(to_json(diagnostics.entries(), session.language));
      all.push_back(std::move(one));
      continue;
    }
    show(session, diagnostics);
    if (alert) print_alert(file, *alert, session.language);
    std::fflush(stdout);
  }
  if (session.json) fmt::print("{}\n", all.dump(2));
  return code;
}

int cap_export(const Session& session, const CapExportCommand& command) {
  if (!options_are_good(session, command)) return exit_code::kCommandLine;
  const RunFolder folder(command.run);
  const auto [scenario, replications] = finished_run(session, folder);
  if (!scenario) return exit_code::kInputRefused;
  if (!has_replication(session, folder, command.replication.value_or(0), replications)) return exit_code::kCommandLine;
  const auto log_file = stored_log(session, command);
  if (!log_file) return exit_code::kInputRefused;
  Diagnostics diagnostics;
  const auto library = library_of(session, *scenario, diagnostics);
  diagnostics.throw_if_errors();
  std::ifstream in(log_file->second);
  const auto log = EventLog::read_jsonl(in, log_file->second.string(), session.catalog.events(), *scenario->names);
  const auto files =
      session.catalog.alert_export()(*scenario, log, library, {command.issuer, command.sender, log_file->first});
  return write_alerts(session, command, files);
}

}  // namespace tocsin::app
