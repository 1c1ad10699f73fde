import type { ComponentType } from "react";
import type { CardData } from "../messages";
import { OrderCard } from "./OrderCard";
import { ProductCard } from "./ProductCard";
import { ProductCarousel } from "./ProductCarousel";
import { ReturnCard } from "./ReturnCard";
import { TrackingCard } from "./TrackingCard";

/** The kinds of docs/cards.md that stand by themselves; the rating needs its message's buttons. */
const CARDS: Record<string, ComponentType<{ card: CardData }>> = {
  order: OrderCard,
  product: ProductCard,
  products: ProductCarousel,
  return: ReturnCard,
  tracking: TrackingCard,
};

/** Draws a card; one of a kind that this page does not know is left to the text beside it. */
export function CardView({ card }: { card: CardData }) {
  const Known = Object.hasOwn(CARDS, card.card) ? CARDS[card.card] : undefined;
  return Known ? <Known card={card} /> : null;
}
