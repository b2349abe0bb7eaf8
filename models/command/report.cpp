// SPDX-License-Identifier: Apache-2.0
#include "models/command/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/simulation/lookout.hpp"
#include "models/command/journeys.hpp"
#include "models/command/pictures.hpp"

namespace tocsin::command {

void ReportParameters::describe(Fields& f) {
  f.required("observer", observer, {"Post that sees it.", "观察单位（指挥部）。"});
  f.required("when", when,
             {"What is reported, as it is where the observer stands.", "报告事项（按观察单位所见实况核查）。"});
  f.optional("to", to,
             {"Posts it is meant for; those on the way get it too. Every superior of the observer if left out.",
              "接收单位（途经单位同时获知）；缺省为观察单位的各级上级。"});
  f.optional("every", every,
             {"Sent again so often while it is so, and once when it is over; once only if left out.",
              "情况持续期间续报的间隔，解除时终报；不写则只报一次。"})
      .more_than(0s)
      .example("15 min");
  f.optional("noticing", noticing,
             {"From being so until the observer has noticed.", "自情况出现至观察单位发现的时间。"});
  f.parameter("bytes", bytes, {"Length of the text, bytes.", "报告文字字节数。"}).at_least(1);
}

void ReportParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  when.check(scenario, diagnostics);
  noticing.check("noticing", where, diagnostics);
  from = find_post(observer, scenario, diagnostics);
  ways.clear();
  std::vector<PostId> meant;
  for (const auto& reference : to) {
    const auto post = find_post(reference, scenario, diagnostics);
    if (post.exists() && std::find(meant.begin(), meant.end(), post) == meant.end()) meant.push_back(post);
  }
  if (!from.exists() || diagnostics.has_errors()) return;
  const PostTree tree(scenario);
  if (to.empty() && tree.root() != from) meant.push_back(tree.root());
  for (const auto post : meant) {
    if (post != from) ways.push_back(tree.way(from, post));
  }
  std::erase_if(ways, [all = ways](const std::vector<PostId>& way) {
    return std::any_of(all.begin(), all.end(), [&](const std::vector<PostId>& other) {
      return way.size() < other.size() && std::equal(way.begin(), way.end(), other.begin());
    });
  });
}

bool ReportParameters::comes_to(PostId post) const {
  return post == from || std::any_of(ways.begin(), ways.end(), [post](const std::vector<PostId>& way) {
           return std::find(way.begin(), way.end(), post) != way.end();
         });
}

std::unique_ptr<Model> ReportParameters::make() const {
  return std::make_unique<Report>(*this);
}

const ReportParameters* report_named(NameId name, const Scenario& scenario) {
  const auto all = scenario.all<ReportParameters>();
  const auto found = std::find_if(all.begin(), all.end(), [name](const auto* report) { return report->name == name; });
  return found == all.end() ? nullptr : *found;
}

void Report::start(World& world) {
  world_ = &world;
  world.door<Journeys>();
  world.door<Lookout>().watch(p_.when, {}, [this](bool holds) {
    const auto finding = holds ? Finding::so : Finding::over;
    world_->kernel().schedule(world_->now(), Phase::response, [this, finding] { changed(finding); });
  });
}

void Report::changed(Finding finding) {
  const auto change = ++changes_;
  if (finding == Finding::over && (!p_.every || made_ == 0)) return;
  auto stream = world_->stream(Purpose(fmt::format("command.noticing/{}", p_.id)), change);
  world_->kernel().schedule_in(p_.noticing.draw(stream), Phase::response,
                               [this, finding, change] { make(finding, change); });
}

void Report::make(Finding finding, std::uint64_t change) {
  if (change != changes_) return;
  const auto& post = world_->door<Journeys>().tree().post(p_.from);
  if (post.silent_at(world_->now())) {  // nobody is there to see it
    const auto& until = post.silent->window.until;
    if (!until) return;
    world_->kernel().schedule(kStartEx + until->value, Phase::response,
                              [this, finding, change] { make(finding, change); });
    return;
  }
  const auto number = ++made_;
  const Known known{number, finding == Finding::so, world_->now(), world_->now()};
  world_->publish(ReportMade{p_.name, number, post.name, known.holds});
  world_->door<Pictures>().learn(post.name, p_.name, known);
  for (const auto& way : p_.ways) send(way, number, finding, world_->now());
  if (!p_.every || finding == Finding::over) return;
  world_->kernel().schedule_in(*p_.every, Phase::response, [this, finding, change] { make(finding, change); });
}

// Where a newer one has come meanwhile, the older need not be tried any more.
void Report::send(const std::vector<PostId>& way, std::uint32_t number, Finding finding, Time observed) {
  const auto post_name = [this, &way](std::size_t at) { return world_->door<Journeys>().tree().post(way[at]).name; };
  world_->door<Journeys>().go({.way = way,
                               .what = Traveling::report,
                               .subject = p_.name,
                               .number = number,
                               .bytes = static_cast<std::uint32_t>(p_.bytes),
                               .wanted =
                                   [this, post_name, number](std::size_t at) {
                                     const auto known = world_->door<Pictures>().known(post_name(at), p_.name);
                                     return known && known->number == number;
                                   },
                               .arrived =
                                   [this, post_name, number, finding, observed](std::size_t at, auto) {
                                     world_->door<Pictures>().learn(
                                         post_name(at), p_.name,
                                         {number, finding == Finding::so, observed, world_->now()});
                                   }});
}

}  // namespace tocsin::command
