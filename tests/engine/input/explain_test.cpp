// SPDX-License-Identifier: Apache-2.0
// Every diagnostic code that occurs in the sources has a page in both languages.
#include "engine/input/explain.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> sources() {
  std::vector<fs::path> found;
  for (const char* folder : {"engine", "models"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const auto extension = entry.path().extension();
      if (extension == ".cpp" || extension == ".hpp") found.push_back(entry.path());
    }
  }
  return found;
}

// The constants of codes.hpp: kMissingUnit -> "missing-unit".
std::map<std::string, std::string> constants() {
  const auto text = read("engine/input/codes.hpp");
  const std::regex definition("(k[A-Z][A-Za-z0-9]*) = \"([a-z-]+)\"");
  std::map<std::string, std::string> result;
  for (std::sregex_iterator it(text.begin(), text.end(), definition), end; it != end; ++it) result[(*it)[1]] = (*it)[2];
  return result;
}

// Codes given as text to Diagnostics::error and warning: the first literal of the call that looks like a code.
std::set<std::string> literal_codes(const std::string& text) {
  const std::regex call("\\.(error|warning)\\(");
  const std::regex literal("\"([a-z]+(-[a-z]+)+)\"");
  std::set<std::string> codes;
  for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
    const auto begin = static_cast<std::size_t>(it->position());
    const auto statement = text.substr(begin, text.find(';', begin) - begin);
    std::smatch found;
    if (std::regex_search(statement, found, literal)) codes.insert(found[1]);
  }
  return codes;
}

class Explain : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists("engine/input/codes.hpp")) GTEST_SKIP() << "run from the root of the source tree";
  }
};

TEST_F(Explain, EveryConstantHasAPage) {
  const auto all = constants();
  EXPECT_GT(all.size(), 25U);
  for (const auto& [name, code] : all) EXPECT_NE(explain(code), nullptr) << name << " = " << code;
  for (const auto& page : explanations()) {
    const bool listed =
        std::any_of(all.begin(), all.end(), [&](const auto& entry) { return entry.second == page.code; });
    EXPECT_TRUE(listed) << page.code << " is explained but not in codes.hpp";
  }
}

TEST_F(Explain, EveryCodeWrittenInTheSourcesHasAPage) {
  std::size_t seen = 0;
  for (const auto& path : sources()) {
    for (const auto& code : literal_codes(read(path))) {
      ++seen;
      EXPECT_NE(explain(code), nullptr) << path << " reports '" << code << "'";
    }
  }
  EXPECT_GT(seen, 0U);
}

TEST_F(Explain, PagesAreWholeInBothLanguages) {
  std::set<std::string_view> codes;
  for (const auto& page : explanations()) {
    EXPECT_TRUE(codes.insert(page.code).second) << page.code;
    for (const auto& part : {page.title, page.explanation, page.remedy}) {
      EXPECT_FALSE(part.en.empty() || part.zh.empty()) << page.code;
      EXPECT_NE(part.en, part.zh);
    }
    EXPECT_FALSE(page.example.empty());
  }
}

TEST_F(Explain, IsShownAsText) {
  EXPECT_EQ(explanation_text(*explain("missing-unit"), Language::en),
            "missing-unit: A quantity without unit\n\n"
            "800 may be meters or feet, 30 may be minutes or seconds: every quantity says its unit.\n\n"
            "Example:\n    range: 800\n\nWhat to do: Write 800 m (or 800 米).\n");
  EXPECT_NE(explanation_text(*explain("missing-unit"), Language::zh).find("处理办法：请写成 800 m"), std::string::npos);
  EXPECT_EQ(explain("nonsense"), nullptr);
  EXPECT_EQ(nearest_code("unknown-unti"), "unknown-unit");
  EXPECT_NE(explanations_markdown(Language::zh).find("## `ragged-row`"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
