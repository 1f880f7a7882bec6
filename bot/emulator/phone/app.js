// The phone: who is speaking, what stands in the chat, and what a tap does.

import * as api from "./api.js";
import { el, face, icon, toast } from "./dom.js";
import { showEntry, showNothing, showTrouble } from "./panel.js";
import { preview, render } from "./render.js";
import * as sheets from "./sheets.js";

const EXAMPLES = ["อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช", "อยากขายน้ำพริกไปต่างประเทศ ต้องเริ่มยังไงครับ", "น้ำท่วมโรงงานที่หาดใหญ่ เครื่องเสียหมดเลย ช่วยด้วยค่ะ"];
const $ = (id) => document.getElementById(id);

const phone = { account: { displayName: "" }, people: [], current: null, entries: new Map(), unread: new Map(), outcomes: new Map(), chosen: null, used: 0, loading: null };

const person = () => phone.people.find((one) => one.user_id === phone.current);
const newest = () => [...phone.entries.values()].at(-1);
const attempt = async (work) => { try { return await work; } catch (error) { toast(error.message); return null; } };

// -- people ------------------------------------------------------------------------------------

async function refreshPeople() {
  const state = await api.state();
  phone.account = state.account;
  phone.people = state.people;
  showTrouble(state);
  if (!person() && phone.people.length) await open(wanted() || phone.people[0].user_id);
  drawPeople();
  drawFrame();
}

function wanted() {
  const key = decodeURIComponent(location.hash.slice(1));
  return phone.people.find((one) => one.key === key)?.user_id;
}

async function open(userId) {
  phone.current = userId;
  phone.chosen = null;
  phone.used = 0;
  stopLoading();
  phone.unread.delete(userId);
  document.body.dataset.view = "chat";
  history.replaceState(null, "", `#${encodeURIComponent(person().key)}`);
  phone.entries = new Map();
  const past = await api.chat(userId);
  if (phone.current !== userId) return;
  // what happened while we asked is already in `entries`, and newer
  phone.entries = new Map([...past.map((one) => [one.number, one]), ...phone.entries].sort(([a], [b]) => a - b));
  showNothing();
  drawPeople();
  drawFrame();
  drawChat();
}

function drawPeople() {
  $("people-list").replaceChildren(...phone.people.map((one, index) => {
    const unread = phone.unread.get(one.user_id);
    const last = one.last ? preview(one.last.message) : one.about;
    return el("li", {}, el("button.person", { type: "button", "aria-current": String(one.user_id === phone.current), onclick: () => attempt(open(one.user_id)) },
      face(one.display_name, index), el("b", {}, one.display_name), unread ? el("span.unread", { "aria-label": `ยังไม่อ่าน ${unread}` }, String(unread)) : el("span"), el("small", {}, last || "ยังไม่ได้คุยกัน")));
  }));
}

function drawFrame() {
  const one = person();
  $("account-name").textContent = phone.account.displayName;
  $("acting-as").textContent = one ? `คุณกำลังเล่นเป็น ${one.display_name}` : "";
  const silent = one && (one.blocked || !one.friend);
  $("notice").hidden = !silent;
  for (const id of ["words", "attach", "stickers"]) $(id).disabled = !one || one.blocked;
  drawSend();
  drawRichMenu();
  if (!silent) return;
  const text = one.blocked ? "คุณบล็อกบัญชีนี้อยู่ ข้อความของบอทจะไม่มาถึง" : "ยังไม่ได้เป็นเพื่อนกับบัญชีนี้";
  $("notice").replaceChildren(el("span", {}, text), el("button", { type: "button", onclick: () => attempt(api.follow(one.user_id)) }, one.blocked ? "เลิกบล็อก" : "เพิ่มเพื่อน"));
}

// -- the menu below the chat -------------------------------------------------------------------

/** Shows the person's menu as LINE does: a picture with fields, and a bar that opens and closes it. */
function drawRichMenu() {
  const menu = person()?.blocked ? null : person()?.rich_menu;
  $("rich").hidden = !menu;
  if (menu?.richMenuId === phone.menu) return;
  const wasOpen = phone.menu && !$("rich-tiles").hidden; // another menu is seen at once
  phone.menu = menu?.richMenuId;
  if (!menu) return;
  const { width, height } = menu.size;
  const part = (length, whole) => `${(100 * length) / whole}%`;
  $("rich-tiles").replaceChildren(
    el("img", { src: `/_emulator/rich_menus/${encodeURIComponent(menu.richMenuId)}/picture`, alt: "", width, height }),
    ...menu.areas.map(({ bounds, action }) => el("button", {
      type: "button", "aria-label": action.label, onclick: () => tile(action),
      style: { left: part(bounds.x, width), top: part(bounds.y, height), width: part(bounds.width, width), height: part(bounds.height, height) },
    })));
  $("rich-bar").textContent = menu.chatBarText;
  openRichMenu(wasOpen || menu.selected && !phone.entries.size && matchMedia("(min-height: 700px)").matches);
}

function openRichMenu(open) {
  $("rich-tiles").hidden = !open;
  $("rich-bar").setAttribute("aria-expanded", String(open));
  if (phone.entries.size) toEnd();
}

function tile(action) {
  if (action.inputOption === "closeRichMenu") openRichMenu(false);
  return act(action);
}

// -- the chat ----------------------------------------------------------------------------------

const clock = new Intl.DateTimeFormat("th-TH", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" });
const day = new Intl.DateTimeFormat("th-TH-u-ca-buddhist", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "Asia/Bangkok" });

function drawChat() {
  const chat = $("chat");
  const entries = [...phone.entries.values()];
  if (!entries.length) chat.replaceChildren(empty());
  else chat.replaceChildren(...entries.flatMap((entry, index) => rows(entry, entries[index - 1], entries[index + 1])));
  if (phone.loading) chat.append(waiting());
  drawQuick();
  toEnd();
}

/** Adds one entry at the end without touching the others, so that pictures and scrolled cards stay. */
function append(entry, before) {
  const chat = $("chat");
  if (entry.sender === "bot" && before.request_id === entry.request_id) document.querySelector(`[data-number="${before.number}"] > .tag`)?.remove();
  chat.append(...rows(entry, before, undefined));
  if (phone.loading) { $("dots")?.remove(); chat.append(waiting()); }
  drawQuick();
  toEnd();
}

function toEnd() {
  const chat = $("chat");
  requestAnimationFrame(() => { chat.scrollTop = chat.scrollHeight; });
}

function empty() {
  const one = person();
  if (!one) return el("div.empty", {}, el("b", {}, "ยังไม่มีใครอยู่ที่นี่"), el("p", {}, "กด «คนใหม่» เพื่อเริ่มคุยกับบอท"));
  return el("div.empty", {},
    el("b", {}, "เริ่มคุยได้เลย"), el("p", {}, one.about || "พิมพ์เหมือนคุยกับคน หรือแตะประโยคตัวอย่าง"),
    EXAMPLES.map((text) => el("button", { type: "button", onclick: () => say(text) }, text)));
}

function rows(entry, before, after) {
  const made = [];
  const date = day.format(entry.at);
  if (!before || day.format(before.at) !== date) made.push(el("div.day", {}, date));
  if (entry.sender === "system") return [...made, el("div.system", {}, entry.message.text, " ", hookTag(entry))];
  const mine = entry.sender === "person";
  const { node, wide } = entry.unsent ? { node: el("div.bubble.unsent", {}, "ยกเลิกข้อความแล้ว") } : render(entry.message, { act, mine });
  const first = !before || before.sender !== entry.sender || before.request_id !== entry.request_id;
  const row = el(`div.row${mine ? ".mine" : ""}${wide ? ".wide" : ""}${first ? ".first" : ""}`, { "data-number": entry.number });
  if (!mine && first) row.append(avatar(entry), el("div.who", {}, entry.message.sender?.name || phone.account.displayName));
  else if (!mine) row.append(el("span"));
  const read = mine && phone.outcomes.get(entry.event_id)?.outcome === "ok" ? "อ่านแล้ว\n" : "";
  row.append(el("div.stack", {}, node, el("time.when", {}, read + clock.format(entry.at))));
  if (mine) row.append(hookTag(entry));
  else if (!after || after.request_id !== entry.request_id) row.append(costTag(entry));
  return [...made, row];
}

function avatar(entry) {
  const url = entry.message.sender?.iconUrl;
  if (!url) return el("span.face", { "aria-hidden": "true" }, "ดพ");
  return el("img.face", { src: url, alt: "" });
}

function costTag(entry) {
  const label = entry.free ? "ฟรี (reply)" : "เสียโควตา (push)";
  return tag(entry, label, entry.free ? "free" : "paid");
}

function hookTag(entry) {
  const found = phone.outcomes.get(entry.event_id);
  const label = found ? `webhook ${found.status || { request_timeout: "เกินเวลา", could_not_connect: "ต่อไม่ได้", pending: "…" }[found.outcome] || "ผิดพลาด"}` : "webhook";
  return tag(entry, label, found && !["ok", "pending"].includes(found.outcome) ? "bad" : "hook");
}

function tag(entry, label, kind) {
  return el(`button.tag.${kind}`, { type: "button", "aria-pressed": String(phone.chosen === entry.number), title: "ดูเบื้องหลัง", onclick: () => choose(entry) }, label);
}

function choose(entry) {
  phone.chosen = entry.number;
  document.body.dataset.panel = "open";
  for (const one of document.querySelectorAll(".tag")) one.setAttribute("aria-pressed", String(one.closest("[data-number]")?.dataset.number === String(entry.number)));
  showEntry(entry, { unsend: (given) => attempt(api.unsend(phone.current, given.message.id)) });
}

function waiting() {
  return el("div.row.first", { id: "dots" }, el("span.face", { "aria-hidden": "true" }, "ดพ"), el("div.stack", {}, el("div.bubble", { role: "status", "aria-label": "กำลังพิมพ์" }, el("div.dots", {}, el("i"), el("i"), el("i")))));
}

function startLoading(seconds) {
  stopLoading();
  phone.loading = setTimeout(stopLoading, seconds * 1000);
  $("chat").append(waiting());
  toEnd();
}

function stopLoading() {
  clearTimeout(phone.loading);
  phone.loading = null;
  $("dots")?.remove();
}

function drawQuick() {
  const last = newest();
  const items = last && last.sender === "bot" && last.number !== phone.used ? last.message.quickReply?.items : null;
  const quick = $("quick");
  quick.hidden = !items;
  quick.replaceChildren(...(items || []).map(({ action, imageUrl }) => el("button", { type: "button", onclick: () => { phone.used = last.number; drawQuick(); act(action); } },
    imageUrl ? el("img", { src: imageUrl, alt: "" }) : quickIcon(action.type), action.label)));
  quick.scrollLeft = 0;
}

function quickIcon(kind) {
  const name = { location: "pin", camera: "camera", cameraRoll: "camera", datetimepicker: "calendar" }[kind];
  return name ? icon(name) : null;
}

// -- doing -------------------------------------------------------------------------------------

async function say(text) {
  const words = text.trim();
  if (words && person()) await attempt(api.send(phone.current, { type: "text", text: words }));
}

async function sendPlace() {
  const place = await sheets.askPlace();
  if (place) await attempt(api.send(phone.current, place));
}

async function sendFile(kind, accept) {
  const file = await sheets.askFile(accept);
  if (file) await attempt(api.sendFile(phone.current, kind, file));
}

async function pickMoment(action) {
  const moment = await sheets.askMoment(action);
  if (moment) await attempt(api.press(phone.current, action.data, { [action.mode]: moment }));
}

function openLink(uri) {
  if (/^https?:/.test(uri)) window.open(uri, "_blank", "noopener,noreferrer");
  else toast(uri.startsWith("tel:") ? `โทรศัพท์จะโทรออกไปที่ ${uri.slice(4)}` : `LINE จะเปิด ${uri}`);
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast("คัดลอกแล้ว"); } catch { toast(`คัดลอก: ${text}`); }
}

async function pressPostback(action) {
  await attempt(api.press(phone.current, action.data, undefined, action.displayText));
  if (action.text) await say(action.text);
  if (action.inputOption === "openKeyboard") { $("words").value = action.fillInText || ""; $("words").focus(); drawSend(); }
}

const ACTIONS = {
  postback: pressPostback,
  message: (action) => say(action.text),
  uri: (action) => openLink(action.uri),
  datetimepicker: pickMoment,
  clipboard: (action) => copy(action.clipboardText),
  location: sendPlace,
  camera: () => sendFile("image", "image/*"),
  cameraRoll: () => sendFile("image", "image/*,video/*"),
};

function act(action) {
  if (person()?.blocked) return toast("เลิกบล็อกก่อนจึงจะคุยต่อได้");
  return ACTIONS[action.type]?.(action);
}

// -- the frame ---------------------------------------------------------------------------------

function drawSend() {
  const words = $("words");
  $("send").disabled = !words.value.trim() || words.disabled;
  words.style.height = "auto";
  words.style.height = `${Math.min(132, words.scrollHeight)}px`;
}

async function attach() {
  const choice = await sheets.choose("ส่งอะไรดี", [
    { label: "รูปภาพจากเครื่อง", value: () => sendFile("image", "image/*") },
    { label: "ไฟล์จากเครื่อง", value: () => sendFile("file", "") },
    { label: "เสียงหรือวิดีโอจากเครื่อง", value: async () => { const file = await sheets.askFile("audio/*,video/*"); if (file) await attempt(api.sendFile(phone.current, file.type.startsWith("video") ? "video" : "audio", file)); } },
    { label: "ตำแหน่งที่ตั้ง", value: sendPlace },
    ...[["รูปตัวอย่าง", "image"], ["เสียงตัวอย่าง", "audio"], ["ไฟล์ตัวอย่าง", "file"]].map(([label, type]) => ({ label, value: () => attempt(api.send(phone.current, { type })) })),
  ]);
  if (choice) await choice();
}

async function menu() {
  const one = person();
  if (!one) return;
  const last = [...phone.entries.values()].findLast((entry) => entry.sender === "person" && entry.message.id && !entry.unsent);
  const choices = [{ label: "เพิ่มเพื่อน (follow)", note: "เหมือนเพิ่งเพิ่มบัญชีนี้เป็นเพื่อน", value: () => api.follow(one.user_id) }];
  if (one.blocked) choices.unshift({ label: "เลิกบล็อก", value: () => api.follow(one.user_id) });
  else choices.push({ label: "บล็อกบัญชีนี้", note: "ข้อความของบอทจะหายไปเงียบ ๆ", value: () => api.block(one.user_id) });
  if (last && !one.blocked) choices.push({ label: "ยกเลิกข้อความล่าสุดของฉัน (unsend)", note: preview(last.message).slice(0, 60), value: () => api.unsend(one.user_id, last.message.id) });
  const choice = await sheets.choose(one.display_name, choices);
  if (choice) await attempt(choice());
}

async function newPerson() {
  const about = await sheets.askPerson();
  const made = about && await attempt(api.addPerson(about));
  if (!made) return;
  await refreshPeople();
  await open(made.user_id);
}

// -- what happens ------------------------------------------------------------------------------

function onEntry(entry) {
  const one = phone.people.find((each) => each.user_id === entry.chat_id);
  if (one && (!one.last || entry.number >= one.last.number)) one.last = entry;
  if (entry.chat_id === phone.current) {
    if (entry.sender === "bot") stopLoading();
    const before = newest();
    const known = phone.entries.has(entry.number);
    phone.entries.set(entry.number, entry);
    if (known || !before) drawChat(); else append(entry, before);
  } else if (entry.sender === "bot") phone.unread.set(entry.chat_id, (phone.unread.get(entry.chat_id) || 0) + 1);
  drawPeople();
}

function onDelivery(delivery) {
  for (const id of delivery.event_ids) phone.outcomes.set(id, delivery);
  const shown = [...phone.entries.values()].filter((entry) => delivery.event_ids.includes(entry.event_id));
  for (const entry of shown) {
    const row = document.querySelector(`[data-number="${entry.number}"]`);
    if (row) row.querySelector(".tag")?.replaceWith(hookTag(entry));
    if (row && delivery.outcome === "ok") row.querySelector(".when").textContent = `อ่านแล้ว\n${clock.format(entry.at)}`;
    if (phone.chosen === entry.number && delivery.outcome !== "pending") choose(entry);
  }
}

function onLoading({ chat_id: chat, seconds }) {
  if (chat !== phone.current) return;
  if (seconds) startLoading(seconds); else stopLoading();
}

/** A picture that arrives late, or not at all, must not push the newest message out of sight. */
function keepAtEnd() {
  const chat = $("chat");
  let atEnd = true;
  chat.addEventListener("scroll", () => { atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80; }, { passive: true });
  const settle = () => { if (atEnd) toEnd(); };
  for (const kind of ["load", "error"]) chat.addEventListener(kind, settle, true);
  new ResizeObserver(settle).observe(chat);
}

function wire() {
  keepAtEnd();
  for (const [id, name] of [["back", "back"], ["menu", "more"], ["attach", "plus"], ["stickers", "face"], ["send", "send"], ["open-panel", "code"], ["close-panel", "close"]]) $(id).append(icon(name));
  $("compose").addEventListener("submit", (event) => { event.preventDefault(); const words = $("words"); const text = words.value; words.value = ""; drawSend(); say(text); });
  $("words").addEventListener("input", drawSend);
  $("words").addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("compose").requestSubmit(); } });
  $("back").addEventListener("click", () => { document.body.dataset.view = "people"; });
  $("open-panel").addEventListener("click", () => { document.body.dataset.panel = "open"; });
  $("close-panel").addEventListener("click", () => { delete document.body.dataset.panel; });
  $("menu").addEventListener("click", menu);
  $("attach").addEventListener("click", attach);
  $("words").addEventListener("focus", () => openRichMenu(false));
  $("rich-bar").addEventListener("click", () => openRichMenu($("rich-tiles").hidden));
  $("stickers").addEventListener("click", async () => { const chosen = await sheets.chooseSticker(); if (chosen) await attempt(api.send(phone.current, chosen)); });
  $("new-person").addEventListener("click", newPerson);
  $("trouble").addEventListener("toggle", async () => { if ($("trouble").open) showTrouble(await api.state()); });
  window.addEventListener("hashchange", () => { const id = wanted(); if (id && id !== phone.current) attempt(open(id)); });
}

wire();
showNothing();
api.listen({ entry: onEntry, delivery: onDelivery, loading: onLoading, people: () => attempt(refreshPeople()) }, () => attempt(phone.current ? open(phone.current) : refreshPeople()));
attempt(refreshPeople());
