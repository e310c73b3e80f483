company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6 umt=1 umt-per-umc=0.0005
import A X 1 IN 2026-01-05
import B X 3 IN 2026-01-05
import C X 5 IN 2026-01-05 value=7
outcome R RT 2026-02-01 use=X:2
