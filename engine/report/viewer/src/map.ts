// SPDX-License-Identifier: Apache-2.0
// The map: Leaflet on plain meters (CRS.Simple). Roads are drawn on one own canvas (tens of thousands of lines), all
// else with Leaflet's own layers. Things say their numbers when pointed at.
import * as L from "leaflet";
import type { Maybe, PlaceColumn, PlaceRow, Report, Shape } from "./data";
import { isQuiet, unpack } from "./data";
import { h, lines } from "./dom";
import { kClosed, kFlood, kInk, kLate, kLoad, kMissing, kScale, kWater, kWorst } from "./palette";
import { asCount, asDuration, moment, niceClasses, percent, say, show, t } from "./text";

type Point = [number, number];
const kMostMarks = 60;
interface Road { points: Point[]; kind: number; row: number; box: [number, number, number, number] }
interface Stroke { color: string; width: number }

/** Motorway to tertiary are wide, paths thin; by class number of RoadClass. */
const kWidths = [4, 4, 3.2, 2.6, 2, 1.4, 1.2, 1, 0.9, 0.7, 0.7];
const kGrays = ["#5b6470", "#5b6470", "#6b7480", "#7b838e", "#8f969f", "#a3a9b1", "#a3a9b1", "#b0b5bc", "#b9b39f", "#b9b39f", "#b9b39f"];
const at = ([x, y]: Point): L.LatLng => L.latLng(y, x);
const lineOf = (text: string): L.LatLng[] => unpack(text).map(at);

/** Roads on one canvas: what is outside the view or thinner than a pixel's worth is skipped. */
class RoadLayer extends L.Layer {
  private canvas?: HTMLCanvasElement;
  constructor(private readonly roads: Road[], private readonly stroke: (road: Road) => Stroke | null,
    private readonly paneName: string) { super(); }

  onAdd(map: L.Map): this {
    this.canvas = h("canvas.leaflet-zoom-hide", null) as HTMLCanvasElement;
    map.getPane(this.paneName)!.append(this.canvas);
    map.on("moveend zoomend resize", this.redraw, this);
    this.redraw();
    return this;
  }
  onRemove(map: L.Map): this {
    this.canvas?.remove();
    map.off("moveend zoomend resize", this.redraw, this);
    return this;
  }

  private redraw(): void {
    const map = this._map;
    const canvas = this.canvas!;
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const pen = canvas.getContext("2d")!;
    const scale = 2 ** map.getZoom();
    const corner = map.containerPointToLatLng([0, 0]);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.lineCap = pen.lineJoin = "round";
    // One path per look: ten thousand strokes become a few dozen.
    const looks = new Map<string, { stroke: Stroke; roads: Road[] }>();
    const right = corner.lng + size.x / scale;
    const bottom = corner.lat - size.y / scale;
    for (const road of this.roads) {
      const [x0, y0, x1, y1] = road.box;
      if (x1 < corner.lng || x0 > right || y1 < bottom || y0 > corner.lat) continue;
      const stroke = this.stroke(road);
      if (!stroke) continue;
      const key = `${stroke.color}${stroke.width}`;
      if (!looks.has(key)) looks.set(key, { stroke, roads: [] });
      looks.get(key)!.roads.push(road);
    }
    for (const { stroke, roads } of [...looks.values()].sort((a, b) => a.stroke.width - b.stroke.width)) {
      pen.strokeStyle = stroke.color;
      pen.lineWidth = stroke.width;
      pen.beginPath();
      for (const { points } of roads) {
        points.forEach(([x, y], i) => {
          const px = (x - corner.lng) * scale;
          const py = (corner.lat - y) * scale;
          if (i === 0) pen.moveTo(px, py);
          else pen.lineTo(px, py);
        });
      }
      pen.stroke();
    }
  }
}

/** A color between two: 0 the first, 1 the second, in ten steps so that strokes can share a path. */
function mix(from: string, to: string, share: number): string {
  const part = Math.round(10 * share) / 10;
  const channel = (i: number): number => {
    const [a, b] = [from, to].map((color) => parseInt(color.slice(i, i + 2), 16));
    return Math.round(a + part * (b - a));
  };
  return `rgb(${channel(1)},${channel(3)},${channel(5)})`;
}

/** Which road is under the pointer: roads sorted into square cells. */
class RoadFinder {
  private readonly cells = new Map<string, Set<Road>>();
  private readonly size: number;
  constructor(roads: Road[], extent: number) {
    this.size = Math.max(50, extent / 60);
    for (const road of roads) {
      for (let i = 1; i < road.points.length; i++) this.add(road, road.points[i - 1], road.points[i]);
    }
  }
  private add(road: Road, a: Point, b: Point): void {
    const index = (v: number): number => Math.floor(v / this.size);
    for (let i = index(Math.min(a[0], b[0])); i <= index(Math.max(a[0], b[0])); i++) {
      for (let j = index(Math.min(a[1], b[1])); j <= index(Math.max(a[1], b[1])); j++) {
        const key = `${i},${j}`;
        if (!this.cells.has(key)) this.cells.set(key, new Set());
        this.cells.get(key)!.add(road);
      }
    }
  }
  nearest(x: number, y: number, within: number): Road | null {
    let best: Road | null = null;
    let distance = within;
    const reach = Math.min(3, Math.ceil(within / this.size));
    const ci = Math.floor(x / this.size);
    const cj = Math.floor(y / this.size);
    for (let i = ci - reach; i <= ci + reach; i++) {
      for (let j = cj - reach; j <= cj + reach; j++) {
        for (const road of this.cells.get(`${i},${j}`) ?? []) {
          for (let k = 1; k < road.points.length; k++) {
            const d = distanceTo(x, y, road.points[k - 1], road.points[k]);
            if (d < distance) { distance = d; best = road; }
          }
        }
      }
    }
    return best;
  }
}

function distanceTo(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const s = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
  return Math.hypot(x - ax - s * (bx - ax), y - ay - s * (by - ay));
}

/** How a number becomes a color: five equal steps from good to bad; no value is gray, or the worst of all. */
export interface Coloring {
  column: PlaceColumn; index: number; low: number; high: number;
  color(row: PlaceRow | undefined): string;
}
export const shownValue = (row: PlaceRow, i: number): Maybe =>
  (row.unfinished[i] ?? 0) > 0 ? row.values[i]?.median ?? null : row.values[i]?.mean ?? null;

export function coloring(report: Report, index: number): Coloring {
  const column = report.places.columns[index];
  const zones = report.places.rows.filter((row) => row.level === "zone");
  const known = zones.map((row) => shownValue(row, index)).filter((v): v is number => v !== null);
  const share = column.format.kind === "share";
  const [low, high] = share ? [0, 1] : niceClasses(known, column.format);
  const classOf = (value: number): number => Math.min(4, Math.max(0, Math.floor(((value - low) / (high - low || 1)) * 5)));
  const color = (row: PlaceRow | undefined): string => {
    const value = row ? shownValue(row, index) : null;
    if (value === null) return row && column.missing_is_worst && (row.unfinished[index] ?? 0) > 0 ? kWorst : kMissing;
    return kScale[column.high_is_bad ? classOf(value) : 4 - classOf(value)];
  };
  return { column, index, low, high, color };
}

function readRoads(report: Report): Road[] {
  const { lines: packed, classes } = report.map.roads;
  return packed.map((text, row) => {
    const points = unpack(text);
    const xs = points.map((p) => p[0]);
    const ys = points.map((p) => p[1]);
    return { points, kind: classes[row], row, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] };
  });
}

/** Everything that is drawn, and the switches. */
export class TownMap {
  private readonly map: L.Map;
  private readonly rows = new Map<string, PlaceRow>();
  private readonly zoneShapes: [L.Path, PlaceRow | undefined][] = [];
  private readonly overlays: Record<string, L.Layer> = {};
  private readonly bounds = L.latLngBounds([]);
  /** Where something happens: what the map opens at. */
  private readonly focus = L.latLngBounds([]);
  /** Kinds of marks that are not shown at first. */
  readonly hidden = new Set<string>();
  private names: { row: PlaceRow | undefined; tip: L.Tooltip }[] = [];

  constructor(element: HTMLElement, private readonly report: Report) {
    this.map = L.map(element, {
      crs: L.CRS.Simple, minZoom: -14, maxZoom: 5, zoomSnap: 0.25, zoomDelta: 0.5, attributionControl: false,
      zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, scrollWheelZoom: true,
    });
    ["areas", "roads", "late", "zones", "marks", "names"].forEach((name, i) => {
      this.map.createPane(name).style.zIndex = String(350 + 30 * i);
    });
    this.map.getPane("roads")!.style.pointerEvents = "none";
    for (const row of report.places.rows) if (row.level === "zone") this.rows.set(row.id, row);
    this.addWater();
    this.addRoads();
    this.addLate();
    this.addZones();
    this.findFocus();
    // Beside the list of layers, not under it.
    const folded = element.clientWidth < 850;
    const paddingBottomRight: [number, number] = folded ? [10, 10] : [205, 10];
    const view = this.focus.isValid() ? this.focus.pad(0.06) : this.bounds;
    if (view.isValid()) this.map.fitBounds(view, { animate: false, paddingTopLeft: [45, 25], paddingBottomRight, maxZoom: 0 });
    else this.map.setView([0, 0], 0);
    this.addMarks();
    this.map.on("zoomend moveend overlayadd", () => this.placeNames());
    this.placeNames();
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(this.map);
    L.control.layers(undefined, this.overlays, { collapsed: folded }).addTo(this.map);
  }

  remove(): void { this.map.remove(); }

  colorBy(to: Coloring | null): void {
    for (const [shape, row] of this.zoneShapes) shape.setStyle({ fillColor: to ? to.color(row) : kMissing });
  }

  private addOverlay(name: string, layer: L.Layer, shown = true): void {
    this.overlays[name] = layer;
    if (shown) layer.addTo(this.map);
  }

  private shapeTip(shape: Shape): HTMLElement {
    return lines(say(shape.name), shape.share < 1 && t("flooded_in", percent(shape.share)),
      shape.from !== null && t("closed_when", moment(this.report.header, shape.from)), say(shape.note));
  }

  private addWater(): void {
    const { flooded, rivers, flooded_name } = this.report.map;
    if (flooded.length) {
      this.addOverlay(say(flooded_name) || t("flooded"), L.layerGroup(flooded.map((shape) => L.polygon(lineOf(shape.line), {
        pane: "areas", stroke: true, color: kFlood, weight: 1, fillColor: kFlood, fillOpacity: 0.12 + 0.38 * shape.share,
      }).bindTooltip(() => this.shapeTip(shape), { sticky: true }))));
    }
    if (rivers.length) {
      this.addOverlay(t("rivers"), L.layerGroup(rivers.map((shape) => {
        const points = lineOf(shape.line);
        points.forEach((p) => this.bounds.extend(p));
        return L.polyline(points, { pane: "areas", color: kWater, weight: 5, opacity: 0.9 })
          .bindTooltip(() => this.shapeTip(shape), { sticky: true });
      })));
    }
  }

  private addRoads(): void {
    const data = this.report.map.roads;
    const roads = readRoads(this.report);
    if (!roads.length) return;
    for (const { box } of roads) {
      this.bounds.extend(at([box[0], box[1]]));
      this.bounds.extend(at([box[2], box[3]]));
    }
    const closed = new Map(data.closed.map((entry) => [entry.road, entry]));
    const loads = new Map(data.loads.map((entry) => [entry.road, entry.load]));
    const most = Math.max(1, ...data.loads.map((entry) => entry.load));
    this.addOverlay(t("roads"), new RoadLayer(roads, ({ kind }) => ({ color: kGrays[kind], width: kWidths[kind] }), "roads"));
    if (loads.size) {
      this.addOverlay(t("routes"), new RoadLayer(roads.filter((road) => loads.has(road.row)), (road) => ({
        color: "rgba(0,114,178,.75)", width: Math.round(2 + 8 * Math.sqrt(loads.get(road.row)! / most)),
      }), "roads"));
    }
    if (closed.size) {
      this.addOverlay(t("closed_roads"), new RoadLayer(roads.filter((road) => closed.has(road.row)), (road) => ({
        color: mix("#f7c9a4", kClosed, closed.get(road.row)!.share), width: 4,
      }), "roads"));
    }
    this.listenForRoads(roads, (road) => {
      const entry = closed.get(road.row);
      const load = loads.get(road.row);
      const flags = data.flags[road.row];
      const { map } = this.report;
      return lines(data.names[data.name[road.row]] || t(`road_${road.kind}`),
        data.names[data.name[road.row]] ? t(`road_${road.kind}`) : null,
        flags & 1 ? t("bridge") : null, flags & 2 ? t("tunnel") : null,
        load ? t("used_by", show(load, { kind: "count", unit: { en: "", zh: "" } }), say(map.load_unit)) : null,
        entry ? t("closed_in", percent(entry.share)) : null,
        entry && entry.for !== null ? t("closed_for", asDuration(entry.for)) : null);
    });
  }

  private listenForRoads(roads: Road[], tip: (road: Road) => HTMLElement): void {
    const extent = Math.max(1, this.bounds.getEast() - this.bounds.getWest(), this.bounds.getNorth() - this.bounds.getSouth());
    const finder = new RoadFinder(roads, extent);
    const box = L.tooltip({ sticky: true, direction: "auto", offset: [12, 0] });
    this.map.on("mousemove", (event: L.LeafletMouseEvent) => {
      const overThing = (event.originalEvent.target as Element | null)?.classList?.contains("leaflet-interactive");
      const road = overThing ? null : finder.nearest(event.latlng.lng, event.latlng.lat, 6 / 2 ** this.map.getZoom());
      if (!road) box.remove();
      else box.setLatLng(event.latlng).setContent(tip(road)).addTo(this.map);
    });
    this.map.on("mouseout", () => box.remove());
  }

  private addLate(): void {
    const { late } = this.report.map;
    if (!late.length) return;
    const renderer = L.canvas({ pane: "late" });
    this.addOverlay(t("late"), L.layerGroup(late.map((entry) => L.circleMarker(at(entry.at), {
      renderer, radius: Math.min(7, 2 + Math.sqrt(entry.persons)), stroke: false, fillColor: kLate,
      fillOpacity: 0.25 + 0.7 * entry.share,
    }).bindTooltip(() => lines(t("late_in", percent(entry.share)), t("persons", asCount(entry.persons)), say(entry.note))))));
  }

  private zoneTip(row: PlaceRow | undefined, id: string): HTMLElement {
    if (!row) return lines(id);
    const { columns } = this.report.places;
    return lines(say(row.name), `${t("residents")}: ${asCount(row.residents)}`, ...columns.map((column, i) => {
      const value = shownValue(row, i);
      const missing = row.unfinished[i] ?? 0;
      return `${say(column.name)}: ${show(value, column.format)}${missing > 0 ? ` (✕ ${percent(missing)})` : ""}`;
    }));
  }

  private addZones(): void {
    const { zones } = this.report.map;
    if (!zones.length) return;
    const most = Math.max(1, ...zones.map((zone) => this.rows.get(zone.id)?.residents ?? 0));
    const shapes = zones.map((zone) => {
      const row = this.rows.get(zone.id);
      this.bounds.extend(at(zone.at));
      const style = { pane: "zones", color: kInk, weight: 1, fillColor: kMissing, fillOpacity: 0.85 };
      const outline = zone.outline ? lineOf(zone.outline) : [];
      const shape: L.Path = outline.length > 2 ? L.polygon(outline, { ...style, pane: "areas", fillOpacity: 0.5 })
        : L.circleMarker(at(zone.at), { ...style, radius: 9 + 11 * Math.sqrt((row?.residents ?? 0) / most) });
      this.zoneShapes.push([shape, row]);
      return shape.bindTooltip(() => this.zoneTip(row, zone.id), { sticky: true });
    });
    this.addOverlay(t("zones"), L.layerGroup(shapes));
    this.names = zones.map((zone) => {
      const row = this.rows.get(zone.id);
      const tip = L.tooltip({ permanent: true, direction: "right", className: "name", offset: [12, 0], pane: "names" })
        .setLatLng(at(zone.at)).setContent(h("span", null, say(row?.name ?? { en: zone.id, zh: zone.id })));
      return { row, tip };
    });
    // Where something happens first, then the large ones: they keep their names where there is no room for all.
    const weight = ({ row }: { row: PlaceRow | undefined }): number => (row ? (isQuiet(row) ? 0 : 1e9) + row.residents : -1);
    this.names.sort((a, b) => weight(b) - weight(a));
    this.addOverlay(t("names"), L.layerGroup(this.names.map(({ tip }) => tip)));
  }

  /** Hides every name that would lie upon one before it. */
  private placeNames(): void {
    const taken: DOMRect[] = [];
    for (const { tip } of this.names) {
      const element = tip.getElement();
      if (!element) continue;
      const box = element.getBoundingClientRect();
      const free = taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
      element.style.visibility = free ? "" : "hidden";
      if (free) taken.push(box);
    }
  }

  /** Zones where something happens (or all that take part), roads cut and routes used. */
  private findFocus(): void {
    const { zones, roads } = this.report.map;
    const busy = zones.filter((zone) => {
      const row = this.rows.get(zone.id);
      return row && !isQuiet(row);
    });
    for (const zone of busy.length ? busy : zones) this.focus.extend(at(zone.at));
    for (const { road } of [...roads.closed, ...roads.loads]) {
      for (const point of unpack(roads.lines[road])) this.focus.extend(at(point));
    }
  }

  private addMarks(): void {
    const { shelters, marks } = this.report.map;
    if (shelters.length) {
      this.addOverlay(t("shelters"), L.layerGroup(shelters.map((shelter) => {
        const fill = shelter.capacity ? (shelter.arrived.mean ?? 0) / shelter.capacity : 0;
        const persons = { kind: "count" as const, unit: { en: "", zh: "" } };
        return this.icon(shelter.at, "shelter", fill).bindTooltip(() => lines(say(shelter.name),
          t("capacity", asCount(shelter.capacity)),
          t("filled", show(shelter.arrived.mean, persons), show(shelter.arrived.low, persons), show(shelter.arrived.high, persons)),
          shelter.capacity > 0 && t("fill_share", percent(fill)), shelter.overfull > 0 && t("overfull", percent(shelter.overfull))));
      })));
    }
    for (const layer of [...new Set(marks.map((mark) => mark.layer))]) {
      const those = marks.filter((mark) => mark.layer === layer);
      this.addOverlay(t(layer), L.layerGroup(those.map((mark) => this.icon(mark.at, layer, 0).bindTooltip(() =>
        lines(say(mark.name), ...mark.facts.map((fact) => `${say(fact.name)}: ${say(fact.value)}`))))), this.fewInView(those));
    }
  }

  /** Too many signs hide the map: such a layer waits to be asked for. */
  private fewInView(marks: { at: Point }[]): boolean {
    const view = this.map.getBounds();
    const few = marks.filter((mark) => view.contains(at(mark.at))).length <= kMostMarks;
    if (!few && marks.length) this.hidden.add((marks as { layer?: string }[])[0].layer ?? "");
    return few;
  }

  private icon(point: Point, layer: string, fill: number): L.Marker {
    this.bounds.extend(at(point));
    const element = symbol(layer, fill);
    return L.marker(at(point), { pane: "marks", icon: L.divIcon({ html: element, className: "mark", iconSize: [16, 16] }) });
  }
}

/** Small pictures told apart by shape, not only by color. */
export function symbol(layer: string, fill: number): HTMLElement {
  const known = ["shelter", "station", "hazard_point", "depot", "communication_site", "helicopter_spot"];
  const element = h(`div.symbol.${known.includes(layer) ? layer : "other"}`, null);
  if (layer === "shelter") {
    const level = h("i", null);
    level.style.height = `${Math.round(100 * Math.min(1, fill))}%`;
    element.append(level);
  }
  if (layer === "helicopter_spot") element.textContent = "H";
  return element;
}

/** What the colors and signs mean; prints with the map. */
export function legend(report: Report, by: Coloring | null, hidden: Set<string>): HTMLElement {
  let items: HTMLElement[] = [];
  const swatch = (style: string, text: string, kind = "swatch"): void => {
    const mark = h(`i.${kind}`, null);
    mark.setAttribute("style", style);
    items.push(h("span", null, mark, text));
  };
  if (by) {
    const { column, low, high } = by;
    const scale = column.high_is_bad ? kScale : kScale.slice().reverse();
    const { kind, unit } = column.format;
    const counted = kind === "count" && say(unit) !== "";
    items.push(h("b", null, counted ? t("in_unit", say(column.name), say(unit)) : say(column.name)));
    scale.forEach((color, i) => {
      const from = low + ((high - low) * i) / 5;
      const to = low + ((high - low) * (i + 1)) / 5;
      if (high > low || i === 0) swatch(`background:${color}`, high > low ? `${show(from, column.format, !counted)} – ${show(to, column.format, !counted)}` : show(low, column.format, !counted));
    });
    if (column.missing_is_worst) swatch(`background:${kWorst}`, t("never"));
    swatch(`background:${kMissing}`, t("no_value"));
  }
  const { map } = report;
  const first = items;
  items = [];
  const kinds = new Set(map.roads.classes);
  const has = (...list: number[]): boolean => list.some((kind) => kinds.has(kind));
  if (has(0, 1, 2)) swatch(`border-top:4px solid ${kGrays[0]}`, t("group_main"), "line");
  if (has(3, 4, 5, 6, 7)) swatch(`border-top:2px solid ${kGrays[4]}`, t("group_local"), "line");
  if (has(8, 9, 10)) swatch(`border-top:1px solid ${kGrays[9]}`, t("group_path"), "line");
  if (map.roads.loads.length) swatch(`border-top:6px solid ${kLoad}`, t("routes"), "line");
  if (map.roads.closed.length) swatch(`border-top:4px solid ${kClosed}`, t("closed_roads"), "line");
  if (map.rivers.length) swatch(`border-top:5px solid ${kWater}`, t("rivers"), "line");
  if (map.flooded.length) swatch(`background:${kFlood};opacity:.5`, say(map.flooded_name) || t("flooded"));
  if (map.late.length) swatch(`background:${kLate};border-radius:50%;border:0`, t("late"));
  for (const layer of [...(map.shelters.length ? ["shelter"] : []), ...new Set(map.marks.map((mark) => mark.layer))]) {
    if (hidden.has(layer)) continue;
    items.push(h("span", null, symbol(layer, 0.6), t(layer === "shelter" ? "shelters" : layer)));
  }
  return h("div", null, h("div.legend", null, ...first), h("div.legend", null, ...items));
}
