import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChatClient } from "../src/client";
import type { Outgoing } from "../src/conversation";
import { Memory, type Shelf } from "../src/memory";
import type { Receipt, Transport, TransportEvents } from "../src/transport";
import { message } from "./samples";

/** A server that keeps each client id once, and can be cut off before or after it has kept a message. */
class FakeTransport implements Transport {
  events!: TransportEvents;
  kept: string[] = [];
  attempts: string[] = [];
  answers: ("keep" | "lose request" | "lose answer" | Receipt)[] = [];

  connect(events: TransportEvents): void {
    this.events = events;
  }

  async send(outgoing: Outgoing): Promise<Receipt> {
    this.attempts.push(outgoing.text);
    const answer = this.answers.shift() ?? "keep";
    if (typeof answer !== "string") return answer;
    if (answer === "lose request") throw new Error("lost");
    if (!this.kept.includes(outgoing.clientId)) this.kept.push(outgoing.clientId);
    if (answer === "lose answer") throw new Error("lost");
    const seq = this.kept.indexOf(outgoing.clientId) + 1;
    return { kept: true, message: message(seq, { author: "customer", text: outgoing.text, clientId: outgoing.clientId }) };
  }

  history = vi.fn(async () => undefined);
  speak = vi.fn();
  seen = vi.fn();
  close = vi.fn();
  end = vi.fn(async () => undefined);
}

function memoryShelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function make(memory = new Memory("https://shop", memoryShelf(), memoryShelf())) {
  const transport = new FakeTransport();
  let ids = 0;
  const client = new ChatClient(transport, memory, () => `client-${++ids}`);
  const said = () => client.state.messages.map((each) => each.text);
  return { transport, client, memory, said };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what is said offline", () => {
  it("waits, and is sent in order and once when the connection comes", async () => {
    const { transport, client, said } = make();
    client.say("one");
    client.say("two");
    client.say("three");
    expect(transport.attempts).toEqual([]);
    transport.events.connection("online");
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(["one", "two", "three"]);
    expect(transport.attempts).toEqual(["one", "two", "three"]);
    expect(client.state.outbox).toEqual([]);
  });

  it("survives a reload of the page", async () => {
    const shelves = [memoryShelf(), memoryShelf()] as const;
    make(new Memory("https://shop", ...shelves)).client.say("before the reload");
    const { transport, client, said } = make(new Memory("https://shop", ...shelves));
    client.start();
    transport.events.connection("online");
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(["before the reload"]);
  });

  it("is not another shop's", () => {
    const shelves = [memoryShelf(), memoryShelf()] as const;
    make(new Memory("https://shop", ...shelves)).client.say("for the first shop");
    expect(make(new Memory("https://other", ...shelves)).client.state.outbox).toEqual([]);
  });
});

describe("a lost answer", () => {
  it.each(["lose request", "lose answer"] as const)("(%s) is asked for again, in order, and counts once", async (loss) => {
    const { transport, client, said } = make();
    transport.answers = [loss];
    client.say("one");
    client.say("two");
    transport.events.connection("online");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(transport.attempts).toEqual(["one", "one", "two"]);
    expect(said()).toEqual(["one", "two"]);
    expect(transport.kept).toHaveLength(2);
  });

  it("is not asked for while there is no connection", async () => {
    const { transport, client } = make();
    transport.answers = ["lose request"];
    client.say("one");
    transport.events.connection("online");
    transport.events.connection("offline");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transport.attempts).toEqual(["one"]);
  });
});

describe("a refused message", () => {
  const words = { en: "Too long.", zh: "太长了。" };

  it("is shown as not sent, lets the next one through, and can be sent again", async () => {
    const { transport, client, said } = make();
    transport.answers = [{ kept: false, code: "failed", words, retryAfterS: null }];
    client.say("one");
    client.say("two");
    transport.events.connection("online");
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(["two"]);
    expect(client.state.outbox).toMatchObject([{ text: "one", state: "failed" }]);
    client.resend(client.state.outbox[0]!.clientId);
    await vi.advanceTimersByTimeAsync(0);
    expect(client.state.outbox).toEqual([]);
  });

  it("waits its time when the customer is too fast, and keeps its place", async () => {
    const { transport, client, said } = make();
    transport.answers = [{ kept: false, code: "busy", words, retryAfterS: 12 }];
    client.say("one");
    client.say("two");
    transport.events.connection("online");
    await vi.advanceTimersByTimeAsync(11_000);
    expect(said()).toEqual([]);
    expect(client.state.error?.words).toEqual(words);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(said()).toEqual(["one", "two"]);
    expect(client.state.error).toBeNull();
  });
});

it("tells the server once what was seen", () => {
  const { transport, client } = make();
  client.start();
  transport.events.received([message(1), message(2)]);
  client.read();
  client.read();
  expect(transport.seen.mock.calls).toEqual([[2]]);
});
