// SPDX-License-Identifier: Apache-2.0
// The helpers of one replication: who comes for whom, one home at a time. A helper is a member of his household who is
// told with it, goes over to the home of those he helps, leaves with them, and comes back when more than one household
// is his. In the ledger of people he counts with his own household.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/help/parameters.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {

class Help {
 public:
  /// What the households are told: somebody is at the door of those he helps (they may already mean to leave); a
  /// helper's household need not wait for its member any longer.
  struct Listener {
    std::function<void(HouseholdId assisted)> arrived;
    std::function<void(HouseholdId helper)> released;
  };
  Help(World& world, const OneToOneHelpParameters& parameters, const HouseholdsParameters& people, Listener listener);

  /// Does it need its helper to get away?
  [[nodiscard]] bool assists(HouseholdId household) const { return pair_of(household) != nullptr; }
  /// Who comes for it; none: nobody.
  [[nodiscard]] HouseholdId helper_of(HouseholdId assisted) const;
  /// Is the helper at its door?
  [[nodiscard]] bool helper_is_here(HouseholdId assisted) const;
  [[nodiscard]] Duration patience() const { return p_.patience; }
  /// When a household whose helper is here can leave at the soonest.
  [[nodiscard]] double ready_s(HouseholdId assisted) const;
  /// May it hope for its helper (who may not have been told, or be on his way)?
  [[nodiscard]] bool expected(HouseholdId assisted) const;
  /// Has it left its home with its helper, or tried to?
  [[nodiscard]] bool accompanied(HouseholdId assisted) const;
  /// Has it waited for its helper as long as it is going to?
  [[nodiscard]] bool given_up(HouseholdId assisted) const;
  /// Does it get away without its helper? Drawn once for each household.
  [[nodiscard]] bool manages_alone(HouseholdId assisted) const;
  /// Whom this household's member is with, or about to go to; none: he is at home for good.
  [[nodiscard]] HouseholdId away_for(HouseholdId household) const;

  /// A household was told; `willing`: it does what it is told by this channel. If a member of it is a helper, he sets
  /// out after a while, as soon as those he helps are under the order.
  void told(HouseholdId household, bool willing);
  /// A household that needs its helper was told: if he has been told too, he comes now that an order concerns it.
  void asked(HouseholdId assisted);
  /// It waits no longer. Publishes HelperGivenUp.
  void give_up(HouseholdId assisted);
  /// It leaves home together with its helper, who is here. Publishes LeftTogether.
  void leave(HouseholdId assisted);
  /// It got where it was going (a shelter, kin, a pick-up point): its helper is free for others.
  void brought(HouseholdId assisted);
  /// It stays, or somebody else took it along: its helper does not wait at the door.
  void dismiss(HouseholdId assisted);

 private:
  struct Pair {
    HouseholdId assisted, helper;
    HelperMissing missing = HelperMissing::not_told;
    double ready_s = 0;  // while the helper is at the door
    double left_s = 0;   // since they have left together
    bool open = true;    // still to be fetched
    bool given_up = false;
    bool accompanied = false;
  };
  enum class Stage : std::uint8_t { at_home, called, walking, at_door, escorting, gone };
  // Of the household that is to come.
  struct Member {
    HouseholdId household;
    std::vector<std::uint32_t> pairs;  // in order of the table
    Stage stage = Stage::at_home;
    bool willing = false;       // has been told, and does not refuse
    std::uint32_t current = 0;  // pair, from `walking` on
    float x_m = 0, y_m = 0;     // where he is
  };
  [[nodiscard]] const Pair* pair_of(HouseholdId assisted) const;
  [[nodiscard]] Pair* pair_of(HouseholdId assisted);
  [[nodiscard]] Member* find_helper(HouseholdId household);
  [[nodiscard]] const Member* find_helper(HouseholdId household) const;
  [[nodiscard]] bool at_home(HouseholdId household) const;
  void note(Member& helper, HelperMissing why);
  void call(Member& helper);
  void go_to_next(Member& helper);
  void walk_to(Member& helper, std::uint32_t pair);
  void reach(Member& helper);
  void free(Member& helper);
  [[nodiscard]] Duration way(const Member& helper, HouseholdId to) const;
  [[nodiscard]] bool under_water(HouseholdId household) const;

  World& world_;
  const OneToOneHelpParameters& p_;
  const HouseholdsParameters& people_;
  Listener listener_;
  Roll& roll_;
  std::vector<Pair> pairs_;               // in order of the assisted households
  std::vector<std::uint32_t> pair_of_;    // by scope position; 0: none, else place + 1
  std::vector<std::uint32_t> helper_of_;  // the same, in helpers_, of the household he is a member of
  std::vector<Member> helpers_;
};

}  // namespace tocsin::evacuation
