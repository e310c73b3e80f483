company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
unit X 12 10
import A X 10 IN 2026-01-05 unit=12 umt=5
rectify A 2026-02-01 qty=7
