// SPDX-License-Identifier: Apache-2.0
// The journal: what was appended is there again, a torn or damaged end is cut off, foreign files are refused.
#include "engine/experiment/journal.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "engine/experiment/output.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using Records = std::vector<std::pair<std::uint32_t, std::string>>;

const JournalHeader kHeader{"0.1.0", "811325ea3f4b120f", 42};

class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / (std::string("tocsin_journal_") + info->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path path() const { return folder_ / "replications.journal"; }
  [[nodiscard]] std::string bytes() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// The same bytes in a file that nobody has open.
  void put_aside() const {
    const auto copy = bytes();
    fs::remove(path());
    put(copy);
  }
  void put(const std::string& bytes) const { std::ofstream(path(), std::ios::binary) << bytes; }

  /// Opens the journal and returns its records.
  Records read() {
    Records records;
    Journal::open(path(), found_, [&](std::uint32_t replication, std::string_view payload) {
      records.emplace_back(replication, std::string(payload));
    });
    return records;
  }
  /// A journal with these three records, whose payloads hold every kind of byte.
  Records write_three() const {
    Records records{{0, std::string("\0\n\xff", 3)}, {7, ""}, {2, std::string(5000, 'x')}};
    auto journal = Journal::create(path(), kHeader);
    for (const auto& [replication, payload] : records) journal.append(replication, payload);
    return records;
  }

  fs::path folder_;
  JournalHeader found_;
};

TEST_F(JournalTest, HoldsWhatWasAppended) {
  const auto written = write_three();
  EXPECT_EQ(read(), written);
  EXPECT_EQ(found_, kHeader);
}

TEST_F(JournalTest, EveryRecordIsOnTheDiskAtOnce) {
  auto journal = Journal::create(path(), kHeader);
  journal.append(3, "three");
  put_aside();  // while the first is still open, as after a kill
  EXPECT_EQ(read(), (Records{{3, "three"}}));
}

TEST_F(JournalTest, TwoCannotHoldIt) {
  EXPECT_FALSE(Journal::in_use(path()));  // there is none
  {
    auto journal = Journal::create(path(), kHeader);
    journal.append(3, "three");
    EXPECT_TRUE(Journal::in_use(path()));
    EXPECT_THROW(Journal::create(path(), kHeader), OutputError);
    EXPECT_THROW(read(), OutputError);
    EXPECT_EQ(Journal::peek(path()), kHeader);
  }
  EXPECT_FALSE(Journal::in_use(path()));
  EXPECT_EQ(read(), (Records{{3, "three"}}));  // the second create has not emptied it
}

// Wherever the last record is torn, the records before it are kept and it is dropped.
TEST_F(JournalTest, ATornLastRecordIsDropped) {
  auto written = write_three();
  const auto whole = bytes();
  written.pop_back();
  const auto begin = whole.size() - 5000 - 16;  // of the last record: 16 bytes of head, then the payload
  for (const auto size : {begin + 1, begin + 15, begin + 16, begin + 17, whole.size() - 1}) {
    put(whole.substr(0, size));
    EXPECT_EQ(read(), written) << size;
    EXPECT_EQ(fs::file_size(path()), begin) << "the torn end must be gone before something is appended";
  }
}

TEST_F(JournalTest, GoesOnAfterATornRecord) {
  auto written = write_three();
  const auto whole = bytes();
  put(whole.substr(0, whole.size() - 1));
  JournalHeader header;
  {
    auto journal = Journal::open(path(), header, [](std::uint32_t, std::string_view) {});
    journal.append(9, "nine");
  }
  written.back() = {9, "nine"};
  EXPECT_EQ(read(), written);
}

TEST_F(JournalTest, ADamagedRecordEndsWhatIsBelieved) {
  auto written = write_three();
  auto damaged = bytes();
  damaged.back() = 'y';
  put(damaged);
  written.pop_back();
  EXPECT_EQ(read(), written);
}

TEST_F(JournalTest, ForeignFilesAreRefusedAndLeftAlone) {
  write_three();
  const auto whole = bytes();
  for (const std::string& foreign :
       {std::string(), std::string("tocsin-journal 1\n"), std::string("tocsin-journal 2\n0.1.0\nabc\n42\n"),
        "x" + whole, std::string("a\nb\nc\nd\ne\n")}) {
    put(foreign);
    EXPECT_THROW(read(), OutputError) << foreign.substr(0, 20);
    EXPECT_EQ(bytes(), foreign);
  }
  fs::remove(path());
  EXPECT_THROW(read(), OutputError);
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(JournalTest, TellsWhatItBelongsTo) {
  const JournalHeader other{"9.9", "0123", 18446744073709551615ULL};
  Journal::create(path(), other);
  EXPECT_TRUE(read().empty());
  EXPECT_EQ(found_, other);
  EXPECT_NE(found_, kHeader);
}

TEST_F(JournalTest, AFolderThatIsNotThereIsAnOutputError) {
  EXPECT_THROW(Journal::create(folder_ / "missing" / "j", kHeader), OutputError);
}

}  // namespace
}  // namespace tocsin
