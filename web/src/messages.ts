/** The neutral messages as the web channel sends them (docs/web.md), checked field by field at the door. */

export type Author = "customer" | "assistant" | "person" | "system";

export interface Money {
  amount: string;
  currency: string;
}

/** `payload` is signed by the server and means nothing to the page. */
export interface ReplyButton {
  title: string;
  payload: string;
}

/** `card` names its kind; which fields it has, the card's own component checks. */
export type CardData = Record<string, unknown> & { card: string };

export interface ChatMessage {
  seq: number; // position in the conversation, from 1
  author: Author;
  name: string; // of the person of the staff who speaks; empty for others
  text: string;
  buttons: ReplyButton[];
  card: CardData | null;
  image: string | null; // an http or https address
  createdAt: string; // ISO 8601
  clientId: string | null; // of the customer's own messages: what this page called them
}

const AUTHORS: readonly string[] = ["customer", "assistant", "person", "system"];

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function toText(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function toTexts(value: unknown): string[] {
  return toList(value).map(toText).filter(Boolean);
}

export function toMoney(value: unknown): Money | null {
  if (!isRecord(value) || !toText(value.amount)) return null;
  return { amount: toText(value.amount), currency: toText(value.currency) };
}

function toButton(value: unknown): ReplyButton | null {
  if (!isRecord(value) || !toText(value.title) || typeof value.payload !== "string") return null;
  return { title: toText(value.title), payload: value.payload };
}

function toCard(value: unknown): CardData | null {
  return isRecord(value) && typeof value.card === "string" ? (value as CardData) : null;
}

/** Reads one message from the wire; null for what is no message. Unknown fields and cards are left out. */
export function readMessage(value: unknown): ChatMessage | null {
  if (!isRecord(value) || !Number.isInteger(value.seq) || (value.seq as number) < 1) return null;
  const author = toText(value.author);
  if (!AUTHORS.includes(author)) return null;
  const body = isRecord(value.body) ? value.body : {};
  return {
    seq: value.seq as number,
    author: author as Author,
    name: author === "person" ? toText(body.name) : "",
    text: toText(body.text),
    buttons: toList(body.buttons).map(toButton).filter((button) => button !== null),
    card: toCard(body.card),
    image: /^https?:\/\//i.test(toText(body.image)) ? toText(body.image) : null,
    createdAt: toText(value.created_at),
    clientId: toText(value.client_id) || null,
  };
}
