# A breakdown that differs is called out, also where nobody can convert the unit of both.
# as-of 2027-01-08
part M3 kind=packaging tariff=64019299 umc=1
@@ds
ped AAA010101AAA 25-240-8005-5000022 A3 1 2025-03-05
line 1 64019299 16.000 12 5.33333 1 75021 iva=198
@@invoice-lines
rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc
AAA010101AAA,A1,C5000022,25-240-8005-5000022,1,M3,76.25,12
