company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2025-01-05
outcome R RT 2025-02-10 use=X:40
import RJ X 10 IN 2026-01-06 rejected=R
import RK X 10 IN 2026-02-10 rejected=R
import RL X 10 IN 2026-02-11 rejected=R
outcome S RT 2026-03-01
use S X 12 rejected=RJ
use S X 3
outcome S0 RT 2026-02-20 use=X:65
use S0 X 1 rejected=RJ
