/** Begins and renews the session that a conversation belongs to (docs/web.md, "Session"). */

import { isRecord, toText } from "./messages";
import type { Memory } from "./memory";
import type { Language } from "./strings";
import type { Words } from "./transport";

/** A short-lived JWT of the shop's own login, or null where nobody is logged in. */
export type LoginProvider = () => Promise<string | null>;

/** What the server refuses, and its words for the customer in both languages. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly words: Words | null,
    readonly retryAfterS: number | null,
  ) {
    super(code);
  }
}

export function readRefusal(value: unknown): Refusal {
  if (!isRecord(value) || !toText(value.code)) return new Refusal("internal", null, null);
  const text = isRecord(value.text) ? value.text : {};
  const words = toText(text.en) && toText(text.zh) ? { en: toText(text.en), zh: toText(text.zh) } : null;
  return new Refusal(toText(value.code), words, typeof value.retry_after === "number" ? value.retry_after : null);
}

export interface Session {
  token: string;
  isNew: boolean; // another conversation than before
  loginRefused: Words | null; // the server's words about a login that it did not accept
}

export class Sessions {
  #refusedLogin: string | null = null;
  #refusal: Words | null = null; // of that login

  constructor(
    private readonly server: string,
    private readonly memory: Memory,
    private readonly provider: LoginProvider,
  ) {}

  /** The page's login; one that the server has refused, such as an expired one, is not shown to it again. */
  async login(): Promise<string | null> {
    const login = await this.provider();
    return login === this.#refusedLogin ? null : login;
  }

  /** The kept session, or a new one. A login is shown to the server each time: it decides whose conversation it is. */
  async open(language: Language): Promise<Session> {
    const kept = this.memory.token();
    const login = await this.login();
    if (kept && !login) return this.#going(kept);
    try {
      const session = await this.#post(kept, login, language);
      if (!login) return session;
      this.#refusal = null;
      return { ...session, loginRefused: null };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "login_refused") throw error;
      this.#refusedLogin = login;
      this.#refusal = error.words;
      console.warn("shop-chat: the server does not accept this login");
      return kept ? this.#going(kept) : this.#post(null, null, language);
    }
  }

  /** Whether the server refuses this page's origin. Of any other answer a browser tells such a page only "failed". */
  async isOriginRefused(): Promise<boolean> {
    const answer = await fetch(`${this.server}/chat/v1/origin`, { credentials: "omit" }).catch(() => null);
    return answer?.status === 403;
  }

  #going(token: string): Session {
    return { token, isNew: false, loginRefused: this.#refusal };
  }

  /** A fresh token of the same conversation. */
  async renew(language: Language): Promise<Session> {
    return this.#post(this.memory.token(), null, language);
  }

  /** Ends the conversation's tokens, on the server too where it can be reached. */
  async end(): Promise<void> {
    const token = this.memory.token();
    this.memory.keepToken(null);
    if (token) await fetch(this.#address(), { method: "DELETE", headers: bearer(token) });
  }

  async #post(token: string | null, login: string | null, language: Language): Promise<Session> {
    const answer = await fetch(this.#address(), {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token ? bearer(token) : {}) },
      body: JSON.stringify({ language, ...(login ? { login } : {}) }),
      credentials: "omit",
    });
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw readRefusal(body);
    if (!isRecord(body) || !toText(body.token)) throw readRefusal(null);
    this.memory.keepToken(toText(body.token));
    return { token: toText(body.token), isNew: body.is_new === true, loginRefused: this.#refusal };
  }

  #address(): string {
    return `${this.server}/chat/v1/session`;
  }
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
