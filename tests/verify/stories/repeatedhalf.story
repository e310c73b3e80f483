# A return half with the pedimento of an earlier outcome is no half: the import stays for the next one.
# as-of 2025-12-31
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
part X tariff=85444299 umc=6
import L1 X 30 IN 2025-01-05 company=ALFA
import B1 X 5 V1 2025-02-01 company=BETA from=ALFA ped=252480055000001
outcome O1 RT 2025-02-01 company=ALFA ped=252480055000009 use=X:1
outcome O2 V1 2025-02-01 company=ALFA ped=252480055000009 to=BETA descargos=252480055000001,2025-02-01,V1 use=X:5
outcome O3 V1 2025-02-02 company=ALFA to=BETA descargos=252480055000001,2025-02-01,V1 use=X:5
