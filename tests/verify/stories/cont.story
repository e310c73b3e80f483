company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
part T kind=container umc=6
part K kind=packaging umc=6
import A T 1 V1 2026-01-05 from=BETA
import B T 1 V1 2026-01-05 supplier=national-without-program
import C T 1 IN 2026-01-05
import D K 1 IN 2026-01-05
import E X 1 V7 2026-01-05 supplier=national-without-program
import F X 1 VD 2026-01-05 supplier=national-without-program
import G X 1 IN 2026-01-05 supplier=national-without-program
import H X 1 E1 2026-01-05 start=2026-02-01 paid=2026-01-09
