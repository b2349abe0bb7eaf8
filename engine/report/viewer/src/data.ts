// SPDX-License-Identifier: Apache-2.0
// The data of a report as engine/report/page.cpp writes them (schema "tocsin.report/1"). Everything in SI units;
// null is "unknown" or "did not happen". Positions are whole meters, packed as polylines (see unpack).

export interface Phrase { en: string; zh: string }
export type Language = keyof Phrase;
export type Maybe = number | null;

export interface Format { kind: "share" | "duration" | "count" | "length" | "number"; unit: Phrase }
export interface Estimate { value: Maybe; low: Maybe; high: Maybe; n: number }
export interface Spread { mean: Maybe; low: Maybe; median: Maybe; high: Maybe; n: number }
export interface Fact { name: Phrase; value: Phrase }
export type Comparison = "at_least" | "at_most";

export interface Header {
  scenario: string; title: Phrase; description: Phrase; town: Phrase; townships: Phrase[];
  starts: string; start_second_of_day: number; duration: number;
  residents: number; households: number; seed: string; replications: number; facts: Fact[];
}
export interface AccountPart { id: string; standing: string; name: Phrase; meaning: Phrase; mean: Estimate; spread: Spread }
export interface Account { whole: AccountPart; parts: AccountPart[]; beside: AccountPart | null }
export interface Objective {
  id: string; name: Phrase; measure: Phrase; place: Phrase; format: Format; comparison: Comparison; target: Maybe;
  whole: Maybe; whole_name: Phrase;
  achieved: Estimate; spread: Spread; unfinished: number; met: Estimate; rating: "P" | "S" | "M" | "U"; reason: Phrase;
}
export interface Curve { id: string; look: string; name: Phrase; low: Maybe[]; median: Maybe[]; high: Maybe[] }
export interface Chart { title: Phrase; explanation: Phrase; format: Format; times: number[]; curves: Curve[] }
/** `steps` are [value, share of all observations that are at most this], at most a few hundred of them. */
export interface Distribution {
  id: string; title: Phrase; place: Phrase; explanation: Phrase; observation: Phrase; format: Format;
  n: number; unfinished: number; quantiles: { share: number; value: Maybe }[];
  steps: [number, number][]; bins: { from: number; width: number; shares: number[] } | null;
  target: Maybe; target_share: Maybe; comparison: Comparison;
}
export interface Measure {
  id: string; name: Phrase; format: Format; mean: Estimate; spread: Spread; unfinished: number;
}
export interface PlaceColumn {
  id: string; name: Phrase; format: Format; high_is_bad: boolean; missing_is_worst: boolean; main: boolean;
}
export interface PlaceRow {
  level: "town" | "township" | "zone"; id: string; name: Phrase; parent: string; residents: number;
  values: Spread[]; unfinished: number[];
}
export interface Roads {
  lines: string[]; classes: number[]; flags: number[]; names: string[]; name: number[];
  closed: { road: number; share: number; for: Maybe }[];
  loads: { road: number; load: number }[];
}
export interface Shape { name: Phrase; line: string; share: number; from: Maybe; note: Phrase }
export interface MapContents {
  origin: [number, number]; roads: Roads; load_unit: Phrase; rivers: Shape[]; flooded: Shape[]; flooded_name: Phrase;
  zones: { id: string; at: [number, number]; outline: string }[];
  shelters: { id: string; name: Phrase; at: [number, number]; capacity: number; arrived: Spread; overfull: number }[];
  marks: { layer: string; name: Phrase; at: [number, number]; facts: Fact[] }[];
  late: { at: [number, number]; persons: number; share: number; note: Phrase }[];
}
export interface TimelineEntry { at: number; event: string; what: Phrase; where: Phrase; inject: boolean }
export interface Parameter {
  path: string; meaning: Phrase; value: string; low: string; high: string; source: string; confidence: string;
}
export interface Provenance { file: string; source: Phrase; confidence: string; license: string }
export interface Limits { kind: string; name: Phrase; limits: Phrase[] }
export interface Reproduction {
  version: string; scenario_digest: string; town_digest: string; command: string; replay_command: string; facts: Fact[];
}
export interface Report {
  schema: string; language: Language; header: Header; answer: Phrase[]; notes: Phrase[];
  failed: { replication: number; reason: Phrase }[]; account: Account | null; objectives: Objective[]; charts: Chart[];
  distributions: Distribution[]; measures: Measure[]; places: { columns: PlaceColumn[]; rows: PlaceRow[] };
  map: MapContents; timeline: TimelineEntry[]; timeline_replication: number; parameters: Parameter[];
  /** What stands behind a section of the handbook ("3.7"). */
  handbook: Record<string, Phrase>;
  provenance: Provenance[]; limits: Limits[]; reproduction: Reproduction;
}

/** Nothing happened in a place: every number is zero or does not exist. */
export const isQuiet = (row: PlaceRow): boolean =>
  row.values.every((spread, i) => !(row.unfinished[i] > 0) && !spread.mean && !spread.high);

/** Unpacks the polyline algorithm of map services (signed differences, five bits per character), here in meters. */
export function unpack(text: string): [number, number][] {
  const points: [number, number][] = [];
  let position = 0;
  const next = (): number => {
    let bits = 0;
    for (let shift = 0; ; shift += 5) {
      const chunk = text.charCodeAt(position++) - 63;
      bits |= (chunk & 31) << shift;
      if (chunk < 32) break;
    }
    return bits & 1 ? ~(bits >> 1) : bits >> 1;
  };
  let x = 0;
  let y = 0;
  while (position < text.length) {
    x += next();
    y += next();
    points.push([x, y]);
  }
  return points;
}
