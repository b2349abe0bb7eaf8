// SPDX-License-Identifier: Apache-2.0
// Vehicles with stated routes in the tiny valley, in a replication that runs in the test's own process: who arrives,
// who is held. Whoever is held leaves the road.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/simulation/simulation.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/exercise/kinds.hpp"
#include "models/hazard/hazard.hpp"
#include "models/hazard/kinds.hpp"
#include "models/rescue/rescue.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::test {

inline Catalog traffic_catalog() {
  Catalog catalog;
  add_shipped_library(catalog);
  hazard::register_models(catalog);
  warning::register_models(catalog);
  traffic::register_models(catalog);
  evacuation::register_models(catalog);
  rescue::register_models(catalog);
  exercise::register_models(catalog);
  return catalog;
}

/// All diagnostics as text, each with its place.
inline std::string drawn(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& d : diagnostics.entries()) {
    text += d.code + ":" + std::to_string(d.where.line) + ":" + std::to_string(d.where.column) + " " + d.what.en +
            " | " + d.expected.en + " | " + d.hint.en + "\n";
  }
  return text;
}

/// What a scenario with these sections is refused for.
inline std::string refusal(const std::string& sections) {
  const auto catalog = traffic_catalog();
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(make_tiny_town(), sections, catalog, diagnostics), nullptr) << sections;
  return drawn(diagnostics);
}

class Fleet final : public traffic::Driver {
 public:
  explicit Fleet(const std::string& sections, Town town = make_tiny_town())
      : catalog_(traffic_catalog()),
        scenario_(build_scenario(std::move(town), "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n" + sections,
                                 catalog_)),
        world_(std::make_unique<World>(*scenario_, 0)) {
    for (const auto& entry : scenario_->entries) models_.push_back(entry.parameters->make());
    for (const auto& model : models_) model->start(*world_);
  }
  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  World& world() { return *world_; }
  [[nodiscard]] const EventLog& log() const { return world_->log(); }
  [[nodiscard]] SegmentId segment(const std::string& name) const {
    return SegmentId(scenario_->names->find(Entity::segment, name));
  }
  /// Numbers of vehicles follow the order of their times; give those in order.
  traffic::VehicleId send(double at_s, TravelMode mode, const std::vector<const char*>& route) {
    std::vector<SegmentId> segments;
    for (const char* name : route) segments.push_back(segment(name));
    world_->kernel().schedule(at_seconds(at_s), Phase::people, [this, mode, segments] {
      world_->door<traffic::RoadTraffic>().depart(*this, mode, 1.0, segments);
    });
    return sent_++;
  }
  void run() {
    world_->kernel().run(scenario_->end());
    world_->door<traffic::RoadTraffic>().check_ledger();
  }
  void arrived(traffic::VehicleId vehicle) override { arrivals[vehicle] = seconds(world_->now()); }
  void held(traffic::VehicleId vehicle, SegmentId closed) override {
    holds.emplace_back(vehicle, closed);
    world_->door<traffic::RoadTraffic>().remove(vehicle);
  }

  std::map<traffic::VehicleId, double> arrivals;                // seconds since StartEx
  std::vector<std::pair<traffic::VehicleId, SegmentId>> holds;  // before which closed segment

 private:
  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
  std::unique_ptr<World> world_;
  std::vector<std::unique_ptr<Model>> models_;
  traffic::VehicleId sent_ = 0;
};

}  // namespace tocsin::test
