company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05
import B Y 100 IN 2026-01-05
import H X 10 V1 2026-02-01 company=BETA from=ALFA ped=264338906000185
import H2 Y 20 V1 2026-02-01 company=BETA from=ALFA ped=264338906000185 line=2
outcome R V1 2026-02-01 to=BETA descargos=264338906000185,2026-02-01,V1
use R X 20
use R Y 10
