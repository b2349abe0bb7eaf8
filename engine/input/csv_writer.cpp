// SPDX-License-Identifier: Apache-2.0
#include "engine/input/csv_writer.hpp"

namespace tocsin {
namespace {

void append_cell(std::string& text, const std::string& cell) {
  const auto begin = cell.find_first_not_of('\'');
  const bool formula =
      begin != std::string::npos && std::string_view("=+-@").find(cell[begin]) != std::string_view::npos;
  if (cell.find_first_of(",\"\n\r") == std::string::npos) {
    if (formula) text += '\'';
    text += cell;
    return;
  }
  text += '"';
  if (formula) text += '\'';
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace

void append_csv_row(std::string& text, std::span<const std::string> cells) {
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (c > 0) text += ',';
    append_cell(text, cells[c]);
  }
  text += '\n';
}

void append_csv_row(std::string& text, std::initializer_list<std::string> cells) {
  append_csv_row(text, std::span(cells.begin(), cells.size()));
}

}  // namespace tocsin
