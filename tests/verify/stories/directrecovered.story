# Goods that are known to be of a lot, in a pool that a disassembly feeds.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import L1 X 10 IN 2025-01-05 company=ALFA
disassemble D1 X 2 2025-01-10 company=ALFA gives=Y:1
import L2 Y 20 IN 2025-02-01 company=ALFA
import L3 Y 20 IN 2025-02-02 company=ALFA
outcome O1 RT 2025-03-01 company=ALFA use=Y:8
direct O1 Y 5 lot=L3 by=ana reason=serial
outcome O2 RT 2025-03-02 company=ALFA use=Y:30
