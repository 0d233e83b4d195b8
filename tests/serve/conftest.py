"""One page for all tests of it that need workers: they take seconds to warm up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.asks import Asker, opened


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """A browser that has come with the token, and a page with one worker."""
    with opened(tmp_path_factory.mktemp("page") / "runs", 1) as asker:
        yield asker


@pytest.fixture(scope="session")
def answered(page: Asker) -> str:
    """The name of a small comparison that the page has run."""
    return page.answer(page.asked())


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Asker]:
    """A page whose workers never start: for what is answered without them."""
    with opened(tmp_path / "runs", 0) as asker:
        yield asker
