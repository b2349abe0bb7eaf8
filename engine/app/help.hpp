// SPDX-License-Identifier: Apache-2.0
// The words of the command line: the layout of --help in the user's language, and what is wrong with a command line.
// CLI11 lays out and complains in English and counts bytes where a terminal counts cells.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/text.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
class FormatterBase;
class ParseError;
}  // namespace CLI

namespace tocsin::app {

/// Layout of --help: headings in the language, columns that line up with wide characters too, lines of 100 cells.
std::shared_ptr<CLI::FormatterBase> help_layout(Language language);

/// What is wrong with the command line that `parser` refused with `error`: one to three lines (the mistake, the nearest
/// name, the commands there are).
std::vector<Phrase> complaints_about(const CLI::ParseError& error, const CLI::App& parser);

/// The language that arguments ask for by `--language zh` or `--language=zh`, before they are parsed; else `otherwise`.
Language language_of_arguments(int argc, const char* const* argv, Language otherwise);

}  // namespace tocsin::app
