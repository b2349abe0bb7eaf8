// SPDX-License-Identifier: Apache-2.0
#include "engine/app/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>

#include "engine/base/system_reason.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin::app {
namespace {

constexpr int kBarCells = 30;

std::string time_left(double left_s, Language language) {
  const auto whole = static_cast<long>(left_s + 0.5);
  if (whole >= 120) {
    return language == Language::zh ? fmt::format("约剩 {} 分钟", (whole + 59) / 60)
                                    : fmt::format("{} min left", (whole + 59) / 60);
  }
  return language == Language::zh ? fmt::format("约剩 {} 秒", whole) : fmt::format("{} s left", whole);
}

}  // namespace

void say(const Session& session, const Phrase& words) {
  if (session.quiet) return;
  std::fputs((words.in(session.language) + "\n").c_str(), stderr);
}

void complain(const Session& session, const Phrase& words) {
  const auto* head = session.language == Language::zh ? "错误：" : "error: ";
  std::fputs((head + words.in(session.language) + "\n").c_str(), stderr);
}

void show(const Session& session, const Diagnostics& diagnostics) {
  if (session.json) {
    std::fputs((to_json(diagnostics.entries(), session.language) + "\n").c_str(), stdout);
  } else if (!diagnostics.empty()) {
    std::fputs(draw(diagnostics.entries(), session.language).c_str(), stderr);
  }
}

Phrase words_for(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return {"there is not enough memory; fewer workers (--jobs) or a smaller area need less",
            "内存不足；可减少工作进程（--jobs）或缩小范围"};
  }
  if (const auto* refused = dynamic_cast<const std::filesystem::filesystem_error*>(&error)) {
    const auto reason = reason_of(refused->code());
    const auto name = shown_path(refused->path1());
    return {fmt::format("'{}': {}", name, reason.en), fmt::format("“{}”：{}", name, reason.zh)};
  }
  return phrase("this should not have happened: {}", "发生意外错误：{}", error.what());
}

std::string called_as() {
  const char* name = std::getenv("TOCSIN_COMMAND");
  if (name == nullptr || *name == '\0') return "tocsin";
  return std::string_view(name).find(' ') == std::string_view::npos ? name : fmt::format("'{}'", name);
}

Language language_of_environment() {
  for (const char* name : {"TOCSIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no threads
    if (value != nullptr && *value != '\0') return std::strncmp(value, "zh", 2) == 0 ? Language::zh : Language::en;
  }
  return Language::en;
}

ProgressBar::ProgressBar(const Session& session, Phrase title)
    : session_(session), title_(std::move(title)), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);  // the bar makes room for what comes next
}

void ProgressBar::update(std::size_t finished, std::size_t of) {
  if (session_.quiet || of == 0) return;
  const auto now = Clock::now();
  if (first_) {
    finished_at_start_ = finished > 0 ? finished - 1 : 0;
    first_ = false;
  }
  const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000);
  if (now - last_ < pause && (!terminal_ || finished < of)) return;
  last_ = now;
  draw(finished, of);
}

void ProgressBar::draw(std::size_t finished, std::size_t of) {
  const double elapsed_s = std::chrono::duration<double>(last_ - began_).count();
  const auto here = finished - std::min(finished, finished_at_start_);
  const double left_s = here > 0 ? elapsed_s / static_cast<double>(here) * static_cast<double>(of - finished) : 0;
  const auto tail =
      fmt::format("{}/{}  {} %  {}", finished, of, 100 * finished / of, time_left(left_s, session_.language));
  if (!terminal_) {
    std::fputs(fmt::format("{} {}\n", title_.in(session_.language), tail).c_str(), stderr);
    return;
  }
  const auto full = static_cast<int>(static_cast<std::size_t>(kBarCells) * finished / of);
  std::string bar;
  for (int cell = 0; cell < kBarCells; ++cell) bar += cell < full ? "█" : "░";
  std::fputs(fmt::format("\r\033[K{} {} {}", title_.in(session_.language), bar, tail).c_str(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace tocsin::app
