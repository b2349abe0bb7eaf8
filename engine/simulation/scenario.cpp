// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "engine/base/ensure.hpp"
#include "engine/input/full_width.hpp"
#include "engine/simulation/road_state.hpp"

namespace tocsin {
namespace {

// Position of the entity that a reference means: by table id, else by its English or Chinese name if only one has it.
template <class Entity>
std::optional<std::size_t> position_of(const std::vector<Entity>& entities, const std::string& wanted) {
  for (std::size_t i = 0; i < entities.size(); ++i) {
    if (entities[i].id == wanted) return i;
  }
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < entities.size(); ++i) {
    if (entities[i].name.en != wanted && entities[i].name.zh != wanted) continue;
    if (found) return std::nullopt;  // two of that name: only the id is clear
    found = i;
  }
  return found;
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// Names that several places bear, and names that are near: which ids they have.
template <class Entity>
Phrase id_hint(const std::vector<Entity>& entities, const std::string& wanted) {
  std::vector<std::string> names;
  for (const auto& entity : entities) {
    names.push_back(entity.name.en);
    names.push_back(entity.name.zh);
  }
  std::vector<std::string> words = names;
  for (const auto& entity : entities) words.push_back(entity.id);
  std::vector<std::string> ids;
  // A misspelt id is told as such.
  auto nearest = nearest_name(wanted, words);
  if (std::find(names.begin(), names.end(), nearest) == names.end()) nearest.clear();
  for (const auto& entity : entities) {
    if (same_letters(entity.id, wanted)) return phrase("did you mean the id '{}'?", "是否指编号“{}”？", entity.id);
    const bool named = entity.name.en == wanted || entity.name.zh == wanted;
    if (named || (!nearest.empty() && (entity.name.en == nearest || entity.name.zh == nearest))) {
      ids.push_back(fmt::format("'{}'", entity.id));
    }
  }
  if (ids.empty()) return {};
  if (ids.size() == 1) return phrase("did you mean '{}', id {}?", "是否指“{}”（编号 {}）？", nearest, ids.front());
  return phrase("{} bear that name: take the id, one of {}", "有 {} 处同名：请写编号，可用 {}", ids.size(), join(ids));
}

template <class Tag, class Entity>
Id<Tag> find_entity(const std::vector<Entity>& entities, const Reference<Tag>& reference, Diagnostics& diagnostics) {
  if (const auto position = position_of(entities, reference.name)) return Id<Tag>(*position);
  std::vector<std::string> names;
  for (const auto& entity : entities) {
    names.push_back(entity.id);
    names.push_back(entity.name.en);
    names.push_back(entity.name.zh);
  }
  const auto nearest = nearest_name(reference.name, names);
  auto hint = full_width_hint(reference.name);
  if (hint.empty()) hint = id_hint(entities, reference.name);
  if (hint.empty() && !nearest.empty()) hint = phrase("did you mean '{}'?", "是否指“{}”？", nearest);
  const auto noun = ReferenceNoun<Tag>::value();
  diagnostics.error(
      reference.where, "unknown-reference",
      {fmt::format("there is no '{}' in the town", reference.name),
       fmt::format("该区域数据中没有“{}”", reference.name)},
      {fmt::format("the id of {} of the town package", noun.en), fmt::format("区域数据中{}的编号", noun.zh)}, hint);
  return {};
}

// FNV-1a, 64 bits (Fowler, Noll, Vo): tells runs apart, does not protect against forgery.
class Fingerprint {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) {
      hash_ ^= static_cast<unsigned char>(byte);
      hash_ *= 0x100000001b3ULL;
    }
  }
  [[nodiscard]] std::string text() const { return fmt::format("{:016x}", hash_); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void Drill::describe(Fields& fields) {
  fields.required("mode", mode,
                  {"What those who play know beforehand. announced: time, place and script, everybody stands ready; "
                   "random_call_out: that teams may be called out at any time; double_blind: nothing.",
                   "参演者事先知道什么。announced：时间、地点和脚本均已知，人员就位待命；random_call_out：随机拉动，"
                   "只知可能被拉动；double_blind：双盲，一无所知。"});
  fields
      .parameter("call_out_factor", call_out_factor,
                 {"Announced: time from the call until workers, drivers and teams set out, of the usual time.",
                  "预告演练：自通知至工作人员、驾驶员、队伍出发的时间系数。"})
      .between(0, 1);
  fields
      .parameter("answering", answering,
                 {"Announced: share of those called who answer.", "预告演练：被叫人员应答比例。"})
      .between(0_percent, 100_percent);
  fields
      .parameter(
          "preparation_factor", preparation_factor,
          {"Announced: time that households take to get ready, of the usual time.", "预告演练：住户离家准备时间系数。"})
      .between(0, 1);
}

void Exercise::describe(Fields& fields) {
  fields.required("starts", starts, {"Date and time of StartEx.", "演练开始（StartEx）的日期和时间。"})
      .example("2026-07-05 02:00");
  fields.required("duration", duration, {"From StartEx to EndEx.", "从开始到结束（EndEx）的时长。"})
      .more_than(0s)
      .example("12 h");
  fields.optional("townships", townships,
                  {"Townships that take part; none named: the whole town.", "参加演练的乡镇（街道）；不写则为全部。"});
  fields.optional("seed", seed, {"Seed of all random streams.", "随机数种子。"});
  fields.optional("description", description, {"What happens and what is tested.", "情景与检验内容。"});
  fields.optional("drill", drill,
                  {"How the drill is announced. Without it the event itself is played, for which nobody stands ready.",
                   "演练的通知方式；不写则推演真实事件，无人预先待命。"});
  fields.parameter("night_begins", night_begins,
                   {"Hour of the day at which night behavior begins.", "按夜间规律行动的起始时刻。"});
  fields.parameter("night_ends", night_ends, {"Hour of the day at which it ends.", "夜间规律结束的时刻。"});
  fields
      .parameter("look_interval", look_interval,
                 {"How often those who wait for a condition look at the situation.", "对触发条件核查态势的间隔。"})
      .more_than(0s);
}

Scope::Scope(const Town& town, const std::vector<TownshipId>& townships)
    : positions_(town.population.persons.size(), Id<HouseholdTag>::kNone),
      first_of_zone_(town.zones.size(), Id<ZoneTag>::kNone) {
  for (std::size_t t = 0; t < town.townships.size(); ++t) {
    const TownshipId id(t);
    const bool named = std::find(townships.begin(), townships.end(), id) != townships.end();
    if (townships.empty() || named) townships_.push_back(id);
  }
  for (std::size_t z = 0; z < town.zones.size(); ++z) {
    const auto& zone = town.zones[z];
    if (!contains(zone.township)) continue;
    zones_.emplace_back(z);
    first_of_zone_[z] = static_cast<std::uint32_t>(households_.size());
    for (std::uint32_t h = 0; h < zone.household_count; ++h) {
      positions_[zone.first_household + h] = static_cast<std::uint32_t>(households_.size());
      households_.emplace_back(zone.first_household + h);
      residents_ += town.population.persons[zone.first_household + h];
    }
  }
}

bool Scope::contains(TownshipId township) const {
  return std::find(townships_.begin(), townships_.end(), township) != townships_.end();
}

bool Scenario::night(Time t) const {
  const auto hour = exercise.starts.plus(t - kStartEx).hour_of_day();
  const double begins = seconds(exercise.night_begins) / 3600.0;
  const double ends = seconds(exercise.night_ends) / 3600.0;
  return begins > ends ? hour >= begins || hour < ends : hour >= begins && hour < ends;
}

ZoneId Scenario::find(const Reference<ZoneTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->zones, reference, diagnostics);
}
TownshipId Scenario::find(const Reference<TownshipTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->townships, reference, diagnostics);
}
ShelterId Scenario::find(const Reference<ShelterTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->shelters, reference, diagnostics);
}
StationId Scenario::find(const Reference<StationTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->stations, reference, diagnostics);
}
TeamId Scenario::find(const Reference<TeamTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->teams, reference, diagnostics);
}
DepotId Scenario::find(const Reference<DepotTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->depots, reference, diagnostics);
}
RiverId Scenario::find(const Reference<RiverTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->rivers, reference, diagnostics);
}
CommunicationSiteId Scenario::find(const Reference<CommunicationSiteTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->communication_sites, reference, diagnostics);
}
HazardPointId Scenario::find(const Reference<HazardPointTag>& reference, Diagnostics& diagnostics) const {
  return find_entity(town->hazard_points, reference, diagnostics);
}

ZoneId Scenario::find_in_scope(const Reference<ZoneTag>& reference, Diagnostics& diagnostics) const {
  const auto zone = find(reference, diagnostics);
  if (!zone.exists() || scope.contains(zone)) return zone;
  diagnostics.error(reference.where, "inconsistent",
                    phrase("the zone '{}' does not take part in the exercise", "分区“{}”不参加演练", reference.name),
                    {"a zone of a township that takes part", "参演乡镇的分区"});
  return {};
}

JunctionId Scenario::find_junction(const Placed<std::string>& id_text, Diagnostics& diagnostics) const {
  const auto found = names->find(Entity::junction, id_text.value);
  if (found != JunctionId::kNone) return JunctionId(std::size_t{found});
  std::vector<std::string> known;
  for (const auto& junction : town->roads.junctions()) known.push_back(junction.id);
  diagnostics.error(id_text.where, "unknown-reference",
                    phrase("there is no junction '{}' in the town", "该区域数据中没有路口“{}”", id_text.value),
                    {"the id of a row of junctions.csv", "junctions.csv 中某一行的编号"},
                    did_you_mean(id_text.value, known));
  return {};
}

std::vector<SegmentId> Scenario::find_road(const Reference<SegmentTag>& reference, Diagnostics& diagnostics) const {
  std::vector<SegmentId> result;
  std::vector<std::string> road_names;
  for (std::size_t s = 0; s < town->roads.segment_count(); ++s) {
    const SegmentId segment(s);
    if (town->roads.road(segment) == reference.name) result.push_back(segment);
    road_names.push_back(town->roads.road(segment));
  }
  if (result.empty()) {
    const auto nearest = nearest_name(reference.name, road_names);
    diagnostics.error(reference.where, "unknown-reference",
                      phrase("there is no road '{}' in the town", "该区域数据中没有道路“{}”", reference.name),
                      {"the id of a row of road_segments.csv", "road_segments.csv 中某一行的编号"},
                      nearest.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", nearest));
  }
  return result;
}

void Scenario::prepare() {
  mode_speeds = road_parameters.speeds();
  routers_.clear();
  for (int mode = 0; mode < kTravelModeCount; ++mode) {
    routers_.push_back(std::make_unique<Router>(town->roads, static_cast<TravelMode>(mode), mode_speeds));
  }
}

void Scenario::prepare_tree(JunctionId destination, TravelMode mode) const {
  if (!destination.exists()) return;
  const auto key = tree_key(destination, mode);
  if (free_flow_trees_.contains(key)) return;
  free_flow_trees_.emplace(key, router(mode).tree_to(destination)).first->second.grow_fully();
}

const Router::Tree* Scenario::free_flow_tree(JunctionId destination, TravelMode mode) const {
  const auto found = free_flow_trees_.find(tree_key(destination, mode));
  return found == free_flow_trees_.end() ? nullptr : &found->second;
}

GoalId Scenario::prepare_goal(const std::vector<JunctionId>& junctions, TravelMode mode) const {
  for (std::size_t g = 0; g < goals_.size(); ++g) {
    if (goals_[g].mode == mode && goals_[g].junctions == junctions) return GoalId(g);
  }
  goals_.push_back({junctions, mode, router(mode).tree_to(junctions)});
  goals_.back().free_flow.grow_fully();
  return GoalId(goals_.size() - 1);
}

std::optional<std::filesystem::path> scenario_file(const std::filesystem::path& argument) {
  std::error_code error;
  if (std::filesystem::is_directory(argument, error)) {
    const auto inside = argument / "scenario.yaml";
    if (std::filesystem::is_regular_file(inside, error)) return inside;
    return std::nullopt;
  }
  if (std::filesystem::is_regular_file(argument, error)) return argument;
  return std::nullopt;
}

std::string resolved_yaml(const Scenario& scenario, const std::string& town_path) {
  auto root = Node::mapping();
  root.add("tocsin", Node::scalar("1"));
  root.add("id", Node::scalar(scenario.id));
  auto name = Node::mapping();
  name.add("en", Node::scalar(scenario.name.en));
  name.add("zh", Node::scalar(scenario.name.zh));
  root.add("name", std::move(name));
  root.add("town", Node::scalar(town_path));
  if (!scenario.library_overlay.entries.empty()) root.add("library", scenario.library_overlay);
  root.add("exercise", write_fields(scenario.exercise));
  auto roads = Node::mapping();
  roads.add("classes", write_fields(scenario.road_parameters.classes));
  roads.add("modes", write_fields(scenario.road_parameters.modes));
  roads.add("water", write_fields(scenario.water_parameters));
  roads.add("traffic", write_fields(scenario.traffic_parameters));
  root.add("roads", std::move(roads));
  std::string section;
  auto entries = Node::sequence();
  const auto close_section = [&] {
    if (!section.empty()) root.add(section, std::move(entries));
    entries = Node::sequence();
  };
  for (const auto& entry : scenario.entries) {
    if (entry.kind->section != section) close_section();
    section = entry.kind->section;
    auto node = Node::mapping();
    node.add("kind", Node::scalar(entry.kind->name));
    node.add("id", Node::scalar(entry.parameters->id));
    auto fields = write_fields([&](Fields& f) { entry.parameters->describe(f); });
    for (auto& field : fields.entries) node.entries.push_back(std::move(field));
    entries.items.push_back(std::move(node));
  }
  close_section();
  return to_yaml(root);
}

std::string digest(const Scenario& scenario) {
  Fingerprint fingerprint;
  fingerprint.add(resolved_yaml(scenario, ""));
  std::vector<std::filesystem::path> files;
  const auto folder = scenario.path.parent_path() / scenario.town_path;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    // A drill may lie beside the tables of its town; a change of its comments is no change of the town.
    const auto& path = file.path();
    const bool table = path.extension() == ".csv" || path.filename() == "town.yaml";
    if (file.is_regular_file() && table) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    fingerprint.add(file.filename().string());
    fingerprint.add(bytes_of(file));
  }
  return fingerprint.text();
}

}  // namespace tocsin
