// SPDX-License-Identifier: Apache-2.0
// The place a scenario happens in: roads, zones, people, facilities. Immutable after reading; every replication shares
// it. Positions in meters in the town's own plane, elevation in meters. People are arrays, never objects.
// Read from a town package (a folder of YAML and CSV) by read_town, engine/town/town_reader.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/input/fields.hpp"
#include "engine/roads/road_network.hpp"

namespace tocsin {

/// Where something stands and which junctions people and vehicles reach it by.
struct Place {
  float x_m = 0;
  float y_m = 0;
  float elevation_m = 0;
  JunctionId walk_junction;  ///< nearest junction open to walkers
  JunctionId road_junction;  ///< nearest junction open to cars
};

struct Township {
  std::string id;
  Phrase name;
};

/// Planning area: a village or community of a township.
struct Zone {
  std::string id;
  Phrase name;
  TownshipId township;
  Place place;                        ///< its center
  std::uint32_t first_household = 0;  ///< households of a zone are consecutive: [first, first + count)
  std::uint32_t household_count = 0;
  std::uint32_t residents = 0;
};

/// All households as arrays (structure of arrays), sorted by zone.
struct Population {
  std::vector<std::string>
      id;  ///< text id; empty for households made from zone figures ("zone-0001" style is generated)
  std::vector<ZoneId> zone;
  std::vector<float> x_m, y_m, elevation_m;
  std::vector<JunctionId> walk_junction, road_junction;
  std::vector<std::uint8_t> persons, children, elderly, need_help;  ///< children ≤ 14 years, elderly ≥ 60
  std::vector<std::uint8_t> cars, motorcycles;
  /// Who answers for the household's transfer (责任人) and who helps it (帮扶人), as households.csv names them:
  /// personal data, for the transfer ledger alone. Empty as a whole when nobody is named, else one text per household.
  std::vector<std::string> responsible, helper;
  /// The household that helps it to leave, one to one (一对一), as households.csv names it. Empty as a whole when none
  /// is named, else one for each household (none: not named).
  std::vector<HouseholdId> helper_household;
  [[nodiscard]] std::size_t size() const { return zone.size(); }
};

struct Shelter {
  std::string id;
  Phrase name;
  TownshipId township;
  Place place;
  std::uint32_t capacity_persons = 0;
  Duration conversion{};  ///< until a dual-use place (平急两用) is a shelter, once somebody is there
  bool step_free = true;  ///< wheelchairs get in by themselves
};

/// Where teams are based: fire stations, township offices, village committees, hospitals.
struct Station {
  std::string id;
  Phrase name;
  std::string kind;  ///< fire_station, township_office, village_committee, hospital, clinic, police, school, other
  TownshipId township;
  Place place;
};

struct Team {
  std::string id;
  Phrase name;
  StationId station;
  std::string kind;  ///< professional, part_time, village, social (常 / 专 / 群 as in seeds F1)
  std::uint32_t members = 0;
  Share certified;  ///< share of members with a certificate
  std::uint32_t vehicles = 0;
};

struct Depot {
  std::string id;
  Phrase name;
  TownshipId township;
  Place place;
  double floor_area_m2 = 0;
  std::uint32_t items = 0;
};

/// A monitored point (slide, rock, gully, low bank) and the households it threatens.
struct HazardPoint {
  std::string id;
  Phrase name;
  std::string kind;  ///< landslide, rockfall, debris_flow, flash_flood, waterlogging, …
  TownshipId township;
  Place place;
  std::string monitoring;  ///< professional, low_cost, rain_notice, villagers, none
  std::uint32_t threatened_households = 0;
  std::uint32_t threatened_residents = 0;
  ZoneId zone;  ///< zone the threatened households live in
};

struct CommunicationSite {
  std::string id;
  Phrase name;
  std::string kind;  ///< loudspeaker, cell, trunking_370mhz, satellite_terminal, area_call_terminal
  TownshipId township;
  Place place;
  bool mains_power = true;
  Duration battery{};
};

struct HelicopterSpot {
  std::string id;
  Phrase name;
  TownshipId township;
  Place place;
};

/// A river as a line of points from upstream to downstream.
struct River {
  std::string id;
  Phrase name;
  struct Point {
    float x_m = 0;
    float y_m = 0;
    float bed_elevation_m = 0;  ///< of the bed
    float chainage_m = 0;       ///< along the river from its first point
    float bank_height_m = 0;    ///< bank above bed
  };
  std::vector<Point> points;
};

/// Vehicles from zone to zone within a span of time. Their drivers are none of the residents of `Population`.
struct TripDemand {
  ZoneId from;
  ZoneId to;
  double vehicles = 0;  ///< on average
  double begins_s = 0;  ///< departures: [begins, ends) after the beginning of the table
  double ends_s = 0;
  TravelMode mode = TravelMode::car;
};

/// Where a file of the package comes from and how far to trust it.
struct Provenance {
  std::string file;
  Phrase source;
  Confidence confidence = Confidence::E;
  std::string license;
};

/// Latitude and longitude end at the reader; this is how to get back (for GIS output).
struct CoordinateSystem {
  int epsg = 0;                 ///< of the projected plane; 0: local plane without georeference
  double false_origin_x_m = 0;  ///< subtracted from projected coordinates so that floats stay exact to centimeters
  double false_origin_y_m = 0;
};

struct Town {
  std::string id;  ///< folder name
  Phrase name;
  CoordinateSystem coordinates;
  std::vector<Provenance> provenance;
  RoadNetwork roads;
  std::vector<std::vector<std::pair<float, float>>> road_shapes;  ///< per segment, may be empty (straight line)
  std::vector<Township> townships;
  std::vector<Zone> zones;
  Population population;
  std::vector<Shelter> shelters;
  std::vector<Station> stations;
  std::vector<Team> teams;
  std::vector<Depot> depots;
  std::vector<HazardPoint> hazard_points;
  std::vector<CommunicationSite> communication_sites;
  std::vector<HelicopterSpot> helicopter_spots;
  std::vector<River> rivers;
  std::vector<TripDemand> trips;

  [[nodiscard]] std::uint64_t resident_count() const;
};

}  // namespace tocsin
