company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy expired_return=ask
import A X 10 IN 2024-01-05
import B X 10 IN 2026-01-05
outcome R RT 2026-02-01 use=X:5
outcome R2 H1 2026-02-02 use=X:15
outcome R3 A3 2026-02-02 use=X:2
