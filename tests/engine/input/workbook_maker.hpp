// SPDX-License-Identifier: Apache-2.0
// Makes workbooks for tests, whole or broken, from the text of their parts: `WorkbookMaker().sheet("<row>…").bytes()`.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tocsin::test {

/// An archive of parts. Entries may lie about their size.
class ArchiveMaker {
 public:
  void add(const std::string& name, std::string_view content) { add(name, content, content.size()); }
  void add(const std::string& name, std::string_view content, std::uint64_t told_size) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    std::string about = number(20, 2) + number(0, 2) + number(8, 2) + number(0, 4) + number(sum, 4) +
                        number(packed.size(), 4) + number(told_size, 4) + number(name.size(), 2) + number(0, 2);
    directory_ += "PK\x01\x02" + number(20, 2) + about + number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) +
                  number(body_.size(), 4) + name;
    body_ += "PK\x03\x04" + about + name + packed;
    ++count_;
  }
  [[nodiscard]] std::string bytes() const {
    return body_ + directory_ + "PK\x05\x06" + number(0, 4) + number(count_, 2) + number(count_, 2) +
           number(directory_.size(), 4) + number(body_.size(), 4) + number(0, 2);
  }

 private:
  static std::string number(std::uint64_t value, int size) {
    std::string text;
    for (int i = 0; i < size; ++i) text += static_cast<char>((value >> (8 * i)) & 0xFFU);
    return text;
  }
  std::string body_;
  std::string directory_;
  std::uint64_t count_ = 0;
};

/// A workbook with one sheet; every part can be replaced.
class WorkbookMaker {
 public:
  WorkbookMaker() {
    part("_rels/.rels", relations(R"(<Relationship Id="rId1" Type="x/officeDocument" Target="xl/workbook.xml"/>)"));
    part("xl/_rels/workbook.xml.rels",
         relations(R"(<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>)"
                   R"(<Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/>)"
                   R"(<Relationship Id="rId3" Type="x/sharedStrings" Target="sharedStrings.xml"/>)"));
    sheets(R"(<sheet name="MSEL" sheetId="1" r:id="rId1"/>)");
    strings("");
    sheet("");
  }
  WorkbookMaker& part(const std::string& name, const std::string& text) {
    parts_[name] = text;
    return *this;
  }
  WorkbookMaker& without(const std::string& name) {
    parts_.erase(name);
    return *this;
  }
  WorkbookMaker& sheets(const std::string& entries, const std::string& properties = "") {
    return part("xl/workbook.xml", "<workbook>" + properties + "<sheets>" + entries + "</sheets></workbook>");
  }
  WorkbookMaker& strings(const std::string& items) { return part("xl/sharedStrings.xml", "<sst>" + items + "</sst>"); }
  WorkbookMaker& sheet(const std::string& rows, const std::string& behind = "", const std::string& name = "sheet1") {
    return part("xl/worksheets/" + name + ".xml",
                "<worksheet><sheetData>" + rows + "</sheetData>" + behind + "</worksheet>");
  }
  [[nodiscard]] std::string bytes() const {
    ArchiveMaker archive;
    for (const auto& [name, text] : parts_) archive.add(name, text);
    return archive.bytes();
  }
  [[nodiscard]] const std::map<std::string, std::string>& parts() const { return parts_; }

 private:
  static std::string relations(const std::string& entries) {
    return "<?xml version=\"1.0\"?><Relationships>" + entries + "</Relationships>";
  }
  std::map<std::string, std::string> parts_;
};

}  // namespace tocsin::test
