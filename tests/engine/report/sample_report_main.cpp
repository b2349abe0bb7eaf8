// SPDX-License-Identifier: Apache-2.0
// Writes the sample report: sample_report FILE en|zh [ROADS]. For looking at the page and for browser_test.py.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>

#include "tests/engine/report/sample_report.hpp"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: sample_report FILE en|zh [ROADS]\n";
    return 2;
  }
  const auto language = std::string_view(argv[2]) == "zh" ? tocsin::Language::zh : tocsin::Language::en;
  const auto data = tocsin::testing::sample_report(argc > 3 ? std::atoi(argv[3]) : 600);
  std::ofstream(argv[1], std::ios::binary) << tocsin::render_report(data, language);
  std::cout << tocsin::summary_text(data, language);
  return 0;
}
