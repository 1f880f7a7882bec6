// The control API of the stand-in (see bot/emulator/server.py).

async function call(method, path, body, headers = {}) {
  const json = body !== undefined && !(body instanceof Blob);
  const response = await fetch(`/_emulator/${path}`, {
    method,
    body: json ? JSON.stringify(body) : body,
    headers: json ? { "Content-Type": "application/json", ...headers } : headers,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message || response.statusText);
  return answer;
}

const person = (who, what, body = {}) => call("POST", `people/${encodeURIComponent(who)}/${what}`, body);

export const state = () => call("GET", "state");
export const chat = (who) => call("GET", `chats/${encodeURIComponent(who)}`);
export const addPerson = (about) => call("POST", "people", about);
export const send = (who, message) => person(who, "message", { message });
export const press = (who, data, params, displayText) => person(who, "press", { data, params, display_text: displayText });
export const follow = (who) => person(who, "follow");
export const block = (who) => person(who, "block");
export const unsend = (who, messageId) => person(who, "unsend", { message_id: messageId });
export const deliveries = (eventId) => call("GET", `deliveries?event=${encodeURIComponent(eventId)}`);
export const callMade = (requestId) => call("GET", `calls/${encodeURIComponent(requestId)}`);
export const addFault = (fault) => call("POST", "faults", fault);
export const clearFaults = () => call("DELETE", "faults");
export const settings = (changes) => call("PUT", "settings", changes);
export const clock = (seconds) => call("POST", "clock", { seconds });

export function sendFile(who, kind, file) {
  const name = encodeURIComponent(file.name);
  return call("POST", `people/${encodeURIComponent(who)}/media?type=${kind}&name=${name}`, file, {
    "Content-Type": file.type || "application/octet-stream",
  });
}

/** Listens to what happens; `again` is called when the connection was lost and is back. */
export function listen(handlers, again) {
  const source = new EventSource("/_emulator/stream");
  let lost = false;
  source.addEventListener("error", () => { lost = true; });
  source.addEventListener("open", () => { if (lost) again(); lost = false; });
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
}
