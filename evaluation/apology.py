"""The apology for an outage, which is out of place while nothing is broken."""

from __future__ import annotations

import functools

from ruamel.yaml import YAML

from evaluation.chat import Reply
from evaluation.models import PROJECT
from evaluation.utterances import OUTAGE


@functools.cache
def apologies() -> frozenset[str]:
    """The texts in all languages."""
    found: set[str] = set()
    for file in sorted((PROJECT / "data" / "responses").glob("*.yml")):
        responses = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))["responses"]
        found.update(str(variation["text"]) for variation in responses.get(OUTAGE, ()))
    return frozenset(found)


def apology_findings(reply: Reply) -> list[str]:
    """What is wrong with a reply while the shop works: an apology, also beside an answer."""
    said = [str(message.get("text") or "") for message in reply.messages]
    return [
        f"expected no apology while nothing is broken, found {text!r}" for text in said if text in apologies()
    ]
