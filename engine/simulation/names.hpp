// SPDX-License-Identifier: Apache-2.0
// Text ids of everything an event can point to: town entities by their table ids, scenario entries by their `id`.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/simulation/event.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

class Names {
 public:
  explicit Names(const Town& town) : town_(&town) {}

  /// The id of a scenario entry's name; the same text always gives the same id. Only while the scenario is read.
  NameId intern(std::string_view text);
  /// The same, with what people call it.
  NameId intern(std::string_view text, const PhraseView& words);
  [[nodiscard]] const std::string& text(NameId id) const { return texts_[id.index()]; }

  /// What people call it; the text with blanks when nobody said.
  [[nodiscard]] Phrase words(NameId id) const;

  /// Text id of an entity: the table's id, "zone-0001" for households made from zone figures, "road>" / "road<" for
  /// the two directions of a road.
  [[nodiscard]] std::string text(Entity kind, std::uint32_t index) const;
  /// The reverse; Id::kNone when unknown.
  [[nodiscard]] std::uint32_t find(Entity kind, std::string_view text) const;

 private:
  const Town* town_;
  std::vector<std::string> texts_;
  std::vector<Phrase> words_;  // by name; empty: nobody said
  std::unordered_map<std::string, std::uint32_t> by_text_;
  mutable std::vector<std::unordered_map<std::string, std::uint32_t>> entity_index_;  // built when first asked
};

}  // namespace tocsin
