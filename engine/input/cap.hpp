// SPDX-License-Identifier: Apache-2.0
// The Common Alerting Protocol: warning messages as XML files (OASIS CAP 1.2, also ITU-T X.1303 bis; CAP 1.1 is read).
//
//   const auto alert = cap::read("county.cap", diagnostics);           // nullopt with every mistake
//   if (cap::is_real(*alert)) …                                        // status Actual: anything else is none
//   write_file("warning.cap", cap::write(*alert));
//
// Numbers have the units of the standard: degrees of WGS 84, radius in kilometers, heights in feet above sea level.
// Also here: identifiers of warnings after GB/T 35965.1-2018.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/civil_time.hpp"
#include "engine/input/fields.hpp"

namespace tocsin::cap {

enum class Version : std::uint8_t { v1_1, v1_2 };
enum class Status : std::uint8_t { actual, exercise, system, test, draft };
enum class MessageType : std::uint8_t { alert, update, cancel, ack, error };
enum class Scope : std::uint8_t { everybody, restricted, addressed };
enum class Category : std::uint8_t {
  geo,
  met,
  safety,
  security,
  rescue,
  fire,
  health,
  env,
  transport,
  infra,
  cbrne,
  other
};
enum class ResponseType : std::uint8_t { shelter, evacuate, prepare, execute, avoid, monitor, assess, all_clear, none };
enum class Urgency : std::uint8_t { immediate, expected, future, past, unknown };
enum class Severity : std::uint8_t { extreme, severe, moderate, minor, unknown };
enum class Certainty : std::uint8_t { observed, likely, possible, unlikely, unknown };

/// A local time with its distance from UTC: CAP times always say both.
struct Instant {
  std::chrono::local_seconds local{};
  std::chrono::minutes offset{};  ///< east of Greenwich; 0 is written -00:00
  [[nodiscard]] std::chrono::sys_seconds utc() const {
    return std::chrono::sys_seconds{local.time_since_epoch() - offset};
  }
  bool operator==(const Instant&) const = default;
};

struct Point {
  double latitude_deg = 0;
  double longitude_deg = 0;
  bool operator==(const Point&) const = default;
};

struct Circle {
  Point center;
  double radius_km = 0;
  bool operator==(const Circle&) const = default;
};

/// valueName and value of parameters, geocodes and event codes.
struct NamedValue {
  std::string name;
  std::string value;
  bool operator==(const NamedValue&) const = default;
};

/// An earlier message.
struct MessageReference {
  std::string sender;
  std::string identifier;
  Instant sent;
  bool operator==(const MessageReference&) const = default;
};

/// A file that belongs to the message; never opened here.
struct Resource {
  std::string description;
  std::string mime_type;
  std::optional<std::uint64_t> size_bytes;
  std::string uri;
  std::string content_base64;
  std::string digest;
  bool operator==(const Resource&) const = default;
};

struct Area {
  std::string description;
  std::vector<std::vector<Point>> polygons;  ///< each closed: the first point is the last
  std::vector<Circle> circles;
  std::vector<NamedValue> geocodes;
  std::optional<double> altitude_ft;
  std::optional<double> ceiling_ft;
  bool operator==(const Area&) const = default;
};

/// What is said in one language, or of one part of the event.
struct InfoBlock {
  std::string language;  ///< RFC 3066; empty: not given, which means en-US
  std::vector<Category> categories;
  std::string event;
  std::vector<ResponseType> responses;
  Urgency urgency = Urgency::unknown;
  Severity severity = Severity::unknown;
  Certainty certainty = Certainty::unknown;
  std::string audience;
  std::vector<NamedValue> event_codes;
  std::optional<Instant> effective;
  std::optional<Instant> onset;
  std::optional<Instant> expires;
  std::string sender_name;
  std::string headline;
  std::string description;
  std::string instruction;
  std::string web;
  std::string contact;
  std::vector<NamedValue> parameters;
  std::vector<Resource> resources;
  std::vector<Area> areas;
  bool operator==(const InfoBlock&) const = default;
};

struct Alert {
  Version version = Version::v1_2;
  std::string identifier;
  std::string sender;
  Instant sent;
  Status status = Status::exercise;
  MessageType type = MessageType::alert;
  std::string source;
  Scope scope = Scope::everybody;
  std::string restriction;
  std::vector<std::string> addresses;
  std::vector<std::string> codes;
  std::string note;
  std::vector<MessageReference> references;
  std::vector<std::string> incidents;
  std::vector<InfoBlock> infos;
  bool operator==(const Alert&) const = default;
};

/// Is it a warning of something that really happens? Exercise, System, Test and Draft are none.
[[nodiscard]] inline bool is_real(const Alert& alert) {
  return alert.status == Status::actual;
}

/// Files larger than this are refused.
inline constexpr std::size_t kMostBytes = 10'000'000;

/// Reads and checks a file; every mistake becomes a diagnostic, and with an error there is no alert.
std::optional<Alert> read(const std::filesystem::path& path, Diagnostics& diagnostics);
/// The same from memory; `name` is how the file is called in messages.
std::optional<Alert> parse(std::string_view bytes, const std::string& name, Diagnostics& diagnostics);

/// The alert as XML in the order of elements of the standard, UTF-8. Reading it gives back an equal alert.
std::string write(const Alert& alert);

/// "2026-07-05T02:15:00+08:00" with seconds and a numeric offset, as CAP 1.2 wants it; nullopt for anything else.
std::optional<Instant> parse_instant(std::string_view text);
std::string to_text(const Instant& instant);

/// May this stand as identifier or sender: something, without blanks, commas, < and &?
[[nodiscard]] bool may_identify(std::string_view text);

/// Does a polygon or circle of the area hold the point? Circles by the distance on a sphere.
[[nodiscard]] bool contains(const Area& area, const Point& point);

/// Identifier of a warning message after GB/T 35965.1-2018, annex A: ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N.
struct GbIdentifier {
  std::string unit;           ///< 14 digits: division (GB/T 2260), institution (GB/T 4657), subunit, extension
  CivilTime entered;          ///< Beijing time
  std::optional<int> serial;  ///< 0 to 9 within one unit and second; platforms in use also publish without it
  [[nodiscard]] std::string division() const { return unit.substr(0, 6); }
  [[nodiscard]] std::string institution() const { return unit.substr(6, 3); }
  bool operator==(const GbIdentifier&) const = default;
};
std::optional<GbIdentifier> parse_gb_identifier(std::string_view text);
std::string to_text(const GbIdentifier& identifier);

}  // namespace tocsin::cap

// The names are those of the standard, to the letter.
template <>
struct tocsin::EnumNames<tocsin::cap::Status> {
  static constexpr std::array<std::string_view, 5> value{"Actual", "Exercise", "System", "Test", "Draft"};
};
template <>
struct tocsin::EnumNames<tocsin::cap::MessageType> {
  static constexpr std::array<std::string_view, 5> value{"Alert", "Update", "Cancel", "Ack", "Error"};
};
template <>
struct tocsin::EnumNames<tocsin::cap::Scope> {
  static constexpr std::array<std::string_view, 3> value{"Public", "Restricted", "Private"};
};
template <>
struct tocsin::EnumNames<tocsin::cap::Category> {
  static constexpr std::array<std::string_view, 12> value{"Geo",    "Met", "Safety",    "Security", "Rescue", "Fire",
                                                          "Health", "Env", "Transport", "Infra",    "CBRNE",  "Other"};
};
template <>
struct tocsin::EnumWords<tocsin::cap::Category> {
  static constexpr std::array<PhraseView, 12> value{{{"geophysical", "地质地震"},
                                                     {"meteorological, floods included", "气象水文"},
                                                     {"safety", "公共安全"},
                                                     {"security", "社会治安"},
                                                     {"rescue", "搜救"},
                                                     {"fire", "火灾"},
                                                     {"health", "公共卫生"},
                                                     {"environment", "环境"},
                                                     {"transport", "交通"},
                                                     {"infrastructure", "基础设施"},
                                                     {"CBRNE", "核生化爆"},
                                                     {"other", "其他"}}};
};
template <>
struct tocsin::EnumNames<tocsin::cap::ResponseType> {
  static constexpr std::array<std::string_view, 9> value{"Shelter", "Evacuate", "Prepare",  "Execute", "Avoid",
                                                         "Monitor", "Assess",   "AllClear", "None"};
};
template <>
struct tocsin::EnumNames<tocsin::cap::Urgency> {
  static constexpr std::array<std::string_view, 5> value{"Immediate", "Expected", "Future", "Past", "Unknown"};
};
template <>
struct tocsin::EnumWords<tocsin::cap::Urgency> {
  static constexpr std::array<PhraseView, 5> value{{{"act at once", "立即行动"},
                                                    {"act within the hour", "1 小时内行动"},
                                                    {"act in the near future", "近期行动"},
                                                    {"no longer urgent", "已过去"},
                                                    {"urgency unknown", "紧急程度不明"}}};
};
template <>
struct tocsin::EnumNames<tocsin::cap::Severity> {
  static constexpr std::array<std::string_view, 5> value{"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
};
template <>
struct tocsin::EnumWords<tocsin::cap::Severity> {
  static constexpr std::array<PhraseView, 5> value{{{"extreme", "特别严重"},
                                                    {"severe", "严重"},
                                                    {"moderate", "较重"},
                                                    {"minor", "一般"},
                                                    {"severity unknown", "严重程度不明"}}};
};
template <>
struct tocsin::EnumNames<tocsin::cap::Certainty> {
  static constexpr std::array<std::string_view, 5> value{"Observed", "Likely", "Possible", "Unlikely", "Unknown"};
};
template <>
struct tocsin::EnumWords<tocsin::cap::Certainty> {
  static constexpr std::array<PhraseView, 5> value{{{"observed", "已发生"},
                                                    {"likely", "很可能"},
                                                    {"possible", "可能"},
                                                    {"unlikely", "不太可能"},
                                                    {"certainty unknown", "可能性不明"}}};
};
