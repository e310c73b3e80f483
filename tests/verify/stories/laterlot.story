# A lot that enters after the day of the alerts: what its term says is told all the same.
# as-of 2025-04-17
company ALFA rfc=AAA010101AAA program=1-2010 mode=value-tariff authorisation=AU-1
product P1 tariff=39269099 umc=6
import L6 P1 8 VD 2025-10-11 company=ALFA iva=713
