company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product F
product SA
product SC
part SA umc=6
import A X 1000 IN 2026-01-05
import SAL SA 5 IN 2026-01-05
bom F SA 2
bom F SC 1
bom SA X 3
bom SC X 4
work-order W1 F made=SA
work-order W2 F bought=SC
work-order W3 F
outcome R RT 2026-02-01
exit R F 1 order=W1
exit R F 1 order=W2
exit R F 1 order=W3
exit R F 1
exit R F 1 order=W9
