company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
national X 5 2026-02-01
national X 5 2026-03-01
import A X 3 IN 2026-01-05
outcome R RT 2026-02-01
use R X 7 status=national
use R X 7 status=unrecorded
outcome R2 RT 2026-03-02
use R2 X 4 status=unrecorded shrinkage=1 scrap=1
use R2 X 1 status=national shrinkage=0.5 scrap=0.25
