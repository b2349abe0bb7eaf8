// SPDX-License-Identifier: Apache-2.0
// Three kinds of events: the first of a way may leave (number = way), the gate of a way or place may let the next of
// those who wait in (ways + gate), a person sets out or has crossed a place (above). In free flow a move is one event.
#include "engine/pedestrian/egress.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::pedestrian {
namespace {

using traffic::Ticks;

constexpr Ticks kQueueStep = 10'000'000;  // grid on which queues are counted

Ticks ticks(double s) {
  return std::llround(s * traffic::kTicksPerSecond);
}

std::uint32_t eighths(double persons) {
  return static_cast<std::uint32_t>(std::llround(std::min(persons, 1e8) * kSizeOfPerson));
}

}  // namespace

Egress::Egress(Routes routes)
    : routes_(std::move(routes)),
      ways_(routes_.ways().size()),
      gates_(routes_.ways().size() + routes_.places().size()),
      present_(routes_.places().size(), 0),
      next_waiting_(2 * ways_.size(), kNone),
      waits_at_(2 * ways_.size(), kNone),
      for_room_(2 * ways_.size(), 0),
      passed_(2 * ways_.size(), 0.0),
      root_(gates_.size()),
      queues_(gates_.size()) {
  const FlowLaw& law = routes_.law();
  for (std::uint32_t g = 0; g < gates_.size(); ++g) root_[g] = g;
  for (WayIndex w = 0; w < way_count(); ++w) {
    const WayFigures& figures = routes_.ways()[w];
    const double flow_per_s = flow_capacity(figures, law);
    const double gap_s = figures.length_m / law.gap_speed(figures.k_m_per_s);
    const double walk_s = figures.length_m / law.speed(figures.k_m_per_s, law.density_at_max_flow());
    ways_[w].area_m2 = figures.length_m * figures.effective_width_m;
    ways_[w].headway = static_cast<std::uint32_t>(ticks(1 / flow_per_s));
    ways_[w].gap_ticks = static_cast<std::uint32_t>(ticks(gap_s));
    // At least what it holds at capacity, in whole persons: with less room finite gaps would throttle it.
    const double at_capacity = std::ceil(flow_per_s * (walk_s + gap_s) - 1e-6);
    gates_[w].storage = eighths(std::max({1.0, law.standing_density_per_m2 * ways_[w].area_m2, at_capacity}));
  }
  for (PlaceIndex p = 0; p < routes_.places().size(); ++p) {
    gates_[gate_of_place(p)].storage = eighths(law.standing_density_per_m2 * routes_.places()[p].area_m2);
  }
}

Ticks Egress::ticks_of(Time t) {
  return ticks(seconds(t));
}

PersonId Egress::add(const PersonFigures& figures) {
  ensure(figures.place < routes_.places().size() && hall(figures.place), "people stand in a place with an area");
  ensure(figures.speed_factor > 0 && figures.stair_factor > 0, "everybody gets on, however slowly");
  ensure(figures.size > 0 && figures.size < 256, "the size of a person is 1 to 255 eighths");
  const auto id = static_cast<PersonId>(people_.size());
  ensure(way_count() + gates_.size() + id <= traffic::EventQueue::kMaxNumber, "too many people");
  Person person;
  person.size = static_cast<std::uint8_t>(figures.size);
  person.speed_factor = static_cast<float>(figures.speed_factor);
  person.stair_factor = static_cast<float>(figures.stair_factor);
  person.walk_m = static_cast<float>(figures.walk_m);
  person.told = figures.out;
  person.at = figures.place;
  people_.push_back(person);
  gates_[gate_of_place(figures.place)].used += figures.size;
  ++present_[figures.place];
  ++ledger_.not_started;
  return id;
}

void Egress::start(PersonId person, Time at) {
  ensure(people_[person].where == Person::Where::not_started, "a person starts once");
  ensure(ticks_of(at) >= now_, "a person cannot start in the past");
  people_[person].due = ticks_of(at);
  queue_.add(ticks_of(at), way_count() + static_cast<std::uint32_t>(gates_.size()) + person);
}

void Egress::start_by(PersonId person, Time at) {
  const Ticks due = people_[person].due;
  if (due < 0 || due > ticks_of(at)) start(person, at);
}

bool Egress::advance(Time limit) {
  notices_.clear();
  const Ticks end = limit == kNever ? std::numeric_limits<Ticks>::max() : ticks_of(limit);
  while (!queue_.empty() || press_someone()) {
    if (queue_.empty()) break;  // pressed, and told so
    traffic::EventQueue::Event event;
    if (!queue_.take_until(notices_.empty() ? end : std::min(end, now_), event)) break;
    now_ = event.at;
    handle(event.number);
  }
  if (!notices_.empty()) return true;
  if (limit != kNever) now_ = std::max(now_, end);
  return false;
}

Time Egress::next() {
  return queue_.empty() ? kNever : time_of(queue_.next_at());
}

void Egress::handle(std::uint32_t number) {
  const std::uint32_t n = way_count();
  const auto gates = static_cast<std::uint32_t>(gates_.size());
  if (number < n) {
    if (ways_[number].state == State::planned && ways_[number].planned_at == now_) try_to_leave(number);
    return;
  }
  if (number < n + gates) return open_gate(number - n);
  const PersonId id = number - n - gates;
  if (people_[id].due != now_) return;
  if (people_[id].where == Person::Where::not_started) return set_out(id);
  if (people_[id].where == Person::Where::walking) reach_line(id, now_);
}

void Egress::tell(Notice::Kind kind, PersonId person, WayIndex way) {
  notices_.push_back({time_of(now_), kind, person, way});
}

// ---- in rooms and halls ----

void Egress::set_out(PersonId id) {
  --ledger_.not_started;
  ++ledger_.in_places;
  tell(Notice::Kind::started, id, kNone);
  walk_in_place(id, people_[id].at, static_cast<double>(people_[id].walk_m));
}

// At the speed of the density in the place when the walk begins; who stands in a line there does not count.
void Egress::walk_in_place(PersonId id, PlaceIndex place, double walk_m) {
  Person& person = people_[id];
  const PlaceFigures& figures = routes_.places()[place];
  const double speed = routes_.law().speed(figures.k_m_per_s, present_[place] / figures.area_m2);
  person.where = Person::Where::walking;
  person.at = place;
  const Ticks at = now_ + ticks(walk_m / (speed * static_cast<double>(person.speed_factor)));
  person.due = at;
  queue_.add(at, way_count() + static_cast<std::uint32_t>(gates_.size()) + id);
}

void Egress::reach_line(PersonId id, Ticks ready) {
  Person& person = people_[id];
  if (person.where == Person::Where::walking) --present_[person.at];
  const WayIndex w = routes_.next(person.at, person.told.by);
  if (w == kNone) {
    if (person.where != Person::Where::held) tell(Notice::Kind::held, id, kNone);
    person.where = Person::Where::held;
    held_.push_back(id);
    return;
  }
  person.where = Person::Where::in_line;
  Ring<Slot>& line = ways_[w].line;
  line.push_back({ready, id});
  if (line.size() == 1) try_to_enter(way_count() + w, w);
}

const Egress::Slot& Egress::first_of(std::uint32_t source) const {
  return source < way_count() ? ways_[source].people.front() : ways_[source - way_count()].line.front();
}

// ---- from way to way ----

void Egress::plan_exit(WayIndex w) {
  Way& way = ways_[w];
  if (way.people.empty()) {
    way.state = State::empty;
    return;
  }
  way.state = State::planned;
  way.planned_at = std::max({now_, way.next_out, way.people.front().ready});
  queue_.add(way.planned_at, w);
}

void Egress::try_to_leave(WayIndex w) {
  Way& way = ways_[w];
  const Slot first = way.people.front();
  if (way.next_out > now_ || first.ready > now_) return plan_exit(w);
  const PlaceIndex place = routes_.ways()[w].to;
  if (place == kOutside) return go_outside(w);
  if (hall(place)) return try_to_enter(w, gate_of_place(place));
  const WayIndex next = routes_.next(place, people_[first.person].told.by);
  if (next != kNone) return try_to_enter(w, next);
  way.state = State::held;
  tell(Notice::Kind::held, first.person, w);
}

void Egress::go_outside(WayIndex w) {
  const PersonId id = leave_way(w, w);
  people_[id].where = Person::Where::out;
  people_[id].at = kOutside;
  --ledger_.on_ways;
  ++ledger_.out;
  tell(Notice::Kind::left, id, w);
}

bool Egress::has_room(std::uint32_t gate, std::uint32_t size) {
  Gate& g = gates_[gate];
  if (gate < way_count()) {
    Ring<Gap>& gaps = ways_[gate].gaps;
    while (!gaps.empty() && gaps.front().at <= now_) {
      g.used -= gaps.front().size;
      gaps.pop_front();
    }
  }
  return g.used == 0 || g.used + size <= g.storage;
}

void Egress::try_to_enter(std::uint32_t source, std::uint32_t gate) {
  const Gate& g = gates_[gate];
  if (g.first_waiting == kNone && !blocked(gate) && g.next_in <= now_ && has_room(gate, first_size(source))) {
    pass(source, gate);
  } else {
    wait_at(gate, source);
  }
}

void Egress::pass(std::uint32_t source, std::uint32_t gate) {
  const std::uint32_t cause = for_room_[source] != 0 ? root_[gate] : gate;
  for_room_[source] = 0;
  const bool from_way = source < way_count();
  const PersonId id = from_way ? leave_way(source, cause) : leave_line(source - way_count(), cause);
  enter(gate, id);
  if (from_way) return;
  const WayIndex w = source - way_count();
  if (!ways_[w].line.empty() && waits_at_[source] == kNone) try_to_enter(source, w);
}

// The first of a way goes; its room becomes a gap that travels back.
PersonId Egress::leave_way(WayIndex w, std::uint32_t cause) {
  Way& way = ways_[w];
  const Slot first = way.people.front();
  const std::uint32_t size = people_[first.person].size;
  note_wait(first.ready, cause);
  const Ticks headway = (static_cast<Ticks>(way.headway) * size + kSizeOfPerson / 2) / kSizeOfPerson;
  const Ticks soonest = std::max(first.ready, way.next_out);
  root_[w] = now_ > soonest ? cause : w;  // held up by its own headway only, it is the beginning of its queue
  way.people.pop_front();
  if (way.reached > 0) --way.reached;
  way.gaps.push_back({now_ + way.gap_ticks, size});
  // A wait shorter than a headway is made up for: two ways whose flows fit together would else lose by taking turns.
  way.next_out = std::max(soonest, now_ - headway) + headway;
  plan_exit(w);
  plan_gate(w);
  return first.person;
}

PersonId Egress::leave_line(WayIndex w, std::uint32_t cause) {
  const Slot first = ways_[w].line.front();
  ways_[w].line.pop_front();
  note_wait(first.ready, cause);
  const std::uint32_t place = gate_of_place(routes_.ways()[w].from);
  root_[place] = now_ > first.ready ? cause : place;
  gates_[place].used -= people_[first.person].size;
  --ledger_.in_places;
  ++ledger_.on_ways;
  plan_gate(place);
  return first.person;
}

void Egress::enter(std::uint32_t gate, PersonId id) {
  ++moves_;
  gates_[gate].used += people_[id].size;
  if (gate < way_count()) return enter_way(gate, id);
  const PlaceIndex place = gate - way_count();
  --ledger_.on_ways;
  ++ledger_.in_places;
  ++present_[place];
  walk_in_place(id, place, routes_.places()[place].crossing_m);
}

void Egress::enter_way(WayIndex w, PersonId id) {
  Way& way = ways_[w];
  Person& person = people_[id];
  const WayFigures& figures = routes_.ways()[w];
  const FlowLaw& law = routes_.law();
  person.where = Person::Where::on_way;
  person.at = w;
  if (person.told.by == w) person.told = {person.told.then, kNone};
  gates_[w].next_in = now_ + (static_cast<Ticks>(way.headway) * person.size + kSizeOfPerson / 2) / kSizeOfPerson;
  Ticks ready = now_;
  if (figures.length_m > 0) {
    // Density of those who still walk: who waits at the end is a queue, and its length counts by itself.
    while (way.reached < way.people.size() && way.people[way.reached].ready <= now_) ++way.reached;
    const double density = static_cast<double>(way.people.size() - way.reached) / std::max(way.area_m2, 1e-9);
    const double own = static_cast<double>(figures.stair ? person.stair_factor : person.speed_factor);
    const double speed = own * law.speed(figures.k_m_per_s, std::min(density, law.density_at_max_flow()));
    ready += ticks(figures.length_m / speed);
  }
  if (!figures.passing && !way.people.empty()) ready = std::max(ready, way.people.back().ready);
  way.people.push_back({ready, id});
  std::size_t i = way.people.size() - 1;
  for (; i > 0 && way.people[i - 1].ready > ready; --i) std::swap(way.people[i - 1], way.people[i]);
  if (i == 0 && (way.state == State::empty || way.state == State::planned)) plan_exit(w);
}

// ---- waiting to enter ----

void Egress::wait_at(std::uint32_t gate, std::uint32_t source) {
  Gate& g = gates_[gate];
  if (source < way_count()) ways_[source].state = State::waiting;
  for_room_[source] = has_room(gate, first_size(source)) ? 0 : 1;
  passed_[source] = std::max(passed_[source], g.level);  // who was away has no turns saved up
  next_waiting_[source] = g.first_waiting;
  g.first_waiting = source;
  waits_at_[source] = gate;
  plan_gate(gate);
}

void Egress::stop_waiting(std::uint32_t source) {
  const std::uint32_t at = std::exchange(waits_at_[source], kNone);
  std::uint32_t* link = &gates_[at].first_waiting;
  while (*link != source) link = &next_waiting_[*link];
  *link = next_waiting_[source];
}

// Whose turns, weighed, are fewest; the smaller number of equals.
std::uint32_t Egress::fairest(const Gate& gate) const {
  std::uint32_t best = gate.first_waiting;
  for (std::uint32_t source = next_waiting_[best]; source != kNone; source = next_waiting_[source]) {
    if (passed_[source] < passed_[best] || (passed_[source] == passed_[best] && source < best)) best = source;
  }
  return best;
}

// When can the next one enter? After the headway, and when there is room: now, when the oldest gap arrives, or, without
// gaps, not before somebody leaves the other end, which calls here again.
void Egress::plan_gate(std::uint32_t gate) {
  Gate& g = gates_[gate];
  if (g.planned || g.first_waiting == kNone || blocked(gate)) return;
  Ticks at = std::max(now_, g.next_in);
  if (!has_room(gate, first_size(fairest(g)))) {
    if (gate >= way_count() || ways_[gate].gaps.empty()) return;
    at = std::max(at, ways_[gate].gaps.front().at);
  }
  g.planned = true;
  queue_.add(at, way_count() + gate);
}

void Egress::open_gate(std::uint32_t gate) {
  Gate& g = gates_[gate];
  g.planned = false;
  if (g.first_waiting == kNone || blocked(gate)) return;
  const std::uint32_t source = fairest(g);
  if (g.next_in > now_ || !has_room(gate, first_size(source))) return plan_gate(gate);
  stop_waiting(source);
  if (g.first_waiting != kNone) {  // turns only count where somebody else would have liked one
    const double weight = source < way_count() ? routes_.ways()[source].weight : 1.0;
    passed_[source] += first_size(source) / weight;
    g.level = passed_[source];
  }
  pass(source, gate);
  plan_gate(gate);
}

// Everybody who still moves waits for room that others have to give who wait as well. As people do, one presses in.
bool Egress::press_someone() {
  for (std::uint32_t source = 0; source < 2 * way_count(); ++source) {
    const std::uint32_t gate = waits_at_[source];
    if (gate == kNone || blocked(gate)) continue;
    const PlaceIndex beyond = gate < way_count() ? routes_.ways()[gate].to : gate - way_count();
    if (beyond != kOutside && routes_.next(beyond, kNone) == kNone) continue;
    tell(Notice::Kind::pressed, first_of(source).person, gate < way_count() ? gate : kNone);
    stop_waiting(source);
    pass(source, gate);
    return true;
  }
  return false;
}

// ---- who waited for what ----

void Egress::note_wait(Ticks ready, std::uint32_t cause) {
  if (now_ <= ready) return;
  Queue& queue = queues_[cause];
  queue.person_ticks += static_cast<double>(now_ - ready);
  const auto from = static_cast<std::size_t>(ready / kQueueStep);
  const auto until = static_cast<std::size_t>(now_ / kQueueStep);
  if (queue.change.size() <= until) queue.change.resize(until + 1, 0);
  ++queue.change[from];
  --queue.change[until];
}

Egress::Waits Egress::waits_for(std::uint32_t way_or_place) const {
  const Queue& queue = queues_[way_or_place];
  std::int32_t waiting = 0;
  std::int32_t longest = 0;
  for (const std::int32_t change : queue.change) longest = std::max(longest, waiting += change);
  return {queue.person_ticks / traffic::kTicksPerSecond, static_cast<std::uint32_t>(longest)};
}

// ---- ways that are blocked and opened ----

void Egress::block(WayIndex way) {
  if (!routes_.usable(way)) return;
  routes_.block(way);
  look_again();
}

void Egress::open(WayIndex way) {
  if (routes_.usable(way)) return;
  routes_.open(way);
  look_again();
  plan_gate(way);
}

// Lines and those who wait at the end of a way choose anew; nobody loses the place where he stands.
void Egress::look_again() {
  std::vector<Slot> lost;
  for (WayIndex w = 0; w < way_count(); ++w) {
    Way& way = ways_[w];
    const std::size_t standing = way.line.size();
    const std::size_t lost_before = lost.size();
    Ring<Slot> stay;
    for (std::size_t i = 0; i < standing; ++i) {
      const Slot slot = way.line[i];
      if (routes_.next(routes_.ways()[w].from, people_[slot.person].told.by) == w) {
        stay.push_back(slot);
      } else {
        lost.push_back(slot);
      }
    }
    if (lost.size() > lost_before) {
      if (waits_at_[way_count() + w] != kNone) stop_waiting(way_count() + w);
      way.line = stay;
      if (!way.line.empty()) try_to_enter(way_count() + w, w);
    }
    if (way.state == State::held || way.state == State::waiting) {
      if (way.state == State::waiting) stop_waiting(w);
      plan_exit(w);
    }
  }
  for (const PersonId id : std::exchange(held_, {})) reach_line(id, now_);
  for (const Slot& slot : lost) reach_line(slot.person, slot.ready);
}

void Egress::check_ledger() const {
  Ledger counted;
  std::vector<std::uint32_t> used(gates_.size(), 0);
  std::vector<std::uint32_t> present(present_.size(), 0);
  for (const Person& person : people_) {
    const bool on_way = person.where == Person::Where::on_way;
    const bool out = person.where == Person::Where::out;
    const bool not_started = person.where == Person::Where::not_started;
    counted.not_started += not_started ? 1U : 0U;
    counted.on_ways += on_way ? 1U : 0U;
    counted.out += out ? 1U : 0U;
    counted.in_places += !on_way && !out && !not_started ? 1U : 0U;
    if (!out) used[on_way ? person.at : gate_of_place(person.at)] += person.size;
    if (not_started || person.where == Person::Where::walking) ++present[person.at];
  }
  ensure(counted.not_started == ledger_.not_started && counted.in_places == ledger_.in_places &&
             counted.on_ways == ledger_.on_ways && counted.out == ledger_.out,
         "the ledger of people does not agree with the people");
  std::uint64_t on_ways = 0;
  for (WayIndex w = 0; w < way_count(); ++w) {
    const Way& way = ways_[w];
    for (std::size_t i = 0; i < way.gaps.size(); ++i) used[w] += way.gaps[i].size;
    for (std::size_t i = 0; i < way.people.size(); ++i) {
      ensure(people_[way.people[i].person].at == w, "a person is on a way that does not know it");
    }
    on_ways += way.people.size();
  }
  ensure(on_ways == ledger_.on_ways && present == present_, "people on ways or in places are miscounted");
  for (std::size_t g = 0; g < gates_.size(); ++g) {
    ensure(used[g] == gates_[g].used, "the room taken is not that of people and gaps");
  }
}

}  // namespace tocsin::pedestrian
