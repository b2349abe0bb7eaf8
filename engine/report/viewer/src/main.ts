// SPDX-License-Identifier: Apache-2.0
// Reads the data of the page, draws it in the chosen language, again when the language changes or the page is printed.
import { disposeCharts, distributionFacts, drawCurves, drawDistribution, resizeCharts } from "./charts";
import type { Report } from "./data";
import { h, section } from "./dom";
import { coloring, legend, TownMap } from "./map";
import * as parts from "./parts";
import { currentLanguage, say, setLanguage, t } from "./text";

/** Width of the text on A4 landscape with the margins of style.css, in CSS pixels. */
const kPaperWidth = 1000;

type Later = () => void;
let townMap: TownMap | null = null;

function charts(report: Report, later: Later[]): HTMLElement | null {
  if (!report.charts.length) return null;
  return section("curves", t("curves"), t("curves_help", String(report.header.replications)), ...report.charts.map((chart) => {
    const box = h("div.chart", null);
    later.push(() => drawCurves(box, chart, report.header));
    return h("figure", null, h("figcaption", null, h("b", null, say(chart.title)), " ", say(chart.explanation)), box);
  }));
}

function distributions(report: Report, later: Later[]): HTMLElement | null {
  if (!report.distributions.length) return null;
  return section("distributions", t("distributions"), null, ...report.distributions.map((d) => {
    const box = h("div.chart.short", null);
    if (d.n > 0) later.push(() => drawDistribution(box, d));
    return h("figure.pair", null, h("figcaption", null, h("b", null, say(d.title)), " ", say(d.explanation)), box,
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
    key.replaceChildren(legend(report, by));
  };
  choice.addEventListener("change", color);
  later.push(() => {
    townMap = new TownMap(box, report);
    color();
  });
  return section("map", t("map"), t("map_help"),
    colored ? h("label", null, `${t("color_by")} `, choice) : null, box, key);
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
    h("p", null, [say(header.town), header.starts, `${header.replications} × ${t("replications")}`].filter(Boolean).join(" · "))),
  h("nav", null, language, print));
}

function draw(report: Report): void {
  disposeCharts();
  townMap?.remove();
  townMap = null;
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  document.title = `${say(report.header.title)} – Tocsin`;
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

/** Paper shows everything: folded lists open, charts and map take the width of the sheet. */
function preparePaper(): void {
  let folded: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const element of folded) element.open = true;
    document.body.style.width = `${kPaperWidth}px`;
    resizeCharts();
    townMap?.resize();
  });
  window.addEventListener("afterprint", () => {
    for (const element of folded) element.open = false;
    document.body.style.width = "";
    resizeCharts();
    townMap?.resize();
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
  const wanted = /[#&]lang=(en|zh)/.exec(window.location.hash)?.[1] as "en" | "zh" | undefined;
  setLanguage(wanted ?? report.language);
  draw(report);
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
