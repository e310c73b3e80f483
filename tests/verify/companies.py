#!/usr/bin/env python3
"""Companies that never were, from a seed: what they told a hub in some months, as a story (exports.py) that goes through its ordinary commands.

    companies.py SEED > a.story

Several companies and plants, every kind of key, bills with versions, virtual pairs right and wrong, rectifications, scrap, shrinkage, changes of
regime, extensions, movements, facts that come late and facts that are wrong. The same seed is the same text."""

import datetime
import random
import sys

NAMES = (("ALFA", "AAA010101AAA", "1-2010"), ("BETA", "BBB020202BBB", "2-2010"), ("GAMA", "GGG030303GGG", "3-2010"))
FIRST = datetime.date(2025, 1, 6)
TARIFFS = ("85444299", "39269099", "72179099", "64019299")
PIECE, KILO, BOX = "6", "1", "12"


class Company:
    def __init__(self, name, rfc, program, plants):
        self.name, self.rfc, self.program, self.plants = name, rfc, program, plants


class World:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.seed = seed
        self.number = 5000000
        self.names = 0
        self.companies = [Company(*name, [f"{name[0][0]}{index}" for index in range(1, 1 + self.chance.randint(1, 3))])
                          for name in NAMES[:self.chance.choice((1, 2, 2, 2, 3))]]
        self.parts = [f"M{index}" for index in range(1, self.chance.randint(3, 6))]
        self.unit_of = {part: self.chance.choice((PIECE, PIECE, KILO)) for part in self.parts}
        self.products = [f"P{index}" for index in range(1, self.chance.randint(2, 4))]
        self.tariff_of = {part: self.chance.choice(TARIFFS) for part in self.parts + self.products}
        self.value_mode = None
        self.openings = {}
        self.lines = []      # statements
        self.sections = []   # (kind, flags, lines)
        self.invoice = []
        self.entries, self.outcomes, self.uses, self.pedimentos = [], [], [], []

    # -- small things

    def likely(self, percent):
        return self.chance.randrange(100) < percent

    def day(self, first=0, last=500):
        return FIRST + datetime.timedelta(days=self.chance.randint(first, last))

    def quantity(self, most=200):
        whole = self.chance.randint(1, most)
        return str(whole) if self.likely(70) else f"{whole}.{self.chance.choice(('5', '25', '125', '333', '001'))}"

    def name(self, letter):
        self.names += 1
        return f"{letter}{self.names}"

    def key(self, day):
        """A number as YY-AAS-PPPP-NNNNNNN; not in the order of days."""
        self.number += 1
        return f"{day:%y}-240-8005-{(self.number if self.likely(70) else 9_000_000 - self.number):07d}"

    @staticmethod
    def printed(key):
        year, office, licence, number = key.split("-")
        return year + office[:2] + licence + number

    def company(self):
        return self.chance.choice(self.companies)

    def tell(self, text):
        self.lines.append(text)

    # -- catalogs

    def catalogs(self):
        chance = self.chance
        for company in self.companies:
            mode = ""
            if self.likely(6):
                self.value_mode = company.rfc
                mode = f" mode={chance.choice(('value-tariff', 'value-pedimento'))} authorisation=AU-1"
            self.tell(f"company {company.name} rfc={company.rfc} program={company.program}{mode}")
            for plant in company.plants:
                self.tell(f"plant {plant} company={company.name}" + (" registered=no" if self.likely(10) else ""))
        for part in self.parts:
            kind = chance.choice(("direct", "direct", "direct", "indirect", "packaging", "container"))
            rate = f" umt=1 umt-per-umc={chance.choice(('0.333', '1.5', '0.125', '0.035'))}" if self.likely(50) else ""
            self.tell(f"part {part} kind={kind} tariff={self.tariff_of[part]} umc={self.unit_of[part]}{rate}")
            if self.likely(50):
                self.tell(f"unit {part} {BOX} {chance.choice(('10', '12', '0.5', '2.33333333'))}")
            if self.likely(15):
                self.tell(f"norm {part} {chance.choice(('1', '2.5', '0.333'))}%")
            if self.likely(10):
                self.tell(f"reclassify {part} {chance.choice(TARIFFS)} {self.day()}")
        for product in self.products:
            self.tell(f"product {product} tariff={self.tariff_of[product]} umc=6")
            for _ in range(chance.choice((0, 1, 1, 1, 2))):
                since = f" from={self.day(0, 300)}" if self.likely(50) else ""
                below = [name for name in self.products if name > product] if self.likely(25) else []
                for component in chance.sample(self.parts, chance.randint(1, min(3, len(self.parts)))) + below[:1]:
                    extra = ""
                    if self.likely(40):
                        extra += f" shrinkage={chance.choice(('0.1', '0.05', '0.033'))}"
                        extra += f" norm={chance.choice(('0.1', '0.05', '0.02'))}" if self.likely(40) else ""
                    extra += f" scrap={chance.choice(('0.2', '0.01'))}" if self.likely(25) else ""
                    self.tell(f"bom {product} {component} {chance.choice(('1', '2', '0.5', '1.333', '0.00033333'))}{extra}{since}")
        for _ in range(chance.randint(0, 2)):
            one, other = chance.choice(self.parts), chance.choice(self.parts)
            if one != other:
                self.tell(f"substitute {one} {other}" + (f" authorisation=ECN-{chance.randint(1, 9)}" if self.likely(60) else "") + (f" from={self.day()}" if self.likely(50) else ""))
        if self.likely(20):
            self.tell(f"scrap-of CHIP {chance.choice(self.parts)} {chance.choice(('1', '0.9', '0.333'))}")
        for _ in range(chance.randint(0, 2)):
            self.tell(f"holiday {self.day(0, 1100)}")
        policies = {"term_end": ("CFF12",), "v1_wait": ("0", "5", "30"), "unrecorded": ("hold",), "no_norm": ("pending",), "expired_return": ("ask",),
                    "consolidated": ("crossing",), "filed": ("freeze",)}
        for name, values in policies.items():
            if self.likely(12):
                whose = f" rfc={self.company().rfc}" if self.likely(40) else ""
                self.tell(f"policy {name}={chance.choice(values)}{whose}" + (f" from={self.day()}" if self.likely(40) else ""))

    # -- customs files

    def partida(self, secuencia, part, quantity, unit=None, umt=None, value=None, extra="", operation=1):
        unit = unit or self.unit_of.get(part, PIECE)
        umt = umt or f"{float(quantity) / 3:.5f}"
        value = value or self.chance.randint(100, 90000)
        taxes = f" iva={self.chance.randint(10, 900)}" + (f" form={self.chance.choice(('0', '21', '22'))}" if self.likely(40) else "") if operation == 1 and self.likely(80) else ""
        return f"line {secuencia} {self.tariff_of.get(part, TARIFFS[0])} {float(quantity):.3f} {unit} {umt} 1 {value}{taxes}{extra}"

    def breakdown(self, company, key, secuencia, part, quantity, unit):
        """Invoice lines of a partida: as it says, of several parts, in another unit, wrong, or none."""
        plant = self.chance.choice(company.plants)
        rows = [(part, quantity, unit)]
        roll = self.chance.randrange(100)
        if roll < 10:
            half = f"{float(quantity) / 2:.3f}"
            rows = [(part, half, unit), (part, half, unit)]
        elif roll < 20:
            other = self.chance.choice(self.parts)
            rows = [(part, f"{float(quantity) / 2:.3f}", unit), (other, self.quantity(50), unit)]
        elif roll < 25:
            rows = [(part, self.quantity(), unit)]
        elif roll < 30:
            rows = [(part, quantity, BOX)]
        elif roll < 33:
            return
        for name, amount, umc in rows:
            self.invoice.append(f"{company.rfc},{plant},C{self.number},{key},{secuencia},{name},{amount},{umc}")

    def pedimento(self, company, clave, operation, day, parts, extra="", key=None):
        """One pedimento of customs with its invoice lines; what it said is kept for rectifications."""
        key = key or self.key(day)
        lines = []
        for secuencia, (part, quantity) in enumerate(parts, 1):
            unit = self.unit_of.get(part, PIECE)
            if self.likely(8):
                unit = BOX
            remark = f" remark=No._de_parte:_{part}" if self.likely(10) else ""
            lines.append(self.partida(secuencia, part, quantity, unit, extra=remark, operation=operation))
            self.breakdown(company, key, secuencia, part, quantity, unit)
        self.pedimentos.append((company, key, clave, operation, day, parts, extra))
        return [f"ped {company.rfc} {key} {clave} {operation} {day}{extra}", *lines]

    def some_parts(self, names, most=200):
        return [(self.chance.choice(names), self.quantity(most)) for _ in range(self.chance.choice((1, 1, 2, 3)))]

    def customs(self):
        text = []
        chance = self.chance
        for _ in range(chance.randint(3, 9)):
            company, day = self.company(), self.day(0, 350)
            extra = ""
            if self.likely(40):
                extra += f" entry={day - datetime.timedelta(days=chance.randint(0, 4))}"
            elif self.likely(10):
                extra += " entry=none"
            if self.likely(15):
                extra += " id=RC:1-2" + "".join(f" crossed={number}:{day + datetime.timedelta(days=chance.randint(-3, 3))}" for number in (1, 2)[:chance.randint(0, 2)])
            clave = chance.choice(("IN", "IN", "IN", "IN", "E1", "A1", "VD", "V7", "AF", "BB", "V2"))
            text += self.pedimento(company, clave, 1, day, self.some_parts(self.parts), extra)
        for _ in range(chance.randint(2, 8)):
            clave, operation = chance.choice((("RT", 2), ("RT", 2), ("RT", 2), ("H1", 2), ("F4", 1), ("A3", 1), ("V9", 2), ("V6", 2), ("A1", 2), ("BB", 2), ("H8", 2)))
            names = self.products + self.parts[:1] if clave in ("RT", "A1") else self.parts
            text += self.pedimento(self.company(), clave, operation, self.day(20, 620), self.some_parts(names, 60), " id=AF" if self.likely(5) else "")
        if len(self.companies) > 1:
            for _ in range(chance.randint(0, 4)):
                text += self.customs_pair()
        for company, key, clave, operation, day, parts, extra in list(self.pedimentos):
            if self.likely(12):
                text += self.rectification(company, key, clave, operation, day, parts, extra)
        self.sections.append(("ds", "", text))
        if self.likely(10):
            text = self.pedimento(self.company(), "IN", 1, self.day(0, 300), self.some_parts(self.parts))  # came late
            self.sections.append(("ds", "", text))

    def customs_pair(self):
        """Both halves of a V1 as they should be, but for what this seed spoils."""
        chance = self.chance
        giver, taker = chance.sample(self.companies, 2)
        day = self.day(10, 500)
        part, quantity = chance.choice(self.parts), self.quantity(60)
        link, back = self.key(day), day + datetime.timedelta(days=chance.choice((0, 1, 1, 1, 9)))
        key = self.key(back)
        unit, umt, value = self.unit_of[part], f"{float(quantity) / 3:.5f}", chance.randint(500, 5000)
        spoilt = chance.choice(("", "", "", "", "quantity", "umt", "value", "link", "day", "import", "return", "program", "rfc", "none", "asset"))
        quoted = self.key(day) if spoilt == "link" else link
        paid = day + datetime.timedelta(days=1) if spoilt == "day" else day
        quotes = "" if spoilt == "none" else f" quotes={quoted},V1,{paid},{self.tariff_of[part]},1,{umt}"
        to = "9-2010" if spoilt == "program" else taker.rfc if spoilt == "rfc" else taker.program
        asset = " id=AF" if spoilt == "asset" else ""
        sent = self.quantity(60) if spoilt == "quantity" else quantity
        first = [f"ped {taker.rfc} {link} V1 1 {day} id=V1:{giver.program}:IM{asset}", self.partida(1, part, quantity, unit, umt, value)]
        second = [f"ped {giver.rfc} {key} V1 2 {back} id=V1:{to}:IM{quotes}{asset}",
                  self.partida(1, part, sent, unit, f"{float(umt) + 1:.5f}" if spoilt == "umt" else umt, value + 100 if spoilt == "value" else value, operation=2)]
        self.breakdown(taker, link, 1, part, quantity, unit)
        self.breakdown(giver, key, 1, part, sent, unit)
        if self.likely(10):  # a second return that quotes the same import
            other = chance.choice([company for company in self.companies if company is not taker])
            again = self.key(back)
            second += [f"ped {other.rfc} {again} V1 2 {back + datetime.timedelta(days=1)} id=V1:{taker.program}:IM{quotes}", self.partida(1, part, quantity, unit, umt, value, operation=2)]
            self.breakdown(other, again, 1, part, quantity, unit)
        return {"import": second, "return": first}.get(spoilt, first + second)

    def rectification(self, company, key, clave, operation, day, parts, extra):
        """Other quantities, a line less, another part, or an A1 that should have been an RT."""
        chance = self.chance
        paid = day + datetime.timedelta(days=chance.randint(1, 60))
        again = self.key(paid)
        clave = "RT" if clave == "A1" and operation == 2 else clave
        entry = f" entry={day}" if operation == 1 else ""
        lines = [f"ped {company.rfc} {again} {clave} {operation} {paid} rectifies={key},{day}{entry}"]
        for secuencia, (part, quantity) in enumerate(parts, 1):
            if self.likely(70):
                quantity = self.quantity()
            lines.append(self.partida(secuencia, part, quantity, operation=operation))
            if self.likely(30):
                self.breakdown(company, again, secuencia, part, quantity, self.unit_of.get(part, PIECE))
        if self.likely(20):
            later = paid + datetime.timedelta(days=chance.randint(0, 20))
            lines += [f"ped {company.rfc} {self.key(later)} {clave} {operation} {later} rectifies={again},{paid}{entry}"]
            lines += [self.partida(secuencia, part, self.quantity(), operation=operation) for secuencia, (part, _) in enumerate(parts, 1)]
        return lines

    # -- declared

    def declared(self):
        chance = self.chance
        for _ in range(chance.randint(2, 8)):
            self.entry()
        for _ in range(chance.randint(2, 10)):
            self.outcome()
        if len(self.companies) > 1:
            for _ in range(chance.randint(0, 3)):
                self.declared_pair()
        self.hangers_on()

    def entry(self):
        chance, company, day, name = self.chance, self.company(), self.day(0, 350), self.name("L")
        part = chance.choice(self.parts + (self.products[-1:] if self.likely(15) else []))
        fields = f" company={company.name}"
        for likely, text in ((40, f" paid={day + datetime.timedelta(days=chance.randint(0, 5))}"), (50, f" value={self.quantity(90000)}"), (30, f" iva={chance.randint(1, 999)}"),
                             (30, f" ped={self.printed(self.key(day))} line={chance.randint(1, 12)}"), (15, f" umt={self.quantity(90)}"), (10, f" start={day + datetime.timedelta(days=7)}"),
                             (10, f" unit={BOX}"), (10, f" tariff={chance.choice(TARIFFS)}"), (20, f" duty={chance.randint(0, 15)}"), (15, f" form={chance.choice(('0', '22'))}"),
                             (20, f" plant={chance.choice(company.plants)}")):
            fields += text if self.likely(likely) else ""
        clave = chance.choice(("IN", "IN", "IN", "E1", "V7", "VD"))
        self.tell(f"import {name} {part} {self.quantity()} {clave} {day}{fields}")
        self.entries.append((company, name, part, day))
        if self.likely(15):
            self.tell(f"rectify {name} {day + datetime.timedelta(days=chance.randint(1, 90))} qty={self.quantity()}" + (f" value={self.quantity(5000)}" if self.likely(40) else ""))
        if self.likely(5):
            self.tell(f"rectify {name} {day + datetime.timedelta(days=chance.randint(1, 90))} entry={day - datetime.timedelta(days=9)}")

    def outcome(self):
        chance, company, day, name = self.chance, self.company(), self.day(20, 620), self.name("O")
        clave = chance.choice(("RT", "RT", "RT", "H1", "F4", "F4", "A3", "V6", "V9", "CTM", "DESTRUCTION", "DONATION", "A1"))
        scrap = clave in ("DESTRUCTION", "DONATION", "F4", "A3") and self.likely(40)
        fields = f" company={company.name}" + (" of=scrap" if scrap else "")
        fields += f" ped={self.printed(self.key(day))}" if self.likely(30) else ""
        self.tell(f"outcome {name} {clave} {day}{fields}")
        self.outcomes.append((company, name, clave, day))
        if company.rfc == self.value_mode:
            return
        for _ in range(chance.choice((1, 1, 2, 3))):
            if clave in ("RT", "CTM", "A1") and self.likely(50):
                fields = f" built={day - datetime.timedelta(days=chance.randint(0, 200))}" if self.likely(40) else ""
                fields += f" dest={chance.choice('ABC')}" if clave == "CTM" else ""
                self.tell(f"exit {name} {chance.choice(self.products)} {self.quantity(40)}{fields}")
                continue
            part = "CHIP" if scrap and self.likely(20) else chance.choice(self.parts)
            fields = ""
            for likely, text in ((15, f" shrinkage={self.quantity(5)}"), (15, f" scrap={self.quantity(9)}"), (8, f" unit={BOX}"), (8, " status=national"), (8, " status=unrecorded"),
                                 (10, f" instead={chance.choice(self.parts)}"), (20, f" plant={chance.choice(company.plants)}")):
                fields += text if self.likely(likely) and not scrap else ""
            self.tell(f"use {name} {part} {self.quantity(90)}{fields}")
            self.uses.append((company, name, part))

    def declared_pair(self):
        chance = self.chance
        giver, taker = chance.sample(self.companies, 2)
        if self.value_mode in (giver.rfc, taker.rfc):
            return
        day, part, quantity, value = self.day(10, 450), chance.choice(self.parts), self.quantity(60), chance.randint(900, 5000)
        ped, name, back = self.printed(self.key(day)), self.name("V"), self.name("W")
        spoilt = chance.choice(("", "", "", "quantity", "value", "link", "import", "return", "clave"))
        if spoilt != "import":
            how = " consolidated=monthly" if self.likely(20) else ""
            self.tell(f"import {name} {part} {quantity} V1 {day} company={taker.name} from={giver.name} ped={ped} value={value}{how}")
            if how:
                self.tell(f"delivery {name} {day} {float(quantity) / 4:.3f}")
                self.tell(f"delivery {name} {day + datetime.timedelta(days=9)} {float(quantity) * 3 / 4:.3f}")
        if spoilt != "return":
            quoted = self.printed(self.key(day)) if spoilt == "link" else ped
            out = day + datetime.timedelta(days=chance.choice((0, 1, 1, 5)))
            self.tell(f"outcome {back} V1 {out} company={giver.name} to={taker.name} descargos={quoted},{day},{'IN' if spoilt == 'clave' else 'V1'} "
                      f"value={value + 50 if spoilt == 'value' else value}")
            self.tell(f"use {back} {part} {self.quantity(60) if spoilt == 'quantity' else quantity}")
            self.outcomes.append((giver, back, "V1", out))

    def hangers_on(self):
        chance = self.chance
        for company, name, clave, day in self.outcomes:
            if self.likely(4):
                self.tell(f"withdraw {name}")
        for company, name, part in self.uses:
            lots = [lot for lot in self.entries if lot[0] is company and lot[2] == part]
            if lots and self.likely(8):
                self.tell(f"direct {name} {part} {self.quantity(20)} lot={chance.choice(lots)[1]} by=ana reason=serial")
        for _ in range(chance.randint(0, 2)):
            company = self.company()
            self.tell(f"national {chance.choice(self.parts)} {self.quantity()} {self.day()} company={company.name}")
        for _ in range(chance.randint(0, 2)):
            self.tell(f"scrap {chance.choice(self.parts)} {self.quantity(30)} {self.day()} company={self.company().name}")
        for _ in range(chance.randint(0, 2)):
            part, *given = chance.sample(self.parts, min(3, len(self.parts)))
            company = self.company()
            if company.rfc != self.value_mode:
                self.tell(f"disassemble {self.name('D')} {part} {chance.randint(1, 9)} {self.day(30, 400)} company={company.name} gives={given[0]}:2"
                          + (f" scrap={given[-1]}:0.5" if self.likely(40) else ""))
        for company, name, part, day in self.entries:
            if self.likely(4):
                self.tell(f"withdraw {name}")
        if self.likely(20):
            company, serial = self.company(), self.name("S")
            self.tell(f"asset {serial} {chance.choice(('AF', 'E2', 'V1'))} {self.day(0, 100)} company={company.name} model=m brand=b value=1000")
            if self.likely(50):
                self.tell(f"asset-move {self.name('K')} BO-exit {self.day(120, 150)} {serial}")
                self.tell(f"asset-move {self.name('K')} BO-return {self.day(160, 200)} {serial if self.likely(50) else serial + 'B'} of=K{self.names - 1}")
        for _ in range(chance.randint(0, 2)):
            self.tell(f"projection {chance.choice(self.parts)} {self.quantity()} {self.day(400, 900)} company={self.company().name}")
        if self.likely(10):
            self.tell(f"cancel {chance.choice(('program', 'program', 'certification'))} {self.day(300, 500)} company={self.company().name}" + (" extension=60" if self.likely(50) else ""))

    # -- movements

    def movements(self):
        chance, rows, told = self.chance, [], []
        for number in range(chance.randint(0, 25)):
            company, day = self.company(), self.day(0, 90)
            plant, part = chance.choice(company.plants), chance.choice(self.parts + self.products[:1])
            unit = BOX if self.likely(15) else self.unit_of.get(part, PIECE) if self.likely(95) else KILO
            kind = chance.choice(("RECEIPT", "RECEIPT", "RECEIPT", "ISSUE", "PRODUCE", "SHIP", "TRANSFER_OUT", "TRANSFER_OUT", "TRANSFER_IN", "TRANSFER_IN", "COUNT", "SCRAP",
                                  "SUB_OUT", "SUB_IN", "ADJUST_IN", "ADJUST_OUT", "REGIME_CHANGE", "DESTROY", "DONATE"))
            kind_of_ref, ref, other = "", "", ""
            if kind.startswith("TRANSFER"):
                other = chance.choice(company.plants) if self.likely(85) else f"{self.company().rfc}/{plant}"
                sent = [row for row in told if row[1] == "TRANSFER_OUT"]
                if kind == "TRANSFER_IN" and sent and self.likely(75):
                    event, _, part, kind_of_ref, ref, plant_there, company = chance.choice(sent)
                    plant = plant_there if self.likely(80) else plant
                    if self.likely(50) or not ref:
                        kind_of_ref, ref = chance.choice(("TRANSFER", "TRANSFER_PART")), event
                elif self.likely(70):
                    kind_of_ref, ref = chance.choice(("CCP", "CCP", "TRANSFER")), f"T{chance.randint(1, 4)}"
            elif kind.startswith("SUB"):
                kind_of_ref, ref, other = "NOTICE", "N1", chance.choice(("SUBX", "SUBY"))
            event = f"e{number}"
            time = f"{day}T{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}:00{chance.choice(('-06:00', '-07:00', '-05:00'))}"
            if self.likely(4):
                plant = "X9"
            row = [event, time, plant, kind, part, self.quantity(60), unit, kind_of_ref, ref, other, "d", company.rfc]
            rows.append(row)
            told.append((event, kind, part, kind_of_ref, ref, other, company))
        head = "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device,rfc"
        if not rows:
            return
        again = [list(row) for row in rows if self.likely(6)]
        for row in again:
            if self.likely(50):
                row[5] = self.quantity(60)  # the same event with other words (D-21)
        chance.shuffle(rows)
        self.sections.append(("movements", "", [head, *(",".join(row) for row in rows)]))
        if again:
            self.sections.append(("movements", "", [head, *(",".join(row) for row in again)]))

    # -- afterwards

    def afterwards(self):
        """What people do when all of it is told: decisions, approvals, filings; and a late fact after them."""
        chance, lines = self.chance, []
        for company, key, clave, operation, day, *_ in self.pedimentos:
            if clave in ("BB", "V2") and self.likely(70):
                lines.append(f"decide {key} {chance.choice(('nothing', 'opens', 'discharges'))} company={company.name} by=ana reason=r")
        for company, name, part in self.uses:
            if self.likely(10):
                lines.append(f"approve {name} {part} {chance.choice(('0.01', '1', '3'))} by=ana reason=r")
        filed = []
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            company, period = self.company(), f"{self.day(20, 620):%Y-%m}"
            kind = chance.choice(("return", "return", "regime-change", "virtual"))
            filed.append((kind, period, company))
            lines.append(f"file {kind} {period} company={company.name}")
        if self.likely(30):
            company = self.company()
            lines.append(f"adjust {self.name('J')} {chance.choice(company.plants)} {chance.choice(self.parts)} {chance.choice(('1', '-2'))} {self.day()} reason=r")
        if filed or self.likely(30):  # a late fact moves what was told and filed
            company, day = self.company(), self.day(0, 200)
            lines.append(f"import {self.name('L')} {chance.choice(self.parts)} {self.quantity()} IN {day} company={company.name} value={chance.randint(100, 9000)}")
        for kind, period, company in filed:
            if self.likely(40):
                lines.append(f"approve-report {kind} {period} company={company.name} by=ana reason=r")
                lines.append(f"approve-report {kind} {period} company={company.name} by={'luis' if self.likely(80) else 'ana'} reason=r")
        if lines:
            self.sections.append(("record", "", lines))

    def story(self):
        self.catalogs()
        self.declared()
        self.customs()
        head = "rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc"
        if self.invoice:
            at = self.chance.choice((0, len(self.sections)))  # before what they are of, or behind it
            self.sections.insert(at, ("invoice-lines", "", [head, *self.invoice]))
        self.movements()
        self.afterwards()
        text = [f"# seed {self.seed}", f"# as-of {self.day(100, 1000)}", *self.lines]
        for kind, flags, lines in self.sections:
            text += [f"@@{kind}{flags}", *lines]
        return "\n".join(text) + "\n"


def story(seed):
    return World(seed).story()


if __name__ == "__main__":
    sys.stdout.write(story(int(sys.argv[1])))
