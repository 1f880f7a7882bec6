// Building elements. Text always becomes text nodes: nothing in this page parses strings as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** el("button.big", {type: "button", onclick: f}, "text", child, …) */
export function el(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) set(node, key, value);
  node.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

function set(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "style") for (const [name, one] of Object.entries(value)) { if (one) node.style.setProperty(name, one); }
  else node.setAttribute(key, value === true ? "" : value);
}

/** svg("0 0 24 24", [tag, attributes], …) */
export function svg(viewBox, ...parts) {
  const root = document.createElementNS(SVG, "svg");
  root.setAttribute("viewBox", viewBox);
  root.setAttribute("aria-hidden", "true");
  for (const [tag, attributes, text] of parts) {
    const part = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    if (text) part.textContent = text;
    root.append(part);
  }
  return root;
}

const STROKE = { fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round" };
const PATHS = {
  back: "M15 5l-7 7 7 7",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  plus: "M12 5v14M5 12h14",
  face: "M12 21a9 9 0 100-18 9 9 0 000 18zM8.5 14.5c1 1.3 2.1 2 3.5 2s2.5-.7 3.5-2M9 9.5h.01M15 9.5h.01",
  send: "M5 12l14-7-5 14-3-6-6-1z",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  close: "M6 6l12 12M18 6L6 18",
  pin: "M12 21s7-6.2 7-11a7 7 0 10-14 0c0 4.8 7 11 7 11zM12 12.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 16.5a3.5 3.5 0 100-7 3.5 3.5 0 000 7z",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
};

export function icon(name) {
  return svg("0 0 24 24", ["path", { d: PATHS[name], ...STROKE, ...(name === "more" ? { "stroke-width": "3.5" } : {}) }]);
}

/** An image that turns into a labelled grey field when it cannot be loaded (this page works offline). */
export function picture(url, label) {
  const image = el("img", { src: url, alt: label || "รูปภาพ", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(el("span.broken", {}, label || "รูปภาพ")));
  return image;
}

const COLOURS = ["#b0562f", "#2c6fb3", "#7a4aa8", "#2f7d6b", "#a33f6c", "#6b6a1f"];

export function face(name, index = 0) {
  const letter = [...name.replace(/^(คุณ|ป้า|ลุง|ผู้จัดการ|น้อง|[เแโใไ])+/u, "")][0] || "?";
  return el("span.face", { style: { background: COLOURS[index % COLOURS.length] }, "aria-hidden": "true" }, letter);
}

let fading;
export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => box.classList.remove("shown"), 3200);
}
