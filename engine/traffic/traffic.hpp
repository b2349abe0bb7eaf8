// SPDX-License-Identifier: Apache-2.0
// Mesoscopic traffic: vehicles as entries in the queues of road segments, event by event. A vehicle leaves a segment
// when it has driven it at free speed, when the headway after the one before it has passed, and when the next segment
// lets it in; a segment lets in one vehicle per headway as long as it has room, and room that is given up at its end
// arrives at its beginning as a gap that travels backwards (Newell 1993; Yperman 2007; handbook 4.3). Queues spill
// back; roads that merge share what the road behind them takes by their priority. Where vehicles of both directions do
// not fit side by side, whoever enters waits in a passing bay for each one that comes toward it.
//
//   Traffic traffic(segments);
//   const VehicleId v = traffic.add({.size = 8, .speed_m_per_s = 22}, route);
//   traffic.depart(v, at_seconds(600));
//   while (traffic.advance(until)) for (const Notice& notice : traffic.notices()) …
//
// Sizes in eighths of a car. First in, first out on every segment. It does not choose routes and knows no people.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/base/big_allocator.hpp"
#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/traffic/event_queue.hpp"

namespace tocsin::traffic {

using VehicleId = std::uint32_t;
using SegmentIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// A segment as vehicles feel it, all lanes together.
struct SegmentFigures {
  double length_m = 0;
  double free_speed_m_per_s = 0;
  double entry_capacity_veh_per_s = 0;  ///< cars per second that can enter
  double exit_capacity_veh_per_s = 0;   ///< cars per second that can leave
  double storage_cars = 0;              ///< how many cars stand on it when it is full; less than one counts as one
  double gap_speed_m_per_s = 0;         ///< backward-moving gaps; 0: room is known at the beginning at once
  double priority = 1;                  ///< share of a merge relative to the other roads that want to enter
  /// Of a road where not everybody fits side by side: for two vehicles together, gaps beside them taken off.
  double room_m = std::numeric_limits<double>::infinity();
  std::uint32_t opposite = kNone;  ///< of such a road: the other direction
};

inline constexpr std::uint32_t kSizeOfCar = 8;

/// Bit mask of vehicle classes; what the classes are is the owner's business.
using ClassMask = std::uint8_t;
inline constexpr unsigned kClassCount = 8;
inline constexpr ClassMask kAllClasses = 0xFF;

struct VehicleFigures {
  std::uint32_t size = kSizeOfCar;  ///< room on the road and headway, in eighths of a car
  double speed_m_per_s = std::numeric_limits<double>::infinity();  ///< it does not drive faster
  double speed_factor = 1;                                         ///< of the free speed of every segment
  std::uint8_t vehicle_class = 0;  ///< below kClassCount: which closures and slow-downs concern it
  double width_m = 0;              ///< without what it needs beside it
  /// With siren and light: where two of its width fit side by side the others make way. There it needs no room and
  /// waits for nobody; where they cannot, it stands in the queue, and is let into it before all others.
  bool passes_queues = false;
};

/// What the owner should know at an instant.
struct Notice {
  enum class Kind : std::uint8_t {
    arrived,     ///< at the end of the route; it has left the traffic
    held,        ///< stands before a closed segment; give it another route, take it out, or let it wait
    freed_ring,  ///< a ring of full segments in which everybody waited for the next was moved on by one vehicle
    checked,     ///< would leave a watched segment for another one; stands at its end until `pass`
  };
  Time at;
  Kind kind = Kind::arrived;
  VehicleId vehicle = kNone;
  SegmentIndex segment = kNone;  ///< held: the closed one; freed_ring: one of the ring; checked: the watched one
};

/// Waiting that a vehicle did so far, and where most of it: at the end of that segment, in its passing bays, or beside
/// it when it could not enter its first.
struct Delay {
  double all_s = 0;
  double worst_s = 0;
  SegmentIndex worst = kNone;
};

/// Waiting by all who have left the end of a segment, by those who entered it as the first of their route, and by those
/// who let others pass on it.
struct SegmentDelay {
  double at_end_s = 0;
  double beside_s = 0;         ///< to enter it
  double meeting_s = 0;        ///< in passing bays
  std::uint32_t vehicles = 0;  ///< of those who waited at all, once for each of the three
};

struct TrafficOptions {
  Duration ring_check{60};   ///< how often standing queues are searched for rings that block themselves
  bool keep_delays = false;  ///< so that delay() and segment_delay() can be asked
  Duration meeting{};        ///< what two vehicles that meet where they do not fit side by side cost the later one
  /// Of vehicles that pass queues, beside one that stands.
  double passing_speed_m_per_s = std::numeric_limits<double>::infinity();
};

class Traffic {
 public:
  explicit Traffic(std::span<const SegmentFigures> segments, const TrafficOptions& options = {});

  /// A vehicle with its route (at least one segment); it is nowhere before it departs.
  VehicleId add(const VehicleFigures& figures, std::span<const SegmentIndex> route);
  /// It joins those who wait beside the first segment of its route at `at` (not in the past).
  void depart(VehicleId vehicle, Time at);

  /// Lets events happen up to and including `limit`. True: stopped early, at the instant of `notices()`; call again.
  /// False: `limit` is reached (or nothing is left to happen before it).
  bool advance(Time limit);
  /// What happened at the last instant of advance, and what was done to the roads and vehicles before it; cleared by
  /// the next call.
  [[nodiscard]] std::span<const Notice> notices() const { return notices_; }
  [[nodiscard]] Time now() const { return time_of(now_); }
  /// Instant of the next event; kNever when nothing is planned.
  [[nodiscard]] Time next() const;

  /// Nobody of the classes enters a closed segment; who is on it drives on. Those waiting to enter are told about as
  /// `held`.
  void close(SegmentIndex s, ClassMask classes = kAllClasses);
  void open(SegmentIndex s, ClassMask classes = kAllClasses);
  /// The classes for which it is closed.
  [[nodiscard]] ClassMask closed(SegmentIndex segment) const { return segments_[segment].closed; }
  /// Who is on a stopped segment stays where he is (a slide, deep water) until it goes on.
  void stop(SegmentIndex s);
  void go_on(SegmentIndex s);
  /// What those who are on it have waited there so far was no queue (a slide kept them).
  void forget_waiting(SegmentIndex s);
  /// From now on whoever would leave the segment for another one is told about as `checked` and stands until `pass`:
  /// somebody at its end may give him another route.
  void watch(SegmentIndex s);
  void unwatch(SegmentIndex s);
  /// A checked vehicle goes on; nothing happens when it has been taken out meanwhile.
  void pass(VehicleId id);
  /// Capacities from now on are `factor` (> 0) times the figures. For none at all use close.
  void set_capacity_factor(SegmentIndex s, double factor);
  /// Room from now on, as a factor (> 0) of the figure, not less than one car. Who is on a segment that has become too
  /// small stays; nobody enters before there is room again.
  void set_storage_factor(SegmentIndex s, double factor);
  /// Speed of those of the classes who enter from now on, as a factor (> 0) of what it would be otherwise.
  void set_speed_factor(SegmentIndex s, double factor, ClassMask classes = kAllClasses);

  /// Replaces what is left of the route after the segment where it is; may begin with the opposite direction. Who has
  /// not entered the first segment yet gets another route from its beginning.
  void reroute(VehicleId id, std::span<const SegmentIndex> rest);
  /// Takes a vehicle out of the traffic; it leaves its room behind.
  void remove(VehicleId id);
  /// The same for one that is where it wants to be: it counts as arrived.
  void finish(VehicleId id);

  /// Where a vehicle is: its segment, or kNone when it waits beside its first, has arrived or was removed.
  [[nodiscard]] SegmentIndex segment_of(VehicleId vehicle) const { return segment_[vehicle]; }
  /// On a segment, or waiting beside its first.
  [[nodiscard]] bool under_way(VehicleId vehicle) const {
    const auto place = vehicles_[vehicle].place;
    return place == Vehicle::Place::beside || place == Vehicle::Place::driving || place == Vehicle::Place::passing;
  }
  /// It has arrived, or was taken out.
  [[nodiscard]] bool ended(VehicleId vehicle) const {
    const auto place = vehicles_[vehicle].place;
    return place == Vehicle::Place::arrived || place == Vehicle::Place::removed;
  }
  /// What is left of its route: after the segment where it is, or all of it.
  [[nodiscard]] std::span<const SegmentIndex> route_left(VehicleId vehicle) const;
  /// With TrafficOptions::keep_delays only.
  [[nodiscard]] const Delay& delay(VehicleId vehicle) const { return delays_[vehicle]; }
  [[nodiscard]] const SegmentDelay& segment_delay(SegmentIndex s) const { return segment_delays_[s]; }
  [[nodiscard]] std::vector<VehicleId> on(SegmentIndex s) const;
  /// How many have left its end so far.
  [[nodiscard]] std::uint32_t passed(SegmentIndex s) const { return segments_[s].head; }
  [[nodiscard]] std::uint32_t count_on(SegmentIndex s) const { return segments_[s].count; }
  /// When the first on it had driven it, or will have; kNever: nobody is on it.
  [[nodiscard]] Time first_ready(SegmentIndex s) const;
  /// Is there room for those who are on it (not so just after set_storage_factor made it smaller)?
  [[nodiscard]] bool fits(SegmentIndex s);

  /// The ledger: vehicles by where they are. Their sum is the number of vehicles added.
  struct Ledger {
    std::uint64_t parked = 0;   ///< not departed yet
    std::uint64_t beside = 0;   ///< departed, waiting to enter their first segment
    std::uint64_t driving = 0;  ///< on a segment, those that pass its queue included
    std::uint64_t arrived = 0;
    std::uint64_t removed = 0;
  };
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  /// Segments left so far, the last ones included.
  [[nodiscard]] std::uint64_t moves() const { return moves_; }
  /// Throws DefectError unless every count agrees with every other. For tests.
  void check_ledger() const;

 private:
  enum class State : std::uint8_t { empty, planned, waiting, halted };
  // One line of memory: all that a move touches. The slots of the ring before `head` are gaps on their way back.
  struct alignas(64) Segment {
    Ticks next_out = 0;                   // headway at the end
    Ticks next_in = 0;                    // headway at the beginning
    std::uint32_t head = 0;               // slot of who leaves next, counted without wrapping
    std::uint32_t count = 0;              // vehicles
    std::uint32_t ring = 0;               // first slot
    std::uint32_t used = 0;               // room taken, gaps included, eighths of a car
    std::uint32_t storage = 0;            // room
    std::uint32_t first_waiting = kNone;  // sources that wait to enter, linked by Source::next
    std::uint32_t drive_ticks = 0;        // at free speed
    std::uint32_t out_ticks = 0;          // headway of a car
    std::uint32_t in_ticks = 0;
    std::uint32_t gap_ticks = 0;  // from the end to the beginning
    std::uint16_t gaps = 0;
    std::uint16_t ring_mask = 0;  // slots of the ring less one, one of them never used; 0: no ring yet
    // Bytes of their own, not bits: a load right after the store of a part of it would wait.
    State state = State::empty;
    ClassMask closed = 0;
    bool gate_planned = false;
    std::uint8_t special = 0;
  };
  // Stopped and watched: vehicles are kept at the end. Slowed: slow_ knows by how much. Narrow: Rare knows the other
  // direction.
  static constexpr std::uint8_t kStopped = 1, kWatched = 2, kSlowed = 4, kNarrow = 8;
  static constexpr std::uint8_t kGuarded = kStopped | kWatched;
  static_assert(sizeof(Segment) == 64);
  // What a segment knows of a vehicle, so that leaving it looks at nothing else.
  struct Slot {
    Ticks at;  // ready to leave; for a gap: when it reaches the beginning
    VehicleId vehicle;
    std::uint32_t to : 25;  // next segment of its route; kEndOfRoute: none
    std::uint32_t size : 7;
  };
  static constexpr std::uint32_t kEndOfRoute = (1U << 25U) - 1U;
  static constexpr std::uint32_t kMaxSize = (1U << 7U) - 1U;
  struct Vehicle {
    std::uint32_t next = 0;  // where its route goes on, position in routes_
    float speed_m_per_s = 0;
    float speed_factor = 1;
    std::uint8_t size = kSizeOfCar;
    std::uint8_t vehicle_class : 6 = 0;
    bool passes : 1 = false;
    bool as_the_road : 1 = true;  // drives at its free speed
    std::uint8_t width = 0;       // in twentieths of a meter
    enum class Place : std::uint8_t { parked, beside, driving, passing, arrived, removed } place = Place::parked;
  };
  struct Rare {  // of a segment, seldom touched
    float length_m = 0;
    float speed_m_per_s = 0;
    float out_base = 0, in_base = 0;  // ticks per car at factor 1
    std::uint32_t storage_base = 0;   // room at factor 1
    float level = 0;                  // of the turns taken by those who enter
    VehicleId first_beside = kNone;
    VehicleId last_beside = kNone;
    SegmentIndex opposite = kNone;
    std::uint32_t room = 0;  // for vehicles of both directions side by side, in twentieths of a meter
  };

  // Sources are those who want to enter a segment: segment s itself is source s, those beside segment s are n + s.
  struct Source {
    std::uint32_t next = kNone;     // who waits for the same segment
    SegmentIndex waits_at = kNone;  // the segment; kNone: does not wait
    float passed = 0;               // turns taken over priority, for fairness
    float priority = 1;
  };
  [[nodiscard]] std::uint32_t beside(SegmentIndex s) const { return segment_count() + s; }
  [[nodiscard]] std::uint32_t segment_count() const { return static_cast<std::uint32_t>(segments_.size()); }
  [[nodiscard]] VehicleId first_of(std::uint32_t source) const;
  [[nodiscard]] std::uint32_t first_size_of(std::uint32_t source) const;
  std::uint32_t append_route(std::span<const SegmentIndex> route);
  [[nodiscard]] Slot& slot(const Segment& segment, std::uint32_t position) {
    return slots_[segment.ring + (position & segment.ring_mask)];
  }
  [[nodiscard]] const Slot& slot(const Segment& segment, std::uint32_t position) const {
    return slots_[segment.ring + (position & segment.ring_mask)];
  }

  void handle(std::uint32_t number);
  void ask_ahead();
  void depart_now(VehicleId id);
  void plan_exit(SegmentIndex s);
  void plan_next_exit(SegmentIndex s);
  [[nodiscard]] bool waits_ahead(SegmentIndex s);
  void send_back_who_is_not_there_yet(SegmentIndex s);
  /// When the first of a segment, which is not empty, may leave it.
  [[nodiscard]] Ticks ready_at(SegmentIndex s) const {
    const Segment& segment = segments_[s];
    return std::max(segment.next_out, slot(segment, segment.head).at);
  }
  void try_to_leave(SegmentIndex s);
  [[nodiscard]] bool kept_at_end(SegmentIndex s, const Slot& first);
  void try_to_enter(std::uint32_t source, SegmentIndex to, std::uint32_t size);
  void plan_gate(SegmentIndex s);
  void plan_gate_of_waiting(SegmentIndex s);
  void open_gate(SegmentIndex s);
  [[nodiscard]] bool has_room(Segment& segment, std::uint32_t size) {
    return segment.used + size <= segment.storage || has_room_with_gaps(segment, size);
  }
  [[nodiscard]] bool has_room_with_gaps(Segment& segment, std::uint32_t size);
  void forget_arrived_gaps(Segment& segment);
  void make_place(Segment& segment);
  [[nodiscard]] bool admits(const Segment& segment, std::uint32_t source) const {
    return segment.closed == 0 || (segment.closed & (1U << vehicles_[first_of(source)].vehicle_class)) == 0;
  }
  [[nodiscard]] bool closed_to(SegmentIndex s, VehicleId id) const {
    return (segments_[s].closed & (1U << vehicles_[id].vehicle_class)) != 0;
  }
  void wait_beside(VehicleId id);
  void let_in_first(VehicleId id);
  [[nodiscard]] bool makes_way(SegmentIndex s, VehicleId id) const;
  void drive_past(SegmentIndex s, VehicleId id);
  void has_driven_past(VehicleId id);
  void go_on_past(VehicleId id);
  [[nodiscard]] bool waits_first(std::uint32_t source) const {
    return passing_added_ && vehicles_[first_of(source)].passes;
  }
  double note_delay(VehicleId id, SegmentIndex s, Ticks since);
  void take_out(VehicleId id, Vehicle::Place to);
  void wait_at(SegmentIndex to, std::uint32_t source);
  void stop_waiting(std::uint32_t source);
  [[nodiscard]] std::uint32_t fairest(const Segment& segment) const;
  [[nodiscard]] std::uint32_t fairest_of_many(const Segment& segment) const;
  void transfer(std::uint32_t source, SegmentIndex to);
  void leave_end(SegmentIndex s);
  void give_up_place(SegmentIndex s);
  void enter(SegmentIndex s, VehicleId id);
  void enlarge_ring(Segment& segment);
  [[nodiscard]] Ticks drive_ticks(SegmentIndex s, const Vehicle& vehicle) const;
  [[nodiscard]] Ticks own_drive_ticks(SegmentIndex s, const Vehicle& vehicle) const;
  [[nodiscard]] Ticks meeting_ticks(SegmentIndex s, VehicleId id);
  void find_rings();
  [[nodiscard]] SegmentIndex full_segment_ahead(SegmentIndex s);
  void rotate(std::span<const SegmentIndex> ring);
  void remove_from_segment(VehicleId id);
  void remove_from_beside(VehicleId id);
  void tell(Notice::Kind kind, VehicleId vehicle, SegmentIndex segment);
  [[nodiscard]] static Ticks ticks_of(Time t);
  [[nodiscard]] static Time time_of(Ticks t) { return at_seconds(static_cast<double>(t) / kTicksPerSecond); }

  template <class T>
  using Big = std::vector<T, BigAllocator<T>>;
  Big<Segment> segments_;
  Big<Rare> rare_;
  // Four slots to a line of memory: the ring of a short segment is one line.
  Big<Slot> slots_;
  std::vector<std::vector<std::uint32_t>> free_rings_;  // by log2 of their slots
  Big<Vehicle> vehicles_;
  std::vector<VehicleId> behind_;  // by vehicle, beside a segment: who waits behind
  Big<SegmentIndex> segment_;      // by vehicle
  Big<SegmentIndex> routes_;       // one after the other, each with kEndOfRoute behind it
  Big<Source> sources_;
  EventQueue queue_;
  struct Hint {
    SegmentIndex leaver = 0;
    SegmentIndex to = 0;
    VehicleId vehicle = 0;
  };
  std::array<Hint, 16> hints_{};  // of the next events, by place in the queue: which memory they will touch
  std::vector<Notice> notices_;
  std::vector<Notice> not_told_yet_;  // by what was done between two calls of advance
  bool advancing_ = false;
  std::unordered_map<SegmentIndex, std::array<float, kClassCount>> slow_;  // by class; looked up by key only
  struct Watch {
    VehicleId told = kNone;    // the last one told about
    VehicleId passed = kNone;  // the last one that may go on
  };
  std::unordered_map<SegmentIndex, Watch> watches_;  // looked up by key only
  bool keep_delays_ = false;
  std::vector<Delay> delays_;                 // by vehicle
  std::vector<Ticks> beside_since_;           // by vehicle
  std::vector<SegmentDelay> segment_delays_;  // by segment
  Ledger ledger_;
  Ticks now_ = 0;
  Ticks ring_check_ = 0;
  Ticks meeting_ = 0;
  double passing_speed_m_per_s_ = 0;
  std::uint32_t smallest_ = kMaxSize;       // of all vehicles
  bool passing_added_ = false;              // is there any vehicle that passes queues?
  std::uint64_t passing_ = 0;               // of those driving
  std::vector<VehicleId> checked_passing_;  // who stand at the end of a watched road
  bool ring_check_planned_ = false;
  std::uint64_t moves_at_ring_check_ = 0;
  std::uint64_t moves_ = 0;
};

}  // namespace tocsin::traffic
