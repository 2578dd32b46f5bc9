import type { Conversation } from "./conversation";
import { h } from "./dom";
import { icon } from "./icons";
import type { Storage } from "./storage";
import type { Texts } from "./texts.g";

const longest = 4000;

/** Where the customer writes. Enter sends, Shift+Enter begins a line; what is not sent outlives the page. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;

  constructor(conversation: Conversation, storage: Storage, texts: Texts, sent: () => void) {
    this.#text = h("textarea", { rows: 1, maxlength: longest, placeholder: texts.placeholder, "aria-label": texts.placeholder, enterkeyhint: "send" });
    this.#text.value = storage.get("draft") ?? "";
    const send = h("button", { type: "submit", class: "primary icon", "aria-label": texts.send, title: texts.send }, icon("send"));
    this.element = h("form", { class: "composer" }, this.#text, send);

    this.#text.addEventListener("input", () => {
      storage.set("draft", this.#text.value || undefined);
      this.#grow();
    });
    this.#text.addEventListener("keydown", event => {
      // While an input method composes a letter, as for Vietnamese, Enter only confirms the letter.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.element.requestSubmit();
    });
    this.element.addEventListener("submit", event => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text === "") return;
      conversation.write(text);
      this.#text.value = "";
      storage.set("draft", undefined);
      this.#grow();
      this.#text.focus();
      sent();
    });
  }

  focus(): void {
    this.#text.focus();
    this.#grow();
  }

  #grow(): void {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }
}
