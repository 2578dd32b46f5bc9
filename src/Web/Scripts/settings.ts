/** What the pages of settings add to plain forms: a refused dialog stands open again, and copying says that it worked. */
export function startSettings(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[data-open="yes"]')) dialog.showModal();

  document.addEventListener("click", e => {
    const button = (e.target as Element).closest<HTMLElement>("[data-copied]");
    const word = button?.querySelector("span");
    if (!button || !word || word.textContent === button.dataset["copied"]) return;
    const before = word.textContent;
    word.textContent = button.dataset["copied"]!;
    window.setTimeout(() => (word.textContent = before), 2000);
  });
}
