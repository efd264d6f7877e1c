"""The simple types that the comprobantes share, named after what they hold.

Lengths, patterns and decimals: official schemas of the comprobantes (factura 1.1.0 and 2.1.0) and ficha técnica 2.32,
anexos 1 to 3.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from chalicelib.domain.ecuador.model.block import COMPUTED
from chalicelib.domain.ecuador.model.simple import NORMALISED, Amount, Day, Text

Texto300 = Annotated[str, Text(300)]
Texto100 = Annotated[str, Text(100)]
Texto64 = Annotated[str, Text(64)]
Texto50 = Annotated[str, Text(50)]
Texto40 = Annotated[str, Text(40)]
Texto30 = Annotated[str, Text(30)]
Texto25 = Annotated[str, Text(25)]
Texto20 = Annotated[str, Text(20)]
Texto15 = Annotated[str, Text(15)]
Texto10 = Annotated[str, Text(10)]
Texto5 = Annotated[str, Text(5)]

Ambiente = Annotated[str, Text(None, "[12]", "1 (pruebas) o 2 (producción)")]
TipoEmision = Annotated[str, Text(None, "[12]", "1 (emisión normal)")]
NumeroRuc = Annotated[str, Text(None, "[0-9]{10}001", "un número de 13 dígitos que termina en 001")]
Clave = Annotated[str, Text(None, "[0-9]{49}", "un número de 49 dígitos")]
CodDoc = Annotated[str, Text(None, "[0-9]{2}", "un código de 2 dígitos")]
Establecimiento = Annotated[str, Text(None, "[0-9]{3}", "un código de 3 dígitos, por ejemplo 001")]
PuntoEmision = Annotated[str, Text(None, "[0-9]{3}", "un código de 3 dígitos, por ejemplo 001")]
Secuencial = Annotated[str, Text(None, "[0-9]{9}", "un número de 9 dígitos, por ejemplo 000000123")]
NumeroDocumento = Annotated[str, Text(None, "[0-9]{3}-[0-9]{3}-[0-9]{9}", "un número como 001-001-000000123")]
AgenteRetencion = Annotated[
    str, Text(8, "[0-9]+", "el número de la resolución, sólo dígitos, máximo 8, sin ceros a la izquierda")
]
ContribuyenteRimpe = Annotated[
    str,
    Text(
        None,
        "CONTRIBUYENTE (?:NEGOCIO POPULAR - )?RÉGIMEN RIMPE",
        "«CONTRIBUYENTE RÉGIMEN RIMPE» o «CONTRIBUYENTE NEGOCIO POPULAR - RÉGIMEN RIMPE»",
    ),
]
ContribuyenteEspecial = Annotated[str, Text(13, "[A-Za-z0-9]*", "un código de 3 a 13 letras o dígitos", minimum=3)]
ContribuyenteEspecial5 = Annotated[str, Text(5, "[A-Za-z0-9]*", "un código de 3 a 5 letras o dígitos", minimum=3)]
SiNo = Annotated[Literal["SI", "NO"], NORMALISED]
ComercioExterior = Annotated[Literal["EXPORTADOR"], NORMALISED]
TipoIdentificacion = Annotated[str, Text(None, "0[4-8]", "un código de 04 a 08 (tabla 6)")]
Incoterm = Annotated[str, Text(10, "[A-Z]*", "un término de hasta 10 letras mayúsculas, por ejemplo FOB")]
Pais = Annotated[str, Text(None, "[0-9]{3}", "el código de 3 dígitos de la tabla 25, por ejemplo 593")]
CodigoImpuesto = Annotated[str, Text(1, "[235]", "2 (IVA), 3 (ICE) o 5 (IRBPNR)")]
CodigoIva = Annotated[str, Text(1, "2", "2 (IVA)")]
CodigoPorcentaje = Annotated[str, Text(4, "[0-9]+", "un código de hasta 4 dígitos (tablas 17 y 18)")]
FormaPago = Annotated[str, Text(None, "0[1-9]|1[0-9]|2[01]", "un código de la tabla 24, por ejemplo 01 o 20")]
CodDocReembolso = Annotated[str, Text(None, "[0-9]{2,3}", "un código de 2 o 3 dígitos")]
TipoProveedorReembolso = Annotated[str, Text(None, "0[12]", "01 (persona natural) o 02 (sociedad)")]
NumeroAutorizacion = Annotated[str, Text(49, "[0-9]{10,49}", "un número de 10 a 49 dígitos", minimum=10)]
CodigoRetencionFactura = Annotated[str, Text(None, "4", "4")]
CodigoPorcentajeRetencion = Annotated[str, Text(None, "[0-9]{1,3}", "un código de 1 a 3 dígitos")]
CodigoCompensacion = Annotated[str, Text(None, "1", "1")]
TarifaEntera = Annotated[str, Text(None, "[0-9]{1,4}", "un número entero de hasta 4 dígitos")]

CodigoRetener = Annotated[str, Text(None, "[126]", "1 (renta), 2 (IVA) o 6 (ISD)")]
CodigoRetenerV1 = Annotated[str, Text(1, "[0-9]", "un código de 1 dígito (tabla 19)")]
CodSustento = Annotated[str, Text(None, "[0-9]{2}", "un código de 2 dígitos (ATS, tabla 5)")]
CodDocSustento = Annotated[str, Text(None, "[0-9]{1,3}", "un código de 1 a 3 dígitos (ATS, tabla 4)")]
NumeroDocumentoSinGuiones = Annotated[
    str, Text(None, "[0-9]{15}", "un número de 15 dígitos sin guiones, por ejemplo 001001000000123")
]
PagoLocExt = Annotated[str, Text(None, "0[12]", "01 (pago local) o 02 (pago al exterior)")]
TipoRegimen = Annotated[str, Text(None, "[0-9]{2}", "un código de 2 dígitos, por ejemplo 01")]
PaisEfecPago = Annotated[str, Text(None, "[0-9]{3,4}", "un código de país de 3 o 4 dígitos")]
TipoSujetoRetenido = Annotated[str, Text(None, "0[12]", "01 (persona natural) o 02 (sociedad)")]
PeriodoFiscal = Annotated[str, Text(None, "(?:0[1-9]|1[012])/20[0-9][0-9]", "un período mm/aaaa, por ejemplo 11/2026")]
PeriodoFiscalV1 = Annotated[str, Text(None, "[0-9]{2}/[0-9]{4}", "un período mm/aaaa, por ejemplo 11/2019")]
EjercicioFiscal = Annotated[str, Text(None, "(?:19|20)[0-9]{2}", "un año de 4 dígitos")]
NumeroCajas = Annotated[str, Text(None, "[0-9]{1,7}", "un número entero de hasta 7 dígitos")]

Monto = Annotated[Decimal, Amount()]
MontoConSigno = Annotated[Decimal, Amount(signed=True)]
Cantidad = Annotated[Decimal, Amount(18, 6, coarse=(14, 2))]
Tarifa = Annotated[Decimal, Amount(4, 2)]
TarifaRetencion = Annotated[Decimal, Amount(5, 2)]
PorcentajeCorto = Annotated[Decimal, Amount(3, 2)]
Fecha = Annotated[date, Day()]

MontoCalculado = Annotated[Monto, COMPUTED]
MontoConSignoCalculado = Annotated[MontoConSigno, COMPUTED]
TarifaCalculada = Annotated[Tarifa, COMPUTED]
TarifaEnteraCalculada = Annotated[TarifaEntera, COMPUTED]
PorcentajeCortoCalculado = Annotated[PorcentajeCorto, COMPUTED]
PeriodoFiscalCalculado = Annotated[PeriodoFiscal, COMPUTED]
