import { texts } from "./texts";

const language = document.documentElement.lang || "en";
const timeZone = known(document.body.dataset["zone"]);
const writer = (options: Intl.DateTimeFormatOptions, locale = language) => new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options);
const clock = writer({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const second = writer({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const shortDay = writer({ day: "numeric", month: "short" });
const longDay = writer({ day: "numeric", month: "short", year: "numeric" });
const weekday = writer({ weekday: "long", day: "numeric", month: "long" });
const full = writer({ dateStyle: "full", timeStyle: "long" });
const key = writer({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");

/** The viewer's zone, as the server knows it; a browser that does not know the name uses its own. */
function known(zone: string | undefined): string | undefined {
  try {
    return zone ? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const pad = (n: number) => String(n).padStart(2, "0");

/** `06:30`, `1 h 12`, `3 d 4 h`: exact where it is near, rough where it is far. */
export function span(milliseconds: number): string {
  const ms = Math.abs(milliseconds);
  if (ms < hour) return `${pad(Math.floor(ms / minute))}:${pad(Math.floor((ms % minute) / 1000))}`;
  if (ms < day) return texts.spanHours(Math.floor(ms / hour), pad(Math.floor((ms % hour) / minute)));
  return texts.spanDays(Math.floor(ms / day), Math.floor((ms % day) / hour));
}

function age(ms: number): string {
  if (ms < minute) return texts.ageNow;
  if (ms < hour) return texts.ageMinutes(Math.floor(ms / minute));
  if (ms < day) return texts.ageHours(Math.floor(ms / hour));
  return texts.ageDays(Math.floor(ms / day));
}

/** `2026-11-27`, in the viewer's zone. */
const dayOf = (at: Date) => key.format(at);
const sameDay = (a: Date, b: Date) => dayOf(a) === dayOf(b);
const sameYear = (a: Date, b: Date) => dayOf(a).slice(0, 4) === dayOf(b).slice(0, 4);

function moment(at: Date, now: Date): string {
  if (sameDay(at, now)) return clock.format(at);
  return `${(sameYear(at, now) ? shortDay : longDay).format(at)} ${clock.format(at)}`;
}

function dayName(at: Date, now: Date): string {
  if (sameDay(at, now)) return texts.today;
  if (sameDay(at, new Date(now.getTime() - day))) return texts.yesterday;
  return sameYear(at, now) ? weekday.format(at) : longDay.format(at);
}

function due(element: HTMLElement, left: number): string {
  element.classList.toggle("late", left < 0);
  element.classList.toggle("soon", left >= 0 && left < 15 * minute);
  return left < 0 ? `−${span(left)}` : span(left);
}

function textOf(element: HTMLTimeElement, at: Date, now: Date): string {
  switch (element.dataset["as"]) {
    case "age": return age(now.getTime() - at.getTime());
    case "due": return due(element, at.getTime() - now.getTime());
    case "over": return texts.over(span(now.getTime() - at.getTime()));
    case "left": return at > now ? (due(element, at.getTime() - now.getTime()), texts.left(span(at.getTime() - now.getTime()))) : (due(element, -1), texts.over(span(now.getTime() - at.getTime())));
    case "clock": return clock.format(at);
    case "seconds": return sameDay(at, now) ? second.format(at) : `${shortDay.format(at)} ${second.format(at)}`;
    case "day": return dayName(at, now);
    case "exact": return `${longDay.format(at)} ${clock.format(at)}`;
    default: return moment(at, now);
  }
}

/** Writes every `<time datetime>` below an element in the viewer's zone and words. */
export function renderTimes(root: ParentNode = document): void {
  const now = new Date();
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = textOf(element, at, now);
    if (element.textContent !== text) element.textContent = text;
    if (!element.title) element.title = full.format(at);
  }
}

/** A bar that fills from the start of a target to its due time. */
function renderBars(): void {
  for (const bar of document.querySelectorAll<HTMLProgressElement>("progress[data-from]")) {
    const from = Date.parse(bar.dataset["from"]!);
    const to = Date.parse(bar.dataset["to"]!);
    const part = (Date.now() - from) / Math.max(1, to - from);
    bar.value = Math.min(100, Math.max(0, part * 100));
    bar.classList.toggle("late", part > 1);
    bar.classList.toggle("soon", part <= 1 && part > 0.75);
  }
}

/** Splits one UTC list into the viewer's days: a heading stands wherever the local day changes. */
function renderDays(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-days]")) {
    let last = "";
    for (const heading of list.querySelectorAll<HTMLElement>(":scope > .day")) {
      const day = dayOf(new Date(heading.querySelector("time")!.dateTime));
      heading.hidden = day === last;
      last = day;
    }
  }
}

export function refreshTimes(): void {
  renderTimes();
  renderBars();
  renderDays();
}

export function startTimes(): void {
  refreshTimes();
  setInterval(() => {
    if (!document.hidden) refreshTimes();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshTimes();
  });
  document.addEventListener("htmx:after:swap", refreshTimes);
}
