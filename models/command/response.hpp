// SPDX-License-Identifier: Apache-2.0
// command: - kind: response. The grades (IV to I) of one post: what it must know for each, whether its members consult
// before, whether a grade may be passed over (果断提级), and when the response ends. A post knows only what has been
// reported to it.
//
//   command:
//     - kind: response
//       id: baima-flood
//       post: baima
//       grades:
//         - {grade: IV, when: {fact: command.reported, entry: gauge-get-ready}}
//         - {grade: II, when: {fact: command.reported, entry: gauge-go-now}, consultation: true}
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/condition.hpp"
#include "engine/simulation/lookout.hpp"
#include "engine/simulation/model.hpp"
#include "models/command/decision.hpp"
#include "models/command/events.hpp"
#include "models/command/post.hpp"

namespace tocsin::command {

/// May a post go up more than one grade at once?
enum class Escalation : std::uint8_t { straight, step_by_step };
/// A grade in a file: one of the four.
enum class WrittenGrade : std::uint8_t { iv, iii, ii, i };

}  // namespace tocsin::command

template <>
struct tocsin::EnumNames<tocsin::command::Escalation> {
  static constexpr std::array<std::string_view, 2> value{"straight", "step_by_step"};
};
template <>
struct tocsin::EnumWords<tocsin::command::Escalation> {
  static constexpr std::array<PhraseView, 2> value{
      {{"straight to the grade", "果断提级"}, {"step by step", "逐级提升"}}};
};
template <>
struct tocsin::EnumNames<tocsin::command::WrittenGrade> {
  static constexpr std::array<std::string_view, 4> value{"IV", "III", "II", "I"};
};
template <>
struct tocsin::EnumWords<tocsin::command::WrittenGrade> {
  static constexpr std::array<PhraseView, 4> value{
      {{"grade IV", "Ⅳ级"}, {"grade III", "Ⅲ级"}, {"grade II", "Ⅱ级"}, {"grade I", "Ⅰ级"}}};
};

namespace tocsin::command {

[[nodiscard]] constexpr Grade grade_of(WrittenGrade written) {
  return static_cast<Grade>(1U + static_cast<unsigned>(written));
}

struct ResponseTag;

/// What a post must know for one grade.
struct GradeRule {
  Placed<WrittenGrade> grade;
  Condition when;
  bool consultation = false;
  void describe(Fields& fields);
};

struct ResponseParameters final : ModelParameters {
  Reference<PostTag> post;
  std::vector<GradeRule> grades;
  Escalation escalation = Escalation::straight;
  std::optional<Condition> stand_down;
  DecisionTimes decision;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  /// nullptr: there is no such grade.
  [[nodiscard]] const GradeRule* rule(Grade grade) const;

  // Filled by `check`.
  NameId name;
  PostId post_id;

 private:
  void check_grades(const Scenario& scenario, Diagnostics& diagnostics) const;
};

/// The response with this id; nullptr after telling which there are.
const ResponseParameters* find_response(const Reference<ResponseTag>& reference, const Scenario& scenario,
                                        Diagnostics& diagnostics);

/// Refuses conditions that the post cannot judge: facts it does not know, reports that never come to it.
void check_known(const Condition& condition, PostId post, const Scenario& scenario, Diagnostics& diagnostics);

/// Looks at conditions as a post sees them, at every look and whenever the post has heard something.
class Eyes {
 public:
  Eyes(World& world, NameId post) : world_(world), post_(post) {}
  void watch(const Condition& condition, std::function<void(bool holds)> changed);
  /// After all watches are there.
  void open();

 private:
  World& world_;
  NameId post_;
  std::vector<Lookout::Waiting> watches_;
};

/// Which grades are in force: world.door<Responses>().
class Responses {
 public:
  explicit Responses(World& world) { (void)world; }

  /// Of one response, and since when its post knew that it was called for.
  struct State {
    Grade grade = Grade::none;
    Time due = kStartEx;
    bool consulted = false;  ///< its members have consulted and decided
  };
  [[nodiscard]] State state(NameId response) const;
  void set(NameId response, const State& state);
  void on_change(std::function<void(NameId response)> listener) { listeners_.push_back(std::move(listener)); }

 private:
  std::map<NameId, State> states_;
  std::vector<std::function<void(NameId)>> listeners_;
};

class Response final : public Model {
 public:
  explicit Response(const ResponseParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  [[nodiscard]] Grade called_for() const;
  void consider();
  void raise(Grade grade);
  void begin_decision(Consulting consulting);
  void decided(DecidedBy by);
  void stand_down();

  const ResponseParameters& p_;
  World* world_ = nullptr;
  std::optional<Eyes> eyes_;
  std::array<bool, kGradeCount> holds_{};
  Grade aim_ = Grade::none;  ///< of the decision under way; none: there is none
  Time due_ = kStartEx;
  std::vector<std::unique_ptr<Decision>> decisions_;  // ended ones stay: calls may still come back to them
};

}  // namespace tocsin::command

template <>
struct tocsin::ReferenceNoun<tocsin::command::ResponseTag> {
  static Phrase value() { return {"a response of the section command", "command 中的一项响应"}; }
};
