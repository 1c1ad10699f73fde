"""Training text: labelled and unlabelled, from JSON lines or Rasa's NLU folders; families of near-duplicates."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from distillation.annotations import plain
from distillation.errors import DistillationError
from networks.provenance import examples_sha256

_NO_WORD = re.compile(r"\W+")
SENTIMENTS = ("negative", "neutral", "positive")
_OUTLIERS = Path(__file__).resolve().parents[1] / "data/corpora/oos"
ALIKE = 0.8  # cosine of character trigrams from which two texts are of one family


@dataclass(frozen=True)
class Labelled:
    """Texts with their intents, in the same order."""

    texts: list[str]
    intents: list[str]

    @property
    def labels(self) -> list[str]:
        return sorted(set(self.intents))

    @property
    def sha256(self) -> str:
        """A hash of the examples, whatever their order; the same as of what Rasa reads."""
        return examples_sha256(zip(self.texts, self.intents, strict=True))

    def rows(self, rows: Iterable[int]) -> Labelled:
        """These examples alone."""
        chosen = list(rows)
        return Labelled([self.texts[row] for row in chosen], [self.intents[row] for row in chosen])

    def beside(self, dev: Labelled) -> tuple[Labelled, np.ndarray, np.ndarray]:
        """These examples and a dev part behind them, with the rows of either."""
        size = len(self.texts)
        whole = Labelled([*self.texts, *dev.texts], [*self.intents, *dev.intents])
        return whole, np.arange(size), np.arange(size, len(whole.texts))


def read_labelled(source: Path) -> Labelled:
    """Reads a {"text", "intent"} file, a Rasa NLU file or a folder of such. Raises DistillationError."""
    of_rasa = source.is_dir() or source.suffix in (".yml", ".yaml")
    rows = list(_nlu_rows(source) if of_rasa else _json_rows(source))
    if not rows:
        raise DistillationError(f"expected labelled examples in {source}, found none")
    return Labelled([text for text, _ in rows], [intent for _, intent in rows])


def read_texts(source: Path) -> list[str]:
    """What customers say in a file, without labels: {"text"}, {"question"} with its "facts", or {"turns": [{"user"}]}."""
    return list(
        dict.fromkeys(
            text for number, row in _objects(source) for text in _said(row, source, number) if text.strip()
        )
    )


def _said(row: Any, source: Path, number: int) -> Iterator[str]:
    if isinstance(row, dict) and isinstance(row.get("text"), str):
        yield row["text"]
    elif isinstance(row, dict) and isinstance(row.get("question"), str):
        text = row["question"]
        for name, fact in (row.get("facts") or {}).items():
            text = text.replace("{" + name + "}", str(fact["value"]))
        yield text
    elif isinstance(row, dict) and isinstance(row.get("turns"), list):
        yield from (str(turn.get("user", "")) for turn in row["turns"])
    else:
        raise DistillationError(
            f'{source}, line {number}: expected {{"text": …}}, {{"question": …}} or {{"turns": [{{"user": …}}]}}, found {str(row)[:60]!r}'
        )


def own_outliers() -> list[str]:
    """The project's own out-of-scope text; what a run learns from where it is told of no other."""
    return [text for file in sorted(_OUTLIERS.glob("*.jsonl")) for text in read_texts(file)]


def read_sentiment(source: Path) -> tuple[list[str], list[str]]:
    """Texts and their sentiments of a {"text", "sentiment"} file. Raises DistillationError."""
    rows = list(_json_rows(source, label="sentiment"))
    wrong = sorted({sentiment for _, sentiment in rows} - set(SENTIMENTS))
    if wrong:
        raise DistillationError(
            f"{source}: expected the sentiments {', '.join(SENTIMENTS)}, found {', '.join(wrong)}"
        )
    return [text for text, _ in rows], [sentiment for _, sentiment in rows]


def families(texts: Sequence[str]) -> np.ndarray:
    """A family's number for each text: texts that are nearly the same share one, so that a split keeps them together."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), lowercase=True).fit_transform(
        [_NO_WORD.sub(" ", text) for text in texts]
    )
    parent = np.arange(len(texts))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = int(parent[at])
        return at

    for start in range(0, len(texts), 1000):
        alike = (vectors[start : start + 1000] @ vectors.T).tocoo()
        for a, b, value in zip(alike.row + start, alike.col, alike.data, strict=True):
            if value >= ALIKE and a < b:
                parent[root(b)] = root(a)
    return np.array([root(at) for at in range(len(texts))])


def split(data: Labelled, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of a train and a dev part; whole families go to either side.

    No intent gives more than half of its examples away.
    """
    family = families(data.texts)
    left = Counter(data.intents)
    least = {intent: -(-count // 2) for intent, count in left.items()}
    members: dict[int, list[int]] = {}
    for row, name in enumerate(family):
        members.setdefault(int(name), []).append(row)
    held: list[int] = []
    wanted = max(1, round(share * len(data.texts)))
    for name in np.random.RandomState(seed).permutation(sorted(members)):
        rows = members[int(name)]
        if len(held) + len(rows) > wanted:
            continue
        lost = Counter(data.intents[row] for row in rows)
        if all(left[intent] - count >= least[intent] for intent, count in lost.items()):
            left.subtract(lost)
            held += rows
    dev = np.zeros(len(data.texts), bool)
    dev[held] = True
    return np.flatnonzero(~dev), np.flatnonzero(dev)


def check_no_leak(train: Iterable[str], held_out: Iterable[str]) -> None:
    """Raises DistillationError where a held-out text is of one family with a training text."""
    known, asked = list(train), list(held_out)
    family = families([*known, *asked])
    theirs = set(family[: len(known)])
    leaked = [text for text, name in zip(asked, family[len(known) :], strict=True) if name in theirs]
    if leaked:
        raise DistillationError(
            f"{len(leaked)} of {len(asked)} held-out texts stand in the training text, word for word or nearly, such as "
            f"{leaked[0]!r}; remove them from one of the two"
        )


def check_dev(train: Labelled, dev: Labelled, known: Iterable[str] = ()) -> None:
    """Raises DistillationError where a dev text is of one family with a training text, or has an intent of which nothing is known."""
    check_no_leak(train.texts, dev.texts)
    unknown = sorted(set(dev.intents) - set(train.intents) - set(known))
    if unknown:
        raise DistillationError(
            f"the dev part has intents that the training part lacks: {', '.join(unknown)}; add examples of them"
        )


def _normal(text: str) -> str:
    return "".join(text.casefold().split())


def _json_rows(source: Path, *, label: str = "intent") -> Iterator[tuple[str, str]]:
    for number, row in _objects(source):
        try:
            yield str(row["text"]), str(row[label])
        except (KeyError, TypeError):
            raise DistillationError(
                f'{source}, line {number}: expected {{"text": …, "{label}": …}}, found {str(row)[:60]!r}'
            ) from None


def _objects(source: Path) -> Iterator[tuple[int, Any]]:
    """The numbers and values of a file's lines."""
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DistillationError(f"{source}: expected UTF-8, found something else: {error}") from error
    except OSError as error:
        raise DistillationError(f"{source} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            raise DistillationError(
                f"{source}, line {number}: expected a JSON object, found {line[:60]!r}"
            ) from None


def _nlu_rows(source: Path) -> Iterator[tuple[str, str]]:
    for block, lines in nlu_blocks(source):
        if "intent" in block:
            # Rasa takes what stands before the slash for the intent, and the rest for the response.
            intent = str(block["intent"]).split("/")[0]
            yield from ((plain(line), intent) for line in lines)


def nlu_blocks(source: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """The intents and synonyms of a Rasa NLU file or folder, each with its examples as they are annotated. Raises DistillationError."""
    for file in sorted(source.rglob("*.y*ml")) if source.is_dir() else [source]:
        try:
            blocks = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu") or []
            for block in blocks:
                if "intent" in block or "synonym" in block:
                    yield block, list(example_lines(block))
        except (OSError, yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
            raise DistillationError(
                f"expected examples in Rasa's format in {file}, found {error!r}"
            ) from error


def example_lines(block: dict[str, Any]) -> Iterator[str]:
    """The examples of a block of Rasa's: one text with "- " before each example, or a list of {"text"} with metadata."""
    examples = block.get("examples") or ""
    if isinstance(examples, str):
        yield from (line[2:].strip() for line in examples.splitlines() if line.startswith("- "))
    else:
        yield from (str(example["text"]).strip() for example in examples)
