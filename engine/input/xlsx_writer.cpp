// SPDX-License-Identifier: Apache-2.0
#include "engine/input/xlsx_writer.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

#include "engine/base/ensure.hpp"
#include "engine/input/cell_address.hpp"

namespace tocsin {
namespace {

constexpr lxw_row_t kRowsToFillIn = 1000;  // below the last one, with drop-downs too
constexpr const char* kChoicesSheet = "_choices";
constexpr time_t kSameDay = 946'684'800;  // 2000-01-01: else the library writes when the file was made

// "_x0041_" in a text would be read as an escape: its first character is escaped itself.
std::string escaped(const std::string& text) {
  static const std::regex pattern("_(?=x[0-9A-Fa-f]{4}_)");
  return std::regex_replace(text, pattern, "_x005F_");
}

// A folder for one file, gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (std::filesystem::temp_directory_path() / "tocsin-xlsx-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path file() const { return path_ / "book.xlsx"; }

 private:
  std::filesystem::path path_;
};

class WorkbookWriter {
 public:
  explicit WorkbookWriter(const std::string& file) : book_(workbook_new(file.c_str())) {
    if (book_ == nullptr) throw std::runtime_error("a workbook cannot be written to " + file);
    lxw_doc_properties properties{};
    properties.created = kSameDay;
    workbook_set_properties(book_, &properties);
    header_ = workbook_add_format(book_);
    format_set_bold(header_);
    format_set_text_wrap(header_);
    format_set_align(header_, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(header_, 0xD9E2F3);
    format_set_border(header_, LXW_BORDER_THIN);
    format_set_num_format(header_, "@");
    text_ = workbook_add_format(book_);
    format_set_text_wrap(text_);
    format_set_align(text_, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(text_, "@");
  }

  void add(const WrittenSheet& sheet) {
    auto* const page = workbook_add_worksheet(book_, sheet.name.c_str());
    ensure(page != nullptr, "the name of a sheet is one");
    for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
      const auto column = static_cast<lxw_col_t>(c);
      worksheet_set_column(page, column, column, sheet.columns[c].width_cells + 1.0, text_);
      write(page, 0, column, sheet.columns[c].header, header_);
    }
    for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
      for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
        write(page, static_cast<lxw_row_t>(r + 1), static_cast<lxw_col_t>(c), sheet.rows[r][c], text_);
      }
    }
    worksheet_freeze_panes(page, 1, 0);
    worksheet_set_landscape(page);
    worksheet_repeat_rows(page, 0, 0);
    worksheet_fit_to_pages(page, 1, 0);
    for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
      if (!sheet.columns[c].choices.empty()) to_choose_.push_back({page, c, sheet.rows.size(), &sheet.columns[c]});
    }
  }

  /// Writes the choices, and the file.
  void close() {
    if (!to_choose_.empty()) add_choices();
    auto* const book = book_;
    book_ = nullptr;
    const auto failed = workbook_close(book);
    if (failed != LXW_NO_ERROR) throw std::runtime_error(lxw_strerror(failed));
  }

  ~WorkbookWriter() {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }
  WorkbookWriter(const WorkbookWriter&) = delete;
  WorkbookWriter& operator=(const WorkbookWriter&) = delete;

 private:
  struct Choice {
    lxw_worksheet* page;
    std::size_t column;
    std::size_t rows;
    const WrittenColumn* of;
  };

  static void write(lxw_worksheet* page, lxw_row_t row, lxw_col_t column, const std::string& text, lxw_format* format) {
    if (text.empty()) return;
    const auto failed = worksheet_write_string(page, row, column, escaped(text).c_str(), format);
    ensure(failed == LXW_NO_ERROR, "a cell takes what its writer was told to check");
  }

  // A list in the rule itself may have 255 characters only.
  void add_choices() {
    auto* const lists = workbook_add_worksheet(book_, kChoicesSheet);
    worksheet_hide(lists);
    for (std::size_t i = 0; i < to_choose_.size(); ++i) {
      const auto& [page, column, rows, of] = to_choose_[i];
      for (std::size_t r = 0; r < of->choices.size(); ++r) {
        write(lists, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(i), of->choices[r], text_);
      }
      const auto letters = column_letters(static_cast<int>(i) + 1);
      auto range = fmt::format("={}!${}$1:${}${}", kChoicesSheet, letters, letters, of->choices.size());
      lxw_data_validation rule{};
      rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;  // the library's word [sic]
      rule.value_formula = range.data();
      rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
      const auto at = static_cast<lxw_col_t>(column);
      worksheet_data_validation_range(page, 1, at, static_cast<lxw_row_t>(rows) + kRowsToFillIn, at, &rule);
    }
  }

  lxw_workbook* book_;
  lxw_format* header_ = nullptr;
  lxw_format* text_ = nullptr;
  std::vector<Choice> to_choose_;
};

}  // namespace

std::string xlsx_bytes(const std::vector<WrittenSheet>& sheets) {
  const TemporaryFolder folder;  // the library writes files only
  const auto file = folder.file();
  WorkbookWriter writer(file.string());
  for (const auto& sheet : sheets) writer.add(sheet);
  writer.close();
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.empty()) throw std::runtime_error("a workbook cannot be read back from " + file.string());
  return bytes;
}

}  // namespace tocsin
