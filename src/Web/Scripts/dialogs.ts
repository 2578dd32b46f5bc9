import htmx from "htmx.org";
import { changed, clearErrors } from "./requests";

/** Opens the dialog that a button names; `data-for` is put into the address of its form. */
function open(button: HTMLElement): void {
  const dialog = document.getElementById(button.dataset["dialog"]!);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  const form = dialog.querySelector("form");
  if (form) {
    clearErrors(form);
    if (button.dataset["for"]) {
      const address = form.dataset["template"]!.replace("{id}", button.dataset["for"]);
      form.setAttribute("hx-post", address);
      form.setAttribute("action", address);
      const name = dialog.querySelector("[data-customer]");
      if (name) name.textContent = button.dataset["customer"] ?? "";
    }
  }
  for (const select of dialog.querySelectorAll<HTMLSelectElement>("select[data-options]")) void choices(select);
  dialog.showModal();
}

/** Fetches the choices anew each time: who is there, and how busy, changes by the minute. */
async function choices(select: HTMLSelectElement): Promise<void> {
  const first = select.options[0]!;
  select.replaceChildren(first);
  select.setAttribute("aria-busy", "true");
  await htmx.ajax("GET", select.dataset["options"]!, { target: select, source: select, swap: "beforeend" });
  select.removeAttribute("aria-busy");
}

export function openDialog(id: string): boolean {
  const button = document.querySelector<HTMLElement>(`[data-dialog="${id}"]`);
  if (!button) return false;
  open(button);
  return true;
}

export function startDialogs(): void {
  document.addEventListener("click", e => {
    const target = e.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      e.preventDefault();
      open(opener);
    } else if (target.closest("[data-close]")) {
      target.closest("dialog")?.close();
    } else if (target instanceof HTMLDialogElement) {
      target.close();
    }
  });
  // Work that went through closes the dialog it was asked for in.
  document.addEventListener(changed, e => {
    const dialog = (e.target as Element | null)?.closest?.("dialog");
    if (!dialog) return;
    dialog.close();
    dialog.querySelector("form")?.reset();
  });
}
