// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/traffic/contraflow.hpp"
#include "models/traffic/control_point.hpp"
#include "models/traffic/measures.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

void register_models(Catalog& catalog) {
  catalog.add_section("traffic", {"Traffic", "交通"});
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
  catalog.add_event<RoadDelayed>();
  catalog.add_event<RingFreed>();
  catalog.add_event<VehiclesCounted>();
  catalog.add_event<VehicleStuck>();
  catalog.add_event<ControlPointSetUp>();
  catalog.add_event<ControlPointRelieved>();
  catalog.add_event<ControlPointUnreached>();
  catalog.add_event<VehicleTurnedAway>();
  catalog.add_event<VehicleInformed>();
  catalog.add_event<ControlPointCounted>();
  catalog.add_event<ContraflowBegan>();
  catalog.add_event<ContraflowOpened>();
  catalog.add_event<ContraflowEnded>();
  catalog.add_measures(measure_descriptions(), compute);
  catalog.add_measures(control_descriptions(), compute_controls);
}

}  // namespace tocsin::traffic
