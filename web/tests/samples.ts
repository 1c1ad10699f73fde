import type { Outgoing } from "../src/conversation";
import type { ChatMessage } from "../src/messages";

export function message(seq: number, changes: Partial<ChatMessage> = {}): ChatMessage {
  return {
    seq,
    author: "assistant",
    name: "",
    text: `message ${seq}`,
    buttons: [],
    card: null,
    image: null,
    createdAt: "2026-03-02T10:00:00+00:00",
    clientId: null,
    ...changes,
  };
}

export function outgoing(clientId: string, changes: Partial<Outgoing> = {}): Outgoing {
  return { clientId, text: clientId, payload: null, createdAt: "2026-03-02T10:00:00Z", state: "waiting", ...changes };
}
