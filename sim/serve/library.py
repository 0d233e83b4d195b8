"""What the page can open: scenarios of one folder and comparisons of another, by name only.

A name from a request is looked up in a listing, never joined to a path: nothing outside can be named.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from sim.core.errors import InputError, UnknownName
from sim.core.files import content_of, digest_bytes, files_in, is_there
from sim.report.kept import KEPT
from sim.report.words import operator_title, question_of
from sim.results import STORE
from sim.results.store import ENDING
from sim.scenario.load import Loaded, load

MOST_LOADED = 60
"""Scenarios kept in memory, each as it was asked for."""


@dataclass(frozen=True)
class Entry:
    """A scenario that can be chosen."""

    name: str
    file: Path
    question: str
    focus: str
    strategies: tuple[str, ...]
    months: int
    start: str
    error: str
    """Why it cannot be chosen; empty when it can."""


@dataclass(frozen=True)
class Kept:
    """A comparison that was kept."""

    name: str
    folder: Path
    question: str
    against: str
    strategies: tuple[str, ...]
    replications: int
    months: int
    verdict: str
    digest: str


class Library:
    """Scenarios below ``home``, results below ``out``."""

    def __init__(self, home: Path, out: Path) -> None:
        """Nothing is read before it is asked for."""
        self.home, self.out, self.store = home, out, out / STORE
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._lock = Lock()

    # --- scenarios ------------------------------------------------------------------------------------------
    def files(self) -> dict[str, Path]:
        """Scenario files by name: those that ask a question first, then the markets that they extend."""
        markets = {f"markets/{path.stem}": path for path in files_in(self.home / "markets", ".yaml")}
        return {path.stem: path for path in files_in(self.home, ".yaml")} | markets

    def entries(self) -> tuple[Entry, ...]:
        """Every scenario with its question, or with what is wrong with it."""
        return tuple(self._entry(name, file) for name, file in self.files().items())

    def _entry(self, name: str, file: Path) -> Entry:
        try:
            loaded = self.scenario(name)
        except InputError as error:
            return Entry(name, file, "", "", (), 0, "", str(error))
        scenario = loaded.scenario
        focus = operator_title(scenario, scenario.focus)
        names = tuple(loaded.strategies)
        return Entry(name, file, question_of(scenario), focus, names, scenario.months, scenario.start, "")

    def scenario(
        self,
        name: str,
        overrides: Mapping[str, object] | None = None,
        strategies: Mapping[str, object] | None = None,
    ) -> Loaded:
        """A scenario as it is now, with changes. Raises InputError."""
        files = self.files()
        if name not in files:
            raise UnknownName("scenario", name[:80], files)
        key = json.dumps([name, self._state(files), overrides, strategies], sort_keys=True)
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key]
        loaded = load(files[name], overrides or {}, strategies or {})
        with self._lock:
            self._loaded[key] = loaded
            while len(self._loaded) > MOST_LOADED:
                self._loaded.popitem(last=False)
        return loaded

    def _state(self, files: Mapping[str, Path]) -> str:
        """Changes whenever a scenario file does."""
        return digest_bytes(b"".join(digest_bytes(content_of(path)).encode() for path in files.values()))

    # --- results --------------------------------------------------------------------------------------------
    def folders(self) -> dict[str, Path]:
        """Folders of comparisons by name."""
        if not is_there(self.out):
            return {}
        found = (path for path in sorted(self.out.iterdir()) if path.is_dir() and not path.is_symlink())
        return {path.name: path for path in found if is_there(path / KEPT)}

    def comparisons(self) -> tuple[Kept, ...]:
        """Every comparison kept, by name; one that cannot be read is left out."""
        found = (self.kept(folder) for folder in self.folders().values())
        return tuple(kept for kept in found if kept is not None)

    def kept(self, folder: Path) -> Kept | None:
        """What a comparison's folder says of it."""
        try:
            found = json.loads(content_of(folder / KEPT))
            return Kept(
                folder.name, folder, str(found["question"]), str(found["against"]),
                tuple(map(str, found["strategies"])), int(found["replications"]), int(found["months"]),
                str(found["verdict"][0]), str(found["scenario_digest"]),
            )  # fmt: skip
        except (ValueError, KeyError, IndexError, TypeError, OSError):
            return None

    def stored_runs(self) -> int:
        """How many runs are stored."""
        return len(files_in(self.store, ENDING))

    def tables(self) -> dict[str, Path]:
        """Tables of single runs, as ``telsim run`` writes them, by name."""
        return {path.name: path for path in files_in(self.out, ".csv")}
