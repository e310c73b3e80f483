company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05 value=1000
outcome R RT 2026-02-01 use=X:10
file return 2026-02
outcome R3 RT 2026-02-03 use=X:7
approve-report return 2026-02 by=ANA reason=x
@@record
approve-report return 2026-02 company=AAA010101AAA by=LUIS reason=x
outcome R4 RT 2026-02-04 company=AAA010101AAA use=X:1
approve-report return 2026-02 company=AAA010101AAA by=ANA reason=x
