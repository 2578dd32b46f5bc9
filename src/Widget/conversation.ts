import { Refused, type Api, type Escalation, type Message, type Person, type Request, type Session, type Snapshot } from "./api";
import { follow, type News, type StatusUpdate } from "./follow";
import type { Pending, Storage } from "./storage";
import { backOff, pause } from "./waiting";

/** A pending message and how it fares: `failed` waits for the customer, `waiting` for the network. */
export interface Outgoing extends Pending {
  readonly fate: "sending" | "waiting" | "failed";
}

const aDay = 24 * 3600 * 1000;
const isOpen = (e: Escalation): boolean => e.state !== "resolved" && e.state !== "cancelled";

/**
 * The customer's side of a conversation: starts it with the first message or request, keeps messages until the desk has them,
 * follows what happens, and begins anew when the desk no longer knows it. Knows nothing of the screen.
 */
export class Conversation extends EventTarget {
  readonly #api: Api;
  readonly #storage: Storage;
  readonly #person: Person;
  readonly #messages = new Map<string, Message>();
  readonly #escalations = new Map<string, Escalation>();
  #outgoing: Outgoing[];
  #session: Session | undefined;
  #following: AbortController | undefined;
  /** Begun here and now: there is nothing that the desk knows and we do not. */
  #fresh = false;
  #sending = false;
  #wake = new AbortController();

  /** Null before the first attempt. */
  live: boolean | null = null;
  /** The conversation of before is no more; the next message begins another. */
  startedAnew = false;
  known: { phone: string; email: string };

  constructor(api: Api, storage: Storage, person: Person) {
    super();
    this.#api = api;
    this.#storage = storage;
    this.#person = person;
    this.known = { phone: person.phone ?? "", email: person.email ?? "" };
    this.#session = storage.get("session");
    this.#outgoing = (storage.get("outbox") ?? []).map(p => ({ ...p, fate: "sending" }));
    storage.watch("session", () => this.#adopt());
    if (this.#outgoing.length > 0) void this.#send();
  }

  get messages(): readonly Message[] {
    return [...this.#messages.values()];
  }

  get outgoing(): readonly Outgoing[] {
    return this.#outgoing;
  }

  get escalations(): readonly Escalation[] {
    return [...this.#escalations.values()];
  }

  get openEscalation(): Escalation | undefined {
    return this.escalations.find(isOpen);
  }

  /** What the desk knows is not here yet. */
  get loading(): boolean {
    return this.#session !== undefined && this.live === null && !this.#fresh;
  }

  /** Something happened lately, so an answer may come while the panel is closed. */
  get recent(): boolean {
    const usedAt = this.#storage.get("session")?.usedAt;
    return usedAt !== undefined && Date.now() - usedAt < aDay;
  }

  /** Answers that came since the customer last looked. */
  get unread(): number {
    const seenAt = this.#storage.get("seenAt") ?? "";
    return this.messages.filter(m => m.role !== "customer" && m.timestamp > seenAt).length;
  }

  /** The customer sees all that is here. */
  see(): void {
    const newest = this.messages.reduce((latest, m) => (m.timestamp > latest ? m.timestamp : latest), "");
    if (newest > (this.#storage.get("seenAt") ?? "")) this.#storage.set("seenAt", newest);
  }

  /** Follows the conversation, if there is one. */
  follow(): void {
    if (!this.#session || this.#following) return;
    const session = this.#session;
    this.#following = new AbortController();
    follow(
      { name: `desk.chat.${session.id}`, read: () => this.#api.read(session), address: after => this.#api.events(session, after) },
      this.#following.signal,
      news => this.#hear(news),
    );
  }

  write(text: string): void {
    const pending = { id: crypto.randomUUID?.() ?? uuid(), text, at: new Date().toISOString() };
    this.#storage.set("outbox", [...(this.#storage.get("outbox") ?? []), pending]);
    this.#outgoing = [...this.#outgoing, { ...pending, fate: "sending" }];
    this.#changed();
    void this.#send();
  }

  /** Tries again at once what is not sent. */
  retry(id: string): void {
    this.#mark(id, "sending");
    this.#wake.abort();
    void this.#send();
  }

  /** @throws Refused or Unreachable; asking again is safe: the desk answers with the request that is open. */
  async request(request: Request): Promise<void> {
    const { escalationId, state } = await this.#speaking(session => this.#api.escalate(session, request));
    const now = new Date().toISOString();
    if (!this.#escalations.has(escalationId)) this.#escalations.set(escalationId, { id: escalationId, state, requestedAt: now });
    this.known = { phone: request.phone ?? this.known.phone, email: request.email ?? this.known.email };
    this.#changed();
  }

  async withdraw(): Promise<void> {
    if (!this.#session) return;
    await this.#api.withdraw(this.#session);
    const open = this.openEscalation;
    if (open) this.#escalations.set(open.id, { ...open, state: "cancelled", endedAt: new Date().toISOString() });
    this.#changed();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let attempt = 0, next; (next = this.#outgoing.find(o => o.fate !== "failed")); ) {
        const { id, text } = next;
        try {
          const { messageId, createdAt } = await this.#speaking(session => this.#api.post(session, text, id));
          attempt = 0;
          this.#settle({ id: messageId, role: "customer", author: "", content: text, timestamp: createdAt, clientRequestId: id });
          this.#changed();
        } catch (error) {
          if (error instanceof Refused && !error.passing) {
            this.#mark(id, "failed");
            continue;
          }
          this.#mark(id, "waiting");
          this.#wake = new AbortController();
          await pause(error instanceof Refused && error.retryAfter ? error.retryAfter * 1000 : backOff(attempt++), this.#wake.signal);
        }
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Runs a call in the conversation; starts one if there is none or the one known is gone. */
  async #speaking<T>(call: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#ensure();
    try {
      const answer = await call(session);
      this.#keep(session);
      return answer;
    } catch (error) {
      if (!(error instanceof Refused && error.gone)) throw error;
      this.#forget(session);
      return call(await this.#ensure());
    }
  }

  /** Several tabs may write at once; they shall share one conversation. */
  async #ensure(): Promise<Session> {
    const start = async (): Promise<Session> => {
      const kept = this.#storage.get("session");
      this.#session = kept ?? (await this.#start());
      this.#fresh = kept === undefined;
      this.#keep(this.#session);
      this.follow();
      return this.#session;
    };
    if (this.#session) return this.#session;
    return navigator.locks ? navigator.locks.request(`desk.chat.start.${this.#api.tenant}`, start) : start();
  }

  async #start(): Promise<Session> {
    try {
      return await this.#api.start(this.#person);
    } catch (error) {
      // What the page that holds the widget says of the customer may be wrong; the customer can still write.
      if (error instanceof Refused && error.status === 422) return this.#api.start({});
      throw error;
    }
  }

  #keep(session: Session): void {
    this.#storage.set("session", { ...session, usedAt: Date.now() });
  }

  #forget(session: Session): void {
    if (this.#session?.id !== session.id) return;
    if (this.#storage.get("session")?.id === session.id) this.#storage.set("session", undefined);
    this.#following?.abort();
    this.#following = this.#session = undefined;
    this.startedAnew = this.#messages.size > 0 || this.startedAnew;
    this.#messages.clear();
    this.#escalations.clear();
    this.#changed();
  }

  /** Another tab started a conversation, or found that this one is gone. */
  #adopt(): void {
    const kept = this.#storage.get("session");
    if (kept?.id === this.#session?.id) return;
    if (this.#session) this.#forget(this.#session);
    [this.#session, this.#fresh] = [kept, false];
    this.follow();
  }

  #hear(news: News): void {
    switch (news.kind) {
      case "snapshot":
        this.#learn(news.snapshot);
        break;
      case "message":
        this.#settle(news.message);
        break;
      case "status":
        this.#update(news.status);
        break;
      case "connection":
        this.live = news.live;
        break;
      case "gone":
        if (this.#session) {
          this.startedAnew = true;
          this.#forget(this.#session);
        }
        this.live = null;
        break;
    }
    this.#changed();
  }

  #learn({ messages, escalations, phone, email }: Snapshot): void {
    for (const message of messages) this.#settle(message);
    for (const escalation of escalations) this.#escalations.set(escalation.id, escalation);
    this.known = { phone: phone ?? this.known.phone, email: email ?? this.known.email };
    this.live = true;
  }

  #update({ escalationId, state, agentName, at }: StatusUpdate): void {
    const before = this.#escalations.get(escalationId);
    const ended = state === "resolved" || state === "cancelled";
    const owned = state !== "pending";
    this.#escalations.set(escalationId, {
      id: escalationId,
      state,
      requestedAt: before?.requestedAt ?? at,
      agentName: agentName ?? (owned ? before?.agentName : null) ?? null,
      assignedAt: agentName ? at : ((owned ? before?.assignedAt : null) ?? null),
      endedAt: ended ? at : null,
    });
  }

  /** The desk has it: it is no longer on its way. */
  #settle(message: Message): void {
    this.#messages.set(message.id, message);
    const id = message.clientRequestId;
    if (!id || !this.#outgoing.some(o => o.id === id)) return;
    this.#outgoing = this.#outgoing.filter(o => o.id !== id);
    this.#storage.set("outbox", (this.#storage.get("outbox") ?? []).filter(p => p.id !== id));
  }

  #mark(id: string, fate: Outgoing["fate"]): void {
    this.#outgoing = this.#outgoing.map(o => (o.id === id ? { ...o, fate } : o));
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** Pages without TLS have no `randomUUID`. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
