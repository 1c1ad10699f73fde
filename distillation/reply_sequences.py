"""Sequence-level distillation: the student learns the replies that its teachers write themselves (Kim, Rush 2016).

Questions meet passages of other triples of their family and passages about something else, and messages that have no reply in any corpus
are answered, too. What a teacher writes is kept only where it holds together: whole, in the right language, without loops, and with no fact
but the context's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from transformers import GPT2LMHeadModel

from distillation.languages import language_of
from distillation.reply_examples import Drawing, Example, Examples
from distillation.reply_losses import fused_logits
from distillation.reply_triples import Triple
from networks.reply import plain_tokens
from networks.reply_copying import Copied, Copying, Source
from networks.reply_facts import MARKERS, Marked, mark
from networks.reply_prompt import MARKER_TOKENS, REPLY_TOKENS, SENTENCE_TOKENS, PromptTokens
from networks.reply_sentences import SENTENCES
from networks.reply_torch import CachedGpt2, from_gpt2

_ROWS = 48  # prompts of one length that are answered together
_LOOP = 3  # so many tokens in a row that come twice


@dataclass(frozen=True)
class Asked:
    """A prompt's language, its ids, what a reply can copy, and what its markers stand for."""

    language: str
    ids: list[int]
    source: Copied
    marked: Marked


def prompts(
    examples: Examples, triples: Sequence[Triple], messages: Sequence[str], count: int, seed: int
) -> list[Asked]:
    """Contexts that no triple has."""
    rng = random.Random(seed)
    how = Drawing()
    by_family: dict[tuple[str, str], list[Triple]] = {}
    for triple in triples:
        by_family.setdefault((triple.family, triple.language), []).append(triple)
    found = []
    for number in range(count):
        triple = rng.choice(triples)
        if messages and number % 3 == 2:  # a message from elsewhere, with this triple's passages
            message = rng.choice(messages)
            triple = replace(triple, context=replace(triple.context, question=message, history=()))
            if language_of(message) != triple.language:
                continue
        else:
            other = rng.choice(by_family[triple.family, triple.language])
            if "{" not in other.context.question:
                triple = replace(triple, context=replace(triple.context, question=other.context.question))
        drawn, names = examples.context(triple, rng, how)
        places = rng.sample(range(SENTENCES), SENTENCES)
        marked = mark(drawn.context, names, rng.sample(range(MARKERS), MARKERS), places)
        tokens = examples.tokens
        found.append(Asked(triple.language, tokens.prompt(marked.context), tokens.source(marked), marked))
    return found


def own_replies(
    teachers: Sequence[GPT2LMHeadModel],
    weights: np.ndarray,
    tokens: PromptTokens,
    asked: Sequence[Asked],
    copying: Copying,
) -> list[Example]:
    """The fused teachers' likeliest tokens after each prompt, where they hold together."""
    models = [from_gpt2(teacher.state_dict(), teacher.config.n_head) for teacher in teachers]
    plain = torch.from_numpy(plain_tokens(tokens))
    kept = []
    for rows in _of_one_length([each.ids for each in asked]):
        prompt = torch.tensor([asked[row].ids for row in rows])
        sources = [Source(asked[row].source, copying) for row in rows]
        replies = _greedy(models, weights, tokens, prompt, plain, sources)
        for row, reply in zip(rows, replies, strict=True):
            one = asked[row]
            if reply is not None and _holds_together(
                one.marked.expanded(tokens.text(reply)), one.language, reply
            ):
                kept.append(Example([*one.ids, *reply, tokens.end], len(one.ids), one.source))
    return kept


def _of_one_length(prompts: Sequence[list[int]]) -> Iterator[list[int]]:
    lengths: dict[int, list[int]] = {}
    for row, ids in enumerate(prompts):
        lengths.setdefault(len(ids), []).append(row)
    for rows in lengths.values():
        for at in range(0, len(rows), _ROWS):
            yield rows[at : at + _ROWS]


@torch.inference_mode()
def _greedy(
    models: Sequence[CachedGpt2], weights: np.ndarray, tokens: PromptTokens, prompt: torch.Tensor, plain: torch.Tensor,
    sources: Sequence[Source],
) -> list[list[int] | None]:  # fmt: skip
    """One reply for each row (rows, length), or None where it never ends."""
    rows = len(prompt)
    allowed = plain.repeat(rows, 1)
    for token in (tokens.ids[marker] for marker in (*MARKER_TOKENS, *SENTENCE_TOKENS)):
        allowed[:, token] = (prompt == token).any(1)
    caches = [model.empty(rows) for model in models]
    ids, written = prompt, torch.zeros(rows, 0, dtype=torch.long)
    for _ in range(REPLY_TOKENS):
        logits = []
        for at, model in enumerate(models):
            found, caches[at] = model(ids, caches[at])
            logits.append(found)
        added = torch.stack(
            [
                _favoured(source, row, len(plain))
                for source, row in zip(sources, written.tolist(), strict=True)
            ]
        )
        fused = (fused_logits(logits, weights) + added).masked_fill(~allowed, float("-inf"))
        ids = fused.argmax(-1, keepdim=True)
        written = torch.cat([written, ids], dim=1)
        if bool((written == tokens.end).any(1).all()):
            break
    return [row[: row.index(tokens.end)] if tokens.end in row else None for row in written.tolist()]


def _favoured(source: Source, written: Sequence[int], size: int) -> torch.Tensor:
    """What copying adds to the logits (vocabulary,) of the next token."""
    added = torch.zeros(size)
    before, last = [-1, -1, *written][-2:]
    known, more = source.boosts(last, before)
    added[torch.from_numpy(known)] = torch.from_numpy(more)
    return added


def _holds_together(text: str, language: str, ids: Sequence[int]) -> bool:
    runs = [tuple(ids[at : at + _LOOP]) for at in range(len(ids) - _LOOP + 1)]
    return (
        len(text.strip()) > 1
        and text.rstrip()[-1] in ".!?。！？～…"
        and language_of(text) == language
        and len(set(runs)) == len(runs)
    )
