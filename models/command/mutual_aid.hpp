// SPDX-License-Identifier: Apache-2.0
// command: - kind: mutual_aid. A post asks an outside body (a neighboring county, a rescue base) for help when it knows
// that it is needed. The request goes up the tree to the root, which passes it on; approval takes its time. Teams that
// wait for it say so: {fact: command.aid_approved, entry: ID}.
//
//   command:
//     - kind: mutual_aid
//       id: neighbors
//       post: baima
//       body: {en: Nanchuan district, zh: 南川区}
//       when: {fact: command.grade, entry: baima-flood, is: I}
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "engine/simulation/condition.hpp"
#include "engine/simulation/model.hpp"
#include "models/command/post.hpp"
#include "models/command/response.hpp"

namespace tocsin::command {

struct MutualAidParameters final : ModelParameters {
  Reference<PostTag> post;
  Phrase body;
  Condition when;
  std::vector<Reference<TeamTag>> teams;
  warning::Delay approval;
  int bytes = 0;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by `check`.
  NameId name;
  PostId post_id;
};

/// What has been approved: world.door<Approvals>().
class Approvals {
 public:
  explicit Approvals(World& world) { (void)world; }
  void approve(NameId aid) { approved_.insert(aid); }
  [[nodiscard]] bool approved(NameId aid) const { return approved_.contains(aid); }

 private:
  std::set<NameId> approved_;
};

class MutualAid final : public Model {
 public:
  explicit MutualAid(const MutualAidParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  void ask();
  void passed_on();

  const MutualAidParameters& p_;
  World* world_ = nullptr;
  std::optional<Eyes> eyes_;
  bool asked_ = false;
};

}  // namespace tocsin::command
