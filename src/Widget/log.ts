import type { Escalation, Message } from "./api";
import type { Conversation, Outgoing } from "./conversation";
import { h, say } from "./dom";
import { icon } from "./icons";
import type { Texts } from "./texts.g";

interface Item {
  readonly key: string;
  readonly at: string;
  make(): HTMLElement;
  refresh?(element: HTMLElement): void;
}

/**
 * The messages and what happened in between, oldest first. Elements are kept by key: what is read aloud once is not read again,
 * and nothing moves when something arrives.
 */
export class Log {
  readonly element: HTMLElement;
  readonly #texts: Texts;
  readonly #conversation: Conversation;
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #shown = new Map<string, HTMLElement>();

  constructor(conversation: Conversation, texts: Texts, locale: string) {
    [this.#conversation, this.#texts] = [conversation, texts];
    this.#time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.#day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
    this.element = h("div", { class: "log", role: "log", "aria-label": texts.conversation });
    this.render();
  }

  render(): void {
    const items = this.#items();
    const wanted = new Set(items.map(i => i.key));
    for (const [key, element] of this.#shown) {
      if (wanted.has(key)) continue;
      element.remove();
      this.#shown.delete(key);
    }
    let place = this.element.firstElementChild;
    for (const item of items) {
      let element = this.#shown.get(item.key);
      if (!element) {
        element = item.make();
        this.#shown.set(item.key, element);
      }
      item.refresh?.(element);
      if (element === place) place = place.nextElementSibling;
      else this.element.insertBefore(element, place);
    }
  }

  #items(): Item[] {
    const { messages, escalations, outgoing } = this.#conversation;
    const past = [...messages.map(m => this.#message(m)), ...escalations.flatMap(e => this.#happenings(e))].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const days = past.flatMap((item, i) => {
      const day = new Date(item.at).toDateString();
      const before = i === 0 ? new Date().toDateString() : new Date(past[i - 1]!.at).toDateString();
      return day === before ? [item] : [this.#line(`day:${day}`, item.at, this.#day.format(new Date(item.at)), "day"), item];
    });
    const anew = this.#conversation.startedAnew ? [this.#line("anew", "", this.#texts.startedAnew)] : [];
    return [...anew, this.#greeting(), ...days, ...outgoing.map(o => this.#pending(o))];
  }

  #greeting(): Item {
    return { key: "greeting", at: "", make: () => h("div", { class: "m bot" }, this.#texts.greeting, h("small", {}, this.#texts.assistant)) };
  }

  #message(message: Message): Item {
    const time = this.#time.format(new Date(message.timestamp));
    if (message.role === "customer") return this.#own(message.clientRequestId ?? message.id, message.timestamp, message.content, small => say(small, time));
    if (message.role === "system") return this.#line(message.id, message.timestamp, message.content);
    const author = message.role === "bot" ? this.#texts.assistant : message.author || this.#texts.staff;
    return {
      key: message.id,
      at: message.timestamp,
      make: () => h("div", { class: message.role === "bot" ? "m bot" : "m" }, message.content, h("small", {}, `${author} · ${time}`)),
    };
  }

  #pending(outgoing: Outgoing): Item {
    return this.#own(outgoing.id, outgoing.at, outgoing.text, small => {
      if (outgoing.fate === "sending") say(small, this.#texts.sending);
      else if (!small.querySelector("button"))
        small.replaceChildren(h("button", { type: "button", class: "again", onclick: () => this.#conversation.retry(outgoing.id) }, this.#texts.notSent));
    });
  }

  /** One element from the first press of the button to the desk's confirmation and after. */
  #own(key: string, at: string, text: string, mark: (small: HTMLElement) => void): Item {
    return {
      key,
      at,
      make: () => h("div", { class: "m out" }, h("span", { class: "hidden" }, `${this.#texts.you}: `), text, h("small")),
      refresh: element => mark(element.querySelector("small")!),
    };
  }

  #happenings(escalation: Escalation): Item[] {
    const { id, state, requestedAt, agentName, assignedAt, endedAt } = escalation;
    const lines = [this.#line(`${id}:requested`, requestedAt, this.#texts.requestedMessage)];
    if (agentName && assignedAt) lines.push(this.#agent(`${id}:${agentName}`, assignedAt, agentName));
    if (state === "resolved") lines.push(this.#line(`${id}:resolved`, endedAt ?? requestedAt, this.#texts.resolvedMessage));
    if (state === "cancelled") lines.push(this.#line(`${id}:cancelled`, endedAt ?? requestedAt, this.#texts.withdrawn));
    return lines;
  }

  #agent(key: string, at: string, agent: string): Item {
    // The name stands out wherever the language puts it.
    const mark = "\u0000";
    const [before = "", after = ""] = this.#texts.handling(mark).split(mark);
    return { key, at, make: () => h("div", { class: "ev" }, before, h("b", {}, agent), after) };
  }

  #line(key: string, at: string, text: string, kind = ""): Item {
    return { key, at, make: () => h("div", { class: `ev ${kind}`.trim() }, text) };
  }
}

/** Scrolls with the conversation while its end is in view; otherwise offers the way down instead of moving what is being read. */
export class Scroller {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  #atEnd = true;

  constructor(texts: Texts, ...children: HTMLElement[]) {
    this.element = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": texts.conversation, onscroll: () => this.#look() }, ...children);
    this.button = h("button", { type: "button", class: "latest", "aria-label": texts.latest, title: texts.latest, hidden: true, onclick: () => this.toEnd() }, icon("down"));
    const observer = new ResizeObserver(() => this.settle());
    for (const child of [this.element, ...children]) observer.observe(child);
  }

  toEnd(): void {
    this.#atEnd = true;
    this.settle();
  }

  settle(): void {
    if (this.#atEnd) this.element.scrollTop = this.element.scrollHeight;
    this.#look();
  }

  #look(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < 40;
    this.button.hidden = this.#atEnd;
  }
}
