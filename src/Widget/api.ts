export type State = "pending" | "assigned" | "in_progress" | "waiting_on_customer" | "resolved" | "cancelled";
export type Method = "sms" | "call" | "email";

export interface Message {
  readonly id: string;
  readonly role: "customer" | "staff" | "bot" | "system";
  readonly author: string;
  readonly content: string;
  readonly timestamp: string;
  readonly clientRequestId?: string | null;
}

export interface Escalation {
  readonly id: string;
  readonly state: State;
  readonly agentName?: string | null;
  readonly requestedAt: string;
  readonly assignedAt?: string | null;
  readonly endedAt?: string | null;
}

/** What the desk knows of a conversation, all its requests included, and the place in its events from which to follow it. */
export interface Snapshot {
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly escalations: readonly Escalation[];
  readonly messages: readonly Message[];
  readonly lastEventId: string;
}

export interface Request {
  readonly reason: string;
  readonly preferredMethod: Method;
  readonly phone?: string;
  readonly email?: string;
  readonly consent: boolean;
}

export interface Person {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** Speaks for one conversation. */
export interface Session {
  readonly id: string;
  readonly token: string;
}

/** The desk answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly fields: Readonly<Record<string, readonly string[]>>,
    readonly retryAfter: number | undefined,
  ) {
    super(title);
  }

  /** The token has expired, or the conversation is no more. */
  get gone(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }

  /** The same request may succeed later. */
  get passing(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

/** No answer came: it may or may not have arrived. */
export class Unreachable extends Error {}

const patience = 20_000;

/** The public API of one desk. */
export class Api {
  readonly #root: string;

  /** @param base address of the folder that serves the script, with its slash */
  constructor(base: string, readonly tenant: string, readonly locale: string) {
    this.#root = `${base}api/v1/public/${encodeURIComponent(tenant)}`;
  }

  desk(): Promise<{ name: string }> {
    return this.#call("GET", "");
  }

  async start(person: Person): Promise<Session> {
    const started = await this.#call<{ conversationId: string; token: string }>("POST", "/conversations", undefined, { locale: this.locale, ...zone(), ...person });
    return { id: started.conversationId, token: started.token };
  }

  read(session: Session): Promise<Snapshot> {
    return this.#call("GET", `/conversations/${session.id}/messages`, session);
  }

  post(session: Session, text: string, clientRequestId: string): Promise<{ messageId: string; createdAt: string }> {
    return this.#call("POST", `/conversations/${session.id}/messages`, session, { text, clientRequestId });
  }

  escalate(session: Session, request: Request): Promise<{ escalationId: string; state: State }> {
    return this.#call("POST", `/conversations/${session.id}/escalation`, session, { ...request, locale: this.locale });
  }

  withdraw(session: Session): Promise<void> {
    return this.#call("DELETE", `/conversations/${session.id}/escalation`, session);
  }

  events(session: Session, after: string): string {
    const query = new URLSearchParams({ token: session.token, ...(after === "" ? {} : { lastEventId: after }) });
    return `${this.#root}/conversations/${session.id}/events?${query}`;
  }

  async #call<T>(method: string, path: string, session?: Session, body?: object): Promise<T> {
    let response: Response;
    try {
      response = await fetch(this.#root + path, {
        method,
        headers: {
          // The customer's language, also for refusals; cookies of staff who try their own chat stay out of it.
          "Accept-Language": this.locale,
          ...(session && { "X-Conversation-Token": session.token }),
          ...(body && { "Content-Type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
        credentials: "omit",
        // A message on its way is not lost when the customer leaves the page.
        keepalive: method !== "GET",
        signal: AbortSignal.timeout(patience),
      });
    } catch (cause) {
      throw new Unreachable("No answer", { cause });
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as T;
    const problem = (answer ?? {}) as { title?: string; errors?: Record<string, string[]> };
    throw new Refused(response.status, problem.title ?? "", problem.errors ?? {}, Number(response.headers.get("Retry-After")) || undefined);
  }
}

/** The browser's time zone, so that nobody is texted at night; left out where the browser keeps it to itself. */
function zone(): { timeZone?: string } {
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return timeZone?.includes("/") ? { timeZone } : {};
}
