"""What a student that went on lost and won, intent by intent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Forgetting:
    """Accuracy on held-out examples of one intent, before and after."""

    intent: str
    examples: int
    before: float | None  # None: the intent is new
    after: float


def forgetting(
    gold: Sequence[str], before: Sequence[str], after: Sequence[str], known: set[str]
) -> list[Forgetting]:
    """What each intent of the held-out examples lost or won."""
    report = []
    for intent in sorted(set(gold)):
        rows = [at for at, name in enumerate(gold) if name == intent]
        earlier = sum(before[at] == intent for at in rows) / len(rows) if intent in known else None
        report.append(
            Forgetting(intent, len(rows), earlier, sum(after[at] == intent for at in rows) / len(rows))
        )
    return report


def summary(report: Sequence[Forgetting]) -> dict[str, float | int | None]:
    """Accuracy over all held-out examples of the known intents before and after, and of the new ones."""
    old = [entry for entry in report if entry.before is not None]
    new = [entry for entry in report if entry.before is None]

    def mean(entries: Sequence[Forgetting], values: Sequence[float]) -> float | None:
        total = sum(entry.examples for entry in entries)
        if not total:
            return None
        return round(sum(v * e.examples for v, e in zip(values, entries, strict=True)) / total, 4)

    return {
        "known_before": mean(old, [entry.before or 0.0 for entry in old]),
        "known_after": mean(old, [entry.after for entry in old]),
        "new_after": mean(new, [entry.after for entry in new]),
        "intents_that_lost": sum(entry.after < (entry.before or 0.0) for entry in old),
    }


def report_text(report: Sequence[Forgetting]) -> str:
    """The report for people: what lost most comes first."""
    lines = [f"{'intent':30} {'examples':>8} {'before':>7} {'after':>7}"]
    for entry in sorted(report, key=lambda entry: entry.after - (entry.before or 0.0)):
        before = "new" if entry.before is None else f"{100 * entry.before:.1f}"
        lines.append(f"{entry.intent:30} {entry.examples:8} {before:>7} {100 * entry.after:7.1f}")
    total = summary(report)
    shown = {name: "–" if value is None else value for name, value in total.items()}
    lines.append(
        f"known intents: {shown['known_before']} before, {shown['known_after']} after; new intents: {shown['new_after']}"
    )
    return "\n".join(lines)
