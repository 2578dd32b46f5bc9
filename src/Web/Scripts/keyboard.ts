import { openDialog } from "./dialogs";

const typing = (e: KeyboardEvent) =>
  e.ctrlKey || e.metaKey || e.altKey || (e.target instanceof Element && e.target.closest("input:not([type=radio]), textarea, select, [contenteditable=true]") !== null);

function move(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#rows .row-main")];
  if (links.length === 0) return;
  const focused = links.indexOf(document.activeElement as HTMLAnchorElement);
  const from = focused >= 0 ? focused : links.findIndex(l => l.getAttribute("aria-current") === "true");
  const next = links[Math.min(links.length - 1, Math.max(0, from + step))]!;
  next.focus();
  next.click();
}

/** Claims what has the focus in the list, else what is open. */
function claim(): void {
  const row = document.activeElement?.closest(".row-e");
  const button = row?.querySelector<HTMLButtonElement>("[data-key=c]") ?? document.querySelector<HTMLButtonElement>("#detail [data-key=c]");
  button?.click();
}

export function startKeyboard(): void {
  document.addEventListener("keydown", e => {
    if (e.defaultPrevented) return;
    if (e.key === "Escape") {
      leave();
      return;
    }
    if (typing(e) || document.querySelector("dialog[open]")) return;
    const act = keys[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  });
}

const keys: Readonly<Record<string, () => void>> = {
  "?": () => openDialog("shortcuts"),
  j: () => move(1),
  k: () => move(-1),
  c: claim,
  r: () => document.getElementById("reply")?.focus(),
  e: () => openDialog("resolve"),
  n: () => document.querySelector<HTMLAnchorElement>("[data-key=n]")?.click(),
  s: () => document.getElementById("q")?.focus(),
};

/** Out of the box first, then out of the request; dialogs close by themselves. */
function leave(): void {
  if (document.querySelector("dialog[open]")) return;
  const active = document.activeElement;
  if (active instanceof HTMLElement && active.matches("input, textarea, select")) active.blur();
  else document.querySelector<HTMLAnchorElement>("#detail .back")?.click();
}
