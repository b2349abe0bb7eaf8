// SPDX-License-Identifier: Apache-2.0
#include "models/communications/repair_crews.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/events.hpp"

namespace tocsin::communications {

void RepairCrewsParameters::describe(Fields& f) {
  f.required("station", station, {"Where the crews stand.", "抢修队驻地。"}).example("power-supply-office");
  f.required("mends", mends, {"Cuts they mend, by id.", "负责抢修的中断（编号）。"}).example("[creek-feeder]");
  f.optional("crews", crews, {"Crews, each with a vehicle.", "抢修班组数（各有车辆）。"}).between(1, 500);
  f.parameter("located", located, {"From the cut until it is known where it is.", "自中断至查明故障地点的时间。"})
      .at_least(0s);
  f.parameter("ready_day", ready_day, {"From then until a crew sets out, by day.", "白天自查明至出发的时间。"})
      .at_least(0s);
  f.parameter("ready_night", ready_night, {"The same at night.", "夜间同上。"}).at_least(0s);
  f.parameter("speed_factor", speed_factor, {"Speed on the way, of the free speed.", "途中车速系数。"})
      .between(0.01, 1);
  f.parameter("look_again", look_again,
              {"Where no road is open: how often a crew looks again.", "道路不通时再次探路的间隔。"})
      .more_than(0s);
  f.optional("work", work, {"Work on the spot for one township of a cut.", "到场后修复一个乡镇所需时间。"});
}

void RepairCrewsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  base = scenario.find(station, diagnostics);
  cuts.clear();
  const auto all = scenario.all<CutEntry>();
  if (mends.empty()) {
    diagnostics.error(where, codes::kMissingKey, phrase("'{}' mends nothing", "“{}”未列任何中断", id),
                      {"mends: [the id of a cut, …]", "mends: [中断编号, …]"});
  }
  for (std::size_t i = 0; i < mends.size(); ++i) {
    const auto& reference = mends[i];
    const auto same = [&](const auto& other) { return other.name == reference.name; };
    if (std::any_of(mends.begin(), mends.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      diagnostics.error(reference.where, codes::kDuplicateId,
                        phrase("'{}' is named twice", "“{}”重复", reference.name));
      continue;
    }
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto* cut) { return cut->id == reference.name; });
    if (found == all.end()) {
      diagnostics.error(reference.where, codes::kUnknownReference,
                        phrase("there is no cut '{}'", "没有中断“{}”", reference.name),
                        {"the id of a power_cut or fiber_cut", "power_cut 或 fiber_cut 条目的编号"});
      continue;
    }
    cuts.push_back(scenario.names->intern(reference.name));
    if (!(*found)->restored) continue;
    diagnostics.error(reference.where, codes::kInconsistent,
                      phrase("'{}' is mended by crews and restored after a drawn time", "“{}”既由队伍抢修又设恢复时间",
                             reference.name),
                      {"mends here or restored there", "此处的 mends 与彼处的 restored 只留其一"});
  }
  for (const auto* other : scenario.all<RepairCrewsParameters>()) {
    if (other == this) break;
    for (const auto& reference : mends) {
      const auto twice = [&](const auto& theirs) { return theirs.name == reference.name; };
      if (std::none_of(other->mends.begin(), other->mends.end(), twice)) continue;
      diagnostics.error(reference.where, codes::kInconsistent,
                        phrase("'{}' is mended by two entries", "“{}”由两个条目抢修", reference.name),
                        {"each cut in one entry", "每处中断只写在一个条目"});
    }
  }
}

std::unique_ptr<Model> RepairCrewsParameters::make() const {
  return std::make_unique<RepairCrews>(*this);
}

void RepairCrews::start(World& world) {
  world_ = &world;
  const auto& base = world.town().stations[p_.base.index()].place;
  for (int crew = 0; crew < p_.crews; ++crew) crews_.push_back({base, 0, false, nullptr});
  world.door<Damage>().on_report([this](const Damage::Report& report) {
    if (std::find(p_.cuts.begin(), p_.cuts.end(), report.cut) != p_.cuts.end()) damaged(report);
  });
}

// Sites of one cut in one township hang on one line. What is struck while a crew works there is mended with the rest.
void RepairCrews::damaged(const Damage::Report& report) {
  const auto township = world_->town().communication_sites[report.site.index()].township;
  const auto known = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) {
    return !job.done && job.cut == report.cut && job.township == township;
  });
  if (known != jobs_.end()) return known->sites.push_back(report);
  std::uint32_t persons = 0;
  for (const auto& zone : world_->town().zones) {
    if (zone.township == township) persons += zone.residents;
  }
  const auto earlier = std::count_if(jobs_.begin(), jobs_.end(),
                                     [&](const Job& job) { return job.cut == report.cut && job.township == township; });
  Job job{report.cut, township, persons, {report}, world_->now() + p_.located};
  job.number = static_cast<std::uint32_t>(earlier);
  jobs_.push_back(std::move(job));
  world_->kernel().schedule_in(p_.located, Phase::response, [this] { find_work(); });
}

// Most people first, the earliest of equals.
void RepairCrews::find_work() {
  for (std::uint32_t crew = 0; crew < crews_.size(); ++crew) {
    if (crews_[crew].busy) continue;
    std::size_t best = jobs_.size();
    for (std::size_t j = 0; j < jobs_.size(); ++j) {
      if (jobs_[j].taken || world_->now() < jobs_[j].located_at) continue;
      if (best == jobs_.size() || jobs_[j].persons > jobs_[best].persons) best = j;
    }
    if (best == jobs_.size()) return;
    send(crew, best);
  }
}

const Place& RepairCrews::place_of(const Job& job) const {
  return world_->town().communication_sites[job.sites.front().site.index()].place;
}

void RepairCrews::send(std::uint32_t number, std::size_t job) {
  auto& crew = crews_[number];
  crew.busy = true;
  crew.job = job;
  jobs_[job].taken = true;
  const auto site = jobs_[job].sites.front().site;
  world_->publish(RepairBegun{p_.name, jobs_[job].cut, site});
  const bool night = world_->scenario().night(world_->now());
  crew.trip = std::make_unique<OpenWayTrip>(
      *world_,
      Going{.mode = TravelMode::truck,
            .ready = world_->scenario().exercise.call_out(night ? p_.ready_night : p_.ready_day),
            .speed_factor = p_.speed_factor,
            .look_again = p_.look_again},
      crew.at, place_of(jobs_[job]), [this, number](TripEnd end) { arrived(number, end); });
  crew.trip->on_held_up([this, site] { world_->publish(CrewHeldUp{p_.name, site}); });
}

// Where no road leads to the site the crew never gets there.
void RepairCrews::arrived(std::uint32_t number, TripEnd end) {
  if (end != TripEnd::arrived) return;
  auto& crew = crews_[number];
  const auto& job = jobs_[crew.job];
  crew.at = place_of(job);
  const auto& cut = world_->scenario().names->text(job.cut);
  auto stream = world_->stream(Purpose(fmt::format("communications.repair/{}/{}", p_.id, cut)),
                               (std::uint64_t{job.number} << 32U) | job.township.value);
  world_->kernel().schedule_in(p_.work.draw(stream), Phase::infrastructure, [this, number] { finished(number); });
}

void RepairCrews::finished(std::uint32_t number) {
  auto& crew = crews_[number];
  auto& job = jobs_[crew.job];
  job.done = true;
  for (const auto& site : job.sites) site.give_back();
  world_->publish(RepairDone{p_.name, job.cut, job.sites.front().site});
  crew.busy = false;
  find_work();
}

}  // namespace tocsin::communications
