"""What holds the house up: who imports whom, what stays light, and what is public and explained."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

SRC = Path(__file__).resolve().parents[1] / "src"
PUBLIC_NAMES = Path(__file__).with_name("public_names.txt")

EVERY_ROOM = {"views", "geometry", "tracks", "marks", "prompts", "models", "worlds", "benchmarks", "training"}
MAY_IMPORT: dict[str, set[str]] = {
    "views": set(),
    "geometry": set(),
    "tracks": {"views", "geometry"},
    "marks": {"views", "tracks"},
    "prompts": {"views", "geometry"},
    "models": {"views", "marks", "prompts"},
    "worlds": {"views", "geometry", "tracks", "prompts"},
    "benchmarks": {"views", "tracks", "marks", "prompts", "models", "geometry"},
    "training": {"views", "geometry", "prompts"},
    "cli": EVERY_ROOM,
    "serve": EVERY_ROOM,
}
"""Room to the rooms below it. Everybody may import covis.errors; the front door is for cli and serve only."""

HEAVY = {"torch", "transformers", "cv2", "av", "skimage", "scipy", "PIL"}
LATE = {
    "torch",
    "transformers",
    "trl",
    "peft",
    "accelerate",
    "datasets",
    "ray",
    "gradio",
    "fastapi",
    "openai",
    "trimesh",
    "embreex",
    "networkx",
    "sklearn",
    "pyarrow",
    "pandas",
    "motmetrics",
    "inspect_ai",
    "matplotlib",
    "pycocoevalcap",
    "tensorboard",
    "yaml",
}
"""Packages of extras: imported inside the functions that need them, so that the core works without."""


# --- who imports whom ---------------------------------------------------------------------------------


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def is_typing_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def imports(node: ast.AST, inside_functions: bool) -> set[str]:
    """Dotted names imported below a node; `from a import b` gives a and a.b. Not those for types."""
    found: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if is_typing_block(child):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not inside_functions:
            continue
        if isinstance(child, ast.Import):
            found |= {alias.name for alias in child.names}
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"relative import at line {child.lineno}"
            found.add(child.module or "")
            found |= {f"{child.module}.{alias.name}" for alias in child.names}
        else:
            found |= imports(child, inside_functions)
    return found


def file_edges() -> dict[str, set[str]]:
    """Module to the modules of covis that it imports, anywhere in the file."""
    known = modules()
    return {
        name: {
            target
            for target in imports(tree(path), inside_functions=True) & set(known)
            # `from covis.views.view import View` names covis.views.view, not every package above it.
            if target != name
        }
        for name, path in known.items()
    }


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_every_room_is_in_the_table() -> None:
    rooms = {path.name for path in (SRC / "covis").iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(MAY_IMPORT), "a new room needs a line in MAY_IMPORT"


def test_rooms_import_downwards_only() -> None:
    front_doors = {"cli", "serve"}
    wrong = []
    for source, targets in file_edges().items():
        if source in ("covis", "covis.errors"):
            continue
        for target in targets:
            allowed = {room(source), "errors", *MAY_IMPORT.get(room(source), set())}
            if room(source) in front_doors:
                allowed.add("")
            if room(target) not in allowed:
                wrong.append(f"{source} imports {target}")
    assert not wrong


def test_the_table_itself_has_no_way_up() -> None:
    order: list[str] = []
    left = dict(MAY_IMPORT)
    while left:
        free = sorted(name for name, below in left.items() if below <= set(order))
        assert free, f"rooms in a circle: {sorted(left)}"
        order += free
        for name in free:
            del left[name]


def test_files_do_not_import_in_circles() -> None:
    edges = file_edges()
    state: dict[str, str] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        state[name] = "open"
        path.append(name)
        for target in sorted(edges[name]):
            assert state.get(target) != "open", " -> ".join([*path[path.index(target) :], target])
            if target not in state:
                visit(target)
        path.pop()
        state[name] = "done"

    for name in edges:
        # The package's own file imports late, by name, and is imported by nobody below it.
        if name not in state and name != "covis":
            visit(name)


def test_packages_of_extras_are_imported_late() -> None:
    wrong = {
        name: early
        for name, path in modules().items()
        if (early := {i.split(".")[0] for i in imports(tree(path), inside_functions=False)} & LATE)
    }
    assert not wrong


def test_there_is_no_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [name for name in modules() if vague & set(name.split("."))]


# --- what stays light ---------------------------------------------------------------------------------


def loaded_by(code: str) -> set[str]:
    """Top-level modules in a fresh interpreter after some code has run."""
    tell = "import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_covis_is_light() -> None:
    assert not loaded_by("import covis") & (HEAVY | {"numpy", "typer", "rich"})


@pytest.mark.parametrize("arguments", [["--help"], ["mark", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from covis.cli.main import main\n"
        f"sys.argv = ['covis', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
    )
    assert not loaded_by(code) & (HEAVY | {"numpy"})


# --- what is public -----------------------------------------------------------------------------------


def public_names() -> dict[str, Any]:
    """Every name in `__all__` of covis and of each room, with what it stands for."""
    found: dict[str, Any] = {}
    for name, path in modules().items():
        if path.name != "__init__.py" or room(name) in ("cli", "serve"):
            continue
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", ()):
            found[f"{name}.{public}"] = getattr(module, public)
    return found


def test_no_public_name_is_lost_or_unrecorded() -> None:
    recorded = {line for line in PUBLIC_NAMES.read_text().splitlines() if line and not line.startswith("#")}
    there = set(public_names())
    assert not recorded - there, f"public names are gone: {sorted(recorded - there)}; users may import them"
    assert not there - recorded, (
        f"record these new public names in {PUBLIC_NAMES.name}: {sorted(there - recorded)}"
    )


def documented_constants() -> set[str]:
    """Names assigned at module level with a string literal right below, as constants are explained."""
    found: set[str] = set()
    for path in modules().values():
        for node, after in zip(tree(path).body, tree(path).body[1:], strict=False):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            explained = isinstance(after, ast.Expr) and isinstance(getattr(after.value, "value", None), str)
            if explained and isinstance(node, ast.Assign | ast.AnnAssign):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_every_public_name_is_explained() -> None:
    constants = documented_constants()
    bare = [
        name
        for name, thing in public_names().items()
        if not (
            thing.__doc__
            if inspect.isclass(thing) or inspect.isfunction(thing) or inspect.ismodule(thing)
            else name.rsplit(".", 1)[1] in constants
        )
    ]
    assert not bare


def public_functions() -> dict[str, ast.FunctionDef]:
    """Functions and methods outside the front doors whose names have no leading underscore."""
    found = {}
    for name, path in modules().items():
        if room(name) in ("cli", "serve") or name.rsplit(".", 1)[-1].startswith("_"):
            continue
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef):
                found[f"{name}.{node.name}"] = node
            elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        found[f"{name}.{node.name}.{method.name}"] = method
    return {name: node for name, node in found.items() if not node.name.startswith("_")}


def test_functions_that_raise_say_so() -> None:
    silent = []
    for name, node in public_functions().items():
        raises = any(
            isinstance(part, ast.Raise) and part.exc is not None and "CovisError" in ast.unparse(part.exc)
            for part in ast.walk(node)
        )
        doc = ast.get_docstring(node) or ""
        if raises and not ("Raises:" in doc and "CovisError" in doc):
            silent.append(name)
    assert not silent


SHAPE = re.compile(r"\(\s*[\w+*/ -]+,(\s*[\w+*/ -]+,?)*\)")
"""(H, W), (n, 2), (n,): how docstrings tell an array's shape."""


def test_public_functions_tell_the_shapes_of_their_arrays() -> None:
    public = {thing for thing in public_names().values() if inspect.isfunction(thing)}
    wrong = []
    for thing in public:
        annotations = " ".join(map(str, inspect.get_annotations(thing).values()))
        if "NDArray" in annotations and not SHAPE.search(thing.__doc__ or ""):
            wrong.append(f"{thing.__module__}.{thing.__qualname__}")
    assert not sorted(wrong)


# --- the packaging tells the truth --------------------------------------------------------------------


def test_every_core_dependency_is_imported_somewhere() -> None:
    import tomllib

    project = tomllib.loads((SRC.parent / "pyproject.toml").read_text())["project"]
    named = {"opencv-python-headless": "cv2", "scikit-image": "skimage", "pillow": "PIL"}
    needed = {re.split(r"[<>=!~ \[;]", d)[0] for d in project["dependencies"]}
    used = {
        i.split(".")[0] for path in modules().values() for i in imports(tree(path), inside_functions=True)
    }
    assert {named.get(package, package) for package in needed} <= used


def test_constraints_pin_every_dependency() -> None:
    import tomllib

    project = tomllib.loads((SRC.parent / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    lines = (SRC.parent / "constraints.txt").read_text().splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    assert {re.split(r"[<>=!~ \[;]", d)[0].lower() for d in wanted} <= pinned
