company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
@@ds
ped AAA010101AAA 25-240-8005-5000001 IN 1 2025-02-15 entry=2025-02-14
line 1 85444299 100.000 6 3.50000 1 1000 iva=160
line 2 85444299 50.000 6 3.50000 1 1000 iva=160
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000001,1,X,100,6
AAA010101AAA,P01,C1,25-240-8005-5000001,2,X,50,6
@@opening-balances --as-of 2025-12-31 --quarantine
rfc,lot_key,lot_secuencia,part_number,clave,entry_date,payment_date,qty_entered,qty_left,umc,qty_umt,value_mxn,iva,payment_form
AAA010101AAA,25-240-8005-5000001,1,X,IN,2025-02-14,2025-02-16,100,30,6,3.5,1000,160,21
AAA010101AAA,25-240-8005-5000001,2,X,IN,2025-02-14,2025-02-15,50,60,6,3.5,1000,160,21
AAA010101AAA,LX,1,X,IN,2025-02-14,2025-02-15,50,60,6,3.5,1000,160,21
