import { Fragment, useEffect, useRef, useState } from "react";
import { Button, Typing } from "./chatui";
import { buttonsCountAfter, type Conversation } from "./conversation";
import { day, dayKey } from "./format";
import type { ChatMessage, ReplyButton } from "./messages";
import { MessageView } from "./MessageView";
import { OutgoingView } from "./OutgoingView";
import { useStrings } from "./strings";

const NEAR_END = 80; // px; closer to the end than this, new messages scroll into view

interface Props {
  conversation: Conversation;
  onPress: (button: ReplyButton) => void;
  onEarlier: () => void;
  onResend: (clientId: string) => void;
  onStarter: (text: string) => void;
}

/** The conversation as a live region: what arrives is read out once, politely. */
export function MessageLog(props: Props) {
  const [, strings] = useStrings();
  const { messages, outbox, typing, connection, more } = props.conversation;
  const { log, missed, toEnd, onScroll } = useScroll(props.conversation);
  const countAfter = buttonsCountAfter(props.conversation);
  return (
    <div className="log-frame">
      <div
        className="log"
        role="log"
        aria-label={strings.log}
        aria-live="polite"
        aria-busy={connection === "connecting" && !messages.length}
        tabIndex={0}
        ref={log}
        onScroll={onScroll}
      >
        {!messages.length && !outbox.length && <Greeting onStarter={props.onStarter} />}
        {more && (
          <p className="earlier">
            <Button variant="text" onClick={props.onEarlier}>
              {strings.earlier}
            </Button>
          </p>
        )}
        {messages.map((message, index) => (
          <Fragment key={message.seq}>
            <DayLine message={message} before={messages[index - 1]} />
            <MessageView message={message} buttonsCount={message.seq > countAfter} onPress={props.onPress} />
          </Fragment>
        ))}
        {outbox.map((outgoing) => (
          <OutgoingView
            key={outgoing.clientId}
            outgoing={outgoing}
            offline={connection !== "online"}
            onResend={props.onResend}
          />
        ))}
        {typing && (
          <div className="Message left typing">
            <Typing />
            <span className="hidden">{strings.typing}</span>
          </div>
        )}
      </div>
      {missed > 0 && (
        <Button className="to-end" onClick={toEnd}>
          {strings.newMessages(missed)} ↓
        </Button>
      )}
    </div>
  );
}

/** Keeps the end in view, unless the customer is reading further up: then it counts what has arrived. */
function useScroll(conversation: Conversation) {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seen = useRef(0);
  const [missed, setMissed] = useState(0);
  const { messages, outbox, typing } = conversation;

  function toEnd() {
    log.current?.scrollTo({ top: log.current.scrollHeight });
    setMissed(0);
  }
  useEffect(() => {
    const arrived = Math.max(0, messages.length - seen.current);
    seen.current = messages.length;
    if (atEnd.current || outbox.length) toEnd();
    else setMissed((count) => count + arrived);
  }, [messages, outbox, typing]);

  function onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = log.current!;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (atEnd.current) setMissed(0);
  }
  return { log, missed, toEnd, onScroll };
}

function Greeting({ onStarter }: { onStarter: (text: string) => void }) {
  const [, strings] = useStrings();
  return (
    <div className="Message left greeting">
      <p className="Bubble text">{strings.greeting}</p>
      <div className="buttons">
        {strings.starters.map((starter) => (
          <Button key={starter} onClick={() => onStarter(starter)}>
            {starter}
          </Button>
        ))}
      </div>
    </div>
  );
}

function DayLine({ message, before }: { message: ChatMessage; before: ChatMessage | undefined }) {
  const [language, strings] = useStrings();
  const key = dayKey(message.createdAt);
  if (!message.createdAt || (before && dayKey(before.createdAt) === key)) return null;
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const shown =
    key === dayKey(now.toISOString())
      ? strings.today
      : key === dayKey(yesterday.toISOString())
        ? strings.yesterday
        : day(message.createdAt, language);
  return <div className="day">{shown}</div>;
}
