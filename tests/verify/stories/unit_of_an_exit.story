# An exit in a unit that nobody can convert discharges nothing, and is called out for that.
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
@@ds
ped AAA010101AAA 25-240-8005-5000001 IN 1 2025-02-15
line 1 85444299 100.000 6 3.50000 1 1000 iva=160
ped AAA010101AAA 26-240-8005-5000019 RT 2 2026-02-18
line 1 85444299 3.000 1 3.50000 1 1000
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000001,1,X,100,6
AAA010101AAA,P01,C1,26-240-8005-5000019,1,X,3,1
