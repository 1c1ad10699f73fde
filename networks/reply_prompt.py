"""The prompt of a reply as token ids: language, passages, belief state, history and question, each after a token of its own.

The special tokens are characters of Unicode's private use area, so that nothing that a customer types can be one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from networks.bundle import TOKENIZER, BundleError
from networks.reply_context import ReplyContext
from networks.reply_copying import Copied
from networks.reply_facts import MARKERS, Marked, marker
from networks.reply_sentences import SENTENCES, relevances, sentence_marker

PAD, END, ENGLISH, CHINESE, PASSAGE, STATE, CUSTOMER, ASSISTANT, QUESTION, REPLY = map(
    chr, range(0xE040, 0xE04A)
)
SPECIAL = (PAD, END, ENGLISH, CHINESE, PASSAGE, STATE, CUSTOMER, ASSISTANT, QUESTION, REPLY)
MARKER_TOKENS = tuple(marker(number) for number in range(MARKERS))
SENTENCE_TOKENS = tuple(sentence_marker(number) for number in range(SENTENCES))
PROMPT_TOKENS, REPLY_TOKENS = 256, 64
POSITIONS = PROMPT_TOKENS + REPLY_TOKENS
_MOST_QUESTION = 64  # tokens
_LINES = 4  # of the history


class PromptTokens:
    """The tokenizer of a reply's prompts. Safe to share between threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.ids = {
            token: tokenizer.token_to_id(token) for token in (*SPECIAL, *MARKER_TOKENS, *SENTENCE_TOKENS)
        }
        missing = [f"U+{ord(token):X}" for token, number in self.ids.items() if number is None]
        if missing:
            raise BundleError(
                f"expected the special tokens of replies, found no {', '.join(missing)}; train it again"
            )
        self.pad, self.end = self.ids[PAD], self.ids[END]
        self.size = tokenizer.get_vocab_size()

    @classmethod
    def read(cls, folder: Path) -> PromptTokens:
        """The tokenizer in a folder. Raises BundleError."""
        try:
            return cls(Tokenizer.from_file(str(folder / TOKENIZER)))
        except BundleError:
            raise
        except Exception as error:  # the library raises bare exceptions of its own
            raise BundleError(
                f"expected a tokenizer in {folder / TOKENIZER}, found that {error}; restore or train the bundle again"
            ) from error

    def prompt(self, context: ReplyContext, most: int = PROMPT_TOKENS) -> list[int]:
        """Ids of a marked context, at most `most`: the last passages give way first, then the oldest lines.

        The question comes first, so that passages are read with it in mind, and last; the best passage before the others.
        """
        language = CHINESE if context.language == "zh" else ENGLISH
        question = [self.ids[QUESTION], *self._encode(context.question)[:_MOST_QUESTION]]
        room = most - 2 * len(question) - 2
        passages: list[int] = []
        for text in context.passages:
            ids = [self.ids[PASSAGE], *self._encode(text)]
            if len(passages) + len(ids) > room:
                ids = ids[: max(0, room - len(passages))] if not passages else []
            passages += ids
        room -= len(passages)
        history = self._history(context.history, room)
        room -= len(history)
        state = self._encode("; ".join(f"{slot} {value}" for slot, value in context.state.items()))
        state = [self.ids[STATE], *state] if state and len(state) < room else []
        return [self.ids[language], *question, *passages, *state, *history, *question, self.ids[REPLY]]

    def source(self, marked: Marked) -> Copied:
        """What a reply can copy: passages as it would say them, each with an end, and sentences as a whole."""
        ids = [number for text in marked.said for number in (*self._encode(text), self.end)]
        shares = relevances(marked.context.question, list(marked.sentences.values()))
        tokens = [self.ids[sentence_marker(number)] for number in marked.sentences]
        return Copied(tuple(ids), tuple(zip(tokens, shares, strict=True)))

    def reply(self, marked: str) -> list[int]:
        """Ids of a marked reply with its end."""
        return [*self._encode(marked)[: REPLY_TOKENS - 1], self.end]

    def text(self, ids: Sequence[int]) -> str:
        """The marked text of ids, special tokens left out. Half a character at the end is left out, too."""
        parts: list[str] = []
        run: list[int] = []
        by_id = {self.ids[token]: token for token in (*MARKER_TOKENS, *SENTENCE_TOKENS)}
        special = {self.ids[token] for token in SPECIAL}
        for number in [*ids, self.end]:
            if number in by_id or number in special:
                parts.append(self.tokenizer.decode(run, skip_special_tokens=False) if run else "")
                parts.append(by_id.get(number, ""))
                run = []
            else:
                run.append(number)
        return "".join(parts).rstrip("\ufffd")

    def _encode(self, text: str) -> list[int]:
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def _history(self, lines: Sequence[str], room: int) -> list[int]:
        """The newest lines that fit; the last is the assistant's."""
        kept: list[int] = []
        for back, text in enumerate(reversed(lines[-_LINES:])):
            who = CUSTOMER if back % 2 else ASSISTANT
            ids = [self.ids[who], *self._encode(text)]
            if len(ids) + len(kept) > room:
                break
            kept = ids + kept
        return kept
