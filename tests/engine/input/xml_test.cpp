// SPDX-License-Identifier: Apache-2.0
#include "engine/input/xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

using testing::HasSubstr;

std::string messages_of(std::string_view bytes, Language language = Language::en) {
  Diagnostics diagnostics;
  const auto root = parse_xml(bytes, "note.xml", diagnostics);
  EXPECT_EQ(root.has_value(), !diagnostics.has_errors());
  return draw(diagnostics.entries(), language);
}

std::optional<XmlElement> read(std::string_view bytes) {
  Diagnostics diagnostics;
  auto root = parse_xml(bytes, "note.xml", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  return root;
}

TEST(Xml, IsATreeWithPlaces) {
  const auto root = read("<?xml version='1.0'?>\n<n:a xmlns:n='urn:x' k='v'>\n  <n:b>山洪 &amp;\n 预警</n:b>\n</n:a>");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->space, "urn:x");
  EXPECT_EQ(root->name, "a");
  EXPECT_EQ(root->where.line, 2);
  EXPECT_EQ(root->where.column, 1);
  ASSERT_EQ(root->attributes.size(), 1U);
  EXPECT_EQ(root->attributes[0].value, "v");
  ASSERT_EQ(root->children.size(), 1U);
  const auto& b = root->children[0];
  EXPECT_EQ(b.text, "山洪 &\n 预警");
  EXPECT_EQ(b.where.line, 3);
  EXPECT_EQ(b.where.column, 3);
  // Of the text: behind the reference, and on the next line; columns in characters.
  const auto second = b.place(b.text.find("预警"), 6);
  EXPECT_EQ(second.line, 4);
  EXPECT_EQ(second.column, 2);
  EXPECT_EQ(second.length, 2);
  EXPECT_EQ(b.place(0, 3).column, 8);
}

TEST(Xml, RefusesDocumentTypesAndEntities) {
  const auto external = messages_of("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hosts\">]>\n<a>&x;</a>");
  EXPECT_THAT(external, HasSubstr("[refused-xml]"));
  EXPECT_THAT(external, HasSubstr("note.xml:1:"));
  EXPECT_THAT(messages_of("<!DOCTYPE a SYSTEM \"http://example.invalid/a.dtd\"><a/>"), HasSubstr("[refused-xml]"));
  std::string laughs = "<!DOCTYPE a [<!ENTITY l0 \"ha\">";
  for (int i = 1; i < 10; ++i) {
    laughs += "<!ENTITY l" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) laughs += "&l" + std::to_string(i - 1) + ";";
    laughs += "\">";
  }
  EXPECT_THAT(messages_of(laughs + "]><a>&l9;</a>"), HasSubstr("[refused-xml]"));
  EXPECT_THAT(messages_of(laughs + "]><a>&l9;</a>", Language::zh), HasSubstr("一律不读取自定义实体和外部文件"));
  EXPECT_THAT(messages_of("<a>&nbsp;</a>"), HasSubstr("an entity that XML does not know"));
}

TEST(Xml, SaysWhereItStopsBeingXml) {
  EXPECT_THAT(messages_of("<a>\n  <b>text\n</a>"), HasSubstr("note.xml:3:3: error: this end tag does not fit"));
  EXPECT_THAT(messages_of("<a>\n  <b>text\n</a>"), HasSubstr("<b> of line 2 is still open"));
  EXPECT_THAT(messages_of("<a><b>text"), HasSubstr("the XML ends too early"));
  EXPECT_THAT(messages_of(""), HasSubstr("the XML ends too early"));
  EXPECT_THAT(messages_of("identifier: 12345"), HasSubstr("this is not XML"));
  EXPECT_THAT(messages_of("<a/><b/>"), HasSubstr("something stands behind the end"));
  EXPECT_THAT(messages_of("<x:a/>"), HasSubstr("a prefix without a namespace"));
  EXPECT_THAT(messages_of("<a b='1' b='2'/>"), HasSubstr("an attribute given twice"));
  EXPECT_THAT(messages_of("<a>1 < 2</a>"), HasSubstr("'<' in text is written &lt;"));
}

TEST(Xml, ReadsTheEncodingsThatOfficesUse) {
  const std::string gb = "<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<a>\xC9\xBD\xBA\xE9</a>";
  EXPECT_EQ(read(gb)->text, "山洪");
  EXPECT_EQ(read("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xE9</a>")->text, "é");
  EXPECT_EQ(read("\xEF\xBB\xBF<a>山洪</a>")->text, "山洪");
  const std::string utf16("\xFF\xFE<\0a\0>\0\x71\x5C<\0/\0a\0>\0", 18);
  EXPECT_EQ(read(utf16)->text, "山");
  EXPECT_EQ(read("<a>1\r\n2\r3</a>")->text, "1\n2\n3");
}

TEST(Xml, RefusesBytesThatAreNotWhatTheySay) {
  const auto gb_as_utf8 = messages_of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\xC9\xBD\xBA\xE9</a>");
  EXPECT_THAT(gb_as_utf8, HasSubstr("note.xml:2:5: error: these bytes are not UTF-8 [encoding]"));
  EXPECT_THAT(gb_as_utf8, HasSubstr("GB18030"));
  EXPECT_THAT(messages_of("<?xml version='1.0' encoding='Shift_JIS'?><a/>"), HasSubstr("'shift_jis' is not read"));
  EXPECT_THAT(messages_of("<?xml version='1.0' encoding='GBK'?><a>\xFF\xFF</a>"),
              HasSubstr("the file says it is 'gbk'"));
}

TEST(Xml, HasLimits) {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  EXPECT_THAT(messages_of(deep), HasSubstr("[refused-xml]"));
  std::string many = "<a>";
  for (int i = 0; i < 100'001; ++i) many += "<b/>";
  EXPECT_THAT(messages_of(many + "</a>"), HasSubstr("more than 100000 elements"));
}

TEST(Xml, WritesWhatReadsBack) {
  XmlWriter xml;
  xml.open("a", "urn:\"x\"&y");
  xml.leaf("b", "1 < 2 & \"山\" > 0\r\n");
  xml.leaf("c", std::string("\x01 bell, \xFF byte", 14));
  xml.close();
  const auto root = read(xml.text());
  ASSERT_TRUE(root);
  EXPECT_EQ(root->space, "urn:\"x\"&y");
  EXPECT_EQ(root->children[0].text, "1 < 2 & \"山\" > 0\r\n");
  EXPECT_EQ(root->children[1].text, "\xEF\xBF\xBD bell, \xEF\xBF\xBD byte");
}

}  // namespace
}  // namespace tocsin
