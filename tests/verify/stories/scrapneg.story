company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05
scrap X 5 2026-02-01
outcome S DESTRUCTION 2026-01-20 of=scrap use=X:3
outcome S2 DESTRUCTION 2026-02-02 of=scrap use=X:6
outcome S3 DESTRUCTION 2026-02-03 of=scrap use=X:6
scrap X 5 2026-02-04
