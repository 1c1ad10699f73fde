"""Which folder may import what; see docs/architecture.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# folder -> top-level modules that must not be imported anywhere in it
FORBIDDEN = {
    "shop": {"rasa", "rasa_sdk", "torch", "transformers", "actions", "components", "networks", "evaluation"},
    "actions": {"rasa", "torch", "transformers", "components", "networks", "evaluation"},
    "components": {"shop", "actions", "evaluation", "torch", "transformers"},
    "networks": {"rasa", "rasa_sdk", "shop", "actions", "components", "evaluation", "torch", "transformers"},
    "values": {
        "rasa",
        "rasa_sdk",
        "shop",
        "actions",
        "components",
        "networks",
        "torch",
        "transformers",
        "evaluation",
    },
    "retrieval": {
        "rasa",
        "rasa_sdk",
        "torch",
        "transformers",
        "actions",
        "components",
        "channels",
        "desk",
        "evaluation",
    },
    "desk": {
        "rasa",
        "rasa_sdk",
        "torch",
        "transformers",
        "actions",
        "components",
        "channels",
        "evaluation",
    },
    "reports": {
        "rasa",
        "rasa_sdk",
        "torch",
        "transformers",
        "actions",
        "components",
        "channels",
        "desk",
        "evaluation",
    },
    "channels": {"torch", "transformers", "actions", "networks", "desk", "evaluation"},
    "evaluation": {"actions"},
}
# What runs a student on a GPU. Nothing of a CPU's serving imports it (tests/components/test_encoder_in_rasa.py).
ON_TORCH = {
    "networks/state_head.py",
    "networks/student.py",
    "networks/torch_model.py",
    "networks/reply_torch.py",
}
PICKLES = {"pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}
PICKLING = {
    "torch.load",
    "torch.save",
    "np.load",
    "numpy.load",
    "yaml.load",
    "yaml.unsafe_load",
    "pd.read_pickle",
}
SQL_FREE = ROOT / "shop" / "domain"


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return names


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_folder_keeps_its_distance(folder: str) -> None:
    files = [file for file in (ROOT / folder).rglob("*.py") if str(file.relative_to(ROOT)) not in ON_TORCH]
    assert files
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported(file)
        if name.split(".")[0] in FORBIDDEN[folder]
    }
    assert not wrong


def test_the_domain_knows_no_sql() -> None:
    outside = {"sqlalchemy", "alembic", "shop.tables", "shop.repository", "shop.service", "shop.unit_of_work"}
    wrong = {
        f"{file.name} imports {name}"
        for file in SQL_FREE.glob("*.py")
        for name in imported(file)
        if any(name == module or name.startswith(module + ".") for module in outside)
    }
    assert not wrong


@pytest.mark.parametrize("folder", sorted({*FORBIDDEN, "distillation", "setup"}))
def test_nothing_is_pickled(folder: str) -> None:
    """A pickle runs what it holds; torch and numpy have doors to it of their own."""
    wrong = set()
    for file in (ROOT / folder).rglob("*.py"):
        if {name.split(".")[0] for name in imported(file)} & PICKLES:
            wrong.add(str(file.relative_to(ROOT)))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (call := ast.unparse(node.func)) in PICKLING:
                safe = any(ast.unparse(word) == "allow_pickle=False" for word in node.keywords)
                wrong |= set() if safe and call == "np.load" else {f"{file.relative_to(ROOT)} calls {call}"}
    assert not wrong


def test_nothing_imports_the_evaluation() -> None:
    folders = ("shop", "actions", "channels", "components", "networks", "retrieval")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    assert not [file for file in files if any(name.split(".")[0] == "evaluation" for name in imported(file))]
