# A product of the catalog is built on though pieces of it came back; a part without lots is taken apart, one with lots leaves as it is.
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part SA tariff=85444299 umc=6
part SB tariff=85444299 umc=6
product P tariff=85444299 umc=6
product Q tariff=85444299 umc=6
bom P X 2
product SA
bom SA X 1
product SB
bom SB X 1
import L1 X 100 IN 2025-01-05 company=ALFA
import L2 P 4 IN 2025-01-06 company=ALFA
import L3 SB 4 IN 2025-01-06 company=ALFA
import L4 Q 4 IN 2025-01-06 company=ALFA
@@ds
ped AAA010101AAA 25-240-8005-5000002 RT 2 2025-03-02
line 1 85444299 5.000 6 3.50000 1 100
line 2 85444299 6.000 6 3.50000 1 100
line 3 85444299 3.000 6 3.50000 1 100
line 4 85444299 3.000 6 3.50000 1 100
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000002,1,P,5,6
AAA010101AAA,P01,C1,25-240-8005-5000002,2,SA,6,6
AAA010101AAA,P01,C1,25-240-8005-5000002,3,SB,3,6
AAA010101AAA,P01,C1,25-240-8005-5000002,4,Q,3,6
