/** What the page remembers between visits: whose conversation it is, what is unsent, the looks. */

import { isRecord, toList, toText } from "./messages";
import type { Outgoing } from "./conversation";

/** localStorage or sessionStorage; a page that may not use them gets a stand-in that forgets. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Memory {
  /** `server` keeps the conversations of several shops on one host page apart. */
  constructor(
    private readonly server: string,
    private readonly lasting: Shelf,
    private readonly ofThisTab: Shelf,
  ) {}

  token(): string | null {
    return this.lasting.getItem(this.#key("token"));
  }

  keepToken(token: string | null): void {
    keep(this.lasting, this.#key("token"), token);
  }

  /** What the customer chose in this chat; null while nothing was chosen. */
  choice(name: "lang" | "scheme"): string | null {
    return this.lasting.getItem(this.#key(name));
  }

  keepChoice(name: "lang" | "scheme", value: string): void {
    keep(this.lasting, this.#key(name), value);
  }

  /** Unsent words live as long as the tab: another tab must not send them, too. */
  outbox(): Outgoing[] {
    try {
      return toList(JSON.parse(this.ofThisTab.getItem(this.#key("outbox")) ?? "[]"))
        .map(readOutgoing)
        .filter((outgoing) => outgoing !== null);
    } catch {
      return [];
    }
  }

  keepOutbox(outbox: Outgoing[]): void {
    keep(this.ofThisTab, this.#key("outbox"), outbox.length ? JSON.stringify(outbox) : null);
  }

  #key(name: string): string {
    return `shop-chat:${this.server}:${name}`;
  }
}

/** The browser's storage, or, where the page may not use it, one that lasts until the page is left. */
export function shelf(name: "localStorage" | "sessionStorage"): Shelf {
  try {
    const found = window[name];
    found.getItem("");
    return found;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}

function keep(where: Shelf, key: string, value: string | null): void {
  try {
    if (value === null) where.removeItem(key);
    else where.setItem(key, value);
  } catch {
    // Full: the conversation goes on without a memory.
  }
}

function readOutgoing(value: unknown): Outgoing | null {
  if (!isRecord(value) || !toText(value.clientId) || !toText(value.text)) return null;
  return {
    clientId: toText(value.clientId),
    text: toText(value.text),
    payload: typeof value.payload === "string" ? value.payload : null,
    createdAt: toText(value.createdAt),
    state: value.state === "failed" ? "failed" : "waiting",
  };
}
