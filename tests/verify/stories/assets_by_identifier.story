# A V1 of fixed assets (identifier AF, anexo24.md 5.2) opens no lot of materials.
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
@@ds
ped AAA010101AAA 25-190-8005-5000007 V1 1 2025-01-11 id=V1:9-2010:IM id=AF
line 1 85444299 30.000 6 5.00000 1 100 iva=16
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C2,25-190-8005-5000007,1,X,30,6
