import type { ReactNode } from "react";

// Only http, https and mail: `javascript:` and the like stay plain words.
const LINK = /\bhttps?:\/\/[^\s<>"'，。！？；：、）】》]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const TRAILING = /[.,;:!?)\]]+$/;

/** Plain text with links; nothing in it is ever taken for HTML. */
export function RichText({ text }: { text: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = match[0].replace(TRAILING, "");
    parts.push(text.slice(end, match.index), <Link key={match.index} target={shown} />);
    end = match.index + shown.length;
  }
  parts.push(text.slice(end));
  return <>{parts}</>;
}

function Link({ target }: { target: string }) {
  const href = toHref(target);
  if (!href) return <>{target}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {target}
    </a>
  );
}

/** The address behind a word, or null where it is none that may be opened. */
export function toHref(target: string): string | null {
  try {
    const url = new URL(target.includes("://") ? target : `mailto:${target}`);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
