// SPDX-License-Identifier: Apache-2.0
// The written parts of the page: what was asked, the answer, tables. Each function makes one section from the data.
import type { AccountPart, Estimate, Format, Objective, Parameter, PlaceColumn, PlaceRow, Report, Spread } from "./data";
import { isQuiet } from "./data";
import { h, section, svg, table } from "./dom";
import { kInk, kRating, kRatingInk, kSeries, kStanding } from "./palette";
import { asCount, asDuration, clock, currentLanguage, estimate, interval, percent, say, show, sinceStart, spreadText, t, target } from "./text";

const kShare: Format = { kind: "share", unit: { en: "", zh: "" } };
const ratio = (e: Estimate): string => `${percent(e.value ?? 0)} ${interval(e.low, e.high, kShare)}`;

/** "24 of 1,193 persons" for counts that are a part of something. */
function achievedText(o: Objective): string {
  if (o.whole === null || o.achieved.value === null) return estimate(o.achieved, o.format);
  const whole = show(Math.round(o.whole), o.format);
  const part = show(o.achieved.value, o.format, currentLanguage() === "zh");
  return `${t("of_whole", part, whole)} ${interval(o.achieved.low, o.achieved.high, o.format)}`;
}

/** Where the people at risk are at EndEx: a bar of means, which add up, and a line for each part. */
function account(report: Report): HTMLElement | null {
  const { account: a } = report;
  if (!a) return null;
  const persons: Format = { kind: "count", unit: { en: "", zh: "" } };
  const total = a.whole.mean.value ?? 0;
  const share = (part: AccountPart): number => (total > 0 ? (part.mean.value ?? 0) / total : 0);
  const bar = h("div.account", { role: "img", "aria-label": say(a.whole.name) }, ...a.parts.filter((part) => share(part) > 0).map((part) => {
    const piece = h(`span.${part.standing}`, { title: `${say(part.name)}: ${percent(share(part))}` }, share(part) > 0.08 ? say(part.name) : null);
    piece.style.width = `${share(part) * 100}%`;
    piece.style.background = kStanding[part.standing] ?? kSeries[0];
    return piece;
  }));
  const row = (part: AccountPart, counted: boolean, strong = false): (HTMLElement | string)[] => {
    const key = h("i.key", null);
    key.style.background = strong || !counted ? "none" : kStanding[part.standing] ?? kSeries[0];
    return [h("div", null, key, h(strong ? "b" : "span", null, say(part.name)), " ", h("span.small", null, say(part.meaning))),
      h("span.strong", null, show(part.spread.median, persons)), spreadText(part.spread, persons),
      estimate(part.mean, persons), counted && total > 0 ? percent(share(part)) : ""];
  };
  return h("div.holder", null, h("h3", null, t("account", say(a.whole.name))), bar,
    table([t("account_part"), t("median"), t("spread"), t("mean_interval"), t("share_of_mean")],
      [row(a.whole, true, true), ...a.parts.map((part) => row(part, true)), ...(a.beside ? [row(a.beside, false)] : [])],
      ["wide", "num", "num", "num", "num"]),
    h("p.help", null, t("account_help")));
}

export function asked(report: Report): HTMLElement {
  const { header } = report;
  const end = clock(header, header.duration);
  const townships = header.townships.map(say).join(t("list"));
  const few = header.townships.length <= 4;
  const rows: [string, string][] = [
    [t("scenario"), header.scenario], [t("town"), say(header.town)],
    [t("townships"), few ? townships : asCount(header.townships.length)],
    [t("start"), header.starts], [t("duration"), `${asDuration(header.duration)} (– ${end})`],
    [t("residents"), asCount(header.residents)], [t("households"), asCount(header.households)],
    [t("replications"), asCount(header.replications)], [t("seed"), header.seed],
  ];
  const facts = header.facts.map((fact): [string, string] => [say(fact.name), say(fact.value)]);
  if (!few) facts.unshift([t("townships"), townships]);
  const list = (kind: string, pairs: [string, string][]): HTMLElement =>
    h(kind, null, ...pairs.filter((pair) => pair[1] !== "" && pair[1] !== "0").map(([name, value]) =>
      h("div", null, h("dt", null, name), h("dd", null, value))));
  return section("asked", t("asked"), null, h("p", null, say(header.description)), list("dl", rows),
    facts.length ? list("dl.wide.named", facts) : null);
}

/** Dot, interval, range and target on one line, over the span they need. */
function picture(o: Objective): Node {
  const numbers = [o.target, o.achieved.value, o.achieved.low, o.achieved.high, o.spread.low, o.spread.median, o.spread.high]
    .filter((v): v is number => v !== null);
  const share = o.format.kind === "share";
  const low = share ? 0 : Math.min(0, ...numbers);
  const high = share ? 1 : Math.max(...numbers, 1e-9) * 1.08;
  const x = (v: number): number => 6 + (148 * (v - low)) / (high - low || 1);
  const parts: Node[] = [svg("line", { x1: 6, x2: 154, y1: 14, y2: 14, stroke: "#d4d8de" })];
  const bar = (a: number | null, b: number | null, width: number, color: string): void => {
    if (a !== null && b !== null) parts.push(svg("line", { x1: x(a), x2: Math.max(x(b), x(a) + 1), y1: 14, y2: 14, stroke: color, "stroke-width": width }));
  };
  bar(o.spread.low, o.spread.high ?? (o.unfinished > 0 ? high : null), 2, kSeries[0]);
  const middle = o.unfinished > 0 ? o.spread.median : o.achieved.value;
  if (o.unfinished === 0) bar(o.achieved.low, o.achieved.high, 7, kSeries[0]);
  if (middle !== null) parts.push(svg("circle", { cx: x(middle), cy: 14, r: 4.5, fill: "#fff", stroke: kSeries[0], "stroke-width": 2 }));
  if (o.target !== null) parts.push(svg("line", { x1: x(o.target), x2: x(o.target), y1: 2, y2: 26, stroke: kInk, "stroke-width": 1.5, "stroke-dasharray": "4 2" }));
  return svg("svg", { width: 160, height: 28, viewBox: "0 0 160 28", role: "img", "aria-label": t("scale") }, ...parts);
}

const badge = (rating: Objective["rating"]): HTMLElement => {
  const element = h("span.badge", { title: t(`${rating}_long`) }, rating);
  element.style.background = kRating[rating];
  element.style.color = kRatingInk[rating];
  return element;
};

function achievedCell(o: Objective): HTMLElement {
  const text = o.unfinished > 0
    ? t("unfinished_objective", o.spread.median === null ? t("not_reached") : show(o.spread.median, o.format), percent(o.unfinished))
    : achievedText(o);
  const range = o.spread.low === null && o.spread.high === null ? null
    : h("div.small", null, `${t("spread")}: ${spreadText(o.spread, o.format)}`);
  return h("div", null, h("div.strong", null, text), picture(o), range);
}

export function answer(report: Report): HTMLElement {
  const { objectives, answer: sentences, notes, failed } = report;
  const rows = objectives.map((o) => [
    h("div", null, h("b", null, say(o.name)), h("div.small", null, say(o.measure), say(o.place) ? h("b", null, ` · ${say(o.place)}`) : null,
      o.whole === null ? null : ` · ${t("of_those", say(o.whole_name))}`)),
    h("span.whole", null, target(o.target, o.comparison, o.format)), achievedCell(o),
    h("div", null, h("div.strong", null, ratio(o.met)), h("div.small", null, t("n", asCount(o.met.n)))),
    h("div.rating", null, badge(o.rating), h("div", null, t(o.rating), say(o.reason) ? h("div.small", null, say(o.reason)) : null)),
  ]);
  return section("answer", t("answer"), null,
    h("div.lead", null, ...sentences.map((sentence) => h("p", null, say(sentence)))),
    ...notes.map((note) => h("p.note", null, say(note))),
    failed.length ? h("div.note", null, t("failed", asCount(failed.length)),
      h("ul", null, ...failed.slice(0, 20).map((f) => h("li", null, `${t("replication", String(f.replication))}: ${say(f.reason)}`)))) : null,
    account(report),
    rows.length ? h("h3", null, t("objectives")) : null,
    rows.length ? table([t("objective"), t("target"), t("achieved"), t("chance"), t("rating")], rows, ["wide", "", "", "", ""]) : null,
    rows.length ? h("p.help", null, t("scale"), " ", `${t("ratings")}: ${(["P", "S", "M", "U"] as const).map((r) => `${r} ${t(`${r}_long`)}`).join(t("list"))}`) : null);
}

/** Number of a cell for sorting; what did not finish comes last. */
function sortKey(row: PlaceRow, column: number): number | string {
  if (column === 0) return say(row.name);
  if (column === 1) return row.residents;
  const spread = row.values[column - 2];
  return ((row.unfinished[column - 2] ?? 0) > 0 ? spread?.median : spread?.mean) ?? Infinity;
}

/** 5 to 95 %; nothing when both ends read alike. */
function placeRange(spread: Spread, format: Format): string {
  if (spread.low === null) return "";
  if (spread.high === null) return spreadText(spread, format);
  return show(spread.low, format) === show(spread.high, format) ? "" : interval(spread.low, spread.high, format);
}

/** Units stand in the headings; n only where it is not the number of replications. */
function placeCells(report: Report, row: PlaceRow, shown: number[]): HTMLElement[] {
  return shown.map((i) => {
    const column = report.places.columns[i];
    const spread = row.values[i];
    const missing = row.unfinished[i] ?? 0;
    if (!spread || (spread.n === 0 && missing === 0)) return h("span", null, "–");
    const value = missing > 0 ? spread.median : spread.mean;
    const range = placeRange(spread, column.format);
    const plain = column.format.kind !== "count";
    return h("div", null, value === null && missing > 0 ? t("never") : show(value, column.format, plain),
      range ? h("div.small", null, range) : null,
      spread.n !== report.header.replications ? h("div.small", null, t("n", asCount(spread.n))) : null,
      missing > 0 ? h("div.small.warn", null, `✕ ${percent(missing)}`) : null);
  });
}

/** "Houses in the water (households)" */
const headingOf = (column: PlaceColumn): string =>
  column.format.kind === "count" && say(column.format.unit) ? t("in_unit", say(column.name), say(column.format.unit)) : say(column.name);

export function places(report: Report): HTMLElement | null {
  const { columns, rows } = report.places;
  if (!rows.length) return null;
  let order = -1;
  let ascending = true;
  const quiet = rows.filter((row) => row.level === "zone" && isQuiet(row)).length;
  const all = h("input", { type: "checkbox" }) as HTMLInputElement;
  all.checked = quiet < 4 || quiet === rows.length;
  const everything = h("input", { type: "checkbox" }) as HTMLInputElement;
  const main = columns.map((_, i) => i).filter((i) => columns[i].main);
  everything.checked = main.length === 0;
  const holder = h("div", null);
  const draw = (): void => {
    const shown = everything.checked ? columns.map((_, i) => i) : main;
    // A township of which nothing is known beyond its zones is a heading, and none where it is the only one.
    const townships = rows.filter((row) => row.level === "township").length;
    const sorted = rows.filter((row) => (row.level === "zone" ? all.checked || !isQuiet(row)
      : row.level === "town" || townships > 1 || row.values.some((spread) => spread.n > 0)));
    if (order >= 0) {
      const level = (row: PlaceRow): number => ["town", "township", "zone"].indexOf(row.level);
      sorted.sort((a, b) => {
        const x = sortKey(a, order);
        const y = sortKey(b, order);
        const by = typeof x === "string" ? x.localeCompare(String(y), "zh-CN") : x === y ? 0 : x - Number(y);
        return level(a) - level(b) || (ascending ? by : -by);
      });
    }
    const heading = (text: string, i: number): HTMLElement => {
      const button = h("button.sort", { type: "button" }, text, order === i ? (ascending ? " ▲" : " ▼") : "");
      button.addEventListener("click", () => {
        ascending = order === i ? !ascending : true;
        order = i;
        draw();
      });
      return button;
    };
    const headings = [t("place"), t("residents"), ...shown.map((i) => headingOf(columns[i]))]
      .map((text, i) => heading(text, i < 2 ? i : shown[i - 2] + 2));
    holder.replaceChildren(table(headings, sorted.map((row) => [
      h(`span.${row.level}`, null, say(row.name)), asCount(row.residents), ...placeCells(report, row, shown)]),
    ["", ...Array.from({ length: shown.length + 1 }, () => "num")]));
  };
  all.addEventListener("change", draw);
  everything.addEventListener("change", draw);
  draw();
  return section("places", t("places"), t("places_help"),
    quiet >= 4 ? h("label.switch", null, all, " ", t("quiet_places", asCount(quiet))) : null,
    main.length && main.length < columns.length ? h("label.switch", null, everything, " ", t("all_columns", asCount(columns.length))) : null, holder);
}

export function measures(report: Report): HTMLElement | null {
  if (!report.measures.length) return null;
  const rows = report.measures.map((m) => [
    h("div", null, say(m.name), h("div.small", null, h("code", null, m.id))),
    m.unfinished > 0 ? h("span.warn", null, `✕ ${percent(m.unfinished)}`) : estimate(m.mean, m.format),
    show(m.spread.median, m.format), m.spread.n ? spreadText(m.spread, m.format) : "–", asCount(m.mean.n)]);
  return section("measures", t("measures"), null, h("details", null, h("summary", null, `${t("measures")} (${rows.length})`),
    table([t("measure"), t("mean_interval"), t("median"), t("spread"), "n"], rows, ["", "num", "num", "num", "num"])));
}

export function timeline(report: Report): HTMLElement | null {
  if (!report.timeline.length) return null;
  const rows = report.timeline.map((entry) => [
    `+${sinceStart(entry.at)}`, clock(report.header, entry.at),
    h("span", { title: entry.event }, entry.inject ? h("span.tag", null, t("inject")) : null, say(entry.what)), say(entry.where)]);
  return section("timeline", t("timeline", String(report.timeline_replication)), t("timeline_help"),
    table([t("time"), t("clock"), t("what"), t("where")], rows, ["num", "num", "half", ""]));
}

const confidence = (code: string): HTMLElement => h("span", { title: t(`conf_${code}`) }, h("b", null, code), ` ${t(`conf_${code}`)}`);

/** "handbook 3.7" says nothing to a planner: below it stands who wrote what is quoted there. */
function sourceCell(source: string, report: Report): HTMLElement | string {
  const sections = [...new Set([...source.matchAll(/\b(\d+\.\d+)(?=\D|$)/g)].map((match) => match[1]))];
  const known = source.includes("handbook") ? sections.filter((section) => report.handbook[section]) : [];
  if (!known.length) return source || "–";
  return h("div", null, source, h("div.small", null, known.map((section) => say(report.handbook[section])).join("; ")));
}

/** The confidence stands in the rows only where they differ. */
function parameterTable(list: Parameter[], rated: boolean, report: Report): HTMLElement {
  return table([t("meaning"), t("value"), t("range"), t("source"), ...(rated ? [t("confidence")] : [])], list.map((p) => [
    h("div", null, say(p.meaning), h("div.small", null, h("code", null, p.path))), p.value,
    p.low || p.high ? `${p.low || "…"} – ${p.high || "…"}` : "–", sourceCell(p.source, report), ...(rated ? [confidence(p.confidence)] : [])]),
  ["wide", "", "", "", ""]);
}

export function assumptions(report: Report): HTMLElement {
  const weak = report.parameters.filter((p) => p.confidence === "E");
  const others = report.parameters.filter((p) => p.confidence !== "E");
  const all = String(report.parameters.length);
  const codes = ["V", "S", "M", "D", "E", "U"].map((code) => `${code}: ${t(`conf_${code}`)}`).join(t("pause"));
  return section("assumptions", t("assumptions"), weak.length ? t("assumptions_help", String(weak.length), all) : t("no_assumptions"),
    h("p.help", null, t("confidence_codes", codes)), h("p.help", null, t("handbook_help")),
    weak.length ? parameterTable(weak, false, report) : null,
    others.length ? h("details", null, h("summary", null, t("other_parameters", String(others.length))), parameterTable(others, true, report)) : null,
    report.provenance.length ? h("h3", null, t("provenance")) : null,
    report.provenance.length ? table([t("file"), t("source"), t("confidence"), t("license")], report.provenance.map((p) =>
      [h("code", null, p.file), say(p.source), confidence(p.confidence), p.license || "–"]), ["", "wide", "", ""]) : null);
}

export function limits(report: Report): HTMLElement | null {
  if (!report.limits.length) return null;
  return section("limits", t("limits"), null, ...report.limits.map((model) => h("div.limit", null,
    h("h3", null, say(model.name), " ", h("code", null, model.kind)),
    h("ul", null, ...model.limits.map((limit) => h("li", null, say(limit)))))));
}

/** Commands run as they stand: "{run}" is the folder in which this page lies. */
function inFolder(command: string): string {
  const folder = window.location.protocol === "file:" ? decodeURIComponent(window.location.pathname).replace(/\/[^/]*$/, "") : ".";
  return command.split("{run}").join(/[^\w./~+:@%-]/.test(folder) ? `'${folder}'` : folder);
}

export function made(report: Report): HTMLElement {
  const { reproduction: r, header } = report;
  const rows: [string, HTMLElement | string][] = [
    [t("version"), r.version], [t("scenario_digest"), h("code", null, r.scenario_digest)],
    [t("town_digest"), r.town_digest ? h("code", null, r.town_digest) : ""], [t("seed"), header.seed],
    [t("replications"), asCount(header.replications)], [t("command"), h("code", null, inFolder(r.command))],
    [t("replay"), r.replay_command ? h("code", null, inFolder(r.replay_command)) : ""],
    ...r.facts.map((fact): [string, string] => [say(fact.name), say(fact.value)]),
  ];
  return section("made", t("made"), t("made_help"), h("dl.wide", null, ...rows.filter((row) => row[1] !== "").map(([name, value]) =>
    h("div", null, h("dt", null, name), h("dd", null, value)))));
}

