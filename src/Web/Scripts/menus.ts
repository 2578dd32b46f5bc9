/** Menus are `<details class="menu">`: they open without us; here they also close as people expect. */
export function startMenus(): void {
  document.addEventListener("click", e => {
    const target = e.target as Element;
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(target) || target.closest(".menu-item")) menu.open = false;
    }
  });
  document.addEventListener("keydown", e => {
    if (e.key !== "Escape") return;
    const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
    e.stopImmediatePropagation();
  });
  document.addEventListener("click", e => {
    const button = (e.target as Element).closest<HTMLElement>("[data-copy]");
    if (button) void navigator.clipboard.writeText(button.dataset["copy"]!);
  });
  document.addEventListener("click", e => {
    const button = (e.target as Element).closest<HTMLElement>("[data-reveal]");
    if (!button) return;
    const shown = document.createElement("span");
    shown.className = "num";
    shown.textContent = button.dataset["reveal"]!;
    button.replaceWith(shown);
  });
}
