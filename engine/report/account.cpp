// SPDX-License-Identifier: Apache-2.0
#include "engine/report/account.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/experiment/summary.hpp"
#include "engine/report/measure_values.hpp"

namespace tocsin {
namespace {

constexpr std::string_view kAtRisk = "evacuation.at_risk_persons";
constexpr std::string_view kOrdered = "evacuation.ordered_persons";
constexpr std::string_view kArrivedShare = "evacuation.arrived_share";
constexpr std::string_view kOnTheWay = "evacuation.on_the_way_persons";
constexpr std::string_view kLeftBehind = "evacuation.left_behind_persons";
constexpr std::string_view kHarmed = "evacuation.harmed_persons";

using Column = std::vector<double>;

std::optional<Column> column(const ExperimentResult& result, std::string_view measure) {
  const auto position = result.position(measure);
  if (!position) return std::nullopt;
  return result.column(*position);
}

Column difference(Column from, const Column& taken) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= taken[i];  // never clipped: a loss must show
  return from;
}

// Shares of nobody have no meaning: nobody is there.
Column persons(Column share, const Column& whole) {
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] = std::isfinite(share[i]) ? std::round(share[i] * whole[i]) : 0;
  }
  return share;
}

AccountPart part(std::string id, Phrase name, Phrase meaning, Column values) {
  const auto summary = summarize({.name = id, .place = {}, .unit = MeasureUnit::persons}, std::move(values));
  return {std::move(id), std::move(name), std::move(meaning), mean_of(summary), spread_of(summary)};
}

// Left behind is one line, or two when the models tell who was still on the way.
void add_left_behind(Account& account, const ExperimentResult& result, const Column& left) {
  const auto moving = column(result, kOnTheWay);
  if (!moving) {
    account.parts.push_back(part("left_behind", {"Left behind", "未转移"},
                                 {"unharmed, not at a shelter: at home, stranded or still on the way",
                                  "未受伤害但未到避难场所：在家、受困或仍在途中"},
                                 left));
    return;
  }
  account.parts.push_back(part("on_the_way", {"On the way", "仍在途中"},
                               {"left home, not yet at a shelter, not stranded", "已离家，尚未到达避难场所，未受困"},
                               *moving));
  account.parts.push_back(part("left_behind", {"Left behind", "未转移"},
                               {"unharmed, at home or stranded", "未受伤害，仍在家中或受困"},
                               difference(left, *moving)));
}

}  // namespace

std::string_view whole_of(std::string_view measure, const ExperimentResult& result) {
  constexpr std::array kOfThoseAtRisk{kOrdered, kOnTheWay, kLeftBehind};
  if (std::find(kOfThoseAtRisk.begin(), kOfThoseAtRisk.end(), measure) == kOfThoseAtRisk.end()) return {};
  if (measure != kAtRisk && result.position(kAtRisk)) return kAtRisk;
  return measure != kOrdered && result.position(kOrdered) ? kOrdered : std::string_view();
}

Account account_of(const ExperimentResult& result, const Catalog& catalog) {
  const auto whole_name = result.position(kAtRisk) ? kAtRisk : kOrdered;
  const auto whole = column(result, whole_name);
  const auto arrived_share = column(result, kArrivedShare);
  const auto left = column(result, kLeftBehind);
  if (!whole || !arrived_share || !left || result.records.empty()) return {};
  const auto arrived = persons(*arrived_share, *whole);
  const auto harmed = difference(difference(*whole, arrived), *left);
  Account account;
  const auto* description = catalog.find_measure(whole_name);
  account.whole = part(std::string(whole_name),
                       description == nullptr ? Phrase{"Residents at risk", "涉险人数"} : description->title,
                       description == nullptr ? Phrase{} : description->meaning, *whole);
  account.parts.push_back(part("arrived", {"At a shelter", "到达避难场所"},
                               {"registered there before EndEx", "演练结束前已登记入住"}, arrived));
  add_left_behind(account, result, *left);
  account.parts.push_back(
      part("harmed", {"Harmed", "伤亡"},
           {"killed or injured with danger to life before reaching a shelter", "到达避难场所前死亡或危重伤"}, harmed));
  if (const auto everybody = column(result, kHarmed)) {
    const auto others = difference(*everybody, harmed);
    if (std::any_of(others.begin(), others.end(), [](double value) { return value > 0; })) {
      account.beside =
          part("harmed_beside", {"Besides, harmed", "另有伤亡"}, {"not counted above", "不计入以上人数"}, others);
    }
  }
  return account;
}

}  // namespace tocsin
