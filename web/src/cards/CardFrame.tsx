import type { ReactNode } from "react";
import { Card, CardContent } from "../chatui";
import { LanguageContext, toLanguage } from "../strings";
import { toText, type CardData } from "../messages";

/** A card as a group with a name, in the language of its own labels, whatever the interface's is. */
export function CardFrame(props: {
  card: CardData;
  name: string;
  heading: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const language = toLanguage(toText(props.card.language));
  return (
    <Card
      className={props.className ? `card ${props.className}` : "card"}
      role="group"
      aria-label={props.name}
      lang={language}
    >
      <div className="card-heading">{props.heading}</div>
      <CardContent>
        <LanguageContext.Provider value={language}>{props.children}</LanguageContext.Provider>
      </CardContent>
    </Card>
  );
}

/** Names and values; what has no value is left out. */
export function Facts(props: { facts: [name: string, value: ReactNode][] }) {
  const known = props.facts.filter(([, value]) => value !== null && value !== "" && value !== undefined);
  if (!known.length) return null;
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
