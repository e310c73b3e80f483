# An export A1 that was rectified to RT (rule 4.3.10) discharges as RT, from the day of the first version.
company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
@@ds
ped AAA010101AAA 25-240-8005-5000001 IN 1 2025-02-15
line 1 85444299 100.000 6 3.50000 1 1000 iva=160
ped AAA010101AAA 25-240-8005-5000007 A1 2 2025-02-25
line 1 85444299 20.000 6 3.50000 1 1000 iva=160
ped AAA010101AAA 25-240-8005-5000008 RT 2 2025-02-28 rectifies=25-240-8005-5000007,2025-02-25
line 1 85444299 25.000 6 3.50000 1 1000 iva=160
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000001,1,X,100,6
AAA010101AAA,P01,C1,25-240-8005-5000007,1,X,20,6
