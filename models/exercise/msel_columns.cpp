// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/msel_columns.hpp"

#include <algorithm>
#include <array>

#include "engine/simulation/scenario.hpp"

namespace tocsin::exercise {
namespace {

struct Titled {
  std::string_view key;
  PhraseView title;
};

// Planners' order (handbook 1.4, "MSEL record"). A key that no kind has gets no column.
constexpr std::array<Titled, 19> kPlannersOrder{{
    {msel_key::kId, {"Id", "编号"}},
    {msel_key::kAt, {"Scenario time", "情景时间"}},
    {msel_key::kWallTime, {"Wall time", "实际时间"}},
    {msel_key::kKind, {"Kind", "类型"}},
    {"type", {"Inject type", "导调类型"}},
    {"when", {"When", "触发条件"}},
    {"after", {"After", "触发后"}},
    {"until", {"Until", "截止"}},
    {"from", {"From", "发出方"}},
    {"to", {"To", "接收方"}},
    {"channel", {"Channel", "渠道"}},
    {"text", {"Text", "内容"}},
    {"expected_action", {"Expected action", "期望行动"}},
    {"responsible", {"Responsible", "责任单位"}},
    {"deadline", {"Deadline", "完成时限"}},
    {"met_by", {"Met by", "达成条件"}},
    {"objective", {"Objective", "对应目标"}},
    {"evaluator", {"Evaluator", "评估员"}},
    {"note", {"Note", "备注"}},
}};

// Keys of single kinds. One that is missing here is called by its key.
constexpr std::array<Titled, 16> kOwnTitles{{
    {"sites", {"Communication sites", "通信站点"}},
    {"zones", {"Zones", "分区"}},
    {"roads", {"Roads", "道路"}},
    {"modes", {"Travel modes", "通行方式"}},
    {"buries", {"Buries vehicles", "掩埋车辆"}},
    {"coverage", {"Coverage", "适用对象"}},
    {"places", {"Buildings and sites", "建筑和景区"}},
    {"place", {"Building or site", "建筑或景区"}},
    {"passages", {"Passages", "出入口和通道"}},
    {"controls", {"Traffic controls", "交通管控"}},
    {"lasts", {"Lasts", "持续时间"}},
    {"ban", {"Ban", "禁"}},
    {"stop", {"Stop", "停"}},
    {"withdraw", {"Withdraw", "撤"}},
    {"disperse", {"Disperse", "疏"}},
    {"teams", {"Teams", "队伍"}},
}};

Phrase meaning_of_own(std::string_view key) {
  if (key == msel_key::kId) return {"Short name; in logs and reports.", "简短编号，用于记录和报告。"};
  if (key == msel_key::kKind) return {"What it does.", "该信息的作用。"};
  return {"The same instant by the calendar.", "同一时刻的实际日期时间。"};
}

template <std::size_t N>
const Titled* find_title(const std::array<Titled, N>& titles, std::string_view key) {
  const auto* const found = std::find_if(titles.begin(), titles.end(), [&](const auto& t) { return t.key == key; });
  return found == titles.end() ? nullptr : found;
}

Phrase title_of(const std::string& key) {
  const auto* title = find_title(kPlannersOrder, key);
  if (title == nullptr) title = find_title(kOwnTitles, key);
  return title == nullptr ? Phrase{key, key} : title->title.phrase();
}

std::string without_stop(std::string text) {
  for (const std::string_view stop : {".", "。"}) {
    if (text.ends_with(stop)) text.erase(text.size() - stop.size());
  }
  return text;
}

}  // namespace

InjectChecker::InjectChecker(const Catalog& catalog) : catalog_(catalog) {
  std::vector<LibraryText> texts;
  for (const auto& [name, yaml] : catalog.library_texts()) texts.push_back({name, yaml});
  library_ = Library::from_texts(texts);
}

void InjectChecker::check(const Node& entry, const InjectKind& kind, const std::vector<std::string>& missed,
                          Diagnostics& diagnostics) const {
  const auto parameters = catalog_.find_kind(kInjectsSection, kind.name)->make_parameters();
  read_fields(entry, [&](Fields& fields) { parameters->describe(fields); },
              {.diagnostics = diagnostics,
               .library = &library_,
               .path = std::string(kInjectsSection) + "." + kind.name,
               .handled_elsewhere = {std::string(msel_key::kKind), std::string(msel_key::kId)},
               .misspelt = missed});
}

std::string MselColumn::name() const {
  return key + (part == PhrasePart::whole ? "" : part == PhrasePart::en ? ".en" : ".zh");
}

const FieldDescription* InjectKind::find(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.key == key; });
  return found == fields.end() ? nullptr : &*found;
}

MselColumns::MselColumns(const Catalog& catalog) {
  std::vector<std::string> keys;
  for (const auto& kind : catalog.kinds()) {
    if (kind.section != kInjectsSection) continue;
    const auto parameters = kind.make_parameters();
    kinds_.push_back(
        {kind.name, {kind.name, without_stop(kind.meaning.zh)}, kind.meaning, describe_fields_of(*parameters)});
    for (const auto& field : kinds_.back().fields) {
      if (std::find(keys.begin(), keys.end(), field.key) == keys.end()) keys.push_back(field.key);
    }
  }
  for (const auto& [key, title] : kPlannersOrder) {
    const bool of_the_table = key == msel_key::kId || key == msel_key::kKind || key == msel_key::kWallTime;
    if (of_the_table || std::find(keys.begin(), keys.end(), key) != keys.end()) add(std::string(key));
  }
  for (const auto& key : keys) {
    if (find_title(kPlannersOrder, key) == nullptr) add(key);
  }
}

void MselColumns::add(const std::string& key) {
  const auto title = title_of(key);
  const auto* declared = field(key);
  const auto meaning = declared == nullptr ? meaning_of_own(key) : declared->meaning;
  columns_.push_back({key, PhrasePart::whole, title, meaning});
  if (declared == nullptr || declared->type.shape != FieldShape::phrase) return;
  columns_.push_back({key, PhrasePart::en, {title.en + " (English)", title.zh + "（英文）"}, meaning});
  columns_.push_back({key, PhrasePart::zh, {title.en + " (Chinese)", title.zh + "（中文）"}, meaning});
}

const InjectKind* MselColumns::kind_of_word(std::string_view word) const {
  const auto plain = without_stop(std::string(word));
  const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const InjectKind& kind) {
    return plain == kind.name || plain == kind.word.zh || plain == without_stop(kind.meaning.en);
  });
  return found == kinds_.end() ? nullptr : &*found;
}

const FieldDescription* MselColumns::field(std::string_view key) const {
  for (const auto& kind : kinds_) {
    if (const auto* found = kind.find(key)) return found;
  }
  return nullptr;
}

std::vector<std::string> MselColumns::names() const {
  std::vector<std::string> names;
  for (const auto& column : columns_) names.push_back(column.name());
  return names;
}

const MselColumn* MselColumns::find(std::string_view name) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const auto& column) { return column.name() == name; });
  return found == columns_.end() ? nullptr : &*found;
}

}  // namespace tocsin::exercise
