// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/shelters/shelter_operation.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/random/distributions.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/shelters/doors.hpp"
#include "models/evacuation/shelters/second_moves.hpp"
#include "models/evacuation/shelters/shelter_measures.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kStaff{"evacuation.shelter_staff"};

/// Calls whoever opens the shelters of one entry, opens them, and counts heads. What a closed door means to those who
/// come stands in doors.cpp and households_shelters.cpp.
class ShelterOperation final : public Model {
 public:
  explicit ShelterOperation(const ShelterOperationParameters& parameters) : p_(parameters) {}

  void start(World& world) override {
    world_ = &world;
    auto& doors = world.door<ShelterDoors>();
    const auto& runs = p_.runs();
    counts_.resize(world.town().shelters.size());
    for (const auto& run : runs) {
      doors.close(run.shelter, p_.door_patience);
      counts_[run.shelter.index()].ours = true;
    }
    if (p_.called_at) {
      world.kernel().schedule(kStartEx + *p_.called_at, Phase::response, [this] { call(); });
    } else {
      world.subscribe<warning::ZoneOrdered>([this](const auto&) { call(); });
    }
    world.subscribe<ShelterReached>([this](const auto& reached) { plan_count(reached.shelter); });
    world.subscribe<ReturnBegun>([this](const auto& left) {
      if (left.shelter.exists()) plan_count(left.shelter);
    });
    world.subscribe<SecondMoveOrdered>([this](const auto& ordered) { plan_count(ordered.shelter); });
  }

 private:
  struct Count {
    bool ours = false;
    bool planned = false;
    std::uint32_t persons = 0;  // when heads were counted last
  };

  void call() {
    if (std::exchange(called_, true)) return;
    const Uniform staff(seconds(p_.staff_shortest), seconds(p_.staff_longest));
    for (const auto& run : p_.runs()) {
      world_->publish(ShelterCalled{run.shelter});
      const Duration until_there{staff.quantile(world_->stream(kStaff, run.shelter.value).uniform())};
      const Time opens = world_->now() + until_there + run.conversion;
      world_->door<ShelterDoors>().expect(run.shelter, opens);
      world_->kernel().schedule(opens, Phase::people,
                                [this, shelter = run.shelter] { world_->door<ShelterDoors>().open(shelter); });
    }
  }

  void plan_count(ShelterId shelter) {
    auto& count = counts_[shelter.index()];
    if (!count.ours || std::exchange(count.planned, true)) return;
    world_->kernel().schedule_in(p_.count_interval, Phase::people, [this, shelter] { take_count(shelter); });
  }

  void take_count(ShelterId shelter) {
    auto& count = counts_[shelter.index()];
    const auto persons = world_->door<Roll>().persons_at(shelter);
    const auto newcomers = persons > count.persons ? persons - count.persons : 0;
    world_->publish(ShelterCounted{shelter, persons, newcomers});
    count.persons = persons;
    count.planned = false;
  }

  const ShelterOperationParameters& p_;
  World* world_ = nullptr;
  bool called_ = false;
  std::vector<Count> counts_;  // by shelter of the town
};

}  // namespace

void ShelterOperationParameters::describe(Fields& f) {
  f.optional("shelters", shelters,
             {"Shelters run like this; all in use that no other entry names if left out.",
              "适用的避难场所；缺省为其他条目未指定的全部启用场所。"});
  f.optional("called_at", called_at,
             {"When whoever opens them is called, after StartEx; on the first order to evacuate if left out.",
              "通知场所管理人员的时刻（自演练开始）；缺省为首次下达转移命令时。"})
      .at_least(0s);
  f.optional(
       "conversion", conversion,
       {"Until a dual-use place is a shelter, once somebody is there; conversion_min of shelters.csv if left out.",
        "平急两用场所到人后的转换时间；缺省取 shelters.csv 的 conversion_min。"})
      .at_least(0s);
  f.parameter(
       "staff_shortest", staff_shortest,
       {"Least time from the call until somebody with the key is there.", "自通知至管理人员持钥匙到场的最短时间。"})
      .at_least(0s);
  f.parameter("staff_longest", staff_longest, {"Most of that time.", "自通知至管理人员到场的最长时间。"}).at_least(0s);
  f.parameter("door_patience", door_patience,
              {"People wait at a door that opens within this time; else they go on to another shelter.",
               "场所将在该时间内开放时在门外等候，否则转往他处。"})
      .at_least(0s);
  f.parameter("count_interval", count_interval,
              {"From the first newcomer to the next count of heads.", "自有人新到至下一次清点人数的间隔。"})
      .more_than(0s);
  f.parameter("wheelchair_users", wheelchair_users,
              {"Share of the households with persons who need help of which somebody uses a wheelchair.",
               "有需帮助人员的户中有人使用轮椅的比例。"})
      .between(0_percent, 100_percent);
}

void ShelterOperationParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  if (staff_shortest > staff_longest) {
    diagnostics.error(
        where, codes::kInconsistent,
        {"the least time until somebody is there is longer than the most", "staff_shortest 大于 staff_longest"},
        {"staff_shortest <= staff_longest", "staff_shortest ≤ staff_longest"});
  }
  if (called_at && *called_at > scenario.exercise.duration) {
    diagnostics.error(where, codes::kOutOfRange,
                      {"whoever opens the shelters is called after EndEx", "通知场所管理人员的时刻晚于演练结束"},
                      phrase("called_at: at most {}", "called_at：不超过 {}", to_text(scenario.exercise.duration)));
  }
  const auto all = scenario.all<HouseholdsParameters>();
  if (all.empty()) {
    diagnostics.error(where, codes::kInconsistent,
                      {"shelters are run without households: nobody comes", "有场所运行条目但无住户条目，无人前往"},
                      {"an entry 'kind: households' beside it", "同时写入 kind: households 条目"});
    return;
  }
  runs_.clear();
  const auto& in_use = all.front()->shelter_ids();
  const auto take = [&](ShelterId shelter) {
    runs_.push_back({shelter, conversion.value_or(scenario.town->shelters[shelter.index()].conversion)});
  };
  for (const auto& reference : shelters) {
    const auto shelter = scenario.find(reference, diagnostics);
    if (!shelter.exists()) continue;
    if (std::any_of(runs_.begin(), runs_.end(), [&](const Run& run) { return run.shelter == shelter; })) {
      diagnostics.error(reference.where, codes::kInconsistent,
                        phrase("the shelter '{}' is named twice", "避难场所“{}”重复", reference.name),
                        {"each shelter once", "每个场所只写一次"});
      continue;
    }
    if (std::find(in_use.begin(), in_use.end(), shelter) == in_use.end()) {
      diagnostics.warning(reference.where, codes::kImplausible,
                          phrase("nobody goes to the shelter '{}' in this drill", "本次演练不启用避难场所“{}”",
                                 scenario.town->shelters[shelter.index()].id),
                          {"a shelter in use", "已启用的场所"});
    }
    take(shelter);
  }
  refuse_what_others_run(scenario, diagnostics);
  warn_of_late(scenario, diagnostics);
  if (!shelters.empty()) return;
  const auto others = scenario.all<ShelterOperationParameters>();
  for (const auto shelter : in_use) {
    const bool named = std::any_of(others.begin(), others.end(), [&](const auto* other) {
      return std::any_of(other->shelters.begin(), other->shelters.end(), [&](const auto& reference) {
        return reference.name == scenario.town->shelters[shelter.index()].id;
      });
    });
    if (!named) take(shelter);
  }
}

// Even if the order came at once.
void ShelterOperationParameters::warn_of_late(const Scenario& scenario, Diagnostics& diagnostics) const {
  for (const auto& run : runs_) {
    const Duration opens = called_at.value_or(0s) + staff_shortest + run.conversion;
    if (opens < scenario.exercise.duration) continue;
    diagnostics.warning(where, codes::kImplausible,
                        phrase("the shelter '{}' cannot open before EndEx", "避难场所“{}”在演练结束前无法开放",
                               scenario.town->shelters[run.shelter.index()].id),
                        {"an earlier call, or less conversion", "提前通知，或缩短转换时间"});
  }
}

// Two entries for one shelter, or two for all the others.
void ShelterOperationParameters::refuse_what_others_run(const Scenario& scenario, Diagnostics& diagnostics) const {
  for (const auto* other : scenario.all<ShelterOperationParameters>()) {
    if (other == this) break;  // those after this one speak for themselves
    if (wheelchair_users != other->wheelchair_users) {
      diagnostics.error(where, codes::kInconsistent,
                        {"wheelchair_users is a figure of the households, and two entries differ in it",
                         "wheelchair_users 是住户指标，两个条目取值不一致"},
                        {"the same value in all entries shelter_operation", "各 shelter_operation 条目取值一致"});
    }
    if (shelters.empty() && other->shelters.empty()) {
      diagnostics.error(where, codes::kInconsistent, {"two entries run all the other shelters", "两个条目均未指定场所"},
                        {"shelters: [ID, …] in one of them", "在其中一个条目写明 shelters: [编号, …]"});
    }
    for (const auto& reference : shelters) {
      const bool twice = std::any_of(other->shelters.begin(), other->shelters.end(),
                                     [&](const auto& theirs) { return theirs.name == reference.name; });
      if (!twice) continue;
      diagnostics.error(
          reference.where, codes::kInconsistent,
          phrase("the shelter '{}' is run by two entries", "避难场所“{}”由两个条目重复指定", reference.name),
          {"each shelter in one entry", "每个场所只写入一个条目"});
    }
  }
}

std::unique_ptr<Model> ShelterOperationParameters::make() const {
  return std::make_unique<ShelterOperation>(*this);
}

bool shelters_run(const Scenario& scenario) {
  return !scenario.all<ShelterOperationParameters>().empty();
}

void register_shelters(Catalog& catalog) {
  catalog.add_kind<ShelterOperationParameters>(
      "evacuation", "shelter_operation",
      {"Shelters are opened, converted, and heads counted; wheelchairs", "避难场所开放、平急转换、清点人数与无障碍"},
      {{"Whoever opens a shelter can always be reached, and no road keeps him away.",
        "场所管理人员均能联系上，且途中不受道路影响。"},
       {"Rain on those who wait outside.", "门外等候人员淋雨受寒。"}});
  catalog.add_event<ShelterClosed>();
  catalog.add_event<HazardAtShelter>();
  catalog.add_event<SecondMoveOrdered>();
  catalog.add_event<SecondMoveBegun>();
  catalog.add_measures(second_move_descriptions(), compute_second_moves);
  catalog.add_event<ShelterCalled>();
  catalog.add_event<ShelterOpened>();
  catalog.add_event<ShelterDoorReached>();
  catalog.add_event<ShelterCounted>();
  catalog.add_event<CarriedOverSteps>();
  catalog.add_measures(shelter_measure_descriptions(), compute_shelter_measures);
}

}  // namespace tocsin::evacuation
