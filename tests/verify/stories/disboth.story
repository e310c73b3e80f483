# A disassembly that gives a part and leaves scrap of it: sublots of one name, of which only one is scrap; their alerts are one.
# as-of 2027-01-01
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part N tariff=85444299 umc=6
reclassify Y 39269099 2025-03-01
import L1 X 10 IN 2025-01-05 company=ALFA value=1000
disassemble D1 X 3 2025-02-01 company=ALFA gives=Y:2 scrap=Y:0.5
disassemble D2 X 2 2025-03-02 company=ALFA gives=Y:2,N:1 scrap=Y:2
outcome O1 RT 2025-03-01 company=ALFA use=Y:7
outcome O2 RT 2025-04-01 company=ALFA use=Y:2
projection Y 1 2026-12-31 company=ALFA
