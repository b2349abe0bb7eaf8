// SPDX-License-Identifier: Apache-2.0
// The first drill as a file that a planner reads and changes: every choice says where it comes from, every value that
// is worth trying says so.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"
#include "engine/base/units.hpp"
#include "engine/input/document.hpp"
#include "models/exercise/first_drill.hpp"
#include "models/exercise/traffic_drill.hpp"

namespace tocsin::exercise {
namespace {

constexpr std::size_t kCommentColumn = 36;
constexpr std::size_t kZonesNamed = 5;

/// A scalar as YAML: quoted where it must be.
std::string scalar(const std::string& text) {
  const auto yaml = to_yaml(Node::mapping().add("k", Node::scalar(text)));
  return yaml.substr(3, yaml.size() - 4);
}

/// Names come from foreign tables: no line end may leave a comment.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

long whole_minutes(Duration duration) {
  return std::lround(seconds(duration) / 60.0);
}

/// Columns a text takes on the screen: Chinese characters are twice as wide.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) ++width;
    if (byte >= 0xE0) width += 2;
    if (byte >= 0xC0 && byte < 0xE0) ++width;
  }
  return width;
}

class FirstDrillText {
 public:
  FirstDrillText(const Town& town, const FirstDrillParameters& parameters, const FirstDrillChoice& choice,
                 const DrillCommands& commands, Language language)
      : town_(town), p_(parameters), choice_(choice), commands_(commands), language_(language) {}

  std::string text() {
    head();
    exercise();
    if (choice_.river.exists()) hazard();
    warning();
    evacuation();
    rescue();
    evaluation();
    return std::move(text_);
  }

  [[nodiscard]] Phrase summary() const {
    const Phrase& place = focus().name;
    if (!choice_.river.exists()) {
      return {fmt::format("an order to leave {}, {} residents; no river of the town has homes near it", place.en,
                          choice_.threatened),
              fmt::format("{}{} 名居民整体转移（区内河流附近没有住房）", place.zh, choice_.threatened)};
    }
    const Phrase& water = town_.rivers[choice_.river.index()].name;
    return {fmt::format("a flood on {} at {}, {} residents on its map", water.en, place.en, choice_.threatened),
            fmt::format("{}洪水威胁{}，风险图内 {} 人", water.zh, place.zh, choice_.threatened)};
  }

 private:
  [[nodiscard]] const Zone& focus() const { return town_.zones[choice_.focus.index()]; }
  [[nodiscard]] std::string in(const Phrase& words) const { return on_one_line(words.in(language_)); }

  void line(const std::string& text) { text_ += text + "\n"; }
  void line(const std::string& text, const Phrase& comment) {
    const auto width = width_of(text);
    const auto gap = width + 2 < kCommentColumn ? kCommentColumn - width : 2;
    line(text + std::string(gap, ' ') + "# " + in(comment));
  }
  void remark(const Phrase& words, const std::string& indent = "") { line(indent + "# " + in(words)); }
  void names(const std::string& key, const Phrase& name, const std::string& indent) {
    line(indent + key);
    const auto inner = std::string(indent.size() + (indent.empty() ? 2 : 4), ' ');
    line(inner + "en: " + scalar(on_one_line(name.en)));
    line(inner + "zh: " + scalar(on_one_line(name.zh)));
  }

  /// Where the tables come from that the drill rests on, files of one source together.
  void provenance() {
    std::vector<const Provenance*> sources;
    std::vector<std::string> files;
    for (const char* file : {"zones.csv", "rivers.csv", "shelters.csv", "teams.csv"}) {
      for (const auto& entry : town_.provenance) {
        if (entry.file != file) continue;
        const auto same = std::find_if(sources.begin(), sources.end(), [&](const Provenance* other) {
          return other->source == entry.source && other->confidence == entry.confidence;
        });
        if (same != sources.end()) {
          files[static_cast<std::size_t>(same - sources.begin())] += std::string(", ") + file;
        } else {
          sources.push_back(&entry);
          files.emplace_back(file);
        }
      }
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const auto code = confidence_code(sources[i]->confidence);
      const auto meaning = confidence_meaning(sources[i]->confidence);
      remark({fmt::format("Its data:  {}: {}", files[i], sources[i]->source.en),
              fmt::format("数据来源：{}：{}", files[i], sources[i]->source.zh)});
      remark({fmt::format("           confidence {}: {}", code, meaning.en),
              fmt::format("　　　　　置信度 {}：{}", code, meaning.zh)});
    }
  }

  void head() {
    remark({fmt::format("A first drill for {}, made from the town's own tables. A draft: change it.", town_.name.en),
            fmt::format("{}的首次演练，由该区域自身数据生成。此为初稿，请据实修改。", town_.name.zh)});
    remark({"Run it:    " + commands_.run, "运行：" + commands_.run});
    remark({"Check it:  " + commands_.check + "   (after a change; lists every mistake at once)",
            "检查：" + commands_.check + "（修改后使用，一次列出全部错误）"});
    provenance();
    line("tocsin: 1");
    if (choice_.river.exists()) {
      const Phrase& water = town_.rivers[choice_.river.index()].name;
      names("name:",
            {fmt::format("Flood on {} at {}", water.en, focus().name.en),
             fmt::format("{}{}山洪转移演练", water.zh, focus().name.zh)},
            "");
    } else {
      names("name:", {"Precautionary evacuation of " + focus().name.en, focus().name.zh + "预防性转移演练"}, "");
    }
    line("town: .", {"the folder this file lies in; if you move the file, write the way to that folder",
                     "本文件所在文件夹；移动本文件后请改写为该文件夹的路径"});
  }

  void exercise() {
    line("exercise:");
    line("  starts: " + to_text(p_.starts),
         {"try a day: 2026-07-05 10:00 (by night people sleep, walk and drive more slowly)",
          "可试白天：2026-07-05 10:00（夜间居民熟睡，步行和行车较慢）"});
    line("  duration: " + to_text(p_.duration));
    line("  townships:", {"who takes part: ids of townships.csv; without this key the whole town",
                          "参加演练的乡镇：townships.csv 中的编号；删去此键则全区参加"});
    for (const auto id : choice_.townships) {
      const auto& township = town_.townships[id.index()];
      std::uint64_t residents = 0;
      for (const auto& zone : town_.zones) residents += zone.township == id ? zone.residents : 0;
      line("    - " + scalar(township.id), {fmt::format("{}, {} residents", township.name.en, residents),
                                            fmt::format("{}，{} 人", township.name.zh, residents)});
    }
  }

  void hazard() {
    const auto& river = town_.rivers[choice_.river.index()];
    line("hazard:");
    remark({fmt::format("Why here: {} residents of {} live within {} of this river and low enough for it.",
                        choice_.near_river, focus().name.en, to_text(choice_.reach)),
            fmt::format("选址理由：{}有 {} 名居民住在距此河 {} 以内且地势够低。", focus().name.zh, choice_.near_river,
                        to_text(choice_.reach))},
           "  ");
    remark({"Chosen for its people by the river and for shelters and workers that suffice, or nearly.",
            "选择标准：沿河居民多，且避难场所和敲门人员基本够用。"},
           "  ");
    remark({"Whether it ever flooded, no table says: ask those who know the place, then set the peak.",
            "数据无从得知当地是否发生过洪水：请向当地核实后再定洪峰。"},
           "  ");
    line("  - kind: flood");
    line("    river: " + scalar(river.id), river.name);
    line("    source_chainage: " + to_text(choice_.source),
         {"along the river, above the first houses: here the flood begins", "洪水起点的河流里程，位于首批住房上游"});
    line("    begins: " + to_text(p_.begins),
         {"after StartEx; try 30 min: less time to warn", "自演练开始计；可试 30 min，预警时间更短"});
    line("    peak_depth: " + to_text(choice_.peak),
         {fmt::format("above the bed; {} reaches the first house. More threatens more people",
                      to_text(Length::from_si(std::ceil(choice_.first_house.si() * 10 + 0.01) / 10))),
          fmt::format("高出河床；达 {} 时首户进水，越大受威胁的人越多",
                      to_text(Length::from_si(std::ceil(choice_.first_house.si() * 10 + 0.01) / 10)))});
    for (std::size_t i = 0; i < choice_.zones.size() && i < kZonesNamed; ++i) {
      const auto& zone = town_.zones[choice_.zones[i].zone.index()];
      remark({fmt::format("On its map: {} ({}), {} residents", zone.name.en, zone.id, choice_.zones[i].residents),
              fmt::format("风险图内：{}（{}）{} 人", zone.name.zh, zone.id, choice_.zones[i].residents)},
             "    ");
    }
    if (choice_.zones.size() > kZonesNamed) {
      const auto more = choice_.zones.size() - kZonesNamed;
      remark(phrase("On its map: {} more, {} residents in all", "风险图内：另有 {} 处，共 {} 人", more,
                    choice_.threatened),
             "    ");
    }
  }

  void delay(const std::string& key, const DraftedDelay& d) {
    line(fmt::format("    {}: {{shortest: {}, usual: {}, longest: {}}}", key, to_text(d.shortest), to_text(d.usual),
                     to_text(d.longest)));
  }

  void warning() {
    line("warning:");
    if (choice_.river.exists()) {
      line("  - kind: issuance", {"the order goes to the homes on the flood's map", "向风险图内住户下达转移命令"});
    } else {
      remark({"No river has homes near it, so nothing floods here: the order itself is the drill (cracks above the",
              "区内河流附近没有住房，故不设洪水：演练内容为预防性转移（如巡查"},
             "  ");
      remark({"village, say). Write a hazard as soon as the tables hold one: docs/reference/scenario-file.md.",
              "发现村后山体裂缝）。数据补全后可加入灾害，见 docs/reference/scenario-file.md。"},
             "  ");
      line("  - kind: issuance");
      line("    zones:");
      for (const auto& zone : choice_.zones) {
        const auto& found = town_.zones[zone.zone.index()];
        line("      - " + scalar(found.id), {fmt::format("{}, {} residents", found.name.en, zone.residents),
                                             fmt::format("{}，{} 人", found.name.zh, zone.residents)});
      }
      line("    coverage: whole_zone");
    }
    line("    at: " + to_text(p_.danger_shows),
         {"somebody sees the danger and calls; try 40 min", "有人发现险情并报告；可试 40 min"});
    delay("detection", p_.detection);
    delay("report", p_.report);
    remark({"A township that decides alone; a county desk consults 10 to 30 min.",
            "此处由乡镇自行决定；县级会商约需 10 至 30 分钟。"},
           "    ");
    delay("consultation", p_.consultation);
    delay("issue", p_.issue);
    if (choice_.loudspeakers > 0) {
      line("  - kind: loudspeaker",
           choice_.loudspeakers == 1
               ? Phrase{"1 in these townships (communication_sites.csv)", "参演乡镇共 1 处（communication_sites.csv）"}
               : phrase("{} in these townships (communication_sites.csv)",
                        "参演乡镇共 {} 处（communication_sites.csv）", choice_.loudspeakers));
      line("    weather: heavy_rain", {"or dry: then they carry farther", "或 dry（无雨），传得更远"});
    } else {
      remark({"No loudspeaker is known here. Add yours to communication_sites.csv, then take away the #:",
              "数据中没有大喇叭。请在 communication_sites.csv 中补充，再去掉下行的 #："},
             "  ");
      line("  # - kind: loudspeaker");
    }
    line("  - kind: door_to_door");
    line("    weather: heavy_rain");
    line(fmt::format("    workers_per_zone: {}", choice_.workers_per_zone),
         {"who knock in each village at the same time; write how many you have", "每村同时敲门的人数，请填实有人数"});
    line("  - kind: word_of_mouth", {"neighbors tell neighbors", "邻里相告"});
  }

  void evacuation() {
    line("evacuation:");
    if (choice_.shelter_places < choice_.threatened) {
      remark({"Fewer places in shelters than people to move: some will be turned away. Correct shelters.csv,",
              "避难场所名额少于应转移人数：部分群众将无法安置。请核对 shelters.csv，"},
             "  ");
      remark({"name more townships above, or lower the flood.", "或在上面增加参演乡镇，或降低洪峰。"}, "  ");
    }
    line("  - kind: households", {fmt::format("{} places in the shelters of these townships", choice_.shelter_places),
                                  fmt::format("参演乡镇避难场所共 {} 个安置名额", choice_.shelter_places)});
    line("    weather: heavy_rain");
  }

  void rescue() {
    if (!choice_.team.exists()) {
      remark({"No team is known. Add one to teams.csv, then take away the # and name it:",
              "数据中没有队伍。请在 teams.csv 中补充，再去掉 # 并填写编号："});
      line("# rescue:");
      line("#   - {kind: search_team, team: ID, weather: heavy_rain}");
      return;
    }
    const auto& team = town_.teams[choice_.team.index()];
    const auto& station = town_.stations[team.station.index()];
    line("rescue:");
    line("  - kind: search_team", {"looks for those who stayed behind, from the order on", "自下令起搜寻未转移人员"});
    line("    team: " + scalar(team.id),
         {fmt::format("{}, {} members, at {}", team.name.en, team.members, station.name.en),
          fmt::format("{}，{} 人，驻{}", team.name.zh, team.members, station.name.zh)});
    line("    weather: heavy_rain");
    if (choice_.other_teams.empty()) return;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < choice_.other_teams.size() && i < kZonesNamed; ++i) {
      ids.push_back(on_one_line(town_.teams[choice_.other_teams[i].index()].id));
    }
    const char* more = choice_.other_teams.size() > kZonesNamed ? ", …" : "";
    remark({fmt::format("More teams here: {}{}; instead of team write teams: [{}, {}]", join(ids), more,
                        on_one_line(team.id), ids.front()),
            fmt::format("另有队伍：{}{}；可将 team 改为 teams: [{}, {}]", join(ids, "、"), more, on_one_line(team.id),
                        ids.front())},
           "  ");
  }

  void objective(const Phrase& words, const char* measure, const std::string& target, const Phrase& comment = {}) {
    names("- objective:", words, "  ");
    line(std::string("    measure: ") + measure);
    comment.empty() ? line("    target: " + target) : line("    target: " + target, comment);
  }

  void evaluation() {
    line("evaluation:", {"all measures: tocsin schema measures", "全部指标：tocsin schema measures"});
    const auto by_night = to_text(p_.reach_90_night);
    const auto soon = to_text(p_.arrived_95);
    objective({fmt::format("Warn 90 % of the threatened within {} of the order", by_night),
               fmt::format("下令后 {} 分钟内叫应 90% 受威胁群众", whole_minutes(p_.reach_90_night))},
              "warning.time_to_reach_90", "at most " + by_night,
              {fmt::format("at night; {} by day", to_text(p_.reach_90_day)),
               fmt::format("夜间；白天为 {}", to_text(p_.reach_90_day))});
    objective({fmt::format("95 % of them in safety within {}", soon),
               fmt::format("{} 分钟内 95% 到达安全处", whole_minutes(p_.arrived_95))},
              "evacuation.arrived_95_time", "at most " + soon);
    objective({"Nobody left behind", "不漏一人"}, "evacuation.left_behind_persons", "at most 0");
    if (choice_.river.exists()) objective({"Nobody harmed", "无人伤亡"}, "evacuation.harmed_persons", "at most 0");
  }

  const Town& town_;
  const FirstDrillParameters& p_;
  const FirstDrillChoice& choice_;
  const DrillCommands& commands_;
  Language language_;
  std::string text_;
};

}  // namespace

DrillDraft draft_first_drill(const Town& town, const Library& library, const DrillCommands& commands,
                             Language language) {
  FirstDrillParameters parameters;
  Diagnostics diagnostics;
  read_fields(Node::mapping(), parameters,
              {.diagnostics = diagnostics, .library = &library, .path = "exercise.first_drill"});
  ensure(!diagnostics.has_errors(), "the library holds every value of the first drill");
  if (only_traffic(town)) return draft_traffic_drill(town, parameters, commands, language);
  const auto choice = choose_first_drill(town, parameters, library);
  FirstDrillText text(town, parameters, choice, commands, language);
  auto summary = text.summary();
  return {text.text(), std::move(summary)};
}

}  // namespace tocsin::exercise
