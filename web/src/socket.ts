/** The connection to the web channel by Socket.IO (docs/web.md). */

import { io, type Socket } from "socket.io-client";
import { toHolder, type Outgoing } from "./conversation";
import { isRecord, readMessage, toList, toText, type ChatMessage } from "./messages";
import type { Memory } from "./memory";
import { readRefusal, Refusal, Sessions, type LoginProvider } from "./session";
import type { Language } from "./strings";
import type { Receipt, Transport, TransportEvents } from "./transport";

const ANSWER_MS = 15_000; // how long an acknowledgement may take
const RETRY_S = 3; // before connecting again where Socket.IO does not do so by itself
const TIMER_MAX_MS = 2 ** 31 - 1; // the browser's limit
const ANEW = ["no_session", "session_expired", "login_expired"];
const AGAIN = ["slow_down", "unavailable"];

export class SocketTransport implements Transport {
  #sessions: Sessions;
  #socket: Socket | null = null;
  #events!: TransportEvents;
  #lastSeq!: () => number;
  #language: Language = "en";
  #token = ""; // the one this connection was made with
  #timers = { retry: 0, renew: 0 };
  #closed = false;

  constructor(
    private readonly server: string,
    private readonly memory: Memory,
    login: LoginProvider,
  ) {
    this.#sessions = new Sessions(server, memory, login);
  }

  connect(events: TransportEvents, lastSeq: () => number): void {
    this.#events = events;
    this.#lastSeq = lastSeq;
    void this.#open();
  }

  async send(outgoing: Outgoing): Promise<Receipt> {
    const { clientId, text, payload } = outgoing;
    const answer = await this.#ask("send", { client_id: clientId, ...(payload === null ? { text } : { button: payload }) });
    if (answer.ok === true) {
      const kept = { seq: answer.seq, author: "customer", created_at: answer.created_at, client_id: clientId, body: { text } };
      const message = readMessage(kept);
      if (message) return { kept: true, message };
    }
    const refusal = readRefusal(answer.error);
    const retryAfterS = AGAIN.includes(refusal.code) ? (refusal.retryAfterS ?? RETRY_S) : null;
    const code = refusal.code === "slow_down" ? "busy" : refusal.code === "too_long" ? "too_long" : "failed";
    return { kept: false, code, words: refusal.words, retryAfterS };
  }

  async history(before: number): Promise<void> {
    const answer = await this.#ask("history", { before });
    if (answer.ok === true) this.#events.earlier({ messages: readMessages(answer), more: answer.more === true });
  }

  speak(language: Language): void {
    this.#language = language;
    if (this.#socket?.connected) this.#socket.emit("language", { language });
  }

  seen(seq: number): void {
    if (this.#socket?.connected) this.#socket.emit("seen", { seq });
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async end(): Promise<void> {
    this.#drop();
    await this.#sessions.end();
    this.#events?.restarted();
    this.#events?.connection("idle");
  }

  async #open(): Promise<void> {
    this.#drop();
    this.#events.connection("connecting");
    try {
      const session = await this.#sessions.open(this.#language);
      if (this.#closed) return;
      if (session.isNew) this.#events.restarted();
      this.#events.loginRefused(session.loginRefused);
      this.#token = session.token;
      this.#attach();
    } catch (error) {
      this.#refused(error instanceof Refusal ? error : await this.#whyNot());
    }
  }

  /** Why there was no answer at all. */
  async #whyNot(): Promise<Refusal> {
    return new Refusal((await this.#sessions.isOriginRefused()) ? "origin_refused" : "unavailable", null, null);
  }

  #attach(): void {
    const socket = io(this.server, {
      path: "/chat/socket.io",
      auth: (give) => give({ token: this.memory.token() ?? this.#token, after: this.#lastSeq() || null }),
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    this.#socket = socket;
    socket.on("ready", (data: unknown) => void this.#ready(data));
    socket.on("messages", (data: unknown) => void this.#arrived(data));
    socket.on("typing", (data: unknown) => this.#events.typing(isRecord(data) && data.on === true));
    socket.on("holder", (data: unknown) => this.#events.holder(toHolder(isRecord(data) ? data.holder : null)));
    socket.on("ended", (data: unknown) => this.#refused(readRefusal(data)));
    socket.on("disconnect", (reason) => {
      this.#events.connection("offline");
      if (reason === "io server disconnect") this.#openIn(RETRY_S); // the one case that Socket.IO leaves to us
    });
    socket.on("connect_error", (error: Error & { data?: unknown }) => {
      if (isRecord(error.data)) this.#refused(readRefusal(error.data));
      else this.#events.connection("offline"); // Socket.IO goes on trying
    });
  }

  async #ready(data: unknown): Promise<void> {
    if (!isRecord(data)) return;
    const known = this.#lastSeq();
    const messages = readMessages(data);
    if (known) this.#events.received(messages);
    else this.#events.earlier({ messages, more: data.more === true });
    if (typeof data.seen_seq === "number") this.#events.seen(data.seen_seq);
    this.#events.holder(toHolder(data.holder));
    this.#events.typing(data.typing === true);
    if (toText(data.language) !== this.#language) this.speak(this.#language);
    this.#renewBefore(toText(data.expires_at), toText(data.server_time));
    if (known && data.more === true) await this.#resume();
    this.#events.connection("online");
  }

  async #arrived(data: unknown): Promise<void> {
    if (!isRecord(data)) return;
    const messages = readMessages(data);
    const first = messages[0];
    if (first && first.seq > this.#lastSeq() + 1) await this.#resume();
    this.#events.received(messages);
    if (data.holder !== undefined) this.#events.holder(toHolder(data.holder));
  }

  /** Fetches everything after the last known message. A lost connection ends it; the next one asks anew. */
  async #resume(): Promise<void> {
    try {
      for (let more = true; more; ) {
        const before = this.#lastSeq();
        const answer = await this.#ask("resume", { after: before });
        this.#events.received(readMessages(answer));
        more = answer.more === true && this.#lastSeq() > before;
      }
    } catch {
      // see above
    }
  }

  #renewBefore(expiresAt: string, serverTime: string): void {
    const leftMs = Date.parse(expiresAt) - Date.parse(serverTime);
    if (!(leftMs > 0)) return;
    clearTimeout(this.#timers.renew);
    this.#timers.renew = window.setTimeout(() => void this.#renew(), Math.min(leftMs / 2, TIMER_MAX_MS));
  }

  async #renew(): Promise<void> {
    try {
      const { token } = await this.#sessions.renew(this.#language);
      this.#token = token;
      const answer = await this.#ask("renew", { token });
      this.#renewBefore(toText(answer.expires_at), new Date().toISOString());
    } catch {
      // The token lives on for now; when it has expired, `ended` comes and a new session begins.
    }
  }

  #refused(refusal: Refusal): void {
    this.#drop();
    if (this.#closed) return;
    if (refusal.code === "origin_refused") {
      console.error(`shop-chat: the chat's server does not allow ${location.origin}; XIAOER_WEB_ORIGINS there names who may`);
      this.#events.connection("refused");
    } else if (ANEW.includes(refusal.code)) {
      void this.#openAnew();
    } else {
      this.#events.connection("offline");
      this.#openIn(refusal.retryAfterS ?? RETRY_S);
    }
  }

  async #openAnew(): Promise<void> {
    // Another tab may have begun a new conversation, by a login: then that one goes on here, too. And with a login
    // even an expired token leads back to the conversation.
    const isOurs = this.memory.token() === this.#token;
    if (isOurs && !(await this.#sessions.login())) this.memory.keepToken(null);
    this.#events.restarted();
    await this.#open();
  }

  #openIn(seconds: number): void {
    this.#timers.retry = window.setTimeout(() => void this.#open(), seconds * 1000);
  }

  #drop(): void {
    clearTimeout(this.#timers.retry);
    clearTimeout(this.#timers.renew);
    this.#socket?.removeAllListeners();
    this.#socket?.disconnect();
    this.#socket = null;
  }

  async #ask(event: string, data: object): Promise<Record<string, unknown>> {
    if (!this.#socket?.connected) throw new Error("not connected");
    const answer: unknown = await this.#socket.timeout(ANSWER_MS).emitWithAck(event, data);
    return isRecord(answer) ? answer : {};
  }
}

function readMessages(page: Record<string, unknown>): ChatMessage[] {
  return toList(page.messages)
    .map(readMessage)
    .filter((message) => message !== null);
}
