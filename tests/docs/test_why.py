"""The page on why shows what its command answers today."""

from __future__ import annotations

import pytest

from tests.docs.why import COMMAND, PAGE, answer_of, pasted, run_why

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_names_the_command_whose_answer_it_holds() -> None:
    assert COMMAND in TEXT
    assert pasted(TEXT).startswith("trial_and_handset has ")


@pytest.mark.nightly  # some 250 runs of 4,000 customers
def test_the_answer_on_the_page_is_what_the_command_says() -> None:
    assert pasted(TEXT) == run_why()


def test_an_answer_is_its_sentences_without_the_tables() -> None:
    assert answer_of("One.\nTwo.\n\nlever   share\nx   1\n") == "One.\nTwo.\n"
