/** An event of the desk as it comes over the stream. */
export interface LiveEvent {
  readonly name: "escalation_status_update" | "new_message" | "agent_assignment_changed" | "message_status";
  readonly eventId: string;
  readonly type: string;
  readonly escalationId: string | null;
  readonly conversationId: string;
  readonly revision: number;
  readonly action?: "assigned" | "unassigned";
  readonly agent?: string | null;
  readonly agentId?: string | null;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string };
}

type Shared = { kind: "event"; event: LiveEvent } | { kind: "resync" } | { kind: "state"; connected: boolean } | { kind: "hello" };

/** Raised on the document for each event, and where events may have been missed. */
export const live = "desk:live";
export const resync = "desk:resync";

const names: readonly LiveEvent["name"][] = ["escalation_status_update", "new_message", "agent_assignment_changed", "message_status"];
const silence = 3000;
const longestPause = 30_000;

/**
 * All tabs of a browser share one stream: whoever holds the lock reads it and passes on what comes; when that tab closes, another
 * takes the lock. A new reader makes everybody fetch anew, so that nothing is lost between two readers.
 */
export function startLive(address: string): void {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("desk-live") : null;
  let banner = 0;
  let connected: boolean | null = null;
  let reading = false;

  const showState = (now: boolean) => {
    const element = document.getElementById("connection-lost")!;
    if (now) {
      clearTimeout(banner);
      banner = 0;
      element.hidden = true;
    } else if (!banner) {
      // Each failed try to reconnect tells it again; the first one counts.
      banner = window.setTimeout(() => { element.hidden = false; }, silence);
    }
  };

  const receive = (message: Shared) => {
    if (message.kind === "event") document.dispatchEvent(new CustomEvent(live, { detail: message.event }));
    else if (message.kind === "resync") document.dispatchEvent(new Event(resync));
    else if (message.kind === "state") {
      // An answer that was under way when the network went says nothing of now.
      connected = message.connected;
      showState(connected && navigator.onLine);
    }
    else if (reading && connected !== null) channel?.postMessage({ kind: "state", connected } satisfies Shared);
  };

  const tell = (message: Shared) => {
    channel?.postMessage(message);
    receive(message);
  };

  channel?.addEventListener("message", e => receive(e.data as Shared));
  channel?.postMessage({ kind: "hello" } satisfies Shared);

  const read = () => {
    reading = true;
    follow(address, tell);
    // The lock is held as long as the page lives.
    return new Promise<void>(() => undefined);
  };
  // Without a secure context there are no locks; then each tab reads for itself.
  if (channel && navigator.locks) void navigator.locks.request("desk-live", read);
  else void read();

  addEventListener("offline", () => showState(false));
  addEventListener("online", () => {
    showState(connected === true);
    receive({ kind: "resync" });
  });
}

function follow(address: string, tell: (message: Shared) => void): void {
  let last = "";
  let pause = 1000;

  const connect = () => {
    const source = new EventSource(last ? `${address}?lastEventId=${encodeURIComponent(last)}` : address);
    source.addEventListener("open", () => {
      pause = 1000;
      tell({ kind: "state", connected: true });
      // Between the page's own reading and this stream, or between two readers, something may have happened that no cursor covers.
      if (!last) tell({ kind: "resync" });
    });
    source.addEventListener("resync", () => tell({ kind: "resync" }));
    for (const name of names) {
      source.addEventListener(name, e => {
        last = e.lastEventId || last;
        tell({ kind: "event", event: { ...(JSON.parse(e.data as string) as Omit<LiveEvent, "name">), name } });
      });
    }
    source.addEventListener("error", () => {
      tell({ kind: "state", connected: false });
      // The browser tries again by itself unless the server refused; then we do, ever more slowly and never in step with others.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, pause * (0.5 + Math.random()));
      pause = Math.min(longestPause, pause * 2);
    });
  };
  connect();
}
