// SPDX-License-Identifier: Apache-2.0
// warning: - kind: confirmation_calls. 叫应: the order travels. A desk calls the duty holders of each zone under the
// order; they must confirm, are called again, then their deputies, then somebody goes there. Who has confirmed calls
// the other duty holders of the zone, and reports back when its people have been told: 预警—响应—执行—反馈 closes only
// then.
//
//   communications:
//     - kind: public_cell
//     - kind: messenger
//   warning:
//     - kind: confirmation_calls
//       desk: baima-c1               # the zone at whose center the desk sits
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/random/stream.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/communications.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

struct ConfirmationCallsParameters final : ModelParameters {
  Reference<ZoneTag> desk;
  std::vector<Reference<ZoneTag>> desks;
  std::vector<communications::Bearer> bearers, holder_bearers;
  int callers = 0;        ///< at the desk
  int deputies = 0;       ///< of the head of a zone
  int other_holders = 0;  ///< of a zone: heads of groups, grid staff
  Duration talk{}, ring{};
  Share answered_day, answered_night;
  int tries = 0;
  Duration try_again_after{};
  Duration begin_again_after{};  ///< once head, deputies and the messenger have been tried in vain
  Duration deadline{};           ///< from the order to the confirmation
  Share feedback_at;             ///< of the households under the order that have been told
  Duration feedback_look{};
  int feedback_bytes = 0;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  /// Duty holders called in a zone besides its head and deputies: never more than it has households.
  [[nodiscard]] std::uint32_t holders_of(const Zone& zone) const;

  // Filled by check.
  std::vector<ZoneId> desk_zones;  ///< by township of the town
  NameId name, desk_name;
  std::vector<NameId> head_names, holder_names;  ///< by zone of the town

 private:
  void find_desks(const Scenario& scenario, Diagnostics& diagnostics);
};

/// confirmation-calls.csv: each zone under the order, who confirmed when and by what, and where it is stuck.
TableDescription confirmation_list();

class ConfirmationCalls final : public Model {
 public:
  explicit ConfirmationCalls(const ConfirmationCallsParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  /// Somebody who is called until he confirms.
  struct Holder {
    communications::CorrespondentId phone;
    HouseholdId household;  ///< none: a head or deputy, at the center of the zone
    DutyRank rank{};
    std::uint16_t calls = 0;  ///< in all
    std::uint16_t tries = 0;  ///< since he was last given up
    bool confirmed = false;
  };
  struct Village {
    ZoneId zone;
    std::vector<Holder> holders;             ///< head, deputies, the others
    communications::CorrespondentId runner;  ///< reached by messenger alone
    std::uint32_t by = 0;                    ///< holder who confirmed first
    bool begun = false, informed = false, runner_sent = false;
  };

  /// A calling desk, and those who go from it when nobody answers.
  struct Desk {
    communications::CorrespondentId phones, runners;
  };

  void add_desks();
  [[nodiscard]] const Desk& desk_of(std::uint32_t village) const;
  void add_village(ZoneId id);
  void on_order(ZoneId zone);
  void call(std::uint32_t village, std::uint32_t holder);
  void ended(std::uint32_t village, std::uint32_t holder, const communications::Delivery& delivery);
  void give_up(std::uint32_t village, std::uint32_t holder, GivenUp why);
  void send_runner(std::uint32_t village);
  void confirmed(std::uint32_t village, std::uint32_t holder);
  void inform(std::uint32_t village, std::uint32_t by);
  void look(std::uint32_t village);
  [[nodiscard]] double told_share(ZoneId zone) const;
  [[nodiscard]] bool is_head(std::uint32_t holder) const {
    return holder < 1 + static_cast<std::uint32_t>(p_.deputies);
  }

  const ConfirmationCallsParameters& p_;
  World* world_ = nullptr;
  communications::Network* network_ = nullptr;
  std::vector<Desk> desks_;  // by township
  std::vector<Village> villages_;
  std::vector<std::uint32_t> village_of_zone_;  // one more than the position; 0: none
};

}  // namespace tocsin::warning
