company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy filed=freeze
import A X 25 IN 2026-01-05 value=1000
outcome R RT 2026-02-01 use=X:10
file return 2026-02
import C X 5 IN 2026-01-02 value=1000
approve-report return 2026-02 by=ANA reason=x
