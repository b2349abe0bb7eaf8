// SPDX-License-Identifier: Apache-2.0
#include "models/evaluation/objective.hpp"

#include "engine/input/codes.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evaluation {
namespace {

// Nothing happens during the replication; rating is a pure function of the log.
class NoBehavior final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

void refuse_no_direction(const Target& target, const Phrase& hint, Diagnostics& diagnostics) {
  diagnostics.error(target.where, codes::kBadTarget,
                    {"this target does not say whether it is the least or the most", "该指标要求未说明是下限还是上限"},
                    {"'at least' or 'at most', then the number", "“至少”或“不超过”，后接数值"}, hint);
}

// The direction of a target and of what counts as better are declared in two places: a target that gives no direction
// is refused with the one the measure asks for, a contrary one is only warned of, since a bound may be meant. A measure
// of which neither more nor less is better has no direction of its own.
void check_direction(const Target& target, const MeasureDescription& measure, Diagnostics& diagnostics) {
  if (measure.better == Better::neither) {
    if (!target.direction_stated) refuse_no_direction(target, {}, diagnostics);
    return;
  }
  const bool more = measure.better == Better::more;
  Target meant = target;
  meant.direction = more ? Direction::at_least : Direction::at_most;
  const auto words = target_phrase(meant);
  if (!target.direction_stated) {
    refuse_no_direction(target, phrase("'{}' asks for '{}'", "指标“{0}”请写“{2}”", measure.name, words.en, words.zh),
                        diagnostics);
  } else if (target.direction != meant.direction) {
    diagnostics.warning(target.where, codes::kBadTarget,
                        more ? phrase("'at most': but more counts as better for '{}'",
                                      "此处为“不超过”，而指标“{}”以多为好", measure.name)
                             : phrase("'at least': but less counts as better for '{}'",
                                      "此处为“至少”，而指标“{}”以少为好", measure.name),
                        {}, phrase("did you mean '{}'?", "是否指“{1}”？", words.en, words.zh));
  }
}

}  // namespace

void ObjectiveParameters::describe(Fields& fields) {
  fields.required("objective", name_, {"What the drill should achieve, in words.", "演练目标（文字表述）。"})
      .example("Warn everybody in time");
  fields
      .required(
          "measure", measure_,
          {"The measure it is judged by (tocsin schema measures).", "评判所用指标（见 tocsin schema measures）。"})
      .example("warning.reached_share");
  fields.optional(
      "place", place_,
      {"Where the measure is taken: zone:ID, shelter:ID, building:ID, site:ID, control:ID, inject:ID …; the whole "
       "scope if left out.",
       "指标的地点：zone:编号、shelter:编号、building:编号、site:编号、control:编号、inject:编号……；缺省为全部范围。"});
  fields.required("target", target_, {"The number asked for.", "目标值。"}).example("at least 90 %");
  fields.parameter("tolerance", tolerance_,
                   {"How far beyond the target, as a share of it, the objective counts as not performed.",
                    "超出目标多大比例即视为未完成。"});
  fields.parameter(
      "required_share", required_share_,
      {"Share of the replications that must reach a rating, or a better one, for the objective to have it.",
       "目标获得某一评级所需的重复比例（达到该级或更好）。"});
}

void ObjectiveParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto* description = scenario.catalog->find_measure(measure_.name);
  if (description == nullptr) {
    std::vector<std::string> names;
    for (const auto& measure : scenario.catalog->measures()) names.emplace_back(measure.name);
    diagnostics.error(measure_.where, "unknown-reference",
                      phrase("there is no measure '{}'", "没有指标“{}”", measure_.name),
                      {"a measure listed by: tocsin schema measures", "tocsin schema measures 所列的指标"},
                      did_you_mean(measure_.name, names));
    if (!target_.direction_stated) refuse_no_direction(target_, {}, diagnostics);
    return;
  }
  if (dimension_of(description->unit) != target_.dimension) {
    const auto wanted = written_form_of(description->unit);
    const bool least = target_.direction == Direction::at_least;
    diagnostics.error(
        target_.where, "wrong-dimension",
        phrase("this target does not fit the measure '{}'", "此目标值与指标“{}”的量纲不符", measure_.name),
        {fmt::format("'{}', then {}", least ? "at least" : "at most", wanted.en),
         fmt::format("“{}”加{}", least ? "至少" : "不超过", wanted.zh)});
  } else
    check_direction(target_, *description, diagnostics);
  check_place(scenario, diagnostics);
  objective_ = {.id = id,
                .name = name_,
                .measure = measure_.name,
                .place = place_ ? place_->name : "",
                .target = target_,
                .measure_where = measure_.where,
                .place_where = place_ ? place_->where : SourceSpan{},
                .required_share = required_share_.fraction()};
  const double beyond = tolerance_.fraction() * target_.value;
  objective_.unacceptable = target_.direction == Direction::at_least ? target_.value - beyond : target_.value + beyond;
}

void ObjectiveParameters::check_place(const Scenario& scenario, Diagnostics& diagnostics) const {
  if (!place_) return;
  const auto colon = place_->name.find(':');
  const auto kind = place_->name.substr(0, colon);
  const auto id_part = colon == std::string::npos ? std::string() : place_->name.substr(colon + 1);
  const auto& names = *scenario.names;
  const bool known = (kind == "zone" && names.find(Entity::zone, id_part) != Id<ZoneTag>::kNone) ||
                     (kind == "township" && names.find(Entity::township, id_part) != Id<ZoneTag>::kNone) ||
                     (kind == "shelter" && names.find(Entity::shelter, id_part) != Id<ZoneTag>::kNone) ||
                     (kind == "road" && (names.find(Entity::segment, id_part) != Id<ZoneTag>::kNone ||
                                         names.find(Entity::segment, id_part + ">") != Id<ZoneTag>::kNone)) ||
                     (kind == "team" && names.find(Entity::team, id_part) != Id<ZoneTag>::kNone) ||
                     ((kind == "building" || kind == "site" || kind == "control" || kind == "inject") &&
                      names.find(Entity::name, id_part.substr(0, id_part.find('>'))) != Id<ZoneTag>::kNone);
  if (known) return;
  diagnostics.error(
      place_->where, "unknown-reference", phrase("there is no place '{}'", "没有地点“{}”", place_->name),
      {"zone:ID, township:ID, shelter:ID, team:ID, road:ID>, road:ID<, building:ID, site:ID, control:ID or inject:ID",
       "zone:编号、township:编号、shelter:编号、team:编号、road:编号>、road:编号<、building:编号、site:编号、"
       "control:编号或 inject:编号"});
}

std::unique_ptr<Model> ObjectiveParameters::make() const {
  return std::make_unique<NoBehavior>();
}

}  // namespace tocsin::evaluation
