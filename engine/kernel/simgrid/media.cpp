// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simgrid/media.hpp"

#include <simgrid/version.h>

#include <algorithm>

#include "engine/kernel/simgrid/simgrid_engine.hpp"

namespace tocsin {
namespace {

namespace s4u = simgrid::s4u;

s4u::NetZone* make_star_zone() {
#if SIMGRID_VERSION >= 40000
  return simgrid_root_zone()->add_netzone_star("media");
#else
  auto* const zone = s4u::create_star_zone("media");
  zone->set_parent(simgrid_root_zone());
  return zone;
#endif
}

s4u::Host* add_interface(s4u::NetZone* zone, const std::string& name, s4u::Link* link) {
#if SIMGRID_VERSION >= 40000
  auto* const host = zone->add_host(name, 1e9);
#else
  auto* const host = zone->create_host(name, 1e9);
#endif
  const std::vector<s4u::LinkInRoute> route{s4u::LinkInRoute(link)};
#if SIMGRID_VERSION >= 33500
  const s4u::Host* const anybody = nullptr;
  zone->add_route(host, anybody, route, true);
#else
  zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, route, true);
#endif
  return host;
}

}  // namespace

void SimgridMedia::prepare() {
  zone_ = make_star_zone();
#if SIMGRID_VERSION >= 33400
  s4u::Comm::on_completion_cb([this](const s4u::Comm& comm) { completed(comm); });
#else
  s4u::Activity::on_completion_cb([this](const s4u::Activity& activity) { completed(activity); });
#endif
}

std::uint32_t SimgridMedia::add(const SimgridMedium& medium) {
  if (zone_ == nullptr) prepare();
#if SIMGRID_VERSION >= 40000
  auto* const link = zone_->add_link(medium.name, medium.bytes_per_s);
#else
  auto* const link = zone_->create_link(medium.name, medium.bytes_per_s);
#endif
  link->set_latency(medium.delay_s);
  if (medium.channels > 0) {
    link->set_sharing_policy(s4u::Link::SharingPolicy::FATPIPE);
    link->set_concurrency_limit(static_cast<int>(medium.channels));
  }
  link->seal();
  media_.push_back(
      {link, add_interface(zone_, medium.name + " out", link), add_interface(zone_, medium.name + " in", link)});
  return static_cast<std::uint32_t>(media_.size() - 1);
}

void SimgridMedia::start(std::uint32_t from, std::uint32_t to, std::uint64_t bytes, std::uint64_t number) {
  auto comm = s4u::Comm::sendto_init(media_[from].out, media_[to].in);
  comm->set_payload_size(std::max<std::uint64_t>(bytes, 1));  // SimGrid ends an empty one at once
  under_way_.emplace(comm.get(), Transfer{number, comm});
  activity_of_.emplace(number, comm.get());
  comm->start();
}

void SimgridMedia::cancel(std::uint64_t number) {
  const auto found = activity_of_.find(number);
  if (found == activity_of_.end()) return;
  auto transfer = under_way_.extract(found->second);  // first: SimGrid tells of the end while it cancels
  activity_of_.erase(found);
  transfer.mapped().comm->cancel();
  keep_for_now(std::move(transfer.mapped().comm));
}

void SimgridMedia::keep_for_now(s4u::CommPtr comm) {
  const double now_s = s4u::Engine::get_clock();
  while (!ended_lately_.empty() && ended_lately_.front().at_s < now_s) ended_lately_.pop_front();
  ended_lately_.push_back({now_s, std::move(comm)});
}

void SimgridMedia::completed(const s4u::Activity& activity) {
  auto transfer = under_way_.extract(&activity);
  if (transfer.empty()) return;  // canceled, or none of ours
  activity_of_.erase(transfer.mapped().number);
  const bool finished = activity.get_state() == s4u::Activity::State::FINISHED;
  keep_for_now(std::move(transfer.mapped().comm));
  if (ended_) ended_(transfer.mapped().number, finished ? TransferResult::delivered : TransferResult::broken);
}

}  // namespace tocsin
