// SPDX-License-Identifier: Apache-2.0
// trips.csv: vehicles from zone to zone. More of them than a zone has residents is a slip (trips of a day in a table of
// an hour, a column of persons), and is refused where it first shows.
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "engine/input/codes.hpp"
#include "engine/town/reading.hpp"

namespace tocsin {
namespace {

constexpr double kMostVehicles = 1e7;
constexpr double kMostMinutes = 1e5;
constexpr std::array<Word, 4> kModeWords{
    {{"motorcycle", "摩托车"}, {"car", "汽车|小汽车"}, {"bus", "客车"}, {"truck", "货车"}}};
constexpr std::array<TravelMode, 4> kModes{TravelMode::motorcycle, TravelMode::car, TravelMode::bus, TravelMode::truck};

std::optional<TripDemand> trips_of(const TableRows& rows, int row, TownReading& reading) {
  constexpr double kLeast = 1e-6;  // "more than zero"
  TripDemand trips;
  trips.from = reference_of<ZoneTag>(rows["from"], row, reading.zone_ids, reading.diagnostics);
  trips.to = reference_of<ZoneTag>(rows["to"], row, reading.zone_ids, reading.diagnostics);
  const auto vehicles = rows["vehicles"].number(row, kLeast, kMostVehicles);
  const auto ends_min = rows["ends_min"].number(row, kLeast, kMostMinutes);
  trips.begins_s = number_of(rows["begins_min"], row, 0, kMostMinutes, 0) * 60;
  if (const auto mode = word_of(rows["mode"], row, kModeWords, reading.diagnostics)) trips.mode = kModes[*mode];
  if (!trips.from.exists() || !trips.to.exists() || !vehicles || !ends_min) return std::nullopt;
  trips.vehicles = *vehicles;
  trips.ends_s = *ends_min * 60;
  if (trips.ends_s <= trips.begins_s) {
    reading.diagnostics.error(rows["ends_min"].where(row), codes::kOutOfRange,
                              {"the last departure is not after the first", "最晚出发不晚于最早出发"},
                              {"ends_min greater than begins_min", "ends_min 应大于 begins_min"});
    return std::nullopt;
  }
  return trips;
}

class Leaving {
 public:
  explicit Leaving(const Town& town) : town_(town), vehicles_(town.zones.size(), 0) {}

  /// Tells once per zone.
  void add(const TripDemand& trips, const SourceSpan& where, Diagnostics& diagnostics) {
    const auto& zone = town_.zones[trips.from.index()];
    auto& sum = vehicles_[trips.from.index()];
    const bool told = sum > zone.residents;
    sum += trips.vehicles;
    if (zone.residents == 0 || told || sum <= zone.residents) return;
    diagnostics.error(
        where, codes::kInconsistent,
        phrase("with this row {:.0f} vehicles leave '{}', which has {} residents",
               "至此行共有 {:.0f} 辆车驶出“{}”，而该分区仅有 {} 人", std::ceil(sum), zone.id, zone.residents),
        {"no more vehicles than residents", "车辆数不超过人口"},
        {"a zone without residents may stand for the world outside", "无人口的分区可代表区域以外"});
  }

 private:
  const Town& town_;
  std::vector<double> vehicles_;  // by zone
};

}  // namespace

void read_trips(TownReading& reading) {
  const auto rows = reading.open("trips.csv");
  if (!rows) return;
  Leaving leaving(reading.town);
  for (int row = 0; row < rows->count(); ++row) {
    const auto trips = trips_of(*rows, row, reading);
    if (!trips) continue;
    leaving.add(*trips, (*rows)["vehicles"].where(row), reading.diagnostics);
    reading.town.trips.push_back(*trips);
  }
}

}  // namespace tocsin
