import { isRecord, toList, toMoney, toText } from "../messages";
import { money } from "../format";
import { useStrings } from "../strings";

/** The goods of an order or a return. */
export function Lines(props: { lines: unknown }) {
  const [language, strings] = useStrings();
  const lines = toList(props.lines).filter(isRecord);
  return (
    <ul className="lines">
      {lines.map((line, index) => {
        const price = toMoney(line.unit_price);
        const details = [toText(line.color), toText(line.size)].filter(Boolean).join(" · ");
        return (
          <li key={toText(line.line) || index}>
            <span className="line-quantity">
              <span className="hidden">{strings.order.quantity} </span>
              {toText(line.quantity) || "1"} ×
            </span>
            <span className="line-name">
              {toText(line.name)}
              {details && <small>{details}</small>}
            </span>
            {price && <span className="line-price">{money(price, language)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
