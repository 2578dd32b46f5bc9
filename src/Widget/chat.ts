import { Api } from "./api";
import { Conversation } from "./conversation";
import { sheet } from "./dom";
import { Panel } from "./panel";
import page from "./page.css";
import { Storage } from "./storage";
import css from "./styles.css";
import { textsFor } from "./texts.g";

/** The chat as a page of its own. */
document.adoptedStyleSheets = [sheet(page)];
const place = document.getElementById("chat");
if (place) {
  const { tenant = "", name, base = "/" } = place.dataset;
  const language = document.documentElement.lang;
  const storage = new Storage(tenant);
  const api = new Api(new URL(base, location.href).href, tenant, language);
  const conversation = new Conversation(api, storage, {});
  const panel = new Panel(conversation, api, storage, textsFor(language), name);
  panel.element.classList.add("filling");
  const root = place.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet(css)];
  root.append(panel.element);
  conversation.addEventListener("change", () => conversation.see());
  conversation.follow();
  panel.focus();
}
