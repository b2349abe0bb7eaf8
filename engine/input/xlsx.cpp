// SPDX-License-Identifier: Apache-2.0
#include "engine/input/xlsx.hpp"

#include <fmt/format.h>
#include <minizip/unzip.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <pugixml.hpp>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/input/cell_address.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/text_encoding.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kLargestFile = 100'000'000;
constexpr std::size_t kLargestPart = 32'000'000;  // unpacked
constexpr std::size_t kMostCells = 4'000'000;     // of the rectangle around all that is written
constexpr std::string_view kZipMark = "PK\x03\x04";
constexpr std::string_view kOldMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";  // .xls, and .xlsx with a password

// Thrown where going on is useless; told by parse_xlsx with the file.
struct Unreadable {
  Phrase what;
  Phrase hint = {};
};

[[noreturn]] void refuse_damaged() {
  throw Unreadable{{"the workbook is damaged", "工作簿已损坏"},
                   {"open it in a spreadsheet and save it again", "请用表格软件打开后重新保存"}};
}

// ---- the archive ---------------------------------------------------------------------------------------------------

// What minizip reads instead of a file.
struct Bytes {
  std::string_view all;
  std::uint64_t at = 0;
};

voidpf open_bytes(voidpf opaque, const void* /*name*/, int /*mode*/) {
  return opaque;
}
uLong read_bytes_of(voidpf /*opaque*/, voidpf stream, void* to, uLong size) {
  auto& bytes = *static_cast<Bytes*>(stream);
  const auto count = std::min<std::uint64_t>(size, bytes.all.size() - bytes.at);
  std::memcpy(to, bytes.all.data() + bytes.at, count);
  bytes.at += count;
  return static_cast<uLong>(count);
}
ZPOS64_T tell_bytes(voidpf /*opaque*/, voidpf stream) {
  return static_cast<Bytes*>(stream)->at;
}
long seek_bytes(voidpf /*opaque*/, voidpf stream, ZPOS64_T offset, int origin) {
  auto& bytes = *static_cast<Bytes*>(stream);
  const std::uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? bytes.at
                             : origin == ZLIB_FILEFUNC_SEEK_END ? bytes.all.size()
                                                                : 0;
  if (offset > bytes.all.size() - base) return -1;
  bytes.at = base + offset;
  return 0;
}
int close_bytes(voidpf /*opaque*/, voidpf /*stream*/) {
  return 0;
}

class Archive {
 public:
  explicit Archive(std::string_view bytes) : bytes_{bytes} {
    zlib_filefunc64_def functions{};
    functions.zopen64_file = open_bytes;
    functions.zread_file = read_bytes_of;
    functions.ztell64_file = tell_bytes;
    functions.zseek64_file = seek_bytes;
    functions.zclose_file = close_bytes;
    functions.zerror_file = close_bytes;  // never an error either
    functions.opaque = &bytes_;
    file_ = unzOpen2_64("", &functions);
    if (file_ == nullptr) refuse_damaged();
  }
  ~Archive() { unzClose(file_); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  /// nullopt when there is no such part.
  std::optional<std::string> part(const std::string& name) {
    if (unzLocateFile(file_, name.c_str(), 2) != UNZ_OK) return std::nullopt;  // 2: whatever the case
    unz_file_info64 about{};
    if (unzGetCurrentFileInfo64(file_, &about, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) refuse_damaged();
    if ((about.flag & 1U) != 0) throw Unreadable{{"the workbook is encrypted", "工作簿已加密"}, no_password()};
    if (about.uncompressed_size > kLargestPart) {
      throw Unreadable{phrase("'{}' in the workbook unpacks to more than {} MB", "工作簿中的“{}”解压后超过 {} MB", name,
                              kLargestPart / 1'000'000),
                       {"copy the table alone into a new workbook", "请只将该表复制到新的工作簿"}};
    }
    if (unzOpenCurrentFile(file_) != UNZ_OK) refuse_damaged();
    std::string text(static_cast<std::size_t>(about.uncompressed_size), '\0');
    const auto read = unzReadCurrentFile(file_, text.data(), static_cast<unsigned>(text.size()));
    const bool whole = read == static_cast<int>(text.size());
    if (unzCloseCurrentFile(file_) != UNZ_OK || !whole) refuse_damaged();  // wrong checksum
    return text;
  }

  static Phrase no_password() { return {"save it without a password", "请取消密码后另存"}; }

 private:
  Bytes bytes_;
  unzFile file_ = nullptr;
};

// ---- XML -----------------------------------------------------------------------------------------------------------

// Some programs write <x:row>: the prefix does not matter.
std::string_view local_name(const char* name) {
  const std::string_view whole = name;
  const auto colon = whole.find(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

bool is_called(const pugi::xml_node& node, std::string_view name) {
  return node.type() == pugi::node_element && local_name(node.name()) == name;
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  return node.find_child([name](const pugi::xml_node& inner) { return is_called(inner, name); });
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  const auto found = node.find_attribute([name](const auto& a) { return local_name(a.name()) == name; });
  return found.value();
}

// An XML part of the archive.
class Part {
 public:
  Part(Archive& archive, const std::string& name) {
    auto text = archive.part(name);
    if (!text) return;
    text_ = std::move(*text);
    const auto done = document_.load_buffer_inplace(text_.data(), text_.size(),
                                                    pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_doctype);
    if (!done) refuse_damaged();
    for (const auto& node : document_.children()) {
      if (node.type() != pugi::node_doctype) continue;
      throw Unreadable{{"the workbook holds a document type declaration", "工作簿内含文档类型声明（DTD）"},
                       {"no spreadsheet writes one; do not trust this file", "表格软件不会写入此内容，请勿信任该文件"}};
    }
    there_ = true;
  }
  [[nodiscard]] bool there() const { return there_; }
  [[nodiscard]] pugi::xml_node root() const { return document_.document_element(); }

 private:
  std::string text_;
  pugi::xml_document document_;
  bool there_ = false;
};

// "_x000D_" is how a workbook writes a character that XML cannot hold.
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    unsigned code = 0;
    const bool escape = text.size() - i >= 7 && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_' &&
                        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 2,
                                    text.begin() + static_cast<std::ptrdiff_t>(i) + 6, [&](char c) {
                                      const auto at = std::string_view("0123456789ABCDEFabcdef").find(c);
                                      code = code * 16 + static_cast<unsigned>(at > 15 ? at - 6 : at);
                                      return at != std::string_view::npos;
                                    });
    if (!escape || code >= 0x80) {
      result += text[i++];
      continue;
    }
    if (code != '\r') result += static_cast<char>(code);
    i += 7;
  }
  return result;
}

// The text of a string item: its runs, without the reading aids (rPh) above the characters.
std::string text_of(const pugi::xml_node& item) {
  std::string text;
  for (const auto& inner : item.children()) {
    if (is_called(inner, "t")) text += inner.text().get();
    if (is_called(inner, "r")) text += child(inner, "t").text().get();
  }
  return unescaped(text);
}

// ---- the workbook --------------------------------------------------------------------------------------------------

struct SheetEntry {
  std::string name;
  std::string part;
  bool shown = true;
};

// Where relations of a part lead: id to the name of another part.
std::map<std::string, std::string, std::less<>> relations_of(Archive& archive, const std::filesystem::path& part) {
  std::map<std::string, std::string, std::less<>> targets;
  const auto file = part.parent_path() / "_rels" / (part.filename().string() + ".rels");
  const Part relations(archive, file.generic_string());
  if (!relations.there()) return targets;
  for (const auto& relation : relations.root().children()) {
    const std::filesystem::path target(std::string(attribute(relation, "Target")));
    const auto whole = target.is_absolute() ? target.relative_path() : part.parent_path() / target;
    const auto type = attribute(relation, "Type");
    const auto kind = std::string(type.substr(type.rfind('/') + 1));
    targets.emplace(attribute(relation, "Id"), whole.lexically_normal().generic_string());
    targets.emplace("type:" + kind, whole.lexically_normal().generic_string());
  }
  return targets;
}

class Workbook {
 public:
  explicit Workbook(std::string_view bytes) : archive_(bytes) {
    const auto root = relations_of(archive_, "");
    const auto main = root.find("type:officeDocument");
    const std::string part = main == root.end() ? "xl/workbook.xml" : main->second;
    const Part workbook(archive_, part);
    if (!workbook.there()) refuse_other_archive();
    const auto dates = attribute(child(workbook.root(), "workbookPr"), "date1904");
    dates_from_1904_ = dates == "1" || dates == "true";
    const auto targets = relations_of(archive_, part);
    for (const auto& sheet : child(workbook.root(), "sheets").children()) {
      const auto target = targets.find(attribute_id(sheet));
      if (!is_called(sheet, "sheet") || target == targets.end()) continue;
      const auto state = attribute(sheet, "state");
      sheets_.push_back({std::string(attribute(sheet, "name")), target->second, state.empty() || state == "visible"});
    }
    const auto strings = targets.find("type:sharedStrings");
    if (strings != targets.end()) read_strings(strings->second);
  }

  [[nodiscard]] const std::vector<SheetEntry>& sheets() const { return sheets_; }
  [[nodiscard]] bool dates_from_1904() const { return dates_from_1904_; }
  [[nodiscard]] const std::vector<std::string>& strings() const { return strings_; }
  [[nodiscard]] Archive& archive() { return archive_; }

 private:
  // "r:id", whatever the prefix; "sheetId" is another thing.
  static std::string_view attribute_id(const pugi::xml_node& sheet) {
    const auto found = sheet.find_attribute(
        [](const auto& a) { return local_name(a.name()) == "id" && std::string_view(a.name()) != "id"; });
    return found.value();
  }

  [[noreturn]] void refuse_other_archive() {
    const bool open_document = archive_.part("mimetype").has_value();
    throw Unreadable{{"this is an archive, but no workbook (.xlsx)", "这是压缩文件，但不是工作簿（.xlsx）"},
                     open_document ? Phrase{"save it as .xlsx", "请另存为 .xlsx"} : Phrase{}};
  }

  void read_strings(const std::string& name) {
    const Part part(archive_, name);
    if (!part.there()) return;
    for (const auto& item : part.root().children()) {
      if (is_called(item, "si")) strings_.push_back(text_of(item));
    }
  }

  Archive archive_;
  std::vector<SheetEntry> sheets_;
  std::vector<std::string> strings_;
  bool dates_from_1904_ = false;
};

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1));
}

// Reads one sheet into rows as wide as the widest.
class SheetReader {
 public:
  SheetReader(const Workbook& workbook, std::shared_ptr<const SourceFile> source, Diagnostics& diagnostics)
      : workbook_(workbook), source_(std::move(source)), diagnostics_(diagnostics) {}

  std::vector<NumberedRow> rows(const pugi::xml_node& sheet) {
    int number = 0;
    for (const auto& row : child(sheet, "sheetData").children()) {
      if (!is_called(row, "row")) continue;
      const auto given = attribute(row, "r");
      const auto next = given.empty() ? number + 1 : row_number(given);
      if (next <= number || next > kLastSheetRow) refuse_damaged();
      number = next;
      read_row(row, number);
    }
    fill_gaps();
    return std::move(rows_);
  }

  [[nodiscard]] std::vector<MergedCells> merged(const pugi::xml_node& sheet) const {
    std::vector<MergedCells> result;
    for (const auto& merge : child(sheet, "mergeCells").children()) {
      const std::string range(attribute(merge, "ref"));
      const auto colon = std::min(range.find(':'), range.size());
      const auto first = read_cell_address(std::string_view(range).substr(0, colon));
      const auto last = read_cell_address(std::string_view(range).substr(std::min(colon + 1, range.size())));
      if (!first || !last) continue;
      auto& cells = result.emplace_back();
      cells.where = {source_, first->row, first->column, 1};
      cells.range = range;
      cells.last_row = last->row;
      cells.last_column = last->column;
    }
    return result;
  }

 private:
  static int row_number(std::string_view text) {
    const auto address = read_cell_address("A" + std::string(text));
    if (!address || address->row == 0) refuse_damaged();
    return address->row;
  }

  void read_row(const pugi::xml_node& row, int number) {
    NumberedRow found{number, {}};
    int column = 0;
    for (const auto& node : row.children()) {
      if (!is_called(node, "c")) continue;
      const auto reference = attribute(node, "r");
      const auto address =
          reference.empty() ? CellAddress{column + 1, number} : read_cell_address(reference).value_or(CellAddress{});
      if (address.column <= column || address.row != number) refuse_damaged();
      column = address.column;
      auto cell = read_cell(node, {source_, number, column, 1});
      if (!cell.text.empty() || cell.is_formula) found.cells.push_back(std::move(cell));
    }
    if (found.cells.empty()) return;
    width_ = std::max(width_, found.cells.back().where.column);
    rows_.push_back(std::move(found));
    if (rows_.size() * static_cast<std::size_t>(width_) > kMostCells) {
      throw Unreadable{{"the sheet has too many cells", "工作表的单元格过多"},
                       {"copy the table alone into a new workbook", "请只将该表复制到新的工作簿"}};
    }
  }

  Cell read_cell(const pugi::xml_node& node, SourceSpan where) {
    const auto type = attribute(node, "t");
    const auto value = child(node, "v");
    Cell cell{"", std::move(where)};
    cell.is_formula = !child(node, "f").empty();
    std::string text = value.text().get();
    if (type == "s") {
      text = shared_string(text);
    } else if (type == "inlineStr") {
      text = text_of(child(node, "is"));
    } else if (type == "b") {
      text = text == "1" ? "true" : "false";
    } else if (type == "e") {
      cell.content = CellContent::error;
    } else if (type == "str") {
      text = unescaped(text);
    } else if (type != "d") {
      cell.content = CellContent::number;
    }
    cell.text = trimmed(text);
    if (const auto bad = first_no_text(cell.text)) {
      diagnostics_.error(cell.where, codes::kEncoding,
                         phrase("a character that is no text (U+{:04X})", "非文本字符（U+{:04X}）",
                                static_cast<std::uint32_t>(bad->code)),
                         {"text only", "纯文本"});
      cell.text.clear();
    }
    return cell;
  }

  [[nodiscard]] const std::string& shared_string(const std::string& index) const {
    const auto number = read_number(trimmed(index));
    if (!number || *number < 0 || *number >= static_cast<double>(workbook_.strings().size())) refuse_damaged();
    return workbook_.strings()[static_cast<std::size_t>(*number)];
  }

  void fill_gaps() {
    for (auto& row : rows_) {
      std::vector<Cell> cells;
      cells.reserve(static_cast<std::size_t>(width_));
      auto next = row.cells.begin();
      for (int column = 1; column <= width_; ++column) {
        if (next != row.cells.end() && next->where.column == column) {
          cells.push_back(std::move(*next++));
        } else {
          cells.push_back({"", {source_, row.number, column, 1}});
        }
      }
      row.cells = std::move(cells);
    }
  }

  const Workbook& workbook_;
  std::shared_ptr<const SourceFile> source_;
  Diagnostics& diagnostics_;
  std::vector<NumberedRow> rows_;
  int width_ = 0;
};

const SheetEntry* find_sheet(const Workbook& workbook, const std::string& wanted) {
  const auto& sheets = workbook.sheets();
  const auto found = std::find_if(sheets.begin(), sheets.end(), [&](const SheetEntry& sheet) {
    return wanted.empty() ? sheet.shown : sheet.name == wanted;
  });
  return found == sheets.end() ? nullptr : &*found;
}

void report_missing_sheet(const Workbook& workbook, const std::string& wanted, const std::string& file,
                          Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& sheet : workbook.sheets()) names.push_back(sheet.name);
  const Phrase what = wanted.empty() ? Phrase{"the workbook has no sheet that is shown", "工作簿中没有可见的工作表"}
                                     : phrase("there is no sheet '{}'", "没有工作表“{}”", wanted);
  diagnostics.error({make_source(file, "")}, codes::kMissingSheet, what,
                    {"one of: " + join(names), "可用：" + join(names, "、")}, did_you_mean(wanted, names));
}

std::optional<Table> read_sheet(Workbook& workbook, const SheetEntry& sheet, const std::string& file,
                                const TableLayout& layout, Diagnostics& diagnostics) {
  const auto source = std::make_shared<SourceFile>();
  source->path = file;
  source->sheet = sheet.name.empty() ? "?" : sheet.name;
  const Part part(workbook.archive(), sheet.part);
  if (!part.there() || !is_called(part.root(), "worksheet")) refuse_damaged();
  SheetReader reader(workbook, source, diagnostics);
  auto rows = reader.rows(part.root());
  auto table = make_table(source, std::move(rows), layout, diagnostics);
  table.merged = reader.merged(part.root());
  table.dates_from_1904 = workbook.dates_from_1904();
  if (table.header.empty()) return std::nullopt;
  return table;
}

}  // namespace

std::optional<Table> parse_xlsx(std::string_view bytes, const std::string& name, const TableLayout& layout,
                                Diagnostics& diagnostics) {
  try {
    if (bytes.starts_with(kOldMark)) {
      throw Unreadable{{"an old workbook (.xls), or one with a password", "旧格式工作簿（.xls），或设有密码"},
                       {"save it as .xlsx, without a password", "请取消密码并另存为 .xlsx"}};
    }
    if (!bytes.starts_with(kZipMark)) throw Unreadable{{"this is no workbook (.xlsx)", "这不是工作簿（.xlsx）"}};
    Workbook workbook(bytes);
    if (const auto* sheet = find_sheet(workbook, layout.sheet)) {
      return read_sheet(workbook, *sheet, name, layout, diagnostics);
    }
    report_missing_sheet(workbook, layout.sheet, name, diagnostics);
  } catch (const Unreadable& reason) {
    diagnostics.error({make_source(name, "")}, codes::kUnreadableWorkbook, reason.what,
                      {"a workbook saved as .xlsx", "保存为 .xlsx 的工作簿"}, reason.hint);
  }
  return std::nullopt;
}

std::optional<Table> read_table(const std::filesystem::path& path, const TableLayout& layout,
                                Diagnostics& diagnostics) {
  const auto bytes = read_bytes(path, kLargestFile, diagnostics);
  if (!bytes) return std::nullopt;
  const bool named_so = path.extension() == ".xlsx" || path.extension() == ".xls" || path.extension() == ".XLSX";
  if (named_so || bytes->starts_with(kZipMark) || bytes->starts_with(kOldMark)) {
    return parse_xlsx(*bytes, path.string(), layout, diagnostics);
  }
  auto table = parse_csv(*bytes, path.string(), layout, diagnostics);
  if (table.header.empty()) return std::nullopt;
  return table;
}

std::optional<CivilTime> civil_time_of_serial(double serial, bool dates_from_1904) {
  constexpr double kSecondsOfDay = 86400;
  const double days = serial + (dates_from_1904 ? 1462 : 0);  // between the two beginnings
  constexpr double kFirst = 32874;                            // 1990-01-01
  constexpr double kEnd = 109575;                             // 2200-01-01
  if (!(days >= kFirst && days < kEnd)) return std::nullopt;
  const std::chrono::local_days zero{std::chrono::year{1899} / 12 / 30};
  return CivilTime{zero + std::chrono::seconds(std::llround(days * kSecondsOfDay))};
}

}  // namespace tocsin
