# A product that is imported in a unit that nobody can convert opens nothing.
# as-of 2026-04-08
company ALFA rfc=AAA010101AAA program=1-2010
product P1 tariff=64019299 umc=6
import L2 P1 86 IN 2025-11-13 company=ALFA value=57205 iva=177 unit=12 tariff=72179099 plant=A1
