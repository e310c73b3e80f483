company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product F
import A X 1000 IN 2026-01-05
bom F X 1 shrinkage=0.3
norm X 10%
outcome R RT 2026-02-10
exit R F 3
exit R F 5
approve R X 1 by=A reason=b
outcome R2 RT 2026-02-11
exit R2 F 3
use R2 X 2 shrinkage=1
use R2 Y 2 shrinkage=1
