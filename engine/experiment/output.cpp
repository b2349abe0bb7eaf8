// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment/output.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

#include "engine/base/system_reason.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin {
namespace {

OutputError cannot_write(const std::filesystem::path& path, int error) {
  const auto reason = reason_of(error);
  const auto name = shown_path(path);
  return {path,
          {fmt::format("cannot write '{}': {}", name, reason.en), fmt::format("无法写入“{}”：{}", name, reason.zh)}};
}

}  // namespace

OutputError::OutputError(std::filesystem::path path, Phrase message)
    : std::runtime_error(message.en), path_(std::move(path)), message_(std::move(message)) {}

void write_file(const std::filesystem::path& target, std::string_view bytes) {
  auto temporary = target;
  temporary += ".part";
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (file == nullptr) throw cannot_write(target, errno);
  errno = 0;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0;
  int error = errno;
  if (std::fclose(file) != 0 && written) error = errno;
  std::error_code moved;
  if (written && error == 0) std::filesystem::rename(temporary, target, moved);
  if (!written || error != 0 || moved) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw cannot_write(target, moved ? moved.value() : (error != 0 ? error : EIO));
  }
}

}  // namespace tocsin
