import { Api } from "./api";
import { Conversation } from "./conversation";
import { h, say, sheet } from "./dom";
import { icon } from "./icons";
import { Panel } from "./panel";
import { Storage } from "./storage";
import css from "./styles.css";
import { textsFor } from "./texts.g";

const tag = "data-desk-chat";

/** Adds the button that opens the chat to the page that holds the script. */
function mount(script: HTMLScriptElement): void {
  const { tenant, locale, name, phone, email } = script.dataset;
  if (!tenant || document.querySelector(`[${tag}="${CSS.escape(tenant)}"]`)) return;

  const wanted = locale ?? (document.documentElement.lang || navigator.language);
  const language = wanted.toLowerCase().startsWith("vi") ? "vi" : "en";
  const texts = textsFor(language);
  const storage = new Storage(tenant);
  const api = new Api(new URL(".", script.src).href, tenant, language);
  const conversation = new Conversation(api, storage, { ...(name && { name }), ...(phone && { phone }), ...(email && { email }) });

  const host = h("div", { [tag]: tenant, lang: language });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet(css)];
  const count = h("span", { class: "count", "aria-hidden": "true", hidden: true });
  const news = h("span", { class: "hidden", role: "status" });
  const button = h("button", { type: "button", class: "open", "aria-expanded": "false", "aria-label": texts.open, title: texts.open, onclick: () => toggle() }, icon("message"), icon("x"), count);
  root.append(button, news);
  let panel: Panel | undefined;

  function toggle(): void {
    const open = button.getAttribute("aria-expanded") === "false";
    if (open && !panel) {
      panel = new Panel(conversation, api, storage, texts, undefined, toggle);
      panel.element.id = "panel";
      panel.element.setAttribute("role", "dialog");
      panel.element.addEventListener("keydown", event => {
        if (event.key === "Escape") toggle();
      });
      root.append(panel.element);
      button.setAttribute("aria-controls", "panel");
    }
    panel!.element.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    const label = open ? texts.close : texts.open;
    button.setAttribute("aria-label", label);
    button.title = label;
    if (open) {
      conversation.follow();
      panel!.focus();
    } else button.focus();
    tellNews();
  }

  function tellNews(): void {
    const open = button.getAttribute("aria-expanded") === "true";
    if (open) conversation.see();
    const unread = open ? 0 : conversation.unread;
    count.hidden = unread === 0;
    say(count, String(unread));
    say(news, unread === 0 ? "" : texts.newMessages(unread));
  }

  conversation.addEventListener("change", tellNews);
  document.body.append(host);
  if (conversation.recent) conversation.follow();
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => mount(script), { once: true });
  else mount(script);
}
