// SPDX-License-Identifier: Apache-2.0
#include "engine/comms/transfers.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/kernel/simgrid/port.hpp"

namespace tocsin::comms {

Transfers::Transfers(Kernel& kernel) : kernel_(kernel) {
  simgrid_port().on_transfer_ended([this](std::uint64_t number, TransferResult result) {
    leave_simgrid(under_way_.at(number));
    note_end(number, result == TransferResult::delivered ? TransferEnd::delivered : TransferEnd::broken);
  });
}

Transfers::~Transfers() {
  simgrid_port().on_transfer_ended({});
}

MediumId Transfers::add(const MediumFigures& figures) {
  ensure(figures.bytes_per_s > 0, "a medium needs a rate; cut it instead");
  // SimGrid's names are unique in an OS process, ours in a replication.
  static std::uint64_t made = 0;
  const SimgridMedium medium{figures.name + " #" + std::to_string(made++), figures.bytes_per_s, seconds(figures.delay),
                             figures.channels};
  media_.push_back({simgrid_port().add_medium(medium)});
  return MediumId(media_.size() - 1);
}

TransferNumber Transfers::begin(MediumId from, MediumId to, std::uint64_t bytes, Ended ended) {
  const TransferNumber number = ++ledger_.begun;
  Transfer& transfer = under_way_.emplace(number, Transfer{from, to, std::move(ended)}).first->second;
  count(transfer, 1);
  if (!works(from) || !works(to)) {
    note_end(number, TransferEnd::broken);
    return number;
  }
  transfer.in_simgrid = true;
  if (in_simgrid_++ == 0 && !timed_) timed_.emplace(kernel_);
  simgrid_port().start_transfer(media_[from.index()].number, media_[to.index()].number, bytes, number);
  return number;
}

bool Transfers::withdraw(TransferNumber number) {
  const auto found = under_way_.find(number);
  if (found == under_way_.end()) return false;
  if (found->second.in_simgrid) {
    simgrid_port().cancel_transfer(number);
    leave_simgrid(found->second);
    if (in_simgrid_ == 0) timed_.reset();
  }
  count(found->second, 0U - 1U);
  under_way_.erase(found);
  ++ledger_.withdrawn;
  return true;
}

void Transfers::leave_simgrid(Transfer& transfer) {
  transfer.in_simgrid = false;
  --in_simgrid_;
}

void Transfers::count(const Transfer& transfer, std::uint32_t change) {
  media_[transfer.from.index()].load += change;
  if (transfer.to != transfer.from) media_[transfer.to.index()].load += change;
}

// SimGrid tells of the ends of one instant in an order of its own.
void Transfers::note_end(TransferNumber number, TransferEnd how) {
  if (ends_.empty()) kernel_.schedule(kernel_.now(), Phase::infrastructure, [this] { report_ends(); });
  ends_.push_back({number, how});
}

void Transfers::report_ends() {
  if (in_simgrid_ == 0) timed_.reset();
  auto ends = std::exchange(ends_, {});
  std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.number < b.number; });
  for (const End& end : ends) {
    auto transfer = under_way_.extract(end.number);
    if (transfer.empty()) continue;  // withdrawn meanwhile
    ++(end.how == TransferEnd::delivered ? ledger_.delivered : ledger_.broken);
    count(transfer.mapped(), 0U - 1U);
    transfer.mapped().ended(end.how);
  }
}

void Transfers::cut(MediumId medium) {
  if (media_[medium.index()].cuts++ == 0) simgrid_port().turn_off(media_[medium.index()].number);
}

void Transfers::restore(MediumId medium) {
  ensure(media_[medium.index()].cuts > 0, "a medium is restored that works");
  if (--media_[medium.index()].cuts == 0) simgrid_port().turn_on(media_[medium.index()].number);
}

}  // namespace tocsin::comms
