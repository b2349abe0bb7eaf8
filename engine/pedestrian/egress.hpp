// SPDX-License-Identifier: Apache-2.0
// People leave a building, event by event. Each walks at the speed that the density on the way allows (or slower), no
// way lets in or out more than its flow capacity, a full way lets nobody in, and the room given up at its end arrives
// at its beginning as a gap that travels backward: queues grow back from a door through the stairs into the floors.
// Where ways meet they take turns by weight.
//
//   Egress egress(Routes(places, ways, law));
//   const PersonId p = egress.add({.place = room, .walk_m = 12});
//   egress.start(p, at_seconds(30));
//   while (egress.advance(until)) for (const Notice& notice : egress.notices()) …
//
// Routes are asked at every place, so a way that is blocked sends people back. Counterflow on the same way, groups that
// stay together and lifts are not here.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/pedestrian/ring.hpp"
#include "engine/pedestrian/routes.hpp"
#include "engine/traffic/event_queue.hpp"

namespace tocsin::pedestrian {

using PersonId = std::uint32_t;
/// Room and headway of an ordinary person, in eighths.
inline constexpr std::uint32_t kSizeOfPerson = 8;

struct PersonFigures {
  PlaceIndex place = kNone;  ///< where it is at first; the place has an area
  double walk_m = 0;         ///< from where it stands to the way it takes first
  WayOut out{};              ///< what it is told to use; by default the way that leads out soonest
  double speed_factor = 1;   ///< of the speed that the density allows, on the level
  double stair_factor = 1;   ///< the same on stairs
  std::uint32_t size = kSizeOfPerson;
};

/// What the owner should know at an instant.
struct Notice {
  enum class Kind : std::uint8_t {
    started,  ///< set out
    left,     ///< went out by `way`
    held,     ///< stands where no way leads out; goes on when one is opened
    pressed,  ///< everybody waited for room in a ring; this one was let into a full place or way
  };
  Time at;
  Kind kind = Kind::started;
  PersonId person = kNone;
  WayIndex way = kNone;
};

class Egress {
 public:
  explicit Egress(Routes routes);

  PersonId add(const PersonFigures& figures);
  /// It sets out at `at`, not in the past. Said again before it has set out, the last word counts.
  void start(PersonId person, Time at);
  /// The same unless it sets out sooner anyway.
  void start_by(PersonId person, Time at);

  /// Lets events happen up to and including `limit`. True: stopped early, at the instant of `notices()`; call again.
  bool advance(Time limit);
  [[nodiscard]] std::span<const Notice> notices() const { return notices_; }
  [[nodiscard]] Time now() const { return time_of(now_); }
  /// Instant of the next event; kNever when nothing is planned.
  [[nodiscard]] Time next();

  /// Nobody enters a blocked way; those on it walk on. Everybody who is not on a way looks for another at once.
  void block(WayIndex way);
  void open(WayIndex way);
  [[nodiscard]] const Routes& routes() const { return routes_; }

  /// The ledger: persons by where they are. Their sum is the number added.
  struct Ledger {
    std::uint64_t not_started = 0;
    std::uint64_t in_places = 0;  ///< walking or waiting in a room or hall
    std::uint64_t on_ways = 0;
    std::uint64_t out = 0;
  };
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  /// Throws DefectError unless every count agrees with every other. For tests.
  void check_ledger() const;
  /// Ways and halls entered so far.
  [[nodiscard]] std::uint64_t moves() const { return moves_; }

  /// Who waited because of a way or, from the number of ways on, a place: the one at which the queue begins, however
  /// far back people stood.
  struct Waits {
    double person_s = 0;
    std::uint32_t longest_queue = 0;  ///< persons at once, on a grid of 10 s
  };
  [[nodiscard]] Waits waits_for(std::uint32_t way_or_place) const;

 private:
  using Ticks = traffic::Ticks;
  enum class State : std::uint8_t { empty, planned, waiting, held };
  struct Slot {
    Ticks ready;  // at the end of the way, or in front of the next
    PersonId person;
  };
  struct Gap {
    Ticks at;  // when it reaches the beginning
    std::uint32_t size;
  };
  // The entrance of a way or of a place.
  struct Gate {
    std::uint32_t used = 0;  // room taken, gaps included, eighths of a person
    std::uint32_t storage = 0;
    std::uint32_t first_waiting = kNone;  // sources, linked by next_waiting_
    bool planned = false;
    Ticks next_in = 0;
    double level = 0;  // of the turns taken by those who enter
  };
  struct Way {
    Ring<Slot> people;   // in the order in which they reach the end
    Ring<Gap> gaps;      // on their way back
    Ring<Slot> line;     // in the hall before it, who waits to enter
    Ticks next_out = 0;  // headway at the end
    Ticks planned_at = -1;
    std::uint32_t reached = 0;  // of `people`, who is at the end
    std::uint32_t headway = 0;  // ticks per person
    std::uint32_t gap_ticks = 0;
    State state = State::empty;
    double area_m2 = 0;
  };
  struct Person {
    enum class Where : std::uint8_t { not_started, walking, in_line, on_way, held, out } where = Where::not_started;
    std::uint8_t size = kSizeOfPerson;
    float speed_factor = 1;
    float stair_factor = 1;
    float walk_m = 0;
    WayOut told;
    std::uint32_t at = kNone;  // place or way
    Ticks due = -1;            // sets out, or has crossed a place
  };

  // Sources are those who want to enter: the end of way w is source w, the line before way w is way_count() + w.
  // Gates: way w is gate w, place p is gate way_count() + p.
  [[nodiscard]] std::uint32_t way_count() const { return static_cast<std::uint32_t>(ways_.size()); }
  [[nodiscard]] std::uint32_t gate_of_place(PlaceIndex p) const { return way_count() + p; }
  [[nodiscard]] bool hall(PlaceIndex p) const { return routes_.places()[p].area_m2 > 0; }
  [[nodiscard]] const Slot& first_of(std::uint32_t source) const;
  [[nodiscard]] std::uint32_t first_size(std::uint32_t source) const { return people_[first_of(source).person].size; }

  void handle(std::uint32_t number);
  void set_out(PersonId id);
  void walk_in_place(PersonId id, PlaceIndex place, double walk_m);
  void reach_line(PersonId id, Ticks ready);
  void plan_exit(WayIndex w);
  void try_to_leave(WayIndex w);
  void go_outside(WayIndex w);
  void try_to_enter(std::uint32_t source, std::uint32_t gate);
  [[nodiscard]] bool has_room(std::uint32_t gate, std::uint32_t size);
  [[nodiscard]] bool blocked(std::uint32_t gate) const { return gate < way_count() && !routes_.usable(gate); }
  void wait_at(std::uint32_t gate, std::uint32_t source);
  void stop_waiting(std::uint32_t source);
  [[nodiscard]] std::uint32_t fairest(const Gate& gate) const;
  void plan_gate(std::uint32_t gate);
  void open_gate(std::uint32_t gate);
  void pass(std::uint32_t source, std::uint32_t gate);
  PersonId leave_way(WayIndex w, std::uint32_t cause);
  PersonId leave_line(WayIndex w, std::uint32_t cause);
  void enter(std::uint32_t gate, PersonId id);
  void enter_way(WayIndex w, PersonId id);
  void note_wait(Ticks ready, std::uint32_t cause);
  void look_again();
  bool press_someone();
  void tell(Notice::Kind kind, PersonId person, WayIndex way);
  [[nodiscard]] static Ticks ticks_of(Time t);
  [[nodiscard]] static Time time_of(Ticks t) { return at_seconds(static_cast<double>(t) / traffic::kTicksPerSecond); }

  Routes routes_;
  std::vector<Way> ways_;
  std::vector<Gate> gates_;             // of ways, then of places
  std::vector<std::uint32_t> present_;  // by place: who has not started or walks there
  std::vector<Person> people_;
  std::vector<PersonId> held_;               // in places, without a way out
  std::vector<std::uint32_t> next_waiting_;  // by source
  std::vector<std::uint32_t> waits_at_;      // by source: gate, or kNone
  std::vector<std::uint8_t> for_room_;       // by source: it waits because the gate is full
  std::vector<double> passed_;               // by source: turns taken over weight
  std::vector<std::uint32_t> root_;          // by gate: why it was last hindered at its end; itself if it was not
  struct Queue {
    double person_ticks = 0;
    std::vector<std::int32_t> change;  // of the number waiting, by 10 s
  };
  std::vector<Queue> queues_;  // by gate
  traffic::EventQueue queue_;
  std::vector<Notice> notices_;
  Ledger ledger_;
  Ticks now_ = 0;
  std::uint64_t moves_ = 0;
};

}  // namespace tocsin::pedestrian
