"""One tiny bundle for all tests here; those that damage it take a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.networks.tiny import write_tiny_bundle


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_bundle(tmp_path_factory.mktemp("bundle"))
