// SPDX-License-Identifier: Apache-2.0
// Reference cases of evacuation traffic (a JSON file of small networks with known answers) as drills: each becomes a
// folder with a town package and a scenario whose objectives are the expected values.
//
//   const auto cases = import_cases("cases.json", "cases", false);
//
// A case has `nodes` (id, signal_green_s), `links` (id, from, to, length_m, free_flow_speed_m_per_s,
// jam_density_veh_per_m, merge_priority, capacity_in_veh_per_s, capacity_out_veh_per_s, signal_group), `demands` (from,
// to, t0_s, t1_s, flow_veh_per_s), `horizon_s` and `expected` (what, value, rel_tol); or `rows` of N vehicles that
// leave a road of exit capacity C (N_veh, C_veh_per_h, L_m, u_m_per_s, clearance_s). A fundamental diagram is a
// triangle with a reaction time of 1 s, as the file's conventions say. Expected values of cells within a link are left
// out.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/simulation/catalog.hpp"

namespace tocsin::traffic {

/// Throws InputError with every mistake of the file; folder-exists, cannot-write.
std::vector<ImportedCase> import_cases(const std::filesystem::path& file, const std::filesystem::path& folder,
                                       bool overwrite);

}  // namespace tocsin::traffic
