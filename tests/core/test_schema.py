"""Declared state and parameters: tables, their digests and bounds, strict frozen blocks with units."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.errors import UnknownName
from sim.core.schema import (
    ASSUMPTION,
    Column,
    ParamRow,
    Params,
    Table,
    bounds_violation,
    describe,
    digest,
    extra_of,
    param,
)
from tests.core.children import child_says

AGE = Column("age", "int16", "years", "Age of the customer.", 30, low=0, high=120)
FEE = Column("fee", "float64", "PLN/month", "Monthly fee.", 59.5, low=0.0)
MOOD = Column("mood", "float32", "1", "Any number.", 0.0)


def people(rows: int = 4) -> Table:
    """A small table of three columns."""
    return Table("people", (AGE, FEE, MOOD), rows)


def test_a_new_table_holds_the_defaults_in_the_declared_types() -> None:
    table = people()
    assert table["age"].tolist() == [30, 30, 30, 30]
    assert [table[c.name].dtype for c in table.columns] == [np.int16, np.float64, np.float32]


def test_a_table_without_rows_has_empty_columns() -> None:
    assert [array.shape for array in people(0).arrays().values()] == [(0,), (0,), (0,)]


def test_the_columns_of_a_table_share_no_memory() -> None:
    table = Table("pair", (MOOD, dataclasses.replace(MOOD, name="other")), 3)
    table["mood"][0] = 5.0
    assert table["other"].tolist() == [0.0, 0.0, 0.0]


def test_the_arrays_are_the_table_s_own_but_their_mapping_is_a_copy() -> None:
    table = people()
    table.arrays().clear()
    table.arrays()["age"][1] = 31
    assert table["age"].tolist() == [30, 31, 30, 30]


def test_an_unknown_column_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"no column of people is called 'fees' \[did you mean 'fee'\?\]"):
        people()["fees"]


def test_a_column_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        AGE.low = -1  # type: ignore[misc]  # what is tested


def test_equal_tables_have_equal_digests() -> None:
    assert digest(people()) == digest(people())


def renamed(column: Column) -> Column:
    """The column under another name."""
    return dataclasses.replace(column, name="other")


DIFFERENT = [
    ("order", Table("people", (FEE, AGE, MOOD), 4)),
    ("name", Table("people", (AGE, FEE, renamed(MOOD)), 4)),
    ("dtype", Table("people", (AGE, FEE, dataclasses.replace(MOOD, dtype="float64")), 4)),
    ("dtype of equal bytes", Table("people", (AGE, FEE, dataclasses.replace(MOOD, dtype="int32")), 4)),
    ("unit", Table("people", (AGE, FEE, dataclasses.replace(MOOD, unit="%")), 4)),
    ("content", Table("people", (AGE, dataclasses.replace(FEE, default=59.6), MOOD), 4)),
    ("rows", people(5)),
    ("fewer columns", Table("people", (AGE, FEE), 4)),
]


@pytest.mark.parametrize(("_what", "other"), DIFFERENT, ids=[name for name, _ in DIFFERENT])
def test_the_digest_depends_on(_what: str, other: Table) -> None:
    assert digest(other) != digest(people())


def test_the_digest_sees_the_last_bit_of_the_last_row() -> None:
    table = people()
    table["fee"][3] = math.nextafter(59.5, 60.0)
    assert digest(table) != digest(people())


def test_the_digest_sees_two_values_swapped_between_columns() -> None:
    left, right = Table("t", (FEE, renamed(FEE)), 2), Table("t", (FEE, renamed(FEE)), 2)
    left["fee"][0] = right["other"][0] = 1.0
    assert digest(left) != digest(right)


def test_the_digest_is_over_little_endian_bytes_on_every_machine() -> None:
    """Schema text, then struct's own little-endian form of the numbers: nothing of NumPy is asked."""
    table = Table("t", (AGE, FEE), 3)
    table["age"][:] = [1, -2, 300]
    table["fee"][:] = [0.1, -0.0, math.inf]
    schema = b"age:int16:years:3;fee:float64:PLN/month:3;"
    content = struct.pack("<3h3d", 1, -2, 300, 0.1, -0.0, math.inf)
    assert digest(table) == hashlib.sha256(schema + content).hexdigest()


def test_a_column_held_big_endian_has_the_same_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    table, swapped = people(), people()
    for each in (table, swapped):
        each["fee"][:] = [1.0, 2.0, 3.0, 4.0]
    monkeypatch.setitem(swapped._arrays, "fee", swapped["fee"].astype(">f8"))
    assert swapped["fee"].tobytes() != table["fee"].tobytes()
    assert digest(swapped) == digest(table)


def test_a_column_held_with_gaps_has_the_same_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    table = people()
    monkeypatch.setitem(table._arrays, "fee", np.full(8, 59.5)[::2])
    assert digest(table) == digest(people())


def test_a_table_within_its_bounds_has_no_violation() -> None:
    table = people()
    table["age"][:] = [0, 120, 1, 119]
    table["mood"][:] = [-1e30, 1e30, np.inf, -np.inf]
    assert bounds_violation(table) is None


WRONG: list[tuple[str, int, float]] = [
    ("age", 2, -1),
    ("age", 0, 121),
    ("fee", 3, -0.001),
    ("fee", 1, math.nan),
    ("mood", 1, math.nan),
]


@pytest.mark.parametrize(("column", "row", "value"), WRONG)
def test_a_value_out_of_bounds_is_told_by_column_and_row(column: str, row: int, value: float) -> None:
    table = people()
    table[column][row] = value
    assert bounds_violation(table) == (column, row)


def test_the_first_violation_is_told_by_column_then_row() -> None:
    table = people()
    table["fee"][0] = -1.0
    table["age"][2:] = -1
    assert bounds_violation(table) == ("age", 2)


class Inner(Params):
    """A block within a block."""

    rate: float = param(
        0.02, unit="1/month", doc="Rate.", source="Smith 2012", ge=0, lt=1, low=0.01, high=0.03
    )


class Tariff(Params):
    """Parameters of every kind that blocks have."""

    fee: float = param(59.0, unit="PLN/month", doc="Monthly fee.", ge=0, lever=True)
    months: int = param(unit="months", doc="Commitment.", gt=0, le=36)
    inner: Inner = Inner()


@pytest.mark.parametrize("missing", ["unit", "doc"])
def test_a_parameter_without_unit_or_doc_cannot_be_declared(missing: str) -> None:
    given = {"unit": "PLN", "doc": "Fee."}
    del given[missing]
    with pytest.raises(TypeError, match=missing):
        param(1.0, **given)  # type: ignore[arg-type]  # what is tested


def test_a_parameter_keeps_its_facts() -> None:
    facts = {"unit": "1/month", "source": "Smith 2012", "low": 0.01, "high": 0.03, "lever": False}
    assert extra_of(Inner, "rate") == facts


def test_a_parameter_nobody_sourced_is_an_assumption_and_no_lever_unless_said() -> None:
    extra = extra_of(Tariff, "months")
    assert (extra["source"], extra["lever"], extra_of(Tariff, "fee")["lever"]) == (ASSUMPTION, False, True)


def test_a_block_of_good_values_is_made() -> None:
    made = Tariff.model_validate({"fee": 1, "months": 36, "inner": {"rate": 0.0}})
    assert (made.fee, made.months, made.inner.rate) == (1.0, 36, 0.0)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("missing", {}),
    ("extra_forbidden", {"months": 1, "fees": 3.0}),
    ("greater_than", {"months": 0}),
    ("less_than_equal", {"months": 37}),
    ("greater_than_equal", {"months": 1, "fee": -0.01}),
    ("less_than", {"months": 1, "inner": {"rate": 1.0}}),
    ("finite_number", {"months": 1, "fee": math.nan}),
    ("finite_number", {"months": 1, "fee": math.inf}),
    ("float_type", {"months": 1, "fee": "59"}),
    ("float_type", {"months": 1, "fee": True}),
    ("float_type", {"months": 1, "fee": None}),
    ("int_type", {"months": True}),
    ("int_type", {"months": "1"}),
    ("int_type", {"months": 1.0}),
]


@pytest.mark.parametrize(("kind", "given"), REFUSED, ids=[f"{kind}-{given}" for kind, given in REFUSED])
def test_a_block_refuses(kind: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as raised:
        Tariff.model_validate(given)
    assert [error["type"] for error in raised.value.errors()] == [kind]


def test_a_block_cannot_be_changed() -> None:
    made = Tariff(months=12)
    with pytest.raises(ValidationError, match="frozen"):
        made.fee = 1.0  # type: ignore[misc]  # what is tested


def test_equal_blocks_are_equal_and_hash_alike() -> None:
    assert Tariff(months=12) == Tariff(months=12, fee=59.0)
    assert hash(Tariff(months=12)) == hash(Tariff(months=12, fee=59.0))


def test_the_record_has_the_block_s_fields_in_order_and_its_values() -> None:
    record: Any = Inner(rate=0.01).record()
    assert (record._fields, tuple(record)) == (("rate",), (0.01,))
    assert record.rate == 0.01


def test_the_record_type_is_found_where_it_says_it_is() -> None:
    assert (Inner.Record.__module__, Inner.Record.__qualname__) == (__name__, "Inner.Record")


def test_each_block_has_a_record_type_of_its_own() -> None:
    assert Inner.Record is not Tariff.Record


def test_describe_lists_every_field_with_its_dotted_path() -> None:
    assert tuple(describe(Tariff, "telecom.")) == (
        ParamRow("telecom.fee", 59.0, "PLN/month", "Monthly fee.", ASSUMPTION, None, None),
        ParamRow("telecom.months", "required", "months", "Commitment.", ASSUMPTION, None, None),
        ParamRow("telecom.inner.rate", 0.02, "1/month", "Rate.", "Smith 2012", 0.01, 0.03),
    )


BLOCK_AND_RULE = '''
"""A block and a rule that takes its record."""
from sim.core.jit import rule
from sim.core.schema import Params, param

class Terms(Params):
    """Terms."""

    fee: float = param(59.0, unit="PLN", doc="Fee.")
    months: int = param(12, unit="months", doc="Months.")

@rule
def total(terms):
    """Fee of all months."""
    return terms.fee * terms.months
'''

CALL_RULE = """
import json, sys
sys.path.insert(0, sys.argv[1])
import block
result = block.total(block.Terms(fee=2.5).record())
stats = block.total.stats
print(json.dumps([result, sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""


def test_a_rule_that_takes_a_record_is_loaded_from_the_cache_by_a_second_process(tmp_path: Path) -> None:
    (tmp_path / "block.py").write_text(BLOCK_AND_RULE)
    cache = str(tmp_path / "cache")
    first, second = (
        json.loads(child_says(CALL_RULE, str(tmp_path), TELSIM_CACHE=cache, NUMBA_DISABLE_JIT="0"))
        for _ in range(2)
    )
    assert first == [30.0, 0, 1]
    assert second == [30.0, 1, 0]
