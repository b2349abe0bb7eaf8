// SPDX-License-Identifier: Apache-2.0
// warning: - kind: ten_household_cells. Ten-household joint defense (十户联防): about ten neighboring homes are a cell;
// its head, called from the village or warned like everybody, knocks at the doors of his cell and counts heads (seeds
// F12, handbook 3.4).
//
//   warning:
//     - kind: ten_household_cells
//       zones: [ferry-lane, old-bridge]
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/warning/delay.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

struct TenHouseholdCellsParameters final : ModelParameters {
  std::vector<Reference<ZoneTag>> zones;
  int cell_size = 10;
  Delay call_out_day, call_out_night;  ///< from the order until the village begins to call the heads
  Duration call{};                     ///< of one head; they are called one after the other
  Share calls_answered_day, calls_answered_night;
  Share heads_at_home;
  Duration round_shortest{}, round_longest{};  ///< of a head through a cell of full size
  Share occupied_day, occupied_night, answered;
  Length turn_back_depth;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  /// A cell: its homes in the order in which the head visits them. He is of the first home without persons who need
  /// help that has a member of 15 to 59 years, else of the first home.
  struct Cell {
    ZoneId zone;
    HouseholdId head;
    std::vector<HouseholdId> others;
  };
  /// Zone by zone: stretches of a tour from the center of the zone, always on to the nearest home. Filled by `check`.
  [[nodiscard]] const std::vector<Cell>& cells() const { return cells_; }
  NameId name;

 private:
  void form_cells(const Scenario& scenario, ZoneId zone);
  std::vector<Cell> cells_;
};

class TenHouseholdCells final : public Model {
 public:
  explicit TenHouseholdCells(const TenHouseholdCellsParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  struct Round {
    bool head_there = false;  // drawn: is he at home this day?
    bool begun = false;
    std::uint32_t next = 0;  // of the others of the cell
    std::uint32_t told = 0, left = 0, missing = 0;
  };
  void on_order(ZoneId zone);
  void begin(std::uint32_t cell);
  void go_on(std::uint32_t cell);
  void visit(std::uint32_t cell);
  [[nodiscard]] Duration step(std::uint32_t cell) const;

  const TenHouseholdCellsParameters& p_;
  World* world_ = nullptr;
  std::vector<Round> rounds_;                // by cell
  std::vector<std::uint32_t> cell_of_head_;  // by scope position; 0: no head, else cell + 1
};

}  // namespace tocsin::warning
