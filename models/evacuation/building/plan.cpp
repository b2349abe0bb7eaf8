// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/building/plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "engine/input/codes.hpp"

namespace tocsin::evacuation {
namespace {

using pedestrian::kNone;
using pedestrian::kOutside;
using pedestrian::PlaceIndex;
using pedestrian::WayFigures;
using pedestrian::WayIndex;

// What fits into memory, not into buildings.
constexpr double kMostPersons = 1e6;

class Planner {
 public:
  Planner(const BuildingParameters& building, const Scenario& scenario, Diagnostics& diagnostics)
      : b_(building), scenario_(scenario), diagnostics_(diagnostics) {}

  std::unique_ptr<const Plan> make() {
    for (const auto& floor : b_.floors) add_floors(floor);
    for (const auto& room : b_.rooms) add_room(room);
    for (const auto& stair : b_.stairs) add_stair(stair);
    for (const auto& exit : b_.exits) add_exit(exit);
    for (const auto& passage : b_.passage_entries) add_passage(passage);
    if (!sound_) return nullptr;
    find_uses();
    if (sound_) check_ways_out();
    if (!sound_) return nullptr;
    share_out();
    return std::make_unique<const Plan>(std::move(plan_));
  }

 private:
  struct Floor {
    int level = 0;
    PlaceIndex place = kNone;
    std::uint32_t part = 0;
  };
  struct Use {
    std::size_t group = 0;
    PlaceIndex from = kNone;  // the floor, also of those in its rooms
    const Placed<std::string>* wanted = nullptr;
  };

  void refuse(const SourceSpan& where, const char* code, Phrase what, Phrase expected = {}, Phrase hint = {}) {
    diagnostics_.error(where, code, std::move(what), std::move(expected), std::move(hint));
    sound_ = false;
  }

  // ---- names ----

  std::uint32_t add_part(const std::string& id, const SourceSpan& where) {
    const auto index = static_cast<std::uint32_t>(plan_.parts.size());
    const bool is_new = part_by_id_.emplace(id, index).second;
    if (!is_new) {
      refuse(where, codes::kDuplicateId, phrase("'{}' is used twice in this building", "此建筑内“{}”重复使用", id));
    }
    PlanPart part;
    part.id = id;
    part.name = scenario_.names->intern(b_.id + "/" + id, {id, id});
    plan_.parts.push_back(std::move(part));
    return index;
  }

  [[nodiscard]] Phrase nearest(const std::string& wanted, const std::vector<std::string>& known) const {
    const auto name = nearest_name(wanted, known);
    return name.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", name);
  }

  const Floor* find_floor(const Placed<std::string>& id) {
    const auto found = floors_.find(id.value);
    if (found != floors_.end()) return &found->second;
    std::vector<std::string> known;
    for (const auto& [name, floor] : floors_) known.push_back(name);
    refuse(id.where, codes::kUnknownReference,
           phrase("this building has no floor '{}'", "此建筑没有楼层“{}”", id.value), {}, nearest(id.value, known));
    return nullptr;
  }

  PlaceIndex find_place(const Placed<std::string>& id) {
    const auto found = place_by_id_.find(id.value);
    if (found != place_by_id_.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [name, place] : place_by_id_) known.push_back(name);
    refuse(id.where, codes::kUnknownReference,
           phrase("this building has no floor or room '{}'", "此建筑没有楼层或房间“{}”", id.value), {},
           nearest(id.value, known));
    return kNone;
  }

  // ---- places ----

  PlaceIndex add_place(double area_m2, double crossing_m, std::uint32_t part) {
    plan_.places.push_back({area_m2, crossing_m, b_.on_foot.level_speed.si()});
    plan_.part_of_place.push_back(part);
    const auto place = static_cast<PlaceIndex>(plan_.places.size() - 1);
    plan_.parts[part].places.push_back(place);
    return place;
  }

  PlaceIndex add_occupied(const std::string& id, const SourceSpan& where, const Occupants& o, std::uint32_t part) {
    const double walk_m = o.longest_walk_m();
    const PlaceIndex place = add_place(o.area.value.si(), walk_m / 2, part);
    place_by_id_.emplace(id, place);
    id_of_place_.emplace(place, std::pair{id, where});
    const auto& values = b_.occupancies[static_cast<std::size_t>(o.occupancy)];
    const double expected = std::floor(o.area.value.si() * values.density.si() + 1e-9);
    const double persons = o.persons ? static_cast<double>(o.persons->value) : expected;
    const double most = o.area.value.si() * b_.on_foot.standing_density.si();
    if (persons > most) {
      refuse(o.persons ? o.persons->where : o.area.where, codes::kInconsistent,
             phrase("{:.0f} persons do not fit into {}", "{:.0f} 人超出 {} 的容纳能力", persons, to_text(o.area.value)),
             phrase("at most {:.0f} (standing_density)", "至多 {:.0f} 人（standing_density）", std::floor(most)));
    }
    const double room = kMostPersons - plan_.persons;
    if (persons <= most && persons > room) {
      refuse(o.persons ? o.persons->where : o.area.where, codes::kOutOfRange,
             {"more than a million persons in one building", "一栋建筑内超过一百万人"});
    }
    // A negative area was refused where it was read.
    const auto counted = static_cast<std::uint32_t>(std::max(0.0, std::min({persons, most, room})));
    plan_.groups.push_back({place, part, counted, walk_m, o.occupancy, o.together, kNone});
    plan_.persons += plan_.groups.back().persons;
    return place;
  }

  void add_floors(const FloorEntry& entry) {
    const int top = entry.up_to ? entry.up_to->value : entry.level.value;
    if (top < entry.level.value || std::int64_t{top} - entry.level.value > 1000) {
      return refuse(
          entry.up_to->where, codes::kInconsistent,
          phrase("these floors begin at level {} and end at {}", "楼层起于 {} 层而止于 {} 层", entry.level.value, top),
          {"up_to: not below level, at most 1000 floors", "up_to：不低于 level，至多 1000 层"});
    }
    for (int level = entry.level.value; level <= top; ++level) {
      const std::string id = entry.up_to ? fmt::format("{}-{}", entry.id.value, level) : entry.id.value;
      const auto same = std::find_if(floors_.begin(), floors_.end(), [&](auto& f) { return f.second.level == level; });
      if (same != floors_.end()) {
        refuse(entry.level.where, codes::kInconsistent,
               phrase("'{}' and '{}' are both on level {}", "“{}”与“{}”同在 {} 层", same->first, id, level),
               {"one floor per level; parts of a floor are rooms", "每层一个楼层；同层各部分写为房间（rooms）"});
      }
      const auto part = add_part(id, entry.id.where);
      const auto place = add_occupied(id, entry.id.where, entry.occupants, part);
      floors_.emplace(id, Floor{level, place, part});
      if (entry.occupants.use) uses_.push_back({plan_.groups.size() - 1, place, &*entry.occupants.use});
    }
  }

  void add_room(const RoomEntry& entry) {
    const auto part = add_part(entry.id.value, entry.id.where);
    const auto place = add_occupied(entry.id.value, entry.id.where, entry.occupants, part);
    const Floor* floor = find_floor(entry.floor);
    WayFigures door = b_.on_foot.door(entry.door.value);
    if (floor == nullptr || !wide_enough(entry.door, door.effective_width_m)) return;
    set_flow(door, entry.flow);
    add_both(place, floor->place, door, part);
    if (entry.occupants.use) uses_.push_back({plan_.groups.size() - 1, floor->place, &*entry.occupants.use});
  }

  // ---- ways ----

  bool wide_enough(const Placed<Length>& clear, double effective_m) {
    if (effective_m > 0) return true;
    refuse(clear.where, codes::kOutOfRange,
           phrase("of {} nobody can use anything: the boundary layers on both sides take it all",
                  "净宽 {} 扣除两侧边界层后无可用宽度", to_text(clear.value)),
           {"a wider way", "更大的宽度"});
    return false;
  }

  static void set_flow(WayFigures& way, const std::optional<Rate>& flow) {
    if (flow) way.flow_per_s = flow->si();
  }

  WayIndex add_way(PlaceIndex from, PlaceIndex to, WayFigures figures, std::uint32_t part) {
    figures.from = from;
    figures.to = to;
    plan_.ways.push_back(figures);
    plan_.part_of_way.push_back(part);
    const auto way = static_cast<WayIndex>(plan_.ways.size() - 1);
    plan_.parts[part].ways.push_back(way);
    return way;
  }

  void add_both(PlaceIndex a, PlaceIndex b, const WayFigures& figures, std::uint32_t part) {
    add_way(a, b, figures, part);
    add_way(b, a, figures, part);
  }

  void add_exit(const ExitEntry& entry) {
    const auto part = add_part(entry.id.value, entry.id.where);
    const Floor* floor = find_floor(entry.floor);
    WayFigures door = b_.on_foot.door(entry.width.value);
    if (floor == nullptr || !wide_enough(entry.width, door.effective_width_m)) return;
    set_flow(door, entry.flow);
    add_way(floor->place, kOutside, door, part);
    plan_.parts[part].leads_out = true;
    plan_.parts[part].assembly_m = entry.assembly.si();
  }

  void add_passage(const PassageEntry& entry) {
    const auto part = add_part(entry.id.value, entry.id.where);
    const PlaceIndex from = find_place(entry.from);
    const PlaceIndex to = find_place(entry.to);
    WayFigures way = entry.passage == PassageKind::door ? b_.on_foot.door(entry.width.value)
                                                        : b_.on_foot.corridor(entry.width.value, entry.length.si());
    way.length_m = entry.length.si();
    sound_ = sound_ && way.length_m >= 0;  // else said where it was read
    if (from == kNone || to == kNone || !wide_enough(entry.width, way.effective_width_m)) return;
    set_flow(way, entry.flow);
    add_way(from, to, way, part);
    if (!entry.one_way) add_way(to, from, way, part);
  }

  // ---- stairs ----

  void add_stair(const StairEntry& entry) {
    const auto part = add_part(entry.id.value, entry.id.where);
    const Floor* bottom = find_floor(entry.bottom);
    const Floor* top = find_floor(entry.top);
    const bool steps = entry.story_height.si() > 0 && entry.riser.si() > 0 && entry.tread.si() > 0 &&
                       (!entry.landing || entry.landing->si() >= 0);  // else said where it was read
    sound_ = sound_ && steps;
    if (bottom == nullptr || top == nullptr || !steps) return;
    if (top->level <= bottom->level) {
      return refuse(entry.top.where, codes::kInconsistent,
                    phrase("the top of the stair is not above its bottom (levels {} and {})",
                           "楼梯顶端不高于底端（{} 层与 {} 层）", top->level, bottom->level));
    }
    const Length rails = entry.between_handrails ? entry.between_handrails->value : Length{};
    const double width_m = b_.on_foot.stair_width_m(entry.width.value, rails);
    if (!wide_enough(entry.between_handrails ? *entry.between_handrails : entry.width, width_m)) return;
    WayFigures door = entry.door ? b_.on_foot.door(entry.door->value) : open_side(width_m);
    if (entry.door && !wide_enough(*entry.door, door.effective_width_m)) return;
    std::vector<const Floor*> served;
    for (const auto& [id, floor] : floors_) {
      if (floor.level >= bottom->level && floor.level <= top->level) served.push_back(&floor);
    }
    std::sort(served.begin(), served.end(), [](const Floor* a, const Floor* b) { return a->level < b->level; });
    build_stair(entry, part, served, width_m, door);
  }

  // Without a door the floor opens to the stair in the stair's width.
  [[nodiscard]] WayFigures open_side(double width_m) const {
    WayFigures way;
    way.effective_width_m = width_m;
    way.k_m_per_s = b_.on_foot.level_speed.si();
    return way;
  }

  void build_stair(const StairEntry& entry, std::uint32_t part, const std::vector<const Floor*>& served, double width_m,
                   WayFigures door) {
    const double turns = b_.on_foot.stair_turns.fraction();
    const double slope = std::hypot(1.0, entry.tread / entry.riser);
    const double landing_m = entry.landing ? entry.landing->si() : 2 * entry.width.value.si();
    door.weight = 1 - turns;
    PlaceIndex below = served.front()->place;
    if (entry.exit) {
      below = add_place(0, 0, part);
      add_both(served.front()->place, below, door, part);
      add_own_exit(entry, below);
    }
    for (std::size_t i = 1; i < served.size(); ++i) {
      const int stories = served[i]->level - served[i - 1]->level;
      const double length_m = stories * (entry.story_height.si() * slope + landing_m);
      WayFigures flight = b_.on_foot.stair(width_m, length_m, entry.riser, entry.tread);
      flight.weight = turns;
      set_flow(flight, entry.flow);
      const PlaceIndex landing = add_place(0, 0, part);
      const auto down = add_way(landing, below, flight, part);
      const auto up = add_way(below, landing, flight, part);
      const auto alone = add_part(fmt::format("{}-{}", entry.id.value, served[i]->level), entry.id.where);
      plan_.parts[alone].ways = {down, up};
      add_both(served[i]->place, landing, door, part);
      below = landing;
    }
  }

  void add_own_exit(const StairEntry& entry, PlaceIndex landing) {
    WayFigures out = b_.on_foot.door(entry.exit->value);
    if (!wide_enough(*entry.exit, out.effective_width_m)) return;
    const auto exit = add_part(entry.id.value + "-exit", entry.id.where);
    add_way(landing, kOutside, out, exit);
    plan_.parts[exit].leads_out = true;
    plan_.parts[exit].assembly_m = entry.assembly.si();
  }

  // ---- who goes where ----

  void find_uses() {
    for (const auto& use : uses_) {
      const auto found = part_by_id_.find(use.wanted->value);
      if (found == part_by_id_.end()) {
        std::vector<std::string> known;
        for (const auto& [id, part] : part_by_id_) known.push_back(id);
        refuse(
            use.wanted->where, codes::kUnknownReference,
            phrase("this building has no exit, stair or door '{}'", "此建筑没有出口、楼梯或门“{}”", use.wanted->value),
            {}, nearest(use.wanted->value, known));
        continue;
      }
      const auto& part = plan_.parts[found->second];
      for (const WayIndex way : part.ways) {
        if (plan_.ways[way].from != use.from && !part.leads_out) continue;
        plan_.groups[use.group].use = way;
        break;
      }
      if (plan_.groups[use.group].use == kNone) {
        refuse(use.wanted->where, codes::kInconsistent,
               phrase("'{}' cannot be entered from here", "由此处无法进入“{}”", use.wanted->value));
      }
    }
  }

  void check_ways_out() {
    const pedestrian::Routes routes(plan_.places, plan_.ways, b_.on_foot.law());
    std::vector<PlaceIndex> shut;  // places, each once, in the order of the file
    for (const auto& group : plan_.groups) {
      if (std::isfinite(routes.seconds_out(group.place))) continue;
      if (std::find(shut.begin(), shut.end(), group.place) == shut.end()) shut.push_back(group.place);
    }
    if (shut.empty()) return;
    const auto& [id, where] = id_of_place_.at(shut.front());
    const auto more = shut.size() - 1;
    refuse(where, codes::kUnreachable,
           more == 0 ? phrase("no way leads out of '{}'", "“{}”没有通往室外的路径", id)
                     : phrase("no way leads out of '{}', nor of {} other places", "“{}”及另外 {} 处没有通往室外的路径",
                              id, more),
           {"an exit on this floor, or a stair to one that has an exit",
            "本层设出口（exits），或有楼梯（stairs）通往有出口的楼层"});
  }

  void share_out() {
    const pedestrian::Routes routes(plan_.places, plan_.ways, b_.on_foot.law());
    std::vector<pedestrian::Group> groups;
    for (const auto& group : plan_.groups) {
      if (group.use == kNone) groups.push_back({group.place, group.persons});
    }
    std::vector<pedestrian::WayOut> shared;
    if (b_.exit_choice == ExitChoice::shared) shared = pedestrian::share_out(routes, groups);
    std::size_t next = 0;
    for (const auto& group : plan_.groups) {
      for (std::uint32_t i = 0; i < group.persons; ++i) {
        if (group.use != kNone) {
          plan_.ways_out.push_back({group.use, kNone});
        } else {
          plan_.ways_out.push_back(shared.empty() ? pedestrian::WayOut{} : shared[next++]);
        }
      }
    }
  }

  const BuildingParameters& b_;
  const Scenario& scenario_;
  Diagnostics& diagnostics_;
  bool sound_ = true;
  Plan plan_;
  std::map<std::string, Floor> floors_;
  std::map<std::string, PlaceIndex> place_by_id_;
  std::map<std::string, std::uint32_t> part_by_id_;
  std::map<PlaceIndex, std::pair<std::string, SourceSpan>> id_of_place_;
  std::vector<Use> uses_;
};

}  // namespace

std::unique_ptr<const Plan> make_plan(const BuildingParameters& building, const Scenario& scenario,
                                      Diagnostics& diagnostics) {
  return Planner(building, scenario, diagnostics).make();
}

}  // namespace tocsin::evacuation
