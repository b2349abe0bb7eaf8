// SPDX-License-Identifier: Apache-2.0
// What the log says of assigned transport. Only in scenarios that have a fleet, so that others keep their numbers.
#include "models/evacuation/transport_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "engine/simulation/scenario.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/transport/parameters.hpp"
#include "models/evacuation/whereabouts.hpp"

namespace tocsin::evacuation {
namespace {

constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const MeasureDescription kCarried{"evacuation.fetched_persons",
                                  MeasureUnit::persons,
                                  {"Brought by assigned transport", "组织接送到达人数"},
                                  {"Residents whom an assigned vehicle brought to a shelter before EndEx.",
                                   "演练结束前由组织接送车辆送达避难场所的居民人数。"},
                                  Better::more};
const MeasureDescription kTrips{
    "evacuation.transport_trips",
    MeasureUnit::count,
    {"Trips with people aboard", "载人趟次"},
    {"Departures of assigned vehicles from pick-up points with people aboard.", "接送车辆载人驶离接送点的次数。"},
    Better::neither};
const MeasureDescription kSeatUse{"evacuation.seat_use",
                                  MeasureUnit::share,
                                  {"Seats used", "座位利用率"},
                                  {"Persons aboard on leaving pick-up points over the seats of those trips.",
                                   "驶离接送点时车上人数与相应座位总数之比。"},
                                  Better::more};
const MeasureDescription kUsed{
    "evacuation.vehicles_used",
    MeasureUnit::count,
    {"Vehicles used", "投入车辆数"},
    {"Assigned vehicles that made at least one trip with people aboard.", "至少载人一趟的接送车辆数。"},
    Better::neither};
const MeasureDescription kNoAnswer{"evacuation.drivers_not_reached",
                                   MeasureUnit::count,
                                   {"Drivers not reached", "联系不上的驾驶员"},
                                   {"Assigned vehicles that stood still because their driver did not answer.",
                                    "因驾驶员联系不上而未能出动的接送车辆数。"}};
const MeasureDescription kStrandedVehicles{"evacuation.vehicles_stranded",
                                           MeasureUnit::count,
                                           {"Vehicles that did not get on", "受阻车次"},
                                           {"Times that an assigned vehicle had no way on, or no shelter with room.",
                                            "接送车辆无路可走或无场所可接收的次数。"}};
const MeasureDescription kWait{"evacuation.pick_up_wait",
                               MeasureUnit::seconds,
                               {"Wait at the pick-up point", "候车时间"},
                               {"Mean time per person from coming to a pick-up point to being on board, of those who "
                                "boarded.",
                                "人均自到达接送点至上车的时间（已上车者）。"}};
const MeasureDescription kWait90{
    "evacuation.pick_up_wait_90",
    MeasureUnit::seconds,
    {"Wait of 90 %", "90% 候车时间"},
    {"90 % of those who boarded waited at most so long.", "已上车者中 90% 的候车时间不超过该值。"}};
const MeasureDescription kLeft{
    "evacuation.left_at_pick_up_persons",
    MeasureUnit::persons,
    {"Left at pick-up points", "接送点滞留人数"},
    {"Residents who waited at a pick-up point at EndEx.", "演练结束时仍在接送点候车的居民人数。"},
    Better::less,
    true};
const MeasureDescription kGaveUp{
    "evacuation.gave_up_waiting_persons",
    MeasureUnit::persons,
    {"Gave up waiting", "放弃候车人数"},
    {"Residents who waited too long and set out by themselves.", "候车过久、自行转移的居民人数。"}};

struct Waits {
  std::vector<std::pair<double, double>> waited;  // seconds, persons

  [[nodiscard]] double persons() const {
    double sum = 0;
    for (const auto& one : waited) sum += one.second;
    return sum;
  }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const auto& [wait_s, who] : waited) sum += wait_s * who;
    return waited.empty() ? kNoMeaning : sum / persons();
  }
  [[nodiscard]] double quantile(double share) {
    std::sort(waited.begin(), waited.end());
    const double wanted = share * persons();
    double sum = 0;
    for (const auto& [wait_s, who] : waited) {
      sum += who;
      if (sum >= wanted) return wait_s;
    }
    return kNoMeaning;
  }
};

struct Counts {
  double carried = 0;
  double left = 0;
  double gave_up = 0;
  Waits waits;

  void put(Measures& measures, const std::string& place) {
    measures.add(kCarried, carried, place);
    measures.add(kLeft, left, place);
    measures.add(kGaveUp, gave_up, place);
    measures.add(kWait, waits.mean(), place);
    measures.add(kWait90, waits.quantile(0.9), place);
  }
};

class Reader {
 public:
  Reader(const Scenario& scenario, const EventLog& log) : scenario_(scenario), log_(log) {
    zones_.resize(scenario.town->zones.size());
    townships_.resize(scenario.town->townships.size());
    read_waits();
    read_arrivals();
    for (const auto& row : log.all<PickUpGivenUp>()) {
      count(row.event.household, [&](Counts& c) { c.gave_up += row.event.persons; });
    }
    const auto places = whereabouts(scenario, log);
    for (const auto id : scenario.scope.households()) {
      const auto& place = places[scenario.scope.position(id)];
      if (place.where != Whereabout::at_pick_up) continue;
      count(id, [&](Counts& c) { c.left += place.persons; });
    }
  }

  void put(Measures& measures) {
    const auto& town = *scenario_.town;
    all_.put(measures, "");
    put_vehicles(measures);
    for (const auto zone : scenario_.scope.zones()) {
      zones_[zone.index()].put(measures, "zone:" + town.zones[zone.index()].id);
    }
    for (const auto township : scenario_.scope.townships()) {
      townships_[township.index()].put(measures, "township:" + town.townships[township.index()].id);
    }
  }

 private:
  template <class F>
  void count(HouseholdId id, F change) {
    const auto zone = scenario_.town->population.zone[id.index()];
    change(all_);
    change(zones_[zone.index()]);
    change(townships_[scenario_.town->zones[zone.index()].township.index()]);
  }

  void read_waits() {
    std::vector<double> since_s(scenario_.scope.households().size(), 0);
    const auto came = log_.all<PickUpReached>();
    auto next = came.begin();
    for (const auto& row : log_.all<HouseholdBoarded>()) {
      for (; next != came.end() && next->sequence < row.sequence; ++next) {
        since_s[scenario_.scope.position(next->event.household)] = next->t_s;
      }
      const double waited_s = row.t_s - since_s[scenario_.scope.position(row.event.household)];
      count(row.event.household, [&](Counts& c) { c.waits.waited.emplace_back(waited_s, row.event.persons); });
    }
  }

  // Who reaches a shelter after boarding, and neither got out nor was taken along before.
  void read_arrivals() {
    struct Step {
      std::uint32_t sequence;
      HouseholdId household;
      double persons;  // who arrive
      bool boards;
    };
    std::vector<Step> steps;
    for (const auto& row : log_.all<HouseholdBoarded>()) steps.push_back({row.sequence, row.event.household, 0, true});
    if (steps.empty()) return;
    for (const auto& row : log_.all<HouseholdRerouted>())
      steps.push_back({row.sequence, row.event.household, 0, false});
    for (const auto& row : log_.all<HouseholdStranded>())
      steps.push_back({row.sequence, row.event.household, 0, false});
    for (const auto& row : log_.all<HouseholdTakenAlong>())
      steps.push_back({row.sequence, row.event.household, 0, false});
    for (const auto& row : log_.all<ShelterReached>()) {
      steps.push_back({row.sequence, row.event.household, static_cast<double>(row.event.persons), false});
    }
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.sequence < b.sequence; });
    std::vector<bool> aboard(scenario_.scope.households().size(), false);
    for (const auto& step : steps) {
      const auto at = scenario_.scope.position(step.household);
      if (aboard[at]) count(step.household, [&](Counts& c) { c.carried += step.persons; });
      aboard[at] = step.boards;
    }
  }

  void put_vehicles(Measures& measures) const {
    std::unordered_map<std::uint32_t, double> seats;  // by name; looked up by key only
    for (const auto* fleet : scenario_.all<AssignedTransportParameters>()) {
      for (const auto& vehicle : fleet->fleet()) seats[vehicle.name.value] = fleet->seats;
    }
    double trips = 0;
    double aboard = 0;
    double offered = 0;
    std::unordered_set<std::uint32_t> used;
    for (const auto& row : log_.all<VehicleDeparted>()) {
      trips += 1;
      aboard += row.event.persons;
      const auto found = seats.find(row.event.vehicle.value);
      offered += found == seats.end() ? 0 : found->second;
      used.insert(row.event.vehicle.value);
    }
    const auto answers = log_.all<DriverAnswered>();
    const auto missing = std::count_if(answers.begin(), answers.end(),
                                       [](const auto& row) { return row.event.answer == DriverAnswer::no_answer; });
    measures.add(kTrips, trips);
    measures.add(kSeatUse, offered > 0 ? aboard / offered : kNoMeaning);
    measures.add(kUsed, static_cast<double>(used.size()));
    measures.add(kNoAnswer, static_cast<double>(missing));
    measures.add(kStrandedVehicles, static_cast<double>(log_.all<VehicleStranded>().size()));
  }

  const Scenario& scenario_;
  const EventLog& log_;
  Counts all_;
  std::vector<Counts> zones_, townships_;
};

}  // namespace

bool transport_assigned(const Scenario& scenario) {
  return !scenario.all<AssignedTransportParameters>().empty();
}

std::vector<MeasureDescription> transport_measure_descriptions() {
  return {kCarried, kLeft, kGaveUp, kWait, kWait90, kTrips, kSeatUse, kUsed, kNoAnswer, kStrandedVehicles};
}

void compute_transport(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (transport_assigned(scenario)) Reader(scenario, log).put(measures);
}

void register_transport(Catalog& catalog) {
  catalog.add_kind<AssignedTransportParameters>(
      "evacuation", "assigned_transport",
      {"Buses and village vehicles fetch people at pick-up points", "客车和村级车辆在接送点接送转移人员"},
      {{"Timetables and convoys: each vehicle is sent where most people wait per minute of the trip.",
        "时刻表与编队：各车按“单位时间可接人数”调派。"},
       {"Fuel, breakdowns, drivers' hours; a household is never split between vehicles.",
        "燃油、故障、驾驶员工时；一户不拆分乘坐不同车辆。"},
       {"Harm to those who wait in the open or ride: the hazard meets people in their houses only.",
        "候车和乘车途中的伤亡：仅计算室内人员的伤亡。"},
       {"Help on the way to the pick-up point: people who need help walk there slowly.",
        "前往接送点途中的帮扶：需帮助人员以较慢步速前往。"}});
  catalog.add_event<DriverCalled>();
  catalog.add_event<DriverAnswered>();
  catalog.add_event<VehicleReady>();
  catalog.add_event<VehicleDispatched>();
  catalog.add_event<VehicleAtPickUp>();
  catalog.add_event<VehicleDeparted>();
  catalog.add_event<VehicleRerouted>();
  catalog.add_event<VehicleUnloaded>();
  catalog.add_event<VehicleStranded>();
  catalog.add_event<PickUpReached>();
  catalog.add_event<HouseholdBoarded>();
  catalog.add_event<PickUpGivenUp>();
  catalog.add_measures(transport_measure_descriptions(), compute_transport);
}

}  // namespace tocsin::evacuation
