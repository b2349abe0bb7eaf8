// SPDX-License-Identifier: Apache-2.0
// command: - kind: post. A command post: where it sits, whom it reports to, who belongs to it and by what it can be
// reached. The posts of a scenario are one tree; orders and reports go along it, post by post.
//
//   command:
//     - {kind: post, id: county, name: {en: County headquarters, zh: 县指挥部}, level: county, seat: xiangkou}
//     - kind: post
//       id: baima
//       name: {en: Baima headquarters, zh: 白马镇指挥部}
//       level: township
//       superior: county
//       seat: baima-liufangping
//       members: [{role: mayor, deputy: Li, on_duty_at_night: true}, {role: flood engineer}]
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/time_window.hpp"
#include "models/communications/communications.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::command {

/// Layers of administration, and the post at the scene.
enum class PostLevel : std::uint8_t { county, township, village, scene };

/// Position of a post among those of the scenario.
using PostId = Id<struct PostTag>;

}  // namespace tocsin::command

template <>
struct tocsin::EnumNames<tocsin::command::PostLevel> {
  static constexpr std::array<std::string_view, 4> value{"county", "township", "village", "scene"};
};
template <>
struct tocsin::EnumWords<tocsin::command::PostLevel> {
  static constexpr std::array<PhraseView, 4> value{
      {{"county", "区县"}, {"township", "乡镇（街道）"}, {"village", "村（社区）"}, {"at the scene", "现场"}}};
};
template <>
struct tocsin::ReferenceNoun<tocsin::command::PostTag> {
  static Phrase value() { return {"a post of the section command", "command 中的一个指挥部"}; }
};

namespace tocsin::command {

/// Somebody who belongs to a post: "1+7+N" is a list of these.
struct Member {
  Placed<std::string> role;
  Placed<std::string> person, deputy;      ///< empty: not named, nobody
  std::optional<Reference<ZoneTag>> zone;  ///< where he is reached when he is not on duty
  bool on_duty_at_night = false;           ///< at the post also at night; by day everybody is
  bool absent = false;                     ///< away during the exercise: the deputy stands in

  void describe(Fields& fields);
  [[nodiscard]] bool has_deputy() const { return !deputy.value.empty(); }
  // Filled by the check of the post.
  ZoneId home;
  NameId name;  ///< "post/role"
};

/// When nobody is at a post: what comes then is not handled.
struct Silence {
  TimeWindow window;
  void describe(Fields& fields);
};

struct PostParameters final : ModelParameters {
  Phrase post_name;
  PostLevel level = PostLevel::township;
  std::optional<Reference<PostTag>> superior;
  Reference<ZoneTag> seat;
  std::vector<Reference<ZoneTag>> zones;
  std::vector<communications::Bearer> bearers, member_bearers;
  int operators = 0;
  std::vector<Member> members;
  std::optional<Placed<std::string>> leader, professional_leader;
  std::optional<Placed<int>> quorum;
  std::optional<Duration> acts_alone_after;
  std::optional<Silence> silent;
  warning::Delay handling;     ///< from receiving something to handing it on, or to beginning with it
  Duration try_again_after{};  ///< when nothing carried it to the next post
  int tries = 0;               ///< of one leg

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  /// Members who must agree to every decision, as positions in `members`: the leader, in a dual command the
  /// professional leader too; empty: the post has no members.
  [[nodiscard]] std::vector<std::size_t> leaders() const;
  [[nodiscard]] bool dual() const { return professional_leader.has_value(); }
  /// Members who must be reached for a consultation; more than half of them unless stated.
  [[nodiscard]] std::uint32_t needed() const;
  [[nodiscard]] bool silent_at(Time t) const;
  /// Zones it answers for: as stated; else its village, its township, the whole exercise.
  [[nodiscard]] const std::vector<ZoneId>& area() const { return area_; }

  // Filled by `check`.
  NameId name;
  PostId number, superior_post;
  ZoneId seat_zone;

 private:
  void describe_people(Fields& fields);
  void check_members(const Scenario& scenario, Diagnostics& diagnostics);
  void check_superior(const Scenario& scenario, Diagnostics& diagnostics);
  void find_area(const Scenario& scenario, Diagnostics& diagnostics);
  [[nodiscard]] std::optional<std::size_t> member_of(const std::string& role) const;
  std::vector<ZoneId> area_;
};

/// The post with this id; none after telling which there are.
PostId find_post(const Reference<PostTag>& reference, const Scenario& scenario, Diagnostics& diagnostics);

/// The posts of a scenario as a tree. Cheap to make; only of posts that have been checked.
class PostTree {
 public:
  explicit PostTree(const Scenario& scenario);
  [[nodiscard]] const std::vector<const PostParameters*>& posts() const { return posts_; }
  [[nodiscard]] const PostParameters& post(PostId id) const { return *posts_[id.index()]; }
  /// From a post to another, both included: up to the first superior that they share, then down.
  [[nodiscard]] std::vector<PostId> way(PostId from, PostId to) const;
  /// The post without a superior.
  [[nodiscard]] PostId root() const;

 private:
  [[nodiscard]] std::vector<PostId> up_from(PostId id) const;
  std::vector<const PostParameters*> posts_;
};

}  // namespace tocsin::command
