"""The wiring files: what Rasa makes of them, and that they name things that exist."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

ROOT = Path(__file__).parents[2]
ENDPOINTS = str(ROOT / "endpoints.yml")


@pytest.fixture
def action_endpoint(monkeypatch: pytest.MonkeyPatch) -> EndpointConfig:
    monkeypatch.setenv("ACTIONS_PORT", "5055")
    monkeypatch.setenv("XIAOER_ACTIONS_SECRET", "secret")
    endpoint = read_endpoint_config(ENDPOINTS, "action_endpoint")
    assert endpoint is not None
    return endpoint


def test_the_action_server_is_named_by_the_environment(action_endpoint: EndpointConfig) -> None:
    assert action_endpoint.url == "http://127.0.0.1:5055/webhook"
    assert action_endpoint.headers == {"Authorization": "Bearer secret"}
    assert action_endpoint.kwargs["enable_selective_domain"] is True


@pytest.mark.parametrize("missing", ["ACTIONS_PORT", "XIAOER_ACTIONS_SECRET"])
def test_a_missing_variable_stops_the_start(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_PORT", "5055")
    monkeypatch.setenv("XIAOER_ACTIONS_SECRET", "secret")
    monkeypatch.delenv(missing)
    with pytest.raises(RasaException, match=missing):
        read_endpoint_config(ENDPOINTS, "action_endpoint")


def test_responses_are_made_by_our_generator(action_endpoint: EndpointConfig) -> None:
    endpoint = read_endpoint_config(ENDPOINTS, "nlg")
    assert endpoint is not None
    assert class_from_module_path(endpoint.type).__name__ == "LanguageResponseGenerator"


@pytest.mark.parametrize("file", ["config.yml", "config.diet.yml"])
def test_our_parts_exist_and_the_gate_is_first(file: str) -> None:
    config = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    names = [part["name"] for part in (*config["pipeline"], *config["policies"])]
    ours = [name for name in names if name.startswith("components.")]
    assert all(class_from_module_path(name) for name in ours)
    assert config["pipeline"][0]["name"] == "components.message_gate.MessageGate"
    assert {name.rsplit(".", 1)[1] for name in ours} >= {
        "LanguageDetector",
        "ValueRecognizer",
        "OutagePolicy",
    }


@pytest.mark.parametrize("file", ["config.yml", "config.diet.yml"])
def test_fallbacks_ask_back_and_never_revert(file: str) -> None:
    config = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    [rules] = [policy for policy in config["policies"] if policy["name"] == "RulePolicy"]
    assert rules["core_fallback_action_name"] == "action_ask_back"
    assert rules["enable_fallback_prediction"] is True


def test_the_channels_are_our_own_and_trust_no_caller() -> None:
    """Rasa's own `rest` and `socketio` believe whatever sender they are told."""
    channels = yaml.safe_load((ROOT / "credentials.yml").read_text(encoding="utf-8"))
    assert {"channels.web.WebChannel", "channels.rest.LoopbackRest"} <= set(channels)
    for path in channels:
        assert issubclass(class_from_module_path(path), InputChannel)
