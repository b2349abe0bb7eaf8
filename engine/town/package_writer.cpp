// SPDX-License-Identifier: Apache-2.0
// CSV and YAML text of a package, and the folder that appears at once.
#include "engine/town/package_writer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/base/system_reason.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/document.hpp"
#include "engine/town/town_file.hpp"
#include "engine/town/town_table.hpp"

namespace tocsin {

namespace fs = std::filesystem;

PackageTable::PackageTable(std::string file, std::vector<std::string> columns)
    : file_(std::move(file)), columns_(std::move(columns)) {
  const TownTable& declared = town_table(file_);
  for (const std::string& name : columns_) {
    ensure(std::any_of(declared.columns.begin(), declared.columns.end(),
                       [&](const TownColumn& column) { return column.description.name == name; }),
           "a package table has a column that town_table.cpp does not declare");
  }
}

void PackageTable::row(std::vector<std::string> cells) {
  ensure(cells.size() == columns_.size(), "a row of a package table is too long or too short");
  rows_.push_back(std::move(cells));
}

namespace {

void append_line(const std::vector<std::string>& cells, std::string& text) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text += ',';
    const std::string& cell = cells[i];
    if (cell.find_first_of(",\"\n\r") == std::string::npos) {
      text += cell;
      continue;
    }
    text += '"';
    for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    text += '"';
  }
  text += '\n';
}

[[noreturn]] void refuse(const fs::path& path, const char* code, Phrase what, Phrase expected = {}, Phrase hint = {}) {
  throw InputError({Diagnostic{.severity = Severity::error,
                               .where = whole_file(path),
                               .code = code,
                               .what = std::move(what),
                               .expected = std::move(expected),
                               .hint = std::move(hint)}});
}

[[noreturn]] void refuse_write(const fs::path& path, const Phrase& why) {
  refuse(path, codes::kCannotWrite, {"can't write: " + why.en, "无法写入：" + why.zh},
         {"a folder that can be written to, on a disk with free space", "可写且磁盘有剩余空间的文件夹"});
}

/// The folder a package grows in; removed unless it was moved to its place.
class Scaffold {
 public:
  explicit Scaffold(const fs::path& target)
      : path_(target.parent_path() / fmt::format(".{}.partial-{}", target.filename().string(), getpid())) {
    std::error_code failed;
    fs::remove_all(path_, failed);
    fs::create_directories(path_, failed);
    if (failed) refuse_write(target, reason_of(failed));
  }
  Scaffold(const Scaffold&) = delete;
  Scaffold& operator=(const Scaffold&) = delete;
  ~Scaffold() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_file(const fs::path& path, const fs::path& shown, std::string_view text) {
  // stdio instead of a stream: a full disk shows at fclose, with its reason.
  std::FILE* raw = std::fopen(path.c_str(), "wb");
  if (raw == nullptr) refuse_write(shown, reason_of(errno));
  const bool written = std::fwrite(text.data(), 1, text.size(), raw) == text.size();
  const int write_error = errno;
  const bool closed = std::fclose(raw) == 0;
  if (!written || !closed) refuse_write(shown, reason_of(written ? errno : write_error));
}

/// What lies in a town's folder and is no part of the package (drills, notes, runs) outlives the package.
void keep_the_rest(const fs::path& old, const fs::path& target) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(old, failed)) {
    const auto& path = entry.path();
    if (path.extension() == ".csv" || fs::exists(target / path.filename(), failed)) continue;
    fs::rename(path, target / path.filename(), failed);
    if (failed) refuse_write(path, reason_of(failed));  // it stays where it is
  }
}

/// Puts the finished folder in place of the old one.
void move_into_place(const fs::path& from, const fs::path& target) {
  std::error_code failed;
  const fs::path old = from.string() + ".old";
  const bool replaced = fs::exists(target, failed);
  if (replaced) fs::rename(target, old, failed);
  if (!failed) fs::rename(from, target, failed);
  if (failed) {
    std::error_code ignored;
    if (replaced && !fs::exists(target, ignored)) fs::rename(old, target, ignored);
    refuse_write(target, reason_of(failed));
  }
  if (!replaced) return;
  keep_the_rest(old, target);
  fs::remove_all(old, failed);
}

/// "towns/x/" names the folder x, not an empty name inside it.
fs::path without_trailing_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

Node phrase_node(const Phrase& phrase) {
  Node node = Node::mapping();
  node.add("en", Node::scalar(phrase.en));
  node.add("zh", Node::scalar(phrase.zh));
  return node;
}

}  // namespace

std::string PackageTable::text() const {
  std::string text;
  append_line(columns_, text);
  for (const auto& cells : rows_) append_line(cells, text);
  return text;
}

PackageTable& TownPackage::table(std::string file, std::vector<std::string> columns) {
  return tables_.emplace_back(std::move(file), std::move(columns));
}

std::string TownPackage::town_yaml() const {
  Node root = Node::mapping();
  root.add("name", phrase_node(name));
  root.add("coordinate_system", Node::scalar(epsg == 0 ? std::string("local") : fmt::format("EPSG:{}", epsg)));
  std::vector<Node> entries;
  for (const PackageTable& table : tables_) {
    if (table.size() == 0) continue;
    const auto own =
        std::find_if(provenance.begin(), provenance.end(), [&](const Provenance& p) { return p.file == table.file(); });
    Node entry = Node::mapping();
    entry.add("file", Node::scalar(table.file()));
    entry.add("source", phrase_node(own != provenance.end() ? own->source : source));
    entry.add("confidence",
              Node::scalar(std::string(confidence_code(own != provenance.end() ? own->confidence : confidence))));
    entry.add("license", Node::scalar(own != provenance.end() ? own->license : license));
    entries.push_back(std::move(entry));
  }
  root.add("provenance", Node::sequence(std::move(entries)));
  return to_yaml(root);
}

void TownPackage::write(const fs::path& folder, bool overwrite) const {
  ensure_writable(folder, overwrite);
  const fs::path target = without_trailing_slash(folder);
  const Scaffold scaffold(target);
  write_file(scaffold.path() / "town.yaml", target / "town.yaml", town_yaml());
  for (const PackageTable& table : tables_) {
    if (table.size() > 0) write_file(scaffold.path() / table.file(), target / table.file(), table.text());
  }
  for (const auto& [name, text] : files_) write_file(scaffold.path() / name, target / name, text);
  move_into_place(scaffold.path(), target);
}

void ensure_writable(const fs::path& folder, bool overwrite) {
  std::error_code failed;
  if (!fs::exists(folder, failed)) return;
  if (fs::is_directory(folder, failed) && fs::is_empty(folder, failed) && !failed) return;
  const bool package = fs::is_regular_file(folder / "town.yaml", failed);
  if (overwrite && package) return;
  Phrase hint;
  if (package) hint = {"--force replaces it", "使用 --force 可替换"};
  refuse(folder, codes::kFolderExists, phrase("'{}' exists already", "“{}”已存在", folder.string()),
         overwrite ? Phrase{"a new folder, or a town package to replace", "新文件夹，或要替换的城镇包"}
                   : Phrase{"a new folder", "新文件夹"},
         std::move(hint));
}

const std::vector<std::string>& facility_columns() {
  static const std::vector<std::string> columns{"id", "name_en", "name_zh", "township", "x_m", "y_m"};
  return columns;
}

std::vector<std::string> with(std::vector<std::string> cells, std::initializer_list<std::string> more) {
  cells.insert(cells.end(), more);
  return cells;
}

std::string count_text(double value) {
  return std::to_string(static_cast<std::uint64_t>(std::llround(value)));
}

std::string number_text(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

}  // namespace tocsin
