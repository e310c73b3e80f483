company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy term_end=CFF12 from=2026-03-01
import A X 1 IN 2026-02-27 start=2026-03-02
import B X 1 IN 2026-03-02 start=2026-02-27
import C X 1 IN 2025-12-06
import D X 1 IN 2026-03-07
policy term_end=CFF12 rfc=BBB020202BBB
import E X 1 IN 2025-12-06 company=BETA
holiday 2027-06-07
holiday 2027-06-08
