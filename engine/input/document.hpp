// SPDX-License-Identifier: Apache-2.0
// A YAML file as a tree in which every key and every value knows its place. Scalars stay text ("NO", "09:00", "010"):
// the field that is being read decides what they mean.
//
//   const auto document = read_document("scenario.yaml", diagnostics);
//   if (document) if (const Node* name = document->root.find("name")) …
//
// Refused with a diagnostic: duplicate keys, anchors, aliases, tags, `<<`, several documents in a file, plain values
// that run over lines, bytes that are not UTF-8, nesting deeper than 64. The parser is yaml-cpp (document.cpp).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input/diagnostic.hpp"

namespace tocsin {

enum class NodeKind { empty, scalar, sequence, mapping };

struct NodeEntry;

/// One value of the tree. A struct in all but name: built by the reader, by `write_fields` and by tests.
class Node {
 public:
  NodeKind kind = NodeKind::empty;
  SourceSpan where;                ///< of a scalar: all of it; of a mapping or sequence: where it begins
  std::string text;                ///< of a scalar, unquoted
  bool quoted = false;             ///< the scalar stood in quotes or in a block (| or >)
  std::vector<Node> items;         ///< of a sequence
  std::vector<NodeEntry> entries;  ///< of a mapping, in the order of the file

  Node();  // the six live in the .cpp, where NodeEntry is complete
  ~Node();
  Node(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(const Node&);
  Node& operator=(Node&&) noexcept;

  static Node scalar(std::string text);
  static Node sequence();
  static Node sequence(std::vector<Node> items);
  static Node mapping();
  /// Appends an entry to a mapping and returns this node.
  Node& add(std::string key, Node value);

  [[nodiscard]] bool is_scalar() const { return kind == NodeKind::scalar; }
  [[nodiscard]] bool is_sequence() const { return kind == NodeKind::sequence; }
  [[nodiscard]] bool is_mapping() const { return kind == NodeKind::mapping; }
  [[nodiscard]] bool is_empty() const { return kind == NodeKind::empty; }

  /// The value of `key` in a mapping; nullptr when there is none.
  [[nodiscard]] const Node* find(std::string_view key) const;
  /// The entry of `key`, with the place of the key.
  [[nodiscard]] const NodeEntry* find_entry(std::string_view key) const;
};

/// One `key: value` of a mapping.
struct NodeEntry {
  std::string key;
  SourceSpan key_where;
  Node value;
};

/// A YAML file.
struct Document {
  std::shared_ptr<const SourceFile> source;
  Node root;
};

/// Reads a YAML file. nullopt when it cannot be opened, is not text or is not YAML; mistakes that leave a usable tree
/// (a duplicate key) are reported and the tree is returned, so that more mistakes can be found.
std::optional<Document> read_document(const std::filesystem::path& path, Diagnostics& diagnostics);
/// The same from bytes in memory (`name` is shown in messages).
std::optional<Document> parse_document(std::string_view bytes, const std::string& name, Diagnostics& diagnostics);

/// YAML text of a tree, ends with a line feed. Reading it gives back the same tree.
std::string to_yaml(const Node& node);

/// "a list", "a group of keys", "text", "nothing": for messages.
Phrase node_kind_name(NodeKind kind);

}  // namespace tocsin
