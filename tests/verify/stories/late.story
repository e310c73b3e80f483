company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import L X 10 IN 2024-01-05 value=1000
import A X 10 IN 2024-06-05 value=1000 form=5
import B X 10 IN 2024-07-05
outcome R RT 2026-04-01
use R X 12
use R X 13
outcome R2 RT 2025-12-30 use=X:1
outcome R3 A1 2026-04-01 use=X:1
outcome R4 REPAIR 2026-04-30 use=X:1
outcome R5 H8 2026-05-01 use=X:1
