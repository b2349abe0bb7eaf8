// SPDX-License-Identifier: Apache-2.0
// What an event is: a plain struct that says what happened at one instant, named `folder.past_participle`, with fields
// whose numeric keys end in their SI unit. One vocabulary for simulated and observed drills.
//
//   struct AlertReceived {
//     static constexpr std::string_view kName = "warning.alert_received";
//     static Phrase meaning() { return {"A household understood the alert.", "一户居民收到并理解了警报。"}; }
//     HouseholdId household;
//     Channel channel{};            // an enum with EnumNames
//     std::uint32_t persons = 0;
//     void fields(EventFields& f) {
//       f("household", household);
//       f("channel", channel);
//       f("persons", persons);
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

/// Visits the fields of an event: writes them to a line, reads them from one, or describes them.
class EventFields {
 public:
  virtual ~EventFields() = default;

  template <class Tag>
  void operator()(std::string_view key, Id<Tag>& id) {
    entity(key, detail::EntityOf<Tag>::value, id.value);
  }
  template <class E>
  requires std::is_enum_v<E>
  void operator()(std::string_view key, E& choice_value) {
    auto index = static_cast<std::uint32_t>(choice_value);
    choice(key, EnumNames<E>::value, index);
    choice_value = static_cast<E>(index);
  }
  void operator()(std::string_view key, bool& value) { flag(key, value); }
  void operator()(std::string_view key, std::uint32_t& value) { count(key, value); }
  void operator()(std::string_view key, double& value) { number(key, value); }
  void operator()(std::string_view key, float& value) {
    double wide = value;
    number(key, wide);
    value = static_cast<float>(wide);
  }

 protected:
  virtual void entity(std::string_view key, Entity kind, std::uint32_t& index) = 0;
  virtual void choice(std::string_view key, std::span<const std::string_view> names, std::uint32_t& index) = 0;
  virtual void flag(std::string_view key, bool& value) = 0;
  virtual void count(std::string_view key, std::uint32_t& value) = 0;
  virtual void number(std::string_view key, double& value) = 0;
};

template <class E>
concept Event = std::is_trivially_copyable_v<E> && std::default_initializable<E> && requires(E e, EventFields& f) {
  { E::kName } -> std::convertible_to<std::string_view>;
  { E::meaning() } -> std::convertible_to<Phrase>;
  e.fields(f);
};

}  // namespace tocsin
