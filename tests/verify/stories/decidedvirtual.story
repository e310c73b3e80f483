# A virtual key that people decided opens lots of which the term runs from the payment; what expired of them leaves late.
# as-of 2026-12-01
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
@@ds
ped AAA010101AAA 25-240-8005-5000001 BB 1 2025-02-15 entry=2025-02-11
line 1 85444299 100.000 6 3.50000 1 1000 iva=160
ped AAA010101AAA 26-240-8005-5000002 BB 2 2026-11-15
line 1 85444299 40.000 6 3.50000 1 1000
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000001,1,X,100,6
AAA010101AAA,P01,C1,26-240-8005-5000002,1,X,40,6
@@record
decide 25-240-8005-5000001 opens company=ALFA by=ana reason=r
decide 26-240-8005-5000002 discharges company=ALFA by=ana reason=r
