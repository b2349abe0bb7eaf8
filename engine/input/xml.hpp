// SPDX-License-Identifier: Apache-2.0
// XML as a tree of elements with the place of every tag and every character of text (expat inside), and a writer that
// escapes what it writes.
//
//   const auto root = parse_xml(bytes, "alert.cap", diagnostics);     // nullopt with the mistakes
//   XmlWriter xml;  xml.open("alert", space);  xml.leaf("note", "a < b");  xml.close();  xml.text();
//
// A document type or an entity of its own is refused at once: nothing is loaded from elsewhere, nothing is multiplied.
// Reads UTF-8, UTF-16 with byte order mark, GB18030 (GBK, GB2312) and ISO-8859-1 as the declaration says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input/diagnostic.hpp"

namespace tocsin {

struct XmlAttribute {
  std::string space;  ///< namespace; empty: none
  std::string name;
  std::string value;
};

struct XmlElement {
  std::string space;  ///< namespace; empty: none
  std::string name;
  std::string text;  ///< between the tags of this element itself, as it stands
  std::vector<XmlAttribute> attributes;
  std::vector<XmlElement> children;
  SourceSpan where;  ///< of the tag

  /// The place of `length` bytes of `text` from `offset`; that of the tag when there is no text.
  [[nodiscard]] SourceSpan place(std::size_t offset, std::size_t length) const;

  /// Where a stretch of `text` begins in the file; filled while reading.
  struct Stretch {
    std::size_t offset = 0;
    int line = 0;
    int column = 0;
  };
  std::vector<Stretch> stretches;
};

/// Reads a whole document; `name` is how the file is called in messages. Refuses (nullopt, diagnostics): what is not
/// well-formed, not text, has a document type, nests deeper than 32 elements or has more than 100,000.
std::optional<XmlElement> parse_xml(std::string_view bytes, const std::string& name, Diagnostics& diagnostics);

/// `text` with the characters that mean something in XML written as references; what XML cannot hold becomes U+FFFD.
std::string xml_escaped(std::string_view text);

/// A document, element by element, indented, with the declaration in front.
class XmlWriter {
 public:
  XmlWriter();
  /// Begins an element; `space` is its default namespace, given once at the root.
  void open(std::string_view name, std::string_view space = {});
  /// An element with text and nothing else.
  void leaf(std::string_view name, std::string_view text);
  /// Ends the innermost open element.
  void close();
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void indent();
  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace tocsin
