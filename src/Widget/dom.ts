type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/**
 * Makes an element. A function listens to the event that its name says after `on`; true sets an empty attribute, false and
 * undefined leave it out. Text never passes through a parser of HTML, so pages that demand trusted types may hold the widget.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, Attribute> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** Sets the text only if it differs, so that screen readers do not hear it again. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A style sheet made by script: allowed even where the page's policy forbids inline styles. */
export function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
