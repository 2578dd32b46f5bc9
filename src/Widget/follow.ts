import { Refused, type Message, type Snapshot, type State } from "./api";
import { backOff, pause } from "./waiting";

export interface StatusUpdate {
  readonly escalationId: string;
  readonly state: State;
  readonly agentName?: string | null;
  readonly at: string;
}

/** What the follower tells; the tabs of a browser hand the same things on to each other. */
export type News =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "status"; readonly status: StatusUpdate }
  | { readonly kind: "connection"; readonly live: boolean }
  | { readonly kind: "gone" };

interface Source {
  /** Names the conversation in this browser. */
  readonly name: string;
  read(): Promise<Snapshot>;
  address(lastEventId: string): string;
}

/**
 * Follows a conversation until the signal ends it. One tab holds the stream and tells the others, since browsers allow few
 * connections to one host. After every interruption all is read again before the stream goes on, so nothing is missed.
 */
export function follow(source: Source, signal: AbortSignal, tell: (news: News) => void): void {
  const others = "BroadcastChannel" in globalThis ? new BroadcastChannel(source.name) : undefined;
  others?.addEventListener("message", (event: MessageEvent<News>) => tell(event.data));
  signal.addEventListener("abort", () => others?.close());
  const tellAll = (news: News): void => {
    if (signal.aborted) return;
    tell(news);
    others?.postMessage(news);
  };

  const lead = (): Promise<void> => hold(source, signal, tellAll);
  // Locks exist on secure pages only; elsewhere each tab has a stream of its own.
  if (!others || !navigator.locks) {
    void lead();
    return;
  }
  void navigator.locks.request(source.name, { signal }, lead).catch(() => undefined);
  void navigator.locks.query().then(({ held }) => {
    if (held?.some(lock => lock.name === source.name)) source.read().then(snapshot => tell({ kind: "snapshot", snapshot }), () => undefined);
  });
}

/** Reads, follows, and after an interruption does so again. */
async function hold(source: Source, signal: AbortSignal, tell: (news: News) => void): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const snapshot = await source.read();
      tell({ kind: "snapshot", snapshot });
      await listen(source.address(snapshot.lastEventId), signal, tell, () => (attempt = 0));
    } catch (error) {
      if (error instanceof Refused && error.gone) {
        tell({ kind: "gone" });
        return;
      }
    }
    if (signal.aborted) return;
    tell({ kind: "connection", live: false });
    await pause(backOff(attempt), signal);
  }
}

/** Returns when the stream breaks, or when the page wakes after a sleep in which it may have broken unnoticed. */
function listen(address: string, signal: AbortSignal, tell: (news: News) => void, opened: () => void): Promise<void> {
  return new Promise(resolve => {
    const events = new EventSource(address);
    const parsed = <T>(event: Event): T => JSON.parse((event as MessageEvent<string>).data) as T;
    const end = (): void => {
      events.close();
      removeEventListener("offline", end);
      removeEventListener("pageshow", woke);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const woke = (event: PageTransitionEvent): void => {
      if (event.persisted) end();
    };
    events.addEventListener("open", () => {
      opened();
      tell({ kind: "connection", live: true });
    });
    events.addEventListener("error", end);
    events.addEventListener("new_message", event => tell({ kind: "message", message: parsed<Message>(event) }));
    events.addEventListener("escalation_status_update", event => tell({ kind: "status", status: parsed<StatusUpdate>(event) }));
    addEventListener("offline", end);
    addEventListener("pageshow", woke);
    signal.addEventListener("abort", end);
  });
}
