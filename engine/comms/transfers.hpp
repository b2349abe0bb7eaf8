// SPDX-License-Identifier: Apache-2.0
// Messages on their way over media that break: rates, shared channels and delays are SimGrid's. A medium is what
// messages share (the radio channel of a cell, the slots of a trunk, a satellite beam); a transfer goes from one medium
// to another, or stays within one. When a medium is cut, what it carries breaks at once.
//
//   Transfers transfers(kernel);
//   const MediumId cell = transfers.add({"cell 7", 12'500, 50ms, 0});       // before the kernel runs
//   transfers.begin(cell, cell, 400, [](TransferEnd end) { ... });           // in an event or a process
//
// Time of a transfer: the delays of its media + bytes / rate of the slower one, longer when others share it. Ends are
// reported as events of Phase::infrastructure, those of one instant in the order in which the transfers began. Who has
// reach, retries and falls back on another medium is not decided here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/kernel.hpp"

namespace tocsin::comms {

using MediumId = Id<struct MediumTag>;

struct MediumFigures {
  std::string name;        ///< unique in a replication
  double bytes_per_s = 0;  ///< of all its transfers together; with channels, of each of them
  Duration delay{};        ///< one way, once for each medium of a transfer
  /// Transfers at a time, each at the full rate; the others wait in order of their beginning. 0: no limit, all share.
  std::uint32_t channels = 0;
};

/// How a transfer ends.
enum class TransferEnd : std::uint8_t {
  delivered,
  broken,  ///< a medium was cut, or does not work
};

/// Transfers of one replication are numbered from 1 in the order they begin.
using TransferNumber = std::uint64_t;

/// The media and transfers of one replication.
class Transfers {
 public:
  using Ended = std::function<void(TransferEnd)>;

  explicit Transfers(Kernel& kernel);
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;
  ~Transfers();

  /// Before the kernel runs. Throws DefectError unless the rate is above zero.
  MediumId add(const MediumFigures& figures);
  [[nodiscard]] std::size_t medium_count() const { return media_.size(); }

  /// Sends so many bytes; `ended` is called once, never from inside this call.
  TransferNumber begin(MediumId from, MediumId to, std::uint64_t bytes, Ended ended);
  /// The sender gives up: `ended` is not called. False when it has ended already.
  bool withdraw(TransferNumber number);

  /// A medium stops to work. Cuts add up: two causes need two restorations.
  void cut(MediumId medium);
  void restore(MediumId medium);
  [[nodiscard]] bool works(MediumId medium) const { return media_[medium.index()].cuts == 0; }
  /// Transfers under way that use it, those that wait for a channel included.
  [[nodiscard]] std::uint32_t load(MediumId medium) const { return media_[medium.index()].load; }

  /// The ledger: begun = delivered + broken + withdrawn + under way.
  struct Ledger {
    std::uint64_t begun = 0, delivered = 0, broken = 0, withdrawn = 0;
  };
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }

 private:
  struct Medium {
    std::uint32_t number;  // SimGrid's
    std::uint32_t cuts = 0;
    std::uint32_t load = 0;
  };
  struct Transfer {
    MediumId from, to;
    Ended ended;
    bool in_simgrid = false;
  };
  struct End {
    TransferNumber number;
    TransferEnd how;
  };

  void note_end(TransferNumber number, TransferEnd how);
  void report_ends();
  void leave_simgrid(Transfer& transfer);
  void count(const Transfer& transfer, std::uint32_t change);

  Kernel& kernel_;
  std::vector<Medium> media_;
  std::unordered_map<TransferNumber, Transfer> under_way_;  // looked up by key only
  std::vector<End> ends_;                                   // of this instant, not reported yet
  std::optional<ExternalActivity> timed_;                   // while SimGrid has anything to time
  std::size_t in_simgrid_ = 0;
  Ledger ledger_;
};

}  // namespace tocsin::comms
