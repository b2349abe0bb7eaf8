// SPDX-License-Identifier: Apache-2.0
// Rows of CSV as RFC 4180 writes them, for tables that people open in a spreadsheet.
//
//   std::string text{kUtf8Mark};                     // else Excel takes Chinese for something else
//   append_csv_row(text, {"zone", "persons"});
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

/// Byte order mark of UTF-8.
inline constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

/// One row and its line end. A cell that a spreadsheet would take for a formula (it begins with = + - @) is marked as
/// text with an apostrophe; one that looks marked gets another, so that taking one off gives back every text.
void append_csv_row(std::string& text, std::span<const std::string> cells);
void append_csv_row(std::string& text, std::initializer_list<std::string> cells);

}  // namespace tocsin
