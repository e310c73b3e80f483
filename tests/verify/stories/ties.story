company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
import A X 2 IN 2026-01-05 umt=0.001 value=0.01 iva=0.01
outcome R RT 2026-02-01 use=X:1
