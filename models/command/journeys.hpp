// SPDX-License-Identifier: Apache-2.0
// How something travels from post to post: world.door<Journeys>(). A journey goes along the tree leg by leg, each a
// message of communications; every post on the way handles it before it hands it on. A leg that fails is tried again,
// as often as the sending post does, then the journey is given up.
//
//   world.door<Journeys>().go({.way = tree.way(from, to), .what = Traveling::order, .subject = task, .number = 3,
//                              .arrived = [&](std::size_t at, Bearer by) { … }});
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/command/events.hpp"
#include "models/command/post.hpp"

namespace tocsin::command {

struct Journey {
  std::vector<PostId> way;  ///< begins where it is sent, ends where it is meant for
  Traveling what{};
  NameId subject;
  std::uint32_t number = 0;
  std::uint32_t bytes = 0;
  communications::Priority priority = communications::Priority::urgent;
  /// Asked before each try, of the post where it is; false: it is needed no more and ends.
  std::function<bool(std::size_t at)> wanted = {};
  /// It has come to way[at].
  std::function<void(std::size_t at, communications::Bearer bearer)> arrived = {};
  /// It is given up.
  std::function<void(RelayFailure reason)> given_up = {};
};

class Journeys {
 public:
  explicit Journeys(World& world);

  [[nodiscard]] const PostTree& tree() const { return tree_; }
  /// Begins now. A way of one post ends at once, without a message.
  void go(Journey journey);
  /// The telephones of a post, and of a member (or his deputy) who is not there.
  [[nodiscard]] communications::CorrespondentId phones(PostId post) const { return desks_[post.index()].phones; }
  enum class Who : std::uint8_t { member, deputy };
  [[nodiscard]] communications::CorrespondentId phone(PostId post, std::size_t member, Who who) const;
  /// When a post last heard of its superior, or knew that something had reached it; StartEx if never.
  [[nodiscard]] Time in_touch(PostId post) const { return desks_[post.index()].in_touch; }
  /// How long the post needs for this, drawn.
  [[nodiscard]] Duration handling(PostId post);

 private:
  struct Desk {
    communications::CorrespondentId phones;
    std::vector<communications::CorrespondentId> members, deputies;
    Time in_touch = kStartEx;
    std::uint64_t handled = 0;  // draws so far
  };
  struct Running {
    Journey journey;
    std::size_t at = 0;
    int tries = 0;
  };
  void add_desk(const PostParameters& post);
  void leg(std::size_t number);
  void leg_ended(std::size_t number, const communications::Delivery& delivery);
  void came(std::size_t number, communications::Bearer bearer);
  void failed(std::size_t number, RelayFailure reason);
  void note_contact(PostId a, PostId b);

  World& world_;
  PostTree tree_;
  std::vector<Desk> desks_;
  std::deque<Running> journeys_;
};

}  // namespace tocsin::command
