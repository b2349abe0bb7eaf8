// SPDX-License-Identifier: Apache-2.0
// traffic: - kind: departures. Sends off the vehicles of the town's demand table trips.csv: the traffic that is on the
// roads anyway, or the whole demand of a network somebody measured.
//
//   traffic:
//     - kind: departures
//       begins: 0 min          # when the table begins, after StartEx
//       share: 60 %            # of the vehicles of the table: a night
//
// A share of the drivers knows which roads are cut when they set out; the others take the way of a day without cuts.
// Whoever stands before a cut takes another way, else drives back, else waits there.
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

/// How departures lie in their span: each at a time of its own, all equally likely; or at equal distances.
enum class Spread : std::uint8_t { random, even };

struct DeparturesParameters final : ModelParameters, TravelDemand {
  Duration begins{};
  Share share = 100_percent;
  Spread spread = Spread::random;
  Share informed_of_closures;  ///< of the drivers, when they set out

  void describe(Fields& fields) override;
  /// Refuses a town without trips.csv; warns of trips that no road leads along. Grows the trees that all replications
  /// share.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  NameId name;
};

/// One replication's trips, in order of departure.
class Departures final : public Model, public Driver {
 public:
  explicit Departures(const DeparturesParameters& parameters) : p_(parameters) {}
  void start(World& world) override;
  void arrived(VehicleId vehicle) override;
  void held(VehicleId vehicle, SegmentId closed) override;
  bool guided(VehicleId vehicle, Share following) override;
  [[nodiscard]] JunctionId destination(VehicleId vehicle) const override;
  [[nodiscard]] bool listens(VehicleId vehicle, Share listening) const override;

 private:
  struct Planned {
    double at_s;
    std::uint32_t row;  // of the table
  };
  struct Trip {
    VehicleId vehicle = kNone;
    std::uint32_t row = 0;
    std::uint32_t number = 0;  // in the plan: one cut more changes nobody else's draws
    float departed_s = 0;
    bool turned_back = false;
    bool ended = false;
  };
  void plan_row(std::uint32_t row, double vehicles);
  void plan();
  void send_off();
  void send(std::uint32_t row, std::size_t number);
  /// Of a vehicle of the plan, for one purpose.
  [[nodiscard]] double draw(const char* purpose, std::size_t number) const;
  [[nodiscard]] std::vector<SegmentId> way_of(const TripDemand& trips, std::size_t number);
  void book_next();
  void end_of_exercise();
  [[nodiscard]] Trip& trip_of(VehicleId vehicle) { return trips_[trip_of_vehicle_[vehicle]]; }
  [[nodiscard]] JunctionId junction_of(ZoneId zone) const {
    return world_->town().zones[zone.index()].place.road_junction;
  }

  const DeparturesParameters& p_;
  World* world_ = nullptr;
  RoadTraffic* traffic_ = nullptr;
  const TravelStops* stops_ = nullptr;
  std::vector<Planned> planned_;
  std::size_t next_ = 0;
  std::vector<Trip> trips_;
  std::vector<std::uint32_t> trip_of_vehicle_;  // of the vehicles this sent
};

}  // namespace tocsin::traffic

template <>
struct tocsin::EnumNames<tocsin::traffic::Spread> {
  static constexpr std::array<std::string_view, 2> value{"random", "even"};
};
template <>
struct tocsin::EnumWords<tocsin::traffic::Spread> {
  static constexpr std::array<PhraseView, 2> value{{{"random", "随机"}, {"even", "均匀"}}};
};
