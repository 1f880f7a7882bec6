// What a message of each kind looks like in the chat.

import { el, icon, picture, svg } from "./dom.js";
import { flex } from "./flex.js";
import { sticker } from "./stickers.js";

/** Returns {node, wide}: wide ones take the chat's whole width. `act` does what a tapped action says. */
export function render(message, { act, mine }) {
  const make = KINDS[message.type];
  if (!make) return { node: el("div.bubble", {}, `[${message.type}]`) };
  return { node: make(message, act, mine), wide: WIDE.has(message.type) };
}

const WIDE = new Set(["flex", "template", "imagemap"]);

/** One line that stands for a message in a list of chats. */
export function preview(message) {
  const name = { image: "รูปภาพ", video: "วิดีโอ", audio: "ข้อความเสียง", file: message.fileName || "ไฟล์", location: message.title || "ตำแหน่งที่ตั้ง", sticker: "สติกเกอร์", coupon: "คูปอง" }[message.type];
  return name ? `[${name}]` : message.text || message.altText || "";
}

const KINDS = {
  text: (one) => el("div.bubble", {}, linked(one.text)),
  textV2: (one) => el("div.bubble", {}, substituted(one)),
  sticker: (one) => el("div.sticker", { role: "img", "aria-label": `สติกเกอร์ ${one.packageId}/${one.stickerId}` }, sticker(one.packageId, one.stickerId)),
  image: (one, act, mine) => photo(mine ? own(one) : one.originalContentUrl, mine ? own(one) : one.previewImageUrl),
  video: (one, act, mine) => el("video.media", { controls: true, preload: "none", src: mine ? own(one) : one.originalContentUrl, poster: mine ? null : one.previewImageUrl }),
  audio: (one, act, mine) => el("audio.media", { controls: true, preload: "none", src: mine ? own(one) : one.originalContentUrl }),
  file: (one) => el("a.paper", { href: own(one), download: one.fileName }, icon("file"), el("span", {}, el("b", {}, one.fileName), el("small", {}, size(one.fileSize)))),
  location: place,
  imagemap,
  template: (one, act) => TEMPLATES[one.template.type](one.template, act),
  flex: (one, act) => flex(one.contents, act),
  coupon: (one) => el("div.bubble", {}, `คูปอง ${one.couponId}`),
};

const own = (message) => `/_emulator/media/${message.id}`;

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function photo(full, small) {
  return el("a.picture", { href: full, target: "_blank", rel: "noopener noreferrer", "aria-label": "เปิดรูปภาพ" }, picture(small || full));
}

function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"']+)/g).map((part, index) => (index % 2 ? el("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part));
}

function substituted(message) {
  const parts = message.text.split(/(\{\{|\}\}|\{[^{}]*\})/g);
  return parts.flatMap((part) => {
    if (part === "{{") return "{";
    if (part === "}}") return "}";
    const one = /^\{.*\}$/.test(part) ? message.substitution?.[part.slice(1, -1)] : null;
    if (!one) return linked(part);
    return one.type === "mention" ? el("b.mention", {}, one.mentionee.type === "all" ? "@ทุกคน" : "@สมาชิก") : "🙂";
  });
}

function place(one) {
  const map = svg("0 0 240 92", ["path", { d: "M0 60 L240 30 M70 0 L110 92 M0 20 L240 84 M180 0 L160 92", stroke: "#fff", "stroke-width": "7", fill: "none" }], ["path", { d: "M0 60 L240 30", stroke: "#ffe08a", "stroke-width": "5", fill: "none" }], ["path", { d: "M120 62s16-15 16-27a16 16 0 10-32 0c0 12 16 27 16 27z", fill: "#e0392b" }], ["circle", { cx: "120", cy: "35", r: "6", fill: "#fff" }]);
  const url = `https://www.google.com/maps?q=${one.latitude},${one.longitude}`;
  return el("a.place", { href: url, target: "_blank", rel: "noopener noreferrer" }, el("div.map", {}, map), el("div", {}, el("b", {}, one.title || "ตำแหน่งที่ตั้ง"), el("small", {}, one.address || `${one.latitude}, ${one.longitude}`)));
}

function imagemap(one, act) {
  const { width, height } = one.baseSize;
  const node = el("div.imagemap", { style: { "aspect-ratio": `${width} / ${height}` } }, picture(`${one.baseUrl}/700`, one.altText));
  const per = (value, whole) => `${(value / whole) * 100}%`;
  for (const action of one.actions) {
    const { x, y, width: w, height: h } = action.area;
    const does = { uri: { type: "uri", uri: action.linkUri }, message: { type: "message", text: action.text }, clipboard: action }[action.type];
    node.append(el("button", { type: "button", "aria-label": action.label || action.text || action.linkUri || "คัดลอก", onclick: () => act(does), style: { left: per(x, width), top: per(y, height), width: per(w, width), height: per(h, height) } }));
  }
  return node;
}

const tapped = (action, act) => el("button", { type: "button", onclick: () => act(action) }, action.label);

function card(data, act, look = data) {
  const form = `${look.imageAspectRatio === "square" ? ".square" : ""}${look.imageSize === "contain" ? ".contain" : ""}`;
  const thumb = data.thumbnailImageUrl && el(`div.thumb${form}`, { style: { "background-color": data.imageBackgroundColor } }, picture(data.thumbnailImageUrl));
  const rich = data.title || data.thumbnailImageUrl;
  const copy = el(`div.copy${rich ? "" : ".plain"}`, data.defaultAction ? { onclick: () => act(data.defaultAction) } : {}, data.title && el("b", {}, data.title), el("span", {}, data.text));
  return el("div.card", {}, thumb, copy, data.actions.map((one) => tapped(one, act)));
}

const TEMPLATES = {
  buttons: (one, act) => card(one, act),
  confirm: (one, act) => el("div.card", {}, el("div.copy.plain", {}, one.text), el("div.pair", {}, one.actions.map((action) => tapped(action, act)))),
  carousel: (one, act) => el("div.strip", { tabindex: "0" }, one.columns.map((column) => card(column, act, one))),
  image_carousel: (one, act) => el("div.strip", { tabindex: "0" }, one.columns.map((column) => el("button.tile", { type: "button", onclick: () => act(column.action) }, picture(column.imageUrl), column.action.label && el("span", {}, column.action.label)))),
};
