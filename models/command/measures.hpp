// SPDX-License-Identifier: Apache-2.0
// How well the posts commanded, from the log: how long finding, deciding, ordering took, how old the pictures were,
// which orders were late and why. Tables: orders.csv, situation-picture.csv. Only in scenarios with posts.
#pragma once

#include <vector>

#include "engine/simulation/catalog.hpp"

namespace tocsin::command {

std::vector<MeasureDescription> measure_descriptions();
void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures);

/// orders.csv: each order, its way and its delays.
TableDescription order_list();
/// situation-picture.csv: what reached which post, and how late.
TableDescription picture_list();
/// role-cards.csv (应急处置卡): what each role of each post has to do.
TableDescription role_cards();

}  // namespace tocsin::command
