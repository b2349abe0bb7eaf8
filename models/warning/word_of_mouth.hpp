// SPDX-License-Identifier: Apache-2.0
// warning: - kind: word_of_mouth. Alerted households tell their neighbors: in each zone a pure birth process with rate
// a2 n (N - n) / N, whose mean follows the logistic curve (Rogers and Sorensen 1988, handbook 3.3a).
//
//   warning:
//     - kind: word_of_mouth
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

struct WordOfMouthParameters final : ModelParameters {
  Rate contact_rate_day;
  Rate contact_rate_night;

  void describe(Fields& fields) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

class WordOfMouth final : public Model {
 public:
  explicit WordOfMouth(const WordOfMouthParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  // Households of a zone as positions first + 0 … first + count - 1; the first `unaware` entries of its stretch of
  // order_ have heard nothing, or nothing since their order.
  struct Neighborhood {
    std::uint32_t first = 0, count = 0, unaware = 0;
    std::optional<RandomStream> stream;
    EventHandle next;
    bool dirty = false;
  };
  void on_alert(const AlertReceived& event);
  void on_order(ZoneId zone);
  void change_places(std::uint32_t position, std::uint32_t place);
  void draw_anew(std::uint32_t zone);
  void wait_for_next(std::uint32_t zone);
  void tell_one(std::uint32_t zone);

  const WordOfMouthParameters& parameters_;
  World* world_ = nullptr;
  std::vector<Neighborhood> neighborhoods_;  // by zone of the town
  std::vector<std::uint32_t> order_;         // scope positions, the unaware of each zone first
  std::vector<std::uint32_t> place_;         // where a position stands in order_
};

}  // namespace tocsin::warning
