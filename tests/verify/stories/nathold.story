company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy unrecorded=hold
national X 5 2026-02-01
import A X 30 IN 2026-01-05
outcome R RT 2026-02-01
use R X 7 status=unrecorded
use R X 2
