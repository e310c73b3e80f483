company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product F
import A X 1000 IN 2026-01-05
import B Y 1000 IN 2026-01-05
bom F X 2 from=2026-01-01
bom F Y 3 from=2026-02-01
outcome R RT 2026-02-10
exit R F 1 built=2026-01-31
exit R F 1 built=2026-02-01
exit R F 1 built=2025-12-31
exit R F 1
part ZZ umc=6
exit R ZZ 1
exit R X 1
