// SPDX-License-Identifier: Apache-2.0
// Charts over time and distributions, drawn by ECharts as SVG (sharp on paper, readable by tests). No animation: the
// printed page is the page on the screen.
import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Chart, Curve, Distribution, Format, Header } from "./data";
import { h, lines } from "./dom";
import { kDashes, kInk, kLooks, kSeries } from "./palette";
import { asDuration, clock, clockStep, moment, percent, roundStep, say, show, sinceStart, t } from "./text";

echarts.use([LineChart, CustomChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

type Option = Parameters<echarts.ECharts["setOption"]>[0];
const drawn: echarts.ECharts[] = [];

export function disposeCharts(): void {
  for (const chart of drawn.splice(0)) chart.dispose();
}
export function resizeCharts(): void {
  for (const chart of drawn) {
    chart.resize();
    makeScalable(chart);
  }
}

/** With a view box the drawing shrinks to the width of the paper (style.css) instead of being cut. */
function makeScalable(chart: echarts.ECharts): void {
  chart.getDom().querySelector("svg")?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
}

/** Draws once the element is in the page (ECharts needs its size). */
function draw(element: HTMLElement, option: Option): void {
  const chart = echarts.init(element, undefined, { renderer: "svg" });
  // Named in full: ECharts measures texts outside of the page, where "inherit" means nothing.
  const fontFamily = getComputedStyle(document.body).fontFamily;
  chart.setOption({ animation: false, textStyle: { fontFamily, color: kInk }, ...(option as object) });
  makeScalable(chart);
  drawn.push(chart);
}

const grid = { left: 64, right: 28, top: 40, bottom: 48 };
const style = { color: kInk, fontSize: 12 };
const kLegendRow = 24;

/** Rows that a legend of these names needs; the drawing begins below them. */
function legendRows(element: HTMLElement, names: string[], symbolWidth: number, gap: number): number {
  const pen = document.createElement("canvas").getContext("2d")!;
  pen.font = `${style.fontSize}px ${getComputedStyle(document.body).fontFamily}`;
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const width = symbolWidth + 5 + pen.measureText(name).width * 1.05 + gap;
    if (used > 0 && used + width > element.clientWidth - 10) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}

/** Ticks show the time since StartEx ("1:30") and the time of day below. */
function timeAxis(header: Header, from: number, to: number): object {
  return {
    type: "value", min: from, max: to, interval: clockStep(to - from, window.innerWidth < 700 ? 4 : 9),
    axisLabel: {
      ...style, showMaxLabel: false, hideOverlap: true,
      formatter: (s: number) => `+${sinceStart(s)}\n${clock(header, s)}`,
    },
    splitLine: { show: false },
  };
}

/** Values of a format on an axis; the unit stands in the caption above. */
function valueAxis(format: Format): object {
  const share = format.kind === "share";
  return {
    type: "value", min: 0, max: share ? 1 : undefined, minInterval: format.kind === "count" ? 1 : undefined,
    axisLabel: { ...style, formatter: (v: number) => show(v, format, false) },
  };
}

interface Look { color: string; dash: string | number[] }
/** Known curves keep their look; the others take what those leave free. */
function looksOf(curves: Curve[]): Look[] {
  const known = curves.map((curve) => kLooks[curve.look]);
  const free = (all: number, used: (number | undefined)[]): number[] => {
    const rest = Array.from({ length: all }, (_, i) => i).filter((i) => !used.includes(i));
    return rest.length ? rest : [0];
  };
  const colors = free(kSeries.length, known.map((look) => look?.color));
  const dashes = free(kDashes.length, known.map((look) => look?.dash));
  let next = 0;
  return known.map((look) => {
    if (look) return { color: kSeries[look.color], dash: kDashes[look.dash] };
    const other = { color: kSeries[colors[next % colors.length]], dash: kDashes[dashes[next % dashes.length]] };
    next += 1;
    return other;
  });
}

/** The 5–95 % band as one polygon. */
function band(curve: Curve, times: number[], color: string): object {
  const known = times.map((_, i) => i).filter((i) => curve.low[i] !== null && curve.high[i] !== null);
  return {
    type: "custom", name: say(curve.name), silent: true, clip: true, z: 1, data: known.length > 1 ? [[0, 0]] : [],
    itemStyle: { color }, encode: { x: -1, y: -1 },
    renderItem: (_: unknown, api: { coord(p: number[]): number[] }) => ({
      type: "polygon",
      shape: {
        points: [...known.map((i) => api.coord([times[i], curve.low[i]!])),
          ...known.slice().reverse().map((i) => api.coord([times[i], curve.high[i]!]))],
      },
      style: { fill: color, opacity: 0.18 },
    }),
  };
}

export function drawCurves(element: HTMLElement, chart: Chart, header: Header): void {
  const looks = looksOf(chart.curves);
  const last = chart.times.length - 1;
  const names = chart.curves.map((curve) => say(curve.name));
  draw(element, {
    grid: { ...grid, top: 24 + kLegendRow * legendRows(element, names, 44, 24) },
    legend: { top: 4, itemWidth: 44, itemGap: 24, textStyle: style, data: names },
    tooltip: {
      trigger: "axis", confine: true,
      formatter: (items: unknown) => {
        const at = (items as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        return lines(moment(header, chart.times[at]), ...chart.curves.map((curve) =>
          `${say(curve.name)}: ${show(curve.median[at], chart.format)} [${show(curve.low[at], chart.format)} – ${show(curve.high[at], chart.format)}]`));
      },
    },
    xAxis: timeAxis(header, chart.times[0] ?? 0, chart.times[last] ?? 1),
    yAxis: valueAxis(chart.format),
    // The line first: the legend takes its look from the first series of a name. Clicking it hides line and band.
    series: chart.curves.flatMap((curve, i) => [
      {
        type: "line", name: say(curve.name), showSymbol: false, symbol: "none", z: 3,
        lineStyle: { color: looks[i].color, type: looks[i].dash, width: 2.5 }, itemStyle: { color: looks[i].color },
        data: chart.times.map((time, k) => [time, curve.median[k]]),
      },
      band(curve, chart.times, looks[i].color),
    ]),
  } as Option);
}

/** End of the value axis: everything seen and the target, with some air. */
function reach(d: Distribution): [number, number] {
  const all = [...d.steps.map((step) => step[0]), ...(d.target === null ? [] : [d.target])];
  if (!all.length) return [0, 1];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const air = (high - low || Math.abs(high) || 1) * 0.06;
  return [Math.max(0, low - air) < (high - low) * 0.5 ? 0 : low - air, high + air];
}

function distributionAxis(d: Distribution, low: number, high: number): object {
  const duration = d.format.kind === "duration";
  const wanted = window.innerWidth < 700 ? 4 : 7;
  let step = duration ? clockStep(high - low, wanted) : roundStep(high - low, wanted);
  if (d.format.kind === "count") step = Math.max(1, step);
  const end = Math.ceil(high / step - 1e-9) * step;
  return {
    type: "value", min: Math.floor(low / step + 1e-9) * step, max: d.format.kind === "share" ? Math.min(1, end) : end,
    interval: step, name: say(d.format.unit), nameLocation: "middle", nameGap: 28,
    axisLabel: {
      ...style, hideOverlap: true,
      formatter: (v: number) => (duration ? asDuration(v) : show(v, d.format, false)),
    },
    splitLine: { show: false },
  };
}

/** Bars of equal width over the value axis. */
function bars(d: Distribution): object {
  const { from, width, shares } = d.bins ?? { from: 0, width: 1, shares: [] };
  return {
    type: "custom", name: t("histogram"), silent: true, clip: true, z: 1, itemStyle: { color: "#b8cbe0" },
    data: shares.map((share, i) => [from + i * width, share]), encode: { x: 0, y: 1 },
    renderItem: (_: unknown, api: { value(i: number): number; coord(p: number[]): number[] }) => {
      const [x, y] = api.coord([api.value(0), api.value(1)]);
      const [right, zero] = api.coord([api.value(0) + width, 0]);
      return {
        type: "rect", shape: { x: x + 0.5, y, width: Math.max(1, right - x - 1), height: zero - y },
        style: { fill: "#b8cbe0" },
      };
    },
  };
}

export function drawDistribution(element: HTMLElement, d: Distribution): void {
  const [low, high] = reach(d);
  const axis = distributionAxis(d, low, high) as { min: number; max: number };
  const seen = d.n ? (d.n - d.unfinished) / d.n : 0;
  const targetAt = d.target === null ? 0 : (d.target - axis.min) / (axis.max - axis.min || 1);
  const curve = t(d.format.kind === "duration" ? "ecdf" : "ecdf_value");
  const steps: [number, number][] = [[axis.min, 0], ...d.steps, [axis.max, seen]];
  const mark = d.target === null ? undefined : {
    silent: true, symbol: "none", lineStyle: { color: kInk, type: "dashed", width: 1.5 },
    label: {
      formatter: `${t("target")} ${show(d.target, d.format)}`, color: kInk, fontSize: 12,
      align: targetAt < 0.12 ? "left" : targetAt > 0.88 ? "right" : "center",
    },
    data: [{ xAxis: d.target }],
  };
  draw(element, {
    grid: { ...grid, top: 30 + kLegendRow * legendRows(element, [curve, t("histogram")], 28, 24) },
    legend: { top: 0, textStyle: style, itemWidth: 28, itemGap: 24, data: [curve, t("histogram")] },
    tooltip: {
      trigger: "axis", confine: true,
      formatter: (items: unknown) => {
        const item = (items as { value: number[] }[])[0];
        return item ? lines(`≤ ${show(item.value[0], d.format)}`, percent(item.value[1])) : "";
      },
    },
    xAxis: axis,
    yAxis: { type: "value", min: 0, max: 1, axisLabel: { ...style, formatter: (v: number) => percent(v) } },
    series: [bars(d), {
      type: "line", step: "end", name: curve, showSymbol: false, symbol: "none", z: 3, data: steps, markLine: mark,
      lineStyle: { color: kSeries[0], width: 2.5 }, itemStyle: { color: kSeries[0] },
    }],
  } as Option);
}

/** The sentences beside a distribution: unfinished share first, then quantiles of all observations. */
export function distributionFacts(d: Distribution): HTMLElement {
  const duration = d.format.kind === "duration";
  const finished = d.unfinished === 0 ? t(duration ? "all_finished" : "all_known", String(d.n))
    : t(duration ? "did_not_finish_of" : "unknown_of", String(d.unfinished), String(d.n), percent(d.unfinished / d.n));
  const quantile = duration ? "quantile" : "quantile_value";
  return h("ul.facts", null,
    h("li", null, t("observation", say(d.observation))),
    h(d.unfinished ? "li.warn" : "li", null, finished),
    d.target !== null && d.target_share !== null
      ? h("li", null, t("finished_by_target", percent(d.target_share), t(d.comparison, show(d.target, d.format)))) : null,
    ...d.quantiles.map((q) => h("li", null,
      q.value === null ? t("quantile_never", percent(q.share)) : t(quantile, percent(q.share), show(q.value, d.format)))));
}
