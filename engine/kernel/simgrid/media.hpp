// SPDX-License-Identifier: Apache-2.0
// The module's side of transfers: a star zone of SimGrid in which every medium is a link with two interface hosts, so
// that a transfer within one medium crosses its link once. Comm::sendto between interfaces, no mailboxes, no actors;
// the end is heard of through SimGrid's completion signal. Inside libtocsin_simgrid only.
#pragma once

#include <simgrid/s4u.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "engine/kernel/simgrid/port.hpp"

namespace tocsin {

class SimgridMedia {
 public:
  std::uint32_t add(const SimgridMedium& medium);
  void turn_on(std::uint32_t medium) { media_[medium].link->turn_on(); }
  void turn_off(std::uint32_t medium) { media_[medium].link->turn_off(); }
  void start(std::uint32_t from, std::uint32_t to, std::uint64_t bytes, std::uint64_t number);
  void cancel(std::uint64_t number);
  void on_ended(std::function<void(std::uint64_t, TransferResult)> callback) { ended_ = std::move(callback); }

 private:
  struct Medium {
    simgrid::s4u::Link* link;
    simgrid::s4u::Host* out;
    simgrid::s4u::Host* in;
  };
  struct Transfer {
    std::uint64_t number;
    simgrid::s4u::CommPtr comm;
  };

  void prepare();
  void keep_for_now(simgrid::s4u::CommPtr comm);
  void completed(const simgrid::s4u::Activity& activity);

  simgrid::s4u::NetZone* zone_ = nullptr;
  std::vector<Medium> media_;
  std::unordered_map<const simgrid::s4u::Activity*, Transfer> under_way_;         // looked up by key only
  std::unordered_map<std::uint64_t, const simgrid::s4u::Activity*> activity_of_;  // looked up by key only
  struct Ended {
    double at_s;
    simgrid::s4u::CommPtr comm;
  };
  // SimGrid goes on using what has ended, or was canceled, until its clock has moved.
  std::deque<Ended> ended_lately_;
  std::function<void(std::uint64_t, TransferResult)> ended_;
};

}  // namespace tocsin
