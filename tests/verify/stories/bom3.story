company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product F
product SA
import A X 1000 IN 2026-01-05
import SAL SA 5 IN 2026-03-05
bom F SA 2
bom SA X 3
outcome R RT 2026-02-01
exit R F 1
outcome R2 RT 2026-04-01
exit R2 F 1
exit R2 SA 1
