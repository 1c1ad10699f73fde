import { Step, Stepper, Tag } from "../chatui";
import { day, moment } from "../format";
import { isRecord, toList, toText, type CardData } from "../messages";
import { STRINGS, toLanguage } from "../strings";
import { CardFrame, Facts } from "./CardFrame";

/** Where a parcel is: the carrier's scans, the newest first. */
export function TrackingCard({ card }: { card: CardData }) {
  const language = toLanguage(toText(card.language));
  const strings = STRINGS[language].tracking;
  const expected = toText(card.expected_at);
  const events = toList(card.events)
    .filter(isRecord)
    .sort((a, b) => Date.parse(toText(b.at)) - Date.parse(toText(a.at)));
  const name = `${strings.title} ${toText(card.order_id)}`;
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
      <Facts
        facts={[
          [strings.carrier, toText(card.carrier)],
          [strings.number, toText(card.tracking_number)],
          [strings.expected, expected && <time dateTime={expected}>{day(expected, language)}</time>],
        ]}
      />
      {events.length ? (
        <Stepper current={0} inverted aria-label={strings.steps}>
          {events.map((event, index) => (
            <Step
              key={index}
              title={toText(event.text)}
              desc={[moment(toText(event.at), language), toText(event.place)].filter(Boolean).join(" · ")}
            />
          ))}
        </Stepper>
      ) : (
        <p>{strings.none}</p>
      )}
    </CardFrame>
  );
}
