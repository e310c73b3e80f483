company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part B1 umc=6
part J umc=1
import A X 10 IN 2026-01-05 value=100 umt=5
import B X 10 IN 2026-01-06
import BB B1 7 IN 2026-02-01
disassemble D X 12 2026-02-03 gives=B1:2,Y:1 scrap=J:0.5
disassemble D2 X 3 2026-02-05 gives=B1:2
outcome R RT 2026-02-02 use=B1:3
outcome R2 RT 2026-02-03 use=B1:10
outcome R3 RT 2026-02-04 use=B1:10
outcome R4 DESTRUCTION 2026-02-04 of=scrap use=J:1
disassemble D3 X 30 2026-02-06 gives=B1:2
