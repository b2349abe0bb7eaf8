// SPDX-License-Identifier: Apache-2.0
// The helpers of one replication: who comes for whom, one home at a time. A helper is a member of his household who is
// told with it, or a cadre who is called out from his post with the order; he goes over to the home of those he helps,
// leaves with them, and comes back when more than one household is his. In the ledger of people a member counts with
// his own household; a cadre is no resident, and CadreMoved says where he is.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
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
  /// Whose member comes for it; none: nobody, or a cadre.
  [[nodiscard]] HouseholdId helper_of(HouseholdId assisted) const;
  /// Is the helper at its door?
  [[nodiscard]] bool helper_is_here(HouseholdId assisted) const;
  /// Is it a cadre, with his car?
  [[nodiscard]] bool cadres_car_is_here(HouseholdId assisted) const;
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
  /// It stays: its helper does not wait at the door.
  void dismiss(HouseholdId assisted);
  /// It could not leave home with its helper after all (no way, no room): a cadre goes on to the next home, and true is
  /// returned.
  bool kept_back(HouseholdId assisted);
  /// Somebody else took it along, or nobody is left of it: its helper neither waits at the door nor stays with it.
  void taken(HouseholdId assisted);

 private:
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();
  struct Pair {
    HouseholdId assisted;
    std::uint32_t by = kNobody;  // place in helpers_
    HelperMissing missing = HelperMissing::not_told;
    double ready_s = 0;  // while the helper is at the door
    double left_s = 0;   // since they have left together
    bool open = true;    // still to be fetched
    bool given_up = false;
    bool accompanied = false;
  };
  enum class Stage : std::uint8_t { at_home, called, walking, at_door, escorting, gone };
  // Of the household that is to come; or a cadre.
  struct Member {
    HouseholdId household;             // none: a cadre
    const Cadre* cadre = nullptr;      // null: a member of the household
    std::vector<std::uint32_t> pairs;  // in order of the table, of a cadre's list
    Stage stage = Stage::at_home;
    bool willing = false;       // has been told, and does not refuse
    bool has_set_out = false;   // ever
    bool car = false;           // of a cadre, and it is with him
    std::uint32_t current = 0;  // pair, from `walking` on
    float x_m = 0, y_m = 0;     // where he is
    JunctionId road;            // of those who drive: where the car is
  };
  [[nodiscard]] const Pair* pair_of(HouseholdId assisted) const;
  [[nodiscard]] Pair* pair_of(HouseholdId assisted);
  [[nodiscard]] Member* find_helper(HouseholdId household);
  [[nodiscard]] const Member* find_helper(HouseholdId household) const;
  [[nodiscard]] bool at_home(HouseholdId household) const;
  void add_member(std::uint32_t pair, HouseholdId helper);
  void add_cadre(const Cadre& cadre);
  [[nodiscard]] std::uint32_t place_of(const Member& helper) const {
    return static_cast<std::uint32_t>(&helper - helpers_.data());
  }
  [[nodiscard]] bool is_there(const Member& helper) const;
  [[nodiscard]] bool kept_by_water(const Member& helper) const;
  [[nodiscard]] Duration setting_out(const Member& helper) const;
  [[nodiscard]] bool needed(const Member& helper) const;
  void set_out(Member& helper);
  void wait_for_the_water(Member& helper);
  void tell(const Member& helper, CadrePlace place, HouseholdId household = {});
  void note(Member& helper, HelperMissing why);
  void call(Member& helper);
  void go_to_next(Member& helper);
  void walk_to(Member& helper, std::uint32_t pair);
  void reach(Member& helper);
  void free(Member& helper);
  [[nodiscard]] Duration way(Member& helper, HouseholdId to) const;
  [[nodiscard]] std::optional<Duration> drive(const Member& helper, JunctionId to) const;
  [[nodiscard]] Duration walk(double distance_m) const;
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
