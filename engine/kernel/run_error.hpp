// SPDX-License-Identifier: Apache-2.0
// RunError: a replication that cannot go on because of a mistake of ours (an exception in an event or in a process).
// It says when, in which phase and in which process. Failures of the simulated world are events, never a RunError.
#pragma once

#include <stdexcept>
#include <string>

#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/phase.hpp"

namespace tocsin {

/// The first failure of a run, as `Kernel::run` throws it.
class RunError : public std::runtime_error {
 public:
  /// `process` is "" when an ordinary event failed; `cause` is the message of the exception that was caught.
  RunError(const std::string& cause, Time time, Phase phase, const std::string& process);

  [[nodiscard]] const std::string& cause() const { return cause_; }
  [[nodiscard]] Time time() const { return time_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] const std::string& process() const { return process_; }
  /// The whole statement in both languages; what() is its English half.
  [[nodiscard]] const Phrase& explanation() const { return explanation_; }

 private:
  RunError(Phrase explanation, std::string cause, Time time, Phase phase, std::string process);
  std::string cause_;
  Time time_;
  Phase phase_;
  std::string process_;
  Phrase explanation_;
};

}  // namespace tocsin
