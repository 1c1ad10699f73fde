import { Tag } from "../chatui";
import { day, money } from "../format";
import { toMoney, toText, type CardData } from "../messages";
import { STRINGS, toLanguage } from "../strings";
import { CardFrame, Facts } from "./CardFrame";
import { Lines } from "./Lines";

/** An order with its lines and its state. */
export function OrderCard({ card }: { card: CardData }) {
  const language = toLanguage(toText(card.language));
  const strings = STRINGS[language];
  const total = toMoney(card.total);
  const placed = toText(card.placed_at);
  const name = `${strings.order.title} ${toText(card.id)}`;
  return (
    <CardFrame
      card={card}
      name={name}
      heading={
        <>
          <strong>{name}</strong>
          <Tag>{toText(card.status_label)}</Tag>
        </>
      }
    >
      <Lines lines={card.lines} />
      <Facts
        facts={[
          [strings.order.placed, placed && <time dateTime={placed}>{day(placed, language)}</time>],
          [strings.order.total, total && <strong>{money(total, language)}</strong>],
        ]}
      />
    </CardFrame>
  );
}
