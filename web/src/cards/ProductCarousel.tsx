import { useRef } from "react";
import { isRecord, toList, toText, type CardData } from "../messages";
import { STRINGS, toLanguage } from "../strings";
import { ProductCard } from "./ProductCard";

/** Several products side by side: scrolled by hand, by the arrow keys or by two buttons. */
export function ProductCarousel({ card }: { card: CardData }) {
  const scroller = useRef<HTMLUListElement>(null);
  const language = toLanguage(toText(card.language));
  const strings = STRINGS[language].products;
  const items = toList(card.items).filter(isRecord);
  if (!items.length) return null;

  function turn(direction: 1 | -1) {
    const list = scroller.current;
    const width = list?.firstElementChild?.getBoundingClientRect().width ?? 0;
    list?.scrollBy({ left: direction * (width + 8), behavior: reducedMotion() ? "auto" : "smooth" });
  }

  return (
    <div className="carousel" role="group" aria-label={strings.title(items.length)} lang={language}>
      <ul ref={scroller} tabIndex={0} aria-label={strings.title(items.length)}>
        {items.map((item, index) => (
          <li key={toText(item.id) || index}>
            <ProductCard card={{ language, ...item, card: "product" }} />
          </li>
        ))}
      </ul>
      {items.length > 1 && (
        <div className="carousel-controls">
          <button type="button" onClick={() => turn(-1)} aria-label={strings.previous}>
            ‹
          </button>
          <button type="button" onClick={() => turn(1)} aria-label={strings.next}>
            ›
          </button>
        </div>
      )}
    </div>
  );
}

function reducedMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
