company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import V X 30 V1 2026-05-04 company=BETA from=ALFA ped=264338906000200 paid=2026-05-15 value=100 iva=16 umt=7 consolidated=weekly
delivery V 2026-05-06 10
delivery V 2026-05-04 13
delivery V 2026-05-04 2
import W X 30 V1 2026-05-04 company=BETA from=ALFA ped=264338906000201 paid=2026-05-15 start=2026-05-10 value=100 consolidated=monthly
delivery W 2026-05-06 30
import U X 30 V1 2026-05-04 company=BETA from=ALFA ped=264338906000202 paid=2026-05-15 value=100 consolidated=monthly
delivery U 2026-05-06 20
delivery U 2026-05-07 20
outcome R RT 2026-05-20 company=BETA use=X:55
rectify V 2026-06-01 qty=33 value=200
import N X 30 IN 2026-05-04 company=BETA value=100
delivery N 2026-05-06 20
