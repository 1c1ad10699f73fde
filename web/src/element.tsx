/** <shop-chat server="https://…" lang="zh" theme="dark" open>: the chat as a custom element, in a shadow tree of its own. */

import { createRoot, type Root } from "react-dom/client";
import { App, type Settings } from "./App";
import { ChatClient } from "./client";
import { Memory, shelf } from "./memory";
import type { LoginProvider } from "./session";
import { SocketTransport } from "./socket";
import { toLanguage } from "./strings";
import css from "./styles/chat.less?inline";

/** Where this script came from is where the chat is, unless the element says otherwise. */
const SCRIPT = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

export class ShopChat extends HTMLElement {
  static readonly observedAttributes = ["lang", "theme", "open"];
  #root: Root | null = null;
  #client: ChatClient | null = null;
  #memory: Memory | null = null;

  /** Set by the shop's page: gives a fresh JWT of the customer who is logged in there, each time one is needed. */
  loginProvider: LoginProvider | null = null;

  connectedCallback(): void {
    const server = this.#server();
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [styleSheet()]; // not <style>: a strict content security policy refuses those
    const mount = document.createElement("div");
    shadow.replaceChildren(mount);
    this.#memory = new Memory(server, shelf("localStorage"), shelf("sessionStorage"));
    const transport = new SocketTransport(server, this.#memory, () => this.#login());
    this.#client = new ChatClient(transport, this.#memory);
    this.#root = createRoot(mount);
    this.#render();
    if (this.#memory.token() || this.hasAttribute("open")) this.#client.start();
  }

  disconnectedCallback(): void {
    this.#root?.unmount();
    this.#client?.stop();
    this.#root = this.#client = this.#memory = null;
  }

  attributeChangedCallback(name: string): void {
    if (name === "open" && this.hasAttribute("open")) this.#client?.start();
    this.#render();
  }

  /** Opens the chat. */
  open(): void {
    this.setAttribute("open", "");
  }

  close(): void {
    this.removeAttribute("open");
  }

  /** Opens the chat and says something for the customer, as if they had typed it. */
  ask(text: string): void {
    this.open();
    this.#client?.say(text);
  }

  /** Ends the conversation, here and on the server: for a customer who logs out of the shop. */
  async logout(): Promise<void> {
    this.close();
    await this.#client?.end();
  }

  async #login(): Promise<string | null> {
    return this.loginProvider ? this.loginProvider() : this.getAttribute("login");
  }

  #render(): void {
    if (!this.#root || !this.#client || !this.#memory) return;
    this.#root.render(
      <App
        client={this.#client}
        memory={this.#memory}
        settings={this.#settings()}
        open={this.hasAttribute("open")}
        onOpen={(open) => (open ? this.open() : this.close())}
      />,
    );
  }

  #settings(): Settings {
    const theme = this.getAttribute("theme");
    return {
      language: toLanguage(this.getAttribute("lang") ?? document.documentElement.lang),
      scheme: theme === "light" || theme === "dark" ? theme : "auto",
    };
  }

  #server(): string {
    return new URL(this.getAttribute("server") || SCRIPT || location.href, location.href).origin;
  }
}

let sheet: CSSStyleSheet | null = null;

function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

if (!customElements.get("shop-chat")) customElements.define("shop-chat", ShopChat);
