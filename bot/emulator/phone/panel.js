// Behind the scenes: the webhook or the API call of the chosen message, and trouble on demand.

import * as api from "./api.js";
import { el, toast } from "./dom.js";

const OUTCOMES = { ok: "สำเร็จ", error_status_code: "บอทตอบผิดพลาด", request_timeout: "เกิน 2 วินาที", could_not_connect: "ต่อบอทไม่ได้", unclassified: "ไม่ทราบสาเหตุ", pending: "กำลังส่ง" };

const json = (value) => el("pre", { tabindex: "0" }, JSON.stringify(value, null, 2));
const facts = (pairs) => el("dl.facts", {}, pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]));

export function showNothing() {
  document.getElementById("details").replaceChildren(el("p", {}, "แตะป้ายใต้ข้อความ เช่น «ฟรี (reply)» หรือ «webhook 200» เพื่อดู webhook และคำขอ API ตัวจริง"));
}

export async function showEntry(entry, { unsend }) {
  const box = document.getElementById("details");
  try {
    const parts = entry.request_id ? await answerParts(entry) : await webhookParts(entry, unsend);
    box.replaceChildren(...parts);
    box.scrollTop = 0;
  } catch (error) {
    box.replaceChildren(el("p", {}, error.message));
  }
}

async function answerParts(entry) {
  const call = await api.callMade(entry.request_id);
  const cost = entry.free ? "ฟรี (reply)" : `เสียโควตา (push) · นับ ${call.charged} คน`;
  return [
    el("h3", {}, "คำขอ API จากบอท"),
    facts([["คำขอ", `${call.method} ${call.path}`], ["ตอบ", call.status], ["ค่าใช้จ่าย", cost], ["x-line-request-id", call.request_id], ...Object.entries(call.headers), ...(call.fault ? [["ปัญหาที่จำลอง", call.fault]] : [])]),
    el("h3", {}, "ส่งมา"), json(call.body),
    el("h3", {}, "LINE ตอบกลับ"), json(call.response),
    el("h3", {}, "ข้อความที่เลือก"), json(entry.message),
  ];
}

async function webhookParts(entry, unsend) {
  const sent = entry.event_id ? await api.deliveries(entry.event_id) : [];
  const taken = el("button.plain-button", { type: "button", onclick: () => unsend(entry) }, "ยกเลิกข้อความ (unsend)");
  const parts = [el("h3", {}, "Webhook ที่ LINE ส่งให้บอท")];
  if (!sent.length) parts.push(el("p", {}, "ยังไม่ได้ส่ง (ยังไม่ได้ตั้ง webhook URL หรือถูกพักไว้)"));
  for (const one of sent) {
    parts.push(facts([["ปลายทาง", one.url], ["ครั้งที่", one.attempt], ["ผล", `${OUTCOMES[one.outcome] || one.outcome}${one.status ? ` · ${one.status}` : ""}${one.ms === null ? "" : ` · ${one.ms} ms`}`], ["x-line-signature", one.signature]]));
  }
  if (sent.length) parts.push(el("h3", {}, "เหตุการณ์ (events)"), json(sent[0].events));
  if (entry.message.id && !entry.unsent) parts.push(el("h3", {}, "ทำต่อ"), taken);
  return parts;
}

const FAULTS = [
  ["คำขอถัดไปตอบ 500", { endpoint: "*", kind: "status", status: 500 }],
  ["ส่งสำเร็จแต่ตอบ 500", { endpoint: "*", kind: "accept_status", status: 500 }],
  ["ตัดการเชื่อมต่อ", { endpoint: "*", kind: "close" }],
  ["429 ถี่เกินไป", { endpoint: "*", kind: "rate" }],
  ["ตอบช้า 5 วินาที", { endpoint: "*", kind: "delay", seconds: 5 }],
];

export function showTrouble(state) {
  const { settings, quota, faults } = state;
  const again = async (work, said) => { try { await work; toast(said); showTrouble(await api.state()); } catch (error) { toast(error.message); } };
  const waiting = faults.filter((one) => one.times === null || one.struck < one.times);
  const button = (label, work) => el("button", { type: "button", onclick: () => again(work(), label) }, label);
  document.getElementById("trouble-body").replaceChildren(
    facts([["Webhook", settings.webhook_url || "ยังไม่ได้ตั้ง"], ["ส่งซ้ำเมื่อพลาด", settings.redelivery ? "เปิด" : "ปิด"], ["โควตาเดือนนี้", `${quota.used} / ${quota.limit ?? "ไม่จำกัด"}`], ["เวลาของ LINE", new Date(state.now).toLocaleString("th-TH", { timeZone: "Asia/Bangkok" })], ["ปัญหาที่รออยู่", waiting.map((one) => `${one.endpoint} ${one.kind}`).join(", ") || "ไม่มี"]]),
    el("div.buttons", {},
      FAULTS.map(([label, fault]) => button(label, () => api.addFault({ times: 1, ...fault }))),
      button("หายเป็นปกติ", () => api.clearFaults())),
    el("div.buttons", {},
      button("webhook ถัดไปมาซ้ำ", () => api.settings({ duplicate: 1 })),
      button("ลายเซ็นปลอม", () => api.settings({ forge: 1 })),
      button(settings.redelivery ? "ปิดการส่งซ้ำ" : "เปิดการส่งซ้ำ", () => api.settings({ redelivery: !settings.redelivery })),
      button("เวลาผ่านไป 1 นาที", () => api.clock(60)),
      button("เวลาผ่านไป 1 วัน", () => api.clock(86400)),
      button(quota.limit === null ? "โควตา 300" : "ไม่จำกัดโควตา", () => api.settings({ quota_limit: quota.limit === null ? 300 : null }))),
  );
}
