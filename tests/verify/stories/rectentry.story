# A rectified entry date moves the place in the queue, and neither payment nor start of the term.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
import L1 X 30 IN 2025-01-15 company=ALFA
import L2 X 30 IN 2025-01-10 company=ALFA
rectify L1 2025-02-02 entry=2025-01-06
outcome O1 RT 2025-03-01 company=ALFA use=X:10
