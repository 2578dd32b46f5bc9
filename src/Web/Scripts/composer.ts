import { changed } from "./requests";
import { segmentsOf } from "./segments";
import { texts } from "./texts";
import { toEnd } from "./inbox";

/** What was typed for one escalation on one channel, and the name under which it was last sent. */
interface Draft {
  text: string;
  requestId: string;
  /** It may have reached the server: the same text must keep its name, another text needs a new one. */
  tried?: boolean;
}

const form = () => document.querySelector<HTMLFormElement>("#composer");
const box = () => document.querySelector<HTMLTextAreaElement>("#reply");

// crypto.randomUUID exists in secure contexts only; a desk on a plain address of a local network is none.
function newId(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = Array.from(b, x => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const channelOf = (f: HTMLFormElement) => f.querySelector<HTMLInputElement>("input[name=channel]:checked")?.value ?? "note";

const keyOf = (f: HTMLFormElement, channel = channelOf(f)) => `desk:draft:${document.body.dataset["me"]}:${f.dataset["id"]}:${channel}`;

function load(key: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (stored !== null && typeof stored === "object" && "text" in stored) return stored as Draft;
  } catch {
    // Nothing usable is stored; an empty draft is as good.
  }
  return { text: "", requestId: newId() };
}

function save(key: string, draft: Draft): void {
  try {
    if (draft.text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The store is full or forbidden: the text still stands in the box.
  }
}

/** Shows the draft of the chosen channel, its counter, its button and what stands in its way. */
function show(f: HTMLFormElement): void {
  const channel = channelOf(f);
  const t = box()!;
  f.dataset["channel"] = channel;
  const key = keyOf(f);
  if (t.dataset["key"] !== key) {
    t.dataset["key"] = key;
    t.value = load(key).text;
  }
  t.placeholder = f.dataset[`placeholder${channel}`] ?? "";
  t.setAttribute("aria-label", f.dataset[`placeholder${channel}`] ?? "");
  const obstacle = f.dataset[`obstacle${channel}`] ?? "";
  t.readOnly = obstacle !== "";
  const note = f.querySelector<HTMLElement>(".obstacle")!;
  note.hidden = obstacle === "";
  note.querySelector("span")!.textContent = obstacle;
  for (const button of f.querySelectorAll<HTMLButtonElement>("button[data-on]")) {
    button.hidden = !button.dataset["on"]!.split(" ").includes(channel);
    button.disabled = obstacle !== "";
  }
  count(f);
}

function count(f: HTMLFormElement): void {
  const counter = document.getElementById("count")!;
  const text = box()!.value;
  counter.classList.remove("over");
  const channel = channelOf(f);
  if (channel !== "sms") {
    const most = channel === "email" ? 20000 : 4000;
    counter.textContent = text.length > most - 500 ? texts.characters(text.length, most) : "";
    counter.classList.toggle("over", text.length > most);
    return;
  }
  const s = segmentsOf(text);
  const most = Number(f.dataset["smslength"]);
  const length = text.length > most - 100 ? texts.characters(text.length, most) : texts.characters(s.units, s.units + s.remaining);
  counter.textContent = `${length} · ${texts.parts(s.count)} · ${s.encoding}`;
  counter.classList.toggle("over", text.length > most);
}

/** Puts the message into the conversation at once; the server's own version takes its place. */
function showSending(text: string, channel: string): void {
  const item = document.createElement("li");
  item.className = channel === "note" ? "m note sending" : "m out sending";
  item.id = "sending";
  const p = document.createElement("p");
  p.textContent = text;
  const small = document.createElement("small");
  small.textContent = texts.sending;
  item.append(p, small);
  document.getElementById("sending")?.remove();
  document.getElementById("msg-list")?.append(item);
  toEnd();
}

function beforeSend(f: HTMLFormElement, e: Event): void {
  const t = box()!;
  if (t.value.trim() === "") {
    e.preventDefault();
    t.focus();
    return;
  }
  const key = keyOf(f);
  const draft = { ...load(key), text: t.value, tried: true };
  save(key, draft);
  f.querySelector<HTMLInputElement>("input[name=clientRequestId]")!.value = draft.requestId;
}

/** The id of the message that was sent may take a moment to come back; until then the box is empty and the bubble says so. */
const inFlight = new Map<string, string>();

export function startComposer(): void {
  const start = () => {
    const f = form();
    if (f) show(f);
  };
  start();
  document.addEventListener("htmx:after:swap", start);

  document.addEventListener("input", e => {
    const f = form();
    if (!f || e.target !== box()) return;
    const key = keyOf(f);
    const draft = load(key);
    save(key, { text: box()!.value, requestId: draft.tried && draft.text !== box()!.value ? newId() : draft.requestId });
    count(f);
  });
  document.addEventListener("change", e => {
    const f = form();
    if (f && (e.target as HTMLInputElement).name === "channel") {
      show(f);
      box()!.focus();
    }
  });
  // Runs before htmx reads the form.
  document.addEventListener("submit", e => {
    const f = form();
    if (f && e.target === f) beforeSend(f, e);
  }, true);
  document.addEventListener("keydown", e => {
    if (e.target === box() && e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      form()!.requestSubmit(form()!.querySelector<HTMLButtonElement>("button.btn-primary:not([hidden]):not(:disabled)"));
    }
  });
  document.addEventListener("htmx:before:request", e => {
    const f = form();
    if (!f || e.target !== f) return;
    inFlight.set(keyOf(f), box()!.value);
    showSending(box()!.value, channelOf(f));
    box()!.value = "";
    count(f);
  });
  document.addEventListener("htmx:finally:request", e => {
    const f = e.target;
    if (!(f instanceof HTMLFormElement) || f.id !== "composer") return;
    const key = keyOf(f);
    const text = inFlight.get(key);
    inFlight.delete(key);
    if (text !== undefined && f.dataset["sent"] !== key) restore(key, text);
    delete f.dataset["sent"];
  });
  document.addEventListener(changed, e => {
    const f = e.target;
    if (!(f instanceof HTMLFormElement) || f.id !== "composer") return;
    const key = keyOf(f);
    f.dataset["sent"] = key;
    // What was typed meanwhile is a new message.
    const t = box();
    save(key, { text: t?.dataset["key"] === key ? t.value : "", requestId: newId() });
  });
}

/** Refused or unreachable: the text goes back into the box, in front of whatever was typed meanwhile. */
function restore(key: string, text: string): void {
  document.getElementById("sending")?.remove();
  const t = box();
  const typed = t?.dataset["key"] === key ? t.value : "";
  const draft = load(key);
  const joined = typed ? `${text}\n${typed}` : text;
  save(key, { ...draft, text: joined, requestId: typed ? newId() : draft.requestId, tried: true });
  const f = form();
  if (t?.dataset["key"] === key && f) {
    t.value = joined;
    count(f);
  }
}
