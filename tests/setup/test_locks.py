"""The lock files: one within the other, pinned by hash, without addresses, and nothing heavy in serving."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from tests.setup.sandbox import ROOT

LOCKS = ROOT / "requirements"


def pins(name: str) -> dict[str, tuple[str, str]]:
    """Package → (version, all of its hashes) of a lock file."""
    text = (LOCKS / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        match = re.match(r"([a-z0-9][a-z0-9._-]*)==(\S+)", line)
        if match:
            found[match[1]] = (match[2], " ".join(sorted(re.findall(r"--hash=(\S+)", line))))
    return found


@pytest.mark.parametrize("name", ["all.txt", "serve.txt", "uv.txt"])
def test_every_pin_has_a_hash(name: str) -> None:
    found = pins(name)
    assert found
    assert [package for package, (_, hashes) in found.items() if "sha256:" not in hashes] == []


def test_serve_is_a_part_of_all() -> None:
    everything, serve = pins("all.txt"), pins("serve.txt")
    assert {package: everything.get(package) for package in serve} == serve


@pytest.mark.parametrize("name", ["all.txt", "serve.txt", "uv.txt"])
def test_no_addresses(name: str) -> None:
    text = (LOCKS / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)|^\s*-[if] ", text, re.MULTILINE)


def test_serving_needs_no_torch() -> None:
    heavy = {name for name in pins("serve.txt") if re.match(r"torch|nvidia|cuda|triton|transformers", name)}
    assert heavy == set()


@pytest.mark.parametrize("name", ["all", "serve", "uv"])
def test_locks_follow_what_is_asked_for(name: str) -> None:
    """A line added to an .in file without `make lock` is noticed."""
    found = pins(f"{name}.txt")
    lines = (line.partition(" #")[0].strip() for line in (LOCKS / f"{name}.in").read_text().splitlines())
    for line in lines:
        if line and not line.startswith(("#", "-")):
            wanted = Requirement(line)
            version, _ = found[wanted.name.lower()]
            assert wanted.specifier.contains(version, prereleases=True), (
                f"{line}: found {version}; run make lock"
            )
