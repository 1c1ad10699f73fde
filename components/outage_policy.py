"""Says so when the shop cannot be reached, and keeps a conversation from going round in circles.

Rasa swallows the exception of a failing custom action: its events are lost, the conversation goes on and the
customer hears nothing. What remains is the mark that the action was executed, with nothing after it.

And where actions follow each other without end, Rasa stops at the tenth without listening again; from then on
it counts those ten at every message, and never says a word in this conversation any more.
"""

from __future__ import annotations

from typing import Any

from rasa.core.constants import POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from components.action_calls import check_answers_cheaply, limit_action_calls

APOLOGY = "utter_shop_unavailable"
ACTION_TIMEOUT = "action_timeout_s"
_MOST_ACTIONS = 7  # a turn; Rasa's own limit of 10 (MAX_NUMBER_OF_PREDICTIONS) leaves the conversation dead
_LONGEST_ACTION_TIMEOUT_S = (
    15.0  # a turn calls up to three actions, and Rasa's lock on a conversation lives 60 s
)


def failed_action(tracker: DialogueStateTracker, domain: Domain) -> str | None:
    """The custom action or form that has just failed, if one has.

    Each of ours returns at least one event; so an action that is the last thing in the tracker has failed.
    Only a live server calls actions, and it marks its trackers with the model's id; `rasa test` does neither.
    """
    if tracker.model_id is None or not tracker.events:
        return None
    last = tracker.events[-1]
    if not isinstance(last, ActionExecuted) or last.action_name is None:
        return None
    name = last.action_name
    is_ours = name in domain.user_actions_and_forms and not name.startswith(UTTER_PREFIX)
    return name if is_ours else None


def is_in_circles(tracker: DialogueStateTracker) -> bool:
    """Whether this turn has had more actions than any sane one."""
    actions = 0
    for event in reversed(tracker.events):
        if isinstance(event, ActionExecuted):
            if event.action_name == ACTION_LISTEN_NAME:
                return False
            actions += 1
            if actions >= _MOST_ACTIONS:
                return True
    return False


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class OutagePolicy(Policy):
    """After a failed action, or too many: the apology, then listening. In all other turns it has no opinion.

    A form that was active stays so, and asks on at the next message; one that failed at its start is off.
    Stories and rules must not use `utter_shop_unavailable` themselves: after it this policy always listens.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Priority above RulePolicy's 4; seconds after which an action call is given up."""
        return {POLICY_PRIORITY: 100, ACTION_TIMEOUT: 8.0}

    @staticmethod
    def supported_data() -> SupportedData:
        """Sees every turn, those of rules too."""
        return SupportedData.ML_AND_RULE_DATA

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learns nothing. Raises InvalidConfigException for a wrong time-out or a missing apology."""
        _checked_timeout(self.config)
        if APOLOGY not in domain.responses:
            raise InvalidConfigException(
                f"OutagePolicy expects the response '{APOLOGY}' in the domain, found none. Add it there."
            )
        with self._model_storage.write_to(self._resource):
            return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OutagePolicy:
        """Puts the time-out, and a faster check of answers, in force for the process that serves this model."""
        limit_action_calls(_checked_timeout(config))
        check_answers_cheaply()
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """All zeros, unless an action has just failed or this turn does not come to an end.

        RulePolicy's predictions for an active form are "no user" predictions, which overrule all others
        whatever their priority: so must these be.
        """
        if tracker.model_id is not None and tracker.latest_action_name == APOLOGY:
            name = ACTION_LISTEN_NAME
        elif failed_action(tracker, domain) or is_in_circles(tracker):
            name = APOLOGY
        else:
            return self._prediction(self._default_predictions(domain))
        return self._prediction(confidence_scores_for(name, 1.0, domain), is_no_user_prediction=True)


def _checked_timeout(config: dict[str, Any]) -> float:
    seconds = config[ACTION_TIMEOUT]
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not is_number or not 0 < seconds <= _LONGEST_ACTION_TIMEOUT_S:
        raise InvalidConfigException(
            f"OutagePolicy expects {ACTION_TIMEOUT} in seconds, above 0 and at most "
            f"{_LONGEST_ACTION_TIMEOUT_S:g}, far below the 60 s that Rasa's lock on a conversation lives; "
            f"found {seconds!r}. Correct the config."
        )
    return float(seconds)
