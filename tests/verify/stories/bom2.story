company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part S1 umc=6
part C umc=6
part D umc=6
product F
product SA
product SB
import A X 1000 IN 2026-01-05
import B Y 1000 IN 2026-01-05
import C1 C 1000 IN 2026-01-05
bom F SA 2 shrinkage=0.1 norm=0.05
bom F X 1 norm=0.5 shrinkage=0.6
bom F Y 0.33333333
bom SA X 3 shrinkage=0.25
bom SA SB 1.5
bom SB C 0.1234567 scrap=0.5 shrinkage=0.001
bom SB Y 1
outcome R RT 2026-02-01
exit R F 7.77
exit R SA 1.5
