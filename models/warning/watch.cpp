// SPDX-License-Identifier: Apache-2.0
#include "models/warning/watch.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/input/codes.hpp"
#include "models/communications/communications.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kLooking{"warning.watch"};

/// The looks of all watches at one danger; alive as long as one is planned.
struct Looking {
  World& world;
  const std::vector<Watch>& watches;
  std::function<void(NameId)> found;
  bool over = false;
};

Duration interval(const Looking& looking, const Watch& watch, Time at) {
  return looking.world.scenario().night(at) ? watch.every_night : watch.every_day;
}

// A look that finds nothing, or whose word does not get out, is followed by the next.
void look(const std::shared_ptr<Looking>& looking, std::size_t number, RandomStream stream) {
  if (looking->over) return;
  World& world = looking->world;
  const Watch& watch = looking->watches[number];
  const bool notices = stream.uniform() < watch.success;
  if (notices && (!watch.site.exists() || world.door<communications::Sites>().working(watch.site))) {
    looking->over = true;
    return looking->found(watch.name);
  }
  const auto next = world.now() + interval(*looking, watch, world.now());
  if (next > world.scenario().end()) return;
  world.kernel().schedule(next, Phase::response, [looking, number, stream] { look(looking, number, stream); });
}

}  // namespace

void Gauge::describe(Fields& f) {
  f.required("id", id, {"Its name in the log.", "日志中的名称。"});
  f.parameter("every", every, {"From one report to the next.", "报送间隔。"}).more_than(0s);
  f.optional("site", site,
             {"Communication site that carries its reports; without it they always arrive.",
              "传输其数据的通信站点；缺省为始终可达。"});
}

void Observer::describe(Fields& f) {
  f.required("id", id, {"Name in the log.", "日志中的名称。"});
  f.parameter("every_day", every_day, {"From one look to the next by day.", "白天巡查间隔。"}).more_than(0s);
  f.parameter("every_night", every_night, {"The same at night.", "夜间巡查间隔。"}).more_than(0s);
  f.parameter("notices", notices,
              {"Looks at a danger that is there which notice it.", "险情存在时一次巡查发现的概率。"})
      .between(0_percent, 100_percent);
  f.parameter("gets_through", gets_through,
              {"Calls to the desk that get through while the site works.", "通信正常时一次上报接通的概率。"})
      .between(0_percent, 100_percent);
  f.optional("site", site,
             {"Communication site that carries the call; without it there is always network.",
              "上报所用通信站点；缺省为始终有信号。"});
}

std::vector<Watch> find_watches(const std::vector<Gauge>& gauges, const std::vector<Observer>& observers,
                                const SourceSpan& where, const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<Watch> all;
  const auto add = [&](const std::string& id, Watch watch, const auto& site) {
    watch.name = scenario.names->intern(id);
    watch.key = Purpose(std::string_view(id)).hash();  // a name's number depends on what else the drill names
    if (site) watch.site = scenario.find(*site, diagnostics);
    const bool twice = std::any_of(all.begin(), all.end(), [&](const Watch& w) { return w.name == watch.name; });
    if (twice) {
      diagnostics.error(where, codes::kDuplicateId, phrase("'{}' watches twice", "“{}”重复出现", id),
                        {"one id for each gauge and observer", "每个测站、观察员编号唯一"});
    }
    all.push_back(watch);
  };
  for (const auto& gauge : gauges) add(gauge.id, {{}, gauge.every, gauge.every, 1, 0, {}}, gauge.site);
  for (const auto& o : observers) {
    const double success = o.notices.fraction() * o.gets_through.fraction();
    add(o.id, {{}, o.every_day, o.every_night, success, 0, {}}, o.site);
  }
  return all;
}

void watch_for(World& world, const std::vector<Watch>& watches, Time danger_at, std::function<void(NameId)> found) {
  const auto looking = std::make_shared<Looking>(Looking{world, watches, std::move(found)});
  for (std::size_t number = 0; number < watches.size(); ++number) {
    auto stream = world.stream(kLooking, watches[number].key);
    const auto first = danger_at + stream.uniform() * interval(*looking, watches[number], danger_at);
    if (first > world.scenario().end()) continue;
    world.kernel().schedule(first, Phase::response, [looking, number, stream] { look(looking, number, stream); });
  }
}

}  // namespace tocsin::warning
