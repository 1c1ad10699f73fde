"""`python -m retrieval QUESTIONS.jsonl …`: recall and quoting of the shop's passages, what comes of every kind of message, one JSON line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from networks.bundle import read_bundle
from networks.reply_context import ReplyContext
from networks.serving import Serving, open_model
from retrieval.answers import Quotes, answer
from retrieval.guard import Guard
from retrieval.index import Found
from retrieval.library import Library
from retrieval.measure import Heard, quoting, read_heard, read_questions, recall, resorts
from shop.bootstrap import open_shop

PATIENCE = 600.0  # s for indexing
TALK_INTENTS = ("chitchat", "out_of_scope")


def main(argv: Sequence[str] | None = None) -> int:
    """Prints a table and one JSON line; 1 where the shop cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m retrieval", description=__doc__)
    parser.add_argument(
        "questions", type=Path, nargs="+", help="reply corpora, such as data/corpora/reply/en_01.jsonl"
    )
    parser.add_argument("--topics", type=Path, default=Path("data/corpora/reply_topics.jsonl"))
    parser.add_argument("--bundle", type=Path, default=Path("students/nlu"), help="the student that encodes")
    options = parser.parse_args(argv)
    model = open_model(read_bundle(options.bundle), Serving(device="cpu"))

    def encode(texts: Sequence[str]) -> np.ndarray:
        return np.stack([each.embedding for each in model.predict_batch(texts)])

    library = Library(open_shop, encode)
    library.look()
    if not library.wait(PATIENCE):
        print(
            "expected a filled shop, found none; run `python -m shop migrate` and `python -m shop seed`",
            file=sys.stderr,
        )
        return 1

    def search(question: str, language: str) -> list[Found]:
        return library.search(question, model.predict(question).embedding, language, limit=10)

    def resort(heard: Heard) -> str:
        """What a shop without a generator says to a message, as if no rule took it."""
        read = model.predict(heard.text)
        found = library.search(heard.text, read.embedding, heard.language)
        found += library.talk(heard.text, read.embedding, heard.language)
        is_talk = read.intents[0][0] in TALK_INTENTS
        context = ReplyContext(heard.language, heard.text)
        made = answer(context, found, None, Guard(), Quotes(), 0.0, is_talk).resort
        chosen = Quotes().chosen(found, is_talk)
        if made == "none" and is_talk:
            return "a rule's sentence"
        if made == "quoted_two":
            return "quoted two faqs"
        return f"quoted {chosen[0].passage.kind}" if made == "quoted" else made

    heard = list(read_heard(options.questions))
    report: dict[str, dict[str, Any]] = {}
    asked = list(read_questions(options.questions, options.topics))
    for language in ("en", "zh"):
        chosen = [question for question in asked if question.language == language]
        found, quoted = recall(chosen, search), quoting(chosen, search, Quotes().chosen)
        report[language] = {
            "questions": len(chosen),
            **{f"recall@{k}": round(share, 3) for k, share in found.items()},
            "quoted": round(quoted.coverage, 3),
            "quoted_two": round(quoted.twofold, 3),
            "quoted_right": round(quoted.precision, 3),
        }
        print(f"{language}  " + "  ".join(f"{name} {value}" for name, value in report[language].items()))
        shares = resorts([each for each in heard if each.language == language], resort)
        for kind, made in shares.items():
            print(f"{language}  {kind}: " + ", ".join(f"{name} {share:.2f}" for name, share in made.items()))
        report[language]["resorts"] = shares
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
