company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product F
product SA
import A X 1000 IN 2026-01-05
bom F X 1 norm=0.5 shrinkage=0.1
bom F SA 1
bom SA X 1 norm=0.05 shrinkage=0.6
outcome R RT 2026-02-01
exit R F 10
