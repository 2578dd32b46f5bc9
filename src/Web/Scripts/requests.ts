import type { HtmxRequestCtx } from "htmx.org";
import { texts } from "./texts";
import { toast } from "./toasts";

/** What the server says when it refuses: the shape of every problem. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

/** Raised on the form whose request was refused, before anything is shown; cancel it to show it in another way. */
export const refused = "desk:refused";

/** Raised on the document after a request changed something. */
export const changed = "desk:changed";

export interface Changed {
  readonly id: string;
}

const busyAfter = 300;

export function problemOf(ctx: HtmxRequestCtx): Problem {
  try {
    const body: unknown = JSON.parse(ctx.text ?? "");
    if (body !== null && typeof body === "object" && "code" in body) return body as Problem;
  } catch {
    // Not a problem in JSON: the sentence below stands for it.
  }
  return { code: "fault", title: texts.failed };
}

/** Puts objections beside their fields; whatever has no field here becomes one sentence. */
function showInForm(form: HTMLFormElement, problem: Problem): boolean {
  clearErrors(form);
  let first: HTMLElement | null = null;
  const rest: string[] = [];
  for (const [name, sentences] of Object.entries(problem.errors ?? {})) {
    const place = form.querySelector<HTMLElement>(`[data-error="${CSS.escape(name.toLowerCase())}"]`);
    if (!place) {
      rest.push(...sentences);
      continue;
    }
    place.textContent = sentences.join(" ");
    const field = form.querySelector<HTMLElement>(`[aria-describedby~="${place.id}"]`);
    field?.setAttribute("aria-invalid", "true");
    first ??= field;
  }
  const general = form.querySelector<HTMLElement>('[data-error=""]');
  if (general && (rest.length > 0 || !problem.errors)) general.textContent = rest.join(" ") || problem.title;
  first?.focus();
  return first !== null || general !== null;
}

export function clearErrors(form: HTMLFormElement): void {
  for (const place of form.querySelectorAll<HTMLElement>("[data-error]")) place.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function onFailure(ctx: HtmxRequestCtx): void {
  const problem = problemOf(ctx);
  const source = ctx.sourceElement;
  const form = source instanceof HTMLFormElement ? source : source.closest("form");
  if (form && !form.dispatchEvent(new CustomEvent(refused, { bubbles: true, cancelable: true, detail: problem }))) return;
  if (form && showInForm(form, problem)) return;
  toast(problem.title, problem.code === "already_assigned" ? "info" : "bad");
}

/** Marks what was pressed as busy, but only if the answer takes longer than a moment. */
const busy = new WeakMap<Element, number>();

function pressed(ctx: HtmxRequestCtx): Element {
  const event = ctx.sourceEvent;
  return event instanceof SubmitEvent && event.submitter ? event.submitter : ctx.sourceElement;
}

/** Proves that a request comes from a page of ours; the server refuses others that change something. */
export const csrfHeader = (): Record<string, string> => ({ "X-CSRF-Token": document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "" });

export function startRequests(): void {
  document.addEventListener("htmx:config:request", e => {
    Object.assign((e as CustomEvent<{ ctx: HtmxRequestCtx }>).detail.ctx.request.headers, csrfHeader());
  });
  document.addEventListener("htmx:before:request", e => {
    const { ctx } = (e as CustomEvent<{ ctx: HtmxRequestCtx }>).detail;
    const element = pressed(ctx);
    busy.set(ctx.sourceElement, window.setTimeout(() => element.setAttribute("aria-busy", "true"), busyAfter));
  });
  document.addEventListener("htmx:finally:request", e => {
    const { ctx } = (e as CustomEvent<{ ctx: HtmxRequestCtx }>).detail;
    clearTimeout(busy.get(ctx.sourceElement));
    pressed(ctx).removeAttribute("aria-busy");
  });
  // A refusal never replaces what is on the screen.
  document.addEventListener("htmx:before:swap", e => {
    const { ctx } = (e as CustomEvent<{ ctx: HtmxRequestCtx }>).detail;
    const { response } = ctx;
    if (response?.raw.redirected && new URL(response.raw.url).pathname.startsWith("/account/sign-in")) {
      e.preventDefault();
      location.reload();
    } else if (response && response.status >= 400) {
      e.preventDefault();
      if (response.status === 401) location.reload();
      else if (response.headers.get("Content-Type")?.startsWith("text/html")) showPage(ctx);
      else onFailure(ctx);
    }
  });
  document.addEventListener("htmx:error", e => {
    const { ctx } = (e as CustomEvent<{ ctx?: HtmxRequestCtx }>).detail;
    if (!ctx || ctx.response) return;
    ctx.text = "";
    onFailure(ctx);
  });
}

function showPage(ctx: HtmxRequestCtx): void {
  const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  ctx.text = JSON.stringify({ code: "fault", title: page.querySelector("h1")?.textContent ?? texts.failed });
  onFailure(ctx);
}
