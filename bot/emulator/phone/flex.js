// Flex messages, laid out by LINE's rules.

import { el, picture } from "./dom.js";

const WIDTH = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };
const STEP = { none: "0px", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
const FONT = { xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px" };
const IMAGE = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" };
const BORDER = { none: "0", light: "0.5px", normal: "1px", "semi-bold": "2px", medium: "3px", bold: "4px" };
const ACROSS = { start: "left", center: "center", end: "right" };
const DOWN = { top: "flex-start", center: "center", bottom: "flex-end" };
const SMALL = new Set(["nano", "micro", "deca", "hecto"]);

const step = (value) => STEP[value] ?? value;

export function flex(container, act) {
  if (container.type !== "carousel") return bubble(container, act);
  return el("div.strip", { tabindex: "0", role: "group", "aria-label": "การ์ด เลื่อนซ้ายขวาได้" }, container.contents.map((one) => bubble(one, act)));
}

function bubble(data, act) {
  const size = data.size || "mega";
  const inner = SMALL.has(size) ? "10px" : "20px";
  const node = el("div.fx-bubble", { style: { width: `${WIDTH[size]}px` }, dir: data.direction });
  const blocks = [["header", inner], ["hero", "0px"], ["body", inner], ["footer", "10px"]];
  for (const [name, padding] of blocks) {
    if (!data[name]) continue;
    const style = data.styles?.[name] || {};
    if (style.separator && node.childElementCount) node.append(line("vertical", { color: style.separatorColor }));
    const part = component(data[name], "vertical", act);
    if (data[name].type === "box") pad(part, data[name], padding);
    if (style.backgroundColor && !data[name].backgroundColor) part.style.backgroundColor = style.backgroundColor;
    if (name === "body") part.style.flexGrow = "1";
    node.append(part);
  }
  tap(node, data.action, act);
  return node;
}

function component(data, parent, act) {
  const made = { box, text, button, image, icon, separator: (one) => line(parent, one), filler: () => el("div.fx-filler"), video }[data.type];
  const node = made ? made(data, act, parent) : el("span");
  place(node, data, parent);
  return node;
}

/** How a component shares its parent's room; `margin` and `spacing` are set by the box itself. */
function place(node, data, parent) {
  const style = node.style;
  const across = parent !== "vertical";
  const share = data.flex ?? (data.type === "filler" ? 1 : across && !["separator", "icon"].includes(data.type) ? 1 : 0);
  const fixed = across ? data.width : data.height;
  style.flex = share > 0 && !fixed ? `${share} ${across ? "1 0" : "0 auto"}px`.replace("autopx", "auto") : "0 0 auto";
  if (share === 0 && across && data.type === "text") style.maxWidth = "100%";
  if (data.position === "absolute") style.position = "absolute";
  else if (data.offsetTop || data.offsetBottom || data.offsetStart || data.offsetEnd) style.position = "relative";
  const sides = { top: data.offsetTop, bottom: data.offsetBottom, "inset-inline-start": data.offsetStart, "inset-inline-end": data.offsetEnd };
  for (const [name, value] of Object.entries(sides)) if (value) style.setProperty(name, step(value));
}

function box(data, act) {
  const layout = data.layout;
  const node = el(`div.fx-box.${layout}`);
  const style = node.style;
  (data.contents || []).forEach((one, index) => {
    const child = component(one, layout, act);
    const gap = one.margin ?? data.spacing;
    if (index > 0 && gap && one.position !== "absolute") child.style.setProperty(layout === "vertical" ? "margin-top" : "margin-inline-start", step(gap));
    node.append(child);
  });
  pad(node, data, null);
  const looks = {
    "background-color": data.backgroundColor, "border-color": data.borderColor, width: data.width, height: data.height,
    "max-width": data.maxWidth, "max-height": data.maxHeight, "justify-content": data.justifyContent, "align-items": data.alignItems,
  };
  for (const [name, value] of Object.entries(looks)) if (value) style.setProperty(name, value);
  if (data.cornerRadius) { style.borderRadius = step(data.cornerRadius); style.overflow = "hidden"; }
  if (data.borderWidth) { style.borderStyle = "solid"; style.borderWidth = BORDER[data.borderWidth] ?? data.borderWidth; }
  if (data.background) style.backgroundImage = gradient(data.background);
  tap(node, data.action, act);
  return node;
}

function gradient(data) {
  const middle = data.centerColor ? `${data.centerColor} ${data.centerPosition || "50%"}, ` : "";
  return `linear-gradient(${data.angle}, ${data.startColor}, ${middle}${data.endColor})`;
}

function pad(node, data, usual) {
  const all = data.paddingAll ?? usual;
  const sides = { "padding-top": data.paddingTop ?? all, "padding-bottom": data.paddingBottom ?? all, "padding-inline-start": data.paddingStart ?? all, "padding-inline-end": data.paddingEnd ?? all };
  for (const [name, value] of Object.entries(sides)) if (value) node.style.setProperty(name, step(value));
}

function letters(node, data, usual) {
  const style = node.style;
  if (data.size || usual) style.fontSize = FONT[data.size ?? usual] ?? data.size;
  if (data.weight === "bold") style.fontWeight = "700";
  if (data.weight === "regular") style.fontWeight = "400";
  if (data.style === "italic") style.fontStyle = "italic";
  if (data.decoration && data.decoration !== "none") style.textDecoration = data.decoration;
  if (data.color) style.color = data.color;
}

function text(data, act, parent) {
  const node = el(`div.fx-text.${data.wrap ? "wrap" : "nowrap"}`);
  letters(node, data, "md");
  if (data.contents?.length) node.append(...data.contents.map((span) => { const one = el("span", {}, span.text || ""); letters(one, span); return one; }));
  else node.append(data.text || "");
  const style = node.style;
  if (data.align) style.textAlign = ACROSS[data.align];
  if (data.gravity && parent === "horizontal") style.alignSelf = DOWN[data.gravity];
  if (data.lineSpacing) style.lineHeight = `calc(1.5em + ${data.lineSpacing})`;
  if (data.wrap && data.maxLines) Object.assign(style, { display: "-webkit-box", overflow: "hidden", webkitBoxOrient: "vertical", webkitLineClamp: String(data.maxLines) });
  tap(node, data.action, act);
  return node;
}

function button(data, act, parent) {
  const kind = data.style || "link";
  const node = el(`button.fx-button.${kind}`, { type: "button", onclick: (event) => { event.stopPropagation(); act(data.action); } }, data.action.label || "");
  node.style.minHeight = data.height === "sm" ? "40px" : "52px";
  if (data.color) node.style.setProperty(kind === "link" ? "color" : "background-color", data.color);
  if (parent === "horizontal" && data.gravity) node.style.alignSelf = DOWN[data.gravity];
  return node;
}

function image(data, act, parent) {
  const width = IMAGE[data.size || "md"] ?? data.size;
  const node = el("div.fx-image", {}, picture(data.url));
  node.style.width = width;
  node.style.aspectRatio = (data.aspectRatio || "1:1").replace(":", " / ");
  node.firstChild.style.objectFit = data.aspectMode === "cover" ? "cover" : "contain";
  if (data.backgroundColor) node.style.backgroundColor = data.backgroundColor;
  const side = { start: "0 auto 0 0", end: "0 0 0 auto", center: "0 auto" }[data.align || "center"];
  if (parent === "vertical") { const [, right, , left] = side.split(" ").length === 2 ? ["", "auto", "", "auto"] : side.split(" "); node.style.marginInline = `${left} ${right}`; }
  if (parent !== "vertical" && data.gravity) node.style.alignSelf = DOWN[data.gravity];
  tap(node, data.action, act);
  return node;
}

function icon(data) {
  const height = FONT[data.size || "md"] ?? data.size;
  const node = el("span.fx-icon", {}, picture(data.url, " "));
  node.style.height = height;
  node.style.aspectRatio = (data.aspectRatio || "1:1").replace(":", " / ");
  return node;
}

function line(parent, data) {
  const node = el("div.fx-separator");
  node.style.backgroundColor = data.color || "#d4d6da";
  node.style.setProperty(parent === "vertical" ? "height" : "width", "1px");
  node.style.alignSelf = "stretch";
  node.style.flex = "none";
  return node;
}

function video(data, act) {
  return el("video.media", { src: data.url, poster: data.previewUrl, controls: true, style: { width: "100%", "max-width": "100%" }, onerror: (event) => event.target.replaceWith(component(data.altContent, "vertical", act)) });
}

function tap(node, action, act) {
  if (!action) return;
  node.classList.add("fx-tap");
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  if (action.label) node.setAttribute("aria-label", action.label);
  node.addEventListener("click", (event) => { event.stopPropagation(); act(action); });
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === node) act(action); });
}
