from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import rasa.core.actions.action
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from components.outage_policy import OutagePolicy

Conversation = Callable[..., DialogueStateTracker]
Predict = Callable[..., "str | None"]
CONFIG = OutagePolicy.get_default_config()
ASKED = UserUttered("where is it", {"name": "track_order", "confidence": 1.0})


@pytest.fixture(autouse=True)
def rasas_own_timeout() -> Iterator[None]:
    """`load` changes the whole process."""
    before = rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT
    yield
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = before


@pytest.fixture
def policy(storage: LocalModelStorage, resource: Resource, context: ExecutionContext) -> OutagePolicy:
    return OutagePolicy.create(CONFIG, storage, resource, context)


@pytest.fixture
def predict(policy: OutagePolicy, domain: Domain, conversation: Conversation) -> Predict:
    """The action predicted after these events, or None where the policy has no opinion."""

    def next_action(*events: Event) -> str | None:
        prediction = policy.predict_action_probabilities(conversation(*events), domain)
        if prediction.max_confidence == 0:
            assert not prediction.is_no_user_prediction
            return None
        return str(domain.action_names_or_texts[prediction.max_confidence_index])

    return next_action


@pytest.mark.parametrize("action", ["action_answer", "task_form", "action_ask_back"])
def test_apologises_after_an_action_that_left_nothing(action: str, predict: Predict) -> None:
    assert predict(ASKED, ActionExecuted(action)) == "utter_shop_unavailable"


def test_listens_after_the_apology(predict: Predict) -> None:
    events = (ASKED, ActionExecuted("action_answer"), ActionExecuted("utter_shop_unavailable"))
    assert predict(*events, BotUttered("…")) == "action_listen"
    assert predict(*events, BotUttered("…"), ActionExecuted("action_listen"), ASKED) is None


@pytest.mark.parametrize(
    "events",
    [
        (),
        (ASKED,),
        (ASKED, ActionExecuted("action_answer"), SlotSet("language", "en")),
        (ASKED, ActionExecuted("action_answer"), BotUttered("done")),
        (ASKED, ActionExecuted("task_form"), ActiveLoop("task_form")),
        (ASKED, ActionExecuted("utter_hello")),
        (ASKED, ActionExecuted("action_session_start")),
        (ASKED, ActionExecuted("action_listen")),
        (ASKED, ActionExecuted("action_of_an_older_model")),
    ],
)
def test_has_no_opinion_in_all_other_turns(events: tuple[Event, ...], predict: Predict) -> None:
    assert predict(*events) is None


def test_test_stories_call_no_actions(
    policy: OutagePolicy, domain: Domain, conversation: Conversation
) -> None:
    tracker = conversation(ASKED, ActionExecuted("action_answer"))
    tracker.model_id = None  # as in `rasa test`
    assert policy.predict_action_probabilities(tracker, domain).max_confidence == 0


def test_ends_a_turn_that_goes_in_circles(predict: Predict) -> None:
    circle = [event for _ in range(7) for event in (ActionExecuted("action_ask_back"), BotUttered("?"))]
    assert predict(ASKED, *circle[:-2]) is None
    assert predict(ASKED, *circle) == "utter_shop_unavailable"


@pytest.mark.parametrize("is_active", [True, False])
def test_wins_against_rules_and_an_active_form(
    is_active: bool, policy: OutagePolicy, domain: Domain, conversation: Conversation
) -> None:
    """RulePolicy predicts a form without the user: such predictions overrule others of any priority."""
    tracker = conversation(ActiveLoop("task_form" if is_active else None), ASKED, ActionExecuted("task_form"))
    listening = PolicyPrediction.for_action_name(domain, "action_listen", "RulePolicy")
    listening.is_no_user_prediction = is_active
    listening.policy_priority = RulePolicy.get_default_config()["priority"]
    ours = policy.predict_action_probabilities(tracker, domain)
    for order in ([listening, ours], [ours, listening]):
        winner = DefaultPolicyPredictionEnsemble().combine_predictions(order, tracker, domain)
        assert winner.policy_name == "OutagePolicy"
        assert winner.events == []


def test_loads_what_it_trained_and_puts_the_timeout_in_force(
    policy: OutagePolicy,
    domain: Domain,
    storage: LocalModelStorage,
    resource: Resource,
    context: ExecutionContext,
) -> None:
    policy.train([], domain)
    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == 300
    OutagePolicy.load({**CONFIG, "action_timeout_s": 3}, storage, resource, context)
    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == 3


@pytest.mark.parametrize("seconds", [0, -1, 16, 300, "8", None, True])
def test_a_wrong_timeout_is_refused(
    seconds: object, domain: Domain, storage: LocalModelStorage, resource: Resource, context: ExecutionContext
) -> None:
    config = {**CONFIG, "action_timeout_s": seconds}
    with pytest.raises(InvalidConfigException, match="action_timeout_s"):
        OutagePolicy.create(config, storage, resource, context).train([], domain)
    with pytest.raises(InvalidConfigException, match="action_timeout_s"):
        OutagePolicy.load(config, storage, resource, context)


def test_a_domain_without_the_apology_is_refused(policy: OutagePolicy) -> None:
    with pytest.raises(InvalidConfigException, match="utter_shop_unavailable"):
        policy.train([], Domain.empty())
