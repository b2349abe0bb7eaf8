// SPDX-License-Identifier: Apache-2.0
// A county, a township and a village post in the small valley, over telephones that cost exactly one second a message,
// so that times can be worked by hand. Tests add reports, responses, tasks and what fails.
//
//   const auto outcome = run(kPosts + kReport + …);
//   EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(782));
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "engine/simulation/road_facts.hpp"
#include "engine/simulation/world.hpp"
#include "models/command/command.hpp"
#include "models/command/events.hpp"
#include "models/communications/kinds.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/hazard/kinds.hpp"
#include "models/rescue/rescue.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::command::test {

/// All folders but injects, and the fact test.minutes: minutes since StartEx.
inline Catalog make_catalog() {
  Catalog catalog;
  register_road_facts(catalog);
  hazard::register_models(catalog);
  communications::register_models(catalog);
  warning::register_models(catalog);
  traffic::register_models(catalog);
  evacuation::register_models(catalog);
  rescue::register_models(catalog);
  command::register_models(catalog);
  catalog.add_fact({.name = "test.minutes",
                    .unit = FactUnit::count,
                    .meaning = {"Minutes since StartEx.", "演练开始后的分钟数。"},
                    .value = [](World& world, const FactArguments&) { return seconds(world.now()) / 60; }});
  tocsin::test::add_shipped_library(catalog);
  return catalog;
}

/// The valley with cells instead of horns.
inline Town town_with_cells() {
  auto town = tocsin::test::make_tiny_town();
  for (auto& site : town.communication_sites) site.kind = "cell";
  return town;
}

/// 1,000 bytes take one second, nobody writes or reads, one try.
const std::string kCell = R"(
communications:
  - {kind: public_cell, reach: 20 km, terrain: ignored, data_rate_kbit_per_s: 8, delay: 0 s, ordinary_load_erlang: 0, write: 0 s, read: 0 s, switch_shortest: 0 s, switch_longest: 0 s, tries: 1, left_out_for: 0 s}
)";
const std::string kMessenger = "  - {kind: messenger, by: foot, ready: 60 s, write: 0 s, read: 0 s}\n";
const std::string kCable = "  - {kind: fiber_cut, id: cable, at: 5 min}\n";

/// Each post needs one minute to hand something on; a leg is tried three times, five minutes apart.
inline std::string post(const std::string& id, const std::string& seat, const std::string& more) {
  return "  - {kind: post, id: " + id + ", name: {en: " + id + ", zh: 指挥部}, seat: " + seat +
         ", operators: 1, handling: {shortest: 60 s, usual: 60 s, longest: 60 s}, try_again_after: 5 min, tries: 3" +
         (more.empty() ? "" : ", " + more) + "}\n";
}

inline std::string posts(const std::string& county = "", const std::string& township = "",
                         const std::string& village = "") {
  const auto with = [](const std::string& fixed, const std::string& more) {
    return more.empty() ? fixed : fixed + ", " + more;
  };
  return "command:\n" + post("county", "hill", with("level: county", county)) +
         post("township", "upper", with("level: township, superior: county", township)) +
         post("village", "lower", with("level: village, superior: township", village));
}

/// Seen at 10 min sharp.
inline std::string report(const std::string& observer, const std::string& more = "", const std::string& at = "10",
                          const std::string& id = "water") {
  return "  - {kind: report, id: " + id + ", observer: " + observer + ", when: {fact: test.minutes, at_least: " + at +
         "}, bytes: 1000, noticing: {shortest: 0 s, usual: 0 s, longest: 0 s}" + (more.empty() ? "" : ", " + more) +
         "}\n";
}

/// The duty desk decides in two minutes, a consultation takes ten; calls of a minute that everybody answers.
inline std::string response(const std::string& at, const std::string& grades, const std::string& more = "") {
  return "  - {kind: response, id: flood, post: " + at + ", grades: [" + grades +
         "], duty_desk: {shortest: 120 s, usual: 120 s, longest: 120 s}, consultation: {shortest: 600 s, usual: 600 s, "
         "longest: 600 s}, consultation_deadline: 15 min, talk: 60 s, ring: 30 s, calls: 2, call_again_after: 3 min, "
         "next_round_after: 10 min" +
         (more.find("answered_night") == std::string::npos ? ", answered_night: 100 %" : "") +
         (more.empty() ? "" : ", " + more) + "}\n";
}

inline std::string grade(const std::string& name, const std::string& of = "water", const std::string& more = "") {
  return "{grade: " + name + ", when: {fact: command.reported, entry: " + of + "}" + (more.empty() ? "" : ", " + more) +
         "}";
}

inline std::string plan() {
  return "  - {kind: plan, id: book, name: {en: Flood plan, zh: 防汛预案}, response: flood}\n";
}

inline std::string task(const std::string& responsible, const std::string& more = "", const std::string& id = "move") {
  std::string text = "  - {kind: task, id: " + id +
                     ", plan: book, text: {en: Move them., zh: 转移群众。}, responsible: [" + responsible +
                     "], bytes: 1000, sends: 2";
  for (const std::string usual : {"from_grade: IV", "acknowledge_within: 30 min"}) {
    if (more.find(usual.substr(0, usual.find(':'))) == std::string::npos) text += ", " + usual;
  }
  return text + (more.empty() ? "" : ", " + more) + "}\n";
}

inline tocsin::test::Outcome run(const std::string& yaml, std::uint32_t replication = 0) {
  const auto catalog = make_catalog();
  const auto scenario = tocsin::test::build_scenario(town_with_cells(), yaml, catalog);
  return tocsin::test::run_replication(*scenario, catalog, replication);
}

/// When each event of a type happened, in whole seconds.
template <class E>
std::vector<long> times_of(const tocsin::test::Outcome& outcome) {
  std::vector<long> result;
  for (const auto& row : outcome.log.template all<E>()) result.push_back(std::lround(row.t_s));
  return result;
}

/// What the text is refused for, one line each; empty: nothing.
inline std::string mistakes(const std::string& yaml) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  const auto scenario = tocsin::test::build_scenario(town_with_cells(), yaml, catalog, diagnostics);
  std::string text;
  for (const auto& d : diagnostics.entries()) {
    if (d.code != "implausible") text += d.code + ": " + d.what.en + "\n";  // figures that suit the hand
  }
  return text;
}

/// Orders given, carried out, lost, withdrawn and still open by the log; the last is what is left.
struct Ledger {
  std::size_t given = 0, executed = 0, lost = 0, withdrawn = 0;
};
inline Ledger ledger_of(const tocsin::test::Outcome& outcome) {
  return {outcome.log.all<OrderGiven>().size(), outcome.log.all<OrderExecuted>().size(),
          outcome.log.all<OrderLost>().size(), outcome.log.all<OrderWithdrawn>().size()};
}

}  // namespace tocsin::command::test
