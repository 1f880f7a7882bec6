// The dialogs: what to send, where, when, and who.

import { el, toast } from "./dom.js";
import { SHEET, sticker } from "./stickers.js";

const box = () => document.getElementById("sheet");

/** Opens a dialog with this title; resolves with what `close(value)` was given, or null. */
function open(title, build) {
  return new Promise((done) => {
    const sheet = box();
    let value = null;
    const close = (given) => { value = given; sheet.close(); };
    sheet.replaceChildren(el("h2", { id: "sheet-title" }, title), build(close));
    sheet.addEventListener("close", () => done(value), { once: true });
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); }, { once: true });
    sheet.showModal();
  });
}

const cancel = (close) => el("button", { type: "button", onclick: () => close(null) }, "ยกเลิก");

/** Lets one of [{label, note?, value}] be chosen. */
export function choose(title, choices) {
  return open(title, (close) => el("div.choices", {},
    choices.map(({ label, note, value }) => el("button", { type: "button", onclick: () => close(value) }, label, note && el("small", {}, note))),
    el("div.sheet-row", {}, cancel(close))));
}

export function chooseSticker() {
  return open("เลือกสติกเกอร์", (close) => el("div.choices", {},
    el("div.sticker-grid", {}, SHEET.map(([packageId, stickerId]) => el("button", { type: "button", "aria-label": `สติกเกอร์ ${packageId}/${stickerId}`, onclick: () => close({ type: "sticker", packageId, stickerId }) }, sticker(packageId, stickerId)))),
    el("div.sheet-row", {}, cancel(close))));
}

function form(title, fields, button, { before, values = {} } = {}) {
  return open(title, (close) => {
    const inputs = Object.fromEntries(fields.map(({ name, label, ...rest }) => [name, el("input", { name, "aria-label": label, value: values[name] ?? "", ...rest })]));
    const read = () => Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()]));
    return el("form", { onsubmit: (event) => { event.preventDefault(); close(read()); } },
      before && before(inputs, close),
      fields.map(({ name, label }) => el("label", {}, label, inputs[name])),
      el("div.sheet-row", {}, cancel(close), el("button.main", { type: "submit" }, button)));
  });
}

const PLACES = [
  { short: "โคราช", title: "ตำแหน่งที่ตั้ง", address: "ถนนมิตรภาพ ตำบลในเมือง อำเภอเมืองนครราชสีมา นครราชสีมา 30000 ประเทศไทย", latitude: "14.9799", longitude: "102.0978" },
  { short: "หาดใหญ่", title: "ตำแหน่งที่ตั้ง", address: "ถนนเพชรเกษม ตำบลหาดใหญ่ อำเภอหาดใหญ่ สงขลา 90110 ประเทศไทย", latitude: "7.0084", longitude: "100.4747" },
  { short: "เชียงใหม่", title: "ตำแหน่งที่ตั้ง", address: "ถนนนิมมานเหมินท์ ตำบลสุเทพ อำเภอเมืองเชียงใหม่ เชียงใหม่ 50200 ประเทศไทย", latitude: "18.7961", longitude: "98.9653" },
];

/** Asks for a place; resolves with a LINE location message or null. */
export async function askPlace() {
  const fields = [
    { name: "title", label: "ชื่อสถานที่" },
    { name: "address", label: "ที่อยู่ (อย่างที่ LINE ส่งมา)" },
    { name: "latitude", label: "ละติจูด", inputmode: "decimal", required: true },
    { name: "longitude", label: "ลองจิจูด", inputmode: "decimal", required: true },
  ];
  const presets = (inputs) => el("div.buttons", {}, PLACES.map((one) => el("button", { type: "button", onclick: () => { for (const name of Object.keys(inputs)) inputs[name].value = one[name]; } }, one.short)));
  const found = await form("ส่งตำแหน่งที่ตั้ง", fields, "ส่ง", { before: presets, values: PLACES[0] });
  if (!found) return null;
  const [latitude, longitude] = [Number(found.latitude), Number(found.longitude)];
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) { toast("ละติจูดและลองจิจูดต้องเป็นตัวเลข"); return null; }
  const place = { type: "location", latitude, longitude };
  if (found.title) place.title = found.title;
  if (found.address) place.address = found.address;
  return place;
}

/** Asks for a date, a time or both, as a datetimepicker action wants it. */
export async function askMoment({ mode, initial, min, max, label }) {
  const type = mode === "datetime" ? "datetime-local" : mode;
  const found = await form(label || "เลือกวันเวลา", [{ name: "moment", label: "วันเวลา", type, required: true, min, max, value: initial }], "ตกลง", { values: { moment: initial } });
  return found ? found.moment.slice(0, 16) : null;
}

export function askPerson() {
  return form("คนใหม่", [{ name: "display_name", label: "ชื่อใน LINE", required: true, maxlength: "20" }, { name: "about", label: "เป็นใคร (จำไว้สำหรับผู้เล่น)" }], "เพิ่ม");
}

/** Opens the browser's file chooser; resolves with a File or null. */
export function askFile(accept) {
  return new Promise((done) => {
    const input = el("input", { type: "file", accept });
    input.addEventListener("change", () => done(input.files[0] || null));
    input.addEventListener("cancel", () => done(null));
    input.click();
  });
}
