import type { Language } from "./strings";
import type { Money } from "./messages";

const LOCALES: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

/** $49.90; an amount or currency that Intl does not know is shown as it came. */
export function money(value: Money, language: Language): string {
  const amount = Number(value.amount);
  try {
    return new Intl.NumberFormat(LOCALES[language], {
      style: "currency",
      currency: value.currency,
      currencyDisplay: "narrowSymbol",
    }).format(amount);
  } catch {
    return `${value.amount} ${value.currency}`;
  }
}

/** 2 March 2026 or 2026年3月2日; what is no date stays as it came. */
export function day(iso: string, language: Language): string {
  return format(iso, language, { year: "numeric", month: "long", day: "numeric" });
}

/** 2 March, 14:05 or 3月2日 14:05 */
export function moment(iso: string, language: Language): string {
  return format(iso, language, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** 14:05 */
export function clock(iso: string, language: Language): string {
  return format(iso, language, { hour: "2-digit", minute: "2-digit" });
}

function format(iso: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(LOCALES[language], { hour12: false, ...options }).format(date);
}

/** The calendar day in the customer's own time zone, to group messages by. */
export function dayKey(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
