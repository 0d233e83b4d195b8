"""What the source of ``sim`` may not do, read from its syntax trees.

The import contracts in pyproject.toml say who may import what; here stands what an import does not show.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.supply.tree import Source, dotted, sources

TOUCH_FILES = {"sim/scenario/load.py", "sim/core/files.py"}
FILE_CALLS = {
    *(
        "open",
        "read_text",
        "write_text",
        "read_bytes",
        "write_bytes",
        "mkdir",
        "makedirs",
        "mkdtemp",
        "mkstemp",
    ),
    *(
        "unlink",
        "rmdir",
        "rmtree",
        "touch",
        "symlink_to",
        "hardlink_to",
        "NamedTemporaryFile",
        "TemporaryFile",
    ),
    *(
        "TemporaryDirectory",
        "memmap",
        "fromfile",
        "tofile",
        "loadtxt",
        "savetxt",
        "savez",
        "savez_compressed",
    ),
}
FILE_MODULES = {"os", "shutil", "io", "np", "numpy", "tempfile"}
FILE_FUNCTIONS = {
    "save",
    "load",
    "copy",
    "copy2",
    "copyfile",
    "copytree",
    "move",
    "remove",
    "rename",
    "replace",
}
EXECUTING = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
UNSAFE_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
GENERATORS = {"random", "rng", "default_rng"}
COMPILERS = {"jit", "njit", "vectorize", "guvectorize", "stencil", "cfunc", "generated_jit"}


def touches_files(call: ast.Call) -> bool:
    """Whether a call opens, makes, moves or removes a file or folder, going by its name."""
    module, _, name = dotted(call.func).rpartition(".")
    return name in FILE_CALLS or (module in FILE_MODULES and name in FILE_FUNCTIONS)


def decorators(source: Source) -> Iterator[ast.expr]:
    """Every decorator in a file; of ``@kernel(...)`` it is ``kernel``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield from (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)


def places(source: Source, nodes: Iterator[ast.expr]) -> list[str]:
    """``file:line`` of each node, for the message of a failing test."""
    return [f"{source.name}:{node.lineno}" for node in nodes]


each_source = pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)


@each_source
def test_only_the_loader_and_core_files_touch_files(source: Source) -> None:
    found = places(source, (call for call in source.calls() if touches_files(call)))
    assert source.name in TOUCH_FILES or found == []


@each_source
def test_nothing_that_was_read_is_executed(source: Source) -> None:
    assert places(source, (call for call in source.calls() if dotted(call.func) in EXECUTING)) == []


@each_source
def test_no_format_that_executes_what_it_reads_is_imported(source: Source) -> None:
    assert [line for name, line in source.imports() if name.partition(".")[0] in UNSAFE_MODULES] == []


@each_source
def test_no_call_asks_for_a_shell_for_pickles_or_for_fast_mathematics(source: Source) -> None:
    asked = {"shell", "allow_pickle", "fastmath"}
    assert (
        places(source, (call for call in source.calls() if any(k.arg in asked for k in call.keywords))) == []
    )


@each_source
def test_fast_mathematics_is_not_asked_for_by_name_either(source: Source) -> None:
    texts = (
        node for node in ast.walk(source.tree) if isinstance(node, ast.Constant) and node.value == "fastmath"
    )
    assert places(source, texts) == []


@each_source
def test_yaml_is_read_as_events_only(source: Source) -> None:
    loaders = {"yaml.load", "yaml.load_all", "yaml.safe_load", "yaml.unsafe_load", "yaml.full_load"}
    assert places(source, (call for call in source.calls() if dotted(call.func) in loaders)) == []


@each_source
def test_chance_is_drawn_from_an_address_only(source: Source) -> None:
    imported = [
        line for name, line in source.imports() if f"{name}.".startswith(("random.", "numpy.random."))
    ]
    named = (n for n in ast.walk(source.tree) if isinstance(n, ast.Attribute) and n.attr in GENERATORS)
    assert [imported, places(source, named)] == [[], []]


@each_source
def test_only_core_jit_names_a_compiler(source: Source) -> None:
    named = (d for d in decorators(source) if dotted(d).rpartition(".")[2] in COMPILERS)
    assert source.name == "sim/core/jit.py" or places(source, named) == []


@pytest.mark.parametrize("text", ["open(p)", "Path(p).write_text(t)", "os.replace(a, b)", "np.save(p, a)"])
def test_a_call_that_touches_a_file_is_recognised(text: str) -> None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert touches_files(call)


@pytest.mark.parametrize("text", ["name.replace(a, b)", "scenario.load(p)", "market.step()"])
def test_another_call_is_not_taken_for_one(text: str) -> None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert not touches_files(call)
