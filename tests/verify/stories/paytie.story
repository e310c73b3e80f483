# Of lots of one entry day the one paid first comes first, whatever its number (D-02); also in a pool that a disassembly feeds.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import L1 X 10 IN 2025-01-05 company=ALFA paid=2025-01-08 ped=252480055000001
import L2 X 10 IN 2025-01-05 company=ALFA paid=2025-01-07 ped=252480055000002
outcome O1 RT 2025-02-01 company=ALFA use=X:4
disassemble D1 X 2 2025-02-10 company=ALFA gives=Y:1
import L3 Y 10 IN 2025-03-05 company=ALFA paid=2025-03-08 ped=252480055000003
import L4 Y 10 IN 2025-03-05 company=ALFA paid=2025-03-07 ped=252480055000004
outcome O2 RT 2025-04-01 company=ALFA use=Y:6
