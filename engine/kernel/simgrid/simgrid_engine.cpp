// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simgrid/simgrid_engine.hpp"

#include <simgrid/version.h>

#include <array>
#include <csignal>

namespace tocsin {
namespace {

namespace s4u = simgrid::s4u;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TOCSIN_CONTEXTS "thread"  // the sanitizers do not know SimGrid's own stack switching
#else
#define TOCSIN_CONTEXTS "raw"
#endif

struct EngineParts {
  s4u::Engine* engine = nullptr;
  s4u::NetZone* root = nullptr;
  s4u::Host* host = nullptr;
};

/// Keeps the signal handlers of the program: SimGrid installs its own for SIGINT and SIGSEGV.
class KeepSignals {
 public:
  KeepSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], nullptr, &before_[i]);
  }
  KeepSignals(const KeepSignals&) = delete;
  KeepSignals& operator=(const KeepSignals&) = delete;
  ~KeepSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  }

 private:
  static constexpr std::array<int, 2> kSignals{SIGINT, SIGSEGV};
  std::array<struct sigaction, 2> before_{};
};

s4u::Engine* make_engine() {
  // Options of SimGrid 3.32 and why: the shared notes on SimGrid, rules 11 and 12 (measured there).
  static std::array<const char*, 10> arguments {
    "tocsin",
        "--log=xbt_cfg.thres:warning",  // not a line per option
        "--cfg=contexts/factory:" TOCSIN_CONTEXTS, "--cfg=contexts/nthreads:1",
        "--cfg=contexts/stack-size:128",  // KiB, with guard page
        "--cfg=network/model:CM02",       // no TCP correction factors
        "--cfg=network/crosstraffic:0",
#if SIMGRID_VERSION >= 33400
        "--cfg=network/TCP-gamma:0", "--cfg=precision/timing:1e-9",
#else
        "--cfg=network/TCP-gamma:1e20", "--cfg=surf/precision:1e-9",
#endif
        "--cfg=debug/verbose-exit:no"
  };
  std::array<char*, arguments.size() + 1> argv{};
  for (std::size_t i = 0; i < arguments.size(); ++i) argv[i] = const_cast<char*>(arguments[i]);
  int argc = static_cast<int>(arguments.size());
  // Never deleted: replications end by _exit, and SimGrid 4 aborts when an engine with live actors is destroyed.
  return new s4u::Engine(&argc, argv.data());
}

EngineParts make_parts() {
  const KeepSignals keep_signals;
  EngineParts parts;
  parts.engine = make_engine();
#if SIMGRID_VERSION >= 40000
  parts.root = parts.engine->get_netzone_root();
  parts.host = parts.root->add_host("processes", 1e9);
#else
  parts.root = s4u::create_full_zone("world");
  parts.host = parts.root->create_host("processes", 1e9);
#endif
  return parts;
}

const EngineParts& parts() {
  static const EngineParts made = make_parts();
  return made;
}

}  // namespace

s4u::Engine& simgrid_engine() {
  return *parts().engine;
}
s4u::Host* process_host() {
  return parts().host;
}
s4u::NetZone* simgrid_root_zone() {
  return parts().root;
}

}  // namespace tocsin
