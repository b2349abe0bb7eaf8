// SPDX-License-Identifier: Apache-2.0
// The plan check-up (预案体检): where a plan that can be run will not hold. Told as warnings with file and line, by
// `tocsin check` and before every run. One function for each weakness; scenarios without posts are left alone.
#pragma once

#include "engine/input/diagnostic.hpp"

namespace tocsin {
class Scenario;
}

namespace tocsin::command {

/// All of them.
void check_up(const Scenario& scenario, Diagnostics& diagnostics);

/// A shelter that a task counts on lies where a hazard map threatens.
void find_shelters_in_danger(const Scenario& scenario, Diagnostics& diagnostics);
/// From a zone that a task moves, every way to its shelters leads over a road that the drill closes or a hazard may
/// cut.
void find_cut_routes(const Scenario& scenario, Diagnostics& diagnostics);
/// One person in two posts or roles.
void find_double_roles(const Scenario& scenario, Diagnostics& diagnostics);
/// A leader who is not on duty at night and has no deputy.
void find_missing_deputies(const Scenario& scenario, Diagnostics& diagnostics);
/// A team promised to two tasks or requests of one plan that may be under way at the same time.
void find_double_bookings(const Scenario& scenario, Diagnostics& diagnostics);
/// A post that nothing but a messenger reaches even when everything works.
void find_dead_spots(const Scenario& scenario, Diagnostics& diagnostics);
/// A deadline shorter than the order alone takes at the least, or than the way to the nearest shelter at free flow.
void find_short_deadlines(const Scenario& scenario, Diagnostics& diagnostics);
/// A zone of the exercise that no road leads to from any shelter.
void find_villages_without_road(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace tocsin::command
