from __future__ import annotations

from setup.stories import verdict

# As Rasa 3.6.21 writes it.
OUTPUT = """
2026-11-22 04:54:58 INFO     rasa.core.test  - Evaluation Results on CONVERSATION level:
2026-11-22 04:54:58 INFO     rasa.core.test  - \tCorrect:          7 / 9
2026-11-22 04:54:58 INFO     rasa.core.test  - Evaluation Results on ACTION level:
2026-11-22 04:54:58 INFO     rasa.core.test  - \tCorrect:          30 / 33
"""


def test_counts_stories_not_steps() -> None:
    assert verdict(OUTPUT) == (7, 2)


def test_silence_is_no_success() -> None:
    assert verdict("Traceback …") == (0, 0)
