// SPDX-License-Identifier: Apache-2.0
// The program: the command line of engine/app with the catalog of models/.
#include "engine/app/command_line.hpp"
#include "models/catalog.hpp"

int main(int argc, char** argv) {
  return tocsin::run_command_line(argc, argv, tocsin::standard_catalog());
}
