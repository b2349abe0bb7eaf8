// SPDX-License-Identifier: Apache-2.0
// Sharing out people among households and houses along roads. Persons beyond the first of each household fall on
// households with equal chance (so sizes are close to 1 + Poisson); children, elderly, people who need help and
// vehicles are drawn without replacement (selection sampling, Knuth 1997, vol. 2, algorithm 3.4.2 S): sums are exact.
#include "engine/town/households.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/base/ensure.hpp"
#include "engine/random/stream.hpp"

namespace tocsin {
namespace {

constexpr std::uint32_t kMostPersons = std::numeric_limits<std::uint8_t>::max();

/// The zone's own stream: seed and replication play no part, the place is the same in every run.
RandomStream stream_of(std::string_view zone_id, Purpose purpose) {
  return {0, 0, purpose, Purpose(zone_id).hash()};
}

std::size_t pick(RandomStream& stream, std::size_t count) {
  return std::min(static_cast<std::size_t>(stream.uniform() * static_cast<double>(count)), count - 1);
}

std::vector<std::uint8_t> household_sizes(const ZoneFigures& figures, RandomStream& stream) {
  std::vector<std::uint8_t> persons(figures.households, 1);
  for (std::uint32_t left = figures.residents - figures.households; left > 0;) {
    std::uint8_t& size = persons[pick(stream, persons.size())];
    if (size == kMostPersons) continue;
    ++size;
    --left;
  }
  return persons;
}

/// Draws `count` of the slots that each household offers, without replacement.
std::vector<std::uint8_t> draw(const std::vector<std::uint8_t>& slots, std::uint32_t count, RandomStream& stream) {
  std::uint64_t left = 0;
  for (const std::uint8_t s : slots) left += s;
  std::uint64_t wanted = std::min<std::uint64_t>(count, left);
  std::vector<std::uint8_t> drawn(slots.size(), 0);
  for (std::size_t h = 0; h < slots.size() && wanted > 0; ++h) {
    for (std::uint8_t s = 0; s < slots[h] && wanted > 0; ++s, --left) {
      if (stream.uniform() * static_cast<double>(left) >= static_cast<double>(wanted)) continue;
      ++drawn[h];
      --wanted;
    }
  }
  return drawn;
}

std::vector<std::uint8_t> minus(std::vector<std::uint8_t> all, const std::vector<std::uint8_t>& taken) {
  for (std::size_t h = 0; h < all.size(); ++h) all[h] = static_cast<std::uint8_t>(all[h] - taken[h]);
  return all;
}

std::vector<std::uint8_t> plus(std::vector<std::uint8_t> a, const std::vector<std::uint8_t>& b) {
  for (std::size_t h = 0; h < a.size(); ++h) a[h] = static_cast<std::uint8_t>(a[h] + b[h]);
  return a;
}

/// From `first` as far as it goes, the rest from `second`.
std::vector<std::uint8_t> draw_from(const std::vector<std::uint8_t>& first, const std::vector<std::uint8_t>& second,
                                    std::uint32_t count, RandomStream& stream) {
  std::uint32_t in_first = 0;
  for (const std::uint8_t s : first) in_first += s;
  if (count <= in_first) return draw(first, count, stream);
  return plus(first, draw(second, count - in_first, stream));
}

/// Vehicles: the same number for every household, the remainder drawn.
std::vector<std::uint8_t> vehicles(std::uint32_t count, std::size_t households, RandomStream& stream) {
  const auto each = static_cast<std::uint8_t>(count / households);
  const auto rest = static_cast<std::uint32_t>(count % households);
  const auto one_more = draw(std::vector<std::uint8_t>(households, 1), rest, stream);
  return plus(std::vector<std::uint8_t>(households, each), one_more);
}

void append(std::vector<std::uint8_t>& to, const std::vector<std::uint8_t>& values) {
  to.insert(to.end(), values.begin(), values.end());
}

void add_people(const ZoneFigures& figures, RandomStream& stream, Population& population) {
  const auto persons = household_sizes(figures, stream);
  // Every household keeps one adult as long as the figures allow it.
  const auto one_each = std::vector<std::uint8_t>(persons.size(), 1);
  const auto children = draw_from(minus(persons, one_each), one_each, figures.children, stream);
  const auto elderly = draw(minus(persons, children), figures.elderly, stream);
  const auto need_help = draw_from(elderly, minus(persons, elderly), figures.need_help, stream);
  append(population.persons, persons);
  append(population.children, children);
  append(population.elderly, elderly);
  append(population.need_help, need_help);
  append(population.cars, vehicles(figures.cars, persons.size(), stream));
  append(population.motorcycles, vehicles(figures.motorcycles, persons.size(), stream));
}

/// One house: a random point of the frontage, set back to one side of the road.
struct House {
  double x = 0, y = 0;
  double z = std::numeric_limits<double>::quiet_NaN();  ///< unknown: that of the nearest junction
};

House house_along(const std::vector<Frontage::Stretch>& stretches, const std::vector<double>& reach, double depth_m,
                  RandomStream& stream) {
  const double at = stream.uniform() * reach.back();
  const auto found = std::upper_bound(reach.begin(), reach.end(), at);
  const auto index = std::min(static_cast<std::size_t>(found - reach.begin()), stretches.size() - 1);
  const Frontage::Stretch& leg = stretches[index];
  const double t = stream.uniform();
  const double side = stream.uniform() < 0.5 ? -1.0 : 1.0;
  // Not on the carriageway itself: a tenth of the depth stays free.
  const double back = side * depth_m * (0.1 + 0.9 * stream.uniform());
  const double length = std::max(leg.length(), 1e-9);
  const double nx = -(leg.y2 - leg.y1) / length;
  const double ny = (leg.x2 - leg.x1) / length;
  return {leg.x1 + t * (leg.x2 - leg.x1) + back * nx, leg.y1 + t * (leg.y2 - leg.y1) + back * ny,
          leg.z1 + t * (leg.z2 - leg.z1)};
}

House house_in_disc(PlanePosition center, double radius_m, RandomStream& stream) {
  const double r = radius_m * std::sqrt(stream.uniform());
  const double angle = 2.0 * std::numbers::pi * stream.uniform();
  return {center.x_m + r * std::cos(angle), center.y_m + r * std::sin(angle)};
}

void add_house(const House& house, ZoneId zone, const RoadAccess& access, const RoadNetwork& network,
               Population& population) {
  const JunctionId walk = access.walk(house.x, house.y).junction;
  const JunctionId road = access.road(house.x, house.y).junction;
  const JunctionId near = walk.exists() ? walk : road;
  const float elevation = near.exists() ? network.junction(near).elevation_m : 0.0F;
  population.id.emplace_back();
  population.zone.push_back(zone);
  population.x_m.push_back(static_cast<float>(house.x));
  population.y_m.push_back(static_cast<float>(house.y));
  population.elevation_m.push_back(std::isnan(house.z) ? elevation : static_cast<float>(house.z));
  population.walk_junction.push_back(walk);
  population.road_junction.push_back(road);
}

}  // namespace

double Frontage::Stretch::length() const {
  return std::hypot(x2 - x1, y2 - y1);
}

Frontage::Frontage(const RoadNetwork& network, const Shapes& shapes, const RoadAccess& access) {
  for (std::size_t s = 0; s < network.segment_count(); ++s) {
    const SegmentId id(s);
    const bool counted_already = network.opposite(id).exists() && network.opposite(id) < id;
    const bool on_ground = !network.bridge(id) && !network.tunnel(id);
    if (counted_already || !on_ground || !network.allows(id, TravelMode::walk)) continue;
    if (access.walkable(network.from(id))) add_road(network, id, shapes[s]);
  }
  build_grid();
}

void Frontage::add_road(const RoadNetwork& network, SegmentId id, const std::vector<std::pair<float, float>>& shape) {
  const Junction& from = network.junction(network.from(id));
  const Junction& to = network.junction(network.to(id));
  const std::array<std::pair<float, float>, 2> straight{std::pair{from.x_m, from.y_m}, std::pair{to.x_m, to.y_m}};
  const std::span<const std::pair<float, float>> line =
      shape.empty() ? std::span<const std::pair<float, float>>(straight) : shape;
  double whole = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    whole += std::hypot(line[i].first - line[i - 1].first, line[i].second - line[i - 1].second);
  }
  double along = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double leg = std::hypot(line[i].first - line[i - 1].first, line[i].second - line[i - 1].second);
    const auto height = [&](double at) {
      const double share = whole > 0 ? at / whole : 0.0;
      return static_cast<double>(from.elevation_m) + share * static_cast<double>(to.elevation_m - from.elevation_m);
    };
    legs_.push_back(
        {line[i - 1].first, line[i - 1].second, height(along), line[i].first, line[i].second, height(along + leg)});
    along += leg;
  }
}

void Frontage::build_grid() {
  if (legs_.empty()) return;
  double high_x = legs_[0].x1;
  double high_y = legs_[0].y1;
  low_x_ = high_x, low_y_ = high_y;
  for (const Stretch& leg : legs_) {
    low_x_ = std::min({low_x_, leg.x1, leg.x2}), high_x = std::max({high_x, leg.x1, leg.x2});
    low_y_ = std::min({low_y_, leg.y1, leg.y2}), high_y = std::max({high_y, leg.y1, leg.y2});
  }
  cell_m_ = std::max({cell_m_, (high_x - low_x_) / 1000.0, (high_y - low_y_) / 1000.0});
  columns_ = static_cast<std::int64_t>((high_x - low_x_) / cell_m_) + 1;
  rows_ = static_cast<std::int64_t>((high_y - low_y_) / cell_m_) + 1;
  const auto each_cell = [&](const Stretch& leg, const auto& visit) {
    const auto cell = [&](double value, double low) { return static_cast<std::int64_t>((value - low) / cell_m_); };
    for (auto r = cell(std::min(leg.y1, leg.y2), low_y_); r <= cell(std::max(leg.y1, leg.y2), low_y_); ++r) {
      for (auto c = cell(std::min(leg.x1, leg.x2), low_x_); c <= cell(std::max(leg.x1, leg.x2), low_x_); ++c) {
        visit(static_cast<std::size_t>(r * columns_ + c));
      }
    }
  };
  first_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  for (const Stretch& leg : legs_) each_cell(leg, [&](std::size_t c) { ++first_[c + 1]; });
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  members_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t i = 0; i < legs_.size(); ++i) each_cell(legs_[i], [&](std::size_t c) { members_[next[c]++] = i; });
}

namespace {

/// The part of a leg inside a circle; false when there is none.
bool clip(Frontage::Stretch& leg, PlanePosition center, double radius) {
  const double dx = leg.x2 - leg.x1;
  const double dy = leg.y2 - leg.y1;
  const double fx = leg.x1 - center.x_m;
  const double fy = leg.y1 - center.y_m;
  const double a = dx * dx + dy * dy;
  const double b = fx * dx + fy * dy;
  const double discriminant = b * b - a * (fx * fx + fy * fy - radius * radius);
  if (a <= 0 || discriminant <= 0) return false;
  const double root = std::sqrt(discriminant);
  const double t1 = std::clamp((-b - root) / a, 0.0, 1.0);
  const double t2 = std::clamp((-b + root) / a, 0.0, 1.0);
  if (t2 <= t1) return false;
  const double dz = leg.z2 - leg.z1;
  leg = {leg.x1 + t1 * dx, leg.y1 + t1 * dy, leg.z1 + t1 * dz, leg.x1 + t2 * dx, leg.y1 + t2 * dy, leg.z1 + t2 * dz};
  return true;
}

}  // namespace

std::vector<Frontage::Stretch> Frontage::around(PlanePosition center, double radius_m) const {
  std::vector<Stretch> found;
  if (legs_.empty()) return found;
  const auto cell = [&](double value, double low, std::int64_t count) {
    return std::clamp(static_cast<std::int64_t>(std::floor((value - low) / cell_m_)), std::int64_t{0}, count - 1);
  };
  std::vector<std::uint32_t> near;
  for (auto r = cell(center.y_m - radius_m, low_y_, rows_); r <= cell(center.y_m + radius_m, low_y_, rows_); ++r) {
    for (auto c = cell(center.x_m - radius_m, low_x_, columns_); c <= cell(center.x_m + radius_m, low_x_, columns_);
         ++c) {
      const auto at = static_cast<std::size_t>(r * columns_ + c);
      near.insert(near.end(), members_.begin() + first_[at], members_.begin() + first_[at + 1]);
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  for (const std::uint32_t i : near) {
    Stretch leg = legs_[i];
    if (clip(leg, center, radius_m)) found.push_back(leg);
  }
  return found;
}

void make_households(std::string_view zone_id, ZoneId zone, const ZoneFigures& figures, PlanePosition center,
                     double frontage_depth_m, const Frontage& frontage, const RoadAccess& access,
                     const RoadNetwork& network, Population& population) {
  if (figures.households == 0) return;
  ensure(figures.residents >= figures.households, "a zone has more households than residents");
  static constexpr Purpose kPeople{"town.people"};
  static constexpr Purpose kHouses{"town.houses"};
  RandomStream people = stream_of(zone_id, kPeople);
  add_people(figures, people, population);
  const auto stretches = frontage.around(center, figures.spread_m);
  std::vector<double> reach;  // running sum of lengths
  reach.reserve(stretches.size());
  for (const auto& leg : stretches) reach.push_back(leg.length() + (reach.empty() ? 0.0 : reach.back()));
  RandomStream houses = stream_of(zone_id, kHouses);
  for (std::uint32_t h = 0; h < figures.households; ++h) {
    const House house = stretches.empty() ? house_in_disc(center, figures.spread_m, houses)
                                          : house_along(stretches, reach, frontage_depth_m, houses);
    add_house(house, zone, access, network, population);
  }
}

}  // namespace tocsin
