// SPDX-License-Identifier: Apache-2.0
// Writing results so that nothing is ever half-written: a file is made beside its target and moved to its name when
// complete. A full disk or a missing permission is an OutputError with the path and the reason in both languages.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "engine/base/text.hpp"

namespace tocsin {

class OutputError : public std::runtime_error {
 public:
  OutputError(std::filesystem::path path, Phrase message);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const Phrase& message() const { return message_; }

 private:
  std::filesystem::path path_;
  Phrase message_;
};

/// Writes `bytes` to `target` through a temporary file beside it. Throws OutputError; the old file then stays.
void write_file(const std::filesystem::path& target, std::string_view bytes);

}  // namespace tocsin
