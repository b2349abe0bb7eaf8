// SPDX-License-Identifier: Apache-2.0
// The append-only record of one replication (or of an observed drill). Everything a report says is computed from it.
// Stored as one column per event type, so that a measure reads only what it needs; a running number keeps the order of
// the whole, which is the order of the written file.
//
//   for (const auto& [t_s, sequence, e] : log.all<AlertReceived>()) warned += e.persons;
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/simulation/event.hpp"

namespace tocsin {

class Names;

/// One event with its instant and its position in the whole log.
template <class E>
struct Logged {
  double t_s = 0;
  std::uint32_t sequence = 0;
  E event{};
};

namespace detail {

std::size_t next_event_type_index();
/// Small number of an event type within this process; never written anywhere.
template <class E>
std::size_t event_type_index() {
  static const std::size_t index = next_event_type_index();
  return index;
}

class EventColumn {
 public:
  virtual ~EventColumn() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual std::uint32_t sequence(std::size_t row) const = 0;
  [[nodiscard]] virtual double t_s(std::size_t row) const = 0;
  virtual void visit(std::size_t row, EventFields& fields) = 0;
};

template <class E>
class TypedColumn final : public EventColumn {
 public:
  std::vector<Logged<E>> rows;
  [[nodiscard]] std::string_view name() const override { return E::kName; }
  [[nodiscard]] std::size_t size() const override { return rows.size(); }
  [[nodiscard]] std::uint32_t sequence(std::size_t row) const override { return rows[row].sequence; }
  [[nodiscard]] double t_s(std::size_t row) const override { return rows[row].t_s; }
  void visit(std::size_t row, EventFields& fields) override { rows[row].event.fields(fields); }
};

}  // namespace detail

class EventRegistry;

class EventLog {
 public:
  /// Appends what happened at `t`; instants never go back.
  template <Event E>
  void append(Time t, const E& event) {
    column<E>().rows.push_back({seconds(t), next_sequence_++, event});
  }
  /// All events of one type in order of time.
  template <Event E>
  [[nodiscard]] std::span<const Logged<E>> all() const {
    const auto index = detail::event_type_index<E>();
    if (index >= columns_.size() || !columns_[index]) return {};
    return static_cast<const detail::TypedColumn<E>&>(*columns_[index]).rows;
  }
  [[nodiscard]] std::size_t size() const { return next_sequence_; }

  /// One event whatever its type, for readers that know no types.
  struct Line {
    double t_s = 0;
    std::uint32_t sequence = 0;
    std::string_view name;
    std::function<void(EventFields&)> visit;
  };
  /// The events of all types that happened at most `at_most` times, in order: the milestones of the log. Lines are
  /// good as long as the log.
  [[nodiscard]] std::vector<Line> milestones(std::size_t at_most) const;

  /// One JSON object per line: {"t_s":1260.5,"event":"warning.alert_received","household":"Z3-0001",…}.
  void write_jsonl(std::ostream& out, const Names& names) const;
  /// Reads what write_jsonl wrote. Throws InputError naming the line that cannot be read.
  static EventLog read_jsonl(std::istream& in, const std::string& path, const EventRegistry& registry,
                             const Names& names);

 private:
  friend class EventRegistry;
  template <Event E>
  detail::TypedColumn<E>& column() {
    const auto index = detail::event_type_index<E>();
    if (index >= columns_.size()) columns_.resize(index + 1);
    if (!columns_[index]) [[unlikely]] {
      columns_[index] = std::make_unique<detail::TypedColumn<E>>();
    }
    return static_cast<detail::TypedColumn<E>&>(*columns_[index]);
  }
  std::vector<std::unique_ptr<detail::EventColumn>> columns_;
  std::uint32_t next_sequence_ = 0;
};

/// The event types of a catalog: needed to read a stored log and to write the reference page.
class EventRegistry {
 public:
  struct Type {
    std::string_view name;
    Phrase meaning;
    /// Appends one event at `t`, its fields read through the visitor.
    std::function<void(EventLog&, Time, EventFields&)> append;
    /// Shows every field once (for the reference page).
    std::function<void(EventFields&)> describe;
  };

  template <Event E>
  void add() {
    types_.push_back({E::kName, E::meaning(),
                      [](EventLog& log, Time t, EventFields& fields) {
                        E event{};
                        event.fields(fields);
                        log.append(t, event);
                      },
                      [](EventFields& fields) {
                        E event{};
                        event.fields(fields);
                      }});
  }
  [[nodiscard]] const Type* find(std::string_view name) const;
  [[nodiscard]] std::span<const Type> types() const { return types_; }

 private:
  std::vector<Type> types_;
};

}  // namespace tocsin
