company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
plant P01
plant P02
move a receive P01 X 10 2026-01-05
move b consume P01 X 3 2026-01-06
move c out P01 X 5 2026-01-07 to=P02
move d in P02 X 4 2026-01-08 of=c
move e in P02 X 1 2026-01-09 of=c
move f out P01 X 2 2026-01-07 to=P02
move g in P02 X 3 2026-01-08 of=f
move h out P01 X 2 2026-01-07 to=P02
move i count P01 X 7 2026-01-07
move j count P01 X 3 2026-01-10
move k receive P01 X 3 2026-01-04
move l count P02 Y 0 2026-01-10
move m sub-out P01 X 3 2026-01-11 to=SUB
move n sub-in P01 X 4 2026-01-12 to=SUB
move o receive P09 X 4 2026-01-12
adjust q P02 X -2 2026-01-13 reason=a
adjust r P01 X 1 2026-01-13 reason=a
import AA X 30 IN 2026-01-05
