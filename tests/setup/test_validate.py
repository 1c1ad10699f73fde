from __future__ import annotations

from setup.validate import complaints

OUTPUT = """
2026-11-22 03:51:30 INFO     rasa.validator  - Validating utterances...
\x1b[93m/x/rasa/io.py:100: UserWarning: The utterance 'utter_question_size' is not used in any story or rule.
  More info at https://rasa.com
\x1b[0m/x/pkg_resources.py:3117: DeprecationWarning: Deprecated call to `pkg_resources.declare_namespace`.
\x1b[93m/x/rasa/io.py:100: UserWarning: The intent 'greet' is not used in any story or rule.
2026-11-22 03:51:30 WARNING  rasa.validator  - Story structure conflict after intent 'deny':
YamlException: Failed to read 'domain.yml'
"""


def test_only_unused_responses_are_no_fault() -> None:
    assert complaints(OUTPUT) == [
        "The intent 'greet' is not used in any story or rule.",
        "rasa.validator  - Story structure conflict after intent 'deny':",
        "YamlException: Failed to read 'domain.yml'",
    ]
