// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/help/cadres.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "models/evacuation/map_place.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {
namespace {

class CadreCheck {
 public:
  CadreCheck(const Scenario& scenario, Length reach, Diagnostics& diagnostics);
  [[nodiscard]] Cadre check(const CadreEntry& entry);

 private:
  void check_id(const CadreEntry& entry);
  [[nodiscard]] Place post_of(const CadreEntry& entry);
  [[nodiscard]] Place post_on_map(const CadreEntry& entry);
  [[nodiscard]] HouseholdId find(const Reference<HouseholdTag>& reference);
  [[nodiscard]] bool take(HouseholdId household, const Reference<HouseholdTag>& reference, const std::string& cadre);
  void list(const CadreEntry& entry, Cadre& cadre);
  void list_by_roll(const CadreEntry& entry, Cadre& cadre);
  [[nodiscard]] bool answers_for(const CadreEntry& entry, HouseholdId household) const;
  [[nodiscard]] bool gets_away_alone(HouseholdId household) const;
  void refuse(const SourceSpan& where, const Phrase& what, const Phrase& expected, const Phrase& hint = {}) {
    diagnostics_.error(where, codes::kInconsistent, what, expected, hint);
  }

  const Scenario& scenario_;
  const Population& people_;
  Length reach_;
  Diagnostics& diagnostics_;
  std::vector<std::string> ids_;        // of the cadres so far
  std::vector<std::string> helped_by_;  // by scope position: the id of whoever helps it; empty: nobody
  std::vector<std::uint8_t> helps_;     // by scope position: it is itself named as the helper of another
};

CadreCheck::CadreCheck(const Scenario& scenario, Length reach, Diagnostics& diagnostics)
    : scenario_(scenario), people_(scenario.town->population), reach_(reach), diagnostics_(diagnostics) {
  const auto& scope = scenario.scope;
  helped_by_.resize(scope.households().size());
  helps_.resize(scope.households().size());
  if (people_.helper_household.empty()) return;
  for (const auto household : scope.households()) {
    const auto helper = people_.helper_household[household.index()];
    if (!helper.exists()) continue;
    helped_by_[scope.position(household)] = scenario.names->text(Entity::household, helper.value);
    if (scope.contains(people_.zone[helper.index()])) helps_[scope.position(helper)] = 1;
  }
}

Cadre CadreCheck::check(const CadreEntry& entry) {
  check_id(entry);
  Cadre cadre;
  cadre.id = entry.id.value;
  cadre.words = entry.name.empty() ? Phrase{entry.id.value, entry.id.value} : entry.name;
  cadre.name = scenario_.names->intern("cadre/" + cadre.id, PhraseView{cadre.words.en, cadre.words.zh});
  cadre.post = post_of(entry);
  cadre.car = entry.car;
  if (entry.households.empty()) {
    list_by_roll(entry, cadre);
  } else {
    list(entry, cadre);
  }
  return cadre;
}

// A resident who helps is named by his household: he counts there, a cadre does not.
void CadreCheck::check_id(const CadreEntry& entry) {
  const auto& id = entry.id.value;
  if (std::find(ids_.begin(), ids_.end(), id) != ids_.end()) {
    diagnostics_.error(entry.id.where, codes::kDuplicateId,
                       phrase("two cadres are called '{}'", "有两名责任干部编号均为“{}”", id),
                       {"an id of its own for each cadre", "每名责任干部应有各自的 id"});
  }
  ids_.push_back(id);
  if (scenario_.names->find(Entity::household, id) == HouseholdId::kNone) return;
  diagnostics_.error(entry.id.where, codes::kDuplicateId,
                     phrase("'{}' is a household of the town: a cadre is none of its residents",
                            "“{}”是该区域的住户：责任干部不属于参演居民", id),
                     {"another id; a resident who helps stands in the column helper_household of households.csv",
                      "另取编号；由居民帮扶的，请填入 households.csv 的 helper_household（帮扶户）列"});
}

Place CadreCheck::post_of(const CadreEntry& entry) {
  const bool by_position = entry.longitude && entry.latitude;
  const int ways = (entry.station ? 1 : 0) + (entry.zone ? 1 : 0) + (by_position ? 1 : 0);
  if (ways != 1 || entry.longitude.has_value() != entry.latitude.has_value()) {
    refuse(entry.id.where,
           phrase("the cadre '{}' needs one post: station, zone, or longitude with latitude",
                  "责任干部“{}”应且只应给出一个驻点：station、zone 或 longitude 与 latitude", entry.id.value),
           {"station: ID of stations.csv (a village committee)", "station: stations.csv 中的编号（如村委会）"});
    return {};
  }
  const auto& town = *scenario_.town;
  if (entry.station) {
    const auto found = scenario_.find(*entry.station, diagnostics_);
    return found.exists() ? town.stations[found.index()].place : Place{};
  }
  if (entry.zone) {
    const auto found = scenario_.find(*entry.zone, diagnostics_);
    return found.exists() ? town.zones[found.index()].place : Place{};
  }
  return post_on_map(entry);
}

Place CadreCheck::post_on_map(const CadreEntry& entry) {
  const auto& roads = scenario_.town->roads;
  const MapPlace place{*entry.longitude,
                       *entry.latitude,
                       entry.id.where,
                       {"post of '" + entry.id.value + "'", "责任干部“" + entry.id.value + "”的驻点"},
                       {"station: ID, or zone: ID", "station: 编号，或 zone: 编号"}};
  const auto found = find_on_map(place, *scenario_.town, TravelMode::walk, reach_, "post_reach", diagnostics_);
  if (!found) return {};
  return {found->x_m, found->y_m, roads.junction(found->junction).elevation_m, found->junction,
          roads.nearest_junction(found->x_m, found->y_m, TravelMode::car)};
}

HouseholdId CadreCheck::find(const Reference<HouseholdTag>& reference) {
  const auto found = scenario_.names->find(Entity::household, reference.name);
  if (found == HouseholdId::kNone) {
    std::vector<std::string> known;
    for (std::uint32_t h = 0; h < people_.size(); ++h) known.push_back(scenario_.names->text(Entity::household, h));
    diagnostics_.error(reference.where, codes::kUnknownReference,
                       phrase("there is no household '{}' in the town", "该区域数据中没有住户“{}”", reference.name),
                       {"the id of a row of households.csv; ZONE-0001 and so on where a zone has only figures",
                        "households.csv 中某一行的编号；仅有分区统计数的，为“分区编号-0001”等"},
                       did_you_mean(reference.name, known));
    return {};
  }
  const HouseholdId household{std::size_t{found}};
  if (scenario_.scope.contains(people_.zone[household.index()])) return household;
  refuse(reference.where,
         phrase("the household '{}' does not take part in the exercise", "住户“{}”不参加演练", reference.name),
         {"a household of a township that takes part", "参演乡镇的住户"});
  return {};
}

bool CadreCheck::take(HouseholdId household, const Reference<HouseholdTag>& reference, const std::string& cadre) {
  const auto position = scenario_.scope.position(household);
  auto& by = helped_by_[position];
  if (!by.empty()) {
    refuse(reference.where,
           phrase("the household '{}' has a helper already: '{}'", "住户“{}”已有帮扶人：“{}”", reference.name, by),
           {"one helper for each household", "每户只指定一名帮扶人"});
    return false;
  }
  if (helps_[position] != 0) {
    refuse(reference.where,
           phrase("the household '{}' is to help another (households.csv) and is helped itself",
                  "住户“{}”既要帮扶他户（households.csv），自身又需帮扶", reference.name),
           {"a household that helps nobody", "不承担帮扶任务的住户"});
    return false;
  }
  by = cadre;
  return true;
}

void CadreCheck::list(const CadreEntry& entry, Cadre& cadre) {
  for (const auto& reference : entry.households) {
    const auto household = find(reference);
    if (household.exists() && take(household, reference, cadre.id)) cadre.households.push_back(household);
  }
}

bool CadreCheck::answers_for(const CadreEntry& entry, HouseholdId household) const {
  const auto& responsible = people_.responsible[household.index()];
  return !responsible.empty() &&
         (responsible == entry.id.value || responsible == entry.name.en || responsible == entry.name.zh);
}

bool CadreCheck::gets_away_alone(HouseholdId household) const {
  return people_.need_help[household.index()] == 0 || warning::has_able_member(people_, household);
}

// Whoever has a helper in the table, or helps, is left to that.
void CadreCheck::list_by_roll(const CadreEntry& entry, Cadre& cadre) {
  std::size_t on_roll = 0;
  for (const auto household : scenario_.scope.households()) {
    if (people_.responsible.empty() || !answers_for(entry, household)) continue;
    ++on_roll;
    const auto position = scenario_.scope.position(household);
    if (gets_away_alone(household) || !helped_by_[position].empty() || helps_[position] != 0) continue;
    helped_by_[position] = cadre.id;
    cadre.households.push_back(household);
  }
  if (!cadre.households.empty()) return;
  if (on_roll > 0) {
    diagnostics_.warning(
        entry.id.where, codes::kImplausible,
        phrase("nobody on the roll of '{}' needs him: {} households get away by themselves or have "
               "another helper",
               "责任干部“{}”名册内无人需其帮扶：{} 户均能自行转移或另有帮扶人", entry.id.value, on_roll),
        {"households: [ID, …], in the order in which he comes", "households: [编号, …]，按先后次序"});
    return;
  }
  diagnostics_.error(entry.id.where, codes::kUnknownReference,
                     phrase("whom '{}' helps is not said: households.csv names nobody of that name as responsible",
                            "未说明“{}”帮扶哪些住户：households.csv 的责任人列中没有此人", cadre.words.en),
                     {"households: [ID, …], or a name of the column responsible of households.csv",
                      "填写 households: [编号, …]，或用 households.csv 责任人列中的姓名"},
                     did_you_mean(cadre.words.en, people_.responsible));
}

}  // namespace

void CadreEntry::describe(Fields& f) {
  f.required("id", id, {"Short name.", "简短编号。"}).example("zhang-wei");
  f.optional("name", name,
             {"What people call him; as in the column responsible of households.csv.",
              "姓名；与 households.csv 责任人列一致。"});
  f.optional("station", station,
             {"His post (a village committee); or give zone, or longitude and latitude.",
              "驻点（如村委会）；也可改用 zone，或 longitude 与 latitude。"});
  f.optional("zone", zone, {"He starts from the center of this zone.", "从该分区中心出发。"});
  f.optional("longitude", longitude,
             {"Of his post, in degrees (WGS 84, CGCS2000).", "驻点经度（度，WGS 84 或 CGCS2000）。"})
      .between(-180, 180)
      .example("107.758");
  f.optional("latitude", latitude, {"Of his post, in degrees.", "驻点纬度（度）。"}).between(-90, 90).example("29.326");
  f.optional("households", households,
             {"Whom he helps, in the order in which he comes; if left out, those of whom households.csv names him as "
              "responsible and that do not get away by themselves.",
              "帮扶住户，按上门先后次序；缺省为 households.csv 中由其负责且不能自行转移的住户。"});
  f.optional(
      "car", car,
      {"He drives, and takes along in his car who has none; else he walks.", "驾车上门，并可搭载无车住户；否则步行。"});
}

std::vector<Cadre> check_cadres(const std::vector<CadreEntry>& entries, Length reach, const Scenario& scenario,
                                Diagnostics& diagnostics) {
  CadreCheck check(scenario, reach, diagnostics);
  std::vector<Cadre> cadres(entries.size());
  for (const bool listed : {true, false}) {  // whom a list names is on nobody's roll, wherever the list stands
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].households.empty() != listed) cadres[i] = check.check(entries[i]);
    }
  }
  return cadres;
}

}  // namespace tocsin::evacuation
