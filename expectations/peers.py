"""What other cities say of the same indicator, and the facts that stand apart from them.

Belongs here: the medians of the other cities, once per run, and the bounds that decide.
Does not belong here: the verdict, which weighs a city's own years too (library/neighbours.py).
"""

from __future__ import annotations

import duckdb

# Other cities needed before they can witness.
MIN_PEERS = 8
# How far, in orders of magnitude, a value may lie from the median of the other cities.
PEER_ORDERS = {"standard": 0.75, "ratio": 1.5, "stock": 3.5, "flow": 3.5}

# What makes cities comparable; of a flow also how long it ran.
PEER_KEY = "indicator_id, residence, category, months, is_prefecture"
IS_PREFECTURE = "substr(city_code, 5, 2) = '00'"

_ORDERS = " ".join(f"when '{kind}' then {orders}" for kind, orders in PEER_ORDERS.items())


def prepare_peers(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_peers, the medians of enough cities, and gate_apart, who stands apart of them.

    Needs the view gate_witnesses.
    """
    con.execute(
        f"""
        create or replace temp table gate_peers as
        select indicator_id, residence, category, months, {IS_PREFECTURE} as is_prefecture,
               median(value) as peer_median, count(distinct city_code) as n_peers
        from gate_witnesses where value > 0
        group by all having n_peers >= {MIN_PEERS}
        """
    )
    con.execute(
        f"""
        create or replace temp table gate_apart as
        select observation_id, document_id
        from (select *, {IS_PREFECTURE} as is_prefecture from gate_witnesses where value > 0)
        inner join gate_peers using ({PEER_KEY})
        where abs(log10(value / peer_median)) > case kind {_ORDERS} end
        """
    )
