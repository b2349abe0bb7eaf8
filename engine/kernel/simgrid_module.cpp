// SPDX-License-Identifier: Apache-2.0
// Finds and loads the module with SimGrid in it.
#include <dlfcn.h>
#include <fmt/format.h>

#include <stdexcept>

#include "engine/kernel/kernel.hpp"
#include "engine/kernel/simgrid/port.hpp"

namespace tocsin {
namespace {

SimgridPort& load_port() {
  // Never closed. RTLD_LOCAL: nobody else looks for symbols in SimGrid's libraries. Found by the run path of the
  // program or library that holds this code.
  void* module = dlopen(TOCSIN_SIMGRID_MODULE, RTLD_NOW | RTLD_LOCAL);
  void* symbol = module == nullptr ? nullptr : dlsym(module, "tocsin_simgrid_port");
  if (symbol == nullptr) throw std::runtime_error(fmt::format("SimGrid cannot be loaded: {}", dlerror()));
  return *reinterpret_cast<SimgridPort* (*)()>(symbol)();
}

}  // namespace

SimgridPort& simgrid_port() {
  static SimgridPort& port = load_port();
  return port;
}

void prepare_simgrid() {
  simgrid_port();
}

}  // namespace tocsin
