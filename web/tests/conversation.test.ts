import { describe, expect, it } from "vitest";
import { buttonsCountAfter, emptyConversation, lastSeq, reduce, unreadCount, type Action } from "../src/conversation";
import { message, outgoing } from "./samples";

function after(...actions: Action[]) {
  return actions.reduce(reduce, emptyConversation());
}

describe("received messages", () => {
  it("stand in the order of their numbers, whatever order they come in", () => {
    const state = after(
      { type: "received", messages: [message(3), message(1)] },
      { type: "received", messages: [message(2)] },
    );
    expect(state.messages.map((each) => each.seq)).toEqual([1, 2, 3]);
    expect(lastSeq(state)).toBe(3);
  });

  it("are held once, also within one batch", () => {
    const state = after(
      { type: "received", messages: [message(1), message(1), message(2)] },
      { type: "received", messages: [message(2), message(1)] },
    );
    expect(state.messages).toHaveLength(2);
  });

  it("take the customer's own message out of the outbox", () => {
    const state = after(
      { type: "queued", outgoing: outgoing("aaaaaaaa") },
      { type: "queued", outgoing: outgoing("bbbbbbbb") },
      { type: "received", messages: [message(1, { author: "customer", clientId: "aaaaaaaa" })] },
    );
    expect(state.outbox.map((each) => each.clientId)).toEqual(["bbbbbbbb"]);
  });

  it("end the typing sign only when it is an answer", () => {
    const typing = after({ type: "connection", connection: "online" }, { type: "typing", typing: true });
    expect(reduce(typing, { type: "received", messages: [message(1, { author: "customer" })] }).typing).toBe(true);
    expect(reduce(typing, { type: "received", messages: [message(1)] }).typing).toBe(false);
  });
});

describe("unread messages", () => {
  it("are those of others after the last one seen", () => {
    const state = after(
      { type: "received", messages: [message(1), message(2, { author: "customer" }), message(3), message(4)] },
      { type: "seen", seq: 1 },
    );
    expect(unreadCount(state)).toBe(2);
  });

  it("do not come back when an older number is said to be the last one seen", () => {
    const state = after(
      { type: "received", messages: [message(1), message(2)] },
      { type: "seen", seq: 2 },
      { type: "seen", seq: 1 },
    );
    expect(unreadCount(state)).toBe(0);
  });
});

describe("buttons", () => {
  it("count until the customer says something", () => {
    const asked = after({ type: "received", messages: [message(1, { author: "customer" }), message(2)] });
    expect(2 > buttonsCountAfter(asked)).toBe(true);
    const answered = reduce(asked, { type: "received", messages: [message(3, { author: "customer" })] });
    expect(2 > buttonsCountAfter(answered)).toBe(false);
  });

  it("do not count while something of the customer waits to be sent", () => {
    const state = after({ type: "received", messages: [message(1)] }, { type: "queued", outgoing: outgoing("aaaaaaaa") });
    expect(1 > buttonsCountAfter(state)).toBe(false);
  });
});

it("another conversation keeps nothing of the old one but what is unsent", () => {
  const state = after(
    { type: "received", messages: [message(1)] },
    { type: "holder", holder: "person" },
    { type: "queued", outgoing: outgoing("aaaaaaaa") },
    { type: "restarted" },
  );
  expect(state).toMatchObject({ messages: [], holder: "assistant", readSeq: 0 });
  expect(state.outbox).toHaveLength(1);
});
