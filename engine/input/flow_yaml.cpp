// SPDX-License-Identifier: Apache-2.0
#include "engine/input/flow_yaml.hpp"

#include <yaml-cpp/emitter.h>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

void emit(YAML::Emitter& out, const Node& node) {
  switch (node.kind) {
    case NodeKind::empty:
      out << YAML::Null;
      return;
    case NodeKind::scalar:
      if (node.text.find('\n') != std::string::npos) out << YAML::DoubleQuoted;
      out << node.text;
      return;
    case NodeKind::sequence:
      out << YAML::Flow << YAML::BeginSeq;
      for (const auto& item : node.items) emit(out, item);
      out << YAML::EndSeq;
      return;
    case NodeKind::mapping:
      out << YAML::Flow << YAML::BeginMap;
      for (const auto& entry : node.entries) {
        out << YAML::Key << entry.key << YAML::Value;
        emit(out, entry.value);
      }
      out << YAML::EndMap;
      return;
  }
}

std::string text_of(const YAML::Emitter& out) {
  ensure(out.good(), "a tree can be written as YAML");
  return {out.c_str(), out.size()};
}

}  // namespace

std::string to_flow_yaml(const Node& node) {
  YAML::Emitter out;
  emit(out, node);
  return text_of(out);
}

std::string quoted_yaml(std::string_view text) {
  YAML::Emitter out;
  out << YAML::DoubleQuoted << std::string(text);
  return text_of(out);
}

}  // namespace tocsin
