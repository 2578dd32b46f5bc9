import type { Method, Session } from "./api";

/** A message that the desk has not confirmed yet. */
export interface Pending {
  readonly id: string;
  readonly text: string;
  readonly at: string;
}

interface Kept {
  session: Session & { readonly usedAt: number };
  outbox: readonly Pending[];
  draft: string;
  /** Time of the newest message that the customer has seen. */
  seenAt: string;
  request: { readonly reason: string; readonly method: Method };
}

/** What outlives the page, for each desk apart. Where the browser keeps nothing, it lasts as long as the page. */
export class Storage {
  readonly #prefix: string;
  readonly #memory = new Map<string, string>();

  constructor(tenant: string) {
    this.#prefix = `desk.chat.${tenant}.`;
  }

  get<K extends keyof Kept>(key: K): Kept[K] | undefined {
    let text: string | null | undefined;
    try {
      text = localStorage.getItem(this.#prefix + key);
    } catch {
      text = this.#memory.get(key);
    }
    try {
      return text ? (JSON.parse(text) as Kept[K]) : undefined;
    } catch {
      return undefined;
    }
  }

  set<K extends keyof Kept>(key: K, value: Kept[K] | undefined): void {
    const text = value === undefined ? undefined : JSON.stringify(value);
    try {
      if (text === undefined) localStorage.removeItem(this.#prefix + key);
      else localStorage.setItem(this.#prefix + key, text);
    } catch {
      if (text === undefined) this.#memory.delete(key);
      else this.#memory.set(key, text);
    }
  }

  /** Calls back when another tab changed a value. */
  watch(key: keyof Kept, changed: () => void): void {
    addEventListener("storage", event => {
      if (event.key === this.#prefix + key) changed();
    });
  }
}
