// SPDX-License-Identifier: Apache-2.0
// Writes alerts: elements in the order of the standard, optional ones left out when they say nothing.
#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/ensure.hpp"
#include "engine/base/text.hpp"
#include "engine/input/cap.hpp"
#include "engine/input/xml.hpp"

namespace tocsin::cap {
namespace {

template <class E>
std::string_view name_of(E value) {
  return EnumNames<E>::value[static_cast<std::size_t>(value)];
}

// The shortest decimal that reads back as the same number; never with an exponent, which CAP does not know.
std::string decimal(double value) {
  std::array<char, 400> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  ensure(end.ec == std::errc(), "a number of an alert has more than 400 digits");
  return {digits.data(), end.ptr};
}

std::string pair_of(const Point& point) {
  return decimal(point.latitude_deg) + "," + decimal(point.longitude_deg);
}

void optional_leaf(XmlWriter& xml, std::string_view name, const std::string& text) {
  if (!text.empty()) xml.leaf(name, text);
}

void optional_leaf(XmlWriter& xml, std::string_view name, const std::optional<Instant>& instant) {
  if (instant) xml.leaf(name, to_text(*instant));
}

void named_values(XmlWriter& xml, std::string_view name, const std::vector<NamedValue>& values) {
  for (const auto& value : values) {
    xml.open(name);
    xml.leaf("valueName", value.name);
    xml.leaf("value", value.value);
    xml.close();
  }
}

// Words divided by blanks; one with a blank in it stands in quotes.
std::string list_of(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  quoted.reserve(words.size());
  for (const auto& word : words) {
    const bool needs = word.empty() || word.find_first_of(" \t\n") != std::string::npos;
    quoted.push_back(needs ? "\"" + word + "\"" : word);
  }
  return join(quoted, " ");
}

void write_area(XmlWriter& xml, const Area& area) {
  xml.open("area");
  xml.leaf("areaDesc", area.description);
  for (const auto& polygon : area.polygons) {
    std::vector<std::string> pairs;
    pairs.reserve(polygon.size());
    for (const auto& point : polygon) pairs.push_back(pair_of(point));
    xml.leaf("polygon", join(pairs, " "));
  }
  for (const auto& circle : area.circles) xml.leaf("circle", pair_of(circle.center) + " " + decimal(circle.radius_km));
  named_values(xml, "geocode", area.geocodes);
  if (area.altitude_ft) xml.leaf("altitude", decimal(*area.altitude_ft));
  if (area.ceiling_ft) xml.leaf("ceiling", decimal(*area.ceiling_ft));
  xml.close();
}

void write_resource(XmlWriter& xml, const Resource& resource) {
  xml.open("resource");
  xml.leaf("resourceDesc", resource.description);
  optional_leaf(xml, "mimeType", resource.mime_type);
  if (resource.size_bytes) xml.leaf("size", std::to_string(*resource.size_bytes));
  optional_leaf(xml, "uri", resource.uri);
  optional_leaf(xml, "derefUri", resource.content_base64);
  optional_leaf(xml, "digest", resource.digest);
  xml.close();
}

void write_info(XmlWriter& xml, const InfoBlock& info) {
  xml.open("info");
  optional_leaf(xml, "language", info.language);
  for (const auto category : info.categories) xml.leaf("category", name_of(category));
  xml.leaf("event", info.event);
  for (const auto response : info.responses) xml.leaf("responseType", name_of(response));
  xml.leaf("urgency", name_of(info.urgency));
  xml.leaf("severity", name_of(info.severity));
  xml.leaf("certainty", name_of(info.certainty));
  optional_leaf(xml, "audience", info.audience);
  named_values(xml, "eventCode", info.event_codes);
  optional_leaf(xml, "effective", info.effective);
  optional_leaf(xml, "onset", info.onset);
  optional_leaf(xml, "expires", info.expires);
  optional_leaf(xml, "senderName", info.sender_name);
  optional_leaf(xml, "headline", info.headline);
  optional_leaf(xml, "description", info.description);
  optional_leaf(xml, "instruction", info.instruction);
  optional_leaf(xml, "web", info.web);
  optional_leaf(xml, "contact", info.contact);
  named_values(xml, "parameter", info.parameters);
  for (const auto& resource : info.resources) write_resource(xml, resource);
  for (const auto& area : info.areas) write_area(xml, area);
  xml.close();
}

std::string references_of(const Alert& alert) {
  std::vector<std::string> triplets;
  triplets.reserve(alert.references.size());
  for (const auto& reference : alert.references) {
    triplets.push_back(reference.sender + "," + reference.identifier + "," + to_text(reference.sent));
  }
  return join(triplets, " ");
}

}  // namespace

std::string write(const Alert& alert) {
  XmlWriter xml;
  const bool old = alert.version == Version::v1_1;
  xml.open("alert", old ? "urn:oasis:names:tc:emergency:cap:1.1" : "urn:oasis:names:tc:emergency:cap:1.2");
  xml.leaf("identifier", alert.identifier);
  xml.leaf("sender", alert.sender);
  xml.leaf("sent", to_text(alert.sent));
  xml.leaf("status", name_of(alert.status));
  xml.leaf("msgType", name_of(alert.type));
  optional_leaf(xml, "source", alert.source);
  xml.leaf("scope", name_of(alert.scope));
  optional_leaf(xml, "restriction", alert.restriction);
  optional_leaf(xml, "addresses", list_of(alert.addresses));
  for (const auto& code : alert.codes) xml.leaf("code", code);
  optional_leaf(xml, "note", alert.note);
  optional_leaf(xml, "references", references_of(alert));
  optional_leaf(xml, "incidents", list_of(alert.incidents));
  for (const auto& info : alert.infos) write_info(xml, info);
  xml.close();
  return xml.text();
}

}  // namespace tocsin::cap
