"""Compilation: the cache of exactly these sources, plain twins, the same bits uncompiled, threads."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numba
import numpy as np
import pytest

from sim.core import jit
from sim.core.files import source_digest
from sim.core.jit import is_compiled, plain, prange, row, rule, serial, substituted, threads, use_threads
from tests.core.children import child_says

FACTOR = 3.0
AVAILABLE = int(getattr(numba.config, "NUMBA_NUM_THREADS"))  # noqa: B009  (declared at run time)
compiled_only = pytest.mark.skipif(jit.DISABLED, reason="NUMBA_DISABLE_JIT is set: nothing is compiled")


@rule
def tripled(x: float) -> float:
    """Three times x."""
    return x * FACTOR


@row
def shifted(x: float, by: float = 1.0) -> float:
    """Calls one rule."""
    return tripled(x) + by


@serial
def shifted_twice(x: float) -> float:
    """Calls a rule that calls a rule."""
    return shifted(x) + shifted(x, 10.0)


def _wrapped_plain(x: int) -> int:
    return (int(x) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF


@substituted(_wrapped_plain)
def wrapped(x: int) -> int:
    """A product that wraps at 64 bits."""
    return np.uint64(x) * np.uint64(0x9E3779B97F4A7C15)  # type: ignore[return-value]


@rule
def wrapped_low(x: int) -> int:
    """Calls a function that has a written twin."""
    return int(wrapped(x) & 0xFFFF)


@rule
def added(values: tuple[float, ...]) -> float:
    """Calls a rule inside a comprehension, a code object of its own before Python 3.12."""
    total = 0.0
    for value in [tripled(v) for v in values]:
        total += value
    return total


@jit.kernel
def tripled_all(x: jit.Cells, out: jit.Cells) -> None:
    """A loop over rows."""
    for i in prange(x.size):
        out[i] = tripled(x[i])


@compiled_only
def test_decorated_functions_are_compiled_and_plain_ones_are_not() -> None:
    assert [is_compiled(f) for f in (tripled, shifted, shifted_twice, wrapped, tripled_all)] == [True] * 5
    assert [is_compiled(plain(f)) for f in (tripled, shifted, shifted_twice, wrapped)] == [False] * 4


@compiled_only
def test_the_twin_of_a_function_calls_only_twins_however_deep() -> None:
    """The compiled functions count their compilations: calling the twin must add none."""
    before = [len(f.signatures) for f in (tripled, shifted, shifted_twice)]  # type: ignore[attr-defined]
    assert plain(shifted_twice)(2.5) == 2.5 * 3.0 + 1.0 + 2.5 * 3.0 + 10.0
    assert [len(f.signatures) for f in (tripled, shifted, shifted_twice)] == before  # type: ignore[attr-defined]
    inner = plain(shifted_twice).__globals__["shifted"]
    assert not is_compiled(inner)
    assert not is_compiled(inner.__globals__["tripled"])


@compiled_only
def test_the_twin_of_a_function_calls_only_twins_in_a_comprehension_too() -> None:
    assert not is_compiled(plain(added).__globals__["tripled"])


def test_compiled_and_plain_give_the_same_results() -> None:
    assert [shifted_twice(x) for x in (0.1, -2.0)] == [plain(shifted_twice)(x) for x in (0.1, -2.0)]


def test_a_written_twin_is_used_inside_the_functions_that_call_the_original() -> None:
    """In plain Python, uint64 times uint64 would warn; the written twin does not."""
    assert plain(wrapped).__code__ is _wrapped_plain.__code__
    assert plain(wrapped_low)(2**40 + 7) == wrapped_low(2**40 + 7) == _wrapped_plain(2**40 + 7) & 0xFFFF


def test_a_twin_is_made_once() -> None:
    assert plain(shifted) is plain(shifted)


def test_a_twin_keeps_name_doc_and_defaults() -> None:
    twin = plain(shifted)
    assert (twin.__name__, twin.__doc__, twin.__defaults__) == ("shifted", "Calls one rule.", (1.0,))


def test_making_a_twin_leaves_the_module_s_own_functions_as_they_are() -> None:
    before = dict(globals())
    plain(shifted_twice)
    assert globals()["tripled"] is before["tripled"]


def test_a_kernel_and_its_twin_fill_the_same_bits() -> None:
    x = np.linspace(-1.0, 1.0, 101)
    compiled, twin = np.empty(101), np.empty(101)
    tripled_all(x, compiled)
    plain(tripled_all)(x, twin)
    assert compiled.tobytes() == twin.tobytes()


@pytest.fixture
def all_threads() -> Iterator[None]:
    """All threads at first, and again afterwards, whatever the test does."""
    numba.set_num_threads(AVAILABLE)
    yield
    numba.set_num_threads(AVAILABLE)


@pytest.mark.usefixtures("all_threads")
def test_more_threads_than_there_are_is_all_of_them() -> None:
    numba.set_num_threads(1)
    with threads(1_000_000):
        assert numba.get_num_threads() == AVAILABLE


@pytest.mark.usefixtures("all_threads")
def test_the_number_of_threads_is_set_and_given_back() -> None:
    with threads(1):
        assert numba.get_num_threads() == 1
    assert numba.get_num_threads() == AVAILABLE


@pytest.mark.usefixtures("all_threads")
def test_zero_threads_leaves_the_number_as_it_is() -> None:
    with threads(1), threads(0):
        assert numba.get_num_threads() == 1


@pytest.mark.usefixtures("all_threads")
def test_the_number_of_threads_is_given_back_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), threads(1):
        raise ZeroDivisionError
    assert numba.get_num_threads() == AVAILABLE


@pytest.mark.usefixtures("all_threads")
def test_use_threads_holds_until_it_is_said_otherwise() -> None:
    use_threads(1)
    assert numba.get_num_threads() == 1
    use_threads(1_000_000)
    assert numba.get_num_threads() == AVAILABLE


def make_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder that a process with TELSIM_CACHE = root would use."""
    monkeypatch.setenv("TELSIM_CACHE", str(root))
    return jit._cache_folder()


def old_cache(root: Path, name: str, age: int) -> None:
    """The cache of older sources, ``age`` seconds before a fixed moment."""
    (root / name).mkdir(parents=True)
    (root / name / "code.nbi").write_bytes(b"")
    os.utime(root / name, (1_700_000_000 - age,) * 2)


def test_the_cache_folder_is_named_by_the_digest_of_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert make_cache(tmp_path, monkeypatch) == tmp_path / jit.SOURCES[:16]
    assert (tmp_path / jit.SOURCES[:16]).is_dir()


def test_only_the_newest_caches_are_kept_the_current_one_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for age in range(6):
        old_cache(tmp_path, f"{age:016x}", age)
    current = make_cache(tmp_path, monkeypatch)
    assert {p.name for p in tmp_path.iterdir()} == {current.name, f"{0:016x}", f"{1:016x}"}


def test_the_current_cache_is_kept_however_old_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going back to older sources: their cache is in use now, whenever its folder was made."""
    for age in range(4):
        old_cache(tmp_path, f"{age:016x}", age)
    old_cache(tmp_path, jit.SOURCES[:16], 1_000)
    assert make_cache(tmp_path, monkeypatch).is_dir()


def test_pruning_caches_spares_folders_that_are_no_caches_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TELSIM_CACHE may name a folder where the user keeps other things, such as ~/.cache itself."""
    for age, name in enumerate(("photos", "letters", "thesis", "numba", "pip")):
        old_cache(tmp_path, name, age)
    make_cache(tmp_path, monkeypatch)
    assert {"photos", "letters", "thesis", "numba", "pip"} <= {p.name for p in tmp_path.iterdir()}


def test_a_cache_folder_that_cannot_be_made_falls_back_to_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    expected = tmp_path / f"telsim-{os.getuid()}" / jit.SOURCES[:16]
    assert make_cache(tmp_path / "file" / "cache", monkeypatch) == expected


WHERE = """
import json, os
from sim.core import jit
import numba
print(json.dumps([jit.SOURCES, os.environ["NUMBA_CACHE_DIR"], numba.config.CACHE_DIR]))
"""


def test_a_process_compiles_into_the_folder_of_its_sources(tmp_path: Path) -> None:
    sources, environment, numba_uses = json.loads(child_says(WHERE, TELSIM_CACHE=str(tmp_path)))
    assert sources == source_digest()
    assert environment == numba_uses == str(tmp_path / sources[:16])


NESTED_RULES = '''
"""Two rules, one inside the other."""
from sim.core.jit import rule

@rule
def half(x):
    """Half."""
    return x * 0.5

@rule
def quarter(x):
    """A quarter."""
    return half(half(x))
'''

CALL_RULES = """
import json, sys
sys.path.insert(0, sys.argv[1])
import nested
from numba.core import event

class Compilations(event.Listener):
    names = []
    def on_start(self, found):
        self.names.append(found.data["dispatcher"].py_func.__name__)
    def on_end(self, found):
        pass

event.register("numba:compile", Compilations())
print(json.dumps([nested.quarter(3.0), sorted(Compilations.names)]))
"""


def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    (tmp_path / "nested.py").write_text(NESTED_RULES)
    cache = str(tmp_path / "cache")
    first, second = (
        json.loads(child_says(CALL_RULES, str(tmp_path), TELSIM_CACHE=cache, NUMBA_DISABLE_JIT="0"))
        for _ in range(2)
    )
    assert first == [0.75, ["half", "quarter"]]
    assert second == [0.75, []]


BITS = """
import hashlib, struct
import numpy as np
from sim.core import chance, jit, maths

found = hashlib.sha256()
for n in range(3000):
    w = chance.words(7, n % 5, n % 61, n * 2654435761, n % 3)
    u, v = chance.uniform(w[0]), chance.uniform53(w[1], w[2])
    numbers = u, v, chance.gumbel(u), chance.normal(v), maths.exp(1500 * u - 760), maths.sigmoid(80 * v - 40)
    found.update(struct.pack("<4Q6d", *map(int, w), *numbers))
out = np.empty(1000)
chance.fill_uniform(7, 1, 2, np.arange(1000, dtype=np.int64), 3, out)
found.update(out.tobytes())
print(jit.DISABLED, found.hexdigest())
"""


def test_without_the_compiler_the_bits_are_the_same() -> None:
    compiled = child_says(BITS, NUMBA_DISABLE_JIT="0").split()
    interpreted = child_says(BITS, NUMBA_DISABLE_JIT="1").split()
    assert (compiled[0], interpreted[0]) == ("False", "True")
    assert compiled[1] == interpreted[1]
