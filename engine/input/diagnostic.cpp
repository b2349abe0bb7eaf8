// SPDX-License-Identifier: Apache-2.0
#include "engine/input/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/input/cell_address.hpp"
#include "engine/input/cells.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kWindow = 100;  // characters of a line that are shown
constexpr std::size_t kBefore = 40;   // of them at most before the caret when the line is cut

// The source line and the caret line below it.
std::string excerpt(const SourceSpan& where) {
  if (!where.file || where.line < 1 || where.line > static_cast<int>(where.file->lines.size())) return "";
  const auto characters = characters_on_terminal(where.file->lines[static_cast<std::size_t>(where.line) - 1]);
  const auto column = std::min(static_cast<std::size_t>(std::max(where.column, 1)) - 1, characters.size());
  const auto begin = characters.size() > kWindow && column > kBefore ? column - kBefore : 0;
  const auto end = std::min(characters.size(), begin + kWindow);
  std::string text = begin > 0 ? "…" : "";
  std::string blanks = begin > 0 ? " " : "";
  std::size_t carets = 0;
  const auto last = column + static_cast<std::size_t>(std::max(where.length, 1));
  for (std::size_t i = begin; i < end; ++i) {
    text += characters[i].text;
    const auto cells = static_cast<std::size_t>(characters[i].cells);
    if (i < column) blanks.append(cells, ' ');
    if (i >= column && i < last) carets += cells;
  }
  if (end < characters.size()) text += "…";
  carets = std::max<std::size_t>(carets, 1);
  const auto caret_line = where.column > 0 ? fmt::format("      | {}^{}\n", blanks, std::string(carets - 1, '~')) : "";
  return fmt::format("{:5} | {}\n{}", where.line, text, caret_line);
}

bool in_sheet(const SourceSpan& where) {
  return where.file && !where.file->sheet.empty();
}

std::string place(const SourceSpan& where, Language language) {
  std::string text = where.file ? shown_path(where.file->path) : "";
  if (in_sheet(where)) {
    text += phrase(", sheet \"{}\"", "，工作表“{}”", where.file->sheet).in(language);
    if (where.line > 0) {
      text += phrase(", cell {}", "，单元格 {}", cell_address(where.column, where.line)).in(language);
    }
    return text;
  }
  if (where.line > 0) text += fmt::format(":{}", where.line);
  if (where.line > 0 && where.column > 0) text += fmt::format(":{}", where.column);
  return text;
}

std::string draw_one(const Diagnostic& diagnostic, Language language) {
  const bool zh = language == Language::zh;
  const bool error = diagnostic.severity == Severity::error;
  const std::string_view colon = zh ? "：" : ": ";
  const std::string_view label = error ? (zh ? "错误" : "error") : (zh ? "警告" : "warning");
  auto text = place(diagnostic.where, language);
  if (!text.empty()) text += ": ";
  text += fmt::format("{}{}{} [{}]\n", label, colon, diagnostic.what.in(language), diagnostic.code);
  text += excerpt(diagnostic.where);
  const auto& expected = diagnostic.expected.in(language);
  const auto& hint = diagnostic.hint.in(language);
  if (!expected.empty()) text += fmt::format("  {}{}{}\n", zh ? "应为" : "expected", colon, expected);
  if (!hint.empty()) text += fmt::format("  {}{}{}\n", zh ? "提示" : "hint", colon, hint);
  return text;
}

std::vector<Diagnostic> sorted(std::vector<Diagnostic> diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::make_tuple(
        d.severity != Severity::error, d.where.file ? std::string_view(d.where.file->path) : std::string_view(),
        d.where.file ? std::string_view(d.where.file->sheet) : std::string_view(), d.where.line, d.where.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  return diagnostics;
}

}  // namespace

void Diagnostics::error(SourceSpan where, std::string code, Phrase what, Phrase expected, Phrase hint) {
  ++errors_;
  entries_.push_back(
      {Severity::error, std::move(where), std::move(code), std::move(what), std::move(expected), std::move(hint)});
}

void Diagnostics::warning(SourceSpan where, std::string code, Phrase what, Phrase expected, Phrase hint) {
  entries_.push_back(
      {Severity::warning, std::move(where), std::move(code), std::move(what), std::move(expected), std::move(hint)});
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  entries_.push_back(std::move(diagnostic));
}

void Diagnostics::throw_if_errors() const {
  if (has_errors()) throw InputError(entries_);
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : diagnostics_(sorted(std::move(diagnostics))), text_(draw(diagnostics_, Language::en)) {}

std::string draw(const std::vector<Diagnostic>& diagnostics, Language language, int at_most) {
  const auto all = sorted(diagnostics);
  const auto shown_count = std::min(all.size(), static_cast<std::size_t>(std::max(at_most, 0)));
  std::string text;
  for (std::size_t i = 0; i < shown_count; ++i) text += draw_one(all[i], language);
  if (shown_count < all.size()) {
    text += phrase("… and {} more (--json shows all)\n", "……另有 {} 处（--json 全部列出）\n", all.size() - shown_count)
                .in(language);
  }
  return text;
}

std::string to_json(const std::vector<Diagnostic>& diagnostics, Language language) {
  auto array = nlohmann::ordered_json::array();
  for (const auto& d : sorted(diagnostics)) {
    array.push_back({{"file", d.where.file ? shown_path(d.where.file->path) : ""},
                     {"line", d.where.line},
                     {"column", d.where.column},
                     {"length", d.where.length},
                     {"severity", d.severity == Severity::error ? "error" : "warning"},
                     {"code", d.code},
                     {"what", d.what.in(language)},
                     {"expected", d.expected.in(language)},
                     {"hint", d.hint.in(language)}});
    if (!in_sheet(d.where)) continue;
    array.back()["sheet"] = d.where.file->sheet;
    if (d.where.line > 0) array.back()["cell"] = cell_address(d.where.column, d.where.line);
  }
  // File names may hold any byte; JSON may not.
  return array.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin
