// SPDX-License-Identifier: Apache-2.0
// Words for people. A `Phrase` says the same thing in English and in Chinese; whoever shows it picks the language.
// Also: nearest name (for "did you mean"), joining lists.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

/// The languages Tocsin speaks to its users.
enum class Language { en, zh };

/// One statement in both languages. Build it where the fact is known:
///   phrase("unknown unit '{}'", "未知的单位“{}”", unit)
struct Phrase {
  std::string en;
  std::string zh;

  [[nodiscard]] const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
  [[nodiscard]] bool empty() const { return en.empty() && zh.empty(); }
  bool operator==(const Phrase&) const = default;
};

/// A phrase for tables that are made when the program is compiled.
struct PhraseView {
  std::string_view en;
  std::string_view zh;

  [[nodiscard]] constexpr bool empty() const { return en.empty() && zh.empty(); }
  [[nodiscard]] Phrase phrase() const { return {std::string(en), std::string(zh)}; }
};

/// Both sentences formatted with the same arguments ({fmt} syntax, checked at compile time).
template <class... Arguments>
Phrase phrase(fmt::format_string<const Arguments&...> en, fmt::format_string<const Arguments&...> zh,
              const Arguments&... arguments) {
  return {fmt::format(en, arguments...), fmt::format(zh, arguments...)};
}

/// An id for people who do not write files: "heavy_rain" as "heavy rain", in both languages.
Phrase with_blanks(std::string_view key);

/// "a, b, c".
std::string join(std::span<const std::string> words, std::string_view separator = ", ");

/// "1 zone", "3 zones": a count with its noun in English (Chinese has no plural). `many` where an s is not enough.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {});

/// The name nearest to `wanted` by edit distance (counted in characters), or "" when none is near enough to be meant.
std::string nearest_name(std::string_view wanted, std::span<const std::string> names);

/// "did you mean 'x'?" of that name; empty when there is none.
Phrase did_you_mean(std::string_view wanted, std::span<const std::string> names);

/// Number of characters (code points) of a UTF-8 text.
std::size_t character_count(std::string_view utf8);

/// The shortest text that reads back as exactly `value` (for logs and tables); "nan" and "inf" never appear: a value
/// that is not finite becomes "".
std::string exact_text(double value);

}  // namespace tocsin
