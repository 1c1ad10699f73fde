import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";
import type { Plugin } from "postcss";

/** Moves ChatUI's styles into the shadow tree: off the page's <html>, and off its font size. */
const intoShadowTree: Plugin = {
  postcssPlugin: "into-shadow-tree",
  Rule(rule) {
    rule.selector = rule.selector
      .replace(/(?::root|html)\[data-color-scheme=(["']?)dark\1\]/g, '.shop-chat[data-scheme="dark"]')
      .replace(/:root\b/g, ".shop-chat");
  },
  Declaration(declaration) {
    declaration.value = declaration.value
      .replace(/(\d*\.?\d+)rem\b/g, (_, size: string) => `${Number(size) * 16}px`)
      .replace(/(\d)Px\b/g, "$1px");
  },
};

// No hashes, no time stamps: the same sources make the same bytes, which `make web-check` holds them to.
export default defineConfig({
  plugins: [react()],
  css: { postcss: { plugins: [intoShadowTree] } },
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: "../channels/static",
    emptyOutDir: true,
    target: "es2022",
    cssMinify: true,
    lib: {
      entry: "src/element.tsx",
      formats: ["iife"],
      name: "ShopChatElement",
      fileName: () => "shop-chat.js",
    },
  },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node" },
});
