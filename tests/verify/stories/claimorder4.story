company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05
import H X 10 V1 2026-02-01 company=BETA from=ALFA ped=264338906000187
outcome ZZ V1 2026-02-01 to=BETA descargos=264338906000187,2026-02-01,V1 use=X:4
outcome AA V1 2026-02-03 to=BETA descargos=264338906000187,2026-02-01,V1 use=X:6
