// SPDX-License-Identifier: Apache-2.0
// A hazard that Tocsin does not know: a pond above the village bursts and everything stands under water at once.
#include "engine/app/command_line.hpp"
#include "models/catalog.hpp"
#include "models/hazard/hazard.hpp"

using namespace tocsin;  // NOLINT: a program of one file

class PondWater final : public hazard::Hazard {
 public:
  PondWater(Time bursts, Length depth) : bursts_(bursts), depth_(depth) {}
  Time arrival(HouseholdId) const override { return bursts_; }
  Length depth(HouseholdId, Time at) const override { return at < bursts_ ? Length{} : depth_; }
  Length depth(SegmentId, Time at) const override { return at < bursts_ ? Length{} : depth_; }
  Length depth(const Place&, Time at) const override { return at < bursts_ ? Length{} : depth_; }
  Share harmed_share(HouseholdId, Time, Time) const override { return Share{}; }
  Time arrival(const Place&, Length above) const override { return depth_ > above ? bursts_ : kNever; }
  Share harmed_share(const Place&, Time, Time) const override { return Share{}; }
  bool threatens(HouseholdId) const override { return true; }

 private:
  Time bursts_;
  Length depth_;
};

struct PondParameters final : ModelParameters, hazard::HazardMap {
  Duration bursts{};
  Length depth = 0.5_m;
  void describe(Fields& fields) override {
    fields.required("bursts", bursts, {"From StartEx to the burst.", "从演练开始到溃决的时间。"}).at_least(0s);
    fields.optional("depth", depth, {"Depth of the water.", "水深。"}).between(0.1_m, 5_m);
  }
  std::unique_ptr<Model> make() const override;
  bool threatens(HouseholdId) const override { return true; }
  std::vector<std::string_view> marks() const override { return {}; }
  std::vector<SegmentId> roads_at_risk() const override { return {}; }
};

struct Pond final : Model {
  explicit Pond(const PondParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override {
    world.door<hazard::Hazards>().add(std::make_unique<PondWater>(kStartEx + parameters_.bursts, parameters_.depth));
  }
  const PondParameters& parameters_;
};

std::unique_ptr<Model> PondParameters::make() const {
  return std::make_unique<Pond>(*this);
}

int main(int argc, char** argv) {
  Catalog catalog = standard_catalog();
  catalog.add_kind<PondParameters>("hazard", "pond", {"A pond that bursts.", "水塘溃决。"},
                                   {{"The way the water takes.", "水流的路径。"}});
  return run_command_line(argc, argv, catalog);
}
