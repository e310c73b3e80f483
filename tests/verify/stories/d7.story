company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product F
bom F X 2 shrinkage=0.5
import A X 10 IN 2026-01-05
import C X 10 IN 2026-01-06
outcome R RT 2026-02-10
exit R F 1
exit R F 2
direct R X 6 lot=C by=A reason=b
direct R X 1 lot=A by=A reason=b
