// SPDX-License-Identifier: Apache-2.0
// What is wrong with the user's input, where, what would be right and what was probably meant. All mistakes of a pass
// are collected in `Diagnostics` and thrown together as one `InputError`; nothing is printed here but by `draw`.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/text.hpp"

namespace tocsin {

/// One input file held in memory, so that messages can show the line. Shared by every span that points into it.
struct SourceFile {
  std::string path;                ///< as the user wrote it
  std::vector<std::string> lines;  ///< UTF-8, without line ends
  std::string sheet = {};          ///< of a workbook: name of the sheet; a line is then a row, and `lines` is empty
};

/// A place in a source file. Lines and columns count from 1, columns in characters (in a sheet: rows and columns of
/// cells). line 0: the file as a whole.
struct SourceSpan {
  std::shared_ptr<const SourceFile> file;
  int line = 0;
  int column = 0;
  int length = 0;
};

enum class Severity { warning, error };

struct Diagnostic {
  Severity severity = Severity::error;
  SourceSpan where;  ///< of the value (or key) itself, never of its parent
  std::string code;  ///< stable, lower-case, documented by `tocsin explain`: "unknown-unit"
  Phrase what;       ///< what is wrong, in the reader's words
  Phrase expected;   ///< what would be right; may be empty
  Phrase hint;       ///< the most likely intention; may be empty
};

/// Collects mistakes; the readers keep going after each.
class Diagnostics {
 public:
  void error(SourceSpan where, std::string code, Phrase what, Phrase expected = {}, Phrase hint = {});
  void warning(SourceSpan where, std::string code, Phrase what, Phrase expected = {}, Phrase hint = {});
  /// One that was found elsewhere.
  void add(Diagnostic diagnostic);
  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  /// In the order found; `draw` puts errors first and sorts by file and position.
  [[nodiscard]] const std::vector<Diagnostic>& entries() const { return entries_; }
  /// Throws InputError when there is at least one error.
  void throw_if_errors() const;

 private:
  std::vector<Diagnostic> entries_;
  int errors_ = 0;
};

/// The input was refused (exit code 3). Carries every diagnostic, warnings included.
class InputError : public std::exception {
 public:
  explicit InputError(std::vector<Diagnostic> diagnostics);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::string text_;
};

/// Draws diagnostics, errors before warnings, else sorted by file and position, at most `at_most` of them ("… and 12
/// more"), with the source line and a caret (wide characters take two cells), expected and hint.
std::string draw(const std::vector<Diagnostic>& diagnostics, Language language, int at_most = 20);

/// The same as a JSON array (file, line, column, length, severity, code, what, expected, hint; in a workbook also sheet
/// and cell) for editors.
std::string to_json(const std::vector<Diagnostic>& diagnostics, Language language);

}  // namespace tocsin
