"""Writes small Data Stage sets from a few words, for cases that no generator makes.

    ped RFC 25-190-8005-5000001 IN 1 2025-01-10 [entry=DAY|none] [rectifies=KEY,DAY] [id=CLAVE:C1:C2]… [quotes=KEY,CLAVE,DAY,TARIFF,UMT,QTY]… [crossed=N:DAY]…
    line SECUENCIA TARIFF QTY UMC UMT_QTY UMT VALUE [iva=PESOS] [form=21] [remark=TEXT_WITH_UNDERSCORES]…
"""

import collections
import datetime
import pathlib
import re

HEADS = {
    "501": "Patente|Pedimento|SeccionAduanera|TipoOperacion|ClaveDocumento|SeccionAduaneraEntrada|CurpContribuyente|Rfc|CurpAgenteA|TipoCambio|TotalFletes|TotalSeguros|TotalEmbalajes|"
           "TotalIncrementables|TotalDeducibles|PesoBrutoMercancia|MedioTransporteSalida|MedioTransporteArribo|MedioTransporteEntrada_Salida|DestinoMercancia|NombreContribuyente|"
           "CalleContribuyente|NumInteriorContribuyente|NumExteriorContribuyente|CPContribuyente|MunicipioContribuyente|EntidadFedContribuyente|PaisContribuyente|TipoPedimento|"
           "FechaRecepcionPedimento|FechaPagoReal",
    "506": "Patente|Pedimento|SeccionAduanera|TipoFecha|FechaOperacion|FechaValidacionPagoR",
    "507": "Patente|Pedimento|SeccionAduanera|ClaveCaso|IdentificadorCaso|TipoPedimento|ComplementoCaso|FechaValidacionPagoR",
    "512": "Patente|Pedimento|SeccionAduanera|PatenteAduanalOrig|PedimentoOriginal|SeccionAduaneraDespOrig|DocumentoOriginal|FechaOperacionOrig|FraccionOriginal|UnidadMedida|"
           "MercanciaDescargada|TipoPedimento|FechaPagoReal",
    "551": "Patente|Pedimento|SeccionAduanera|Fraccion|SecuenciaFraccion|SubdivisionFraccion|DescripcionMercancia|PrecioUnitario|ValorAduana|ValorComercial|ValorDolares|"
           "CantidadUMComercial|UnidadMedidaComercial|CantidadUMTarifa|UnidadMedidaTarifa|ValorAgregado|ClaveVinculacion|MetodoValorizacion|CodigoMercanciaProducto|"
           "MarcaMercanciaProducto|ModeloMercanciaProducto|PaisOrigenDestino|PaisCompradorVendedor|EntidadFedOrigen|EntidadFedDestino|EntidadFedComprador|EntidadFedVendedor|"
           "TipoOperacion|ClaveDocumento|FechaPagoReal",
    "557": "Patente|Pedimento|SeccionAduanera|Fraccion|SecuenciaFraccion|ClaveContribucion|FormaPago|ImportePago|FechaPagoReal",
    "558": "Patente|Pedimento|SeccionAduanera|Fraccion|SecuenciaFraccion|SecuenciaObservacion|Observaciones|FechaPagoReal",
    "701": "Patente|Pedimento|SeccionAduanera|ClaveDocumento|FechaPago|PedimentoAnterior|PatenteAnterior|SeccionAduaneraAnterior|DocumentoAnterior|FechaOperacionAnterior|"
           "PedimentoOriginal|PatenteAduanalOrig|SeccionAduaneraDespOrig|FechaPagoReal",
    "Sel": "Patente|Pedimento|SeccionAduanera|ConsecutivoRemesa|NumeroSeleccion|FechaSeleccion|HoraSeleccion|SemaforoFiscal|ClaveDocumento|TipoOperacion",
    "Resumen": "Folio|RFCoPatenteAduanal|Fecha_Inicial|Fecha_Final|Fecha_Ejecucion|Total_Fracciones|Total_Contribuciones",
}


def key_parts(key):
    year, office, licence, number = re.fullmatch(r"(\d\d)-(\d{3})-(\d{4})-(\d{7})", key).groups()
    return licence, number, office


def write_sets(text, folder, folio=3000000):
    """Folders that `import datastage` takes, one a company and month."""
    tables = collections.defaultdict(lambda: collections.defaultdict(list))
    months = {}
    head = None
    for line in text.splitlines():
        words = [word for word in line.split() if "=" not in word]
        fields = [tuple(word.split("=", 1)) for word in line.split() if "=" in word]
        if not words:
            continue
        if words[0] == "ped":
            _, rfc, key, clave, operation, paid = words
            month = (rfc, paid[:7])
            if month not in months:
                folio += 1
                months[month] = str(folio)
            head = Head(tables[months[month]], rfc, key, clave, operation, paid, fields)
        else:
            head.line(words, fields)
    made = []
    for (rfc, month), name in months.items():
        out = pathlib.Path(folder) / rfc / f"{name}_Solicitudes"
        out.mkdir(parents=True, exist_ok=True)
        first = datetime.date.fromisoformat(month + "-01")
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        rows = tables[name]
        rows["Resumen"].append("|".join([name, rfc, str(first), str(last), str(last + datetime.timedelta(days=3)), str(len(rows["551"])), str(len(rows["557"]))]))
        for record, columns in HEADS.items():
            lines = [columns] + [row + "|" for row in rows[record]]
            (out / f"{name}_{record}.asc").write_text("\r\n".join(lines) + "\r\n", encoding="cp1252", newline="")
        made.append(out)
    return made


class Head:
    def __init__(self, rows, rfc, key, clave, operation, paid, fields):
        self.rows, self.clave, self.operation = rows, clave, operation
        self.names = "|".join(key_parts(key))
        self.paid = f"{paid} 12:30:00"
        single = dict(fields)
        kind = "2" if "rectifies" in single else "1"
        rows["501"].append("|".join([self.names, operation, clave, key_parts(key)[2], "", rfc, "XEXX010101HNEXXXA4", "20.00000", "0", "0", "0", "0", "0", "10.000", "7", "7", "7", "9",
                                     "EMPRESA", "CALLE", "", "1", "00000", "MUNICIPIO", "MEX", "MEX", kind, self.paid, self.paid]))
        entry = single.get("entry", paid)
        if operation == "1" and entry != "none":
            rows["506"].append(f"{self.names}|1|{entry}|{self.paid}")
        rows["506"].append(f"{self.names}|2|{paid}|{self.paid}")
        for name, value in fields:
            if name == "id":
                clave_id, one, two = (value.split(":") + ["", ""])[:3]
                rows["507"].append(f"{self.names}|{clave_id}|{one}|{kind}|{two}|{self.paid}")
            elif name == "quotes":
                quoted, clave_of, day, tariff, umt, quantity = value.split(",")
                licence, number, office = key_parts(quoted)
                rows["512"].append("|".join([self.names, licence, number, office, clave_of, day, tariff, umt, quantity, kind, self.paid]))
            elif name == "crossed":
                number, day = value.split(":")
                rows["Sel"].append(f"{self.names}|{number}|1|{day}|10:00|1|{clave}|{operation}")
            elif name == "rectifies":
                previous, day = value.split(",")
                licence, number, office = key_parts(previous)
                rows["701"].append("|".join([self.names, clave, paid, number, licence, office, clave, day, "0", "0", " ", self.paid]))

    def line(self, words, fields):
        _, secuencia, tariff, quantity, umc, umt_quantity, umt, value = words
        start = f"{self.names}|{tariff}|{secuencia}"
        single = dict(fields)
        self.rows["551"].append("|".join([self.names, tariff, secuencia, "00", "MERCANCIA", "1.00000", value if self.operation == "1" else "0", value, "1.00", quantity, umc, umt_quantity, umt,
                                          "", "0", "1", "", "", "", "USA", "USA", " ", " ", " ", " ", self.operation, self.clave, self.paid]))
        if "iva" in single:
            self.rows["557"].append(f"{start}|3|{single.get('form', '21')}|{single['iva']}|{self.paid}")
        for index, text in enumerate([value for name, value in fields if name == "remark"], 1):
            self.rows["558"].append(f"{start}|{index}|{text.replace('_', ' ')}|{self.paid}")
