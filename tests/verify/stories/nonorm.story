company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy no_norm=pending
import A X 30 IN 2026-01-05
product P
bom P X 2 shrinkage=0.5
norm Y 10%
import B Y 30 IN 2026-01-05
outcome R RT 2026-02-01
use R X 7 shrinkage=2
use R X 7 shrinkage=1
use R Y 10 shrinkage=1.5
outcome R2 RT 2026-02-02
exit R2 P 2
approve R X 2.5 by=ANA reason=ok
