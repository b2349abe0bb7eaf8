// SPDX-License-Identifier: Apache-2.0
// The door of the rescue folder: which homes are still to be searched, and who goes where. The plan knows what a
// command post knows: the order, the register of the shelters and who called for help; never where people really are.
//
//   auto& plan = world.door<SearchPlan>();
//   if (const auto home = plan.assign(searcher)) { … plan.close(*home); }
//
// Hands a home to one party at a time. Times in seconds. Does not move anybody.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/world.hpp"
#include "models/rescue/events.hpp"

namespace tocsin::rescue {

/// A junction outward from where somebody stands, reached by a vehicle or on foot.
struct PlaceOutward {
  JunctionId junction;
  bool by_road = false;
  double away_s = 0;
};
/// Each call gives the next place in order of its time; none: the rest cannot be reached. A junction may come twice, by
/// road and on foot.
using Outward = std::function<std::optional<PlaceOutward>()>;

/// Who asks for work, and how far things are from there.
struct Searcher {
  const std::vector<std::uint8_t>* zones = nullptr;  ///< by zone of the town: may search there (1); null: everywhere
  ZoneId zone;                                       ///< where it works now; none at first
  JunctionId at;                                     ///< where it stands
  /// Estimated seconds to a place with these junctions (on foot, by road); infinite: no way, or more than `at_most_s`.
  std::function<double(JunctionId walk, JunctionId road, double at_most_s)> seconds_to;
  std::function<Outward()> outward;  ///< begins at where it stands; the times are those of `seconds_to`
  double anywhere_s = std::numeric_limits<double>::infinity();  ///< seconds_to is never more (by boat)
  /// Seconds from the door where it stands to the door of a household at the same junction.
  std::function<double(HouseholdId)> seconds_to_door;
  Duration horizon{};  ///< a zone is worth its people per (travel time + horizon)
};

/// Whom a party with room for more asks: everybody near, or only those who called for help.
enum class Neighbors : std::uint8_t { all, calling };

/// The homes to be searched: world.door<SearchPlan>().
class SearchPlan {
 public:
  explicit SearchPlan(World& world);

  /// The home to go to next, now assigned to the asker: who called for help first, then the zone it works in, then the
  /// zone with the most people per party and travel time; within a zone the nearest home. None: nothing to do now.
  std::optional<HouseholdId> assign(const Searcher& searcher);
  /// The next home by the same junction with at most `persons`, for a party that has room for more; in a shelter where
  /// people are stranded (none: elsewhere), also those of the zone who are in it.
  std::optional<HouseholdId> assign_at(const Searcher& searcher, JunctionId walk_junction, std::uint32_t persons,
                                       Neighbors neighbors, ShelterId shelter = {});
  /// Nothing more to do at an assigned home unless its people call for help: searched, or handed over at a shelter.
  void close(HouseholdId household);
  /// An assigned home goes back to the list, not to be assigned before `not_before`.
  void reopen(HouseholdId household, Time not_before);
  /// A party stops working in a zone.
  void leave(ZoneId zone);
  /// Is there a home on the list of these zones that could be searched now, if there were a way?
  [[nodiscard]] bool anything_due(const Searcher& searcher);
  /// Is a home still on the list of these zones, now or later?
  [[nodiscard]] bool anything_left(const Searcher& searcher) const;
  /// Changes whenever somebody who was given nothing and has not moved might be given something: another home on the
  /// list, its time come, a road cut or open again.
  [[nodiscard]] std::uint64_t version();

  /// At a shelter, with kin or in the care of a team: the command post has ticked them off.
  [[nodiscard]] bool registered(HouseholdId household) const;
  /// Calls for help are known to the command post.
  [[nodiscard]] bool called_for_help(HouseholdId household) const;
  /// How often it has been assigned so far.
  [[nodiscard]] std::uint32_t visits(HouseholdId household) const;
  /// Told by those who knocked: the household will not leave.
  [[nodiscard]] bool decided_to_stay(HouseholdId household) const;
  /// A team has talked the household round; it need not be persuaded again.
  void note_persuaded(HouseholdId household) { home(household).persuaded = true; }
  [[nodiscard]] bool persuaded(HouseholdId household) const { return home(household).persuaded; }
  /// A zone has come under the order, or somebody there calls for help.
  struct News {
    ZoneId zone;
    bool ordered = false;
  };
  void on_news(std::function<void(const News&)> listener) { listeners_.push_back(std::move(listener)); }

 private:
  enum class Status : std::uint8_t { unknown, open, assigned, closed };
  struct Home {
    Status status = Status::unknown;
    bool called = false;
    bool stays = false;
    bool persuaded = false;
    bool due = false;  // open: listed at its spot; else it waits among the later ones
    std::uint16_t visits = 0;
    double not_before_s = 0;
    JunctionId walk, road;  // of the spot where it is listed
  };
  /// Homes that are equally far from everywhere else: the reason why a search does not look at each of them.
  struct Spot {
    ZoneId zone;
    JunctionId walk, road;
    std::uint32_t next_by_walk = kNoSpot;  // of those with the same junction
    std::uint32_t next_by_road = kNoSpot;
    std::vector<HouseholdId> due;  // in order of households
    std::uint32_t calls = 0;       // of those, homes that called for help
  };
  /// Some of the spots, in any order.
  struct SpotList {
    std::vector<std::uint32_t> spots;
    std::vector<std::uint32_t> place;  // in `spots`, by spot; kNoSpot: not in it
    void set(std::uint32_t spot, bool in);
  };
  static constexpr std::uint32_t kNoSpot = std::numeric_limits<std::uint32_t>::max();
  /// The open homes of a zone.
  struct ZoneList {
    std::vector<std::uint32_t> spots;  // they stay when empty
    std::uint64_t due_persons = 0;
    std::uint32_t due_homes = 0;
    std::uint32_t calls = 0;
    std::uint32_t later = 0;
    std::uint32_t parties = 0;  // who works there
    std::uint32_t in_work = 0;  // homes assigned: a party is on its way, inside, or brings their people to a shelter
    bool to_search = false;     // by a team of the scenario
  };
  struct Later {
    double not_before_s;
    HouseholdId household;
    bool operator>(const Later& other) const {
      return std::tie(not_before_s, household.value) > std::tie(other.not_before_s, other.household.value);
    }
  };
  /// The best so far.
  struct Choice {
    std::optional<HouseholdId> home;
    double away_s = std::numeric_limits<double>::infinity();
    void offer(HouseholdId household, double seconds_away) {
      if (seconds_away >= away_s) return;
      home = household;
      away_s = seconds_away;
    }
  };
  void zone_ordered(ZoneId zone);
  void put_on_list(HouseholdId household);
  void tick_off(HouseholdId household);
  void help_called(HouseholdId household);
  void back_home(HouseholdId household);
  void tell(const News& news);
  void begin_search(ZoneId zone);
  void see_whether_complete();
  [[nodiscard]] bool nothing_to_do() const;
  Home& home(HouseholdId household);
  [[nodiscard]] const Home& home(HouseholdId household) const;
  void take_off_list(HouseholdId household);
  void add_due(HouseholdId household);
  void call_due_ones();
  void move_to_spot(HouseholdId household);
  ZoneList& list_of(HouseholdId household);
  std::uint32_t spot_of(ZoneId zone, JunctionId walk, JunctionId road);
  std::uint32_t& first_by_walk(JunctionId junction);
  std::uint32_t& first_by_road(JunctionId junction);
  [[nodiscard]] bool allowed(const Searcher& searcher, ZoneId zone) const;
  void look_at(const Spot& spot, double away_s, const Searcher& searcher, Neighbors which, Choice& choice) const;
  void look_in(std::span<const std::uint32_t> spots, const Searcher& searcher, Neighbors which, Choice& choice) const;
  [[nodiscard]] std::optional<HouseholdId> nearest(const Searcher& searcher, Neighbors which) const;
  [[nodiscard]] std::optional<HouseholdId> nearest_in(const Searcher& searcher, ZoneId zone) const;
  [[nodiscard]] ZoneId worthiest_zone(const Searcher& searcher) const;
  void take(const Searcher& searcher, HouseholdId household);

  World& world_;
  std::vector<Home> homes_;      // by scope position
  std::vector<ZoneList> lists_;  // by zone
  std::vector<Spot> spots_;
  std::vector<std::uint32_t> first_by_walk_, first_by_road_;              // by junction; the last: of none
  SpotList open_, calling_;                                               // with homes due; with calls for help
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;  // stale entries are skipped
  std::uint64_t version_ = 0;
  bool searching_ = false;  // an order or a call for help has come, and the search is not complete
  bool will_see_ = false;   // see_whether_complete is scheduled
  std::vector<std::function<void(const News&)>> listeners_;
};

/// Adds the kinds, events and measures of this folder.
void register_models(Catalog& catalog);

}  // namespace tocsin::rescue
