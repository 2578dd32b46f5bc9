import { Refused, type Api, type Escalation } from "./api";
import { Composer } from "./composer";
import type { Conversation } from "./conversation";
import { h, say } from "./dom";
import { icon } from "./icons";
import { Log, Scroller } from "./log";
import { RequestForm } from "./request-form";
import type { Storage } from "./storage";
import type { Texts } from "./texts.g";

/** Everything between the panel's edges; the same in the widget and on the page of its own. */
export class Panel {
  readonly element: HTMLElement;
  readonly #texts: Texts;
  readonly #conversation: Conversation;
  readonly #log: Log;
  readonly #scroller: Scroller;
  readonly #composer: Composer;
  readonly #form: RequestForm;
  readonly #name: HTMLElement;
  readonly #line = h("span", { class: "line" });
  readonly #status: HTMLElement;
  readonly #lost: HTMLElement;
  readonly #ask: HTMLElement;
  readonly #askButton: HTMLButtonElement;
  readonly #withdraw: HTMLButtonElement;
  readonly #main: HTMLElement;
  readonly #veil: HTMLElement;
  #dialog: HTMLDialogElement | undefined;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param close called when the customer puts the panel away; without it the panel stays */
  constructor(conversation: Conversation, api: Api, storage: Storage, texts: Texts, name: string | undefined, close?: () => void) {
    [this.#conversation, this.#texts] = [conversation, texts];
    this.#log = new Log(conversation, texts, api.locale);
    this.#form = new RequestForm(conversation, storage, texts, sent => this.#putAway(sent));
    this.#form.element.hidden = true;
    this.#scroller = new Scroller(texts, this.#log.element, this.#form.element);
    this.#composer = new Composer(conversation, storage, texts, () => this.#scroller.toEnd());

    this.#name = h("h2", { id: "desk" }, name ?? texts.title);
    const closeButton = close && h("button", { type: "button", class: "quiet icon", "aria-label": texts.close, title: texts.close, onclick: close }, icon("x"));
    const header = h("header", {}, h("div", {}, this.#name, h("small", {}, texts.subtitle)), ...(closeButton ? [closeButton] : []));
    this.#withdraw = h("button", { type: "button", class: "link", onclick: () => this.#confirm() }, texts.noLongerNeeded);
    const badge = h("span", { class: "badge" }, texts.requested);
    this.#status = h("div", { class: "status", hidden: true }, h("p", { role: "status" }, badge, this.#line), this.#withdraw);
    this.#lost = h("p", { class: "lost", role: "status" });
    this.#askButton = h("button", { type: "button", class: "outline", onclick: () => this.#openForm() }, texts.requestSupport);
    this.#ask = h("div", { class: "ask" }, h("span", {}, texts.needPerson), this.#askButton);
    this.#main = h("div", { class: "main" }, header, this.#status, h("div", { class: "body" }, this.#scroller.element, this.#scroller.button), this.#lost, this.#ask, this.#composer.element);
    this.#veil = h("div", { class: "veil", hidden: true });
    this.element = h("div", { class: "panel" }, this.#main, this.#veil);

    conversation.addEventListener("change", () => this.render());
    this.render();
    if (!name) void api.desk().then(desk => say(this.#name, desk.name), () => undefined);
  }

  focus(): void {
    this.#scroller.toEnd();
    if (!this.#form.element.hidden) this.#form.element.querySelector("textarea")?.focus();
    else this.#composer.focus();
  }

  render(): void {
    const focused = this.#focused;
    this.#log.render();
    const open = this.#conversation.openEscalation;
    this.#status.hidden = !open;
    if (open) {
      say(this.#line, this.#standing(open));
      this.#form.element.hidden = true;
    } else this.#dialog?.close();
    this.#ask.hidden = open !== undefined || !this.#form.element.hidden || this.#conversation.loading;
    this.#connection();
    this.#scroller.settle();
    // What had the focus may be gone, as the button is when another tab asks for a person.
    if (focused && (!this.#focused || this.#focused.closest("[hidden]"))) this.#composer.focus();
  }

  get #focused(): Element | undefined {
    const { activeElement } = this.element.getRootNode() as Partial<DocumentOrShadowRoot>;
    return activeElement && this.element.contains(activeElement) ? activeElement : undefined;
  }

  #standing({ state, agentName }: Escalation): string {
    if (state === "waiting_on_customer") return this.#texts.waitingForYou;
    return state !== "pending" && agentName ? this.#texts.handling(agentName) : this.#texts.confirmation;
  }

  /** A short interruption is not worth a word. */
  #connection(): void {
    if (this.#conversation.live === false) {
      this.#lostTimer ??= setTimeout(() => say(this.#lost, this.#texts.connectionLost), 1500);
      return;
    }
    clearTimeout(this.#lostTimer);
    this.#lostTimer = undefined;
    say(this.#lost, "");
  }

  #openForm(): void {
    this.#form.element.hidden = false;
    this.#ask.hidden = true;
    this.#form.open();
    this.#form.element.scrollIntoView({ block: "nearest" });
    this.#scroller.toEnd();
  }

  #putAway(sent: boolean): void {
    this.#form.element.hidden = true;
    this.render();
    if (sent) this.#composer.focus();
    else this.#askButton.focus();
  }

  #confirm(): void {
    const problem = h("p", { class: "error", role: "alert" });
    const keep = h("button", { type: "button", class: "outline", onclick: () => dialog.close() }, this.#texts.keepRequest);
    const go = h("button", { type: "button", class: "primary" }, this.#texts.withdraw);
    const dialog = h("dialog", { "aria-labelledby": "withdraw-title", "aria-describedby": "withdraw-text" },
      h("h3", { id: "withdraw-title" }, this.#texts.withdrawTitle), h("p", { id: "withdraw-text" }, this.#texts.withdrawText), problem, h("div", { class: "choices" }, keep, go));
    go.addEventListener("click", () => {
      go.disabled = true;
      this.#conversation.withdraw().then(
        () => dialog.close(),
        (error: unknown) => {
          go.disabled = false;
          say(problem, error instanceof Refused && error.status < 500 ? error.title : this.#texts.unavailable);
        },
      );
    });
    dialog.addEventListener("keydown", event => {
      if (event.key !== "Escape") return;
      // Only the question goes away, not the panel around it.
      event.stopPropagation();
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      this.#dialog = undefined;
      [this.#veil.hidden, this.#main.inert] = [true, false];
      this.#veil.replaceChildren();
      if (this.#status.hidden) this.#composer.focus();
      else this.#withdraw.focus();
    });
    // Within the panel, so that the page around it stays usable.
    this.#veil.replaceChildren(dialog);
    [this.#veil.hidden, this.#main.inert] = [false, true];
    this.#dialog = dialog;
    dialog.show();
    keep.focus();
  }
}
