// SPDX-License-Identifier: Apache-2.0
#include "models/command/facts.hpp"

#include <algorithm>

#include "engine/simulation/world.hpp"
#include "models/command/mutual_aid.hpp"
#include "models/command/orders.hpp"
#include "models/command/pictures.hpp"
#include "models/command/report.hpp"

namespace tocsin::command {
namespace {

using Value = std::optional<double>;

// What the asker knows of a report; exercise control asks for the post it is meant for that knows least.
std::optional<Known> known(World& world, const FactArguments& a) {
  const auto& pictures = world.door<Pictures>();
  if (a.asker.exists()) return pictures.known(a.asker, a.entry);
  const auto* report = report_named(a.entry, world.scenario());
  const auto& tree = world.door<Journeys>().tree();
  auto least = pictures.known(tree.post(report->from).name, a.entry);
  for (const auto& way : report->ways) {
    const auto there = pictures.known(tree.post(way.back()).name, a.entry);
    if (!there || !least || there->number < least->number) least = there;
  }
  return least;
}

Value reported(World& world, const FactArguments& a) {
  const auto found = known(world, a);
  return found && found->holds ? 1 : 0;
}

Value picture_age(World& world, const FactArguments& a) {
  const auto found = known(world, a);
  return found ? Value(seconds(world.now()) - seconds(found->observed)) : std::nullopt;
}

FactFunction order_stage(OrderBook::Stage truth) {
  return [truth](World& world, const FactArguments& a) -> Value {
    // A post knows that a task has been done when it has been told so.
    const auto stage =
        a.asker.exists() && truth == OrderBook::Stage::executed ? OrderBook::Stage::reported_done : truth;
    return world.door<OrderBook>().all_are(a.entry, stage) ? 1 : 0;
  };
}

Value acted_alone(World& world, const FactArguments& a) {
  const auto rows = world.log().all<ActedAlone>();
  return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.event.post == a.entry; }) ? 1 : 0;
}

void register_reports(Catalog& catalog) {
  catalog.add_fact({.name = "command.reported",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A report has come in, and by the newest it is so: at the post that asks; asked by "
                                "exercise control, at all posts it is meant for.",
                                "已收到报告且最新一报属实：以提问的指挥部为准；由导调核查时，以全部接收单位为准。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.report"},
                    .value = reported});
  catalog.add_fact({.name = "command.picture_age",
                    .unit = FactUnit::duration,
                    .meaning = {"Time since the newest report that has come in was observed; nothing while none has.",
                                "最新到达的一报距其观察时刻的时间；未收到时无值。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.report"},
                    .value = picture_age});
}

void register_decisions(Catalog& catalog) {
  catalog.add_fact({.name = "command.grade",
                    .unit = FactUnit::choice,
                    .meaning = {"Grade of a response now.", "某项响应的当前等级。"},
                    .parameters = {{FactArgument::entry}},
                    .choices = {"none", "IV", "III", "II", "I"},
                    .needs = {"command.response"},
                    .value = [](World& world, const FactArguments& a) -> Value {
                      return static_cast<double>(world.door<Responses>().state(a.entry).grade);
                    }});
  catalog.add_fact({.name = "command.consulted",
                    .unit = FactUnit::yes_no,
                    .meaning = {"The members have consulted on a response and decided.", "已就某项响应完成会商决策。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.response"},
                    .value = [](World& world, const FactArguments& a) -> Value {
                      return world.door<Responses>().state(a.entry).consulted ? 1 : 0;
                    }});
}

void register_orders(Catalog& catalog) {
  catalog.add_fact({.name = "command.order_acknowledged",
                    .unit = FactUnit::yes_no,
                    .meaning = {"All posts responsible for a task have acknowledged its order.",
                                "某任务的全部责任单位均已签收指令。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.task"},
                    .value = order_stage(OrderBook::Stage::acknowledged)});
  catalog.add_fact({.name = "command.order_executed",
                    .unit = FactUnit::yes_no,
                    .meaning = {"All posts responsible for a task have carried it out; asked by a post: and have "
                                "reported that back.",
                                "某任务的全部责任单位均已执行完毕；由指挥部提问时，以收到执行反馈为准。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.task"},
                    .value = order_stage(OrderBook::Stage::executed)});
  catalog.add_fact({.name = "command.acted_alone",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A post has acted without an order.", "某指挥部已在未接指令时先行处置。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.post"},
                    .value = acted_alone});
  catalog.add_fact({.name = "command.aid_approved",
                    .unit = FactUnit::yes_no,
                    .meaning = {"An outside body has agreed to help.", "外部单位已同意增援。"},
                    .parameters = {{FactArgument::entry}},
                    .needs = {"command.mutual_aid"},
                    .value = [](World& world, const FactArguments& a) -> Value {
                      return world.door<Approvals>().approved(a.entry) ? 1 : 0;
                    }});
}

}  // namespace

void register_facts(Catalog& catalog) {
  register_reports(catalog);
  register_decisions(catalog);
  register_orders(catalog);
}

}  // namespace tocsin::command
