-- The discharge as one statement, by joining lots and uses that overlap on the axis of supply: the published way.
with event as (  -- as in boundary_merge.sql
    select part, entry_day * 8589934592 + lot as place, 0 as is_use, qty from lots
    union all
    select part, day * 8589934592 + 4294967296 + "use", 1, qty from uses
), axis as (
    select part, place, is_use, qty,
        sum(case is_use when 0 then qty else 0 end) over fifo as supply,
        sum(case is_use when 1 then qty else 0 end) over fifo as demand
    from event
    window fifo as (partition by part order by place rows unbounded preceding)
), frontier as (  -- how much of the supply is used after each event
    select part, place, is_use,
        demand + min(case is_use when 1 then supply - demand else 0 end) over fifo as edge
    from axis
    window fifo as (partition by part order by place rows unbounded preceding)
), use_span as (
    select part, place % 4294967296 as "use", lag(edge, 1, 0) over (partition by part order by place) as low, edge as high
    from frontier where is_use = 1
), lot_span as (
    select part, place % 4294967296 as lot, supply - qty as low, supply as high from axis where is_use = 0
)
select l.part, u."use", l.lot, least(l.high, u.high) - greatest(l.low, u.low) as qty
from lot_span l join use_span u on u.part = l.part and u.low < l.high and l.low < u.high
where u.low < u.high
