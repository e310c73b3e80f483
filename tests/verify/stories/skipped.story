company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 10 IN 2024-01-05
import B X 10 IN 2026-01-05
outcome R0 RT 2025-08-01 use=X:3
outcome R F4 2026-02-01
use R X 2
use R X 3
outcome R2 F4 2026-02-02
use R2 X 20
outcome R3 RT 2026-02-03
use R3 X 20
