-- The discharge as ERP systems do it: use by use, the open lots in order, each lot's balance updated in place.
create table balance (part integer, entry_day integer, lot integer, qty_left integer, term_end_day integer);
insert into balance select part, entry_day, lot, qty, term_end_day from lots where part <= {parts_max};
create index on balance (part, entry_day, lot) where qty_left > 0;
create index on uses (day, "use") where part <= {parts_max};
analyze balance;

create procedure erp_loop() language plpgsql as $$
declare
    u record;
    l record;
    need integer;
    take integer;
begin
    for u in select * from uses where part <= {parts_max} order by day, "use" loop
        need := u.qty;
        for l in select ctid, lot, qty_left from balance
            where part = u.part and qty_left > 0 and entry_day <= u.day
                and (u.expiry = 0 or (u.expiry = 1) = (term_end_day >= u.day))
            order by entry_day, lot
        loop
            take := least(need, l.qty_left);
            insert into matches values (u.part, u."use", l.lot, take);
            update balance set qty_left = qty_left - take where ctid = l.ctid;
            need := need - take;
            exit when need = 0;
        end loop;
    end loop;
end $$;
