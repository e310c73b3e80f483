# An import half of customs without its return is called out: its sender is known.
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
@@ds
ped BBB020202BBB 25-240-8005-5000011 V1 1 2025-02-15 id=V1:1-2010:IM
line 1 85444299 7.000 6 3.50000 1 1000 iva=160
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
BBB020202BBB,Q01,C1,25-240-8005-5000011,1,X,7,6
