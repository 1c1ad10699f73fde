import { useStrings } from "./strings";

/** The chat's name and its switches. */
export function Header(props: { dark: boolean; onDark: () => void; onLanguage: () => void; onClose: () => void }) {
  const [language, strings] = useStrings();
  const other = language === "zh" ? "en" : "zh";
  return (
    <div className="header">
      <span className="avatar" aria-hidden="true">
        小二
      </span>
      <span className="name">
        <strong>{strings.title}</strong>
        <small>{strings.subtitle}</small>
      </span>
      <button type="button" className="switch" lang={other} aria-label={strings.otherLanguageLabel} onClick={props.onLanguage}>
        {strings.otherLanguage}
      </button>
      <button type="button" className="switch" aria-label={strings.dark} aria-pressed={props.dark} onClick={props.onDark}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M10 2a8 8 0 1 0 0 16zm0 0a8 8 0 0 1 0 16" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M10 3a7 7 0 0 0 0 14z" fill="currentColor" />
        </svg>
      </button>
      <button type="button" className="switch" aria-label={strings.close} onClick={props.onClose}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M5 5l10 10M15 5L5 15" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
        </svg>
      </button>
    </div>
  );
}
