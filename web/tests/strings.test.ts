import { expect, it } from "vitest";
import { en } from "../src/strings/en";
import { zh } from "../src/strings/zh";

function names(value: object, before = ""): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "object" && !Array.isArray(inner) ? names(inner, `${before}${name}.`) : [`${before}${name}`],
  );
}

it("both languages say everything, and none says the other's words", () => {
  expect(names(zh)).toEqual(names(en));
  expect(zh.greeting).toMatch(/\p{Script=Han}/u);
  expect(en.greeting).not.toMatch(/\p{Script=Han}/u);
});
