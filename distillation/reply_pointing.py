"""Which sentence of the passages a sentence of a written reply goes back to: the model learns to point at it and not to retell it."""

from __future__ import annotations

from networks.reply_facts import Marked, markers_in
from networks.reply_sentences import likeness, sentence_marker, sentence_number, split_sentences

_ALIKE = 0.3  # of two sentences that say the same
_WITH_FACTS = 0.12  # of two that state the same facts


def pointing(reply: str, marked: Marked, alone: bool = False) -> str:
    """A marked reply with the marker of a passage's sentence in the place of each sentence that retells it.

    `alone`: what stands beside such sentences is left out. A small model learns what answers, but not which "yes" or "no" goes before.
    """
    free = dict(marked.sentences)
    gap = " " if marked.context.language == "en" else ""
    parts: list[str] = []
    for said in split_sentences(reply):
        facts = set(markers_in(said))
        alike = {number: likeness(said, sentence) for number, sentence in free.items()}
        best = max(
            alike,
            key=lambda number: alike[number] + 0.2 * bool(facts & set(markers_in(free[number]))),
            default=None,
        )
        if best is not None and alike[best] >= (
            _WITH_FACTS if facts and facts <= set(markers_in(free[best])) else _ALIKE
        ):
            del free[best]
            parts.append(sentence_marker(best))
        else:
            parts.append((gap if parts else "") + said)
    if alone:
        parts = [part for part in parts if sentence_number(part[0]) is not None] or parts
    return "".join(parts)
