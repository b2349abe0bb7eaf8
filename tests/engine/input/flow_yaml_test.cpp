// SPDX-License-Identifier: Apache-2.0
// Trees on one line read back as they were.
#include "engine/input/flow_yaml.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Node read(const std::string& text) {
  Diagnostics diagnostics;
  const auto document = parse_document(text, "cell", diagnostics);
  EXPECT_TRUE(document && diagnostics.empty()) << text << draw(diagnostics.entries(), Language::en);
  return document ? document->root : Node{};
}

TEST(FlowYaml, IsOneLineAndReadsBack) {
  const auto tree = Node::mapping()
                        .add("roads", Node::sequence({Node::scalar("a, b"), Node::scalar("")}))
                        .add("deep", Node::sequence({Node::mapping().add("text", Node::scalar("one\ntwo: #三"))}))
                        .add("none", Node::sequence())
                        .add("word", Node::scalar("~"));
  const auto text = to_flow_yaml(tree);
  EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  const auto again = read(text);
  EXPECT_EQ(again.find("roads")->items.at(0).text, "a, b");
  EXPECT_TRUE(again.find("roads")->items.at(1).is_scalar());
  EXPECT_EQ(again.find("deep")->items.at(0).find("text")->text, "one\ntwo: #三");
  EXPECT_TRUE(again.find("none")->is_sequence());
  EXPECT_EQ(again.find("word")->text, "~");
  EXPECT_EQ(to_flow_yaml(again), text);
}

TEST(FlowYaml, QuotesAnyText) {
  for (const std::string text : {"", " a ", "\n", "\"", "\\", "'", "羊\t角", "null"}) {
    EXPECT_EQ(read(quoted_yaml(text)).text, text);
  }
}

}  // namespace
}  // namespace tocsin
