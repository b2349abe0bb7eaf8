// SPDX-License-Identifier: Apache-2.0
// communications: - kind: generators. Portable generators that are brought to sites without mains, over the roads that
// are open, and run as long as fuel is brought: a site goes dark again when the road to it is cut and its tank is
// empty.
//
//   communications:
//     - kind: generators
//       station: power-supply-office
//       count: 4
#pragma once

#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/communications.hpp"
#include "models/communications/open_way_trip.hpp"

namespace tocsin::communications {

struct GeneratorsParameters final : ModelParameters {
  Reference<StationTag> station;
  int count = 1;
  std::vector<Reference<CommunicationSiteTag>> sites;
  Duration noticed{};  ///< from the loss of the mains
  Duration ready_day{}, ready_night{};
  Duration set_up{};
  Duration tank{};
  Duration refuel_before{};  ///< the tank is empty: a can sets out then
  double speed_factor = 1;
  Duration look_again{};

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by check.
  NameId name;
  StationId base;
  std::vector<CommunicationSiteId> served;  ///< the first of them first
};

class Generators final : public Model {
 public:
  explicit Generators(const GeneratorsParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  enum class Doing : std::uint8_t { idle, going, running, dry, coming_back };
  struct Unit {
    CommunicationSiteId site;
    Doing doing = Doing::idle;
    Time empty_at = kNever;
    std::uint32_t use = 0;  ///< counts its uses, so that what belonged to an earlier one is let go
    std::unique_ptr<OpenWayTrip> trip, fuel;
  };
  void find_work();
  [[nodiscard]] bool wanted(CommunicationSiteId site) const;
  void mains_back(CommunicationSiteId site);
  void send(std::uint32_t number, CommunicationSiteId site);
  void arrived(std::uint32_t number);
  void fill(std::uint32_t number);
  void send_fuel(std::uint32_t number);
  void run_dry(std::uint32_t number);
  void call_back(std::uint32_t number);
  [[nodiscard]] Going going() const;
  [[nodiscard]] const Place& base() const { return world_->town().stations[p_.base.index()].place; }
  [[nodiscard]] const Place& place(const Unit& unit) const {
    return world_->town().communication_sites[unit.site.index()].place;
  }
  /// Runs `step` later unless the unit has been put to another use.
  template <class Step>
  void later(std::uint32_t unit, Duration after, Step step) {
    const auto use = units_[unit].use;
    world_->kernel().schedule_in(after, Phase::infrastructure, [this, unit, use, step] {
      if (units_[unit].use == use) step();
    });
  }

  const GeneratorsParameters& p_;
  World* world_ = nullptr;
  Sites* sites_ = nullptr;
  std::vector<Unit> units_;
};

}  // namespace tocsin::communications
