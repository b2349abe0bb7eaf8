// SPDX-License-Identifier: Apache-2.0
// communications: - kind: repair_crews. Crews that mend what cuts have taken: called out when the fault is known, on
// the roads that are open, one township of a cut after the other, most people first. In place of a time that is drawn.
//
//   communications:
//     - kind: power_cut
//       id: creek-feeder
//       at: 20 min
//     - kind: repair_crews
//       station: power-supply-office
//       mends: [creek-feeder]
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/cuts.hpp"
#include "models/communications/open_way_trip.hpp"

namespace tocsin::communications {

/// What cuts report to those who mend them: world.door<Damage>().
class Damage {
 public:
  explicit Damage(World&) {}
  /// A site that a cut has taken, and what gives it back.
  struct Report {
    NameId cut;
    CommunicationSiteId site;
    std::function<void()> give_back;
  };
  void on_report(std::function<void(const Report&)> listener) { listeners_.push_back(std::move(listener)); }
  void report(const Report& report) const {
    for (const auto& listener : listeners_) listener(report);
  }

 private:
  std::vector<std::function<void(const Report&)>> listeners_;
};

struct RepairCrewsParameters final : ModelParameters {
  Reference<StationTag> station;
  std::vector<Reference<NameTag>> mends;
  int crews = 1;
  Duration located{};  ///< from the cut until it is known where it is
  Duration ready_day{}, ready_night{};
  double speed_factor = 1;
  Duration look_again{};
  Restoration work;  ///< on the spot, of one township of a cut

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by check.
  NameId name;
  StationId base;
  std::vector<NameId> cuts;
};

class RepairCrews final : public Model {
 public:
  explicit RepairCrews(const RepairCrewsParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  /// One township of a cut.
  struct Job {
    NameId cut;
    TownshipId township;
    std::uint32_t persons = 0;  ///< of the township
    std::vector<Damage::Report> sites;
    Time located_at = kNever;
    std::uint32_t number = 0;  ///< of this cut and township, so far
    bool taken = false, done = false;
  };
  struct Crew {
    Place at;
    std::size_t job = 0;
    bool busy = false;
    std::unique_ptr<OpenWayTrip> trip;
  };
  void damaged(const Damage::Report& report);
  void find_work();
  void send(std::uint32_t number, std::size_t job);
  void arrived(std::uint32_t number, TripEnd end);
  void finished(std::uint32_t number);
  [[nodiscard]] const Place& place_of(const Job& job) const;

  const RepairCrewsParameters& p_;
  World* world_ = nullptr;
  std::vector<Job> jobs_;
  std::vector<Crew> crews_;
};

}  // namespace tocsin::communications
