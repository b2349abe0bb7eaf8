// SPDX-License-Identifier: Apache-2.0
#include "models/communications/bearers.hpp"

#include <algorithm>
#include <cmath>

#include "engine/random/distributions.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/coverage.hpp"
#include "models/communications/ground.hpp"

namespace tocsin::communications {
namespace {

/// Bearers are figures for the Network; alone they do nothing.
class NoBehavior final : public Model {
 public:
  void start(World& world) override { world.door<Network>(); }
};

/// The batteries of the sites of a bearer, drawn about what the table says.
class DrawnBatteries final : public Model {
 public:
  explicit DrawnBatteries(const SiteBearerParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override {
    world.door<Network>();
    if (!(parameters_.battery_shape > 0)) return;
    auto& sites = world.door<Sites>();
    // The table's figure is the median: the scale that gives the handbook's 4.8 h for a battery of 4 h (8.3c).
    const Weibull about_one(parameters_.battery_shape, std::pow(std::log(2.0), -1 / parameters_.battery_shape));
    for (const auto site : parameters_.found) {
      auto stream = world.stream("communications.battery", site.index());
      sites.set_battery(site, world.town().communication_sites[site.index()].battery * about_one.sample(stream));
    }
  }

 private:
  const SiteBearerParameters& parameters_;
};

}  // namespace

void BearerEntry::describe_people(Fields& f) {
  f.parameter("write", write, {"Time to write or dictate a text.", "拟写或口述一条文字的时间。"}).at_least(0s);
  f.parameter("read", read, {"Time to read and log it.", "接收登记一条文字的时间。"}).at_least(0s);
  f.parameter("switch_shortest", switch_shortest,
              {"Least time until the sender has noticed that this bearer does not work and turns to the next.",
               "发觉该手段不通并改用下一手段的最短时间。"})
      .at_least(0s);
  f.parameter("switch_longest", switch_longest, {"The longest time for that.", "上述时间的最长值。"}).at_least(0s);
  f.parameter("left_out_for", left_out_for,
              {"A sender who has found no coverage does not try this bearer again for so long.",
               "发现无信号后，在此时间内不再尝试该手段。"})
      .at_least(0s);
}

void BearerEntry::check(const Scenario& scenario, Diagnostics& diagnostics) {
  if (switch_shortest > switch_longest) {
    diagnostics.error(where, "inconsistent",
                      phrase("the switching times of '{}' are not in order", "“{}”的改用时间先后不一致", id),
                      {"switch_shortest <= switch_longest", "switch_shortest ≤ switch_longest"});
  }
  for (const auto* other : scenario.all<BearerEntry>()) {
    if (other == this) return;
    if (other->bearer != bearer) continue;
    const auto name = EnumNames<Bearer>::value[static_cast<std::size_t>(bearer)];
    diagnostics.error(where, "inconsistent", phrase("the bearer '{}' is there twice", "手段“{}”重复", name),
                      {"one entry of each kind of bearer", "每种手段只写一项"});
    return;
  }
}

std::unique_ptr<Model> BearerEntry::make() const {
  return std::make_unique<NoBehavior>();
}

void RadioParameters::describe_radio(Fields& f) {
  describe_people(f);
  f.parameter("data_rate_kbit_per_s", data_rate_kbit_per_s,
              {"Data rate that its users share, kbit/s.", "用户共享的数据速率（kbit/s）。"})
      .more_than(0);
  f.parameter(
       "delay", delay,
       {"Delay at each site a message goes by; of a satellite, up and down.", "每经一个站点的时延；卫星为上下行合计。"})
      .at_least(0s);
  f.parameter("patience", patience, {"How long one try of a text may take.", "一次文字发送的等待上限。"}).more_than(0s);
  f.parameter("tries", tries, {"Tries before the next bearer is taken.", "改用下一手段前的尝试次数。"}).between(1, 20);
  f.parameter("try_again_after", try_again_after, {"From one try to the next.", "两次尝试的间隔。"}).at_least(0s);
}

void CallRush::describe(Fields& f) {
  f.required("begins", begins, {"When it begins, after StartEx.", "话务高峰开始时间。"}).at_least(0s);
  f.parameter("factor", factor, {"The ordinary load times this.", "平时话务量的倍数。"}).at_least(1);
  f.parameter("lasts", lasts, {"How long it lasts.", "持续时间。"}).more_than(0s);
}

void TextWhenBusy::describe(Fields& f) {
  f.parameter("delay", delay,
              {"How long a short message takes while the network is busy.", "网络拥塞时短信的传送时延。"})
      .at_least(0s);
  f.parameter("bytes", bytes, {"Its length.", "短信长度（字节）。"}).between(1, 10000);
}

void PublicCellParameters::describe(Fields& f) {
  SiteBearerParameters::describe(f);
  f.optional("text_when_busy", text_when_busy,
             {"A call that finds no free channel in all its tries goes as a short message; who would have answered the "
              "call answers that.",
              "多次拨打均无空闲信道时改发短信；本会接听者据此回复确认。"});
}

void SiteBearerParameters::describe(Fields& f) {
  f.optional("sites", sites, {"Sites that are used; all of their kind if left out.", "使用的站点；缺省为同类全部。"});
  f.parameter("reach", reach, {"How far a site reaches.", "站点覆盖半径。"}).more_than(0_m);
  f.optional("terrain", terrain,
             {"Whether higher ground between a site and a place takes the signal away.",
              "站点与地点之间的高地是否遮挡信号。"});
  f.parameter("antenna_height", antenna_height, {"Height of an antenna above ground.", "天线离地高度。"}).at_least(0_m);
  f.parameter("voice_channels", voice_channels, {"Calls at a time at one site.", "单站同时通话数。"}).between(0, 10000);
  f.parameter("ordinary_load_erlang", ordinary_load_erlang,
              {"Calls of the public under way at one site on the average (Erlang).", "单站公众平均话务量（爱尔兰）。"})
      .at_least(0);
  f.optional("rush", rush, {"A rush of ordinary calls.", "公众话务高峰。"});
  f.parameter("battery_shape", battery_shape,
              {"Shape of the Weibull distribution of a battery's endurance, whose median is the table's; 0: not drawn.",
               "电池续航韦布尔分布的形状参数，中位数取站点表；0 为不抽样。"})
      .between(0, 20);
  describe_radio(f);
}

std::string_view SiteBearerParameters::site_kind() const {
  return bearer == Bearer::trunking ? "trunking_370mhz" : "cell";
}

void SiteBearerParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  RadioParameters::check(scenario, diagnostics);
  const auto& all = scenario.town->communication_sites;
  found.clear();
  if (terrain == Terrain::line_of_sight) ground = std::make_shared<const Ground>(*scenario.town);
  for (const auto& reference : sites) {
    const auto site = scenario.find(reference, diagnostics);
    if (!site.exists()) continue;
    if (all[site.index()].kind == site_kind()) {
      found.push_back(site);
      continue;
    }
    diagnostics.error(reference.where, "inconsistent",
                      phrase("the site '{}' is of another kind: {}", "站点“{}”属于其他类型：{}", reference.name,
                             all[site.index()].kind),
                      phrase("a site of kind {}", "类型为 {} 的站点", site_kind()));
  }
  if (!sites.empty()) return;
  for (std::size_t s = 0; s < all.size(); ++s) {
    if (all[s].kind == site_kind()) found.emplace_back(s);
  }
  if (!found.empty()) return;
  diagnostics.error(where, "inconsistent",
                    phrase("the town has no site of kind {}", "当地没有类型为 {} 的站点", site_kind()),
                    phrase("rows of that kind in communication_sites.csv, or no entry '{}'",
                           "在 communication_sites.csv 中补充该类站点，或删去“{}”", id));
}

std::unique_ptr<Model> SiteBearerParameters::make() const {
  return std::make_unique<DrawnBatteries>(*this);
}

void SkyBearerParameters::describe(Fields& f) {
  f.parameter("set_up", set_up, {"Setting up a terminal before its first message.", "终端首次使用前的架设时间。"})
      .at_least(0s);
  f.parameter("interval", interval, {"Least time between two messages of a terminal.", "同一终端两条信息的最小间隔。"})
      .at_least(0s);
  f.parameter("most_bytes", most_bytes,
              {"Longest message, bytes; longer texts go in parts.", "单条最大字节数，超长分条发送。"})
      .at_least(1);
  f.parameter("voice_channels", voice_channels,
              {"Calls at a time, of all terminals; 0: no calls.", "全部终端同时通话数；0 为不能通话。"})
      .between(0, 10000);
  f.parameter("shadow", shadow, {"Share of places that do not see the satellite.", "看不到卫星的地点比例。"})
      .between(0_percent, 100_percent);
  describe_radio(f);
}

void MessengerParameters::describe(Fields& f) {
  f.optional("by", by, {"On foot or by motorcycle.", "步行或骑摩托车。"});
  f.parameter("ready", ready, {"Until he sets out.", "出发准备时间。"}).at_least(0s);
  f.parameter("speed_factor", speed_factor,
              {"His speed against the free speed of the ways (night, rain).", "相对自由速度的系数（夜间、降雨）。"})
      .between(0.05, 2);
  f.parameter("look_again", look_again, {"Where no way is open: until he looks again.", "道路不通时再次探路的间隔。"})
      .more_than(0s);
  f.parameter("patience", patience, {"He gives up after so long on the way.", "途中超过此时间则放弃。"}).more_than(0s);
  describe_people(f);
}

void MessengerParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  BearerEntry::check(scenario, diagnostics);
}

// ---- who has what ----

namespace {

bool among(const std::vector<Bearer>& list, Bearer bearer) {
  return std::find(list.begin(), list.end(), bearer) != list.end();
}

}  // namespace

std::vector<Bearer> bearers_of(const Scenario& scenario) {
  std::vector<Bearer> there;
  for (const auto* entry : scenario.all<BearerEntry>()) there.push_back(entry->bearer);
  std::sort(there.begin(), there.end());
  return there;
}

std::vector<Bearer> find_bearers(const std::vector<Bearer>& wanted, const std::string& user, const Scenario& scenario,
                                 const SourceSpan& where, Diagnostics& diagnostics) {
  const auto there = bearers_of(scenario);
  if (there.empty()) {
    diagnostics.error(where, "inconsistent",
                      phrase("'{}' needs something to call with, and the scenario has no bearer",
                             "“{}”需要通信手段，而场景未设任何手段", user),
                      {"section communications with public_cell, messenger, …",
                       "communications 一节中加入 public_cell、messenger 等"});
  }
  for (const Bearer bearer : wanted) {
    if (among(there, bearer)) continue;
    const auto name = EnumNames<Bearer>::value[static_cast<std::size_t>(bearer)];
    diagnostics.error(
        where, "inconsistent", phrase("the scenario has no bearer '{}'", "场景未设手段“{}”", name),
        phrase("an entry 'kind: {}' in section communications", "在 communications 一节中加入“kind: {}”", name));
  }
  return wanted.empty() ? there : wanted;
}

std::vector<Bearer> usual_bearers(const Scenario& scenario) {
  const auto there = bearers_of(scenario);
  std::vector<Bearer> usual;
  for (const Bearer bearer : {Bearer::public_cell, Bearer::messenger}) {
    if (among(there, bearer)) usual.push_back(bearer);
  }
  return usual;
}

std::vector<Bearer> bearers_reaching(const Place& place, const std::vector<Bearer>& bearers, const Scenario& scenario) {
  std::vector<Bearer> reaching;
  for (const auto* entry : scenario.all<BearerEntry>()) {
    if (entry->bearer == Bearer::messenger || !among(bearers, entry->bearer)) continue;
    const auto* by_site = dynamic_cast<const SiteBearerParameters*>(entry);
    if (by_site != nullptr && sites_within_reach(scenario, *by_site, place).empty()) continue;
    reaching.push_back(entry->bearer);
  }
  return reaching;
}

}  // namespace tocsin::communications
