// SPDX-License-Identifier: Apache-2.0
// What tests of households share: alerts and closures at instants that the test chooses, an audit of the ledger of
// people at every event, and a fixture that runs drills in the small valley of tests/support.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "engine/simulation/events.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/transport/transport.hpp"
#include "models/hazard/hazard.hpp"
#include "models/hazard/kinds.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"
#include "models/warning/warning.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evacuation::staged {

// Looks at the ledger of people at every event of households, warnings and water; a wrong sum fails the replication.
class Auditor final : public Model {
 public:
  void start(World& world) override {
    world_ = &world;
    audit_at<HouseholdOrdered>();
    audit_at<HouseholdDecided>();
    audit_at<MembersAway>();
    audit_at<FamilyAwaited>();
    audit_at<MembersHome>();
    audit_at<StaysForAnimals>();
    audit_at<HouseholdDeparted>();
    audit_at<HouseholdRerouted>();
    audit_at<HouseholdStranded>();
    audit_at<HelperAwaited>();
    audit_at<LeftTogether>();
    audit_at<OwnHelperAwaited>();
    audit_at<PickUpReached>();
    audit_at<HouseholdBoarded>();
    audit_at<VehicleUnloaded>();
    if (!world.scenario().all<AssignedTransportParameters>().empty()) audit_rides();
    audit_at<ShelterReached>();
    audit_at<ShelterDoorReached>();
    audit_at<ShelterOpened>();
    audit_at<KinReached>();
    audit_at<ShelterRefused>();
    audit_at<ShelterClosed>();
    audit_at<HazardAtShelter>();
    audit_at<SecondMoveOrdered>();
    audit_at<SecondMoveBegun>();
    audit_at<ReturnBegun>();
    audit_at<HouseholdReturned>();
    audit_at<ReturnAbandoned>();
    audit_at<ReturnDetected>();
    audit_at<ReturnChallenged>();
    audit_at<PersonsHarmed>();
    audit_at<warning::AlertReceived>();
    audit_at<hazard::HouseholdReached>();
    audit_at<hazard::RoadCut>();
    world.subscribe<HouseholdDeparted>([&world, this](const HouseholdDeparted& left) {
      const auto depth = world.door<hazard::Hazards>().depth(left.household, world.now());
      if (depth > deepest_) throw std::runtime_error("a household left through deep water");
    });
  }
  explicit Auditor(Length deepest) : deepest_(deepest) {}

 private:
  // Only when nothing is half done: a vehicle that is full or empty, somebody who sits.
  void audit_rides() {
    const auto audit = [world = world_](const auto&) { world->door<Transport>().check_ledger(); };
    world_->subscribe<HouseholdBoarded>(audit);
    world_->subscribe<VehicleDispatched>(audit);
    world_->subscribe<VehicleDeparted>(audit);
    world_->subscribe<VehicleUnloaded>(audit);
  }
  template <class E>
  void audit_at() {
    world_->subscribe<E>([this](const E&) { audit(); });
  }
  // Both the totals the roll keeps and those counted afresh household by household.
  void audit() const {
    const auto& roll = world_->door<Roll>();
    std::array<std::uint64_t, kStateCount> counted{};
    std::uint64_t sum = roll.residents_harmed() + roll.residents_away();
    std::uint64_t away = 0;
    for (const auto h : world_->scenario().scope.households()) {
      counted[static_cast<std::size_t>(roll.state(h))] += roll.persons(h);
      away += roll.away(h);
    }
    for (int s = 0; s < kStateCount; ++s) {
      sum += roll.residents_in(static_cast<State>(s));
      if (counted[static_cast<std::size_t>(s)] != roll.residents_in(static_cast<State>(s))) {
        throw std::runtime_error("the roll's total differs from its households");
      }
    }
    if (away != roll.residents_away()) throw std::runtime_error("those away differ from their households");
    if (sum != world_->scenario().scope.residents()) throw std::runtime_error("people were lost or made");
  }
  World* world_ = nullptr;
  Length deepest_;
};

struct AuditorParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.optional("stay_inside_depth", deepest, {"Nobody leaves through deeper water.", "水深超过该值不得离家。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override { return std::make_unique<Auditor>(deepest); }
  Length deepest = 0.61_m;
};

// Tells every household of the scope, or of one zone, by one channel, at one instant.
struct TellParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.required("at", at, {"When.", "时间。"});
    f.required("by", by, {"How.", "方式。"});
    f.optional("zone", zone, {"Whom.", "对象。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  Duration at{};
  warning::Channel by{};
  std::optional<std::string> zone;
};

class Tell final : public Model {
 public:
  explicit Tell(const TellParameters& parameters) : p_(parameters) {}
  void start(World& world) override {
    world.kernel().schedule(kStartEx + p_.at, Phase::response, [this, &world] {
      const auto& town = world.town();
      for (const auto h : world.scenario().scope.households()) {
        if (p_.zone && town.zones[town.population.zone[h.index()].index()].id != *p_.zone) continue;
        world.door<warning::Alerts>().receive(h, p_.by);
      }
    });
  }

 private:
  const TellParameters& p_;
};

inline std::unique_ptr<Model> TellParameters::make() const {
  return std::make_unique<Tell>(*this);
}

// Closes a road in both directions for everybody, for good or until an instant.
struct CloseParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.required("at", at, {"When.", "时间。"});
    f.required("road", road, {"Which.", "道路。"});
    f.optional("until", until, {"Until when.", "恢复时间。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  Duration at{};
  std::optional<Duration> until;
  std::string road;
};

class Close final : public Model {
 public:
  explicit Close(const CloseParameters& parameters) : p_(parameters) {}
  void start(World& world) override {
    world.kernel().schedule(kStartEx + p_.at, Phase::infrastructure, [this, &world] { set(world, 0); });
    if (!p_.until) return;
    world.kernel().schedule(kStartEx + *p_.until, Phase::infrastructure, [this, &world] { set(world, 1); });
  }

 private:
  void set(World& world, double factor) const {
    for (const auto* direction : {">", "<"}) {
      const SegmentId segment(world.scenario().names->find(Entity::segment, p_.road + direction));
      world.roads().set_speed_factor(segment, kAllModes, factor);
    }
  }
  const CloseParameters& p_;
};

inline std::unique_ptr<Model> CloseParameters::make() const {
  return std::make_unique<Close>(*this);
}

inline Catalog make_catalog() {
  Catalog catalog;
  test::add_shipped_library(catalog);
  catalog.add_event<ExerciseStarted>();
  catalog.add_event<ExerciseEnded>();
  hazard::register_models(catalog);
  warning::register_models(catalog);
  traffic::register_models(catalog);
  register_models(catalog);
  catalog.add_kind<TellParameters>("cues", "tell", {"Tell", "告知"}, {});
  catalog.add_kind<CloseParameters>("cues", "close", {"Close", "封路"}, {});
  catalog.add_kind<AuditorParameters>("audit", "people", {"Audit", "审计"}, {});
  return catalog;
}

inline const std::string kNow = "{shortest: 0 min, usual: 0 min, longest: 0 min}";
// Everybody is under the order at 10 min; nobody is told of it by that.
inline const std::string kOrder =
    "warning:\n  - {kind: issuance, at: 10 min, area: whole_scope, coverage: whole_zone, detection: " + kNow +
    ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n";
inline const std::string kAudit = "audit: [{kind: people}]\n";
inline const std::string kAllLeave =
    "compliance_door_to_door: 100 %, compliance_loudspeaker: 100 %, informed_of_closures: 100 %";

inline constexpr double kToldAtS = 20 * 60.0;
inline const std::string kToldAtTheDoor = "{kind: tell, at: 20 min, by: door_to_door}";

inline std::string cues(const std::string& entries) {
  return "cues: [" + entries + "]\n";
}

inline std::string with_kin(const std::string& to_kin, const std::string& when_full, const std::string& fields = {}) {
  return "evacuation:\n  - {kind: households, to_kin: " + to_kin + ", kin_when_full: " + when_full +
         (fields.empty() ? "" : ", " + fields) + "}\n";
}

// Everybody goes to a shelter or nowhere.
inline std::string households(const std::string& fields = {}) {
  return with_kin("0 %", "0 %", fields);
}

inline std::string flood(const std::string& depth, const std::string& more = {}) {
  return "hazard:\n  - {kind: flood, river: brook, begins: 40 min, rise_time: 20 min, recession_time: 4 h, "
         "peak_depth: " +
         depth + ", peak_depth_sigma: 0, begins_sigma: 0, front_speed_sigma: 0, attenuation: 0 per km, reach: 300 m" +
         more + "}\n";
}

/// Runs drills in the small valley.
class ValleyTest : public testing::Test {
 protected:
  test::Outcome run(const std::string& yaml, const test::TinyTown& town = {}, std::uint32_t replication = 0) {
    return run_in(test::make_tiny_town(town), yaml, replication);
  }
  test::Outcome run_in(Town town, const std::string& yaml, std::uint32_t replication = 0) {
    scenario_ = test::build_scenario(std::move(town), yaml, catalog_);
    return test::run_replication(*scenario_, catalog_, replication);
  }
  [[nodiscard]] double residents() const { return static_cast<double>(scenario_->scope.residents()); }
  [[nodiscard]] ShelterId shelter(const std::string& id) const {
    return ShelterId(scenario_->names->find(Entity::shelter, id));
  }
  Catalog catalog_ = make_catalog();
  std::unique_ptr<Scenario> scenario_;
};

}  // namespace tocsin::evacuation::staged
