# Invoice lines of a company of which nothing else is known wait for their pedimento, and are called out.
# as-of 2026-04-17
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
BBB020202BBB,B1,C5000024,26-240-8005-5000024,1,M1,19,6
