// SPDX-License-Identifier: Apache-2.0
#include "engine/input/text_encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

#include "engine/base/system_reason.hpp"
#include "engine/input/codes.hpp"

namespace tocsin {
namespace {

// Closes the converter whatever happens.
class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (usable()) iconv_close(handle_);
  }
  // iconv reports "no such encoding" as the handle -1.
  [[nodiscard]] bool usable() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }
  [[nodiscard]] iconv_t handle() const { return handle_; }

 private:
  iconv_t handle_;
};

std::string nearest_file(const std::filesystem::path& path) {
  std::error_code error;
  std::vector<std::string> names;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return nearest_name(path.filename().string(), names);
}

void report_missing(const std::filesystem::path& path, Diagnostics& diagnostics) {
  const auto nearest = nearest_file(path);
  std::error_code error;
  const bool folder_exists = !path.has_parent_path() || std::filesystem::is_directory(path.parent_path(), error);
  Phrase hint;
  if (!nearest.empty()) hint = phrase("did you mean '{}'?", "是否指“{}”？", nearest);
  if (!folder_exists) {
    hint = phrase("the folder '{}' does not exist", "文件夹“{}”不存在", path.parent_path().string());
  }
  diagnostics.error({make_source(path.string(), "")}, codes::kMissingFile, {"no such file", "找不到该文件"}, {}, hint);
}

void report_unreadable(const std::filesystem::path& path, Phrase why, Diagnostics& diagnostics) {
  diagnostics.error({make_source(path.string(), "")}, codes::kUnreadableFile, std::move(why));
}

}  // namespace

std::optional<std::string> read_bytes(const std::filesystem::path& path, std::size_t at_most,
                                      Diagnostics& diagnostics) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    report_missing(path, diagnostics);
    return std::nullopt;
  }
  if (std::filesystem::is_directory(status)) {
    report_unreadable(path, {"this is a folder, not a file", "这是文件夹，不是文件"}, diagnostics);
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes;
  std::array<char, 65536> buffer{};
  while (file && bytes.size() <= at_most) {
    file.read(buffer.data(), buffer.size());
    bytes.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (bytes.size() > at_most) {
    report_unreadable(path, phrase("the file is larger than {} MB", "文件超过 {} MB", at_most / 1000000), diagnostics);
    return std::nullopt;
  }
  if (file.bad() || (!file.eof() && file.fail())) {
    const auto reason = reason_of(errno);
    report_unreadable(path, {"the file cannot be read: " + reason.en, "无法读取文件：" + reason.zh}, diagnostics);
    return std::nullopt;
  }
  return bytes;
}

std::optional<std::size_t> first_bad_utf8(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
  for (std::size_t i = 0; i < bytes.size();) {
    const unsigned first = byte(i);
    std::size_t length = 1;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    if (first >= 0x80) {
      if (first < 0xC2 || first > 0xF4) return i;
      length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
      if (first == 0xE0) low = 0xA0;   // overlong
      if (first == 0xED) high = 0x9F;  // surrogates
      if (first == 0xF0) low = 0x90;   // overlong
      if (first == 0xF4) high = 0x8F;  // beyond U+10FFFF
      if (byte(i + 1) < low || byte(i + 1) > high) return i;
    }
    for (std::size_t k = 2; k < length; ++k) {
      if ((byte(i + k) & 0xC0U) != 0x80U) return i;
    }
    i += length;
  }
  return std::nullopt;
}

std::optional<NoText> first_no_text(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) {
      code = (code << 6U) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    }
    const bool control = (code < 0x20 && code != U'\t' && code != U'\n') || code == 0x7F;
    const bool noncharacter = (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFEU) == 0xFFFE;
    if (control || noncharacter || code == 0xFEFF) return NoText{i, code};
    i += length;
  }
  return std::nullopt;
}

bool report_no_text(std::string_view utf8, const std::shared_ptr<const SourceFile>& source, const Phrase& hint,
                    Diagnostics& diagnostics) {
  const auto found = first_no_text(utf8);
  if (!found) return false;
  const auto before = utf8.rfind('\n', found->offset);
  const auto line_begin = before == std::string_view::npos ? 0 : before + 1;
  const auto code = static_cast<unsigned>(found->code);
  diagnostics.error(
      {source, line_of(utf8, found->offset), column_of(utf8.substr(line_begin), found->offset - line_begin), 1},
      codes::kEncoding, phrase("a control character (U+{:04X})", "含有控制字符（U+{:04X}）", code),
      {"text only", "纯文本"}, hint);
  return true;
}

std::optional<std::string> convert_to_utf8(std::string_view bytes, const char* encoding) {
  const Converter converter(encoding);
  if (!converter.usable()) return std::nullopt;
  std::string input(bytes);  // iconv takes a non-const pointer
  char* from = input.data();
  std::size_t left = input.size();
  std::string result;
  std::array<char, 4096> buffer{};
  for (bool flushed = false; !flushed;) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    flushed = left == 0;
    const auto status = iconv(converter.handle(), flushed ? nullptr : &from, flushed ? nullptr : &left, &to, &room);
    result.append(buffer.data(), buffer.size() - room);
    if (status == static_cast<std::size_t>(-1) && errno != E2BIG) return std::nullopt;
  }
  return result;
}

std::string plain_line_ends(std::string_view bytes) {
  std::string converted;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    const auto utf8 = convert_to_utf8(bytes.substr(2), bytes[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE");
    if (utf8) bytes = converted = *utf8;
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string result;
  result.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r') {
      result += bytes[i];
    } else if (i + 1 >= bytes.size() || bytes[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

int line_of(std::string_view bytes, std::size_t offset) {
  return 1 + static_cast<int>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

std::shared_ptr<const SourceFile> make_source(const std::string& name, std::string_view text) {
  auto source = std::make_shared<SourceFile>();
  source->path = name;
  while (!text.empty()) {
    const auto end = text.find('\n');
    source->lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return source;
}

int column_of(std::string_view line, std::size_t offset) {
  return 1 + static_cast<int>(character_count(line.substr(0, std::min(offset, line.size()))));
}

}  // namespace tocsin
