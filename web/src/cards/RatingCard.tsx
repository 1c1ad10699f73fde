import { useState } from "react";
import { toText, type CardData, type ReplyButton } from "../messages";
import { STRINGS, toLanguage } from "../strings";
import { CardFrame } from "./CardFrame";

/** Splits a rating's buttons: the first `scale` are the stars, from one upwards, the others something else (not now, …). */
export function starButtons(card: CardData, buttons: ReplyButton[]): [stars: ReplyButton[], others: ReplyButton[]] {
  const scale = typeof card.scale === "number" ? card.scale : 5;
  return [buttons.slice(0, scale), buttons.slice(scale)];
}

/** Asks for stars; each is one of the message's own buttons. */
export function RatingCard(props: {
  card: CardData;
  stars: ReplyButton[];
  disabled: boolean;
  onPress: (button: ReplyButton) => void;
}) {
  const [pointed, setPointed] = useState(0);
  const strings = STRINGS[toLanguage(toText(props.card.language))].rating;
  return (
    <CardFrame card={props.card} name={strings.title} heading={<strong>{strings.title}</strong>}>
      <div className="stars" onMouseLeave={() => setPointed(0)}>
        {props.stars.map((button, index) => (
          <button
            key={button.payload}
            type="button"
            disabled={props.disabled}
            aria-label={strings.stars(index + 1)}
            data-lit={index < pointed}
            onMouseEnter={() => setPointed(index + 1)}
            onFocus={() => setPointed(index + 1)}
            onClick={() => props.onPress(button)}
          >
            ★
          </button>
        ))}
      </div>
    </CardFrame>
  );
}
