company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05
import B X 100 IN 2026-01-05 company=BETA
outcome R RT 2026-02-01 ped=264338906000201 use=X:1
outcome R2 RT 2026-02-02 ped=264338906000201 use=X:2 company=BETA
outcome R3 H1 2026-02-02 ped=264338906000201 use=X:2 company=BETA
