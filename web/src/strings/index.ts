import { createContext, useContext } from "react";
import { en, type Strings } from "./en";
import { zh } from "./zh";

export type Language = "en" | "zh";
export type { Strings };

export const STRINGS: Record<Language, Strings> = { en, zh };

/** `zh`, `zh-CN`, … are Chinese; everything else, and nothing, is English. */
export function toLanguage(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** What language a customer's or the assistant's words are in, so that a screen reader picks the right voice. */
export function languageOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? "zh" : "en";
}

export const LanguageContext = createContext<Language>("en");

/** The interface's language and its words. */
export function useStrings(): [Language, Strings] {
  const language = useContext(LanguageContext);
  return [language, STRINGS[language]];
}
