// SPDX-License-Identifier: Apache-2.0
// warning: - kind: issuance. The chain from danger to order: detect, report, consult, issue (handbook 3.1, 3.2).
//
//   warning:
//     - kind: issuance
//       id: get-ready
//       stage: get_ready
//       action: get_ready        # 准备转移: orders nobody to leave
//       grade: orange
//     - kind: issuance
//       stage: go_now            # or  at: 20 min
//       grade: red
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/hazard/events.hpp"
#include "models/warning/delay.hpp"
#include "models/warning/warning.hpp"
#include "models/warning/watch.hpp"

namespace tocsin::warning {

/// Marked stage that starts the chain.
enum class StageMark : std::uint8_t { get_ready, go_now };
/// Which zones an order names when none are listed.
enum class Area : std::uint8_t { threatened, whole_scope };

}  // namespace tocsin::warning

template <>
struct tocsin::EnumNames<tocsin::warning::StageMark> {
  static constexpr std::array<std::string_view, 2> value{"get_ready", "go_now"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::StageMark> {
  static constexpr std::array<PhraseView, 2> value{tocsin::hazard::kGetReady, tocsin::hazard::kGoNow};
};
template <>
struct tocsin::EnumNames<tocsin::warning::Area> {
  static constexpr std::array<std::string_view, 2> value{"threatened", "whole_scope"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::Area> {
  static constexpr std::array<PhraseView, 2> value{
      {{"zones under threat", "受威胁的村社"}, {"the whole area", "全部参演区域"}}};
};

namespace tocsin::warning {

struct IssuanceParameters final : ModelParameters {
  std::optional<Duration> at;
  std::optional<StageMark> stage;
  std::optional<Reference<NameTag>> hazard;
  std::vector<Reference<ZoneTag>> zones;
  Area area = Area::threatened;
  Coverage coverage = Coverage::threatened_households;
  Action action = Action::go_now;
  std::optional<Grade> grade;
  std::vector<Gauge> gauges;
  std::vector<Observer> observers;
  Delay detection, report, consultation, issue;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by `check`.
  NameId name;
  NameId mark;
  NameId hazard_name;  ///< none: any hazard
  std::vector<ZoneId> ordered_zones;
  std::vector<Watch> watches;  ///< none: detection is a drawn delay

 private:
  void check_trigger(const Scenario& scenario, Diagnostics& diagnostics);
  void find_zones(const Scenario& scenario, Diagnostics& diagnostics);
};

class Issuance final : public Model {
 public:
  explicit Issuance(const IssuanceParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  void on_stage(const hazard::StageReached& event);
  void begin(Time danger_at);
  void detected(Time at, NameId by);
  [[nodiscard]] Duration draw(const char* step, const Delay& delay) const;

  const IssuanceParameters& parameters_;
  World* world_ = nullptr;
  bool begun_ = false;
};

}  // namespace tocsin::warning
