// SPDX-License-Identifier: Apache-2.0
// From the bytes of a file to UTF-8 text and its lines: UTF-8 with or without BOM, UTF-16 with BOM, GB18030. Line ends
// become line feeds. Does not guess further encodings: what is neither is refused by the callers with the line.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/input/diagnostic.hpp"

namespace tocsin {

/// All bytes of a file; nullopt with a diagnostic (missing-file with the nearest name in the folder, or
/// unreadable-file) when it cannot be read or is larger than `at_most` bytes.
std::optional<std::string> read_bytes(const std::filesystem::path& path, std::size_t at_most, Diagnostics& diagnostics);

/// Offset of the first byte that is not UTF-8; nullopt when all of it is. (RFC 3629: no surrogates, no overlong forms.)
std::optional<std::size_t> first_bad_utf8(std::string_view bytes);

/// Offset of the first character of valid UTF-8 that is no text: control characters but tab and line feed, byte order
/// marks, and the code points Unicode reserves as noncharacters. `code` is the character, for the message.
struct NoText {
  std::size_t offset = 0;
  char32_t code = 0;
};
std::optional<NoText> first_no_text(std::string_view utf8);

/// Reports the first such character (code `encoding`); returns whether there was one.
bool report_no_text(std::string_view utf8, const std::shared_ptr<const SourceFile>& source, const Phrase& hint,
                    Diagnostics& diagnostics);

/// The text converted to UTF-8; nullopt when the bytes are not valid in `encoding` (a name for iconv: "GB18030").
std::optional<std::string> convert_to_utf8(std::string_view bytes, const char* encoding);

/// Without a UTF-8 BOM, UTF-16 with BOM converted, CR LF and CR turned into LF.
std::string plain_line_ends(std::string_view bytes);

/// The line (from 1) in which the byte at `offset` stands.
int line_of(std::string_view bytes, std::size_t offset);

/// Splits at line feeds. Bytes that are not UTF-8 stay as they are (`draw` shows them as "?").
std::shared_ptr<const SourceFile> make_source(const std::string& name, std::string_view text);

/// The character at which byte `offset` of `line` stands, from 1.
int column_of(std::string_view line, std::size_t offset);

}  // namespace tocsin
