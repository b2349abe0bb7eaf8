// SPDX-License-Identifier: Apache-2.0
// traffic: - kind: closure_news. The news that a road is cut, or open again, takes time: a first report by those who
// turned round or by officials, then from one to the other. Without this entry whoever hears of closures does so at the
// instant.
//
//   traffic:
//     - kind: closure_news
//       first: 5 min
//
// Of the travelers who hear of closures (informed_of_closures) each has a delay of his own, the same for every cut and
// in every plan: the time at which the curve reaches his number. What he knows decides the way on which he sets out and
// when he turns off; whoever stands before a cut, or is told there, knows all changes until then.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/random/diffusion.hpp"
#include "engine/roads/road_conditions.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::traffic {

struct ClosureNewsParameters final : ModelParameters {
  Duration first{};   ///< from a cut or a reopening to the first report
  Share heard_first;  ///< of those who hear of closures at all: by that report
  Rate contact_rate;  ///< at which one who knows tells others, from then on

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

/// How one traveler hears of cuts and reopenings.
struct Hearing {
  bool ever = true;    ///< else he sees them when he stands there
  double delay_s = 0;  ///< after the instant of the change; infinity: nobody brings him the news
  /// Told by those who know: of all changes until this instant, in seconds since StartEx. Of later ones he hears after
  /// the delay.
  double knows_until_s = -std::numeric_limits<double>::infinity();
};

/// Who knows of which cut: world.door<traffic::RoadNews>(). Knowledge comes in few states, so that ways are found by
/// few trees: the usual ways (nothing known), the ways as the roads are cut now, and, for those who do not know of a
/// reopening, the ways with the roads still closed that opened within one of two ages.
class RoadNews {
 public:
  explicit RoadNews(World& world);
  /// Does the news take time at all?
  [[nodiscard]] bool delayed() const { return news_ != nullptr; }
  /// Of a traveler by two numbers of his (0 <= u < 1): he hears of closures when `u` is below `informed`, after the
  /// time at which u / informed of those who do have heard; whoever listens to traffic_information hears by its next
  /// message.
  [[nodiscard]] Hearing hearing(double u, Share informed, double u_listening) const;
  /// The tree by which somebody sets out from a junction, as far as he knows the roads. Who knows of a cut on his usual
  /// way asks, and knows all; who knows of none takes it. A road that he believes closed he avoids while there is
  /// another way.
  [[nodiscard]] const Router::Tree& tree_to(GoalId goal, JunctionId from, const Hearing& hearing);
  /// The same to one junction.
  [[nodiscard]] const Router::Tree& tree_to(JunctionId to, TravelMode mode, JunctionId from, const Hearing& hearing);
  /// When the road was cut for the mode last, in seconds since StartEx; minus infinity when it never was, or when the
  /// news takes no time.
  [[nodiscard]] double last_cut_s(SegmentId segment, TravelMode mode) const;

 private:
  // Of a segment for a mode, in seconds since StartEx.
  struct Change {
    double cut_s, reopened_s;
  };
  struct Entry {
    double at_s = 0;
    SegmentId segment;
    ModeMask cut = 0, reopened = 0;
  };
  struct Ends {
    std::span<const JunctionId> junctions;
    TravelMode mode;
    std::uint64_t key;  // of the trees of AsHeard
  };
  // The roads with everything closed that opened less than an age ago.
  struct AsHeard {
    double age_s = 0;
    std::unique_ptr<RoadConditions> conditions;  // made when first asked
    std::size_t cuts_told = 0, reopenings_told = 0;
    std::map<std::uint64_t, Router::Tree> trees;
  };
  void note(const RoadChange& change);
  [[nodiscard]] const Change* change_of(SegmentId segment, TravelMode mode) const;
  [[nodiscard]] const Router::Tree& choose(const Router::Tree& usual, const Router::Tree& present, const Ends& ends,
                                           JunctionId from, const Hearing& hearing);
  [[nodiscard]] bool knows(double change_s, const Hearing& hearing) const;
  [[nodiscard]] bool knows_all(const Hearing& hearing) const;
  [[nodiscard]] bool only_unknown_cuts(const Router::Tree& usual, TravelMode mode, JunctionId from,
                                       const Hearing& hearing) const;
  [[nodiscard]] bool believed_closed(const Router::Tree& present, TravelMode mode, JunctionId from,
                                     const Hearing& hearing) const;
  [[nodiscard]] const Router::Tree& as_heard(const Ends& ends, double delay_s);
  void bring_up_to_date(AsHeard& state);

  World& world_;
  const ClosureNewsParameters* news_ = nullptr;        // null: everybody hears at once
  LogisticDiffusion curve_;                            // per second, after the first report
  double next_message_s_;                              // of traffic_information, at the latest; infinity: there is none
  double listening_ = 0;                               // share
  std::vector<Entry> entries_;                         // in order of time
  bool reopened_ = false;                              // any road, ever
  std::unordered_map<std::uint64_t, Change> changes_;  // looked up by key only
  std::array<AsHeard, 2> as_heard_;                    // of those who hear early, and late
};

}  // namespace tocsin::traffic
