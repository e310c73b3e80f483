company DELTA rfc=DDD040404DDD mode=value-tariff authorisation=7.1.4
part G umc=6 tariff=85340099
import D1 G 1 IN 2026-01-10 value=900 form=22
outcome DV RT 2026-01-12 of=scrap
value DV 65 tariff=85340099
outcome DW V1 2026-01-13
value DW 65 tariff=85340099
