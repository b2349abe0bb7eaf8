// SPDX-License-Identifier: Apache-2.0
// Makes a synthetic mountain county as a town package: a river in its valley, a trunk road along it, township roads
// into the side valleys, village roads with slopes and bridges, hamlets with their people, and facilities.
//
//   generate_town({.seed = 7, .townships = 4, .population = 50'000}, parameters, "towns/seven");
//
// The same seed, figures and version give the same bytes. From one village to 2 million residents. Figures of the
// field are parameters (scenarios/library/town_generation.yaml); nothing here is meant to be any real place.
#pragma once

#include <cstdint>
#include <filesystem>

#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {

/// How towns are made; every figure with its source in the library entry `town.generation`.
struct TownGenerationParameters {
  // People
  double persons_per_household = 0;
  Share children;
  Share elderly;
  Share need_help;
  double cars_per_household = 0;
  double motorcycles_per_household = 0;
  double residents_per_village = 0;    ///< mean of a village (zone)
  double residents_per_community = 0;  ///< most of one zone in a town center
  Share town_center;                   ///< of a township's residents who live in its center
  double households_per_hamlet = 0;
  // Land and roads
  Length village_distance;  ///< mean distance between neighboring villages of a township
  Length valley_width;      ///< of the main valley floor
  Share river_slope;        ///< fall of the river bed
  Share side_valley_slope;  ///< of side valley floors
  Length ridge_height;      ///< of the ridges above the valley floors beside them
  Length bank_height;       ///< of the main river, bank above bed
  Share steepest_village_road;
  Share steepest_township_road;
  double road_winding = 0;  ///< least length of a mountain road over its straight line
  // Hazard points
  Share threatened;  ///< of residents who live below a hazard point
  double threatened_households_per_hazard_point = 0;
  Length river_reach;  ///< a zone with homes within this of a river can have a flash-flood point
  Share monitored_professionally, monitored_low_cost, monitored_rain_notice;  ///< the rest by villagers
  // Facilities
  Share shelter_places;            ///< places in shelters per threatened resident
  double persons_per_shelter = 0;  ///< mean size of one shelter
  double residents_per_fire_station = 0;
  double residents_per_hospital = 0;
  double district_team_members = 0;
  double fire_crew_members = 0;
  double members_per_vehicle = 0;
  double township_team_members = 0;
  double village_team_members = 0;
  Share certified_professional, certified_part_time;
  Share villages_with_loudspeaker;
  double townships_per_helicopter_spot = 0;
  double depot_items_per_resident = 0;
  double depot_items_per_m2 = 0;
  Duration battery{};  ///< of a communication site
  void describe(Fields& fields);
};

/// What is wanted.
struct GenerateOptions {
  std::uint64_t seed = 1;
  int townships = 3;                 ///< 1…200
  std::uint64_t population = 20000;  ///< 20…5,000,000
  int epsg = 4545;                   ///< plane; 0: local
  Phrase name = {};                  ///< empty: made from the seed
  bool overwrite = false;            ///< replace an existing folder
};

/// What was made.
struct GeneratedTown {
  std::size_t townships = 0, zones = 0, junctions = 0, road_segments = 0;
  std::uint64_t residents = 0, households = 0;
};

/// Writes the package into `folder` (through a temporary folder beside it: all or nothing). Throws InputError for
/// figures out of range, for a folder that exists and is not empty unless `overwrite`, and for disk errors.
GeneratedTown generate_town(const GenerateOptions& options, const TownGenerationParameters& parameters,
                            const std::filesystem::path& folder);

}  // namespace tocsin
