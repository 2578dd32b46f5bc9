import { Api, Refused } from "./api";
import { Conversation } from "./conversation";
import { h, say, sheet } from "./dom";
import { icon } from "./icons";
import { Panel } from "./panel";
import { Storage } from "./storage";
import css from "./styles.css";
import { textsFor } from "./texts.g";

const tag = "data-desk-chat";
/** Where the chat fills the screen: phones, also when held sideways, and pages that are magnified. */
const small = matchMedia("(max-width: 480px), (max-height: 480px)");

/** Asks the desk whether it may appear on this page, and if so adds the button that opens the chat. */
async function mount(script: HTMLScriptElement): Promise<void> {
  const { tenant, locale } = script.dataset;
  if (!tenant || document.querySelector(`[${tag}="${CSS.escape(tenant)}"]`)) return;

  const wanted = locale ?? (document.documentElement.lang || navigator.language);
  const language = wanted.toLowerCase().startsWith("vi") ? "vi" : "en";
  const api = new Api(new URL(".", script.src).href, tenant, language);
  const host = h("div", { [tag]: tenant, lang: language });
  // Beside the body, where neither its layout nor its transforms matter and nobody who redraws the page removes it.
  document.documentElement.append(host);
  let name: string | undefined;
  try {
    name = (await api.desk()).name;
  } catch (error) {
    if (error instanceof Refused && error.gone) {
      host.remove();
      console.warn(`The chat of "${tenant}" does not appear on ${location.origin}. ${error.title}`);
      return;
    }
    // Out of reach now; the customer may have more luck later.
  }
  show(host, api, name, script.dataset);
}

function show(host: HTMLElement, api: Api, desk: string | undefined, { name, phone, email }: DOMStringMap): void {
  const texts = textsFor(api.locale);
  const storage = new Storage(api.tenant);
  const conversation = new Conversation(api, storage, { ...(name && { name }), ...(phone && { phone }), ...(email && { email }) });

  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet(css)];
  const count = h("span", { class: "count", "aria-hidden": "true", hidden: true });
  const news = h("span", { class: "hidden", role: "status" });
  const button = h("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false", title: texts.open, onclick: () => (frame.open ? close() : open()) }, icon("message"), icon("x"), count);
  const frame = h("dialog", { class: "frame", "aria-labelledby": "desk" });
  let panel: Panel | undefined;

  function open(): void {
    if (!panel) {
      panel = new Panel(conversation, api, storage, texts, desk, close);
      frame.append(panel.element);
    }
    // Where it hides the page, the page is out of reach as well.
    if (small.matches) frame.showModal();
    else frame.show();
    tellState();
    conversation.follow();
    panel.focus();
  }

  function close(): void {
    frame.close();
    tellState();
    button.focus();
  }

  function tellState(): void {
    button.setAttribute("aria-expanded", String(frame.open));
    button.title = frame.open ? texts.close : texts.open;
    tellNews();
  }

  function tellNews(): void {
    if (frame.open) conversation.see();
    const unread = frame.open ? 0 : conversation.unread;
    count.hidden = unread === 0;
    say(count, String(unread));
    say(news, unread === 0 ? "" : texts.newMessages(unread));
    button.setAttribute("aria-label", unread === 0 ? button.title : `${button.title}, ${texts.newMessages(unread)}`);
  }

  // The way back of phones.
  frame.addEventListener("cancel", event => {
    event.preventDefault();
    close();
  });
  small.addEventListener("change", () => {
    if (!frame.open) return;
    frame.close();
    open();
  });
  root.addEventListener("keydown", event => {
    if ((event as KeyboardEvent).key === "Escape" && frame.open) close();
  });
  // What is typed here is not meant for the shortcuts of the page around.
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, event => event.stopPropagation());
  root.append(button, frame, news);
  tellNews();
  conversation.addEventListener("change", tellNews);
  if (conversation.recent) conversation.follow();
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => void mount(script), { once: true });
  else void mount(script);
}
