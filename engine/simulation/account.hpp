// SPDX-License-Identifier: Apache-2.0
// Who is where at EndEx: a whole and its lines, each a measure that is counted by itself, so that "the lines add up to
// the whole" is a check on models and measures and not an identity. Declared by the model that keeps the ledger:
//   catalog.add_account({.whole = "evacuation.at_risk_persons", .lines = {{"evacuation.sheltered_persons", …}}});
// The report draws it in these titles and meanings; it computes nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tocsin {

/// How somebody stands at EndEx; gives a line its color.
enum class Standing : std::uint8_t { safe, moving, helped, exposed, harmed };

struct AccountLine {
  std::string_view measure;
  Standing standing = Standing::safe;
};

struct AccountDescription {
  std::string_view whole;          ///< measure of everybody
  std::vector<AccountLine> lines;  ///< no person in two of them
  std::string_view beside = {};    ///< measure of those harmed who are not among the whole; may be empty
  bool of_people = true;           ///< shown before any account of things
};

}  // namespace tocsin
