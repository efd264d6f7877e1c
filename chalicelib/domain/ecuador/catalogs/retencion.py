"""What is withheld: concepts and percentages of renta, IVA and ISD, by the day of the document withheld on.

- **IVA**: ficha técnica 2.32, tabla 20. The codes 721 to 731 are boxes of form 104, not codes of this table.
- **Renta**: the ATS catalogue, table 3.10; percentages of Res. NAC-DGERCGC26-00000009 since 2026-03-01, those of
  Res. NAC-DGERCGC24-00000008 since April 2024 (with it came 303A, 312C and 3482), those of Res. NAC-DGERCGC20-00000020
  before. Only fixed percentages are in the table; `RENTA_VARIABLE` are concepts whose
  percentage depends on the case. Taken from secondary sources: a difference is a doubt, not an error.
- **ISD**: ficha técnica 2.32, tabla 20, and Decreto Ejecutivo 589.
"""

from __future__ import annotations

from string import ascii_uppercase

from chalicelib.domain.ecuador.catalogs.tabla import Tabla

RENTA, IVA_RETENIDO, ISD = "1", "2", "6"
FAMILIAS = {RENTA: "renta", IVA_RETENIDO: "IVA", ISD: "ISD"}
"""Tabla 19."""

RETENCION_IVA = Tabla("""
9  | 10  | | | Retención del 10 %
10 | 20  | | | Retención del 20 %
1  | 30  | | | Retención del 30 %
11 | 50  | | | Retención del 50 %
2  | 70  | | | Retención del 70 %
3  | 100 | | | Retención del 100 %
7  | 0   | | | Retención en cero
8  | 0   | | | No procede retención
""")

CASILLEROS_104 = {"721": "9", "723": "10", "725": "1", "727": "11", "729": "2", "731": "3"}
"""Boxes of form 104 that are mistaken for codes, and the code that is meant."""

RETENCION_ISD = Tabla("""
4580 | 5   | 2024-04-01 | | Impuesto a la salida de divisas
4586 | 2.5 | 2025-05-01 | | Impuesto a la salida de divisas, tarifa reducida
""")

RETENCION_RENTA = Tabla("""
303   | 10   | 2020-04-01 |            | Honorarios profesionales relacionados con el título
303A  | 3    | 2024-04-01 | 2026-02-28 | Servicios profesionales prestados por sociedades residentes
303A  | 5    | 2026-03-01 |            | Servicios profesionales prestados por sociedades residentes
304   | 8    | 2020-04-01 | 2026-02-28 | Servicios donde predomina el intelecto, no relacionados con el título
304   | 10   | 2026-03-01 |            | Servicios donde predomina el intelecto, no relacionados con el título
304A  | 8    | 2020-04-01 | 2026-02-28 | Comisiones y pagos donde predomina el intelecto
304A  | 10   | 2026-03-01 |            | Comisiones y pagos donde predomina el intelecto
304B  | 8    | 2020-04-01 | 2026-02-28 | Notarios y registradores
304B  | 10   | 2026-03-01 |            | Notarios y registradores
304C  | 8    | 2020-04-01 | 2026-02-28 | Deportistas, entrenadores, árbitros
304C  | 10   | 2026-03-01 |            | Deportistas, entrenadores, árbitros
304D  | 8    | 2020-04-01 | 2026-02-28 | Artistas
304D  | 10   | 2026-03-01 |            | Artistas
304E  | 8    | 2020-04-01 | 2026-02-28 | Docencia
304E  | 10   | 2026-03-01 |            | Docencia
307   | 2    | 2020-04-01 | 2026-02-28 | Servicios donde predomina la mano de obra
307   | 3    | 2026-03-01 |            | Servicios donde predomina la mano de obra
308   | 10   | 2020-04-01 |            | Uso de imagen o renombre
309   | 3    | 2026-03-01 |            | Medios de comunicación y agencias de publicidad
310   | 1    | 2020-04-01 |            | Transporte privado de pasajeros, público o privado de carga
311   | 3    | 2026-03-01 |            | Liquidación de compra (nivel cultural o rusticidad)
312   | 1.75 | 2020-04-01 | 2026-02-28 | Transferencia de bienes muebles corporales
312   | 2    | 2026-03-01 |            | Transferencia de bienes muebles corporales
312A  | 1    | 2020-04-01 |            | Compras al productor, bienes art. 27.1 LRTI y similares
312C  | 1.75 | 2024-04-01 |            | Compras al comercializador, bienes art. 27.1 LRTI y similares
314A  | 10   | 2026-03-01 |            | Regalías franquicias, personas naturales
314B  | 10   | 2026-03-01 |            | Cánones, derechos de autor, marcas, personas naturales
314C  | 10   | 2026-03-01 |            | Regalías franquicias, sociedades
314D  | 10   | 2026-03-01 |            | Cánones, derechos de autor, marcas, sociedades
319   | 2    | 2026-03-01 |            | Arrendamiento mercantil
320   | 8    | 2020-04-01 | 2026-02-28 | Arrendamiento de inmuebles
320   | 10   | 2026-03-01 |            | Arrendamiento de inmuebles
322   | 2    | 2026-03-01 |            | Seguros y reaseguros
323   | 3    | 2026-03-01 |            | Rendimientos financieros (no a instituciones financieras)
323A  | 3    | 2026-03-01 |            | Rendimientos cuenta corriente
323B1 | 3    | 2026-03-01 |            | Rendimientos cuenta de ahorros sociedades
323E  | 3    | 2026-03-01 |            | Plazo fijo gravado
323E2 | 0    | 2026-03-01 |            | Plazo fijo exento
323F  | 3    | 2026-03-01 |            | Reporto
323G  | 3    | 2026-03-01 |            | Inversiones distintas de instituciones financieras
323H  | 3    | 2026-03-01 |            | Obligaciones
323I  | 3    | 2026-03-01 |            | Bonos convertibles
323Q  | 3    | 2026-03-01 |            | Otros rendimientos gravados
323R  | 0    | 2026-03-01 |            | Otros rendimientos exentos
323S  | 3    | 2026-03-01 |            | Pagos del Banco Central a instituciones financieras por terceros
323T  | 0    | 2026-03-01 |            | Deuda pública
323U  | 0    | 2026-03-01 |            | Títulos desde 360 días proyectos APP
324A  | 2    | 2026-03-01 |            | Intereses entre instituciones financieras
324B  | 2    | 2026-03-01 |            | Inversiones entre instituciones financieras
324C  | 2    | 2026-03-01 |            | Pagos del Banco Central a unas instituciones financieras por otras
332   | 0    |            |            | No sujetas a retención (incluye RIMPE negocio popular)
332B  | 0    |            |            | Compra de inmuebles
332C  | 0    |            |            | Transporte público de pasajeros
332D  | 0    |            |            | Transporte internacional, aviación o marítimo
332E  | 0    |            |            | Cooperativas de transporte a sus socios
332F  | 0    |            |            | Compraventa de divisas
332G  | 0    |            |            | Pagos con tarjeta de crédito
332H  | 0    |            |            | Pago al exterior con tarjeta (recap)
332I  | 0    |            |            | Convenio de débito (clientes instituciones financieras)
333   | 10   | 2026-03-01 |            | Ganancia enajenación de derechos de capital cotizados
334   | 2    | 2026-03-01 |            | Contraprestación enajenación de derechos de capital no cotizados
335   | 15   | 2026-03-01 |            | Loterías, rifas, apuestas
336   | 0.2  | 2026-03-01 |            | Combustibles a comercializadoras
337   | 0.3  | 2026-03-01 |            | Combustibles a distribuidores
340   | 3    | 2026-03-01 |            | Impuesto único exportación de banano
343   | 1    | 2026-03-01 |            | Otras al 1% (incluye RIMPE emprendedor)
343A  | 2    | 2026-03-01 |            | Energía eléctrica
343B  | 2    | 2026-03-01 |            | Construcción, urbanización, lotización
343C  | 2    | 2026-03-01 |            | Botellas PET
3440  | 2.75 | 2020-04-01 | 2026-02-28 | Otras retenciones (residual, art. 3)
3440  | 3    | 2026-03-01 |            | Otras retenciones (residual, art. 3)
344A  | 2    | 2026-03-01 |            | Tarjeta local reportada por la emisora
344B  | 2    | 2026-03-01 |            | Sustancias minerales
3480  | 15   | 2026-03-01 |            | Impuesto único pronósticos deportivos
3482  | 3    | 2024-04-01 | 2026-02-28 | Comisiones a sociedades
3482  | 5    | 2026-03-01 |            | Comisiones a sociedades
""")

CONCEPTOS = {RENTA: RETENCION_RENTA, IVA_RETENIDO: RETENCION_IVA, ISD: RETENCION_ISD}
"""The concepts of each family."""

RENTA_VARIABLE = frozenset({"338", "341", "342", "346", "350", "3481"}) | frozenset(
    str(code) for code in range(325, 332)
)
"""Concepts without a fixed percentage: banana, dividends, autorretención…"""
PAGOS_AL_EXTERIOR = "5"
"""Concepts of payments abroad begin with it, and have no fixed percentage either."""

BANANO = frozenset({"338", "340", "341", "342", "342A", "342B"})
"""Concepts that say how many boxes of bananas were bought (ficha técnica 2.32, anexo 7)."""
AUTORRETENCION = frozenset({"350", "3481"})
"""Concepts of what an issuer withholds from itself."""


def renta_variable(codigo: str) -> bool:
    """Whether a concept of renta is known and has no fixed percentage.

    >>> renta_variable("327"), renta_variable("327A"), renta_variable("504A"), renta_variable("312")
    (True, True, True, False)
    """
    bare = codigo.rstrip(ascii_uppercase)
    return bare in RENTA_VARIABLE or (len(bare) == 3 and bare.startswith(PAGOS_AL_EXTERIOR))
