// The call on one phone: it rings, is answered, hears, presses keys, speaks and hangs up.
import { post } from "./api.js";
import { callFate, prettyNumber } from "./format.js";

const keys = [..."123456789*0#"];
const over = status => !["queued", "ringing", "in-progress"].includes(status);

export class CallPanel {
  #call = null;
  #timer = 0;
  #heard = 0;

  /** @param section where it is shown  @param name of the phone  @param onError told what went wrong */
  constructor(section, name, onError) {
    this.section = section;
    this.onError = onError;
    this.state = section.querySelector(".call-state");
    this.clock = section.querySelector(".clock");
    this.heard = section.querySelector(".heard");
    this.heard.setAttribute("aria-label", `What ${name} hears`);
    const pad = section.querySelector(".keys");
    pad.setAttribute("aria-label", `Keys of ${name}`);
    pad.replaceChildren(...keys.map(key => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = key;
      button.addEventListener("click", () => this.#act("press", { digits: key }));
      return button;
    }));
    section.setAttribute("aria-label", `Call on ${name}`);
    section.querySelector(".answer").addEventListener("click", () => this.#act("answer"));
    section.querySelector(".decline").addEventListener("click", () => this.#act("hangup"));
    section.querySelector(".hangup").addEventListener("click", () => this.#act("hangup"));
    const speak = section.querySelector(".speak");
    speak.elements.text.setAttribute("aria-label", `Say as ${name}`);
    speak.addEventListener("submit", event => {
      event.preventDefault();
      const text = speak.elements.text.value.trim();
      if (!text) return;
      speak.elements.text.value = "";
      this.#act("say", { text });
    });
  }

  /** Shows a call, new or changed. A call that ended stays visible until the next one. */
  show(call) {
    const known = this.#call;
    if (known && known.sid !== call.sid && !over(known.status) && over(call.status)) return;
    if (known?.sid === call.sid && known.version > call.version) return;
    if (known?.sid !== call.sid) {
      this.#heard = 0;
      this.heard.replaceChildren();
    }
    this.#call = call;
    const mine = call.direction === "inbound";
    const rings = !mine && (call.status === "ringing" || call.status === "queued");
    this.section.hidden = call.status === "queued" && !mine;
    this.section.className = `call ${over(call.status) ? "over" : rings ? "rings" : "on"}`;
    this.state.textContent = `${mine ? "To" : "From"} ${prettyNumber(mine ? call.to : call.from)} · ${callFate(call)}`;
    this.section.querySelector(".ringing").hidden = !rings;
    this.section.querySelector(".talking").hidden = over(call.status) || rings;
    for (const words of call.heard.slice(this.#heard)) this.#line(words);
    this.#heard = call.heard.length;
    clearInterval(this.#timer);
    this.#tick();
    if (call.status === "in-progress") this.#timer = setInterval(() => this.#tick(), 1000);
  }

  #line(words) {
    const item = document.createElement("li");
    item.textContent = words;
    this.heard.append(item);
    this.heard.scrollTop = this.heard.scrollHeight;
  }

  #tick() {
    const { startedAt, status, seconds } = this.#call;
    const passed = status === "in-progress" ? Math.max(0, Math.floor((Date.now() - new Date(startedAt)) / 1000)) : seconds ?? 0;
    this.clock.textContent = startedAt ? `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}` : "";
  }

  async #act(what, body = {}) {
    this.onError("");
    try {
      this.show(await post(`calls/${this.#call.sid}/${what}`, body));
    } catch (failure) {
      this.onError(failure.message);
    }
  }
}
