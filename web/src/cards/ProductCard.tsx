import { money } from "../format";
import { toMoney, toText, toTexts, type CardData } from "../messages";
import { STRINGS, toLanguage } from "../strings";
import { CardFrame, Facts } from "./CardFrame";

/** One product. */
export function ProductCard({ card }: { card: CardData }) {
  const language = toLanguage(toText(card.language));
  const strings = STRINGS[language].product;
  const price = toMoney(card.price);
  const name = toText(card.name);
  return (
    <CardFrame
      card={card}
      name={name}
      className="product"
      heading={
        <>
          <strong>{name}</strong>
          {price && <span className="price">{money(price, language)}</span>}
        </>
      }
    >
      <p className="product-facts">
        <span>{toText(card.brand)}</span>
        <Stars rating={card.rating} name={strings.rating} />
        {typeof card.in_stock === "boolean" && (
          <span className={card.in_stock ? "in-stock" : "sold-out"}>
            {card.in_stock ? strings.inStock : strings.soldOut}
          </span>
        )}
      </p>
      <p className="product-description">{toText(card.description)}</p>
      <Facts
        facts={[
          [strings.colors, toTexts(card.colors).join(language === "zh" ? "、" : ", ")],
          [strings.sizes, toTexts(card.sizes).join(language === "zh" ? "、" : ", ")],
          [strings.details, toTexts(card.attributes).join(language === "zh" ? "、" : ", ")],
        ]}
      />
    </CardFrame>
  );
}

function Stars({ rating, name }: { rating: unknown; name: (stars: number) => string }) {
  if (typeof rating !== "number" || !(rating > 0)) return null;
  const shown = Math.min(5, rating).toFixed(1);
  return (
    <span role="img" aria-label={name(Number(shown))}>
      ★ {shown}
    </span>
  );
}
