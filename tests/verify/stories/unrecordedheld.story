# Of goods of unrecorded status only the shrinkage that may be discharged is called out; scrap has no status.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
norm X 1%
import L1 X 300 IN 2025-01-05 company=ALFA
scrap X 5 2025-01-07 company=ALFA
outcome O1 RT 2025-03-01 company=ALFA
use O1 X 100 shrinkage=4 status=unrecorded
outcome O2 DESTRUCTION 2025-03-02 company=ALFA of=scrap
use O2 X 2 status=unrecorded
