// SPDX-License-Identifier: Apache-2.0
// Three kinds of events: the first of a segment may leave (number = segment), the gate of a segment may let the next of
// those who wait in (segments + segment), a vehicle departs (above). In free flow a move is one event.
#include "engine/traffic/traffic.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::traffic {
namespace {

std::uint32_t ticks_per_car(double capacity_veh_per_s) {
  return static_cast<std::uint32_t>(std::llround(kTicksPerSecond / capacity_veh_per_s));
}

Ticks headway(std::uint32_t ticks_of_car, std::uint32_t size) {
  return static_cast<Ticks>((std::uint64_t{ticks_of_car} * size + kSizeOfCar / 2) / kSizeOfCar);
}

/// Room in eighths of a car: at least what the road holds when it carries its capacity, in whole cars. Cut to fewer, a
/// road on which vehicles and gaps take their time would carry less than its capacity.
std::uint32_t storage_of(const SegmentFigures& f) {
  const double drive_s = f.length_m / f.free_speed_m_per_s;
  const double gap_s = f.gap_speed_m_per_s > 0 ? f.length_m / f.gap_speed_m_per_s : 0.0;
  const double capacity = std::min(f.entry_capacity_veh_per_s, f.exit_capacity_veh_per_s);
  const double at_capacity = f.gap_speed_m_per_s > 0 ? std::ceil(capacity * (drive_s + gap_s) - 1e-6) : 0.0;
  const double cars = std::max({1.0, f.storage_cars, std::min(at_capacity, f.storage_cars + 1)});
  return static_cast<std::uint32_t>(std::llround(cars * kSizeOfCar));
}

constexpr double kWidthsPerMeter = 20;

/// How many events ahead memory is asked for.
constexpr std::size_t kAsked = 14;

/// The empty statement keeps GCC 12 from taking a function that only asks for memory for one that does nothing.
inline void ask_for(const void* memory) {
  __builtin_prefetch(memory, 1);
  asm volatile("");
}

}  // namespace

Traffic::Traffic(std::span<const SegmentFigures> segments, const TrafficOptions& options)
    : segments_(segments.size()),
      rare_(segments.size()),
      sources_(2 * segments.size()),
      keep_delays_(options.keep_delays),
      segment_delays_(options.keep_delays ? segments.size() : 0),
      ring_check_(static_cast<Ticks>(std::llround(seconds(options.ring_check) * kTicksPerSecond))),
      meeting_(static_cast<Ticks>(std::llround(seconds(options.meeting) * kTicksPerSecond))),
      passing_speed_m_per_s_(options.passing_speed_m_per_s) {
  free_rings_.resize(32);
  slots_.resize(4);  // a segment without a ring points here
  ensure(segments.size() < kEndOfRoute, "too many segments");
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const SegmentFigures& f = segments[s];
    ensure(f.length_m > 0 && f.free_speed_m_per_s > 0, "a segment needs a length and a speed");
    ensure(f.entry_capacity_veh_per_s > 0 && f.exit_capacity_veh_per_s > 0, "a segment without capacity is closed");
    Segment& segment = segments_[s];
    Rare& rare = rare_[s];
    rare.length_m = static_cast<float>(f.length_m);
    rare.speed_m_per_s = static_cast<float>(f.free_speed_m_per_s);
    segment.out_ticks = ticks_per_car(f.exit_capacity_veh_per_s);
    segment.in_ticks = ticks_per_car(f.entry_capacity_veh_per_s);
    rare.out_base = static_cast<float>(segment.out_ticks);
    rare.in_base = static_cast<float>(segment.in_ticks);
    segment.drive_ticks = static_cast<std::uint32_t>(std::llround(f.length_m / f.free_speed_m_per_s * kTicksPerSecond));
    if (f.gap_speed_m_per_s > 0) {
      segment.gap_ticks = static_cast<std::uint32_t>(std::llround(f.length_m / f.gap_speed_m_per_s * kTicksPerSecond));
    }
    segment.storage = rare.storage_base = storage_of(f);
    sources_[s].priority = static_cast<float>(f.priority);
    if (!std::isfinite(f.room_m)) continue;
    ensure(f.opposite == kNone || (f.opposite < segments.size() && f.opposite != s),
           "the other direction of a road is another segment");
    segment.special |= kNarrow;
    rare.opposite = f.opposite;
    rare.room = static_cast<std::uint32_t>(std::llround(std::max(0.0, f.room_m) * kWidthsPerMeter));
  }
}

Ticks Traffic::ticks_of(Time t) {
  return static_cast<Ticks>(std::llround(seconds(t) * kTicksPerSecond));
}

VehicleId Traffic::add(const VehicleFigures& figures, std::span<const SegmentIndex> route) {
  ensure(!route.empty(), "a vehicle needs a route");
  ensure(figures.size > 0 && figures.size <= kMaxSize, "the size of a vehicle is 1 to 127 eighths of a car");
  const auto id = static_cast<VehicleId>(vehicles_.size());
  ensure(2 * segment_count() + 1 + id <= EventQueue::kMaxNumber, "too many segments and vehicles");
  ensure(figures.vehicle_class < kClassCount, "there are eight vehicle classes");
  Vehicle vehicle;
  vehicle.speed_m_per_s = static_cast<float>(figures.speed_m_per_s);
  vehicle.speed_factor = static_cast<float>(figures.speed_factor);
  vehicle.size = static_cast<std::uint8_t>(figures.size);
  vehicle.vehicle_class = static_cast<std::uint8_t>(figures.vehicle_class & 0x3FU);
  vehicle.passes = figures.passes_queues;
  vehicle.as_the_road = !(vehicle.speed_m_per_s < std::numeric_limits<float>::infinity()) &&
                        !(vehicle.speed_factor < 1 || vehicle.speed_factor > 1);
  passing_added_ = passing_added_ || figures.passes_queues;
  vehicle.width = static_cast<std::uint8_t>(std::clamp(std::llround(figures.width_m * kWidthsPerMeter), 0LL, 255LL));
  smallest_ = std::min(smallest_, figures.size);
  vehicle.next = append_route(route);
  vehicles_.push_back(vehicle);
  behind_.push_back(kNone);
  segment_.push_back(kNone);
  if (keep_delays_) {
    delays_.emplace_back();
    beside_since_.push_back(0);
  }
  ++ledger_.parked;
  return id;
}

std::uint32_t Traffic::append_route(std::span<const SegmentIndex> route) {
  const auto begin = static_cast<std::uint32_t>(routes_.size());
  routes_.insert(routes_.end(), route.begin(), route.end());
  routes_.push_back(kEndOfRoute);
  return begin;
}

void Traffic::depart(VehicleId vehicle, Time at) {
  ensure(vehicles_[vehicle].place == Vehicle::Place::parked, "a vehicle departs once");
  const Ticks ticks = ticks_of(at);
  ensure(ticks >= now_, "a vehicle cannot depart in the past");
  queue_.add(ticks, 2 * segment_count() + 1 + vehicle);
}

bool Traffic::advance(Time limit) {
  notices_.clear();
  notices_.swap(not_told_yet_);
  advancing_ = true;
  const Ticks end = limit == kNever ? std::numeric_limits<Ticks>::max() : ticks_of(limit);
  EventQueue::Event event;
  while (queue_.take_until(notices_.empty() ? end : std::min(end, now_), event)) {
    ask_ahead();
    now_ = event.at;
    handle(event.number);
  }
  advancing_ = false;
  if (!notices_.empty()) return true;
  if (limit != kNever) now_ = std::max(now_, end);
  return false;
}

Time Traffic::next() const {
  return queue_.empty() ? kNever : time_of(queue_.next_at());
}

inline void Traffic::handle(std::uint32_t number) {
  const std::uint32_t n = segment_count();
  if (number < n) return try_to_leave(number);
  if (number < 2 * n) return open_gate(number - n);
  if (number == 2 * n) return find_rings();
  depart_now(number - 2 * n - 1);
}

// Memory that the next events will touch is asked for now, step by step as it becomes known: the segment, who waits
// before it and the oldest gap, who leaves, where he goes, his place there and his route. No branches: they could not
// be guessed. What one step found the later ones remember by the event's place in the queue; that a new event may have
// moved it on by one costs a vain request.
inline void Traffic::ask_ahead() {
  if (!queue_.knows(kAsked)) return;
  const Segment* const segments = segments_.data();
  const std::uint32_t n = segment_count();
  const auto segment_of = [n](std::uint32_t number) { return std::min(number - (number < n ? 0 : n), n - 1); };
  const auto hint_of = [this](std::size_t steps) -> Hint& {
    return hints_[(queue_.position() + steps) % hints_.size()];
  };
  ask_for(segments + segment_of(queue_.ahead(kAsked - 1)));
  // Whose first would leave: for a gate, one of those who wait before it. Of other events: some segment.
  const std::uint32_t farther = queue_.ahead(10);
  const SegmentIndex s = segment_of(farther);
  const Segment& segment = segments[s];
  const std::uint32_t waiting = segment.first_waiting;
  const auto gate = static_cast<std::uint32_t>(farther != s) & static_cast<std::uint32_t>(waiting < n);
  const SegmentIndex leaver = s ^ ((s ^ waiting) & (0U - gate));
  hint_of(10).leaver = leaver;
  ask_for(&slot(segment, segment.head - segment.gaps));
  ask_for(segments + leaver);
  const Segment& far = segments[hint_of(7).leaver];
  ask_for(&slot(far, far.head));
  Hint& near = hint_of(5);
  const Slot& first = slot(segments[near.leaver], segments[near.leaver].head);
  near.to = std::min<std::uint32_t>(first.to, n - 1);
  near.vehicle = std::min(first.vehicle, static_cast<VehicleId>(vehicles_.size() - 1));
  ask_for(segments + near.to);
  ask_for(vehicles_.data() + near.vehicle);
  const Hint& next = hint_of(3);
  const Segment& target = segments[next.to];
  ask_for(&slot(target, target.head + target.count));
  ask_for(routes_.data() + vehicles_[next.vehicle].next + 1);
}

void Traffic::tell(Notice::Kind kind, VehicleId vehicle, SegmentIndex segment) {
  auto& notices = advancing_ ? notices_ : not_told_yet_;
  notices.push_back({time_of(now_), kind, vehicle, segment});
}

// ---- waiting beside the first segment ----

void Traffic::depart_now(VehicleId id) {
  Vehicle& vehicle = vehicles_[id];
  if (vehicle.place == Vehicle::Place::passing) return has_driven_past(id);
  if (vehicle.place != Vehicle::Place::parked) return;  // removed before it left
  vehicle.place = Vehicle::Place::beside;
  --ledger_.parked;
  ++ledger_.beside;
  if (keep_delays_) beside_since_[id] = now_;
  if (vehicle.passes) return let_in_first(id);
  wait_beside(id);
}

// ---- past the queues ----

bool Traffic::makes_way(SegmentIndex s, VehicleId id) const {
  const bool narrow = (segments_[s].special & kNarrow) != 0;
  return vehicles_[id].passes && !closed_to(s, id) && (!narrow || 2U * vehicles_[id].width <= rare_[s].room);
}

// Who is beside goes past everybody where they make way; else he waits before all others who are not on the road yet.
void Traffic::let_in_first(VehicleId id) {
  const SegmentIndex first = routes_[vehicles_[id].next];
  if (makes_way(first, id)) {
    --ledger_.beside;
    ++ledger_.driving;
    return drive_past(first, id);
  }
  Rare& rare = rare_[first];
  if (rare.first_beside == kNone) return wait_beside(id);
  if (vehicles_[rare.first_beside].passes) {  // behind those of its kind
    VehicleId before = rare.first_beside;
    while (behind_[before] != kNone && vehicles_[behind_[before]].passes) before = behind_[before];
    behind_[id] = behind_[before];
    behind_[before] = id;
    if (rare.last_beside == before) rare.last_beside = id;
    return;
  }
  if (sources_[beside(first)].waits_at != kNone) stop_waiting(beside(first));
  behind_[id] = rare.first_beside;
  rare.first_beside = id;
  try_to_enter(beside(first), first, vehicles_[id].size);
}

// It takes no room and nobody's turn. Beside a queue that stands it is slow.
void Traffic::drive_past(SegmentIndex s, VehicleId id) {
  const Segment& segment = segments_[s];
  Vehicle& vehicle = vehicles_[id];
  vehicle.place = Vehicle::Place::passing;
  ++passing_;
  ++vehicle.next;
  segment_[id] = s;
  Ticks takes = drive_ticks(s, vehicle);
  const bool stands = segment.count > 0 && slot(segment, segment.head).at <= now_;
  if (stands && std::isfinite(passing_speed_m_per_s_)) {
    const double past_s = static_cast<double>(rare_[s].length_m) / passing_speed_m_per_s_;
    takes = std::max<Ticks>(takes, static_cast<Ticks>(std::llround(past_s * kTicksPerSecond)));
  }
  queue_.add(now_ + takes, 2 * segment_count() + 1 + id);
}

void Traffic::has_driven_past(VehicleId id) {
  const SegmentIndex s = segment_[id];
  if ((segments_[s].special & kWatched) == 0 || routes_[vehicles_[id].next] == kEndOfRoute) return go_on_past(id);
  checked_passing_.push_back(id);
  tell(Notice::Kind::checked, id, s);
}

void Traffic::go_on_past(VehicleId id) {
  Vehicle& vehicle = vehicles_[id];
  const SegmentIndex s = segment_[id];
  const SegmentIndex to = routes_[vehicle.next];
  --passing_;
  ++moves_;
  if (to != kEndOfRoute && makes_way(to, id)) return drive_past(to, id);
  --ledger_.driving;
  segment_[id] = kNone;
  if (to == kEndOfRoute) {
    vehicle.place = Vehicle::Place::arrived;
    ++ledger_.arrived;
    return tell(Notice::Kind::arrived, id, s);
  }
  vehicle.place = Vehicle::Place::beside;
  ++ledger_.beside;
  if (keep_delays_) beside_since_[id] = now_;
  let_in_first(id);
}

void Traffic::wait_beside(VehicleId id) {
  const Vehicle& vehicle = vehicles_[id];
  const SegmentIndex first = routes_[vehicles_[id].next];
  Rare& rare = rare_[first];
  if (rare.first_beside == kNone) {
    rare.first_beside = rare.last_beside = id;
    try_to_enter(beside(first), first, vehicle.size);
  } else {
    behind_[rare.last_beside] = id;
    rare.last_beside = id;
  }
}

inline VehicleId Traffic::first_of(std::uint32_t source) const {
  if (source >= segment_count()) return rare_[source - segment_count()].first_beside;
  const Segment& segment = segments_[source];
  return slot(segment, segment.head).vehicle;
}

inline std::uint32_t Traffic::first_size_of(std::uint32_t source) const {
  if (source >= segment_count()) return vehicles_[rare_[source - segment_count()].first_beside].size;
  const Segment& segment = segments_[source];
  return slot(segment, segment.head).size;
}

// ---- from segment to segment ----

inline void Traffic::plan_exit(SegmentIndex s) {
  Segment& segment = segments_[s];
  if (segment.count == 0) {
    segment.state = State::empty;
    return;
  }
  segment.state = State::planned;
  queue_.add(std::max({now_, segment.next_out, slot(segment, segment.head).at}), s);
}

inline void Traffic::plan_next_exit(SegmentIndex s) {
  if (segments_[s].count == 0 || !waits_ahead(s)) plan_exit(s);
}

// In a queue that has spilled back the first of a segment finds the next one full. When the gap he will wait for is
// still on its way as he gets to the end, he joins those who wait there at once: one event instead of two. Only where
// there is no room for anybody until then: else a smaller one who is there first would wait for him.
bool Traffic::waits_ahead(SegmentIndex s) {
  const Segment& segment = segments_[s];
  const Slot& first = slot(segment, segment.head);
  if (first.to == kEndOfRoute || (segment.special & kGuarded) != 0) return false;
  if (passing_added_ && vehicles_[first.vehicle].passes) return false;
  Segment& target = segments_[first.to];
  if (target.closed != 0 || has_room(target, smallest_) || target.gaps == 0) return false;
  if (slot(target, target.head - target.gaps).at < std::max(segment.next_out, first.at)) return false;
  wait_at(first.to, s);
  return true;
}

inline void Traffic::try_to_leave(SegmentIndex s) {
  Segment& segment = segments_[s];
  if (segment.state != State::planned) return;
  if (segment.count == 0) return plan_exit(s);
  const Slot first = slot(segment, segment.head);
  if (segment.next_out > now_ || first.at > now_) return plan_exit(s);
  if ((segment.special & kGuarded) != 0 && kept_at_end(s, first)) return;
  if (first.to != kEndOfRoute) {
    if (!passing_added_ || !makes_way(first.to, first.vehicle)) return try_to_enter(s, first.to, first.size);
    leave_end(s);
    return drive_past(first.to, first.vehicle);
  }
  leave_end(s);
  vehicles_[first.vehicle].place = Vehicle::Place::arrived;
  segment_[first.vehicle] = kNone;
  --ledger_.driving;
  ++ledger_.arrived;
  tell(Notice::Kind::arrived, first.vehicle, s);
}

// Stopped, or watched and not looked at yet. Whose route ends here is nobody's business.
bool Traffic::kept_at_end(SegmentIndex s, const Slot& first) {
  Segment& segment = segments_[s];
  if ((segment.special & kStopped) != 0) {
    segment.state = State::halted;
    return true;
  }
  Watch& watch = watches_.at(s);
  if (first.to == kEndOfRoute || watch.passed == first.vehicle) return false;
  segment.state = State::halted;
  if (watch.told != first.vehicle) tell(Notice::Kind::checked, first.vehicle, s);
  watch.told = first.vehicle;
  return true;
}

inline void Traffic::try_to_enter(std::uint32_t source, SegmentIndex to, std::uint32_t size) {
  Segment& target = segments_[to];
  if (target.first_waiting == kNone && target.next_in <= now_ && admits(target, source) && has_room(target, size)) {
    transfer(source, to);
  } else {
    wait_at(to, source);
  }
}

inline void Traffic::forget_arrived_gaps(Segment& segment) {
  while (segment.gaps > 0) {
    const Slot& oldest = slot(segment, segment.head - segment.gaps);
    if (oldest.at > now_) break;
    segment.used -= oldest.size;
    --segment.gaps;
  }
}

inline bool Traffic::has_room_with_gaps(Segment& segment, std::uint32_t size) {
  forget_arrived_gaps(segment);
  return segment.used == 0 || segment.used + size <= segment.storage;
}

inline void Traffic::transfer(std::uint32_t source, SegmentIndex to) {
  const VehicleId id = first_of(source);
  if (source < segment_count()) {
    give_up_place(source);
    enter(to, id);
    plan_next_exit(source);
    return;
  }
  Rare& rare = rare_[to];
  Vehicle& vehicle = vehicles_[id];
  rare.first_beside = std::exchange(behind_[id], kNone);
  vehicle.place = Vehicle::Place::driving;
  --ledger_.beside;
  ++ledger_.driving;
  if (keep_delays_ && now_ > beside_since_[id]) {
    segment_delays_[to].beside_s += note_delay(id, to, beside_since_[id]);
  }
  enter(to, id);
  if (rare.first_beside != kNone) try_to_enter(source, to, vehicles_[rare.first_beside].size);
}

inline void Traffic::leave_end(SegmentIndex s) {
  give_up_place(s);
  plan_exit(s);
}

// The first of a segment goes; its room becomes a gap that travels back.
inline void Traffic::give_up_place(SegmentIndex s) {
  Segment& segment = segments_[s];
  Slot& left = slot(segment, segment.head);
  if (keep_delays_ && now_ > left.at) segment_delays_[s].at_end_s += note_delay(left.vehicle, s, left.at);
  ++moves_;
  ++segment.head;
  --segment.count;
  ++segment.gaps;
  left.at = now_ + segment.gap_ticks;
  segment.next_out = now_ + headway(segment.out_ticks, left.size);
  plan_gate(s);
}

/// Adds it to what the vehicle waited, and returns it.
double Traffic::note_delay(VehicleId id, SegmentIndex s, Ticks since) {
  const double waited_s = static_cast<double>(now_ - since) / kTicksPerSecond;
  Delay& delay = delays_[id];
  delay.all_s += waited_s;
  if (waited_s > delay.worst_s) {
    delay.worst_s = waited_s;
    delay.worst = s;
  }
  ++segment_delays_[s].vehicles;
  return waited_s;
}

inline void Traffic::enter(SegmentIndex s, VehicleId id) {
  Segment& segment = segments_[s];
  Vehicle& vehicle = vehicles_[id];
  if (segment.gaps + segment.count >= segment.ring_mask) make_place(segment);
  const SegmentIndex to = routes_[++vehicle.next];
  Ticks takes = drive_ticks(s, vehicle);
  if ((segment.special & kNarrow) != 0) takes += meeting_ticks(s, id);
  slot(segment, segment.head + segment.count) = {now_ + takes, id, to & kEndOfRoute, vehicle.size & kMaxSize};
  ++segment.count;
  segment.used += vehicle.size;
  segment.next_in = now_ + headway(segment.in_ticks, vehicle.size);
  segment_[id] = s;
  if (segment.state == State::empty) plan_exit(s);
}

inline Ticks Traffic::drive_ticks(SegmentIndex s, const Vehicle& vehicle) const {
  const Segment& segment = segments_[s];
  if (vehicle.as_the_road && (segment.special & kSlowed) == 0) return segment.drive_ticks;
  return own_drive_ticks(s, vehicle);
}

Ticks Traffic::own_drive_ticks(SegmentIndex s, const Vehicle& vehicle) const {
  const Segment& segment = segments_[s];
  const Rare& rare = rare_[s];
  double factor = 1;
  if ((segment.special & kSlowed) != 0) factor = static_cast<double>(slow_.at(s)[vehicle.vehicle_class]);
  const double wanted_m_per_s = static_cast<double>(rare.speed_m_per_s) * static_cast<double>(vehicle.speed_factor);
  const double speed_m_per_s = std::min(wanted_m_per_s, static_cast<double>(vehicle.speed_m_per_s)) * factor;
  return std::llround(static_cast<double>(rare.length_m) / speed_m_per_s * kTicksPerSecond);
}

// Who comes toward it now is met somewhere on the way; who enters after it counts it in his turn. A queue that stands
// has drawn aside, and is met once. The wait is a delay.
Ticks Traffic::meeting_ticks(SegmentIndex s, VehicleId id) {
  const Rare& rare = rare_[s];
  if (rare.opposite == kNone) return 0;
  const Segment& opposite = segments_[rare.opposite];
  Ticks waits = 0;
  bool met_queue = false;
  for (std::uint32_t i = 0; i < opposite.count; ++i) {
    const Slot& other = slot(opposite, opposite.head + i);
    if (std::uint32_t{vehicles_[id].width} + vehicles_[other.vehicle].width <= rare.room) continue;
    const bool stands = other.at <= now_;  // in the queue at its end: these are passed as one
    if (!stands || !std::exchange(met_queue, true)) waits += meeting_;
  }
  if (keep_delays_ && waits > 0) segment_delays_[s].meeting_s += note_delay(id, s, now_ - waits);
  return waits;
}

// Room in the ring for one more: gaps that have arrived are forgotten first.
void Traffic::make_place(Segment& segment) {
  forget_arrived_gaps(segment);
  if (segment.gaps + segment.count >= segment.ring_mask) enlarge_ring(segment);
}

void Traffic::enlarge_ring(Segment& segment) {
  const auto bits_before = static_cast<unsigned>(std::bit_width(segment.ring_mask));
  const unsigned bits = std::max(2U, bits_before + 1U);
  ensure(bits <= 16, "more vehicles on a segment than can be");
  std::uint32_t ring = 0;
  if (auto& spare = free_rings_[bits]; !spare.empty()) {
    ring = spare.back();
    spare.pop_back();
  } else {
    ring = static_cast<std::uint32_t>(slots_.size());
    slots_.resize(slots_.size() + (std::size_t{1} << bits));
  }
  const std::uint32_t begin = segment.head - segment.gaps;
  const std::uint32_t all = segment.gaps + segment.count;
  for (std::uint32_t i = 0; i < all; ++i) {
    slots_[ring + ((begin + i) & ((1U << bits) - 1U))] = slot(segment, begin + i);
  }
  if (bits_before != 0) free_rings_[bits_before].push_back(segment.ring);
  segment.ring = ring;
  segment.ring_mask = static_cast<std::uint16_t>((1U << bits) - 1U);
}

// ---- waiting to enter ----

void Traffic::wait_at(SegmentIndex to, std::uint32_t source) {
  Segment& target = segments_[to];
  if (source < segment_count()) segments_[source].state = State::waiting;
  // Who was away has no turns saved up.
  sources_[source].passed = std::max(sources_[source].passed, rare_[to].level);
  sources_[source].next = target.first_waiting;
  target.first_waiting = source;
  sources_[source].waits_at = to;
  if (!admits(target, source)) {
    tell(Notice::Kind::held, first_of(source), to);
    return;
  }
  plan_gate(to);
  if (!ring_check_planned_ && moves_ != moves_at_ring_check_) {
    ring_check_planned_ = true;
    queue_.add(now_ + ring_check_, 2 * segment_count());
  }
}

void Traffic::stop_waiting(std::uint32_t source) {
  const SegmentIndex at = std::exchange(sources_[source].waits_at, kNone);
  std::uint32_t* link = &segments_[at].first_waiting;
  while (*link != source) link = &sources_[*link].next;
  *link = sources_[source].next;
}

// Whose turns, weighed by priority, are fewest; the smaller number of equals. kNone when it is closed for all of them.
inline std::uint32_t Traffic::fairest(const Segment& segment) const {
  const std::uint32_t only = segment.first_waiting;
  if (segment.closed == 0 && only != kNone && sources_[only].next == kNone) return only;
  return fairest_of_many(segment);
}

std::uint32_t Traffic::fairest_of_many(const Segment& segment) const {
  std::uint32_t best = kNone;
  for (std::uint32_t source = segment.first_waiting; source != kNone; source = sources_[source].next) {
    if (!admits(segment, source)) continue;
    const bool first = waits_first(source);
    if (best != kNone && first != waits_first(best)) {
      if (first) best = source;
      continue;
    }
    const bool better = best == kNone || sources_[source].passed < sources_[best].passed ||
                        (sources_[source].passed == sources_[best].passed && source < best);
    if (better) best = source;
  }
  return best;
}

// When can the next one enter? After the headway, and when there is room: now, when the oldest gap arrives, or, without
// gaps, not before somebody leaves the other end, which calls here again.
inline void Traffic::plan_gate(SegmentIndex s) {
  const Segment& segment = segments_[s];
  if (!segment.gate_planned && segment.first_waiting != kNone) plan_gate_of_waiting(s);
}

void Traffic::plan_gate_of_waiting(SegmentIndex s) {
  Segment& segment = segments_[s];
  const std::uint32_t source = fairest(segment);
  if (source == kNone) return;
  Ticks at = std::max(now_, segment.next_in);
  if (!has_room(segment, first_size_of(source))) {
    if (segment.gaps == 0) return;
    at = std::max(at, slot(segment, segment.head - segment.gaps).at);
  }
  if (source < segment_count()) at = std::max(at, ready_at(source));
  segment.gate_planned = true;
  queue_.add(at, segment_count() + s);
}

void Traffic::open_gate(SegmentIndex s) {
  Segment& segment = segments_[s];
  segment.gate_planned = false;
  const std::uint32_t source = fairest(segment);
  if (source == kNone) return;
  const bool ready = source >= segment_count() || ready_at(source) <= now_;
  if (segment.next_in > now_ || !ready || !has_room(segment, first_size_of(source))) return plan_gate(s);
  stop_waiting(source);
  if (segment.first_waiting != kNone) {  // turns only count where somebody else would have liked one
    sources_[source].passed += static_cast<float>(first_size_of(source)) / sources_[source].priority;
    rare_[s].level = sources_[source].passed;
  }
  transfer(source, s);
  plan_gate(s);
}

// ---- rings that block themselves ----

// The segment whose lack of room keeps the first of `s`; kNone when it is not such a lack.
SegmentIndex Traffic::full_segment_ahead(SegmentIndex s) {
  const SegmentIndex ahead = sources_[s].waits_at;
  if (ahead == kNone) return kNone;
  Segment& target = segments_[ahead];
  if (target.gaps > 0 && slot(target, target.head - 1).at > now_) return kNone;  // room is on its way
  if (!admits(target, s)) return kNone;
  // A small vehicle that would fit waits for its turn behind a larger one that does not.
  const bool full = !has_room(target, first_size_of(fairest(target)));
  return full && target.gaps == 0 ? ahead : kNone;
}

void Traffic::find_rings() {
  ring_check_planned_ = false;
  moves_at_ring_check_ = moves_;
  const std::uint32_t n = segment_count();
  std::vector<std::uint32_t> seen(n, kNone);  // by which walk
  std::vector<SegmentIndex> ring;
  const bool waits =
      std::any_of(sources_.begin(), sources_.end(), [](const Source& source) { return source.waits_at != kNone; });
  for (SegmentIndex first = 0; first < n; ++first) {
    if (sources_[first].waits_at == kNone) continue;
    SegmentIndex s = first;
    while (s != kNone && seen[s] == kNone) {
      seen[s] = first;
      s = full_segment_ahead(s);
    }
    if (s == kNone || seen[s] != first) continue;
    ring.clear();
    SegmentIndex r = s;
    do {
      ring.push_back(r);
      r = sources_[r].waits_at;
    } while (r != s);
    rotate(ring);
    moves_at_ring_check_ = kNone;  // something happened: look again
  }
  if (!waits || queue_.empty()) return;
  ring_check_planned_ = true;
  queue_.add(now_ + ring_check_, 2 * n);
}

// Everybody at the head of a ring moves on by one segment at the same instant, as drivers do who see that it frees all.
void Traffic::rotate(std::span<const SegmentIndex> ring) {
  std::vector<VehicleId> heads;
  for (const SegmentIndex s : ring) {
    Segment& segment = segments_[s];
    Slot& left = slot(segment, segment.head);
    heads.push_back(left.vehicle);
    if (keep_delays_ && now_ > left.at) segment_delays_[s].at_end_s += note_delay(left.vehicle, s, left.at);
    stop_waiting(s);
    segment.used -= left.size;
    left = {now_, kNone, kEndOfRoute, 0};  // an empty gap keeps the slots in order
    ++segment.head;
    --segment.count;
    ++segment.gaps;
    ++moves_;
    segment.next_out = now_ + headway(segment.out_ticks, vehicles_[heads.back()].size);
    segment.state = State::empty;
  }
  for (std::size_t i = 0; i < ring.size(); ++i) {
    enter(routes_[vehicles_[heads[i]].next], heads[i]);
  }
  for (const SegmentIndex s : ring) {
    if (segments_[s].state == State::empty) plan_exit(s);
  }
  tell(Notice::Kind::freed_ring, heads.front(), ring.front());
}

// ---- what changes on the roads ----

void Traffic::close(SegmentIndex s, ClassMask classes) {
  Segment& segment = segments_[s];
  const auto before = segment.closed;
  send_back_who_is_not_there_yet(s);
  segment.closed = static_cast<ClassMask>(before | classes);
  for (std::uint32_t source = segment.first_waiting; source != kNone; source = sources_[source].next) {
    const bool was_admitted = (before & (1U << vehicles_[first_of(source)].vehicle_class)) == 0;
    if (was_admitted && !admits(segment, source)) tell(Notice::Kind::held, first_of(source), s);
  }
  plan_gate(s);
}

void Traffic::send_back_who_is_not_there_yet(SegmentIndex s) {
  std::uint32_t source = segments_[s].first_waiting;
  while (source != kNone) {
    const std::uint32_t next = sources_[source].next;
    if (source < segment_count() && ready_at(source) > now_) {
      stop_waiting(source);
      plan_exit(source);
    }
    source = next;
  }
}

// Those who wait may now wait for each other in a ring that was none before, though nobody has moved.
void Traffic::open(SegmentIndex s, ClassMask classes) {
  segments_[s].closed = static_cast<ClassMask>(segments_[s].closed & ~classes);
  plan_gate(s);
  moves_at_ring_check_ = kNone;
  if (ring_check_planned_ || segments_[s].first_waiting == kNone) return;
  ring_check_planned_ = true;
  queue_.add(now_ + ring_check_, 2 * segment_count());
}

void Traffic::stop(SegmentIndex s) {
  Segment& segment = segments_[s];
  segment.special |= kStopped;
  if (segment.state != State::waiting) return;
  stop_waiting(s);
  segment.state = State::halted;
}

void Traffic::go_on(SegmentIndex s) {
  Segment& segment = segments_[s];
  if ((segment.special & kStopped) == 0) return;
  segment.special = static_cast<std::uint8_t>(segment.special & ~kStopped);
  moves_at_ring_check_ = kNone;
  if (segment.state == State::halted) plan_exit(s);
}

void Traffic::forget_waiting(SegmentIndex s) {
  const Segment& segment = segments_[s];
  for (std::uint32_t i = 0; i < segment.count; ++i) {
    Slot& kept = slot(segment, segment.head + i);
    kept.at = std::max(kept.at, now_);
  }
}

void Traffic::watch(SegmentIndex s) {
  Segment& segment = segments_[s];
  segment.special |= kWatched;
  watches_.try_emplace(s);
  moves_at_ring_check_ = kNone;
  if (segment.state != State::waiting) return;  // who waits for room at its end is looked at too
  stop_waiting(s);
  plan_exit(s);
}

void Traffic::unwatch(SegmentIndex s) {
  Segment& segment = segments_[s];
  segment.special = static_cast<std::uint8_t>(segment.special & ~kWatched);
  watches_.erase(s);
  moves_at_ring_check_ = kNone;
  const auto checked = checked_passing_;
  for (const VehicleId id : checked) {
    if (segment_[id] == s) pass(id);
  }
  if (segment.state == State::halted && (segment.special & kGuarded) == 0) plan_exit(s);
}

void Traffic::pass(VehicleId id) {
  const SegmentIndex s = segment_[id];
  if (std::erase(checked_passing_, id) != 0) {
    if (vehicles_[id].place == Vehicle::Place::passing) go_on_past(id);
    return;
  }
  if (s == kNone || (segments_[s].special & kWatched) == 0) return;
  watches_.at(s).passed = id;
  moves_at_ring_check_ = kNone;
  if (segments_[s].state == State::halted && (segments_[s].special & kStopped) == 0) plan_exit(s);
}

void Traffic::set_capacity_factor(SegmentIndex s, double factor) {
  ensure(factor > 0, "a capacity factor is positive; close the segment instead");
  const auto scaled = [factor](float base) {
    return static_cast<std::uint32_t>(std::min<long long>(std::llround(static_cast<double>(base) / factor),
                                                          std::numeric_limits<std::uint32_t>::max()));
  };
  segments_[s].out_ticks = scaled(rare_[s].out_base);
  segments_[s].in_ticks = scaled(rare_[s].in_base);
}

void Traffic::set_storage_factor(SegmentIndex s, double factor) {
  ensure(factor > 0, "a storage factor is positive; close the segment instead");
  const auto room = std::llround(static_cast<double>(rare_[s].storage_base) * factor);
  send_back_who_is_not_there_yet(s);
  segments_[s].storage = static_cast<std::uint32_t>(std::max<long long>(room, kSizeOfCar));
  open(s, 0);  // for nobody else, but whoever waits is looked at again
}

Time Traffic::first_ready(SegmentIndex s) const {
  const Segment& segment = segments_[s];
  return segment.count == 0 ? kNever : time_of(slot(segment, segment.head).at);
}

bool Traffic::fits(SegmentIndex s) {
  forget_arrived_gaps(segments_[s]);
  return segments_[s].used <= segments_[s].storage;
}

void Traffic::set_speed_factor(SegmentIndex s, double factor, ClassMask classes) {
  ensure(factor > 0, "a speed factor is positive; close the segment instead");
  auto [entry, is_new] = slow_.try_emplace(s);
  auto& factors = entry->second;
  if (is_new) factors.fill(1);
  for (unsigned c = 0; c < kClassCount; ++c) {
    if ((classes & (1U << c)) != 0) factors[c] = static_cast<float>(factor);
  }
  const bool slowed = std::any_of(factors.begin(), factors.end(), [](float f) { return f < 1 || f > 1; });
  auto& special = segments_[s].special;
  special = static_cast<std::uint8_t>(slowed ? special | kSlowed : special & ~kSlowed);
  if (!slowed) slow_.erase(s);
}

std::span<const SegmentIndex> Traffic::route_left(VehicleId vehicle) const {
  std::uint32_t end = vehicles_[vehicle].next;
  while (routes_[end] != kEndOfRoute) ++end;
  return {routes_.data() + vehicles_[vehicle].next, end - vehicles_[vehicle].next};
}

void Traffic::reroute(VehicleId id, std::span<const SegmentIndex> rest) {
  const Vehicle& vehicle = vehicles_[id];
  switch (vehicle.place) {
    case Vehicle::Place::parked:
      vehicles_[id].next = append_route(rest);
      return;
    case Vehicle::Place::beside:
      remove_from_beside(id);
      vehicles_[id].next = append_route(rest);
      vehicle.passes ? let_in_first(id) : wait_beside(id);
      return;
    case Vehicle::Place::passing:
      vehicles_[id].next = append_route(rest);
      return;
    default:
      break;
  }
  ensure(vehicle.place == Vehicle::Place::driving, "who has arrived or was taken out takes no other route");
  vehicles_[id].next = append_route(rest);
  moves_at_ring_check_ = kNone;
  const SegmentIndex s = segment_[id];
  Segment& segment = segments_[s];
  std::uint32_t position = segment.head;
  while (slot(segment, position).vehicle != id) ++position;
  slot(segment, position).to = routes_[vehicles_[id].next] & kEndOfRoute;
  if (segment.state != State::waiting || position != segment.head) return;
  stop_waiting(s);
  plan_exit(s);
}

void Traffic::remove(VehicleId id) {
  take_out(id, Vehicle::Place::removed);
}

void Traffic::finish(VehicleId id) {
  take_out(id, Vehicle::Place::arrived);
}

void Traffic::take_out(VehicleId id, Vehicle::Place to) {
  Vehicle& vehicle = vehicles_[id];
  switch (vehicle.place) {
    case Vehicle::Place::parked:
      --ledger_.parked;
      break;
    case Vehicle::Place::beside:
      remove_from_beside(id);
      --ledger_.beside;
      break;
    case Vehicle::Place::driving:
      remove_from_segment(id);
      --ledger_.driving;
      break;
    case Vehicle::Place::passing:
      std::erase(checked_passing_, id);
      --ledger_.driving;
      --passing_;
      break;
    case Vehicle::Place::arrived:
    case Vehicle::Place::removed:
      return;
  }
  ++(to == Vehicle::Place::arrived ? ledger_.arrived : ledger_.removed);
  vehicle.place = to;
  segment_[id] = kNone;
}

void Traffic::remove_from_beside(VehicleId id) {
  const SegmentIndex first = routes_[vehicles_[id].next];
  Rare& rare = rare_[first];
  VehicleId before = kNone;
  for (VehicleId v = rare.first_beside; v != id; v = behind_[v]) before = v;
  const VehicleId behind = std::exchange(behind_[id], kNone);
  if (rare.last_beside == id) rare.last_beside = before;
  if (before != kNone) {
    behind_[before] = behind;
    return;
  }
  rare.first_beside = behind;
  if (sources_[beside(first)].waits_at != kNone) stop_waiting(beside(first));
  if (behind != kNone) try_to_enter(beside(first), first, vehicles_[behind].size);
}

// Those behind keep their places in the order; the room is free at once.
void Traffic::remove_from_segment(VehicleId id) {
  const SegmentIndex s = segment_[id];
  Segment& segment = segments_[s];
  const bool was_first = first_of(s) == id;
  std::uint32_t position = segment.head;
  while (slot(segment, position).vehicle != id) ++position;
  send_back_who_is_not_there_yet(s);
  segment.used -= slot(segment, position).size;
  for (; position + 1 < segment.head + segment.count; ++position) {
    slot(segment, position) = slot(segment, position + 1);
  }
  --segment.count;
  if (was_first && segment.state == State::waiting) {
    stop_waiting(s);
    plan_exit(s);
  } else if (was_first && segment.state == State::halted && (segment.special & kGuarded) == kWatched) {
    plan_exit(s);
  }
  plan_gate(s);
}

std::vector<VehicleId> Traffic::on(SegmentIndex s) const {
  const Segment& segment = segments_[s];
  std::vector<VehicleId> result;
  for (std::uint32_t i = 0; i < segment.count; ++i) result.push_back(slot(segment, segment.head + i).vehicle);
  return result;
}

void Traffic::check_ledger() const {
  Ledger counted;
  for (const Vehicle& vehicle : vehicles_) {
    counted.parked += vehicle.place == Vehicle::Place::parked ? 1U : 0U;
    counted.beside += vehicle.place == Vehicle::Place::beside ? 1U : 0U;
    const bool on_the_road = vehicle.place == Vehicle::Place::driving || vehicle.place == Vehicle::Place::passing;
    counted.driving += on_the_road ? 1U : 0U;
    counted.arrived += vehicle.place == Vehicle::Place::arrived ? 1U : 0U;
    counted.removed += vehicle.place == Vehicle::Place::removed ? 1U : 0U;
  }
  ensure(counted.parked == ledger_.parked && counted.beside == ledger_.beside && counted.driving == ledger_.driving &&
             counted.arrived == ledger_.arrived && counted.removed == ledger_.removed,
         "the ledger of vehicles does not agree with the vehicles");
  std::uint64_t driving = 0;
  for (SegmentIndex s = 0; s < segment_count(); ++s) {
    const Segment& segment = segments_[s];
    std::uint32_t used = 0;
    for (std::uint32_t i = 0; i < segment.gaps; ++i) used += slot(segment, segment.head - 1 - i).size;
    for (const VehicleId id : on(s)) {
      used += vehicles_[id].size;
      ensure(segment_[id] == s, "a vehicle is on a segment that does not know it");
    }
    ensure(used == segment.used, "the room taken on a segment is not that of its vehicles and gaps");
    driving += segment.count;
  }
  ensure(driving + passing_ == ledger_.driving, "vehicles on segments and driving vehicles differ");
}

}  // namespace tocsin::traffic
