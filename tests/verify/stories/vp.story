company DELTA rfc=DDD040404DDD mode=value-pedimento authorisation=7.1.4
part G umc=6 tariff=85340099
import D1 G 1 IN 2026-01-10 value=900 duty=3% ped=264338906000300 line=1
import D2 G 1 IN 2026-01-10 value=100 duty=1% ped=264338906000300 line=2
import D3 G 1 IN 2026-01-09 value=50 ped=264338906000400
import D4 G 1 IN 2026-01-11 value=70 ped=264338906000400 duty=9% line=2
import D5 G 1 IN 2026-01-08 value=10
import D6 G 1 IN 2026-02-08 value=10 ped=264338906000500
outcome DV RT 2026-01-10
value DV 65
outcome DW RT 2026-01-12
value DW 200
outcome DX RT 2026-01-13
value DX 2000
