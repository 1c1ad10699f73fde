import { Bubble, Button } from "./chatui";
import type { Outgoing } from "./conversation";
import { languageOf, useStrings } from "./strings";

/** Something the customer has said that the server has not confirmed yet. */
export function OutgoingView(props: { outgoing: Outgoing; offline: boolean; onResend: (clientId: string) => void }) {
  const [, strings] = useStrings();
  const { text, state, clientId } = props.outgoing;
  return (
    <article className="Message right pending" aria-label={strings.you} data-client-id={clientId}>
      <Bubble type="text" lang={languageOf(text)}>
        {text}
      </Bubble>
      {state === "failed" ? (
        <span className="not-sent">
          {strings.failed} ·{" "}
          <Button variant="text" onClick={() => props.onResend(clientId)}>
            {strings.resend}
          </Button>
        </span>
      ) : (
        props.offline && <span className="sent-at">{strings.waiting}</span>
      )}
    </article>
  );
}
