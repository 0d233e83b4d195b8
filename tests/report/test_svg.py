"""Drawings made smaller still draw the same."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sim.report.svg import LONG_PATH, slim

places = st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400)), min_size=LONG_PATH // 8, max_size=150)


def drawn(points: list[tuple[float, float]], end: str) -> str:
    steps = " L ".join(f"{x:.6f} {y:.6f}" for x, y in points)
    path = f'<path d="M {steps}{end}" style="fill: none"/>'
    return f'<svg xmlns="x"><defs></defs><g><g id="a">{path}</g></g></svg>'


@given(places, st.sampled_from(["", " z"]))
def test_a_course_of_steps_passes_the_same_places(points: list[tuple[float, float]], end: str) -> None:
    found = re.search(r' d="m([^"z]*)(z?)"', slim(drawn(points, end)))
    assert found is not None and (found[2] == "z") == (end != "")
    steps = [float(n) for n in re.findall(r"-?\d*\.?\d+", found[1])]
    x = y = 0.0
    for (there_x, there_y), (dx, dy) in zip(points, zip(steps[::2], steps[1::2], strict=True), strict=True):
        x, y = x + dx, y + dy
        assert abs(x - there_x) < 0.051 and abs(y - there_y) < 0.051


def test_a_style_has_one_name_wherever_it_is_used() -> None:
    both = [
        slim(f'<svg><defs></defs><path style="fill: {c}"/><use style="fill: red"/></svg>')
        for c in ("red", "blue")
    ]
    names = [re.findall(r'class="(\w+)"', text) for text in both]
    assert names[0][0] == names[0][1] == names[1][1] != names[1][0]
    assert all(text.count("{fill:red}") == 1 for text in both)


def test_groups_that_say_nothing_go_and_those_that_clip_stay() -> None:
    text = slim('<svg><defs></defs><g><g clip-path="url(#a)"><g/><path d="M 0 0"/></g></g></svg>')
    assert text.count("<g") == text.count("</g>") == 1
    assert 'clip-path="url(#a)"' in text
