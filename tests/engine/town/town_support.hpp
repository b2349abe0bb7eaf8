// SPDX-License-Identifier: Apache-2.0
// What the tests of engine/town share: the parameters of the shipped library, a scratch folder, a small package that is
// right and can be made wrong one cell at a time.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "engine/input/diagnostic.hpp"
#include "engine/input/library.hpp"
#include "engine/roads/road_parameters.hpp"
#include "engine/town/generate.hpp"
#include "engine/town/osm_import.hpp"
#include "engine/town/town_reader.hpp"

namespace tocsin::test {

namespace fs = std::filesystem;

inline std::string file_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline const Library& library() {
  static const Library loaded = [] {
    std::vector<LibraryText> texts;
    for (const char* name : {"roads.yaml", "town_generation.yaml", "town_import.yaml", "town_reading.yaml"}) {
      texts.push_back({name, file_text(fs::path("scenarios/library") / name)});
    }
    return Library::from_texts(texts);
  }();
  return loaded;
}

/// Parameters with the library's defaults.
template <class T>
T defaults(const std::string& path) {
  T parameters;
  Diagnostics diagnostics;
  read_fields(Node::mapping(), parameters, {.diagnostics = diagnostics, .library = &library(), .path = path});
  diagnostics.throw_if_errors();
  return parameters;
}

inline const TownReaderOptions& reader_options() {
  static const TownReaderOptions options = [] {
    Diagnostics diagnostics;
    const RoadParameters roads = read_road_parameters(library(), diagnostics);
    diagnostics.throw_if_errors();
    return TownReaderOptions{.roads = roads, .parameters = defaults<TownReadingParameters>("town.reading")};
  }();
  return options;
}

/// A folder of its own for a test, gone afterwards.
class Scratch {
 public:
  Scratch() {
    static int count = 0;
    path_ = fs::temp_directory_path() / ("tocsin-town-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    fs::create_directories(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Every mistake as "file:line:column severity code: what" (files without their folder), one per line.
inline std::string summary_of(const Diagnostics& diagnostics, Language language = Language::en) {
  std::string text;
  for (const Diagnostic& d : diagnostics.entries()) {
    const std::string file = d.where.file ? fs::path(d.where.file->path).filename().string() : "";
    text += fmt::format("{}:{}:{} {} {}: {}\n", file, d.where.line, d.where.column,
                        d.severity == Severity::error ? "error" : "warning", d.code, d.what.in(language));
  }
  return text;
}

}  // namespace tocsin::test
