// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/traffic/cases_import.hpp"
#include "models/traffic/closure_news.hpp"
#include "models/traffic/contraflow.hpp"
#include "models/traffic/control_point.hpp"
#include "models/traffic/convoy.hpp"
#include "models/traffic/counter.hpp"
#include "models/traffic/departures.hpp"
#include "models/traffic/measures.hpp"
#include "models/traffic/signal.hpp"
#include "models/traffic/traffic.hpp"
#include "models/traffic/traffic_information.hpp"

namespace tocsin::traffic {

namespace {

void register_controls(Catalog& catalog) {
  catalog.add_kind<ControlPointParameters>(
      "traffic", "control_point",
      {"Officers at a junction turn vehicles away and say which roads are closed.",
       "值守人员在路口劝返车辆、告知中断道路。"},
      {{"Time lost at a control point: nobody stops to be told.", "管控点停车问询耗时：告知不耽误通行。"},
       {"Drivers who break through a ban, and the way home of the officers.", "强行闯卡，以及值守人员撤回途中。"},
       {"Roads cut behind officers who go on foot.", "徒步值守人员出发后途中道路再中断。"}});
  catalog.add_kind<ContraflowParameters>(
      "traffic", "contraflow",
      {"Roads go one way out of an area; the lanes of the other direction carry traffic outward.",
       "道路改为向外单向通行，入向车道逆向启用。"},
      {{"Drivers who choose the road because it carries more: ways are chosen by free-flow times.",
        "因逆向通行增大通行能力而改选路线：按自由流时间选路。"},
       {"Officers and barriers that a contraflow needs; write control points for them.",
        "逆向通行所需的值守人员与隔离设施：请另设管控点。"}});
  catalog.add_kind<TrafficInformationParameters>(
      "traffic", "traffic_information",
      {"Drivers hear how long the queues are, and take another way when it is quicker.",
       "驾驶员获知各处排队时长，并在更快时改道。"},
      {{"Another destination because of queues: drivers keep to the shelter they have chosen.",
        "不因排队改换目的地：仍前往原选避难场所。"},
       {"Walkers, and what drivers expect the queues to become.", "不涉及步行者，也不预测排队变化。"}});
  catalog.add_kind<ClosureNewsParameters>(
      "traffic", "closure_news",
      {"The news that a road is cut, or open again, takes time to reach those who hear of it.",
       "道路中断与恢复的消息需要时间才能传到出行者。"},
      {{"News that depends on the place: whoever is near a cut hears of it no sooner than others, until he stands "
        "there.",
        "消息传播不分远近：离中断处近者并不更早获知，到达现场除外。"},
       {"Single cuts on other ways: who knows of a cut on his usual way knows all.",
        "不逐条区分其他路线上的中断：获知常走路线中断者即知全部中断。"},
       {"Drivers of fleets, who hear by radio, and people who go to kin, who hear by phone.",
        "接送车队（有电台）和投靠亲友者（有电话）不受此延迟。"}});
  catalog.add_event<VehicleDiverted>();
  catalog.add_event<ControlPointSetUp>();
  catalog.add_event<ControlPointRelieved>();
  catalog.add_event<ControlPointUnreached>();
  catalog.add_event<VehicleTurnedAway>();
  catalog.add_event<VehicleInformed>();
  catalog.add_event<ControlPointCounted>();
  catalog.add_event<ContraflowBegan>();
  catalog.add_event<ContraflowOpened>();
  catalog.add_event<ContraflowEnded>();
  catalog.add_measures(control_descriptions(), compute_controls);
}

void register_demand(Catalog& catalog) {
  catalog.add_kind<DeparturesParameters>(
      "traffic", "departures",
      {"The vehicles of the town's demand table, from zone to zone: what is on the roads anyway.",
       "区域需求表中由分区驶往分区的车辆，即日常交通。"},
      {{"Choice of another way because of a queue, and news of closures on the way: drivers see a cut when they stand "
        "before it.",
        "不考虑因排队改道和途中获知封路消息：驾车人到达中断处才得知。"},
       {"Drivers of the demand table are not among the residents: they are neither warned nor harmed.",
        "需求表中的驾车人不属于转移居民，不接收预警，也不计伤害。"},
       {"Rain and darkness slow them no more than the roads' figures say.", "雨天和夜间不另行降低其车速。"}});
  catalog.add_kind<SignalParameters>(
      "traffic", "signal",
      {"Lights or an officer at a junction: roads have green in turn.", "路口信号灯或人工指挥：各进口轮流放行。"},
      {{"Amber, lost time at the change of lights, turning arrows: a road has green or red.",
        "不考虑黄灯、换相损失时间和转向箭头：每条进口道路或绿或红。"}});
  catalog.add_kind<CounterParameters>("traffic", "counter",
                                      {"A counting station: vehicles that a road carries, and their time on it.",
                                       "交通观测点：道路通过的车辆数及行程时间。"},
                                      {});
  catalog.set_cases_import(import_cases);
  catalog.add_event<RoadCounted>();
  catalog.add_event<TripsPlanned>();
  catalog.add_event<TripEnded>();
  catalog.add_event<TripsUnderWay>();
  catalog.add_account({.whole = "traffic.trips",
                       .lines = {{"traffic.trips_arrived", Standing::safe},
                                 {"traffic.trips_turned_back", Standing::helped},
                                 {"traffic.trips_without_way", Standing::exposed},
                                 {"traffic.trips_called_off", Standing::helped},
                                 {"traffic.trips_under_way", Standing::moving}},
                       .of_people = false});
  catalog.add_measures(trip_descriptions(), compute_trips);
  catalog.add_measures(counter_descriptions(), compute_counters);
}

}  // namespace

void register_models(Catalog& catalog) {
  catalog.add_section("traffic", {"Traffic", "交通"});
  catalog.add_event<RoadDelayed>();
  catalog.add_event<RingFreed>();
  catalog.add_event<VehiclesCounted>();
  catalog.add_event<VehicleStuck>();
  catalog.add_measures(measure_descriptions(), compute);
  register_controls(catalog);
  register_convoys(catalog);
  register_demand(catalog);
}

}  // namespace tocsin::traffic
