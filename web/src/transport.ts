/** What the page needs of a connection; `socket.ts` is the real one, tests bring their own. */

import type { Connection, ErrorCode, Holder, Outgoing } from "./conversation";
import type { ChatMessage } from "./messages";
import type { Language } from "./strings";

export type Words = Record<Language, string>;

/** The server's answer to one message: kept, or refused with words for the customer. */
export type Receipt =
  | { kept: true; message: ChatMessage }
  | { kept: false; code: ErrorCode; words: Words | null; retryAfterS: number | null }; // null: not by itself

export interface Page {
  messages: ChatMessage[];
  more: boolean; // there are earlier ones
}

export interface TransportEvents {
  connection(connection: Connection): void;
  received(messages: ChatMessage[]): void;
  earlier(page: Page): void; // the oldest page so far
  seen(seq: number): void; // by the customer, on whatever page
  typing(typing: boolean): void;
  holder(holder: Holder): void;
  loginRefused(words: Words | null): void; // the conversation goes on without the page's login
  restarted(): void; // the old conversation is over, this connection belongs to a new one
}

export interface Transport {
  /** Connects, and again whenever the connection is lost, until `close`. */
  connect(events: TransportEvents, lastSeq: () => number): void;
  /** Rejects when there is no answer: then the message is to be sent again, under the same client id. */
  send(outgoing: Outgoing): Promise<Receipt>;
  /** Fetches the messages before a number; they come by `earlier`. */
  history(before: number): Promise<void>;
  speak(language: Language): void;
  seen(seq: number): void;
  close(): void;
  /** Ends the conversation on the server: for a customer who logs out of the shop. `connect` begins another. */
  end(): Promise<void>;
}
