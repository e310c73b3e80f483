# Products of bills go half to even on 1e-8; what is left of a lot at zero has no UMT.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
product P tariff=85444299 umc=6
bom P X 0.00000005
bom P Y 1
import L1 X 10 IN 2025-01-05 company=ALFA
import L2 Y 7 IN 2025-01-05 company=ALFA umt=1.23456
outcome O1 RT 2025-02-01 company=ALFA
exit O1 P 0.5
outcome O2 RT 2025-02-02 company=ALFA use=Y:6.5
