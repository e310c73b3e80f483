# Wrong numbers: the half of the same goods first, then any; what is late is late all the same.
# as-of 2025-12-31
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
part X tariff=85444299 umc=6
import L1 X 100 IN 2025-01-05 company=ALFA
import A9 X 7 V1 2025-02-01 company=BETA from=ALFA ped=252480055000009
import B1 X 8 V1 2025-02-01 company=BETA from=ALFA ped=252480055000001
import C5 X 9 V1 2025-02-01 company=BETA from=ALFA ped=252480055000005
outcome O1 V1 2025-02-02 company=ALFA to=BETA descargos=252480055000099,2025-02-01,V1 use=X:3
outcome O2 V1 2025-02-08 company=ALFA to=BETA descargos=252480055000098,2025-02-01,V1 use=X:8
