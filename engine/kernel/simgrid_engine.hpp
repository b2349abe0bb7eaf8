// SPDX-License-Identifier: Apache-2.0
// SimGrid's engine as the kernel uses it: one per OS process, made by prepare_simgrid() (kernel.hpp), never run before
// a replication is forked. For engine/kernel and for engine/comms (which adds its own hosts and links to the root zone
// after prepare_simgrid() and before the first run). Heavy: include it in .cpp files only.
#pragma once

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

namespace tocsin {

/// The engine; prepare_simgrid() has been called.
simgrid::s4u::Engine& simgrid_engine();
/// The host that carries all processes. It has no role in the simulated world and is never switched off.
simgrid::s4u::Host* process_host();
/// The zone to which others add their zones, hosts and links.
simgrid::s4u::NetZone* simgrid_root_zone();

}  // namespace tocsin
