"""What can go wrong while evaluating, apart from the assistant giving a wrong answer."""

from __future__ import annotations


class EvaluationError(Exception):
    """The evaluation itself cannot go on; the message says what was expected, found, and what to do."""


class ServerFailed(EvaluationError):
    """A server did not start, or died."""


class ModelMissing(EvaluationError):
    """There is no trained model to evaluate."""


class FormatError(EvaluationError):
    """A file does not have the form that docs/evaluation.md describes."""


class PlaceholderError(EvaluationError):
    """A `${…}` names something that is not there."""


class ChatFailed(EvaluationError):
    """Rasa did not answer a message with a list of messages."""
