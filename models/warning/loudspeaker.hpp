// SPDX-License-Identifier: Apache-2.0
// warning: - kind: loudspeaker, siren. Village loudspeakers that repeat the order, or sound a tone without speech. Who
// hears it follows from distance, walls and noise (handbook 3.5), who of those understands it from shares (3.4). Levels
// in dB, distances in meters.
//
//   warning:
//     - kind: loudspeaker         # all sites of the town
//       weather: heavy_rain
#pragma once

#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

/// What the sound has to rise above; all in dB.
struct Noise {
  double outdoors = 0;
  double indoors = 0;
};

struct LoudspeakerParameters : ModelParameters {
  std::vector<Reference<CommunicationSiteTag>> sites;
  Weather weather = Weather::heavy_rain;
  Duration start_delay{};
  Duration repeat_interval{};
  int repeat_count = 0;
  double level_at_1m_db = 0;
  double absorption_db_per_m = 0;
  double margin_db = 0;
  double outdoors_day_db = 0, outdoors_night_db = 0, heavy_rain_db = 0;
  double indoors_day_db = 0, indoors_night_db = 0;
  double wall_low_db = 0, wall_high_db = 0;
  Share outdoors_share_day, outdoors_share_night, outdoors_share_heavy_rain;
  Share reach_outdoors, reach_indoors_day, reach_indoors_night;
  double heavy_rain_factor = 1;
  Share attention;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] virtual Channel channel() const { return Channel::loudspeaker; }

  /// Level of one loudspeaker at a distance: L(r) = L1 - 20 log10(r) - absorption r (handbook 3.5).
  [[nodiscard]] double level_db(double distance_m) const;
  [[nodiscard]] Noise noise(bool night) const;
  /// Level outside the house from which the order is understood: outdoors above the noise by the margin; indoors the
  /// wall takes its share of signal and of outside noise, and the quiet of the room is a noise of its own.
  [[nodiscard]] double required_level_db(bool night, bool outdoors, double wall_db) const;
  /// Farthest distance at which anybody hears anything.
  [[nodiscard]] double farthest_m() const;

  /// One loudspeaker near enough to a household to be heard at best.
  struct Audible {
    std::uint32_t site;  // index in site_ids
    float level_db;
  };
  // Filled by `check`.
  NameId name;
  std::vector<CommunicationSiteId> site_ids;
  std::vector<std::uint32_t> first_audible;  ///< by scope position: [first, next) in `audible`, loudest first
  std::vector<Audible> audible;

 private:
  void describe_sound(Fields& fields);
  void describe_listeners(Fields& fields);
  void find_sites(const Scenario& scenario, Diagnostics& diagnostics);
  void find_audible(const Scenario& scenario);
};

/// The loudspeakers sound a tone instead of words (警报器): louder and farther, and less is understood.
struct SirenParameters final : LoudspeakerParameters {
  [[nodiscard]] Channel channel() const override { return Channel::siren; }
};

class Loudspeaker final : public Model {
 public:
  explicit Loudspeaker(const LoudspeakerParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  enum class SiteState : std::uint8_t { idle, active, failed };
  struct Site {
    SiteState state = SiteState::idle;
    int rounds_left = 0;
  };
  struct Listener {
    std::uint32_t position;
    float required_db;
    std::uint16_t rounds_needed;  // audible rounds until it understands
  };
  void on_order();
  bool activate_sites();
  void enlist(std::uint32_t position);
  void broadcast();
  [[nodiscard]] bool hears(const Listener& listener) const;
  [[nodiscard]] bool sounds(std::uint32_t site) const { return sounding_[site] != 0; }
  bool prepare_sites();

  const LoudspeakerParameters& parameters_;
  World* world_ = nullptr;
  std::vector<Site> sites_;
  std::vector<std::uint8_t> sounding_;  // in this round
  std::vector<std::uint8_t> enlisted_;  // by scope position
  std::vector<std::uint8_t> called_;    // by scope position: an order for it has been repeated
  std::vector<Listener> listeners_;
  EventHandle next_round_;
  bool started_ = false;
};

}  // namespace tocsin::warning
