import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { ChatClient } from "./client";
import { unreadCount } from "./conversation";
import type { Memory } from "./memory";
import { Panel } from "./Panel";
import { LanguageContext, STRINGS, toLanguage, type Language } from "./strings";

export interface Settings {
  language: Language; // of the host page; the customer's own choice goes before it
  scheme: "auto" | "light" | "dark";
}

/** The button in the corner and the chat that it opens. */
export function App(props: {
  client: ChatClient;
  memory: Memory;
  settings: Settings;
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const { client, memory, settings, open, onOpen } = props;
  const [language, setLanguage] = useLanguage(memory, settings, client);
  const [dark, setDark] = useDark(memory, settings);
  return (
    <LanguageContext.Provider value={language}>
      <div className="shop-chat" lang={language} data-scheme={dark ? "dark" : "light"} data-open={open}>
        {open && (
          <Panel
            client={client}
            dark={dark}
            onDark={() => setDark(!dark)}
            onLanguage={() => setLanguage(language === "zh" ? "en" : "zh")}
            onClose={() => onOpen(false)}
          />
        )}
        <Launcher client={client} language={language} open={open} onOpen={onOpen} />
      </div>
    </LanguageContext.Provider>
  );
}

function Launcher(props: {
  client: ChatClient;
  language: Language;
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const strings = STRINGS[props.language];
  const conversation = useSyncExternalStore(props.client.subscribe, () => props.client.state);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(props.open);
  const unread = props.open ? 0 : unreadCount(conversation);
  useEffect(() => {
    if (wasOpen.current && !props.open) button.current?.focus();
    wasOpen.current = props.open;
  }, [props.open]);
  const label = unread ? strings.openUnread(unread) : strings.open;
  return (
    <>
      <button
        type="button"
        className="launcher"
        ref={button}
        aria-label={label}
        aria-expanded={props.open}
        onClick={() => props.onOpen(!props.open)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z" fill="currentColor" />
        </svg>
        {unread > 0 && (
          <span className="badge" aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </button>
      <span className="hidden" role="status">
        {unread > 0 && strings.newMessages(unread)}
      </span>
    </>
  );
}

function useLanguage(memory: Memory, settings: Settings, client: ChatClient): [Language, (language: Language) => void] {
  const [chosen, setChosen] = useState(memory.choice("lang"));
  const language = chosen ? toLanguage(chosen) : settings.language;
  useEffect(() => client.speak(language), [client, language]);
  return [
    language,
    (next) => {
      memory.keepChoice("lang", next);
      setChosen(next);
    },
  ];
}

function useDark(memory: Memory, settings: Settings): [boolean, (dark: boolean) => void] {
  const [chosen, setChosen] = useState(memory.choice("scheme"));
  const [systemDark, setSystemDark] = useState(() => darkQuery().matches);
  useEffect(() => {
    const query = darkQuery();
    const onChange = () => setSystemDark(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, []);
  const scheme = chosen ?? settings.scheme;
  return [
    scheme === "dark" || (scheme !== "light" && systemDark),
    (dark) => {
      memory.keepChoice("scheme", dark ? "dark" : "light");
      setChosen(dark ? "dark" : "light");
    },
  ];
}

function darkQuery(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}
