-- The discharge as one statement, by merging boundaries. The same text runs in PostgreSQL, SQLite and DuckDB.
-- {pool} is empty for all parts, or a condition that names one.
with event as (  -- `place` is the order within a part: day, imports before uses, number
    select part, entry_day * 8589934592 + lot as place, 0 as is_use, qty from lots {pool}
    union all
    select part, day * 8589934592 + 4294967296 + "use", 1, qty from uses {pool}
), axis as (  -- supply and demand up to each event
    select part, place, is_use,
        sum(case is_use when 0 then qty else 0 end) over fifo as supply,
        sum(case is_use when 1 then qty else 0 end) over fifo as demand
    from event
    window fifo as (partition by part order by place rows unbounded preceding)
), boundary as (  -- where each lot and each use ends on the axis of supply; a shortage is lost: the minimum keeps it back
    select part, is_use, place,
        case is_use when 0 then supply
            else demand + min(case is_use when 1 then supply - demand else 0 end) over fifo end as edge
    from axis
    window fifo as (partition by part order by place rows unbounded preceding)
), stretch as (  -- from the top: below a boundary and above the next one lies one lot and one use
    select part, edge - lead(edge, 1, 0) over top as qty,
        min(case is_use when 1 then place end) over top as use_place,
        min(case is_use when 0 then place end) over top as lot_place
    from boundary
    window top as (partition by part order by edge desc rows unbounded preceding)
)
select part, use_place % 4294967296 as "use", lot_place % 4294967296 as lot, qty
from stretch where qty > 0 and use_place is not null
