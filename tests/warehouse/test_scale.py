"""Twenty thousand documents: the panel is the truth, and one more document costs what it cost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from built_warehouse import BuiltWarehouse
from synthetic_corpus import N_INDICATORS, WRONG_CELLS, load_corpus

pytestmark = pytest.mark.load

SMALL, LARGE = 1_000, 20_000


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cost_of_one_more(warehouse: BuiltWarehouse, n_documents: int) -> tuple[float, float]:
    """Builds a corpus, then twice one more document; returns the seconds of the first build and
    of the faster of the others, which the machine disturbed less."""
    load_corpus(warehouse, 0, n_documents)
    first = seconds(warehouse.build)
    more = []
    for place in (n_documents, n_documents + 1):
        load_corpus(warehouse, place, place + 1)
        more.append(seconds(warehouse.build))
    return first, min(more)


def test_one_more_document_costs_at_most_twice_what_it_costs_on_a_small_warehouse(
    new_warehouse: Callable[[], BuiltWarehouse],
    record_testsuite_property: Callable[[str, object], None],
):
    small, large = new_warehouse(), new_warehouse()
    cost_of_one_more(new_warehouse(), 10)  # imports and parsing are paid here
    first_small, more_small = cost_of_one_more(small, SMALL)
    first_large, more_large = cost_of_one_more(large, LARGE)
    for name, value in {
        f"first build of {SMALL}": first_small,
        f"one more on {SMALL}": more_small,
        f"first build of {LARGE}": first_large,
        f"one more on {LARGE}": more_large,
    }.items():
        record_testsuite_property(name, round(value, 2))
    assert large.rows("select count(*) from truth") == [((LARGE + 2) * N_INDICATORS,)]
    assert large.rows(WRONG_CELLS) == [(0,)]
    assert large.rows("select count(*) from intermediate.int_city_years_to_process") == [(1,)]
    assert more_large <= 2 * more_small, f"{more_large:.1f} s after {more_small:.1f} s"
