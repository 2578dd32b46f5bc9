import htmx, { type HtmxRequestCtx } from "htmx.org";
import { live, type LiveEvent, resync } from "./live";
import { changed, type Changed, csrfHeader } from "./requests";
import { refreshTimes } from "./times";
import { texts } from "./texts";
import { toast } from "./toasts";

const list = () => document.getElementById("list");
const detail = () => document.getElementById("detail");
const messages = () => document.getElementById("msgs");

/** Runs a refresh soon, joins what comes meanwhile, and never runs two at once. */
function coalesced(run: () => Promise<void>, after: number): () => void {
  let timer = 0;
  let running = false;
  let again = false;
  const start = () => {
    timer = 0;
    running = true;
    void run().finally(() => {
      running = false;
      if (again) {
        again = false;
        request();
      }
    });
  };
  const request = () => {
    if (running) again = true;
    else if (timer === 0) timer = window.setTimeout(start, document.hidden ? 10 * after : after);
  };
  return request;
}

const refreshList = coalesced(async () => {
  const pane = list();
  if (!pane) return refreshBadge();
  const rows = document.querySelectorAll("#rows > .row-e");
  const before = new Set(Array.from(rows, r => r.id));
  const address = new URL(pane.dataset["src"]!, location.href);
  address.searchParams.set("take", String(Math.max(25, rows.length)));
  const selected = detail()?.dataset["id"];
  if (selected) address.searchParams.set("id", selected);
  else address.searchParams.delete("id");
  await htmx.ajax("GET", address.pathname + address.search, { target: "#list", source: "#list", swap: "outerMorph" });
  for (const row of document.querySelectorAll("#rows > .row-e")) {
    if (!before.has(row.id)) row.classList.add("arrived");
  }
}, 200);

const refreshDetail = coalesced(async () => {
  const pane = detail();
  if (!pane?.dataset["id"]) return;
  await htmx.ajax("GET", pane.dataset["src"]!, { target: "#detail", source: "#detail", swap: "outerMorph" });
}, 120);

async function refreshBadge(): Promise<void> {
  const badge = document.querySelector<HTMLElement>("[data-badge=inbox]");
  if (!badge) return;
  const response = await fetch("/inbox/badge", { headers: { "HX-Request": "true" } }).catch(() => null);
  if (response?.ok && !response.redirected) showUnread(Number(await response.text()));
}

const baseTitle = document.title.replace(/^\(\d+\) /, "");

/** The number of unread messages, in the rail and in the title. */
function showUnread(count: number): void {
  const badge = document.querySelector<HTMLElement>("[data-badge=inbox]");
  if (badge) {
    badge.hidden = count === 0;
    badge.textContent = String(count);
    badge.title = texts.unread(count);
  }
  document.title = count > 0 ? `(${count}) ${baseTitle}` : baseTitle;
}

function showSelection(): void {
  const id = detail()?.dataset["id"];
  for (const row of document.querySelectorAll<HTMLElement>("#rows > .row-e")) {
    const selected = row.dataset["id"] === id;
    row.classList.toggle("sel", selected);
    const link = row.querySelector(".row-main");
    if (selected) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}

// --- the conversation's scroll: stays at its end if it was there, else stays where the reader is ---

let atEnd = true;

function watchScroll(): void {
  document.addEventListener("scroll", e => {
    if (e.target !== messages()) return;
    const m = messages()!;
    atEnd = m.scrollHeight - m.scrollTop - m.clientHeight < 60;
    if (atEnd) hideJump();
  }, { capture: true, passive: true });
  document.addEventListener("click", e => {
    if ((e.target as Element).closest("#jump")) toEnd();
  });
}

const hideJump = () => document.getElementById("jump")?.setAttribute("hidden", "");

export function toEnd(): void {
  const m = messages();
  if (!m) return;
  m.scrollTop = m.scrollHeight;
  atEnd = true;
  hideJump();
}

// --- reading ---

/** Tells the server that the owner sees the customer's messages. */
function markRead(): void {
  const pane = detail();
  const id = pane?.dataset["id"];
  if (!id || document.hidden || pane.dataset["mine"] !== "true" || Number(pane.dataset["unread"]) === 0) return;
  pane.dataset["unread"] = "0";
  void fetch(`/inbox/${id}/read`, { method: "POST", headers: { "HX-Request": "true", ...csrfHeader() } }).catch(() => undefined);
}

// --- what happens elsewhere ---

const held = new Map<string, number>();

function revisionOf(id: string): number {
  const shown = Number(document.getElementById(`e-${id}`)?.dataset["revision"] ?? 0);
  const open = detail()?.dataset["id"] === id ? Number(detail()!.dataset["revision"]) : 0;
  return Math.max(shown, open, held.get(id) ?? 0);
}

const customerOf = (id: string) =>
  (detail()?.dataset["id"] === id ? detail()!.dataset["customer"] : undefined) ?? document.getElementById(`e-${id}`)?.dataset["customer"];

function announce(event: LiveEvent, id: string): void {
  const me = document.body.dataset["me"];
  const customer = customerOf(id);
  if (!customer || event.actor.id === me) return;
  if (event.name === "agent_assignment_changed") {
    toast(event.action === "assigned" ? texts.nowHandling(event.agent ?? "", customer) : texts.nowAvailable(customer));
  } else if (event.type === "customer_message" && detail()?.dataset["id"] !== id && document.getElementById(`e-${id}`)?.dataset["mine"] === "true") {
    toast(texts.newMessage(customer));
  }
}

function onLive(event: LiveEvent): void {
  const id = event.escalationId;
  if (!id) return;
  // A message's delivery does not raise the revision of its escalation.
  if (event.name !== "message_status") {
    if (event.revision > 0 && event.revision <= revisionOf(id)) return;
    held.set(id, event.revision);
    announce(event, id);
    refreshList();
  }
  if (detail()?.dataset["id"] === id) refreshDetail();
}

function afterSwap(ctx: HtmxRequestCtx): void {
  refreshTimes();
  showSelection();
  const pane = list();
  if (pane) showUnread(Number(pane.dataset["unread"]));
  const open = detail()?.dataset["id"] ?? "";
  // A refresh brings the pane as it is at first; the facts stay open over it until the reader closes them or turns to another request.
  sideShown &&= open === shown;
  detail()?.classList.toggle("show-side", sideShown);
  if (ctx.swap === "outerMorph" && open === shown) {
    const count = document.querySelectorAll("#msg-list > .m").length;
    if (readFrom !== null) messages()!.scrollTop = messages()!.scrollHeight - readFrom;
    else if (atEnd) toEnd();
    else if (count > shownCount) document.getElementById("jump")?.removeAttribute("hidden");
    shownCount = count;
    readFrom = null;
  } else if (open !== shown) {
    shown = open;
    shownCount = document.querySelectorAll("#msg-list > .m").length;
    toEnd();
    if (ctx.target?.id === "detail") document.getElementById("detail-title")?.focus({ preventScroll: true });
  }
  markRead();
}

let shown = "";
let shownCount = 0;
/** On narrow screens the facts lie over the conversation, if they are asked for. */
let sideShown = false;
/** How far above the end the reader was who wished to see earlier entries. */
let readFrom: number | null = null;

export function startInbox(): void {
  if (!list()) {
    if (document.body.dataset["live"] !== undefined) {
      void refreshBadge();
      document.addEventListener(live, refreshList);
      document.addEventListener(resync, refreshList);
    }
    return;
  }
  shown = detail()?.dataset["id"] ?? "";
  shownCount = document.querySelectorAll("#msg-list > .m").length;
  showUnread(Number(list()!.dataset["unread"]));
  toEnd();
  markRead();
  watchScroll();
  document.addEventListener("htmx:after:swap", e => afterSwap((e as CustomEvent<{ ctx: HtmxRequestCtx }>).detail.ctx));
  document.addEventListener("htmx:before:swap", e => {
    const { ctx } = (e as CustomEvent<{ ctx: HtmxRequestCtx }>).detail;
    const m = messages();
    if (m && ctx.sourceElement.closest("#older")) readFrom = m.scrollHeight - m.scrollTop;
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) markRead();
  });
  document.addEventListener(live, e => onLive((e as CustomEvent<LiveEvent>).detail));
  document.addEventListener(resync, () => {
    refreshList();
    refreshDetail();
  });
  document.addEventListener(changed, e => {
    const { id } = (e as CustomEvent<Changed>).detail;
    refreshList();
    if (detail()?.dataset["id"] === id) refreshDetail();
  });
  // Another agent was faster: tell it quietly, show how things stand, keep what was typed.
  document.addEventListener("desk:refused", e => {
    if ((e as CustomEvent<{ code: string }>).detail.code !== "already_assigned") return;
    e.preventDefault();
    toast(texts.alreadyHandled);
    (e.target as Element).closest("dialog")?.close();
    refreshList();
    refreshDetail();
  });
  document.addEventListener("click", e => {
    if ((e.target as Element).closest("[data-side]")) sideShown = detail()?.classList.toggle("show-side") ?? false;
  });
}
