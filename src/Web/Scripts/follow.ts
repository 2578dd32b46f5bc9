import { refreshTimes } from "./times";

/**
 * Parts of a page that fetch themselves anew, as often as they say: every second while something runs, seldom otherwise. What they show is no event of a
 * conversation, so that the stream of events cannot tell it. A hidden tab asks nothing.
 */
export function startFollowing(): void {
  const all = (): void => { for (const part of document.querySelectorAll<HTMLElement>("[data-follow]")) if (!followed.has(part.id)) plan(part.id); };
  all();
  // Some come with a press of a button.
  document.addEventListener("htmx:after:swap", all);
}

/** Those with a look ahead. */
const followed = new Set<string>();

function plan(id: string): void {
  const part = document.getElementById(id);
  if (!part?.dataset["follow"]) return void followed.delete(id);
  followed.add(id);
  window.setTimeout(() => void look(id), Number(part.dataset["every"]));
}

async function look(id: string): Promise<void> {
  const part = document.getElementById(id);
  if (part?.dataset["follow"] && !document.hidden && navigator.onLine) {
    // One that fails is told by nothing: the next comes soon.
    const response = await fetch(part.dataset["follow"], { headers: { "HX-Request": "true" } }).catch(() => null);
    if (response?.status === 401 || response?.redirected) return location.reload();
    if (response?.ok) show(part, await response.text());
  }
  plan(id);
}

/** Puts the new part in the old one's place, with the keyboard where it was. */
function show(part: HTMLElement, html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById(part.id);
  if (!next) return;
  const focused = part.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const scrolled = Array.from(part.querySelectorAll(".log"), log => log.scrollTop + log.clientHeight >= log.scrollHeight - 4);
  const aside = Array.from(part.querySelectorAll(".scroll-x"), table => table.scrollLeft);
  part.replaceWith(next);
  refreshTimes();
  // Who reads the end goes on reading the end.
  next.querySelectorAll(".log").forEach((log, i) => { if (scrolled[i] ?? true) log.scrollTop = log.scrollHeight; });
  next.querySelectorAll(".scroll-x").forEach((table, i) => { table.scrollLeft = aside[i] ?? 0; });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
