// SPDX-License-Identifier: Apache-2.0
// Colors that people with any color vision tell apart (Okabe and Ito 2008; ColorBrewer YlOrBr), always together with a
// word, a letter, a line style or a size, because reports are printed in black and white.

export const kInk = "#1b1f24";
export const kFaint = "#6b7280";
export const kSeries = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
export const kDashes: (string | number[])[] = ["solid", "dashed", [2, 3], [10, 3, 2, 3], [14, 4], [4, 2, 1, 2]];
/** Curves that every report draws alike (CurveLook in engine/simulation/measures.hpp): places in kSeries and kDashes. */
export const kLooks: Record<string, { color: number; dash: number } | undefined> = {
  warned: { color: 4, dash: 2 }, departed: { color: 0, dash: 1 }, arrived: { color: 2, dash: 0 }, others: { color: 3, dash: 3 },
};
export const kRating = { P: "#0072B2", S: "#56B4E9", M: "#E69F00", U: "#D55E00" };
export const kRatingInk = { P: "#ffffff", S: "#000000", M: "#000000", U: "#ffffff" };
/** From harmless to bad. */
export const kScale = ["#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"];
export const kWorst = "#3d0b00";
export const kMissing = "#c9ced6";
export const kWater = "#7fb2d9";
export const kFlood = "#4a90c8";
export const kClosed = "#D55E00";
export const kLoad = "#0072B2";
export const kLate = "#CC0066";
/** Lines of the account, by how people stand (Standing in engine/simulation/account.hpp). */
export const kStanding: Record<string, string> = {
  safe: "#009E73", moving: "#56B4E9", helped: "#CC79A7", exposed: "#E69F00", harmed: "#D55E00",
};
