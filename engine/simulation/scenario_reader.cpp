// SPDX-License-Identifier: Apache-2.0
// Reads scenario.yaml (and injects.yaml beside it) into a Scenario: fields first, then references, all mistakes of all
// files collected.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/document.hpp"
#include "engine/input/full_width.hpp"
#include "engine/input/library.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/simulation/objective.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/section_entries.hpp"
#include "engine/town/town_reader.hpp"

namespace tocsin {
namespace {

// What the file itself says before any model is concerned.
struct Heading {
  int tocsin = 0;
  std::string id;
  Phrase name;
  std::string town;
  void describe(Fields& fields) {
    fields.required("tocsin", tocsin, {"Format version of this file.", "文件格式版本。"}).between(1, 1).example("1");
    fields.optional("id", id,
                    {"Short name in results; the folder's name if left out.", "结果中的简称；缺省为文件夹名。"});
    fields.required("name", name, {"Name of the drill.", "演练名称。"}).example("Night flood drill");
    fields
        .required("town", town,
                  {"Folder of the town package, relative to this file.", "区域数据文件夹（相对本文件）。"})
        .example("../towns/wulong");
  }
};

class Reader {
 public:
  Reader(std::filesystem::path file, const Catalog& catalog, const ScenarioOptions& options, Diagnostics& diagnostics)
      : file_(std::move(file)), catalog_(catalog), options_(options), diagnostics_(diagnostics) {}

  std::unique_ptr<Scenario> read() {
    const auto document = read_document(file_, diagnostics_);
    if (!document) return nullptr;
    root_ = &document->root;
    if (!root_->is_mapping()) {
      diagnostics_.error(root_->where, "wrong-type", {"a scenario is a group of keys", "场景文件应为一组键值"});
      return nullptr;
    }
    scenario_ = std::make_unique<Scenario>();
    scenario_->catalog = &catalog_;
    scenario_->path = file_;
    check_top_level_keys();
    read_heading();
    read_library();
    read_engine_sections();
    read_entries();
    read_town();
    if (!scenario_->town) return nullptr;
    scenario_->prepare();
    resolve();
    if (!diagnostics_.has_errors()) check_whole();
    return diagnostics_.has_errors() ? nullptr : std::move(scenario_);
  }

 private:
  void check_top_level_keys() {
    std::vector<std::string> known{"tocsin", "id", "name", "town", "library", "exercise", "roads"};
    const auto sections = catalog_.sections();
    known.insert(known.end(), sections.begin(), sections.end());
    for (const auto& entry : root_->entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      const auto nearest = nearest_section(entry.key, known);
      misspelt_.push_back(nearest);
      diagnostics_.error(entry.key_where, "unknown-key", phrase("unknown section '{}'", "未知的章节“{}”", entry.key),
                         phrase("one of: {}", "可用：{}", join(known)),
                         nearest.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", nearest));
    }
  }

  // Best one that is not there yet.
  [[nodiscard]] std::string nearest_section(const std::string& wanted, const std::vector<std::string>& known) const {
    std::vector<std::string> absent;
    for (const auto& key : known) {
      if (root_->find(key) == nullptr) absent.push_back(key);
    }
    auto nearest = nearest_name(wanted, absent);
    return nearest.empty() ? nearest_name(wanted, known) : nearest;
  }

  void read_heading() {
    Heading heading;
    std::vector<std::string> elsewhere{"library", "exercise", "roads"};
    for (const auto& entry : root_->entries) elsewhere.push_back(entry.key);  // unknown ones are reported above
    for (const std::string_view own : {"tocsin", "id", "name", "town"}) std::erase(elsewhere, own);
    read_fields(*root_, heading, {.diagnostics = diagnostics_, .handled_elsewhere = elsewhere, .misspelt = misspelt_});
    scenario_->name = heading.name;
    scenario_->town_path = heading.town;
    scenario_->id = heading.id;
    if (scenario_->id.empty()) {
      const bool in_folder = file_.filename() == "scenario.yaml";
      const auto absolute = std::filesystem::absolute(file_).lexically_normal();
      scenario_->id = in_folder ? absolute.parent_path().filename().string() : file_.stem().string();
    }
  }

  void read_library() {
    std::vector<LibraryText> texts;
    for (const auto& [name, yaml] : catalog_.library_texts()) texts.push_back({name, yaml});
    library_ = Library::from_texts(texts);
    if (const auto* overlay = root_->find("library")) {
      library_.overlay(*overlay, diagnostics_);
      scenario_->library_overlay = library_.overlay_node();
    }
  }

  FieldsInput context(std::string path, std::string use_path, std::vector<std::string> elsewhere = {}) {
    return {.diagnostics = diagnostics_,
            .library = &library_,
            .path = std::move(path),
            .use_path = std::move(use_path),
            .parameter_uses = &scenario_->parameter_uses,
            .handled_elsewhere = std::move(elsewhere)};
  }

  void read_engine_sections() {
    static const Node nothing = Node::mapping();
    const auto* exercise = root_->find("exercise");
    const bool misspelt = std::find(misspelt_.begin(), misspelt_.end(), "exercise") != misspelt_.end();
    if (exercise == nullptr && !misspelt) {
      diagnostics_.error(root_->where, "missing-key", {"the section 'exercise' is missing", "缺少章节“exercise”"},
                         {"exercise: {starts: 2026-07-05 02:00, duration: 12 h}",
                          "exercise: {starts: 2026-07-05 02:00, duration: 12 h}"});
    } else if (exercise != nullptr) {
      frame_sound_ = read_fields(*exercise, scenario_->exercise, context("exercise", "exercise"));
    }
    if (options_.seed) scenario_->exercise.seed = *options_.seed;
    const auto* roads = root_->find("roads");
    const auto part = [&](std::string_view key) -> const Node& {
      const auto* found = roads == nullptr ? nullptr : roads->find(key);
      return found == nullptr ? nothing : *found;
    };
    read_fields(part("classes"), scenario_->road_parameters.classes, context("roads.classes", "roads.classes"));
    read_fields(part("modes"), scenario_->road_parameters.modes, context("roads.modes", "roads.modes"));
    read_fields(part("water"), scenario_->water_parameters, context("roads.water", "roads.water"));
    read_fields(part("traffic"), scenario_->traffic_parameters, context("roads.traffic", "roads.traffic"));
    if (roads == nullptr) return;
    for (const auto& entry : roads->entries) {
      if (entry.key == "classes" || entry.key == "modes" || entry.key == "water" || entry.key == "traffic") continue;
      diagnostics_.error(entry.key_where, "unknown-key", phrase("unknown key '{}'", "未知的键“{}”", entry.key),
                         {"one of: classes, modes, water, traffic", "可用：classes, modes, water, traffic"});
    }
  }

  const Kind* kind_of(const Node& item, const std::string& section) {
    std::vector<const Kind*> kinds;
    std::vector<std::string> names;
    for (const auto& kind : catalog_.kinds()) {
      if (kind.section != section) continue;
      kinds.push_back(&kind);
      names.push_back(kind.name);
    }
    if (!item.is_mapping()) {
      diagnostics_.error(item.where, "wrong-type", {"an entry must be a group of keys", "条目应为一组键值"}, {},
                         full_width_hint(item.text));
      return nullptr;
    }
    if (kinds.size() == 1 && item.find("kind") == nullptr) return kinds.front();  // nothing to choose
    const auto index = read_kind(item, "kind", names, diagnostics_);
    return index ? kinds[*index] : nullptr;
  }

  std::string id_of(const Node& item, const Kind& kind) {
    const auto* given = item.find("id");
    std::string id = given != nullptr && given->is_scalar() ? given->text : "";
    if (given != nullptr && id.empty()) {
      diagnostics_.error(given->where, "wrong-type", {"an id is a short text", "编号应为简短文字"});
    }
    auto& places = ids_[kind.section];
    if (id.empty()) id = free_id(kind.name, places);
    const auto [first, added] = places.try_emplace(id, given == nullptr ? item.where : given->where);
    if (!added) {
      diagnostics_.error(given->where, "duplicate-id",
                         phrase("the id '{}' is used twice in '{}'", "编号“{}”在“{}”中重复", id, kind.section), {},
                         phrase("first used in line {}", "首次出现在第 {} 行", first->second.line));
    }
    return id;
  }

  void read_entries() {
    std::vector<std::vector<ScenarioEntry>> by_kind(catalog_.kinds().size());
    std::vector<std::vector<ParameterUse>> uses_by_kind(by_kind.size());
    const auto injects = injects_beside(file_, diagnostics_);
    for (const auto& section : catalog_.sections()) {
      for (const auto* item : section_entries(*root_, section, injects, diagnostics_)) {
        const auto* kind = kind_of(*item, section);
        if (kind == nullptr) {
          lose(*item, section);
          continue;
        }
        auto parameters = kind->make_parameters();
        parameters->id = id_of(*item, *kind);
        parameters->where = item->where;
        const auto position = static_cast<std::size_t>(kind - catalog_.kinds().data());
        auto input = context(section + "." + kind->name, section + "." + parameters->id, {"kind", "id"});
        input.parameter_uses = &uses_by_kind[position];
        const bool sound = read_fields(
            *item, [&](Fields& fields) { parameters->describe(fields); }, input);
        by_kind[position].push_back({kind, NameId{}, std::move(parameters), sound});
      }
    }
    for (auto& entries : by_kind) {
      for (auto& entry : entries) scenario_->entries.push_back(std::move(entry));
    }
    for (auto& uses : uses_by_kind) {  // in the order of the entries, whatever that of the file
      std::move(uses.begin(), uses.end(), std::back_inserter(scenario_->parameter_uses));
    }
  }

  void read_town() {
    if (scenario_->town_path.empty()) return;
    const auto folder = file_.parent_path() / scenario_->town_path;
    if (!is_town_package(folder)) {
      const auto* node = root_->find("town");
      diagnostics_.error(
          node->where, "missing-file",
          phrase("'{}' is not a town package (no town.yaml in it)", "“{}”不是区域数据文件夹（其中没有 town.yaml）",
                 scenario_->town_path),
          {"the folder of a town package, relative to this file", "区域数据文件夹（相对本文件）"},
          phrase("looked for it at '{}'; after moving or copying this file, write where the town lies now",
                 "在“{}”处未找到；移动或复制本文件后，请改写区域数据所在位置", shown_path(folder.lexically_normal())));
      return;
    }
    if (options_.town) {
      scenario_->town = options_.town;
      return;
    }
    TownReaderOptions options;
    options.roads = scenario_->road_parameters;
    read_fields(Node::mapping(), options.parameters, context("town.reading", "town.reading"));
    if (auto town = tocsin::read_town(folder, options, diagnostics_)) {
      scenario_->town = std::make_shared<const Town>(std::move(*town));
    }
  }

  // An entry that could not even be made: what refers to it or depends on its section must not be blamed.
  void lose(const Node& item, const std::string& section) {
    broken_sections_.insert(section);
    const auto* id = item.is_mapping() ? item.find("id") : nullptr;
    if (id != nullptr && id->is_scalar()) lost_ids_.insert(id->text);
  }

  // Is this mistake only a follow-up of another one that is told already?
  //  - a reference that could not be read, or to an entry that could not be made;
  //  - about an entry whose own values are wrong, everything but references;
  //  - two values that do not go together ("inconsistent") where an earlier section holds a mistake, since models use
  //    what stands before them, or where the exercise does; limits given by the exercise likewise.
  [[nodiscard]] bool follows_from_another(const Diagnostic& mistake, const ScenarioEntry& entry,
                                          bool earlier_broken) const {
    if (mistake.code == codes::kUnknownReference)
      return !mistake.where.file || lost_ids_.contains(text_at(mistake.where));
    if (!entry.sound) return true;
    if (mistake.code == codes::kInconsistent) return earlier_broken || !frame_sound_;
    return mistake.code == codes::kOutOfRange && !frame_sound_;
  }

  static std::string text_at(const SourceSpan& where) {
    if (!where.file || where.line < 1 || where.line > static_cast<int>(where.file->lines.size())) return {};
    const auto& line = where.file->lines[static_cast<std::size_t>(where.line) - 1];
    const auto begin = static_cast<std::size_t>(std::max(where.column, 1)) - 1;  // ids are ASCII as a rule
    return begin < line.size() ? line.substr(begin, static_cast<std::size_t>(std::max(where.length, 0)))
                               : std::string();
  }

  void check_entries() {
    const auto sections = catalog_.sections();
    const auto place_of = [&](const std::string& section) {
      return std::find(sections.begin(), sections.end(), section) - sections.begin();
    };
    auto first_broken = static_cast<std::ptrdiff_t>(sections.size());
    for (const auto& section : broken_sections_) first_broken = std::min(first_broken, place_of(section));
    for (const auto& entry : scenario_->entries) {
      if (!entry.sound) first_broken = std::min(first_broken, place_of(entry.kind->section));
    }
    for (auto& entry : scenario_->entries) {
      Diagnostics found;
      entry.parameters->check(*scenario_, found);
      const auto place = place_of(entry.kind->section);
      for (const auto& mistake : found.entries()) {
        if (!follows_from_another(mistake, entry, first_broken < place)) diagnostics_.add(mistake);
      }
      if (!found.has_errors()) continue;
      entry.sound = false;
      first_broken = std::min(first_broken, place);
    }
  }

  void check_whole() {
    check_objectives(*scenario_, diagnostics_);
    for (const auto& check : catalog_.checks()) check(*scenario_, diagnostics_);
  }

  void resolve() {
    std::vector<TownshipId> townships;
    for (const auto& reference : scenario_->exercise.townships) {
      const auto id = scenario_->find(reference, diagnostics_);
      if (id.exists()) townships.push_back(id);
      frame_sound_ = frame_sound_ && id.exists();
    }
    scenario_->scope = Scope(*scenario_->town, townships);
    scenario_->names = std::make_unique<Names>(*scenario_->town);
    for (auto& entry : scenario_->entries) entry.name = scenario_->names->intern(entry.parameters->id);
    check_entries();
  }

  std::filesystem::path file_;
  const Catalog& catalog_;
  const ScenarioOptions& options_;
  Diagnostics& diagnostics_;
  const Node* root_ = nullptr;
  Library library_;
  std::unique_ptr<Scenario> scenario_;
  bool frame_sound_ = false;               // could the section `exercise` be read?
  std::vector<std::string> misspelt_;      // top-level keys that stand there misspelt
  std::set<std::string> broken_sections_;  // that hold an entry which could not be made
  std::set<std::string> lost_ids_;         // of such entries
  std::map<std::string, std::map<std::string, SourceSpan>> ids_;
};

// A folder with a town in it is no drill, but one may lie there.
Phrase drills_beside(const std::filesystem::path& folder) {
  if (!is_town_package(folder)) return {};
  std::vector<std::string> drills;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const auto& path = entry.path();
    if (path.extension() == ".yaml" && path.filename() != "town.yaml") drills.push_back(shown_path(path));
  }
  std::sort(drills.begin(), drills.end());
  if (drills.empty())
    return {"this is a town package; a drill says which town it takes place in", "这是区域数据，不是演练场景"};
  return {"this is a town package; in it lies " + join(drills), "这是区域数据；其中有 " + join(drills, "、")};
}

}  // namespace

std::vector<FieldDescription> heading_fields() {
  Heading heading;
  return describe_fields([&](Fields& fields) { heading.describe(fields); });
}

std::unique_ptr<Scenario> read_scenario(const std::filesystem::path& argument, const Catalog& catalog,
                                        const ScenarioOptions& options, Diagnostics& diagnostics) {
  const auto file = scenario_file(argument);
  if (!file) {
    auto source = std::make_shared<SourceFile>();
    source->path = argument.string();
    diagnostics.error({source, 0, 0, 0}, "missing-file",
                      phrase("there is no scenario at '{}'", "“{}”处没有场景", argument.string()),
                      {"a YAML file, or a folder with scenario.yaml", "YAML 文件，或含有 scenario.yaml 的文件夹"},
                      drills_beside(argument));
    return nullptr;
  }
  return Reader(*file, catalog, options, diagnostics).read();
}

}  // namespace tocsin
