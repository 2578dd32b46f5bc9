import { segmentsOf } from "./segments";
import { texts } from "./texts";

const pause = 150;
const box = () => document.querySelector<HTMLTextAreaElement>("#reply");
const list = () => document.querySelector<HTMLElement>("#suggestions");
const options = () => [...document.querySelectorAll<HTMLElement>("#suggestions [role=option]")];

let timer = 0;
let asked = 0;

/** What was typed after the slash; null where the text is no search. */
function wanted(t: HTMLTextAreaElement): string | null {
  const channel = t.form?.dataset["channel"];
  return channel !== "note" && /^\/[^\n]{0,60}$/.test(t.value) ? t.value.slice(1) : null;
}

function close(): void {
  asked++;
  const l = list();
  if (l) l.hidden = true;
  box()?.removeAttribute("aria-activedescendant");
  box()?.setAttribute("aria-expanded", "false");
}

function mark(index: number): void {
  const all = options();
  all.forEach((o, i) => o.setAttribute("aria-selected", String(i === index)));
  all[index]?.scrollIntoView({ block: "nearest" });
  if (all[index]) box()!.setAttribute("aria-activedescendant", all[index].id);
}

async function search(t: HTMLTextAreaElement, words: string): Promise<void> {
  const turn = ++asked;
  const answer = await fetch(`/inbox/${t.form!.dataset["id"]}/templates?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || turn !== asked) return;
  const l = list()!;
  l.innerHTML = await answer.text();
  l.hidden = false;
  t.setAttribute("aria-expanded", "true");
  mark(0);
}

function take(option: HTMLElement): void {
  const t = box()!;
  t.value = option.dataset["text"]!;
  close();
  t.focus();
  t.dispatchEvent(new Event("input", { bubbles: true }));
}

function key(e: KeyboardEvent): void {
  if (e.target !== box() || list()?.hidden !== false) return;
  const all = options();
  const at = all.findIndex(o => o.getAttribute("aria-selected") === "true");
  if (e.key === "Escape") close();
  else if (e.key === "ArrowDown") mark((at + 1) % all.length);
  else if (e.key === "ArrowUp") mark((at - 1 + all.length) % all.length);
  else if ((e.key === "Enter" || e.key === "Tab") && all[at]) take(all[at]);
  else return;
  e.preventDefault();
  e.stopPropagation();
}

/** Beside a text that is written for later, how long it is as an SMS. */
function count(t: HTMLTextAreaElement): void {
  const s = segmentsOf(t.value);
  document.getElementById(t.dataset["segments"]!)!.textContent = t.value ? `${texts.characters(s.units, s.units + s.remaining)} · ${texts.parts(s.count)} · ${s.encoding}` : "";
}

export function startTemplates(): void {
  document.addEventListener("input", e => {
    const t = e.target;
    if (!(t instanceof HTMLTextAreaElement)) return;
    if (t.dataset["segments"]) count(t);
    if (t !== box()) return;
    clearTimeout(timer);
    const words = wanted(t);
    if (words === null) close();
    else timer = window.setTimeout(() => void search(t, words), pause);
  });
  document.addEventListener("keydown", key, { capture: true });
  document.addEventListener("click", e => {
    const option = (e.target as Element).closest<HTMLElement>("#suggestions [role=option]");
    if (option) take(option);
    else if (e.target !== box()) close();
  });
  for (const t of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-segments]")) count(t);
}
