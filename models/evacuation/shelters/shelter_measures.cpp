// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/shelters/shelter_measures.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/shelters/shelter_operation.hpp"

namespace tocsin::evacuation {
namespace {

constexpr double kNever_s = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const MeasureDescription kOpened{
    "evacuation.shelter_opening_time",
    MeasureUnit::seconds,
    {"Until a shelter is open", "避难场所开放用时"},
    {"From the call to whoever opens a shelter until it is open; of several shelters the last.",
     "自通知管理人员至避难场所开放的时间；多处取最晚者。"}};
const MeasureDescription kWaited{
    "evacuation.door_wait",
    MeasureUnit::person_minutes,
    {"Waiting at doors not open yet", "在未开放场所门外等候"},
    {"Person-minutes that residents waited at the doors of shelters that were not open yet.",
     "居民在尚未开放的避难场所门外等候的人·分钟数。"}};
const MeasureDescription kCarried{"evacuation.carried_over_steps_households",
                                  MeasureUnit::households,
                                  {"Wheelchairs carried over steps", "轮椅需人抬入户数"},
                                  {"Households with somebody in a wheelchair that came to a shelter with steps.",
                                   "有乘轮椅者而到达有台阶场所的户数。"}};
const MeasureDescription kCountAge{"evacuation.uncounted_persons",
                                   MeasureUnit::persons,
                                   {"Not counted yet at the end", "结束时尚未清点人数"},
                                   {"Residents at shelters run by an entry who came after the last count of heads "
                                    "there: supplies do not know of them.",
                                    "由条目运行的避难场所中，最后一次清点之后到达的居民人数，申领物资时尚未计入。"}};

struct Shelter {
  bool run = false;
  double called_s = kNoMeaning;
  double opened_s = kNever_s;
  double person_minutes = 0;
  double carried = 0;
  double reached = 0;  // persons
  double counted = 0;  // persons, when heads were counted last
};

class Reader {
 public:
  Reader(const Scenario& scenario, const EventLog& log) : scenario_(scenario) {
    shelters_.resize(scenario.town->shelters.size());
    for (const auto* entry : scenario.all<ShelterOperationParameters>()) {
      for (const auto& run : entry->runs()) of(run.shelter).run = true;
    }
    for (const auto& row : log.all<ShelterCalled>()) of(row.event.shelter).called_s = row.t_s;
    for (const auto& row : log.all<ShelterOpened>()) of(row.event.shelter).opened_s = row.t_s;
    for (const auto& row : log.all<CarriedOverSteps>()) of(row.event.shelter).carried += 1;
    for (const auto& row : log.all<ShelterReached>()) of(row.event.shelter).reached += row.event.persons;
    for (const auto& row : log.all<ReturnBegun>()) {
      if (row.event.shelter.exists()) of(row.event.shelter).reached -= row.event.persons;
    }
    for (const auto& row : log.all<SecondMoveOrdered>()) of(row.event.shelter).reached -= row.event.persons;
    for (const auto& row : log.all<ShelterCounted>()) of(row.event.shelter).counted = row.event.persons;
    read_waits(log);
  }

  void put(Measures& measures) const {
    Shelter all;
    double last_s = kNoMeaning;
    double uncounted = 0;
    for (const auto& shelter : shelters_) {
      all.person_minutes += shelter.person_minutes;
      all.carried += shelter.carried;
      uncounted += uncounted_at(shelter);
      const double time_s = opening_s(shelter);
      if (shelter.run && !(last_s >= time_s)) last_s = time_s == time_s ? time_s : last_s;
    }
    measures.add(kOpened, last_s);
    measures.add(kWaited, all.person_minutes);
    measures.add(kCarried, all.carried);
    measures.add(kCountAge, uncounted);
    for (std::size_t i = 0; i < shelters_.size(); ++i) {
      const auto& shelter = shelters_[i];
      if (!shelter.run) continue;
      const auto place = "shelter:" + scenario_.town->shelters[i].id;
      measures.add(kOpened, opening_s(shelter), place);
      measures.add(kWaited, shelter.person_minutes, place);
      measures.add(kCarried, shelter.carried, place);
      measures.add(kCountAge, uncounted_at(shelter), place);
    }
  }

 private:
  Shelter& of(ShelterId id) { return shelters_[id.index()]; }
  static double opening_s(const Shelter& shelter) { return shelter.opened_s - shelter.called_s; }
  static double uncounted_at(const Shelter& shelter) {
    return shelter.run ? std::max(0.0, shelter.reached - shelter.counted) : 0;
  }

  // Until they were let in or turned away; else until EndEx.
  void read_waits(const EventLog& log) {
    struct Wait {
      double since_s = 0;
      double until_s = kNever_s;
      double persons = 0;
    };
    std::unordered_map<std::uint64_t, Wait> waits;  // looked up by key only: household and shelter
    const auto key = [](HouseholdId household, ShelterId shelter) {
      return (static_cast<std::uint64_t>(household.value) << 32U) | shelter.value;
    };
    for (const auto& row : log.all<ShelterDoorReached>()) {
      waits[key(row.event.household, row.event.shelter)] = {row.t_s, kNever_s, static_cast<double>(row.event.persons)};
    }
    const auto end = [&](double t_s, HouseholdId household, ShelterId shelter) {
      const auto found = waits.find(key(household, shelter));
      if (found != waits.end()) found->second.until_s = std::min(found->second.until_s, t_s);
    };
    for (const auto& row : log.all<ShelterReached>()) end(row.t_s, row.event.household, row.event.shelter);
    for (const auto& row : log.all<ShelterRefused>()) {
      const auto found = waits.find(key(row.event.household, row.event.shelter));
      if (found != waits.end() && row.t_s >= found->second.since_s)
        end(row.t_s, row.event.household, row.event.shelter);
    }
    for (const auto& row : log.all<ShelterDoorReached>()) {  // in order of time, so that sums are always the same
      const auto& wait = waits.at(key(row.event.household, row.event.shelter));
      const double until_s = std::min(wait.until_s, seconds(scenario_.end()));
      of(row.event.shelter).person_minutes += wait.persons * (until_s - wait.since_s) / 60;
    }
  }

  const Scenario& scenario_;
  std::vector<Shelter> shelters_;  // by shelter of the town
};

}  // namespace

std::vector<MeasureDescription> shelter_measure_descriptions() {
  return {kOpened, kWaited, kCarried, kCountAge};
}

void compute_shelter_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (shelters_run(scenario)) Reader(scenario, log).put(measures);
}

}  // namespace tocsin::evacuation
