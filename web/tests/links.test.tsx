import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { RichText, toHref } from "../src/RichText";

const html = (text: string) => renderToStaticMarkup(<RichText text={text} />);

describe("text with links", () => {
  it("links addresses of the web and of mail, without the full stop after them", () => {
    expect(html("See https://shop.example/a?b=1.")).toBe(
      'See <a href="https://shop.example/a?b=1" target="_blank" rel="noopener noreferrer nofollow">https://shop.example/a?b=1</a>.',
    );
    expect(html("写信给 help@shop.example。")).toContain('href="mailto:help@shop.example"');
  });

  it.each(["javascript:alert(1)", "data:text/html,<script>", "JaVaScRiPt://https://x"])("never links %s", (text) => {
    expect(html(text)).not.toContain("href=\"j");
    expect(html(text)).not.toContain("href=\"data");
    expect(toHref("javascript://alert")).toBeNull();
  });

  it("shows markup as words", () => {
    expect(html("<img src=x onerror=alert(1)>")).toBe("&lt;img src=x onerror=alert(1)&gt;");
  });
});
