company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import H X 10 V1 2026-02-01 company=BETA from=ACME ped=264338906000185
import H2 X 10 V1 2026-02-01 company=BETA from=ALFA ped=264338906000186
import H3 X 10 V7 2026-02-01 company=BETA from=ALFA ped=264338906000187
import H4 X 10 VD 2026-02-01 company=BETA from=ALFA ped=264338906000188
import H5 X 10 V6 2026-02-01 company=BETA from=ALFA ped=264338906000189
import H6 X 10 V5 2026-02-01 company=BETA from=ALFA ped=264338906000190
