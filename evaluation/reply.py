"""The command `reply`: a generator on questions of families that it never learned from, beside its teacher and baselines."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distillation.errors import DistillationError
from distillation.reply_triples import Triple, read_triples
from distillation.reply_values import Catalogue, drawn
from evaluation.errors import EvaluationError
from evaluation.reply_metrics import scores
from evaluation.reply_systems import (
    Answer,
    Answers,
    Model,
    open_student,
    open_teacher,
    quoting,
    quoting_a_sentence,
    template,
)  # fmt: skip
from evaluation.table import table
from networks.reply_context import ReplyContext
from networks.reply_decoding import Decoding
from networks.reply_facts import Names, mark, mark_reply
from retrieval.guard import Guard

LANGUAGES = ("en", "zh")
STUDENT, TEACHER = "student", "teacher"
FACTS = (
    "number",
    "price",
    "percent",
    "duration",
    "date",
    "order_number",
    "url",
    "personal_data",
    "product",
    "name",
)
_SECONDS = 1000  # milliseconds of one
_ANY_NUMBER = 1000


@dataclass(frozen=True)
class Said:
    """One held-out question, what was said to it, and the guard's reasons against that."""

    triple: Triple
    answer: Answer
    reasons: tuple[str, ...]

    @property
    def faithful(self) -> bool:
        """No number, name, date or other fact that the context lacks."""
        return not set(self.reasons) & set(FACTS)


def read_held_out(files: Iterable[Path]) -> list[Triple]:
    """Triples with their example values. Raises EvaluationError."""
    try:
        return [triple.filled() for triple in read_triples(files)]
    except DistillationError as error:
        raise EvaluationError(str(error)) from None


def catalogue_names(triples: Sequence[Triple]) -> list[str]:
    """What a catalogue would know of the held-out text: its products, brands and codes."""
    return sorted({name for triple in triples for name in triple.names()})


def evaluate(
    bundle: Path,
    tests: Sequence[Path],
    teacher: Path | None = None,
    decoding: Decoding | None = None,
    draws: int = 1,
    tell: Callable[[str], None] = lambda line: None,
) -> tuple[dict[str, Any], dict[str, list[Said]]]:
    """Figures by language and system, and what each system said. `draws`: so often with new facts, for the faithfulness.

    Raises EvaluationError.
    """
    triples = read_held_out(tests)
    models = {STUDENT: open_student(bundle, decoding)}
    if teacher is not None:
        models[TEACHER] = open_teacher(teacher, models[STUDENT].decoding, models[STUDENT].copying)
    systems = _systems(models, triples)
    said: dict[str, list[Said]] = {}
    for name, (answers, with_passages) in systems.items():
        tell(name)
        said[name] = _ask(answers, triples, with_passages)
    results: dict[str, Any] = {
        "examples": len(triples),
        "decoding": vars(models[STUDENT].decoding),
        "languages": {},
    }
    for language in LANGUAGES:
        rows = {
            name: [each for each in found if each.triple.language == language] for name, found in said.items()
        }
        results["languages"][language] = {
            name: _figures(each, language) for name, each in rows.items() if each
        }
    for name, model in models.items():
        tell(f"perplexity of the {name}")
        for language, value in _perplexity(model, triples).items():
            results["languages"][language][name]["perplexity"] = value
    if draws > 1:
        results["faithfulness"] = _redrawn(models[STUDENT], read_triples(tests), draws)
    if TEACHER in models:
        results["kept"] = {language: _kept(found) for language, found in results["languages"].items()}
    return results, said


def student_figures(bundle: Path, tests: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """A student's figures by language, without anything beside it. Raises EvaluationError."""
    triples, model = read_held_out(tests), open_student(bundle)
    said = _ask(model.answers(catalogue_names(triples)), triples, True)
    perplexity = _perplexity(model, triples)
    found: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        rows = [each for each in said if each.triple.language == language]
        if rows:
            found[language] = {**_figures(rows, language), "perplexity": perplexity.get(language, math.nan)}
    return found


def _systems(models: Mapping[str, Model], triples: Sequence[Triple]) -> dict[str, tuple[Answers, bool]]:
    """Every system, and whether it is given the passages."""
    names = catalogue_names(triples)
    passages = [text for triple in triples for text in triple.context.passages]
    systems: dict[str, tuple[Answers, bool]] = {}
    for name, model in models.items():
        systems[name] = (model.answers(names), True)
        systems[f"{name}, no passages"] = (model.answers(names), False)
    systems["quotes a passage"] = (quoting(passages), True)
    systems["quotes a sentence"] = (quoting_a_sentence(passages), True)
    systems["template"] = (template, False)
    return systems


def _ask(answers: Answers, triples: Sequence[Triple], with_passages: bool) -> list[Said]:
    guard = Guard(names=tuple(catalogue_names(triples)))
    found = []
    for triple in triples:
        context = triple.context if with_passages else replace(triple.context, passages=())
        answer = answers(context)
        found.append(Said(triple, answer, judged(guard, answer.text, context)))
    return found


def judged(guard: Guard, text: str, context: ReplyContext) -> tuple[str, ...]:
    """The guard's reasons against a reply."""
    return tuple(guard.check(text, context).reasons)


def _figures(said: Sequence[Said], language: str) -> dict[str, Any]:
    texts = [each.answer.text for each in said]
    found: dict[str, Any] = dict(scores(texts, [each.triple.reply for each in said], language))
    times = sorted(each.answer.seconds for each in said)
    passed = [each for each in said if not each.reasons]
    found |= {
        "answered": sum(map(bool, texts)) / len(said),
        "faithful": sum(each.faithful for each in said) / len(said),
        "passed_guard": len(passed) / len(said),
        "reasons": dict(Counter(reason for each in said for reason in each.reasons).most_common()),
    }
    if times[-1]:
        found |= {
            "p50_ms": _SECONDS * times[len(times) // 2],
            "p95_ms": _SECONDS * times[int(0.95 * len(times))],
            "tokens_a_second": sum(each.answer.tokens for each in said) / sum(times),
        }
    return found


def _perplexity(model: Model, triples: Sequence[Triple]) -> dict[str, float]:
    names = Names(catalogue_names(triples))
    sums = {language: [0.0, 0] for language in LANGUAGES}
    for triple in triples:
        loss, count = model.loss(triple.context, triple.reply, names)
        sums[triple.language][0] += loss
        sums[triple.language][1] += count
    return {language: math.exp(loss / count) for language, (loss, count) in sums.items() if count}


def _redrawn(student: Model, triples: Sequence[Triple], draws: int) -> dict[str, Any]:
    """Replies with new facts in every context: how many state a fact that the context lacks, before and after the guard."""
    catalogue, rng = Catalogue(triples), random.Random(1)
    said: list[Said] = []
    for _ in range(draws):
        new = [drawn(triple, catalogue, rng) for triple in triples]
        said += _ask(student.answers(catalogue_names(new)), new, True)
    passed = [each for each in said if not each.reasons]
    return {
        "replies": len(said),
        "faithful_before": sum(each.faithful for each in said) / len(said),
        "passed": len(passed),
        "unsupported_after": sum(bool(_unsupported(each)) for each in passed),
        "reasons": dict(Counter(reason for each in said for reason in each.reasons).most_common()),
    }


def _unsupported(said: Said) -> list[str]:
    """Facts of a reply that its context lacks, by the generator's own recogniser: not the guard, which is to be checked."""
    names = Names(said.triple.names())
    return mark_reply(said.answer.text, mark(said.triple.context, names, range(_ANY_NUMBER)), names)[1]


def _kept(found: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """The student's share of its teacher's quality, and how much faster it is."""
    student, teacher = found[STUDENT], found[TEACHER]
    return {
        "chrf": student["chrf"] / teacher["chrf"],
        "rouge_l": student["rouge_l"] / teacher["rouge_l"],
        "speed": student["tokens_a_second"] / teacher["tokens_a_second"],
    }


def report(results: Mapping[str, Any]) -> str:
    """Tables for people."""
    head = [
        "system",
        "BLEU",
        "chrF",
        "ROUGE-L",
        "METEOR",
        "distinct-2",
        "perplexity",
        "faithful %",
        "guard %",
        "p50 ms",
        "p95 ms",
    ]
    parts = []
    for language, systems in results["languages"].items():
        rows = [
            [
                name, *(each[key] for key in ("bleu", "chrf", "rouge_l", "meteor")), f"{each['distinct_2']:.2f}",
                _or_dash(each.get("perplexity")), 100 * each["faithful"], 100 * each["passed_guard"],
                _or_dash(each.get("p50_ms")), _or_dash(each.get("p95_ms")),
            ]
            for name, each in systems.items()
        ]  # fmt: skip
        parts += [language, table(head, rows), ""]
        parts.append("the guard refused the student's replies for: " + _counts(systems[STUDENT]["reasons"]))
        if "kept" in results:
            kept = results["kept"][language]
            parts.append(
                f"student : teacher: chrF {100 * kept['chrf']:.1f} %, ROUGE-L {100 * kept['rouge_l']:.1f} %, "
                f"speed {kept['speed']:.1f} times"
            )
        parts.append("")
    if "faithfulness" in results:
        found = results["faithfulness"]
        parts.append(
            f"{found['replies']} replies with new facts: faithful {100 * found['faithful_before']:.1f} % before the guard, "
            f"{found['unsupported_after']} of the {found['passed']} that passed it state a fact that their context lacks"
        )
    return "\n".join(parts)


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _counts(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in reasons.items()) or "nothing"
