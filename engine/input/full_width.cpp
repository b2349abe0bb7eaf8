// SPDX-License-Identifier: Apache-2.0
#include "engine/input/full_width.hpp"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

struct Sign {
  std::string_view full;
  std::string_view ascii;
  Phrase name;
};

const std::array<Sign, 13>& signs() {
  static const std::array<Sign, 13> all{{
      {"：", ": ", {"full-width colon", "全角冒号"}},
      {"，", ", ", {"full-width comma", "全角逗号"}},
      {"、", ", ", {"Chinese enumeration comma", "顿号"}},
      {"　", " ", {"full-width space", "全角空格"}},
      {"－", "- ", {"full-width hyphen", "全角连字符"}},
      {"［", "[", {"full-width bracket", "全角括号"}},
      {"］", "]", {"full-width bracket", "全角括号"}},
      {"｛", "{", {"full-width brace", "全角花括号"}},
      {"｝", "}", {"full-width brace", "全角花括号"}},
      {"“", "\"", {"curly quotation mark", "中文引号"}},
      {"”", "\"", {"curly quotation mark", "中文引号"}},
      {"‘", "'", {"curly quotation mark", "中文引号"}},
      {"’", "'", {"curly quotation mark", "中文引号"}},
  }};
  return all;
}

const Sign* sign_at(std::string_view text) {
  const auto* const found =
      std::find_if(signs().begin(), signs().end(), [&](const Sign& sign) { return text.starts_with(sign.full); });
  return found == signs().end() ? nullptr : found;
}

Phrase write_instead(std::string_view ascii) {
  return phrase("write the half-width '{}'", "请改用半角“{}”", ascii);
}

FullWidthSlip slip(const Sign& sign, std::size_t offset) {
  return {offset,
          sign.full.size(),
          {sign.name.en + " '" + std::string(sign.full) + "'", sign.name.zh + "“" + std::string(sign.full) + "”"},
          write_instead(sign.ascii)};
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

std::size_t skip_blanks(std::string_view line, std::size_t i) {
  while (i < line.size() && line[i] == ' ') ++i;
  return i;
}

// Between brackets: a sign that directly follows ASCII, outside quotes. Behind Chinese text it may be part of it.
std::optional<FullWidthSlip> slip_in_list(std::string_view line, std::size_t begin) {
  char quote = 0;
  for (std::size_t i = begin; i < line.size(); ++i) {
    if (quote != 0) {
      if (line[i] == quote) quote = 0;
      continue;
    }
    if (line[i] == '"' || line[i] == '\'') quote = line[i];
    if (line[i] == '#' && line[i - 1] == ' ') return std::nullopt;
    const auto* sign = sign_at(line.substr(i));
    if (sign == nullptr || (static_cast<unsigned char>(line[i - 1]) & 0x80U) != 0) continue;
    return slip(*sign, i);
  }
  return std::nullopt;
}

}  // namespace

std::optional<FullWidthSlip> full_width_slip(std::string_view line) {
  std::size_t i = skip_blanks(line, 0);
  while (line.substr(i).starts_with("- ")) i = skip_blanks(line, i + 2);
  const auto found_at = [&](std::size_t place, std::initializer_list<std::string_view> which) {
    const auto* sign = sign_at(line.substr(std::min(place, line.size())));
    return sign != nullptr && std::find(which.begin(), which.end(), sign->full) != which.end() ? sign : nullptr;
  };
  if (const auto* sign = found_at(i, {"　", "－"})) return slip(*sign, i);
  const auto key = i;
  while (i < line.size() && is_name_character(line[i])) ++i;
  if (i > key) {
    i = skip_blanks(line, i);
    if (const auto* sign = found_at(i, {"："})) return slip(*sign, i);
    if (i >= line.size() || line[i] != ':') return std::nullopt;
    i = skip_blanks(line, i + 1);
    if (const auto* sign = found_at(i, {"　", "［", "｛"})) return slip(*sign, i);
  }
  if (i < line.size() && (line[i] == '[' || line[i] == '{')) return slip_in_list(line, i + 1);
  return std::nullopt;
}

Phrase full_width_hint(std::string_view value) {
  if (const auto found = full_width_slip(value); found && found->bytes > 0) {
    return {found->what.en + ": " + found->hint.en, found->what.zh + "：" + found->hint.zh};
  }
  for (const auto& sign : signs()) {
    if (sign.full == "－" || value.find(sign.full) == std::string_view::npos) continue;
    const auto found = slip(sign, 0);
    return {found.what.en + ": " + found.hint.en, found.what.zh + "：" + found.hint.zh};
  }
  // U+FF10…U+FF5A: letters and digits.
  for (std::size_t i = 0; i + 2 < value.size(); ++i) {
    const auto rest = value.substr(i);
    if (rest[0] != '\xEF' || (rest[1] != '\xBC' && rest[1] != '\xBD')) continue;
    const auto low = static_cast<unsigned char>(rest[2]) & 0x3FU;
    const char ascii = static_cast<char>((rest[1] == '\xBC' ? 0x20U : 0x60U) + low);
    const auto full = rest.substr(0, 3);
    return {fmt::format("full-width '{}': write the half-width '{}'", full, ascii),
            fmt::format("全角“{}”：请改用半角“{}”", full, ascii)};
  }
  return {};
}

}  // namespace tocsin
