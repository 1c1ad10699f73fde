import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Memory, type Shelf } from "../src/memory";
import { Refusal, Sessions, type LoginProvider } from "../src/session";

function memoryShelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const answers: Response[] = [];
const asked: { headers: Record<string, string>; body: unknown }[] = [];

function answer(status: number, body: object) {
  answers.push(new Response(JSON.stringify(body), { status }));
}

function make(login: LoginProvider = async () => null) {
  const memory = new Memory("https://chat", memoryShelf(), memoryShelf());
  return { memory, sessions: new Sessions("https://chat", memory, login) };
}

beforeEach(() => {
  answers.length = asked.length = 0;
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    asked.push({ headers: init.headers as Record<string, string>, body: JSON.parse(init.body as string) });
    return answers.shift()!;
  });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => void vi.unstubAllGlobals());

describe("a session", () => {
  it("begins once and is kept", async () => {
    const { memory, sessions } = make();
    answer(200, { token: "t1", is_new: true });
    expect(await sessions.open("zh")).toEqual({ token: "t1", isNew: true, loginRefused: null });
    expect(asked[0]!.body).toEqual({ language: "zh" });
    expect(memory.token()).toBe("t1");
    expect(await sessions.open("zh")).toEqual({ token: "t1", isNew: false, loginRefused: null });
    expect(asked).toHaveLength(1);
  });

  it("is shown together with the login, which decides whose conversation it is", async () => {
    const { memory, sessions } = make(async () => "jwt");
    memory.keepToken("old");
    answer(200, { token: "t2", is_new: true });
    expect(await sessions.open("en")).toMatchObject({ token: "t2", isNew: true });
    expect(asked[0]).toMatchObject({ headers: { Authorization: "Bearer old" }, body: { login: "jwt" } });
  });

  it("goes on without a login that is refused, which is not shown again", async () => {
    let login = "expired";
    const { sessions } = make(async () => login);
    answer(403, { code: "login_refused", text: { en: "no", zh: "不" } });
    answer(200, { token: "t3", is_new: true });
    const words = { en: "no", zh: "不" };
    expect(await sessions.open("en")).toMatchObject({ token: "t3", loginRefused: words });
    expect(asked[1]!.body).toEqual({ language: "en" });
    expect(await sessions.login()).toBeNull();
    expect(await sessions.open("en")).toMatchObject({ token: "t3", loginRefused: words });
    login = "fresh";
    answer(200, { token: "t4", is_new: true });
    expect(await sessions.open("en")).toEqual({ token: "t4", isNew: true, loginRefused: null });
  });

  it("tells why there is none", async () => {
    answer(429, { code: "slow_down", text: { en: "Slowly.", zh: "慢一点。" }, retry_after: 12 });
    await expect(make().sessions.open("en")).rejects.toMatchObject(
      new Refusal("slow_down", { en: "Slowly.", zh: "慢一点。" }, 12),
    );
  });
});
