// SPDX-License-Identifier: Apache-2.0
// SimGrid's engine as the kernel uses it: one per OS process, made on the first call, never run before a replication is
// forked. For code inside the module libtocsin_simgrid (and for tests and benchmarks, which link it): others go through
// port.hpp. Heavy: include it in .cpp files only.
#pragma once

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

namespace tocsin {

/// The engine; made on the first call.
simgrid::s4u::Engine& simgrid_engine();
/// The host that carries all processes. It has no role in the simulated world and is never switched off.
simgrid::s4u::Host* process_host();
/// The zone to which others add their zones, hosts and links.
simgrid::s4u::NetZone* simgrid_root_zone();

}  // namespace tocsin
