company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
import A X 100 IN 2026-01-05 value=1000
@@opening-balances --as-of 2025-12-31
rfc,lot_key,lot_secuencia,part_number,clave,entry_date,payment_date,qty_entered,qty_left,umc,qty_umt,value_mxn,iva,payment_form
AAA010101AAA,25-190-8005-5000001,1,X,IN,2025-01-03,2025-01-04,90,30,6,33.333,1000,160,21
AAA010101AAA,LOTE-7,1,X,V1,2025-12-03,,10,10,6,,,,
AAA010101AAA,251980055000002,3,Y,IN,2025-02-03,,10,4,6,,77.77,,
@@record
outcome R RT 2025-12-31 company=ALFA use=X:5
outcome R2 RT 2026-01-01 company=ALFA use=X:35
outcome R3 RT 2026-02-01 company=ALFA use=Y:5
