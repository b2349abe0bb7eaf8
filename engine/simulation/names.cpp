// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/names.hpp"

#include <fmt/format.h>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

constexpr int kEntityKinds = static_cast<int>(Entity::name) + 1;

// Two-way roads are two segments; the one with the lower number is written first and called ">".
char direction_mark(const RoadNetwork& roads, SegmentId segment) {
  const auto opposite = roads.opposite(segment);
  return opposite.exists() && opposite < segment ? '<' : '>';
}

std::size_t entity_count(const Town& town, Entity kind) {
  switch (kind) {
    case Entity::township:
      return town.townships.size();
    case Entity::zone:
      return town.zones.size();
    case Entity::household:
      return town.population.size();
    case Entity::shelter:
      return town.shelters.size();
    case Entity::station:
      return town.stations.size();
    case Entity::team:
      return town.teams.size();
    case Entity::depot:
      return town.depots.size();
    case Entity::hazard_point:
      return town.hazard_points.size();
    case Entity::communication_site:
      return town.communication_sites.size();
    case Entity::helicopter_spot:
      return town.helicopter_spots.size();
    case Entity::river:
      return town.rivers.size();
    case Entity::junction:
      return town.roads.junction_count();
    case Entity::segment:
      return town.roads.segment_count();
    case Entity::name:
      return 0;
  }
  return 0;
}

std::string household_text(const Town& town, std::uint32_t index) {
  const auto& people = town.population;
  if (index < people.id.size() && !people.id[index].empty()) return people.id[index];
  const auto& zone = town.zones[people.zone[index].index()];
  return fmt::format("{}-{:04}", zone.id, index - zone.first_household + 1);
}

}  // namespace

NameId Names::intern(std::string_view text) {
  const auto [found, added] = by_text_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  if (added) {
    texts_.emplace_back(text);
    words_.emplace_back();
  }
  return NameId(found->second);
}

NameId Names::intern(std::string_view text, const PhraseView& words) {
  const auto id = intern(text);
  words_[id.index()] = words.phrase();
  return id;
}

Phrase Names::words(NameId id) const {
  return words_[id.index()].empty() ? with_blanks(texts_[id.index()]) : words_[id.index()];
}

std::string Names::text(Entity kind, std::uint32_t index) const {
  if (index == Id<NameTag>::kNone) return "";
  switch (kind) {
    case Entity::township:
      return town_->townships[index].id;
    case Entity::zone:
      return town_->zones[index].id;
    case Entity::household:
      return household_text(*town_, index);
    case Entity::shelter:
      return town_->shelters[index].id;
    case Entity::station:
      return town_->stations[index].id;
    case Entity::team:
      return town_->teams[index].id;
    case Entity::depot:
      return town_->depots[index].id;
    case Entity::hazard_point:
      return town_->hazard_points[index].id;
    case Entity::communication_site:
      return town_->communication_sites[index].id;
    case Entity::helicopter_spot:
      return town_->helicopter_spots[index].id;
    case Entity::river:
      return town_->rivers[index].id;
    case Entity::junction:
      return town_->roads.junction(JunctionId(index)).id;
    case Entity::segment:
      return town_->roads.road(SegmentId(index)) + direction_mark(town_->roads, SegmentId(index));
    case Entity::name:
      return texts_[index];
  }
  return "";
}

std::uint32_t Names::find(Entity kind, std::string_view text) const {
  if (text.empty()) return Id<NameTag>::kNone;
  if (kind == Entity::name) {
    const auto found = by_text_.find(std::string(text));
    return found == by_text_.end() ? Id<NameTag>::kNone : found->second;
  }
  if (entity_index_.empty()) entity_index_.resize(kEntityKinds);
  auto& index = entity_index_[static_cast<std::size_t>(kind)];
  if (index.empty()) {
    const auto count = entity_count(*town_, kind);
    for (std::uint32_t i = 0; i < count; ++i) index.emplace(this->text(kind, i), i);
  }
  const auto found = index.find(std::string(text));
  return found == index.end() ? Id<NameTag>::kNone : found->second;
}

}  // namespace tocsin
