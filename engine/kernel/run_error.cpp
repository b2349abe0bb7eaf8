// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/run_error.hpp"

#include <utility>

namespace tocsin {
namespace {

Phrase explain(const std::string& cause, Time time, Phase phase, const std::string& process) {
  if (process.empty()) {
    return phrase("an event at {} s (phase {}) failed: {}", "仿真时刻 {} 秒（阶段 {}）的事件出错：{}",
                  exact_text(seconds(time)), name_of(phase), cause);
  }
  return phrase("process '{}' failed at {} s (phase {}): {}", "进程“{}”在仿真时刻 {} 秒（阶段 {}）出错：{}", process,
                exact_text(seconds(time)), name_of(phase), cause);
}

}  // namespace

RunError::RunError(const std::string& cause, Time time, Phase phase, const std::string& process)
    : RunError(explain(cause, time, phase, process), cause, time, phase, process) {}

RunError::RunError(Phrase explanation, std::string cause, Time time, Phase phase, std::string process)
    : std::runtime_error(explanation.en),
      cause_(std::move(cause)),
      time_(time),
      phase_(phase),
      process_(std::move(process)),
      explanation_(std::move(explanation)) {}

}  // namespace tocsin
