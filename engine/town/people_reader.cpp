// SPDX-License-Identifier: Apache-2.0
// zones.csv and households.csv: who lives where. Figures that contradict each other are errors; figures that differ
// between the two tables are warnings, the households count.
#include <algorithm>
#include <cmath>

#include "engine/input/codes.hpp"
#include "engine/town/households.hpp"
#include "engine/town/reading.hpp"

namespace tocsin {
namespace {

constexpr std::int64_t kMostResidents = 50'000'000;

struct ListedHousehold {
  ZoneId zone;
  std::string id;
  Place place;
  std::uint8_t persons = 0, children = 0, elderly = 0, need_help = 0, cars = 0, motorcycles = 0;
  std::string responsible, helper;
  std::size_t row = 0;  // of households.csv
};

class PeopleReading {
 public:
  explicit PeopleReading(TownReading& reading) : reading_(reading) {}
  void read() {
    read_zones();
    read_households();
    if (!reading_.diagnostics.has_errors()) fill_population();
  }

 private:
  void read_zones();
  ZoneFigures figures_of(const TableRows& rows, int row, const std::string& id);
  void check(const TableRows& rows, int row, const std::string& id, const ZoneFigures& figures);
  void read_households();
  void read_household(const TableRows& rows, int row, const PositionCells& positions, TextIds& ids);
  void read_helpers(const TableRows& rows, const TextIds& ids);
  void name_helpers();
  void check(const TableRows& rows, int row, const ListedHousehold& household);
  void compare(std::size_t zone, std::uint32_t residents, std::uint32_t households);
  void fill_population();
  void add_listed(const ListedHousehold& household);

  TownReading& reading_;
  std::vector<ZoneFigures> figures_;
  std::vector<PlanePosition> centers_;
  std::vector<std::vector<ListedHousehold>> listed_;         // by zone
  std::vector<std::optional<std::uint32_t>> helper_of_row_;  // by row of households.csv; empty: nobody is named
};

void PeopleReading::read_zones() {
  const auto rows = reading_.open("zones.csv");
  if (!rows) {
    reading_.zone_ids.lost();
    return;
  }
  if (rows->damaged()) reading_.zone_ids.lost();
  FacilityCells cells(*rows, reading_, {"zone", "规划单元"}, reading_.zone_ids);
  for (int row = 0; row < rows->count(); ++row) {
    auto facility = cells.at(row, Reach::on_foot);
    const auto before = reading_.diagnostics.entries().size();
    figures_.push_back(figures_of(*rows, row, facility.id));
    reading_.zone_figures_sound.push_back(!rows->damaged() && reading_.diagnostics.entries().size() == before);
    centers_.push_back(facility.position);
    reading_.town.zones.push_back({.id = std::move(facility.id),
                                   .name = std::move(facility.name),
                                   .township = facility.township,
                                   .place = facility.place,
                                   .first_household = 0,
                                   .household_count = figures_.back().households,
                                   .residents = figures_.back().residents});
  }
  listed_.resize(figures_.size());
}

ZoneFigures PeopleReading::figures_of(const TableRows& rows, int row, const std::string& id) {
  ZoneFigures figures;
  const auto errors_before = reading_.diagnostics.entries().size();
  figures.residents = count_of(rows["population"], row, kMostResidents);
  figures.households = count_of(rows["households"], row, kMostResidents);
  figures.children = count_of(rows["children"], row, kMostResidents);
  figures.elderly = count_of(rows["elderly"], row, kMostResidents);
  figures.need_help = count_of(rows["need_help"], row, kMostResidents);
  figures.cars = count_of(rows["cars"], row, kMostResidents);
  figures.motorcycles = count_of(rows["motorcycles"], row, kMostResidents);
  const double usual = reading_.options.parameters.spread_per_root_household.si() *
                       std::sqrt(std::max(1.0, static_cast<double>(figures.households)));
  figures.spread_m = number_of(rows["spread_m"], row, 1, 100'000, usual);
  if (reading_.diagnostics.entries().size() == errors_before) check(rows, row, id, figures);
  return figures;
}

void PeopleReading::check(const TableRows& rows, int row, const std::string& id, const ZoneFigures& figures) {
  const auto contradict = [&](std::string_view column, const Phrase& what, const Phrase& expected) {
    const Column& cell = rows[column];
    reading_.diagnostics.error(cell.present() ? cell.where(row) : rows.where(row), codes::kInconsistent, what,
                               expected);
  };
  const std::uint64_t parts = std::uint64_t{figures.children} + figures.elderly;
  if (figures.households > figures.residents) {
    contradict("households",
               phrase("zone '{}' has {} households but {} residents", "“{}”有 {} 户但只有 {} 人", id,
                      figures.households, figures.residents),
               {"at least one resident per household", "每户至少 1 人"});
  } else if (figures.residents > std::uint64_t{figures.households} * 255) {
    contradict("households",
               phrase("zone '{}' has {} residents in {} households", "“{}”有 {} 人但只有 {} 户", id, figures.residents,
                      figures.households),
               {"at most 255 residents per household", "每户不超过 255 人"});
  }
  if (parts > figures.residents) {
    contradict(
        figures.elderly > figures.children ? "elderly" : "children",
        phrase("zone '{}' has {} children and {} elderly but {} residents", "“{}”有 {} 名儿童和 {} 名老人但只有 {} 人",
               id, figures.children, figures.elderly, figures.residents),
        {"together at most the population", "合计不超过人口数"});
  }
  if (figures.need_help > figures.residents) {
    contradict("need_help",
               phrase("in zone '{}' {} need help but it has {} residents", "“{}”需帮扶 {} 人但只有 {} 人", id,
                      figures.need_help, figures.residents),
               {"at most the population", "不超过人口数"});
  }
  for (const auto& [column, vehicles] :
       {std::pair{"cars", figures.cars}, std::pair{"motorcycles", figures.motorcycles}}) {
    // Without households that mistake is told already.
    if (figures.households == 0 || vehicles <= std::uint64_t{figures.households} * 20) continue;
    contradict(column,
               phrase("zone '{}' has {} {} in {} households", "“{0}”{3} 户有 {1} 辆（{2}）", id, vehicles, column,
                      figures.households),
               {"at most 20 per household", "每户不超过 20 辆"});
  }
}

void PeopleReading::read_households() {
  const auto rows = reading_.open("households.csv");
  if (!rows) return;
  const PositionCells positions(*rows, reading_.plane);
  TextIds ids("households.csv");
  for (int row = 0; row < rows->count(); ++row) read_household(*rows, row, positions, ids);
  read_helpers(*rows, ids);
}

// Who helps somebody gets away without help: else nobody would know who comes first.
void PeopleReading::read_helpers(const TableRows& rows, const TextIds& ids) {
  const Column& column = rows["helper_household"];
  if (!column.present()) return;
  helper_of_row_.resize(ids.size());
  for (int row = 0; row < rows.count(); ++row) {
    const auto name = text_of(column, row);
    if (!name.empty()) {
      helper_of_row_[static_cast<std::size_t>(row)] = ids.find(name, column.where(row), reading_.diagnostics);
    }
  }
  for (int row = 0; row < rows.count(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    const auto helper = helper_of_row_[at];
    if (!helper || (*helper != at && !helper_of_row_[*helper])) continue;
    const bool itself = *helper == at;
    reading_.diagnostics.error(
        column.where(row), codes::kInconsistent,
        itself ? phrase("household '{}' is to help itself", "住户“{}”的帮扶户是其自身", ids.name(at))
               : phrase("household '{}' is to help '{}' and is helped itself", "住户“{}”既要帮扶“{}”，自身又需他户帮扶",
                        ids.name(*helper), ids.name(at)),
        {"a household that gets away by itself", "能够自行转移的住户"});
  }
}

void PeopleReading::read_household(const TableRows& rows, int row, const PositionCells& positions, TextIds& ids) {
  ListedHousehold household;
  const Column& id = rows["id"];
  const SourceSpan& where = id.present() ? id.where(row) : rows.where(row);
  ids.add(text_of(id, row), where, reading_.diagnostics);
  household.row = static_cast<std::size_t>(row);
  household.id = ids.name(household.row);
  household.zone = reference_of<ZoneTag>(rows["zone"], row, reading_.zone_ids, reading_.diagnostics);
  const auto position = positions.at(row);
  const Column& elevation = rows["elevation_m"];
  const auto height = elevation.present() ? elevation.number(row, -500, 9000) : std::nullopt;
  if (position) {
    household.place = place_at(reading_, reading_.inside(*position), height, Reach::on_foot, {"household", "住户"},
                               household.id, where);
  }
  const auto small = [&](std::string_view column) {
    return static_cast<std::uint8_t>(count_of(rows[column], row, 255));
  };
  const Column& persons = rows["persons"];
  household.persons =
      persons.present() ? static_cast<std::uint8_t>(persons.whole_number(row, 1, 255).value_or(1)) : std::uint8_t{1};
  household.children = small("children");
  household.elderly = small("elderly");
  household.need_help = small("need_help");
  household.cars = small("cars");
  household.motorcycles = small("motorcycles");
  household.responsible = text_of(rows["responsible"], row);
  household.helper = text_of(rows["helper"], row);
  check(rows, row, household);
  if (household.zone.exists()) listed_[household.zone.index()].push_back(std::move(household));
}

void PeopleReading::check(const TableRows& rows, int row, const ListedHousehold& household) {
  const bool parts_fit = household.children + household.elderly <= household.persons;
  if (parts_fit && household.need_help <= household.persons) return;
  const Column& persons = rows["persons"];
  reading_.diagnostics.error(
      persons.present() ? persons.where(row) : rows.where(row), codes::kInconsistent,
      phrase("household '{}' has {} persons, {} children, {} elderly, {} who need help",
             "住户“{}”共 {} 人，其中儿童 {}、老人 {}、需帮扶 {}", household.id, int{household.persons},
             int{household.children}, int{household.elderly}, int{household.need_help}),
      {"parts that fit into the whole", "各项合计不超过总人数"});
}

void PeopleReading::compare(std::size_t zone, std::uint32_t residents, std::uint32_t households) {
  const ZoneFigures& figures = figures_[zone];
  if (figures.residents == residents && figures.households == households) return;
  reading_.diagnostics.warning(
      reading_.zone_ids.where(zone), codes::kInconsistent,
      phrase("zone '{}': zones.csv says {} residents in {} households, households.csv lists {} in {}; the list counts",
             "“{}”：zones.csv 为 {} 人 {} 户，households.csv 登记 {} 人 {} 户；以登记为准",
             reading_.zone_ids.name(zone), figures.residents, figures.households, residents, households));
}

// Towns in which nobody is named pay nothing for the column.
void name_person(std::vector<std::string>& column, std::size_t households, const std::string& name) {
  if (name.empty()) return;
  column.resize(households);
  column.back() = name;
}

void PeopleReading::add_listed(const ListedHousehold& household) {
  Population& population = reading_.town.population;
  population.id.push_back(household.id);
  population.zone.push_back(household.zone);
  population.x_m.push_back(household.place.x_m);
  population.y_m.push_back(household.place.y_m);
  population.elevation_m.push_back(household.place.elevation_m);
  population.walk_junction.push_back(household.place.walk_junction);
  population.road_junction.push_back(household.place.road_junction);
  population.persons.push_back(household.persons);
  population.children.push_back(household.children);
  population.elderly.push_back(household.elderly);
  population.need_help.push_back(household.need_help);
  population.cars.push_back(household.cars);
  population.motorcycles.push_back(household.motorcycles);
  name_person(population.responsible, population.size(), household.responsible);
  name_person(population.helper, population.size(), household.helper);
}

void reserve(Population& population, std::size_t households) {
  population.id.reserve(households);
  population.zone.reserve(households);
  for (auto* column : {&population.x_m, &population.y_m, &population.elevation_m}) column->reserve(households);
  for (auto* column : {&population.walk_junction, &population.road_junction}) column->reserve(households);
  for (auto* column : {&population.persons, &population.children, &population.elderly, &population.need_help,
                       &population.cars, &population.motorcycles}) {
    column->reserve(households);
  }
}

void PeopleReading::fill_population() {
  Town& town = reading_.town;
  const Frontage frontage(town.roads, town.road_shapes, *reading_.access);
  std::size_t expected = 0;
  for (std::size_t z = 0; z < figures_.size(); ++z) {
    expected += listed_[z].empty() ? figures_[z].households : listed_[z].size();
  }
  reserve(town.population, expected);
  for (std::size_t z = 0; z < figures_.size(); ++z) {
    Zone& zone = town.zones[z];
    zone.first_household = static_cast<std::uint32_t>(town.population.size());
    if (listed_[z].empty()) {
      make_households(zone.id, ZoneId(z), figures_[z], centers_[z], reading_.options.parameters.frontage_depth.si(),
                      frontage, *reading_.access, town.roads, town.population);
      continue;
    }
    zone.residents = 0;
    for (const ListedHousehold& household : listed_[z]) {
      add_listed(household);
      zone.residents += household.persons;
    }
    zone.household_count = static_cast<std::uint32_t>(listed_[z].size());
    compare(z, zone.residents, zone.household_count);
  }
  for (auto* names : {&town.population.responsible, &town.population.helper}) {
    if (!names->empty()) names->resize(town.population.size());
  }
  name_helpers();
}

// The rows of a zone stand together in the town, in their order.
void PeopleReading::name_helpers() {
  if (helper_of_row_.empty()) return;
  auto& people = reading_.town.population;
  std::vector<HouseholdId> id_of_row(helper_of_row_.size());
  for (std::size_t z = 0; z < listed_.size(); ++z) {
    for (std::size_t h = 0; h < listed_[z].size(); ++h) {
      id_of_row[listed_[z][h].row] = HouseholdId(reading_.town.zones[z].first_household + h);
    }
  }
  people.helper_household.resize(people.size());
  for (std::size_t row = 0; row < helper_of_row_.size(); ++row) {
    if (helper_of_row_[row]) people.helper_household[id_of_row[row].index()] = id_of_row[*helper_of_row_[row]];
  }
}

}  // namespace

void read_people(TownReading& reading) {
  PeopleReading(reading).read();
}

}  // namespace tocsin
