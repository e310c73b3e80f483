company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
policy filed=freeze
import A X 25 IN 2026-01-05 value=1000
outcome R RT 2026-02-01 use=X:10
outcome R1 RT 2026-02-02 use=X:20
file return 2026-02
import Z X 15 IN 2026-01-01 value=300
