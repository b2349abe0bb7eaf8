// SPDX-License-Identifier: Apache-2.0
// What the program says on a terminal: words in the user's language, a progress bar where there is a terminal, plain
// lines where there is none.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <string>

#include "engine/app/commands/commands.hpp"
#include "engine/base/text.hpp"
#include "engine/input/diagnostic.hpp"

namespace tocsin::app {

/// Prints to stderr, with a line end.
void say(const Session& session, const Phrase& words);
/// Prints "error: …" / "错误：…" to stderr.
void complain(const Session& session, const Phrase& words);
/// Prints diagnostics: drawn to stderr, or as JSON to stdout when the session asks for JSON.
void show(const Session& session, const Diagnostics& diagnostics);
/// What nobody foresaw, in words: no memory, a file system that refuses, whatever else a library throws.
Phrase words_for(const std::exception& error);
/// How the user called the program, for commands that are printed to be run: what the launcher says (TOCSIN_COMMAND,
/// "./tocsin"), else "tocsin".
std::string called_as();
/// Language from the environment: TOCSIN_LANGUAGE, else LC_ALL, LC_MESSAGES, LANG beginning with "zh".
Language language_of_environment();

/// A bar on stderr: [██████░░░░] 640/1000  64 %  9 s left. Draws nothing but on a terminal; without one it prints a
/// plain line every ten seconds.
class ProgressBar {
 public:
  ProgressBar(const Session& session, Phrase title);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  void update(std::size_t finished, std::size_t of);

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::size_t finished, std::size_t of);
  const Session& session_;
  Phrase title_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point began_ = Clock::now();
  Clock::time_point last_ = began_;
  std::size_t finished_at_start_ = 0;
  bool first_ = true;
};

}  // namespace tocsin::app
