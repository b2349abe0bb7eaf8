// SPDX-License-Identifier: Apache-2.0
#include "engine/report/parameter_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

namespace tocsin {
namespace {

// "rescue.township.walk.night": section, entry, rest. Entries of one kind differ in the second word only.
struct Path {
  std::string section;
  std::string rest;
};

Path split(const std::string& path) {
  const auto first = path.find('.');
  if (first == std::string::npos) return {path, {}};
  const auto second = path.find('.', first + 1);
  return {path.substr(0, first), second == std::string::npos ? std::string() : path.substr(second)};
}

bool is_of_an_entry(const Scenario& scenario, const std::string& section) {
  return std::any_of(scenario.entries.begin(), scenario.entries.end(),
                     [&](const ScenarioEntry& entry) { return entry.kind->section == section; });
}

std::string key_of(const ParameterUse& use) {
  const auto [section, rest] = split(use.path);
  // Shared values differ by their second word (a class of road): it belongs to what they mean.
  return join(std::vector<std::string>{section, rest.empty() ? use.path : rest, use.meaning.en, use.value, use.low,
                                       use.high, use.source, std::string(confidence_code(use.confidence))},
              "|");
}

}  // namespace

std::vector<ParameterUse> parameter_list(const Scenario& scenario) {
  std::vector<ParameterUse> list;
  std::map<std::string, std::size_t> row_of;
  std::vector<std::size_t> entries;  // per row
  for (const auto& use : scenario.parameter_uses) {
    const auto [row, added] = row_of.try_emplace(key_of(use), list.size());
    if (added) {
      list.push_back(use);
      entries.push_back(0);
    }
    ++entries[row->second];
  }
  for (std::size_t row = 0; row < list.size(); ++row) {
    const auto [section, rest] = split(list[row].path);
    if (entries[row] > 1) list[row].path = fmt::format("{}.({}){}", section, entries[row], rest);
  }
  std::stable_partition(list.begin(), list.end(),
                        [&](const ParameterUse& use) { return is_of_an_entry(scenario, split(use.path).section); });
  return list;
}

std::size_t assumption_count(const std::vector<ParameterUse>& parameters) {
  return static_cast<std::size_t>(std::count_if(
      parameters.begin(), parameters.end(), [](const ParameterUse& use) { return use.confidence == Confidence::E; }));
}

Phrase count_words(const std::vector<ParameterUse>& parameters) {
  return phrase("{} parameters, {} of them assumptions (E: engineering default, no measured source)",
                "{} 个参数，其中 {} 个为假设（E：工程默认值，无实测出处）", parameters.size(),
                assumption_count(parameters));
}

namespace {

struct Source {
  std::string_view section;
  const char* en;
  const char* zh;
};

// Short forms of docs/reference/data-sources.md, chapter by chapter.
constexpr std::array kSources{
    Source{"1.3", "HSEEP 2020 (FEMA), four ratings", "HSEEP 2020（FEMA）四级评定"},
    Source{"2.3", "Chinese county flash flood plans 2021–2024", "国内县级山洪灾害防御预案（2021–2024）"},
    Source{"3.1", "LifeSim Technical Reference Manual (USACE)", "LifeSim 技术参考手册（USACE）"},
    Source{"3.2", "Lindell curve of issuance delay as in USACE go-consequences; Chinese duty times are defaults",
           "Lindell 预警发布延迟曲线（USACE go-consequences）；国内值班用时为默认值"},
    Source{"3.4", "project defaults per warning channel; figures of makers for the bearers",
           "各预警渠道的项目默认值；承载能力参考厂家资料"},
    Source{"3.5", "spreading of sound from a horn (textbook); levels from memory",
           "扬声器声传播（教科书公式）；声级凭记忆"},
    Source{"3.6", "project arithmetic of time per home; no measured Chinese rate", "按每户用时推算；国内无实测数据"},
    Source{"3.7", "LifeSim (USACE), Lindell et al. 2020, Zhong et al. 2021 for the forms; times are defaults",
           "形式取自 LifeSim（USACE）、Lindell 等 2020、Zhong 等 2021；用时为默认值"},
    Source{"4.1", "MATSim, SUMO and OSRM road defaults; JTG B01-2014", "MATSim、SUMO、OSRM 道路默认值；JTG B01-2014"},
    Source{"4.2", "FHWA-HOP-13-042 (HCM 2010), Smith et al. 2004, Prevedouros & Kongsil 2003",
           "FHWA-HOP-13-042（HCM 2010）、Smith 等 2004、Prevedouros 与 Kongsil 2003"},
    Source{"4.4", "LifeSim manual, Pregnolato et al. 2017, AR&R (Cox et al. 2010), Li et al. 2026, Mizuno & Nihei 2016",
           "LifeSim 手册、Pregnolato 等 2017、AR&R（Cox 等 2010）、Li 等 2026、Mizuno 与 Nihei 2016"},
    Source{"4.5", "Tobler 1993; Weidmann 1993; LifeSim manual; factors for the elderly and the night are defaults",
           "Tobler 1993、Weidmann 1993、LifeSim 手册；老人与夜间系数为默认值"},
    Source{"4.7", "LifeSim manual for groups per car; Chinese vehicles are defaults",
           "每车人数取自 LifeSim 手册；国内车辆为默认值"},
    Source{"5.1",
           "NFPA 1710 and 国卫医发〔2020〕19号 for answer and dispatch; turn-out of teams are defaults checked against "
           "Chinese call-out drills",
           "接警派遣取自 NFPA 1710 与国卫医发〔2020〕19号；队伍集结为默认值，并与国内拉动演练核对"},
    Source{"5.2", "Kolesar & Blum (RAND) for fire engines; factors are defaults",
           "消防车取自 Kolesar 与 Blum（RAND）；系数为默认值"},
    Source{"5.4", "INSARAG guidelines from memory; times are defaults", "INSARAG 指南（凭记忆）；用时为默认值"},
    Source{"6.2", "GB 51143-2015 from memory", "GB 51143-2015（凭记忆）"},
    Source{"7.1", "Chongqing storm formulas; radar rain error is a default", "重庆暴雨强度公式；雷达测雨误差为默认值"},
    Source{"7.2", "NEH-630 (USDA), kinematic wave (textbook), limits for people in houses from memory",
           "NEH-630（USDA）、运动波（教科书）；室内人员水深限值凭记忆"},
    Source{"7.7", "LifeSim manual and Graham 1999 (DSO-99-06): fatality rates",
           "LifeSim 手册与 Graham 1999（DSO-99-06）：死亡率"},
};

// "4.4f" → "4.4"
std::string section_at(const std::string& text, std::size_t from) {
  auto end = from;
  while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.')) ++end;
  auto section = text.substr(from, end - from);
  while (!section.empty() && section.back() == '.') section.pop_back();
  return section;
}

}  // namespace

Phrase handbook_source(const std::string& section) {
  const auto* const found =
      std::find_if(kSources.begin(), kSources.end(), [&](const Source& source) { return source.section == section; });
  return found == kSources.end() ? Phrase{} : Phrase{found->en, found->zh};
}

std::vector<std::pair<std::string, Phrase>> sources_in(const std::string& text) {
  std::vector<std::pair<std::string, Phrase>> found;
  if (text.find("handbook") == std::string::npos) return found;
  std::set<std::string> seen;
  for (std::size_t at = text.find("handbook"); at < text.size(); ++at) {
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) continue;
    const auto section = section_at(text, at);
    const auto words = handbook_source(section);
    if (!words.empty() && seen.insert(section).second) found.emplace_back(section, words);
    at += section.size();
  }
  return found;
}

}  // namespace tocsin
