import { describe, expect, it } from "vitest";
import { readMessage } from "../src/messages";

const WIRE = { seq: 4, author: "assistant", created_at: "2026-03-02T10:00:00+00:00", client_id: null, body: {} };

describe("a message from the wire", () => {
  it("is read with its text, buttons and card", () => {
    const body = {
      text: "Which one?",
      buttons: [{ title: "The first", payload: "4.0.9f" }],
      card: { card: "order", id: "ORD-1" },
      image: "https://shop.example/shoe.jpg",
    };
    expect(readMessage({ ...WIRE, body })).toMatchObject(body);
  });

  it("names the person of the staff who speaks, and nobody else", () => {
    const body = { text: "Hello", name: "Mia" };
    expect(readMessage({ ...WIRE, author: "person", body })).toMatchObject({ name: "Mia" });
    expect(readMessage({ ...WIRE, author: "customer", body })).toMatchObject({ name: "" });
    expect(readMessage({ ...WIRE, author: "person", body: { text: "Hello", name: {} } })).toMatchObject({ name: "" });
  });

  it.each([null, "text", { ...WIRE, seq: 0 }, { ...WIRE, seq: "1" }, { ...WIRE, author: "root" }, {}])(
    "is refused when it is none: %j",
    (value) => expect(readMessage(value)).toBeNull(),
  );

  it("loses what cannot be shown safely", () => {
    const body = { text: ["no text"], buttons: [{ title: "no payload" }, "x"], card: "order", image: "javascript:alert(1)" };
    expect(readMessage({ ...WIRE, body })).toMatchObject({ text: "", buttons: [], card: null, image: null });
  });
});
