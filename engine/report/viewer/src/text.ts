// SPDX-License-Identifier: Apache-2.0
// Words and numbers for people: the page's own strings in both languages, and values written as value_text in
// engine/report writes them.
import type { Comparison, Estimate, Format, Header, Language, Maybe, Phrase, Spread } from "./data";

const strings: Record<string, [string, string]> = {
  asked: ["What was asked", "演练设定"],
  answer: ["The answer", "结论"],
  town: ["Town", "区县"],
  townships: ["Townships", "乡镇街道"],
  start: ["StartEx", "演练开始"],
  duration: ["Duration", "时长"],
  residents: ["Residents", "居民"],
  households: ["Households", "户数"],
  replications: ["Replications", "重复次数"],
  one_replication: ["1 replication", "1 次重复"],
  n_replications: ["{0} replications", "{0} 次重复"],
  seed: ["Seed", "随机种子"],
  scenario: ["Scenario", "场景"],
  account: ["At EndEx: {0}", "演练结束时：{0}"],
  account_part: ["Where they are", "去向"],
  account_help: ["In every replication the parts add up to the whole, and so do the means; medians need not.",
    "每次重复中各部分之和等于总数，均值亦然；中位数之和不一定相等。"],
  share_of_mean: ["Share", "占比"],
  of_whole: ["{0} of {1}", "{1}中 {0}"],
  of_those: ["of: {0}", "总数：{0}"],
  objectives: ["Objectives", "目标"],
  pause: ["; ", "；"],
  confidence_codes: ["Letters say how well a value is known. {0}.", "字母表示取值的可信程度。{0}。"],
  handbook_help: ["\"handbook 3.7\" is a section of the project's collection of published values; the line below it names who published them. docs/reference/data-sources.md lists all sections.",
    "“handbook 3.7”指项目所汇编公开数值的章节，其下一行为原始出处；各章节出处见 docs/reference/data-sources.md。"],
  objective: ["Objective", "目标"],
  target: ["Target", "要求"],
  achieved: ["Achieved: mean [95 % interval]", "达到：均值［95% 置信区间］"],
  spread: ["5–95 % of replications", "重复中的 5–95% 范围"],
  chance: ["Chance to meet the target [95 % interval]", "达标可能性［95% 置信区间］"],
  rating: ["Rating", "评级"],
  at_least: ["at least {0}", "不低于 {0}"],
  at_most: ["at most {0}", "不超过 {0}"],
  n: ["n = {0}", "n = {0}"],
  no_interval: ["no interval", "无区间"],
  unfinished_objective: ["median {0}; not by EndEx in {1} of replications", "中位数 {0}；{1} 的重复到演练结束仍未达到"],
  not_reached: ["not reached", "未达到"],
  P: ["Performed", "顺利完成"],
  S: ["Some challenges", "完成，有不足"],
  M: ["Major challenges", "完成，问题较大"],
  U: ["Unable", "未能完成"],
  P_long: ["Performed without challenges", "顺利完成"],
  S_long: ["Performed with some challenges", "完成，但有不足"],
  M_long: ["Performed with major challenges", "完成，但问题较大"],
  U_long: ["Unable to be performed", "未能完成"],
  ratings: ["Ratings after HSEEP (the best that the required share of the replications reach)", "评级采用 HSEEP 四级（取达到规定重复比例的最好一级）"],
  scale: ["Dot: mean. Thick bar: 95 % interval. Thin line: 5–95 % of replications. Dashed: target.",
    "圆点：均值；粗线：95% 置信区间；细线：5–95% 的重复；虚线：要求。"],
  failed: ["Replications that failed and are not in the numbers: {0}", "运行失败、未计入结果的重复：{0} 次"],
  replication: ["Replication {0}", "第 {0} 次重复"],
  curves: ["Over time", "随时间的变化"],
  curves_help: ["Line: median over {0} replications. Band: 5–95 % of replications. Time since StartEx, below it the time of day.",
    "实线为 {0} 次重复的中位数，色带为 5–95% 的重复。横轴为演练开始后的时间，下方为钟点。"],
  distributions: ["How much it varies", "结果的波动"],
  distributions_help: ["What can be read here is how sure the answer is: a steep line means that all replications went alike.",
    "曲线越陡，说明各次重复的结果越接近，结论越可靠。"],
  ecdf: ["Finished by then (share of all)", "到此时已完成的占比"],
  ecdf_value: ["At most so many (share of all)", "不超过该值的占比"],
  too_few: ["Hardly any replication got that far: nothing to draw.", "极少有重复到达这一步，不绘图。"],
  histogram: ["Share per interval", "每一区间的占比"],
  did_not_finish: ["Not finished at EndEx", "到演练结束未完成"],
  did_not_finish_of: ["{0} of {1} ({2}) not finished at EndEx", "{1} 个中有 {0} 个（{2}）到演练结束未完成"],
  all_finished: ["all {0} finished by EndEx", "{0} 个到演练结束全部完成"],
  all_known: ["{0} values", "共 {0} 个结果"],
  unknown_of: ["{0} of {1} ({2}) without a value", "{1} 个中有 {0} 个（{2}）无结果"],
  observation: ["Each value: {0}", "每个结果：{0}"],
  finished_by_target: ["{0} meet the target ({1})", "{0} 达到要求（{1}）"],
  quantile: ["in {0} of cases within {1}", "{0} 的情况不超过 {1}"],
  quantile_value: ["in {0} of cases at most {1}", "{0} 的情况不超过 {1}"],
  quantile_never: ["in less than {0} of cases by EndEx", "到演练结束完成的情形不足 {0}"],
  map: ["Map", "地图"],
  map_help: ["Drag to move, wheel or buttons to zoom, point at things for their numbers. The map opens at the exercised places; zoom out for the whole town.",
    "拖动平移，滚轮或按钮缩放，指向图上要素可看数字。初始视图为参演区域，缩小可看全域。"],
  color_by: ["Color zones by", "村社着色依据"],
  roads: ["Roads", "道路"],
  closed_roads: ["Closed roads", "中断道路"],
  routes: ["Routes used", "使用的路线"],
  rivers: ["Rivers", "河流"],
  flooded: ["Flooded", "淹没范围"],
  zones: ["Zones", "村社"],
  names: ["Names", "名称"],
  shelters: ["Shelters", "避难场所"],
  late: ["Late or left behind", "撤离过晚或滞留"],
  station: ["Stations", "站点"],
  hazard_point: ["Hazard points", "隐患点"],
  depot: ["Depots", "物资库"],
  communication_site: ["Communication sites", "通信点位"],
  helicopter_spot: ["Helicopter spots", "直升机起降点"],
  closed_in: ["closed in {0} of replications", "{0} 的重复中中断"],
  closed_when: ["from {0}", "自 {0}"],
  closed_for: ["for {0} (median of these, until EndEx)", "累计 {0}（其中位数，计至演练结束）"],
  used_by: ["used by {0} {1} (mean)", "平均通过 {0} {1}"],
  bridge: ["bridge", "桥梁"],
  tunnel: ["tunnel", "隧道"],
  flooded_in: ["in {0} of replications", "出现于 {0} 的重复"],
  capacity: ["Bed and floor capacity {0} persons", "可安置 {0} 人"],
  filled: ["Inside: {0} [{1}–{2}]", "到达：{0}［{1}–{2}］人"],
  fill_share: ["{0} full", "占用 {0}"],
  overfull: ["Somebody turned away in {0} of replications", "{0} 的重复中有人无法入住"],
  late_in: ["Late in {0} of replications", "{0} 的重复中过晚"],
  persons: ["{0} persons", "{0} 人"],
  no_value: ["no value", "无数值"],
  never: ["not finished", "未完成"],
  many: ["more", "多"],
  share_of_replications: ["Share of replications", "重复占比"],
  places: ["By place", "分地点结果"],
  places_help: ["Mean [5–95 % of replications]. ✕ marks the share of replications without a value at EndEx; then the median stands instead of the mean. Click a heading to sort.",
    "均值［5–95% 的重复］。✕ 后为到演练结束仍无结果的重复占比，此时以中位数代替均值。点击表头可排序。"],
  place: ["Place", "地点"],
  quiet_places: ["Show the {0} places where nothing happened, too", "同时显示其余 {0} 个无事发生的地点"],
  measures: ["All measures", "全部指标"],
  measure: ["Measure", "指标"],
  mean_interval: ["Mean [95 % interval]", "均值［95% 置信区间］"],
  median: ["Median", "中位数"],
  timeline: ["Time line of replication {0}", "第 {0} 次重复的时间线"],
  timeline_help: ["One replication as an example, not the average. Injects are marked.", "仅为一次重复的示例，并非平均情况。导调注入已标出。"],
  time: ["Time", "时间"],
  clock: ["Clock", "钟点"],
  what: ["What", "事项"],
  where: ["Where", "地点"],
  inject: ["inject", "注入"],
  assumptions: ["Assumptions", "假设与参数"],
  assumptions_help: ["{0} of {1} parameters are engineering defaults without a measured source (E), those of the models in this drill first. If one of them looks wrong for your place, change it and run again.",
    "共 {1} 个参数，其中 {0} 个为无实测出处的工程默认值（E），本演练所用模型的参数列在前面。若与本地实际不符，请修改后重新运行。"],
  no_assumptions: ["No parameter without a source was used.", "没有使用无出处的参数。"],
  other_parameters: ["All other parameters ({0})", "其他参数（{0}）"],
  parameter: ["Parameter", "参数"],
  meaning: ["Meaning", "含义"],
  value: ["Value", "取值"],
  range: ["Plausible range", "合理范围"],
  source: ["Source", "来源"],
  confidence: ["Confidence", "可信度"],
  provenance: ["Where the town's data come from", "区县数据来源"],
  file: ["File", "文件"],
  license: ["License", "许可"],
  conf_V: ["read in the primary source", "查阅原始出处"],
  conf_S: ["read in a secondary source", "查阅二手出处"],
  conf_M: ["from memory of the named source", "凭记忆引用出处"],
  conf_D: ["derived by arithmetic", "由其他数值推算"],
  conf_E: ["engineering default, no measured source", "工程默认值，无实测出处"],
  conf_U: ["given in the scenario", "场景中给出"],
  limits: ["What is not modeled", "未模拟的内容"],
  made: ["How these numbers were made", "结果如何得出"],
  made_help: ["Each replication is one independent run with its own random numbers. The same scenario, seed and version give the same numbers on any machine.",
    "每次重复都是使用独立随机数的一次完整运行。相同的场景、种子和版本在任何机器上得到相同结果。"],
  version: ["Version", "版本"],
  scenario_digest: ["Scenario digest", "场景摘要"],
  town_digest: ["Town digest", "区县数据摘要"],
  command: ["To repeat", "重现命令"],
  replay: ["Full log of one replication", "单次重复的完整记录"],
  print: ["Print", "打印"],
  other_language: ["中文", "English"],
  list: [", ", "、"],
  all_columns: ["All {0} measures", "全部 {0} 项指标"],
  in_unit: ["{0} ({1})", "{0}（{1}）"],
  road_0: ["Motorway", "高速公路"],
  road_1: ["Trunk road", "国道（干线）"],
  road_2: ["Primary road", "省道（主干路）"],
  road_3: ["Secondary road", "县道（次干路）"],
  road_4: ["Tertiary road", "乡道（支路）"],
  road_5: ["Village road", "村道"],
  road_6: ["Residential street", "居住区道路"],
  road_7: ["Service road", "内部道路"],
  road_8: ["Track", "机耕道"],
  road_9: ["Path", "小路"],
  road_10: ["Steps", "台阶"],
  group_main: ["Main roads", "干线公路"],
  group_local: ["Township and village roads", "乡道、村道"],
  group_path: ["Tracks and paths", "机耕道、小路"],
  in_words: ["in {0} of replications", "{0} 的重复"],
  broken: ["This report could not be drawn. A newer browser may help (Chrome 80, Firefox 78 or later).",
    "报告无法显示，请换用较新的浏览器（Chrome 80、Firefox 78 或更高版本）。"],
};

let language: Language = "en";
export const setLanguage = (to: Language): void => { language = to; };
export const currentLanguage = (): Language => language;

/** A string of the page; {0}, {1} are replaced. */
export function t(key: string, ...values: string[]): string {
  const pair = strings[key];
  if (!pair) return key;
  const text = pair[language === "zh" ? 1 : 0];
  return text.replace(/\{(\d)\}/g, (_, i: string) => values[Number(i)] ?? "");
}
export const say = (phrase: Phrase): string => phrase[language] || phrase.en || phrase.zh;

const group = (value: number, decimals: number): string => {
  const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = part && Number(part) > 0 ? `${grouped}.${part.replace(/0+$/, "")}` : grouped;
  return (value < 0 && /[1-9]/.test(text) ? "−" : "") + text;
};

function duration(seconds: number): string {
  const zh = language === "zh";
  const size = Math.abs(seconds);
  if (size < 119.5) return group(seconds, size < 9.95 ? 1 : 0) + (zh ? " 秒" : " s");
  if (size < 15 * 60) return group(seconds / 60, 1) + (zh ? " 分钟" : " min");
  const minutes = Math.round(seconds / 60);
  if (Math.abs(minutes) < 120) return `${group(minutes, 0)}${zh ? " 分钟" : " min"}`;
  const hours = Math.trunc(minutes / 60);
  const rest = Math.abs(minutes % 60);
  if (rest === 0) return `${group(hours, 0)}${zh ? " 小时" : " h"}`;
  return zh ? `${group(hours, 0)} 小时 ${rest} 分` : `${group(hours, 0)} h ${rest} min`;
}

/** A duration that somebody wrote: nothing is rounded off that he meant. */
function asWritten(seconds: number): string {
  const minutes = seconds / 60;
  const odd = Math.abs(minutes - Math.round(minutes)) > 1e-9;
  return odd && Math.abs(seconds) >= 119.5 ? group(minutes, 2) + (language === "zh" ? " 分钟" : " min") : duration(seconds);
}

/** A share as percent: one decimal, none from 10 to 90 % when it is whole. */
export const percent = (share: number): string => group(share * 100, 1) + (language === "zh" ? "%" : " %");

/** A value with its unit; a dash for null. */
export function show(value: Maybe, format: Format, unit = true): string {
  if (value === null) return "–";
  switch (format.kind) {
    case "share": return percent(value);
    case "duration": return duration(value);
    case "length": return Math.abs(value) < 1000 ? `${group(value, 0)} m` : `${group(value / 1000, 1)} km`;
    default: {
      const decimals = Math.abs(value) >= 100 || (format.kind === "count" && Number.isInteger(value)) ? 0
        : format.kind === "count" || Math.abs(value) >= 10 ? 1 : 2;
      const text = group(value, decimals);
      const unitWord = unit ? say(format.unit) : "";
      const word = language === "en" && text === "1" ? unitWord.replace(/s$/, "") : unitWord;  // "1 person"
      return text + (word ? ` ${word}` : "");
    }
  }
}

/** "[66–76 %]": both ends, the unit once where it is the same. */
export function interval(low: Maybe, high: Maybe, format: Format): string {
  if (low === null && high === null) return `[${t("no_interval")}]`;
  const plain = format.kind !== "count" && format.kind !== "number";
  const from = show(low, format, plain);
  const to = show(high, format, plain);
  const single = /^([−\d.,]+)( ?\D+)$/;
  const a = single.exec(from);
  const b = single.exec(to);
  return `[${a && b && a[2] === b[2] ? a[1] : from}–${to}]`;
}

export const estimate = (e: Estimate, format: Format): string => `${show(e.value, format)} ${interval(e.low, e.high, format)}`;
export const target = (value: Maybe, comparison: Comparison, format: Format): string =>
  value === null ? "–" : t(comparison, format.kind === "duration" ? asWritten(value) : show(value, format));
/** 5 to 95 %; an end that was not reached by EndEx says so. */
export const spreadText = (s: Spread, format: Format): string => s.low !== null && s.high !== null
  ? interval(s.low, s.high, format).slice(1, -1)
  : [s.low, s.high].map((v) => (v === null ? t("not_reached") : show(v, format))).join(" – ");

/** Time of day `seconds` after StartEx: "03:15", "03:15 +1 d". */
export function clock(header: Header, seconds: number): string {
  const minutes = Math.floor((header.start_second_of_day + seconds + 0.5) / 60);
  const days = Math.floor(minutes / 1440);
  const of = ((minutes % 1440) + 1440) % 1440;
  const text = `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
  return days > 0 ? `${text} +${days}${language === "zh" ? " 天" : " d"}` : text;
}

/** "1:05" hours and minutes since StartEx. */
export function sinceStart(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Both at once, for tooltips: "1 h 5 min (03:05)". */
export const moment = (header: Header, seconds: number): string => `${duration(seconds)} (${clock(header, seconds)})`;
export const asDuration = duration;
export const asCount = (value: number): string => group(value, 0);

/** A distance between ticks that gives about `wanted` of them on a clock. */
export function clockStep(span: number, wanted: number): number {
  const steps = [60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800];
  return steps.find((step) => span / step <= wanted) ?? 604800;
}

/** A round number (1, 2 or 5 times a power of ten), so that about `wanted` of them cover the span. */
export function roundStep(span: number, wanted: number, factors = [1, 2, 5]): number {
  const least = span / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return factors.map((factor) => factor * power).find((step) => step >= least * 0.999) ?? 10 * power;
}

/** Ends of five equal classes with round limits around all values. */
export function niceClasses(values: number[], format: Format): [number, number] {
  if (!values.length) return [0, 1];
  const least = Math.min(...values);
  const most = Math.max(...values);
  if (least === most) return [least, most];
  const from = least < (most - least) / 2 ? 0 : least;
  const step = format.kind === "duration" ? clockStep(most - from, 5) : roundStep(most - from, 5, [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8]);
  const low = Math.floor(from / step) * step;
  for (let wider = step; ; wider += step) if (low + 5 * wider >= most) return [low, low + 5 * wider];
}
