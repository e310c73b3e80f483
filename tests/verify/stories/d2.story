company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 10 IN 2026-01-05
import C X 10 IN 2026-01-06
outcome R RT 2026-02-10 use=X:4
direct R X 3 lot=C by=A reason=b
