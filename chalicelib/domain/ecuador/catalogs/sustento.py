"""Documents that sustain a withholding, a note or a transport: their codes and what they are good for.

Source: the ATS catalogue, tables 4 (kinds of document) and 5 (sustento tributario), as integrators publish it. The SRI
adds codes without changing the ficha técnica: a code that is not here is a doubt, not an error.
"""

from __future__ import annotations

from chalicelib.domain.ecuador.catalogs.tabla import Tabla

REEMBOLSO = "41"
"""The document that passes expenses on."""
AUTORRETENCION_DOCUMENTO, AUTORRETENCION_SUSTENTO = "42", "12"
"""How an issuer that withholds from itself names its document and its sustento (ficha técnica 2.32, anexo 7)."""
DIVIDENDOS = "10"
"""The sustento of a distribution of dividends."""

DOCUMENTOS = Tabla.de_nombres("""
01 Factura
02 Nota de venta
03 Liquidación de compra
04 Nota de crédito
05 Nota de débito
06 Guía de remisión
07 Comprobante de retención
08 Boletos o entradas a espectáculos públicos
09 Tiquetes de máquinas registradoras
11 Pasajes de empresas de aviación
12 Documentos de instituciones financieras
15 Comprobante de venta emitido en el exterior
16 Formulario único de exportación, declaración aduanera
18 Documentos autorizados en ventas, excepto notas
19 Comprobantes de pago de cuotas o aportes
20 Documentos por servicios administrativos del Estado
21 Carta de porte aéreo
22 RECAP
23 Nota de crédito por tarjetas de crédito
24 Nota de débito por tarjetas de crédito
41 Comprobante de venta por reembolso
42 Retención presuntiva o autorretención
43 Liquidación de hidrocarburos
44 Comprobante de contribuciones y aportes
45 Liquidación por reclamos de aseguradoras
47 Nota de crédito por reembolso de intermediario
48 Nota de débito por reembolso de intermediario
49 Proveedor directo de exportador
50 A instituciones del Estado exentas de renta
51 Nota de crédito a instituciones del Estado exentas
52 Nota de débito a instituciones del Estado exentas
294 Liquidación de compra de bienes muebles usados
344 Liquidación de compra de vehículos usados
364 Acta de entrega y recepción de PET
370 Factura de operadora de transporte y socio
371 Comprobante de socio a operadora de transporte
372 Nota de crédito de operadora de transporte y socio
373 Nota de débito de operadora de transporte y socio
374 Nota de débito de operadora de transporte y socio
375 Liquidación de compra RISE
""")
"""Table 4: codDocSustento, codDocModificado, codDocReembolso."""

SUSTENTOS = Tabla("""
00 | | | 2015-02-28 | Casos especiales
01 | | | | Crédito tributario de IVA (servicios y bienes distintos de inventarios y activos fijos)
02 | | | | Costo o gasto de renta (servicios y bienes distintos de inventarios y activos fijos)
03 | | | | Activo fijo, crédito tributario de IVA
04 | | | | Activo fijo, costo o gasto de renta
05 | | | | Gastos de viaje a nombre de empleados
06 | | | | Inventario, crédito tributario de IVA
07 | | | | Inventario, costo o gasto de renta
08 | | | | Valor pagado para solicitar reembolso
09 | | | | Reembolso por siniestros
10 | | | | Distribución de dividendos
11 | | | | Convenios de débito o recaudación
12 | | | | Impuestos y retenciones presuntivos
13 | | | | Valores reconocidos por el sector público
14 | | | | Valores facturados por socios a operadoras de transporte
15 | | | | Consumos de servicios digitales
""")
"""Table 5: codSustento."""

_GENERAL = frozenset({"01", "02", "03", "04", "05"})
_BUYS = frozenset({"01", "03", "04", "05", "41", "47", "48", "294", "344"})
DOCUMENTOS_DE: dict[str, frozenset[str]] = {
    "01": _BUYS | {"11", "12", "21", "43"},
    "02": _BUYS | {"02", "09", "11", "12", "15", "19", "20", "21", "43", "364"},
    "03": _BUYS,
    "04": _BUYS | {"02", "15"},
    "05": _GENERAL | {"11", "15", "41", "294", "344"},
    "06": _BUYS | {"43"},
    "07": _BUYS | {"02", "15", "43", "364"},
    "08": _GENERAL | {"21", "294", "344"},
    "09": frozenset({"01", "04", "05", "45"}),
    "10": frozenset({"19"}),
    "11": frozenset({"12"}),
    "12": frozenset({"42"}),
    "13": frozenset({"19"}),
    "14": _GENERAL,
    "15": _GENERAL | {"12", "15"},
}
"""Which documents go with which sustento (ATS, table 5)."""
