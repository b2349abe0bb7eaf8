// SPDX-License-Identifier: Apache-2.0
// warning: - kind: gong. Somebody walks through a zone with a gong and a whistle (鸣锣吹哨), by stops from which all
// its homes are within hearing: the channel that works when power, network and roads fail. Handbook 3.4.
//
//   warning:
//     - kind: gong
//       walkers_per_zone: 2
#pragma once

#include <memory>
#include <vector>

#include "models/warning/delay.hpp"
#include "models/warning/public_channel.hpp"

namespace tocsin::warning {

struct GongParameters final : PublicChannelParameters {
  Weather weather = Weather::heavy_rain;
  int walkers_per_zone = 0;
  Delay call_out_day, call_out_night;
  Speed walking_speed;
  double night_factor = 1, heavy_rain_walking = 1;  ///< of the speed
  double detour_factor = 1;
  Length hearing;  ///< distance at which it is heard
  Share heard_day, heard_night;
  double heavy_rain_hearing = 1;  ///< of these shares
  Length turn_back_depth;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] Channel channel() const override { return Channel::gong; }

  /// A home at which he stands, and the scope positions of those that hear him there and at no stop before.
  struct Stop {
    HouseholdId home;
    std::vector<std::uint32_t> hear;
  };
  /// By zone of the town: from the center always on to the nearest home that nobody has been near yet. Filled by
  /// `check`.
  std::vector<std::vector<Stop>> tours;

 private:
  [[nodiscard]] std::vector<Stop> tour_of(const Scenario& scenario, ZoneId id) const;
};

class Gong final : public PublicChannel {
 public:
  explicit Gong(const GongParameters& parameters) : PublicChannel(parameters), p_(parameters) {}
  void start(World& world) override;

 protected:
  void address(Action action, const std::vector<std::uint32_t>& positions) override;
  [[nodiscard]] ReceiptCounts counts() const override;
  [[nodiscard]] Worked worked() const override { return Worked::from_the_zone; }

 private:
  enum class Fate : std::uint8_t { none, waits, understood, away, not_heard };
  struct Walker {
    ZoneId zone;
    std::uint32_t next = 0, end = 0;
    float x_m = 0, y_m = 0;
  };
  void set_out(ZoneId zone);
  void walk(std::uint32_t walker);
  void sound(std::uint32_t walker);
  [[nodiscard]] bool hears(std::uint32_t position) const;

  const GongParameters& p_;
  std::vector<Fate> fate_;  // by scope position
  std::vector<Walker> walkers_;
};

}  // namespace tocsin::warning
