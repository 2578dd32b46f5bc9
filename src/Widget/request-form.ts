import { Refused, type Method, type Request } from "./api";
import type { Conversation } from "./conversation";
import { h, say } from "./dom";
import { icon } from "./icons";
import type { Storage } from "./storage";
import type { Texts } from "./texts.g";

const shortest = 10;
const longest = 2000;
const methods = ["sms", "call", "email"] as const;
const looksLikeEmail = /^\S+@\S+\.\S+$/;

type Field = "reason" | "phone" | "email" | "consent";

/** Asks why a person is needed and how to reach the customer. What is wrong stands beside its field. */
export class RequestForm {
  readonly element: HTMLFormElement;
  readonly #texts: Texts;
  readonly #conversation: Conversation;
  readonly #storage: Storage;
  readonly #reason = h("textarea", { id: "reason", rows: 3, maxlength: longest, "aria-describedby": "reason-hint reason-error", required: true });
  readonly #hint = h("p", { id: "reason-hint", class: "hint" });
  readonly #phone = h("input", { id: "phone", type: "tel", autocomplete: "tel", inputmode: "tel", maxlength: 40, "aria-describedby": "phone-error", required: true });
  readonly #email = h("input", { id: "email", type: "email", autocomplete: "email", maxlength: 254, placeholder: "name@example.com", "aria-describedby": "email-error", required: true });
  readonly #consent = h("input", { id: "consent", type: "checkbox", "aria-describedby": "consent-error", required: true });
  readonly #submit: HTMLButtonElement;
  readonly #problem = h("p", { class: "error", role: "alert" });
  readonly #errors: Record<Field, HTMLElement>;
  readonly #radios: Record<Method, HTMLInputElement>;
  readonly #phoneRow: HTMLElement;
  readonly #emailRow: HTMLElement;
  readonly #consentRow: HTMLElement;
  readonly #done: (sent: boolean) => void;

  /** @param done called when the form is no longer needed: sent, or put away */
  constructor(conversation: Conversation, storage: Storage, texts: Texts, done: (sent: boolean) => void) {
    [this.#conversation, this.#storage, this.#texts, this.#done] = [conversation, storage, texts, done];
    this.#phone.placeholder = texts.phoneExample;
    const error = (field: Field): HTMLElement => h("p", { id: `${field}-error`, class: "error" });
    this.#errors = { reason: error("reason"), phone: error("phone"), email: error("email"), consent: error("consent") };
    const radio = (method: Method): HTMLInputElement => h("input", { type: "radio", name: "method", value: method, onchange: () => this.#choose() });
    this.#radios = { sms: radio("sms"), call: radio("call"), email: radio("email") };
    const icons = { sms: "message2", call: "phone", email: "mail" } as const;

    this.#phoneRow = h("div", { class: "field" }, h("label", { for: "phone" }, texts.phone), this.#phone, this.#errors.phone);
    this.#emailRow = h("div", { class: "field" }, h("label", { for: "email" }, texts.emailAddress), this.#email, this.#errors.email);
    this.#consentRow = h("div", { class: "field" }, h("label", { class: "check" }, this.#consent, h("span", {}, texts.consent)), this.#errors.consent);
    this.#submit = h("button", { type: "submit", class: "primary wide" }, texts.submit);
    this.element = h(
      "form",
      { class: "sheet", role: "dialog", "aria-labelledby": "why", novalidate: true, onsubmit: e => void this.#send(e), onkeydown: e => this.#key(e as KeyboardEvent), oninput: e => this.#typed(e) },
      h("div", { class: "sheet-head" },
        h("label", { id: "why", for: "reason" }, texts.whyPerson),
        h("button", { type: "button", class: "quiet icon", "aria-label": texts.cancel, title: texts.cancel, onclick: () => done(false) }, icon("x"))),
      h("div", { class: "field" }, this.#reason, h("div", { class: "under" }, this.#hint), this.#errors.reason),
      h("fieldset", { role: "radiogroup" },
        h("legend", {}, texts.contactBy),
        h("div", { class: "seg" }, ...methods.map(m => h("label", {}, this.#radios[m], h("span", {}, icon(icons[m]), texts[m]))))),
      this.#phoneRow,
      this.#emailRow,
      this.#consentRow,
      this.#problem,
      this.#submit,
    );
  }

  /** Shows the form as it was left, with what is known of the customer. */
  open(): void {
    const kept = this.#storage.get("request");
    this.#reason.value = kept?.reason ?? "";
    this.#radios[kept?.method ?? "sms"].checked = true;
    this.#phone.value ||= this.#conversation.known.phone;
    this.#email.value ||= this.#conversation.known.email;
    this.#consent.checked = false;
    this.#say({});
    this.#choose();
    this.#count();
    this.#reason.focus();
  }

  get #method(): Method {
    return methods.find(m => this.#radios[m].checked) ?? "sms";
  }

  #choose(): void {
    const byEmail = this.#method === "email";
    [this.#phoneRow.hidden, this.#emailRow.hidden, this.#consentRow.hidden] = [byEmail, !byEmail, byEmail];
  }

  #typed(event: Event): void {
    this.#storage.set("request", { reason: this.#reason.value, method: this.#method });
    this.#count();
    const field = (event.target as HTMLElement).id as Field;
    // A reproach goes as soon as it is no longer true, and none comes while the customer still types.
    if (this.#errors[field]?.textContent && !this.#objections()[field]) this.#complain(field, "");
  }

  #count(): void {
    const missing = shortest - this.#reason.value.trim().length;
    say(this.#hint, missing === shortest ? this.#texts.reasonHint(shortest) : missing > 0 ? this.#texts.reasonMore(missing) : this.#texts.reasonUsed(this.#reason.value.length, longest));
  }

  #objections(): Partial<Record<Field, string>> {
    const length = this.#reason.value.trim().length;
    const byEmail = this.#method === "email";
    return {
      ...(length < shortest && { reason: this.#texts.reasonTooShort(shortest) }),
      ...(length > longest && { reason: this.#texts.reasonTooLong(longest) }),
      ...(!byEmail && this.#phone.value.trim() === "" && { phone: this.#texts.phoneNeeded }),
      ...(byEmail && !looksLikeEmail.test(this.#email.value.trim()) && { email: this.#texts.emailNeeded }),
      ...(!byEmail && !this.#consent.checked && { consent: this.#texts.consentNeeded }),
    };
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.#submit.getAttribute("aria-disabled") === "true") return;
    const objections = this.#objections();
    this.#say(objections);
    if (Object.keys(objections).length > 0) return;

    const byEmail = this.#method === "email";
    const request: Request = {
      reason: this.#reason.value.trim(),
      preferredMethod: this.#method,
      ...(byEmail ? { email: this.#email.value.trim() } : { phone: this.#phone.value.trim() }),
      consent: !byEmail && this.#consent.checked,
    };
    this.#busy(true);
    try {
      await this.#conversation.request(request);
      this.#storage.set("request", undefined);
      this.#done(true);
    } catch (error) {
      this.#explain(error);
    } finally {
      this.#busy(false);
    }
  }

  #explain(error: unknown): void {
    if (!(error instanceof Refused) || error.status >= 500) return say(this.#problem, this.#texts.unavailable);
    if (error.status === 429) return say(this.#problem, error.retryAfter ? this.#texts.waitSeconds(error.retryAfter) : this.#texts.tooMany);
    const fields = Object.fromEntries(Object.entries(error.fields).map(([name, messages]) => [name, messages.join(" ")]));
    const known = Object.keys(fields).some(name => name in this.#errors);
    this.#say(fields);
    if (!known) say(this.#problem, error.title || this.#texts.unavailable);
  }

  /** Puts each objection beside its field and leads to the first. */
  #say(objections: Partial<Record<string, string>>): void {
    say(this.#problem, "");
    for (const field of Object.keys(this.#errors) as Field[]) this.#complain(field, objections[field] ?? "");
    const first = (Object.keys(this.#errors) as Field[]).find(field => objections[field]);
    if (first) this.#input(first).focus();
  }

  #complain(field: Field, text: string): void {
    say(this.#errors[field], text);
    this.#input(field).setAttribute("aria-invalid", String(text !== ""));
  }

  #input(field: Field): HTMLElement {
    return { reason: this.#reason, phone: this.#phone, email: this.#email, consent: this.#consent }[field];
  }

  #busy(busy: boolean): void {
    this.#submit.setAttribute("aria-disabled", String(busy));
    say(this.#submit, busy ? this.#texts.sending : this.#texts.submit);
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    // Only the form closes, not the panel around it.
    event.stopPropagation();
    event.preventDefault();
    this.#done(false);
  }
}
