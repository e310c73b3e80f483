company ALFA rfc=AAA010101AAA program=1-2010
company BETA rfc=BBB020202BBB program=2-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=85444299 umc=6
asset S1 AF 2025-01-10 value=100
asset S2 AF 2025-01-10
asset-move M1 BO-exit 2026-02-01 S1
asset-move M2 BO-return 2026-03-01 S9 of=M1
asset-move M3 RT 2026-04-01 S9
asset-move M4 BO-exit 2026-02-01 S2
asset-move M5 BO-return 2026-03-01 S2 of=M4
asset S5 AF 2025-01-10 company=BETA
asset-move M7 BO-exit 2026-02-01 S5
asset-move M8 BO-return 2026-03-01 S7 of=M7
asset-move M9 BO-exit 2026-03-02 S7
asset-move M10 BO-return 2026-04-02 S5 of=M9
asset-move V V1 2026-05-02 S2 import-half=2026-05-03
