// SPDX-License-Identifier: Apache-2.0
// The journal of an experiment: every finished replication is appended at once, so that an interruption (Ctrl-C, a
// kill, a power cut of the program) loses nothing that was finished. Records carry a checksum; a torn last record is
// dropped when the journal is opened again. The finished results are made from it and it is removed then.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin {

/// What a journal belongs to; resuming needs the same.
struct JournalHeader {
  std::string version;  ///< of Tocsin
  std::string digest;   ///< of the scenario and its town
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;  ///< how many were asked for
  std::string precision = {};      ///< the precision goal as given; empty without
  bool operator==(const JournalHeader&) const = default;
  /// Same numbers? How many are asked for may differ.
  [[nodiscard]] bool fits(const JournalHeader& other) const {
    return version == other.version && digest == other.digest && seed == other.seed;
  }
};

class Journal {
 public:
  /// Starts a new journal. Whoever holds one holds it alone, until its process has ended. Throws OutputError, also when
  /// another process holds it.
  static Journal create(const std::filesystem::path& path, const JournalHeader& header);
  /// Opens an existing one, calls `record` for each whole record, cuts off a torn end and is ready to append. Throws
  /// OutputError when the file cannot be used or another process holds it; `header_found` tells what it belongs to.
  static Journal open(const std::filesystem::path& path, JournalHeader& header_found,
                      const std::function<void(std::uint32_t replication, std::string_view payload)>& record);
  /// What a journal belongs to, without using it. Throws OutputError when it cannot be read.
  static JournalHeader peek(const std::filesystem::path& path);
  /// Does another process hold it? Waits a second for one that is just ending (workers outlive a kill by moments).
  static bool in_use(const std::filesystem::path& path);
  /// Appends one finished replication and hands it to the operating system. Throws OutputError (disk full).
  void append(std::uint32_t replication, std::string_view payload);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Journal(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace tocsin
