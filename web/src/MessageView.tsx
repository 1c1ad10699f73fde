import { memo } from "react";
import { Bubble, Button } from "./chatui";
import { CardView } from "./cards";
import { RatingCard, starButtons } from "./cards/RatingCard";
import { clock } from "./format";
import type { ChatMessage, ReplyButton } from "./messages";
import { RichText } from "./RichText";
import { languageOf, useStrings } from "./strings";

/** One message with its card and buttons. */
export const MessageView = memo(function MessageView(props: {
  message: ChatMessage;
  buttonsCount: boolean; // its buttons may still be pressed
  onPress: (button: ReplyButton) => void;
}) {
  const [language, strings] = useStrings();
  const { author, name, text, image, card, buttons, createdAt, seq } = props.message;
  const rating = card?.card === "rating" ? card : null;
  const [stars, others] = rating ? starButtons(rating, buttons) : [[], buttons];
  const speaker = name ? strings.personNamed(name) : strings[label(author)];
  const side = author === "customer" ? "right" : author === "system" ? "middle" : "left";
  return (
    <article className={`Message ${side} by-${author}`} data-seq={seq} aria-label={speaker}>
      {author === "person" && <span className="by">{speaker}</span>}
      {text && (
        <Bubble type="text" lang={languageOf(text)}>
          <RichText text={text} />
        </Bubble>
      )}
      {image && <img className="image" src={image} alt={strings.image} />}
      {card && !rating && <CardView card={card} />}
      {rating && (
        <RatingCard card={rating} stars={stars} disabled={!props.buttonsCount} onPress={props.onPress} />
      )}
      {others.length > 0 && (
        <div className="buttons">
          {others.map((button) => (
            <Button
              key={button.payload}
              disabled={!props.buttonsCount}
              lang={languageOf(button.title)}
              onClick={() => props.onPress(button)}
            >
              {button.title}
            </Button>
          ))}
        </div>
      )}
      {createdAt && (
        <time className="sent-at" dateTime={createdAt}>
          {clock(createdAt, language)}
        </time>
      )}
    </article>
  );
});

function label(author: ChatMessage["author"]): "you" | "assistant" | "person" | "system" {
  return author === "customer" ? "you" : author;
}
