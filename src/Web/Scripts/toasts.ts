/** Tells something in passing, in the polite live region of the layout. */
export function toast(text: string, kind: "info" | "bad" = "info"): void {
  const region = document.getElementById("toasts");
  if (!region) return;
  const element = document.createElement("div");
  element.className = kind === "bad" ? "desk-toast bad" : "desk-toast";
  element.append(icon(kind === "bad" ? "alert-circle" : "info-circle"), Object.assign(document.createElement("span"), { textContent: text }));
  region.append(element);
  while (region.childElementCount > 4) region.firstElementChild!.remove();
  setTimeout(() => element.remove(), 4000 + 60 * text.length);
}

/** An icon of the sprite. */
export function icon(name: string): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/dist/icons.svg#${name}`);
  svg.append(use);
  return svg;
}
