import { day, money } from "../format";
import { toMoney, toText, type CardData } from "../messages";
import { STRINGS, toLanguage } from "../strings";
import { CardFrame, Facts } from "./CardFrame";
import { Lines } from "./Lines";

/** What a return will be, before the customer's yes; with a number once it is made. */
export function ReturnCard({ card }: { card: CardData }) {
  const language = toLanguage(toText(card.language));
  const strings = STRINGS[language].return;
  const fee = toMoney(card.fee);
  const refund = toMoney(card.refund);
  const until = toText(card.until);
  return (
    <CardFrame card={card} name={strings.title} heading={<strong>{strings.title}</strong>}>
      <Lines lines={card.lines} />
      <Facts
        facts={[
          [strings.number, toText(card.id)],
          [strings.order, toText(card.order_id)],
          [strings.reason, toText(card.reason_label)],
          [strings.resolution, toText(card.resolution_label)],
          [strings.fee, fee && (Number(fee.amount) === 0 ? strings.free : money(fee, language))],
          [strings.refund, refund && <strong>{money(refund, language)}</strong>],
          [strings.until, until && <time dateTime={until}>{day(until, language)}</time>],
        ]}
      />
    </CardFrame>
  );
}
