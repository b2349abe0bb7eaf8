// SPDX-License-Identifier: Apache-2.0
// Numbers of the field as data: what `parameter` fields take their defaults from (scenarios/library/*.yaml).
//
//   evacuation.behavior:              # path of the kind
//     talk_time:
//       value: 2 min
//       low: 1 min                    # plausible range, optional
//       high: 4 min
//       source: handbook 3.6
//       confidence: E                 # V, S, M, D, E or U
//       note: {en: At one door., zh: 每户。}   # optional
//
// An entry with a range and without a value belongs to a required field: the scenario gives the value, the library says
// what is plausible. The section `sources` says what stands behind the sections of the handbook:
//
//   sources:
//     "3.7":
//       about: {en: deciding to leave, zh: 转移决策}
//       rests_on: {en: LifeSim manual; Lindell et al. 2020, zh: LifeSim 手册；Lindell 等 2020}
//
// A user's own file or the `library:` section of a scenario overrides entries (`overlay`); it cannot invent new ones.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/input/diagnostic.hpp"
#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {

/// One value of the library.
struct LibraryEntry {
  std::string path;  ///< of the kind: "evacuation.behavior"
  std::string key;   ///< "talk_time"
  Node value;        ///< with its place in the library file; empty: the range of a required field
  std::optional<Node> low;
  std::optional<Node> high;
  std::string source;
  Confidence confidence = Confidence::U;
  Phrase note;
  SourceSpan where;         ///< of the key
  bool overridden = false;  ///< by an overlay
};

/// What stands behind one section of the handbook that `source` texts name ("handbook 3.7").
struct LibrarySource {
  std::string section;  ///< "3.7"
  Phrase about;
  Phrase rests_on;  ///< authors, years, works; what of it is a default
  void describe(Fields& fields);
};

/// A library file: name shown in messages, and its text.
struct LibraryText {
  std::string name;
  std::string text;
};

class Library {
 public:
  Library() = default;
  /// The library that ships with the program. A mistake in it is ours: DefectError with everything drawn.
  static Library from_texts(std::span<const LibraryText> texts);
  /// The same, mistakes as diagnostics (for tests of library files and for `tocsin check`).
  static Library from_texts(std::span<const LibraryText> texts, Diagnostics& diagnostics);

  /// Overrides entries by those of `root` (the format above). Unknown paths and keys are reported with the nearest
  /// known one. Fields that are left out (low, high, source, note) stay; confidence becomes U unless given.
  void overlay(const Node& root, Diagnostics& diagnostics);

  /// nullptr when there is none.
  [[nodiscard]] const LibraryEntry* find(std::string_view path, std::string_view key) const;
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, LibraryEntry, std::less<>>& entries() const {
    return entries_;
  }
  /// In the order of the files.
  [[nodiscard]] const std::vector<LibrarySource>& sources() const { return sources_; }
  /// Those named in `text` ("Pregnolato et al. 2017 (handbook 4.4f)"), in order, without repetition.
  [[nodiscard]] std::vector<LibrarySource> sources_in(std::string_view text) const;
  /// The overridden entries in the file's format, for the `library:` section of the resolved scenario; an empty
  /// mapping when nothing was overridden.
  [[nodiscard]] Node overlay_node() const;

 private:
  void read_layer(const Node& root, Diagnostics& diagnostics, bool is_overlay);
  void read_value(const std::string& path, const NodeEntry& entry, Diagnostics& diagnostics, bool is_overlay);
  void read_sources(const Node& root, Diagnostics& diagnostics);
  std::map<std::pair<std::string, std::string>, LibraryEntry, std::less<>> entries_;
  std::vector<LibrarySource> sources_;
};

}  // namespace tocsin
