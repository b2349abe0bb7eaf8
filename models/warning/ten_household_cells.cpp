// SPDX-License-Identifier: Apache-2.0
#include "models/warning/ten_household_cells.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/random/distributions.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/tour.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kCallOut{"warning.cells.call_out"};
constexpr Purpose kHead{"warning.cells.head"};
constexpr Purpose kDoor{"warning.cells.door"};

}  // namespace

void TenHouseholdCellsParameters::describe(Fields& f) {
  f.optional("zones", zones, {"Zones with cells; all of the exercise if left out.", "有联防组的分区；缺省为全部。"});
  f.optional("cell_size", cell_size, {"Homes of a cell, that of the head included.", "每个联防组的户数（含组长户）。"})
      .between(2, 50);
  f.optional(
      "call_out_day", call_out_day,
      {"From the order until the village begins to call the heads, by day.", "白天自命令至开始电话通知组长的时间。"});
  f.optional("call_out_night", call_out_night, {"The same at night.", "夜间同上。"});
  f.parameter("call", call, {"Call of one head; they are called one after the other.", "逐个通知组长，每次通话用时。"})
      .at_least(0s);
  const auto share = [&](const char* key, Share& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0_percent, 100_percent);
  };
  share("calls_answered_day", calls_answered_day, {"Heads who answer the call by day.", "白天接听电话的组长比例。"});
  share("calls_answered_night", calls_answered_night, {"The same at night.", "夜间接听的比例。"});
  share("heads_at_home", heads_at_home,
        {"Heads who are in the village this day and can go round.", "当日在村、能够上门的组长比例。"});
  f.parameter("round_shortest", round_shortest,
              {"A head's round through a cell of full size, at least.", "组长走遍一个满员联防组的最短时间。"})
      .more_than(0s);
  f.parameter("round_longest", round_longest, {"The same, at most.", "走遍一组的最长时间。"}).more_than(0s);
  share("occupied_day", occupied_day, {"Homes with somebody at home by day.", "白天有人在家的户比例。"});
  share("occupied_night", occupied_night, {"Homes with somebody at home at night.", "夜间有人在家的户比例。"});
  share("answered", answered, {"Occupied homes that answer.", "有人在家时应门的比例。"});
  f.parameter("turn_back_depth", turn_back_depth,
              {"Water at a house from which a head does not go there.", "房屋处水深达到此值时组长不再前往。"})
      .more_than(Length{});
}

void TenHouseholdCellsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  call_out_day.check("call_out_day", where, diagnostics);
  call_out_night.check("call_out_night", where, diagnostics);
  if (round_shortest > round_longest) {
    diagnostics.error(where, codes::kInconsistent,
                      {"the shortest round is longer than the longest", "round_shortest 大于 round_longest"},
                      {"round_shortest <= round_longest", "round_shortest ≤ round_longest"});
  }
  cells_.clear();
  if (zones.empty()) {
    for (const auto zone : scenario.scope.zones()) form_cells(scenario, zone);
  }
  std::vector<ZoneId> formed;
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    if (!zone.exists() || !scenario.scope.contains(zone)) continue;
    if (std::find(formed.begin(), formed.end(), zone) != formed.end()) continue;
    formed.push_back(zone);
    form_cells(scenario, zone);
  }
}

void TenHouseholdCellsParameters::form_cells(const Scenario& scenario, ZoneId zone) {
  const auto& z = scenario.town->zones[zone.index()];
  const auto& people = scenario.town->population;
  std::vector<HouseholdId> homes;
  for (std::uint32_t k = 0; k < z.household_count; ++k) homes.emplace_back(z.first_household + k);
  std::vector<HouseholdId> tour;
  append_nearest_first(people, homes, z.place.x_m, z.place.y_m, tour);
  const auto size = static_cast<std::size_t>(cell_size);
  for (std::size_t first = 0; first < tour.size(); first += size) {
    std::vector<HouseholdId> members(tour.begin() + static_cast<std::ptrdiff_t>(first),
                                     tour.begin() + static_cast<std::ptrdiff_t>(std::min(first + size, tour.size())));
    auto head = std::find_if(members.begin(), members.end(), [&](HouseholdId home) {
      return people.need_help[home.index()] == 0 && has_able_member(people, home);
    });
    if (head == members.end()) head = members.begin();
    const auto chosen = *head;
    members.erase(head);
    cells_.push_back({zone, chosen, std::move(members)});
  }
}

std::unique_ptr<Model> TenHouseholdCellsParameters::make() const {
  return std::make_unique<TenHouseholdCells>(*this);
}

void TenHouseholdCells::start(World& world) {
  world_ = &world;
  const auto& scope = world.scenario().scope;
  rounds_.resize(p_.cells().size());
  cell_of_head_.resize(scope.households().size());
  for (std::uint32_t c = 0; c < rounds_.size(); ++c) {
    const auto head = p_.cells()[c].head;
    cell_of_head_[scope.position(head)] = c + 1;
    rounds_[c].head_there = world.stream(kHead, head.value).uniform() < p_.heads_at_home.fraction();
  }
  world.door<Orders>().on_informed([this](ZoneId zone) { on_order(zone); });
  world.subscribe<AlertReceived>([this](const AlertReceived& event) {
    const auto cell = cell_of_head_[world_->scenario().scope.position(event.household)];
    if (cell != 0) begin(cell - 1);
  });
}

// The village calls its heads one after the other, whoever has been warned already or not.
void TenHouseholdCells::on_order(ZoneId zone) {
  const bool night = world_->scenario().night(world_->now());
  auto stream = world_->stream(kCallOut, zone.value);
  const auto& exercise = world_->scenario().exercise;
  auto at = exercise.call_out((night ? p_.call_out_night : p_.call_out_day).draw(stream));
  const double answering = exercise.answering(night ? p_.calls_answered_night : p_.calls_answered_day).fraction();
  bool any = false;
  for (std::uint32_t c = 0; c < rounds_.size(); ++c) {
    const auto& cell = p_.cells()[c];
    if (cell.zone != zone) continue;
    any = true;
    at += p_.call;
    auto answers = world_->stream(kHead, cell.head.value);
    answers.skip(1);
    if (!rounds_[c].head_there || answers.uniform() >= answering) continue;
    world_->kernel().schedule_in(at, Phase::response, [this, c] {
      const auto head = p_.cells()[c].head;
      if (world_->door<Alerts>().at_home(head)) world_->door<Alerts>().receive(head, Channel::word_of_mouth);
      begin(c);
    });
  }
  if (any) world_->publish(ChannelStarted{p_.name, zone});
}

// He goes round once an order concerns somebody of his cell, and only while he is at home himself.
void TenHouseholdCells::begin(std::uint32_t cell) {
  auto& round = rounds_[cell];
  const auto& c = p_.cells()[cell];
  const auto& orders = world_->door<Orders>();
  if (round.begun || !round.head_there || !orders.ordered(c.zone) || !world_->door<Alerts>().at_home(c.head)) return;
  round.begun = true;
  go_on(cell);
}

// A share of the drawn time of a full round for each home.
Duration TenHouseholdCells::step(std::uint32_t cell) const {
  auto stream = world_->stream(kHead, p_.cells()[cell].head.value);
  stream.skip(2);
  const Uniform whole(seconds(p_.round_shortest), seconds(p_.round_longest));
  return Duration{whole.quantile(stream.uniform()) / std::max(1, p_.cell_size - 1)};
}

void TenHouseholdCells::go_on(std::uint32_t cell) {
  auto& round = rounds_[cell];
  const auto& others = p_.cells()[cell].others;
  const auto& orders = world_->door<Orders>();
  while (round.next < others.size() && !orders.concerns(others[round.next])) ++round.next;
  if (round.next == others.size()) {
    world_->publish(CellCounted{p_.cells()[cell].head, round.told, round.left, round.missing});
    return;
  }
  world_->kernel().schedule_in(step(cell), Phase::response, [this, cell] { visit(cell); });
}

void TenHouseholdCells::visit(std::uint32_t cell) {
  auto& round = rounds_[cell];
  const auto home = p_.cells()[cell].others[round.next++];
  auto& alerts = world_->door<Alerts>();
  auto stream = world_->stream(kDoor, home.value);
  const double u_occupied = stream.uniform();
  const double u_answered = stream.uniform();
  const bool night = world_->scenario().night(world_->now());
  const double occupied = (night ? p_.occupied_night : p_.occupied_day).fraction();
  if (world_->door<hazard::Hazards>().depth(home, world_->now()) >= p_.turn_back_depth) {
    ++round.missing;  // nobody gets there
  } else if (!alerts.at_home(home)) {
    ++round.left;
    world_->publish(DoorKnocked{home, DoorAnswer::already_left});
  } else if (u_occupied < occupied && u_answered < p_.answered.fraction()) {
    ++round.told;
    world_->publish(DoorKnocked{home, DoorAnswer::answered});
    alerts.receive(home, Channel::door_to_door);
  } else {
    ++round.missing;
    world_->publish(DoorKnocked{home, DoorAnswer::nobody_home});
  }
  go_on(cell);
}

}  // namespace tocsin::warning
