company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part W tariff=11112222 umc=6
import A X 100 IN 2026-01-05 value=1000
import B Y 100 IN 2026-01-05 value=1000 form=5
import C W 100 IN 2026-01-05 value=999
outcome R RT 2026-02-01 use=X:10
outcome R2 RT 2026-02-02 use=Y:10
file return 2026-02
file return 2026-03
outcome R3 RT 2026-02-03 use=W:7
file return 2026-02
outcome R4 H1 2026-02-04 use=X:1
outcome R5 F4 2026-03-04 use=X:1
file regime-change 2026-03
withdraw R5
outcome R6 RT 2026-04-04 use=X:1
file return 2026-04
