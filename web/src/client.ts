/** Holds the conversation between the connection and the page; knows neither React nor Socket.IO. */

import { emptyConversation, lastSeq, reduce, type Action, type Conversation, type Outgoing } from "./conversation";
import type { ReplyButton } from "./messages";
import type { Memory } from "./memory";
import type { Language } from "./strings";
import type { Transport } from "./transport";

const RETRY_S = 1;

// Not crypto.randomUUID: browsers give that to https pages only.
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class ChatClient {
  #state: Conversation;
  #listeners = new Set<() => void>();
  #sending = false;
  #pause: ReturnType<typeof setTimeout> | undefined; // before sending again
  #started = false;

  constructor(
    private readonly transport: Transport,
    private readonly memory: Memory,
    private readonly newId: () => string = randomId,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.#state = emptyConversation(memory.outbox());
  }

  get state(): Conversation {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects; a second call does nothing. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.transport.connect(
      {
        connection: (connection) => {
          this.#dispatch({ type: "connection", connection });
          void this.#send();
        },
        received: (messages) => this.#dispatch({ type: "received", messages }),
        earlier: (page) => this.#dispatch({ type: "earlier", ...page }),
        seen: (seq) => this.#dispatch({ type: "seen", seq }),
        typing: (typing) => this.#dispatch({ type: "typing", typing }),
        holder: (holder) => this.#dispatch({ type: "holder", holder }),
        loginRefused: (words) => this.#dispatch({ type: "loginRefused", words }),
        restarted: () => this.#dispatch({ type: "restarted" }),
      },
      () => lastSeq(this.#state),
    );
  }

  stop(): void {
    this.transport.close();
  }

  /** Ends the conversation; what is said next begins another. */
  async end(): Promise<void> {
    this.#started = false;
    await this.transport.end();
  }

  /** Says something; without a connection it waits, in order, until there is one. */
  say(text: string): void {
    this.#queue(text, null);
  }

  press(button: ReplyButton): void {
    this.#queue(button.title, button.payload);
  }

  resend(clientId: string): void {
    this.#dispatch({ type: "retried", clientId });
    void this.#send();
  }

  speak(language: Language): void {
    this.transport.speak(language);
  }

  /** The customer has seen everything there is. */
  read(): void {
    const seq = lastSeq(this.#state);
    if (seq <= this.#state.readSeq) return;
    this.#dispatch({ type: "seen", seq });
    this.transport.seen(seq);
  }

  /** Fetches an earlier page of the conversation. */
  async earlier(): Promise<void> {
    const first = this.#state.messages[0];
    if (first) await this.transport.history(first.seq).catch(() => undefined); // the button stays for another try
  }

  #queue(text: string, payload: string | null): void {
    const outgoing: Outgoing = {
      clientId: this.newId(),
      text,
      payload,
      createdAt: this.now().toISOString(),
      state: "waiting",
    };
    this.#dispatch({ type: "queued", outgoing });
    this.start();
    void this.#send();
  }

  /** Sends what waits, one after the other: the next one only when the one before is kept. */
  async #send(): Promise<void> {
    if (this.#sending || this.#pause) return;
    this.#sending = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        const receipt = await this.transport.send(next);
        if (receipt.kept) {
          this.#dispatch({ type: "received", messages: [receipt.message] });
        } else if (receipt.retryAfterS === null) {
          this.#dispatch({ type: "failed", clientId: next.clientId, code: receipt.code, words: receipt.words });
        } else {
          this.#dispatch({ type: "delayed", code: receipt.code, words: receipt.words });
          return this.#sendIn(receipt.retryAfterS);
        }
      }
    } catch {
      // No answer: it stays in the outbox and is sent again, now or with the next connection; the server keeps it once.
      this.#sendIn(RETRY_S);
    } finally {
      this.#sending = false;
    }
  }

  #sendIn(seconds: number): void {
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      void this.#send();
    }, seconds * 1000);
  }

  #next(): Outgoing | undefined {
    if (this.#state.connection !== "online") return undefined;
    return this.#state.outbox.find((outgoing) => outgoing.state === "waiting");
  }

  #dispatch(action: Action): void {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state === before) return;
    if (this.#state.outbox !== before.outbox) this.memory.keepOutbox(this.#state.outbox);
    for (const listener of this.#listeners) listener();
  }
}
