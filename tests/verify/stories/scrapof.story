company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part SC umc=1
part Z umc=6
scrap-of SC X 2
scrap-of SC Y 3
scrap-of SC X 0 from=2026-03-01
scrap-of SC Z 1 from=2026-03-01
import A X 100 IN 2026-01-05
import B Y 100 IN 2026-01-05
import C Z 100 IN 2026-01-05
scrap X 50 2026-02-01
scrap Y 50 2026-02-01
outcome S DESTRUCTION 2026-02-20 of=scrap use=SC:3
outcome S2 F4 2026-03-20 of=scrap use=SC:3
