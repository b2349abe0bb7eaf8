// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/event_log.hpp"

#include <algorithm>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "engine/simulation/names.hpp"

namespace tocsin {
namespace {

using nlohmann::json;

// Writes "key":value pairs of one event.
class LineWriter final : public EventFields {
 public:
  LineWriter(std::string& line, const Names& names) : line_(line), names_(names) {}

 protected:
  void entity(const EventField& field, Entity kind, std::uint32_t& index) override {
    put_key(field.key);
    line_ += json(names_.text(kind, index)).dump();
  }
  void choice(const EventField& field, const Choices& choices, std::uint32_t& index) override {
    put_key(field.key);
    line_ += '"';
    line_ += choices.names[index];
    line_ += '"';
  }
  void flag(const EventField& field, bool& value) override {
    put_key(field.key);
    line_ += value ? "true" : "false";
  }
  void count(const EventField& field, std::uint32_t& value) override {
    put_key(field.key);
    line_ += std::to_string(value);
  }
  void number(const EventField& field, double& value) override {
    put_key(field.key);
    const auto text = exact_text(value);
    line_ += text.empty() ? "null" : text;
  }

 private:
  void put_key(std::string_view key) {
    line_ += ",\"";
    line_ += key;
    line_ += "\":";
  }
  std::string& line_;
  const Names& names_;
};

// A mistake in one line of a stored log.
struct LineError {
  Phrase what;
};

// Fills an event from one parsed line.
class LineReader final : public EventFields {
 public:
  LineReader(const json& line, const Names& names) : line_(line), names_(names) {}

 protected:
  void entity(const EventField& field, Entity kind, std::uint32_t& index) override {
    const auto& value = get(field.key, json::value_t::string);
    const auto text = value.get<std::string>();
    index = names_.find(kind, text);
    if (index == Id<NameTag>::kNone && !text.empty()) {
      throw LineError{
          phrase("'{}' names '{}', which the scenario does not have", "“{}”指向场景中不存在的“{}”", field.key, text)};
    }
  }
  void choice(const EventField& field, const Choices& choices, std::uint32_t& index) override {
    const auto text = get(field.key, json::value_t::string).get<std::string>();
    const auto found = std::find(choices.names.begin(), choices.names.end(), text);
    if (found == choices.names.end())
      throw LineError{phrase("unknown value '{}' of '{}'", "“{1}”的值“{0}”未知", text, field.key)};
    index = static_cast<std::uint32_t>(found - choices.names.begin());
  }
  void flag(const EventField& field, bool& value) override {
    value = get(field.key, json::value_t::boolean).get<bool>();
  }
  void count(const EventField& field, std::uint32_t& value) override {
    value = get(field.key, json::value_t::number_unsigned).get<std::uint32_t>();
  }
  void number(const EventField& field, double& value) override {
    const auto found = line_.find(field.key);
    if (found == line_.end() || !(found->is_number() || found->is_null())) missing(field.key);
    value = found->is_null() ? std::numeric_limits<double>::infinity() : found->get<double>();
  }

 private:
  [[noreturn]] static void missing(std::string_view key) {
    throw LineError{phrase("'{}' is missing or of the wrong type", "缺少“{}”或其类型不对", key)};
  }
  const json& get(std::string_view key, json::value_t type) {
    const auto found = line_.find(key);
    if (found == line_.end() || found->type() != type) missing(key);
    return *found;
  }
  const json& line_;
  const Names& names_;
};

void read_line(const std::string& text, EventLog& log, const EventRegistry& registry, const Names& names) {
  const auto line = json::parse(text, nullptr, false);
  if (!line.is_object() || !line.contains("event") || !line["event"].is_string() || !line.contains("t_s") ||
      !line["t_s"].is_number()) {
    throw LineError{{"not an event: a JSON object with \"t_s\" and \"event\" is expected",
                     "不是事件：应为含有 \"t_s\" 与 \"event\" 的 JSON 对象"}};
  }
  const auto name = line["event"].get<std::string>();
  const auto* type = registry.find(name);
  if (type == nullptr) throw LineError{phrase("unknown event '{}'", "未知事件“{}”", name)};
  LineReader reader(line, names);
  type->append(log, at_seconds(line["t_s"].get<double>()), reader);
}

}  // namespace

namespace detail {

std::size_t next_event_type_index() {
  static std::size_t next = 0;
  return next++;
}

}  // namespace detail

const EventRegistry::Type* EventRegistry::find(std::string_view name) const {
  const auto found = std::find_if(types_.begin(), types_.end(), [&](const Type& type) { return type.name == name; });
  return found == types_.end() ? nullptr : &*found;
}

std::vector<EventLog::Line> EventLog::milestones(std::size_t at_most) const {
  std::vector<Line> lines;
  for (const auto& column : columns_) {
    if (!column || column->size() > at_most) continue;
    for (std::size_t row = 0; row < column->size(); ++row) {
      auto* events = column.get();
      lines.push_back({events->t_s(row), events->sequence(row), events->name(),
                       [events, row](EventFields& fields) { events->visit(row, fields); }});
    }
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.sequence < b.sequence; });
  return lines;
}

void EventLog::write_jsonl(std::ostream& out, const Names& names) const {
  struct Row {
    detail::EventColumn* column;
    std::size_t row;
  };
  std::vector<Row> rows(next_sequence_);
  for (const auto& column : columns_) {
    if (!column) continue;
    for (std::size_t row = 0; row < column->size(); ++row) rows[column->sequence(row)] = {column.get(), row};
  }
  std::string line;
  for (const auto& [column, row] : rows) {
    line.assign("{\"t_s\":").append(exact_text(column->t_s(row))).append(",\"event\":\"");
    line.append(column->name()).append("\"");
    LineWriter writer(line, names);
    column->visit(row, writer);
    line += "}\n";
    out << line;
  }
}

EventLog EventLog::read_jsonl(std::istream& in, const std::string& path, const EventRegistry& registry,
                              const Names& names) {
  EventLog log;
  Diagnostics diagnostics;
  std::string text;
  for (int number = 1; std::getline(in, text); ++number) {
    try {
      read_line(text, log, registry, names);
    } catch (const LineError& error) {
      auto file = std::make_shared<SourceFile>();
      file->path = path;
      diagnostics.error({file, number, 1, 0}, "unreadable-log", error.what);
      if (diagnostics.entries().size() >= 20) break;
    }
  }
  diagnostics.throw_if_errors();
  return log;
}

}  // namespace tocsin
