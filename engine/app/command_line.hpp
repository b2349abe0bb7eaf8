// SPDX-License-Identifier: Apache-2.0
// The command line: check, run, replay, measures, import, generate, schema, explain, models. Written against a catalog
// of model kinds that it receives, so it knows no hazard by name; models/tocsin.cpp joins the two.
// Exit codes: 0 done, 1 an objective missed with --require-objectives, 2 command line, 3 input refused, 4 a replication
// failed, something of the results (an event log included) could not be written, or what nobody foresaw (no memory, no
// worker process, a defect), 130 interrupted. Results go to
// stdout, everything else to stderr.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin {

/// Runs the program and returns its exit code.
int run_command_line(int argc, char** argv, const Catalog& catalog);

}  // namespace tocsin
