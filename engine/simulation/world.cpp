// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/world.hpp"

namespace tocsin {

World::World(const Scenario& scenario, std::uint32_t replication)
    : scenario_(scenario), replication_(replication), roads_(scenario, kernel_) {}

std::size_t World::next_door_index() {
  static std::size_t next = 0;
  return next++;
}

}  // namespace tocsin
