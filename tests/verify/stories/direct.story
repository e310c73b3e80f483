company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 10 IN 2026-01-05
import B X 10 IN 2026-01-06
import C X 10 IN 2026-03-06
outcome R RT 2026-02-10 use=X:4
outcome R2 RT 2026-02-11 use=X:8
outcome R0 RT 2026-02-09 use=X:12
outcome R3 RT 2026-02-12 use=X:9
direct R2 X 5 lot=B by=A reason=b
direct R X 9 lot=C by=A reason=b
