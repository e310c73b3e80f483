# as-of 2026-02-02
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy v1_wait=1
import A X 100 IN 2026-01-05
outcome R V1 2026-02-01 to=BETA use=X:10
import H X 10 V1 2026-01-31 company=BETA from=ALFA ped=264338906000187
