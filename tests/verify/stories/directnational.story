# A direction counts for the goods of the outcome that are of lots, not for national ones of the same part.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
national X 50 2025-01-01 company=ALFA
import L1 X 30 IN 2025-01-05 company=ALFA
import L2 X 30 IN 2025-01-06 company=ALFA
outcome O1 RT 2025-03-01 company=ALFA
use O1 X 10 status=national
use O1 X 12
direct O1 X 9 lot=L2 by=ana reason=serial
outcome O2 RT 2025-03-02 company=ALFA use=X:45
