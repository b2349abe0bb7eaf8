// SPDX-License-Identifier: Apache-2.0
// The answer in words: values with units, the sentences of the answer, the one-screen summary of the terminal.
// value_text writes numbers as `show` in viewer/src/text.ts does.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report/parameter_list.hpp"
#include "engine/report/report.hpp"

namespace tocsin {
namespace {

/// "12,345.6": grouped, at most `decimals`, no zeros at the end.
std::string grouped(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const std::size_t dot = text.find('.');
  if (dot != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  for (std::size_t i = std::min(dot, text.size()); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return value < 0 && !zero ? fmt::format("−{}", text) : text;
}

std::string duration_text(double seconds, Language language) {
  const bool zh = language == Language::zh;
  if (std::abs(seconds) < 119.5) return grouped(seconds, std::abs(seconds) < 9.95 ? 1 : 0) + (zh ? " 秒" : " s");
  if (std::abs(seconds) < 15 * 60) return grouped(seconds / 60, 1) + (zh ? " 分钟" : " min");
  const double minutes = std::round(seconds / 60);
  if (std::abs(minutes) < 120) return grouped(minutes, 0) + (zh ? " 分钟" : " min");
  const double hours = std::trunc(minutes / 60);
  const double rest = std::abs(minutes - 60 * hours);
  if (rest == 0) return grouped(hours, 0) + (zh ? " 小时" : " h");
  return phrase("{} h {} min", "{} 小时 {} 分", grouped(hours, 0), rest).in(language);
}

std::string percent(double share, Language language) {
  return grouped(share * 100, 1) + (language == Language::zh ? "%" : " %");
}

std::string plain_number(double value, ValueKind kind) {
  const bool whole = std::abs(value) >= 100 || (kind == ValueKind::count && value == std::floor(value));
  return grouped(value, whole ? 0 : kind == ValueKind::count || std::abs(value) >= 10 ? 1 : 2);
}

/// "[66–76 %]"; nothing when there is no interval.
std::string interval_text(const Estimate& e, const ValueFormat& format, Language language) {
  if (!std::isfinite(e.low) || !std::isfinite(e.high)) return std::string();
  const ValueFormat bare{format.kind, {}};
  std::string low = value_text(e.low, bare, language);
  const std::string high = value_text(e.high, bare, language);
  // "70–77 min": the unit once where it is the same.
  constexpr std::string_view kDigits = "0123456789";  // bytes: nothing of UTF-8 beyond ASCII may stand here
  const auto unit_of = [&](const std::string& text) { return text.substr(text.find_last_of(kDigits) + 1); };
  const auto blanks = [](const std::string& text) { return std::count(text.begin(), text.end(), ' '); };
  if (unit_of(low) == unit_of(high) && blanks(low) <= 1 && blanks(high) <= 1)
    low.resize(low.size() - unit_of(low).size());
  return fmt::format(" [{}–{}]", low, high);
}

const ValueFormat kShare{ValueKind::share, {}};

std::string target_text(const ObjectiveResult& o, Language language) {
  if (std::isnan(o.target)) return "–";
  const double minutes = o.target / 60;
  const bool odd = o.format.kind == ValueKind::duration && std::abs(o.target) >= 119.5 &&
                   std::abs(minutes - std::round(minutes)) > 1e-9;  // as somebody wrote it: not rounded
  const std::string value = odd ? grouped(minutes, 2) + (language == Language::zh ? " 分钟" : " min")
                                : value_text(o.target, o.format, language);
  if (language == Language::zh) return (o.comparison == Comparison::at_least ? "不低于 " : "不超过 ") + value;
  return (o.comparison == Comparison::at_least ? "at least " : "at most ") + value;
}

/// "24 of 1,193 persons": counts with what they are a part of.
std::string of_whole(double value, const ObjectiveResult& o, Language language) {
  if (!std::isfinite(o.whole) || !std::isfinite(value)) return value_text(value, o.format, language);
  const auto whole = value_text(std::round(o.whole), o.format, language);
  const auto part = value_text(value, language == Language::zh ? o.format : ValueFormat{o.format.kind, {}}, language);
  return phrase("{0} of {1}", "{1}中 {0}", part, whole).in(language);
}

/// Mean with interval; where replications have no value, the median and how many those are.
std::string achieved_text(const ObjectiveResult& o, Language language) {
  const bool zh = language == Language::zh;
  if (o.unfinished > 0) {
    const std::string middle =
        std::isnan(o.spread.median) ? (zh ? "未达到" : "not reached") : value_text(o.spread.median, o.format, language);
    return phrase("median {} ({} not by EndEx)", "中位数 {}（{} 到演练结束未达到）", middle,
                  percent(o.unfinished, language))
        .in(language);
  }
  return of_whole(o.achieved.value, o, language) + interval_text(o.achieved, o.format, language);
}

/// "62–131 min": how far single replications lie apart; an end that was not reached says so.
std::string spread_text(const Spread& spread, const ValueFormat& format, Language language) {
  if (spread.n == 0) return "–";
  if (std::isfinite(spread.low) && std::isfinite(spread.high)) {
    const auto text = interval_text({spread.median, spread.low, spread.high, spread.n}, format, language);
    return text.substr(2, text.size() - 3);  // without " [" and "]"
  }
  const char* never = language == Language::zh ? "未达到" : "not reached";
  if (!std::isfinite(spread.low)) return never;
  return fmt::format("{} – {}", value_text(spread.low, {format.kind, {}}, language), never);
}

std::string met_text(const ObjectiveResult& o, Language language) {
  return value_text(o.met.value, kShare, language) + interval_text(o.met, kShare, language);
}

/// What one expects of a single exercise, as far as the replications can tell: the interval of the share of
/// replications that meet the target lies above one half, below it, or on both sides.
enum class Outlook { met, open, missed };
Outlook outlook_of(const ObjectiveResult& o) {
  if (std::isfinite(o.met.low) && o.met.low > 0.5) return Outlook::met;
  if (std::isfinite(o.met.high) && o.met.high < 0.5) return Outlook::missed;
  return Outlook::open;
}

/// ": "A", "B"" in both languages.
void add_names(Phrase& words, const std::vector<const ObjectiveResult*>& objectives) {
  std::vector<std::string> en;
  std::vector<std::string> zh;
  for (const auto* o : objectives) {
    en.push_back(fmt::format("\"{}\"", o->name.en));
    zh.push_back(fmt::format("“{}”", o->name.zh));
  }
  words.en += fmt::format(" ({})", join(en, ", "));
  words.zh += fmt::format("（{}）", join(zh, "、"));
}

/// "Of 6 objectives 1 will more likely than not be met, 5 … ("A", "B")": what does not occur is not told, what is not
/// met is named.
Phrase outlook_words(const std::vector<ObjectiveResult>& objectives) {
  std::vector<std::string> en;
  std::vector<std::string> zh;
  const auto add = [&](Outlook outlook, const char* in_english, const char* in_chinese) {
    std::vector<const ObjectiveResult*> those;
    for (const auto& o : objectives) {
      if (outlook_of(o) == outlook) those.push_back(&o);
    }
    if (those.empty()) return;
    Phrase words{fmt::format("{} {}", those.size(), in_english), fmt::format("{} 项{}", those.size(), in_chinese)};
    if (outlook != Outlook::met) add_names(words, those);
    en.push_back(words.en);
    zh.push_back(words.zh);
  };
  add(Outlook::met, "will more likely than not be met", "达标的可能性过半");
  add(Outlook::open, "could go either way", "能否达标难以断定");
  add(Outlook::missed, "will more likely than not be missed", "不达标的可能性过半");
  const auto total = objectives.size();
  return {fmt::format("Of {} {} {}.", total, total == 1 ? "objective" : "objectives", join(en, ", ")),
          fmt::format("{} 项目标中：{}。", total, join(zh, "，"))};
}

/// Replications after which the interval of a share that stays as it is would lie on one side of `threshold`.
double replications_to_tell(double share, double threshold) {
  constexpr double kZ = 1.96;
  const double distance = share - threshold;
  return std::ceil(kZ * kZ * share * (1 - share) / (distance * distance));
}

/// A forecast has two digits at best: 317 → 320.
double rounded_up(double count) {
  const double step = std::pow(10.0, std::max(0.0, std::floor(std::log10(count)) - 1));
  return std::ceil(count / step) * step;
}

/// How many replications would tell on which side of one half, or of the share the rating asks for, an objective lies;
/// 0 when the present ones do, infinite when it is a toss-up.
double replications_wanted(const ObjectiveResult& o) {
  double wanted = 0;
  for (const double threshold : {0.5, o.required_share}) {
    if (!(o.met.low <= threshold && threshold <= o.met.high)) continue;
    wanted = std::max(wanted, replications_to_tell(o.met.value, threshold));
  }
  return wanted > 0 ? std::max(wanted, 2.0 * static_cast<double>(o.met.n)) : 0;
}

/// Advice when the replications are too few for what the headline and the ratings say.
std::optional<Phrase> advice_on_replications(const std::vector<ObjectiveResult>& objectives) {
  constexpr double kMost = 10000;  // beyond it the honest answer is that it can go either way
  std::vector<const ObjectiveResult*> open;
  double wanted = 0;
  for (const auto& o : objectives) {
    const double needed = replications_wanted(o);
    if (needed == 0) continue;
    open.push_back(&o);
    wanted = std::max(wanted, std::min(needed, kMost));
  }
  if (open.empty() || static_cast<double>(open.front()->met.n) >= kMost) return std::nullopt;
  const double total = rounded_up(wanted);
  const auto more = grouped(total - static_cast<double>(open.front()->met.n), 0);
  Phrase words{"Too few replications to be sure of these objectives", "重复次数偏少，以下目标的结论或评级尚不稳定"};
  add_names(words, open);
  words.en += fmt::format(": the answer or the rating may change; about {} more would tell (--replications {:.0f}).",
                          more, total);
  words.zh += fmt::format("：约需再运行 {} 次（--replications {:.0f}）。", more, total);
  return words;
}

/// One sentence about an objective that matters.
Phrase sentence_of(const ObjectiveResult& o) {
  const auto one = [&](Language language) {
    return phrase("\"{0}\": achieved {1}, asked {2}; target met in {3} of {4} replications.",
                  "“{0}”：结果为 {1}，要求{2}；共 {4} 次重复，其中 {3} 达标。", o.name.in(language),
                  achieved_text(o, language), target_text(o, language), met_text(o, language), o.met.n)
        .in(language);
  };
  return {one(Language::en), one(Language::zh)};
}

/// Columns a terminal needs for a character: two for Chinese and full-width ones (Unicode East Asian Width W, F).
int width_of(char32_t c) {
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

int width_of(std::string_view utf8) {
  int width = 0;
  char32_t c = 0;
  const auto add = [&] { width += c == 0 ? 0 : width_of(c); };
  for (const char byte : utf8) {
    const auto b = static_cast<unsigned char>(byte);
    if ((b & 0xC0U) == 0x80U) {
      c = (c << 6U) | (b & 0x3FU);
      continue;
    }
    add();
    c = b < 0x80U ? b : b < 0xE0U ? b & 0x1FU : b < 0xF0U ? b & 0x0FU : b & 0x07U;
  }
  add();
  return width;
}

using Row = std::vector<std::string>;

/// Rows with aligned columns, two blanks between them, no blanks at line ends.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<int> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(static_cast<std::size_t>(widths[i] - width_of(row[i]) + 2), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string heading_of(const ReportHeader& h, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> places;
  for (const Phrase& township : h.townships) places.push_back(township.in(language));
  std::string place = h.town.in(language);
  if (!places.empty() && places.size() <= 4) place += (zh ? "：" : ": ") + join(places, zh ? "、" : ", ");
  return fmt::format("{} ({})\n{} · {} · {}\n", h.title.in(language), h.scenario, place, to_text(h.starts),
                     duration_text(seconds(h.duration), language)) +
         phrase("{}, seed {}\n", "{}，种子 {}\n", replications_text(h.replications).in(language), h.seed).in(language);
}

std::string objectives_table(const std::vector<ObjectiveResult>& objectives, Language language) {
  std::vector<Row> rows;
  if (language == Language::zh) {
    rows.push_back({"目标", "要求", "达到［95% 区间］", "5–95% 的重复", "达标的重复［95% 区间］", "n", "评级"});
  } else {
    rows.push_back({"Objective", "Target", "Achieved [95 %]", "5–95 % of runs", "Target met in [95 %]", "n", "Rating"});
  }
  for (const ObjectiveResult& o : objectives) {
    const auto place = o.place.empty() ? std::string() : fmt::format(" ({})", o.place.in(language));
    rows.push_back({o.name.in(language) + place, target_text(o, language), achieved_text(o, language),
                    spread_text(o.spread, o.format, language), met_text(o, language), grouped(double(o.met.n), 0),
                    std::string(1, "PSMU"[static_cast<std::size_t>(o.rating)])});
  }
  return aligned(rows);
}

/// Whole and parts, each with its spread.
std::string account_table(const Account& account, Language language) {
  const bool zh = language == Language::zh;
  const ValueFormat bare{ValueKind::count, {}};
  std::vector<Row> rows;
  rows.push_back(zh ? Row{"演练结束时", "中位数", "5–95% 的重复", "均值", "占比"}
                    : Row{"At EndEx", "Median", "5–95 % of runs", "Mean", "Share"});
  const auto add = [&](const AccountPart& part, bool of_the_whole) {
    const auto share = of_the_whole && account.whole.mean.value > 0
                           ? percent(part.mean.value / account.whole.mean.value, language)
                           : std::string();
    rows.push_back({part.name.in(language), value_text(part.spread.median, bare, language),
                    spread_text(part.spread, bare, language), value_text(part.mean.value, bare, language), share});
  };
  add(account.whole, true);
  for (const AccountPart& part : account.parts) add(part, true);
  if (account.beside) add(*account.beside, false);
  return aligned(rows);
}

}  // namespace

Phrase replications_text(std::uint64_t count) {
  if (count == 1) return {"1 replication", "1 次重复"};
  return phrase("{} replications", "{} 次重复", grouped(static_cast<double>(count), 0));
}

std::string value_text(double value, const ValueFormat& format, Language language) {
  if (!std::isfinite(value)) return "–";
  switch (format.kind) {
    case ValueKind::share:
      return percent(value, language);
    case ValueKind::duration:
      return duration_text(value, language);
    case ValueKind::length:
      return std::abs(value) < 1000 ? grouped(value, 0) + " m" : grouped(value / 1000, 1) + " km";
    case ValueKind::count:
    case ValueKind::number:
      break;
  }
  std::string unit = format.unit.in(language);
  const std::string text = plain_number(value, format.kind);
  if (language == Language::en && text == "1" && unit.ends_with('s')) unit.pop_back();  // "1 person"
  return unit.empty() ? text : fmt::format("{} {}", text, unit);
}

std::vector<Phrase> answer_of(const ReportContents& data) {
  if (!data.answer.empty() || data.objectives.empty()) return data.answer;
  const auto total = data.objectives.size();
  std::vector<Phrase> sentences;
  sentences.push_back(outlook_words(data.objectives));
  // The weakest objective decides what to do next.
  const auto weakest =
      std::min_element(data.objectives.begin(), data.objectives.end(), [](const auto& a, const auto& b) {
        const auto worth = [](const auto& o) {  // of equal chances the worse rating
          return std::pair(o.met.value, -static_cast<int>(o.rating));
        };
        return worth(a) < worth(b);
      });
  Phrase worst = sentence_of(*weakest);
  sentences.push_back(total == 1 ? worst : Phrase{"Weakest: " + worst.en, "最弱的一项：" + worst.zh});
  if (const auto advice = advice_on_replications(data.objectives)) sentences.push_back(*advice);
  return sentences;
}

std::string summary_text(const ReportContents& data, Language language) {
  const bool zh = language == Language::zh;
  std::string text = heading_of(data.header, language);
  if (!data.account.parts.empty()) text += fmt::format("\n{}", account_table(data.account, language));
  if (!data.objectives.empty()) text += fmt::format("\n{}", objectives_table(data.objectives, language));
  text += "\n";
  for (const Phrase& sentence : answer_of(data)) text += sentence.in(language) + "\n";
  for (const Phrase& note : data.notes) text += (zh ? "注意：" : "Note: ") + note.in(language) + "\n";
  if (!data.parameters.empty()) {
    const auto counts = count_words(data.parameters);
    text += (zh ? "假设与参数：" + counts.zh + "；见报告。" : "Assumptions: " + counts.en + "; see the report.") + "\n";
  }
  if (!data.failed.empty()) {
    text += phrase("Replications that failed and are not in the numbers: {}.\n",
                   "运行失败、未计入结果的重复：{} 次。\n", data.failed.size())
                .in(language);
  }
  return text;
}

}  // namespace tocsin
