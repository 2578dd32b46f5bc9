// One phone: its bubbles and the box to answer.
import { post } from "./api.js";
import { CallPanel } from "./call-panel.js";
import { day, fate, hasArrived, prettyNumber, time } from "./format.js";

const shown = 200;
const template = document.getElementById("phone-template");

export class Phone {
  #bubbles = new Map();
  #chosen = false;

  constructor(number, onClose) {
    this.number = number;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.list = this.element.querySelector(".messages");
    this.to = this.element.querySelector("select");
    this.text = this.element.querySelector("textarea");
    this.error = this.element.querySelector(".error");

    const name = prettyNumber(number);
    this.element.setAttribute("aria-label", `Phone ${name}`);
    this.element.querySelector("h2").textContent = name;
    this.list.setAttribute("aria-label", `Messages on ${name}`);
    this.list.setAttribute("aria-relevant", "additions");
    this.call = new CallPanel(this.element.querySelector(".call"), name, words => { this.error.textContent = words; });
    this.text.setAttribute("aria-label", `Message from ${name}`);
    this.element.querySelector(".send").setAttribute("aria-label", `Send from ${name}`);
    const dial = this.element.querySelector(".dial");
    dial.setAttribute("aria-label", `Call the desk from ${name}`);
    dial.addEventListener("click", () => this.#dial());
    const close = this.element.querySelector(".close");
    close.setAttribute("aria-label", `Hide the phone ${name}`);
    close.addEventListener("click", () => onClose(this));
    this.to.addEventListener("change", () => { this.#chosen = true; });
    this.text.addEventListener("keydown", event => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      }
    });
    this.element.querySelector(".compose").addEventListener("submit", event => {
      event.preventDefault();
      this.#send();
    });
  }

  /** The numbers that can be written to; the choice stays. */
  offer(numbers) {
    const before = this.to.value;
    this.to.replaceChildren(...numbers.map(n => new Option(prettyNumber(n.number), n.number)));
    if (numbers.some(n => n.number === before)) this.to.value = before;
  }

  /** Shows a message, new or changed. */
  show(message) {
    const isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const known = this.#bubbles.get(message.sid);
    if (known) {
      if (known.version <= message.version) this.#fill(known, message);
    } else {
      this.#append(message);
    }
    if (isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Shows a call on this phone, new or changed. */
  ring(call) {
    this.call.show(call);
    const desk = call.direction === "inbound" ? call.to : call.from;
    if (!this.#chosen && [...this.to.options].some(o => o.value === desk)) this.to.value = desk;
  }

  remove(sid) {
    this.#bubbles.get(sid)?.item.remove();
    this.#bubbles.delete(sid);
  }

  clear() {
    this.#bubbles.clear();
    this.list.replaceChildren();
    this.lastDay = undefined;
  }

  #append(message) {
    const today = day(message.createdAt);
    if (today !== this.lastDay) {
      const heading = document.createElement("div");
      heading.className = "day";
      heading.textContent = this.lastDay = today;
      this.list.append(heading);
    }

    const item = document.createElement("div");
    const bubble = { item, text: document.createElement("p"), note: document.createElement("small") };
    item.append(bubble.text, bubble.note);
    this.#bubbles.set(message.sid, bubble);
    this.#fill(bubble, message);
    this.list.append(item);
    if (this.#bubbles.size > shown) this.remove(this.#bubbles.keys().next().value);

    const isFromDesk = message.direction !== "inbound";
    if (isFromDesk && !this.#chosen) this.to.value = message.from;
  }

  #fill(bubble, message) {
    const isMine = message.direction === "inbound";
    bubble.version = message.version;
    bubble.item.className = `bubble new ${isMine ? "mine" : ""} ${hasArrived(message) ? "" : "absent"}`;
    bubble.text.textContent = message.body || "(text removed)";
    const [words, kind] = fate(message);
    const state = document.createElement("span");
    state.className = kind;
    state.textContent = words;
    const other = isMine ? `to ${prettyNumber(message.to)}` : prettyNumber(message.from);
    bubble.note.replaceChildren(`${time(message.createdAt)} · ${other} · `, state);
  }

  async #dial() {
    this.error.textContent = "";
    try {
      this.ring(await post("inbound-call", { from: this.number, to: this.to.value }));
    } catch (failure) {
      this.error.textContent = failure.message;
    }
  }

  async #send() {
    const body = this.text.value;
    if (body.trim() === "") return;
    this.error.textContent = "";
    this.text.value = "";
    try {
      await post("inbound-sms", { from: this.number, to: this.to.value, body });
      this.list.scrollTop = this.list.scrollHeight;
    } catch (failure) {
      this.text.value = body;
      this.error.textContent = failure.message;
    }
    this.text.focus();
  }
}
