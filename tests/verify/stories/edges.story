company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
# the day itself, ties, ends of terms, halves
import A X 100 IN 2026-02-10 ped=264338906000101 umt=0.001 value=100
import E X 10 IN 2024-08-10
outcome R RT 2026-02-10 use=X:50
outcome F F4 2026-02-10 use=X:5
import T Y 10 IN 2024-09-05
outcome F2 F4 2026-03-05 use=Y:3
outcome F3 F4 2026-03-06 use=Y:3
import U X 10 IN 2026-02-11
rectify U 2026-03-20 qty=8
rectify U 2026-03-10 qty=6
import H X 10 V1 2026-02-12 company=BETA from=ALFA ped=264338906000187 paid=2026-02-13
outcome V V1 2026-02-14 company=ALFA to=BETA descargos=264338906000187,2026-02-13,V1 use=X:10
import H2 X 10 V1 2026-02-15 company=BETA from=ALFA ped=264338906000188
outcome V2 V1 2026-02-17 company=ALFA to=BETA descargos=264338906000188,2026-02-15,V1 use=X:10
import H3 X 10 V1 2026-02-16 company=BETA from=ALFA ped=264338906000189
outcome V3 V1 2026-02-16 company=ALFA to=BETA descargos=264338906000189,2026-02-15,V1 use=X:10
