import htmx from "htmx.org";
import { refreshTimes } from "./times";

/**
 * Parts of a page that fetch themselves anew, as often as they say: every second while something runs, a little less often otherwise. What they show is no event of a
 * conversation, so that the stream of events cannot tell it. A hidden tab asks nothing; whoever comes back to it sees the present at once.
 */
export function startFollowing(): void {
  all();
  // Some come with a press of a button.
  document.addEventListener("htmx:after:swap", all);
  const now = () => followed().forEach(part => void look(part.id));
  document.addEventListener("visibilitychange", now);
  addEventListener("online", now);
}

const followed = () => Array.from(document.querySelectorAll<HTMLElement>("[data-follow]"));

/** Looks that are ahead. */
const planned = new Map<string, number>();
const looking = new Set<string>();

/** Begins with those that have no look ahead. */
function all(): void {
  for (const part of followed().filter(p => !planned.has(p.id) && !looking.has(p.id))) {
    plan(part.id);
    part.querySelectorAll<HTMLElement>(".log").forEach(begin);
  }
}

function plan(id: string): void {
  clearTimeout(planned.get(id));
  planned.delete(id);
  const part = document.getElementById(id);
  if (part?.dataset["follow"]) planned.set(id, window.setTimeout(() => { planned.delete(id); void look(id); }, Number(part.dataset["every"])));
}

async function look(id: string): Promise<void> {
  const address = document.getElementById(id)?.dataset["follow"];
  if (!address || document.hidden || looking.has(id)) return;
  looking.add(id);
  try {
    // One that fails is told by nothing: the next comes soon.
    const response = navigator.onLine ? await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null) : null;
    if (response?.status === 401 || response?.redirected) return location.reload();
    if (response?.ok) await show(id, await response.text());
  } finally {
    looking.delete(id);
  }
  plan(id);
}

/** Changes what changed and leaves the rest: keyboard, selection, scrolling and moving bars stay as they are. */
async function show(id: string, text: string): Promise<void> {
  const part = document.getElementById(id);
  if (!part) return;
  const known = new Set(news(part).map(e => e.id));
  const atEnd = new Set(Array.from(part.querySelectorAll<HTMLElement>(".log")).filter(isAtEnd).map(log => log.id));
  const home = part.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>("[tabindex='-1']") : null;
  await htmx.swap({ text: text.trim(), target: part, sourceElement: part, swap: "outerMorph" });
  refreshTimes();
  // Who reads the end goes on reading the end, and a log that is new begins there.
  part.querySelectorAll<HTMLElement>(".log").forEach(log => {
    if (atEnd.has(log.id)) toEnd(log);
    else if (!begun.has(log)) begin(log);
  });
  // What had the keyboard may be gone; it goes on in the same section then, not at the top of the page.
  if (home && !part.contains(document.activeElement)) home.focus({ preventScroll: true });
  say(id, news(part).filter(e => !known.has(e.id)).map(e => e.dataset["news"]!));
}

const news = (part: HTMLElement) => Array.from(part.querySelectorAll<HTMLElement>(`[data-news]:not([data-news=""])`));

const isAtEnd = (log: HTMLElement) => log.scrollTop + log.clientHeight >= log.scrollHeight - 4;

const begun = new WeakSet<HTMLElement>();

function begin(log: HTMLElement): void {
  begun.add(log);
  toEnd(log);
}

function toEnd(log: HTMLElement): void {
  log.scrollTop = log.scrollHeight;
}

/** Tells those who cannot see it what ended, once, and not each step on the way. */
function say(id: string, sentences: readonly string[]): void {
  const place = document.getElementById(`${id}-news`);
  if (place && sentences.length > 0) place.textContent = sentences.join(" ");
}
