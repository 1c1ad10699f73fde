import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import type { ChatClient } from "./client";
import { Composer } from "./Composer";
import type { Connection, Conversation } from "./conversation";
import { Header } from "./Header";
import { MessageLog } from "./MessageLog";
import { useStrings, type Strings } from "./strings";

const MAX_CHARACTERS = 2000; // as the server's message gate cuts

/** The open chat: header, notices, conversation, and where to write. */
export function Panel(props: {
  client: ChatClient;
  dark: boolean;
  onDark: () => void;
  onLanguage: () => void;
  onClose: () => void;
}) {
  const { client, onClose } = props;
  const [, strings] = useStrings();
  const conversation = useSyncExternalStore(client.subscribe, () => client.state);
  const input = useRef<HTMLTextAreaElement>(null);

  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  useRead(client, conversation);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    onClose();
  }

  return (
    <section className="panel" role="dialog" aria-label={strings.title} onKeyDown={onKeyDown}>
      <Header dark={props.dark} onDark={props.onDark} onLanguage={props.onLanguage} onClose={onClose} />
      <Notices conversation={conversation} />
      <MessageLog
        conversation={conversation}
        onPress={(button) => {
          client.press(button);
          input.current?.focus(); // the pressed button is about to be disabled and would lose the focus
        }}
        onEarlier={() => void client.earlier()}
        onResend={(clientId) => client.resend(clientId)}
        onStarter={(text) => {
          client.say(text);
          input.current?.focus();
        }}
      />
      <Composer input={input} maxCharacters={MAX_CHARACTERS} onSend={(text) => client.say(text)} />
    </section>
  );
}

/** What is shown counts as read, unless the browser's tab is in the background. */
function useRead(client: ChatClient, conversation: Conversation) {
  useEffect(() => {
    const read = () => {
      if (document.visibilityState === "visible") client.read();
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [client, conversation.messages]);
}

function Notices({ conversation }: { conversation: Conversation }) {
  const [language, strings] = useStrings();
  const wasOffline = useWasOffline(conversation.connection);
  const state = connectionNotice(conversation.connection, wasOffline, strings);
  const holder = { assistant: "", waiting: strings.waitingForPerson, person: strings.withPerson }[conversation.holder];
  const error = conversation.error && (conversation.error.words?.[language] ?? strings.errors[conversation.error.code]);
  return (
    <>
      <p className="notice" role="status" data-connection={conversation.connection}>
        {state}
      </p>
      <p className="notice" role="status" data-holder={conversation.holder}>
        {holder}
      </p>
      <p className="notice" role="status" data-login>
        {conversation.loginRefused?.[language]}
      </p>
      <p className="notice notice-error" role="alert">
        {error}
      </p>
    </>
  );
}

const BACK_MS = 3000; // how long "connected again" is shown

/** True for a moment after a lost connection has come back. */
function useWasOffline(connection: Connection): boolean {
  const [wasOffline, setWasOffline] = useState(false);
  const before = useRef(connection);
  useEffect(() => {
    const lost = before.current === "offline";
    if (connection !== "connecting") before.current = connection;
    if (connection !== "online" || !lost) return;
    setWasOffline(true);
    const timer = setTimeout(() => setWasOffline(false), BACK_MS);
    return () => clearTimeout(timer);
  }, [connection]);
  return wasOffline;
}

function connectionNotice(connection: Connection, wasOffline: boolean, strings: Strings): string {
  switch (connection) {
    case "offline":
      return strings.offline;
    case "refused":
      return strings.refused;
    case "connecting":
      return strings.connecting;
    case "online":
      return wasOffline ? strings.back : "";
    case "idle":
      return "";
  }
}
