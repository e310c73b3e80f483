# In a pool that a disassembly feeds: a lot serves on the day on which it enters, and on the last day of its term.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import L1 X 10 IN 2025-01-05 company=ALFA
disassemble D1 X 2 2025-01-10 company=ALFA gives=Y:1
import L2 Y 20 IN 2025-03-01 company=ALFA
outcome O1 RT 2025-03-01 company=ALFA use=Y:8
import L3 Y 20 V7 2025-04-01 company=ALFA
outcome O2 F4 2025-10-01 company=ALFA use=Y:30
