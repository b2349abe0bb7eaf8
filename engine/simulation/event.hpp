// SPDX-License-Identifier: Apache-2.0
// What an event is: a plain struct that says what happened at one instant, named `folder.past_participle`, with fields
// whose numeric keys end in their SI unit. One vocabulary for simulated and observed drills.
//
//   struct AlertReceived {
//     static constexpr std::string_view kName = "warning.alert_received";
//     static Phrase meaning() { return {"A household understood the alert.", "一户居民收到并理解了警报。"}; }
//     HouseholdId household;
//     Channel channel{};            // an enum with EnumNames and EnumWords
//     std::uint32_t persons = 0;
//     void fields(EventFields& f) {
//       f("household", household);
//       f("channel", channel);
//       f("persons", persons, kPersons);   // in the time line of a report: "4 persons"
//     }
//   };
//
// Events hold facts only, never numbers that can be computed later from the log.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "engine/base/id.hpp"
#include "engine/base/text.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {

/// Text ids that live in the scenario, not in the town: hazards, warning channels, injects, objectives, roads.
using NameId = Id<struct NameTag>;

/// What a field of an event points to; decides how its text id is found.
enum class Entity : std::uint8_t {
  township,
  zone,
  household,
  shelter,
  station,
  team,
  depot,
  hazard_point,
  communication_site,
  helicopter_spot,
  river,
  junction,
  segment,
  name
};

namespace detail {
template <class Tag>
struct EntityOf;
#define TOCSIN_ENTITY(tag, kind)                  \
  template <>                                     \
  struct EntityOf<tag> {                          \
    static constexpr Entity value = Entity::kind; \
  };
TOCSIN_ENTITY(TownshipTag, township)
TOCSIN_ENTITY(ZoneTag, zone)
TOCSIN_ENTITY(HouseholdTag, household)
TOCSIN_ENTITY(ShelterTag, shelter)
TOCSIN_ENTITY(StationTag, station)
TOCSIN_ENTITY(TeamTag, team)
TOCSIN_ENTITY(DepotTag, depot)
TOCSIN_ENTITY(HazardPointTag, hazard_point)
TOCSIN_ENTITY(CommunicationSiteTag, communication_site)
TOCSIN_ENTITY(HelicopterSpotTag, helicopter_spot)
TOCSIN_ENTITY(RiverTag, river)
TOCSIN_ENTITY(JunctionTag, junction)
TOCSIN_ENTITY(SegmentTag, segment)
TOCSIN_ENTITY(NameTag, name)
#undef TOCSIN_ENTITY
}  // namespace detail

/// One field of an event: its key in the log, and how people read it in the time line of a report.
struct EventField {
  std::string_view key;
  PhraseView words;  ///< of numbers: "{} members"; of marks that are set: the words themselves; none: the key
  bool told = true;  ///< worth a word beside the event's meaning
};

/// What may stand in a choice, by name and in words, in order of the enumerators.
struct Choices {
  std::span<const std::string_view> names;
  std::span<const PhraseView> words;
};

inline constexpr PhraseView kPersons{"{} persons", "{} 人"};
/// For names of the scenario: told as what they stand for. Without it they are clear from the event itself.
inline constexpr PhraseView kByName{"{}", "{}"};

/// Visits the fields of an event: writes them to a line, reads them from one, or describes them.
class EventFields {
 public:
  virtual ~EventFields() = default;

  /// A number is told with its key, a choice in its words, a place by its name.
  template <class T>
  void operator()(std::string_view key, T& value) {
    visit({key, {}, true}, value);
  }
  /// Told in these words.
  template <class T>
  void operator()(std::string_view key, T& value, const PhraseView& words) {
    visit({key, words, true}, value);
  }
  /// Tells people nothing (a set of bits).
  template <class T>
  void untold(std::string_view key, T& value) {
    visit({key, {}, false}, value);
  }

 protected:
  virtual void entity(const EventField& field, Entity kind, std::uint32_t& index) = 0;
  virtual void choice(const EventField& field, const Choices& choices, std::uint32_t& index) = 0;
  virtual void flag(const EventField& field, bool& value) = 0;
  virtual void count(const EventField& field, std::uint32_t& value) = 0;
  virtual void number(const EventField& field, double& value) = 0;

 private:
  template <class Tag>
  void visit(const EventField& field, Id<Tag>& id) {
    entity(field, detail::EntityOf<Tag>::value, id.value);
  }
  template <class E>
  requires std::is_enum_v<E>
  void visit(const EventField& field, E& choice_value) {
    static_assert(EnumNames<E>::value.size() == EnumWords<E>::value.size(), "every enumerator has its words");
    auto index = static_cast<std::uint32_t>(choice_value);
    choice(field, {EnumNames<E>::value, EnumWords<E>::value}, index);
    choice_value = static_cast<E>(index);
  }
  void visit(const EventField& field, bool& value) { flag(field, value); }
  void visit(const EventField& field, std::uint32_t& value) { count(field, value); }
  void visit(const EventField& field, double& value) { number(field, value); }
  void visit(const EventField& field, float& value) {
    double wide = value;
    number(field, wide);
    value = static_cast<float>(wide);
  }
};

template <class E>
concept Event = std::is_trivially_copyable_v<E> && std::default_initializable<E> && requires(E e, EventFields& f) {
  { E::kName } -> std::convertible_to<std::string_view>;
  { E::meaning() } -> std::convertible_to<Phrase>;
  e.fields(f);
};

}  // namespace tocsin
