/** The conversation as the page knows it: a pure reducer. Messages are ordered by seq, each is held once. */

import type { ChatMessage } from "./messages";
import type { Words } from "./transport";

export type Connection = "idle" | "connecting" | "online" | "offline" | "refused";
export type Holder = "assistant" | "waiting" | "person";
export type ErrorCode = "busy" | "too_long" | "failed";

/** What the customer has sent and the server has not yet confirmed. */
export interface Outgoing {
  clientId: string;
  text: string; // what is shown: the words, or the button's title
  payload: string | null; // a pressed button's signed payload
  createdAt: string; // ISO 8601
  state: "waiting" | "failed";
}

export interface Conversation {
  messages: ChatMessage[];
  outbox: Outgoing[];
  connection: Connection;
  holder: Holder;
  typing: boolean;
  readSeq: number; // the customer has seen everything up to here
  error: { code: ErrorCode; words: Words | null } | null;
  loginRefused: Words | null; // why the page's login does not count
  more: boolean; // there are earlier messages than the first one here
}

export type Action =
  | { type: "received"; messages: ChatMessage[] }
  | { type: "earlier"; messages: ChatMessage[]; more: boolean }
  | { type: "queued"; outgoing: Outgoing }
  | { type: "delayed"; code: ErrorCode; words: Words | null }
  | { type: "failed"; clientId: string; code: ErrorCode; words: Words | null }
  | { type: "retried"; clientId: string }
  | { type: "connection"; connection: Connection }
  | { type: "holder"; holder: Holder }
  | { type: "typing"; typing: boolean }
  | { type: "seen"; seq: number }
  | { type: "loginRefused"; words: Words | null }
  | { type: "restarted" };

const HOLDERS: readonly unknown[] = ["assistant", "waiting", "person"];

/** Who answers; the assistant, where the server's word is not known. */
export function toHolder(value: unknown): Holder {
  return HOLDERS.includes(value) ? (value as Holder) : "assistant";
}

export function emptyConversation(outbox: Outgoing[] = []): Conversation {
  return {
    messages: [],
    outbox,
    connection: "idle",
    holder: "assistant",
    typing: false,
    readSeq: 0,
    error: null,
    loginRefused: null,
    more: false,
  };
}

export function reduce(state: Conversation, action: Action): Conversation {
  switch (action.type) {
    case "received":
      return receive(state, action.messages);
    case "earlier":
      return { ...receive(state, action.messages), more: action.more };
    case "delayed":
      return { ...state, error: { code: action.code, words: action.words } };
    case "queued":
      return { ...state, outbox: [...state.outbox, action.outgoing], error: null };
    case "failed":
      return {
        ...state,
        outbox: withState(state.outbox, action.clientId, "failed"),
        error: { code: action.code, words: action.words },
        typing: false,
      };
    case "retried":
      return { ...state, outbox: withState(state.outbox, action.clientId, "waiting"), error: null };
    case "connection":
      return {
        ...state,
        connection: action.connection,
        typing: action.connection === "online" && state.typing,
      };
    case "holder":
      return { ...state, holder: action.holder };
    case "typing":
      return { ...state, typing: action.typing };
    case "seen": // on another page, too; never goes back
      return action.seq > state.readSeq ? { ...state, readSeq: action.seq } : state;
    case "loginRefused":
      return action.words === state.loginRefused ? state : { ...state, loginRefused: action.words };
    case "restarted": // another conversation: what was said before belongs to the old one
      return { ...emptyConversation(state.outbox), connection: state.connection };
  }
}

function receive(state: Conversation, arrived: ChatMessage[]): Conversation {
  const known = new Set(state.messages.map((message) => message.seq));
  const added: ChatMessage[] = [];
  for (const message of arrived) {
    if (known.has(message.seq)) continue;
    known.add(message.seq);
    added.push(message);
  }
  if (!added.length) return state;
  const messages = [...state.messages, ...added].sort((a, b) => a.seq - b.seq);
  const confirmed = new Set(added.map((message) => message.clientId));
  const answered = added.some((message) => message.author !== "customer");
  return {
    ...state,
    messages,
    outbox: state.outbox.filter((outgoing) => !confirmed.has(outgoing.clientId)),
    typing: state.typing && !answered,
    error: added.some((message) => message.clientId) ? null : state.error,
  };
}

function withState(outbox: Outgoing[], clientId: string, state: Outgoing["state"]): Outgoing[] {
  return outbox.map((outgoing) => (outgoing.clientId === clientId ? { ...outgoing, state } : outgoing));
}

/** The number of the latest message that is known; 0 for none. */
export function lastSeq(state: Conversation): number {
  return state.messages.at(-1)?.seq ?? 0;
}

export function unreadCount(state: Conversation): number {
  return state.messages.filter((message) => message.seq > state.readSeq && message.author !== "customer").length;
}

/** Buttons count only until the customer says something else; 0 when no message's buttons count any more. */
export function buttonsCountAfter(state: Conversation): number {
  if (state.outbox.length) return Number.POSITIVE_INFINITY;
  return state.messages.findLast((message) => message.author === "customer")?.seq ?? 0;
}
