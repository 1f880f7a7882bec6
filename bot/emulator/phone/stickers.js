// LINE's stickers cannot be shown outside LINE: a drawn face stands for each.

import { svg } from "./dom.js";

export const SHEET = [1988, 1989, 1990, 1991, 1992, 1993, 1994, 1995].map((id) => ["446", String(id)]);
const COLOURS = ["#ffd34d", "#9be08a", "#8ecbff", "#ffb3c6", "#d9b8ff", "#ffc48a"];
const MOUTHS = ["M44 78q16 16 32 0", "M46 80h28", "M44 84q16-14 32 0", "M50 76q10 20 20 0z"];
const EYES = ["M42 56h.01M78 56h.01", "M36 56q6-8 12 0M72 56q6-8 12 0", "M36 54l12 5M84 54l-12 5"];

export function sticker(packageId, stickerId) {
  const seed = [...`${packageId}/${stickerId}`].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7);
  const stroke = { fill: "none", stroke: "#3b3a36", "stroke-width": "5", "stroke-linecap": "round" };
  return svg(
    "0 0 120 128",
    ["circle", { cx: "60", cy: "60", r: "50", fill: COLOURS[seed % COLOURS.length], stroke: "#fff", "stroke-width": "6" }],
    ["path", { d: EYES[seed % EYES.length], ...stroke, "stroke-width": seed % 3 === 0 ? "10" : "5" }],
    ["path", { d: MOUTHS[seed % MOUTHS.length], ...stroke }],
    ["text", { x: "60", y: "125", "text-anchor": "middle", "font-size": "11", fill: "#14294a" }, `${packageId}/${stickerId}`],
  );
}
