# With expired_return=ask a pedimento passes expired lots over as a declared outcome does.
company ALFA rfc=AAA010101AAA program=1-2010
policy expired_return=ask
part X tariff=85444299 umc=6
import L1 X 5 V7 2025-01-05 company=ALFA
import L2 X 50 IN 2025-02-05 company=ALFA
outcome O1 RT 2025-12-01 company=ALFA use=X:3
@@ds
ped AAA010101AAA 25-240-8005-5000002 RT 2 2025-12-02
line 1 85444299 5.000 6 3.50000 1 100
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000002,1,X,5,6
