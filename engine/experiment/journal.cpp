// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include "engine/base/system_reason.hpp"
#include "engine/experiment/output.hpp"
#include "engine/input/shown_path.hpp"

namespace tocsin {
namespace {

constexpr std::string_view kFirstLine = "tocsin-journal 1";
constexpr std::uint32_t kRecordMark = 0x7ec0a11eU;

struct RecordHead {
  std::uint32_t mark = kRecordMark;
  std::uint32_t replication = 0;
  std::uint32_t size = 0;
  std::uint32_t checksum = 0;  // CRC-32 of replication, size and payload
};

std::uint32_t checksum_of(const RecordHead& head, std::string_view payload) {
  const std::array<std::uint32_t, 2> fixed{head.replication, head.size};
  auto sum = crc32(0, reinterpret_cast<const Bytef*>(fixed.data()), sizeof fixed);
  sum = crc32(sum, reinterpret_cast<const Bytef*>(payload.data()), static_cast<uInt>(payload.size()));
  return static_cast<std::uint32_t>(sum);
}

OutputError broken(const std::filesystem::path& path) {
  return {path, phrase("'{}' is not a journal of Tocsin", "“{}”不是 Tocsin 的运行日志", shown_path(path))};
}

OutputError cannot_write(const std::filesystem::path& path) {
  const auto reason = reason_of(errno);
  return {path,
          {fmt::format("cannot write '{}': {}", shown_path(path), reason.en),
           fmt::format("无法写入“{}”：{}", shown_path(path), reason.zh)}};
}

std::string header_text(const JournalHeader& header) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", kFirstLine, header.version, header.digest, header.seed,
                     header.replications, header.precision);
}

// Reads the six header lines; returns where the records begin, 0 when they are not there.
std::size_t read_header(const std::string& bytes, JournalHeader& header) {
  std::array<std::string, 6> lines;
  std::size_t at = 0;
  for (auto& line : lines) {
    const auto end = bytes.find('\n', at);
    if (end == std::string::npos) return 0;
    line = bytes.substr(at, end - at);
    at = end + 1;
  }
  if (lines[0] != kFirstLine) return 0;
  header.version = lines[1];
  header.digest = lines[2];
  header.seed = std::strtoull(lines[3].c_str(), nullptr, 10);
  header.replications = std::strtoull(lines[4].c_str(), nullptr, 10);
  header.precision = lines[5];
  return at;
}

// The lock belongs to the open file: workers share it, and it ends with the last of them.
bool lock(int file) {
  using namespace std::chrono_literals;
  for (int tries = 0; flock(file, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (errno != EWOULDBLOCK) return true;  // a file system without locks: work without
    if (tries == 100) return false;
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

// Opens for writing at the end, alone.
std::FILE* open_alone(const std::filesystem::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (file == nullptr) throw cannot_write(path);
  if (lock(fileno(file))) return file;
  std::fclose(file);
  throw OutputError(path, phrase("another run of Tocsin is working in '{}'", "另一个 Tocsin 运行正在使用“{}”",
                                 shown_path(path.parent_path())));
}

}  // namespace

bool Journal::in_use(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool used = !lock(file);
  ::close(file);
  return used;
}

Journal Journal::create(const std::filesystem::path& path, const JournalHeader& header) {
  std::FILE* file = open_alone(path);
  Journal journal(path, file);
  if (ftruncate(fileno(file), 0) != 0) throw cannot_write(path);
  const auto text = header_text(header);
  if (std::fwrite(text.data(), 1, text.size(), file) != text.size() || std::fflush(file) != 0) throw cannot_write(path);
  return journal;
}

JournalHeader Journal::peek(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes;
  std::string line;
  for (int number = 0; number < 6 && std::getline(in, line); ++number) bytes += line + "\n";
  JournalHeader header;
  if (read_header(bytes, header) == 0) throw broken(path);
  return header;
}

Journal Journal::open(const std::filesystem::path& path, JournalHeader& header_found,
                      const std::function<void(std::uint32_t, std::string_view)>& record) {
  if (!std::filesystem::exists(path)) throw broken(path);
  Journal journal(path, open_alone(path));  // before reading: nobody appends meanwhile
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  auto at = read_header(bytes, header_found);
  if (at == 0) throw broken(path);
  while (bytes.size() - at >= sizeof(RecordHead)) {
    RecordHead head;
    std::memcpy(&head, bytes.data() + at, sizeof head);
    if (head.mark != kRecordMark || bytes.size() - at - sizeof head < head.size) break;
    const std::string_view payload(bytes.data() + at + sizeof head, head.size);
    if (checksum_of(head, payload) != head.checksum) break;
    record(head.replication, payload);
    at += sizeof head + head.size;
  }
  std::error_code error;
  std::filesystem::resize_file(path, at, error);
  if (error) throw cannot_write(path);
  return journal;
}

void Journal::append(std::uint32_t replication, std::string_view payload) {
  RecordHead head;
  head.replication = replication;
  head.size = static_cast<std::uint32_t>(payload.size());
  head.checksum = checksum_of(head, payload);
  const bool ok = std::fwrite(&head, sizeof head, 1, file_.get()) == 1 &&
                  std::fwrite(payload.data(), 1, payload.size(), file_.get()) == payload.size() &&
                  std::fflush(file_.get()) == 0;
  if (!ok) throw cannot_write(path_);
}

}  // namespace tocsin
