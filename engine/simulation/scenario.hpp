// SPDX-License-Identifier: Apache-2.0
// A scenario: everything decided before time starts. Read and checked once, immutable afterwards, shared by all
// replications. A Scenario that exists is runnable. Knows nothing of replications or results.
//
//   Diagnostics diagnostics;
//   auto scenario = read_scenario("scenarios/first-siren", catalog, {}, diagnostics);   // null when refused
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/civil_time.hpp"
#include "engine/input/diagnostic.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/placed.hpp"
#include "engine/roads/road_parameters.hpp"
#include "engine/roads/router.hpp"
#include "engine/roads/water.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/names.hpp"
#include "engine/town/town.hpp"
#include "engine/traffic/traffic_parameters.hpp"

namespace tocsin {

struct SchemaDescription;

/// The Master Scenario Events List: a section of the file, or a file of its own beside it.
inline constexpr std::string_view kInjectsSection = "injects";

/// What those who play know beforehand (AQ/T 9007, counties' plans).
enum class DrillMode : std::uint8_t {
  announced,        ///< time, place and script are known: everybody stands ready
  random_call_out,  ///< 随机拉动: units drawn at random are called out and assemble; they know that it may come
  double_blind,     ///< 双盲: neither time nor place nor script is known
};

template <>
struct EnumNames<DrillMode> {
  static constexpr std::array<std::string_view, 3> value{"announced", "random_call_out", "double_blind"};
};

/// How ready those are who play: key `drill` of the section `exercise`. The factors hold in an announced drill; in the
/// other modes, and without the key (the event itself), everybody is as ready as on any day or night.
struct Drill {
  DrillMode mode = DrillMode::double_blind;
  double call_out_factor = 1;     ///< of the time from the call until workers, drivers and teams set out
  Share answering;                ///< of those who are called
  double preparation_factor = 1;  ///< of the time that households take to get ready
  void describe(Fields& fields);
};

/// When and where the drill takes place: section `exercise` of the file.
struct Exercise {
  CivilTime starts;                               ///< civil time of StartEx
  Duration duration{};                            ///< StartEx to EndEx
  std::vector<Reference<TownshipTag>> townships;  ///< that take part; empty: the whole town
  std::uint64_t seed = 42;
  Duration night_begins{};  ///< hour of the day, as a span since midnight
  Duration night_ends{};
  Duration look_interval{};  ///< how often conditions are looked at (engine/simulation/lookout.hpp)
  Phrase description;
  std::optional<Drill> drill;  ///< none: the event itself, which nobody announces
  void describe(Fields& fields);
  /// Of an announced drill; null in all other modes.
  [[nodiscard]] const Drill* announced() const {
    return drill && drill->mode == DrillMode::announced ? &*drill : nullptr;
  }
  /// A share of calls that are answered, and a time until somebody sets out, as they are in this mode.
  [[nodiscard]] Share answering(Share usual) const {
    return announced() != nullptr && announced()->answering.fraction() > usual.fraction() ? announced()->answering
                                                                                          : usual;
  }
  [[nodiscard]] Duration call_out(Duration usual) const {
    return announced() != nullptr ? usual * announced()->call_out_factor : usual;
  }
};

/// The zones and households that take part, with dense positions for the models' arrays.
class Scope {
 public:
  Scope() = default;
  Scope(const Town& town, const std::vector<TownshipId>& townships);
  [[nodiscard]] const std::vector<ZoneId>& zones() const { return zones_; }
  [[nodiscard]] const std::vector<TownshipId>& townships() const { return townships_; }
  /// Households in order of zone; position in this list is the index of the models' arrays.
  [[nodiscard]] const std::vector<HouseholdId>& households() const { return households_; }
  [[nodiscard]] bool contains(ZoneId zone) const { return first_of_zone_[zone.index()] != Id<ZoneTag>::kNone; }
  [[nodiscard]] bool contains(TownshipId township) const;
  /// Position of a household in `households()`; the household must be in the scope.
  [[nodiscard]] std::uint32_t position(HouseholdId household) const { return positions_[household.index()]; }
  /// Positions of the households of a zone: [first, first + Zone::household_count).
  [[nodiscard]] std::uint32_t first_position(ZoneId zone) const { return first_of_zone_[zone.index()]; }
  [[nodiscard]] std::uint64_t residents() const { return residents_; }

 private:
  std::vector<ZoneId> zones_;
  std::vector<TownshipId> townships_;
  std::vector<HouseholdId> households_;
  std::vector<std::uint32_t> positions_;  // by household of the town; those outside have none
  std::vector<std::uint32_t> first_of_zone_;
  std::uint64_t residents_ = 0;
};

/// One model entry of the scenario.
struct ScenarioEntry {
  const Kind* kind = nullptr;
  NameId name;
  std::unique_ptr<ModelParameters> parameters;
  bool sound = true;  ///< read and checked without a mistake; in a scenario that was accepted all are
};

class Scenario {
 public:
  const Catalog* catalog = nullptr;  ///< the kinds, events and measures it was read with; outlives the scenario
  std::string id;                    ///< folder or file name without ending
  std::filesystem::path path;        ///< of the scenario file
  std::string town_path;             ///< as written in the file
  Phrase name;
  Exercise exercise;
  std::shared_ptr<const Town> town;
  Scope scope;
  std::unique_ptr<Names> names;
  RoadParameters road_parameters;                 ///< speeds by class and mode (section `roads`, library roads.yaml)
  WaterParameters water_parameters;               ///< what water does to who moves (handbook 4.4)
  traffic::TrafficParameters traffic_parameters;  ///< queues on the roads (handbook 4.3)
  ModeSpeeds mode_speeds;
  std::vector<ScenarioEntry> entries;        ///< in catalog order, then file order
  std::vector<ParameterUse> parameter_uses;  ///< every library parameter as used: the table of assumptions
  Node library_overlay;                      ///< what the scenario's `library` changed

  /// Parameters of all entries of one type, in order.
  template <class P>
  [[nodiscard]] std::vector<const P*> all() const {
    std::vector<const P*> result;
    for (const auto& entry : entries) {
      if (const auto* p = dynamic_cast<const P*>(entry.parameters.get())) result.push_back(p);
    }
    return result;
  }
  /// The shared free-flow router of a travel mode.
  [[nodiscard]] const Router& router(TravelMode mode) const { return *routers_[static_cast<std::size_t>(mode)]; }
  /// Free-flow tree to a destination, shared by all replications; models ask for it in `check` so that it is made once.
  void prepare_tree(JunctionId destination, TravelMode mode) const;
  /// nullptr when nobody prepared it.
  [[nodiscard]] const Router::Tree* free_flow_tree(JunctionId destination, TravelMode mode) const;
  /// Declares a goal: whichever of the junctions is soonest reached (the shelters in use). The same junctions and mode
  /// give the same goal. Its free-flow tree is made once for all replications; models ask for it in `check`.
  [[nodiscard]] GoalId prepare_goal(const std::vector<JunctionId>& junctions, TravelMode mode) const;
  struct Goal {
    std::vector<JunctionId> junctions;
    TravelMode mode = TravelMode::walk;
    Router::Tree free_flow;
  };
  [[nodiscard]] const Goal& goal(GoalId goal_id) const { return goals_[goal_id.index()]; }
  [[nodiscard]] std::size_t goal_count() const { return goals_.size(); }
  [[nodiscard]] Time end() const { return kStartEx + exercise.duration; }
  /// Is it night (22:00-06:00) at `t`?  Times of day come from the library (behavior data differ by day and night).
  [[nodiscard]] bool night(Time t) const;

  // References of entries resolved against the town; a miss is reported with the nearest name.
  ZoneId find(const Reference<ZoneTag>& reference, Diagnostics& diagnostics) const;
  TownshipId find(const Reference<TownshipTag>& reference, Diagnostics& diagnostics) const;
  ShelterId find(const Reference<ShelterTag>& reference, Diagnostics& diagnostics) const;
  StationId find(const Reference<StationTag>& reference, Diagnostics& diagnostics) const;
  TeamId find(const Reference<TeamTag>& reference, Diagnostics& diagnostics) const;
  DepotId find(const Reference<DepotTag>& reference, Diagnostics& diagnostics) const;
  RiverId find(const Reference<RiverTag>& reference, Diagnostics& diagnostics) const;
  CommunicationSiteId find(const Reference<CommunicationSiteTag>& reference, Diagnostics& diagnostics) const;
  HazardPointId find(const Reference<HazardPointTag>& reference, Diagnostics& diagnostics) const;
  /// The same for a zone that takes part; one that does not is refused.
  ZoneId find_in_scope(const Reference<ZoneTag>& reference, Diagnostics& diagnostics) const;
  /// By its id in junctions.csv.
  JunctionId find_junction(const Placed<std::string>& id_text, Diagnostics& diagnostics) const;
  /// Both directions of a road by the id in road_segments.csv; empty after reporting a miss.
  std::vector<SegmentId> find_road(const Reference<SegmentTag>& reference, Diagnostics& diagnostics) const;

  /// Builds what replications share (routers); called by the reader.
  void prepare();

 private:
  std::vector<std::unique_ptr<Router>> routers_;
  mutable std::unordered_map<std::uint64_t, Router::Tree> free_flow_trees_;  // looked up by key only
  mutable std::vector<Goal> goals_;
};

/// What may be changed from outside the file.
struct ScenarioOptions {
  std::optional<std::uint64_t> seed;
  /// The town, when it was read just now with the same library: not read again.
  std::shared_ptr<const Town> town = {};
};

/// Finds the file of a SCENARIO argument: a YAML file, or a folder with scenario.yaml.
std::optional<std::filesystem::path> scenario_file(const std::filesystem::path& argument);

/// Reads and checks a scenario, its town and its injects. All mistakes of all files are collected; null when there is
/// an error.
std::unique_ptr<Scenario> read_scenario(const std::filesystem::path& argument, const Catalog& catalog,
                                        const ScenarioOptions& options, Diagnostics& diagnostics);

/// The resolved scenario: every default visible; reading it gives the same bytes of results. The town is referred to by
/// `town_path`.
std::string resolved_yaml(const Scenario& scenario, const std::string& town_path);

/// Hexadecimal digest (64 bits, FNV-1a) of the resolved scenario and of every file of the town package: two runs with
/// the same digest, seed and version have the same results.
std::string digest(const Scenario& scenario);

/// Fields of the file before any section (`tocsin`, `name`, `town`).
std::vector<FieldDescription> heading_fields();
/// Everything that may stand in a scenario file.
SchemaDescription describe_scenario(const Catalog& catalog, const Library& library);
/// JSON Schema (draft-07) of the scenario file, from the same declarations.
std::string scenario_schema_json(const Catalog& catalog, const Library& library, Language language);

}  // namespace tocsin
