company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05
import H X 10 V1 2026-02-01 company=BETA from=ALFA ped=264338906000187 paid=2026-02-02
outcome R V1 2026-02-02 to=BETA descargos=264338906000187,2026-02-02,V1 use=X:10
import H2 X 10 V1 2026-03-01 company=BETA from=ALFA ped=264338906000188 paid=2026-03-10 consolidated=monthly
delivery H2 2026-03-01 4
delivery H2 2026-03-31 6
outcome R2 V1 2026-04-11 to=BETA descargos=264338906000188,2026-03-10,V1 use=X:10
import H3 X 10 V1 2026-03-02 company=BETA from=ALFA ped=264338906000189 paid=2026-03-13 consolidated=weekly
delivery H3 2026-03-02 4
delivery H3 2026-03-08 6
outcome R3 V1 2026-03-14 to=BETA descargos=264338906000189,2026-03-13,V1 use=X:10
import H4 X 10 V1 2026-03-02 company=BETA from=ALFA ped=264338906000180 paid=2026-03-14 consolidated=weekly
outcome R4 V1 2026-03-13 to=BETA descargos=264338906000180,2026-03-14,V1 use=X:10
