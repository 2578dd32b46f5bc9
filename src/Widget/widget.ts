import { textsFor } from "./texts.g";

/** Adds the button that opens the chat to the page that holds the script. */
export function mount(host: HTMLElement, language: string): void {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = textsFor(language).open;
  host.append(button);
}

mount(document.body, document.documentElement.lang);
