"""How near replies come to the ones people wrote, and how varied they are. Chinese is cut into characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sacrebleu
from nltk.translate.meteor_score import single_meteor_score
from rouge_score.rouge_scorer import RougeScorer

_UNITS = re.compile(r"[\u3400-\u9fff]|[^\W_]+(?:['’][a-z]+)?", re.UNICODE)
_HAN = re.compile(r"([\u3400-\u9fff])")


def units(text: str) -> list[str]:
    """Chinese characters, and words of other scripts in small letters."""
    return _UNITS.findall(_HAN.sub(r" \1 ", text.lower()))


class _Units:
    """The tokenizer that rouge-score asks for."""

    def tokenize(self, text: str) -> list[str]:
        return units(text)


class _NoWordNet:
    """METEOR without synonyms: WordNet is English only, and would have to be downloaded."""

    def synsets(self, word: str) -> list[Any]:
        return []


def scores(replies: Sequence[str], references: Sequence[str], language: str) -> dict[str, float]:
    """BLEU and chrF (sacrebleu, of the whole), ROUGE-L and METEOR (means), all from 0 to 100; distinct-2 from 0 to 1.

    An empty reply counts as one that shares nothing with its reference.
    """
    if len(replies) != len(references) or not replies:
        raise ValueError(
            f"expected as many replies as references and at least one, found {len(replies)} and {len(references)}"
        )
    bleu = sacrebleu.corpus_bleu(
        list(replies), [list(references)], tokenize="zh" if language == "zh" else "13a"
    )
    chrf = sacrebleu.corpus_chrf(list(replies), [list(references)])
    rouge = RougeScorer(["rougeL"], tokenizer=_Units())
    pairs = list(zip(replies, references, strict=True))
    return {
        "bleu": bleu.score,
        "chrf": chrf.score,
        "rouge_l": 100
        * _mean([rouge.score(reference, reply)["rougeL"].fmeasure for reply, reference in pairs]),
        "meteor": 100 * _mean([_meteor(reply, reference) for reply, reference in pairs]),
        "distinct_2": distinct(replies, 2),
    }


def distinct(replies: Sequence[str], size: int) -> float:
    """The share of different runs of `size` units among all (Li et al. 2016)."""
    runs = [tuple(cut[at : at + size]) for cut in map(units, replies) for at in range(len(cut) - size + 1)]
    return len(set(runs)) / len(runs) if runs else 0.0


def _meteor(reply: str, reference: str) -> float:
    return float(single_meteor_score(units(reference), units(reply), wordnet=_NoWordNet()))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
