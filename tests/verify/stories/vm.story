company ALFA rfc=AAA010101AAA mode=value-tariff authorisation=a
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part Z tariff=11112222 umc=6
import A X 10 IN 2026-01-05 value=100
import B Y 10 IN 2026-01-06 value=50.55
import C Z 10 IN 2026-01-06 value=70
import D Z 10 IN 2026-01-06
outcome R RT 2026-02-10
value R 120.1234 tariff=85444299
value R 100 tariff=11112222
value R 5 tariff=33334444
outcome R2 F4 2027-12-10
value R2 10 tariff=85444299
rectify A 2026-03-01 value=90
outcome R3 RT 2026-12-10 
value R3 10 tariff=85444299
