// SPDX-License-Identifier: Apache-2.0
// Reads the data of the page, draws it in the chosen language, again when the language changes or the page is printed.
import { disposeCharts, distributionFacts, drawCurves, drawDistribution, resizeCharts } from "./charts";
import type { Chart, Header, Report } from "./data";
import { h, section } from "./dom";
import { coloring, legend, TownMap } from "./map";
import * as parts from "./parts";
import { asCount, asDuration, currentLanguage, say, setLanguage, t } from "./text";

/** Width of the text on A4 landscape with the margins of style.css, in CSS pixels. */
const kPaperWidth = 1000;

type Later = () => void;
let townMap: TownMap | null = null;

function charts(report: Report, later: Later[]): HTMLElement | null {
  if (!report.charts.length) return null;
  return section("curves", t("curves"), t("curves_help", String(report.header.replications)), ...report.charts.map((chart) => {
    const box = h("div.chart", null);
    later.push(() => drawCurves(box, chart, report.header));
    return h("figure", null, h("figcaption", null, h("b", null, captionOf(chart)), " ", say(chart.explanation)), box);
  }));
}

/** "People (persons)"; a chart of one curve is called like the curve. */
function captionOf(chart: Chart): string {
  const title = say(chart.curves.length === 1 ? chart.curves[0].name : chart.title);
  const unit = chart.format.kind === "share" ? "" : say(chart.format.unit);
  return unit ? t("in_unit", title, unit) : title;
}

function distributions(report: Report, later: Later[]): HTMLElement | null {
  if (!report.distributions.length) return null;
  return section("distributions", t("distributions"), t("distributions_help"), ...report.distributions.map((d) => {
    // A line along the bottom tells less than the sentence beside it.
    const drawable = d.n > 0 && (d.n - d.unfinished) / d.n > 0.05;
    const box = drawable ? h("div.chart.short", null) : h("p.help", null, t("too_few"));
    if (drawable) later.push(() => drawDistribution(box, d));
    return h("figure.pair", null, h("figcaption", null, h("b", null, say(d.title), say(d.place) ? ` · ${say(d.place)}` : null), " ", say(d.explanation)), box,
      distributionFacts(d));
  }));
}

function mapSection(report: Report, later: Later[]): HTMLElement | null {
  const { map, places } = report;
  if (!map.roads.lines.length && !map.zones.length) return null;
  const box = h("div", { id: "town-map" });
  const key = h("div", null);
  const choice = h("select", { id: "color-by" }, ...places.columns.map((column, i) =>
    h("option", { value: String(i) }, say(column.name)))) as HTMLSelectElement;
  const colored = places.columns.length > 0 && map.zones.length > 0;
  const color = (): void => {
    const by = colored ? coloring(report, Number(choice.value)) : null;
    townMap?.colorBy(by);
    key.replaceChildren(legend(report, by, townMap?.hidden ?? new Set()));
  };
  choice.addEventListener("change", color);
  later.push(() => {
    townMap = new TownMap(box, report);
    color();
  });
  return section("map", t("map"), t("map_help"),
    colored ? h("label", null, `${t("color_by")} `, choice) : null, box, key);
}

/** What was asked, on one line. */
function subtitle(header: Header): string {
  const townships = header.townships.length <= 4 ? header.townships.map(say).join(t("list")) : "";
  return [header.scenario, say(header.town), townships, header.starts, asDuration(header.duration),
    header.replications === 1 ? t("one_replication") : t("n_replications", asCount(header.replications)), `${t("seed")} ${header.seed}`].filter(Boolean).join(" · ");
}

function bar(report: Report, redraw: () => void): HTMLElement {
  const language = h("button", { type: "button", id: "language" }, t("other_language"));
  language.addEventListener("click", () => {
    setLanguage(currentLanguage() === "zh" ? "en" : "zh");
    redraw();
  });
  const print = h("button", { type: "button", id: "print" }, t("print"));
  print.addEventListener("click", () => window.print());
  const { header } = report;
  return h("header", null, h("div", null, h("h1", null, say(header.title)),
    h("p", null, subtitle(header))),
  h("nav", null, language, print));
}

function draw(report: Report): void {
  disposeCharts();
  townMap?.remove();
  townMap = null;
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  document.title = `${say(report.header.title)} (${report.header.scenario}) – Tocsin`;
  const later: Later[] = [];
  const pieces = [
    bar(report, () => draw(report)), parts.answer(report), parts.asked(report), charts(report, later),
    distributions(report, later), mapSection(report, later), parts.places(report), parts.measures(report),
    parts.timeline(report), parts.assumptions(report), parts.limits(report), parts.made(report),
  ];
  document.getElementById("report")!.replaceChildren(...pieces.filter((piece): piece is HTMLElement => piece !== null));
  for (const step of later) step();
  document.body.dataset.ready = currentLanguage();
}

/** Paper shows everything: folded lists open. Charts scale by their view box; the map keeps its size in pixels and is
 * shrunk as a picture, because a map that is laid out anew during printing comes out half empty. */
function preparePaper(): void {
  let folded: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const element of folded) element.open = true;
    const box = document.getElementById("town-map");
    if (!box) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    const scale = Math.min(1, kPaperWidth / width);
    Object.assign(box.style, {
      width: `${width}px`, height: `${height}px`, transformOrigin: "0 0", transform: `scale(${scale})`,
      marginBottom: `${(scale - 1) * height}px`,
    });
  });
  window.addEventListener("afterprint", () => {
    for (const element of folded) element.open = false;
    const box = document.getElementById("town-map");
    if (box) Object.assign(box.style, { width: "", height: "", transform: "", marginBottom: "" });
  });
}

function fail(reason: string): void {
  document.getElementById("report")!.replaceChildren(h("p.note", { id: "failure" }, t("broken"), h("br", null), reason));
}

function start(): void {
  const text = document.getElementById("data")!.textContent ?? "";
  if (text.trim() === "") {
    fail("no data");
    return;
  }
  const report = JSON.parse(text) as Report;
  // report.html#lang=en&map opens in a language and at a section.
  const wishes = window.location.hash.slice(1).split("&");
  const language = wishes.includes("lang=en") ? "en" : wishes.includes("lang=zh") ? "zh" : report.language;
  setLanguage(language);
  draw(report);
  const place = wishes.find((wish) => /^[a-z]+$/.test(wish));
  if (place) document.getElementById(place)?.scrollIntoView();
  preparePaper();
  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => resizeCharts(), 150);
  });
}

try {
  start();
} catch (error) {
  fail(String(error));
  throw error;
}
