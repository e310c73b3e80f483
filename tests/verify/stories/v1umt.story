company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
part X tariff=85444299 umc=6 umt=1 umt-per-umc=0.2
import A X 100 IN 2026-01-05 umt=50
import H X 10 V1 2026-02-01 company=BETA from=ALFA ped=264338906000185 umt=3
outcome R V1 2026-02-01 to=BETA descargos=264338906000185,2026-02-01,V1 use=X:10
