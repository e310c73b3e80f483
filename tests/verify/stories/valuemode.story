# A pedimento of a company in a value mode discharges nothing by itself, and is called out where no outcome has its number.
# as-of 2025-12-31
company ALFA rfc=AAA010101AAA program=1-2010 mode=value-tariff authorisation=AU-1
part X tariff=85444299 umc=6
import L1 X 8 IN 2025-01-11 company=ALFA value=713
outcome O1 RT 2025-03-02 company=ALFA ped=252480055000003
value O1 100 tariff=85444299
@@ds
ped AAA010101AAA 25-240-8005-5000001 IN 1 2025-02-15
line 1 85444299 100.000 6 3.50000 1 1000 iva=160
line 2 85444299 10.000 6 3.50000 1 200 iva=160
ped AAA010101AAA 25-240-8005-5000002 RT 2 2025-03-01
line 1 85444299 5.000 6 3.50000 1 100
line 2 85444299 6.000 6 3.50000 1 100
ped AAA010101AAA 25-248-8005-5000003 RT 2 2025-03-02
line 1 85444299 5.000 6 3.50000 1 100
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,P01,C1,25-240-8005-5000001,1,X,100,6
AAA010101AAA,P01,C1,25-240-8005-5000001,2,X,10,6
AAA010101AAA,P01,C1,25-240-8005-5000002,1,X,5,6
AAA010101AAA,P01,C1,25-240-8005-5000002,2,X,6,6
AAA010101AAA,P01,C1,25-248-8005-5000003,1,X,5,6
