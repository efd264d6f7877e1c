"""What can be wrong with the content of a factura beyond its structure and its figures, and with a lote."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "CLAVE-LARGO",
        "La clave de acceso «{value}» no tiene 49 dígitos.",
        "Corríjala, o quítela y la generamos por usted.",
    ),
    Definition(
        "CLAVE-DIGITO",
        "La clave de acceso {value} no es correcta: su último dígito debería ser {digit}.",
        "Corríjala, o quítela y la generamos por usted.",
    ),
    Definition(
        "CLAVE-EMISION",
        "La clave de acceso {value} dice un tipo de emisión que ya no existe.",
        "El penúltimo dígito debe ser 1. Corríjala, o quítela y la generamos por usted.",
    ),
    Definition(
        "CLAVE-FECHA",
        "La clave de acceso {value} empieza con una fecha que no existe.",
        "Corríjala, o quítela y la generamos por usted.",
    ),
    Definition(
        "CLAVE-PARTE",
        "La clave de acceso no es la de este documento: en ella {part} es {in_clave} y {field} dice {in_document}.",
        "Corrija el que esté mal, o quite la clave y la generamos por usted.",
    ),
    Definition(
        "FAC-RUC-EMISOR",
        "El documento es del RUC {value} y esta carpeta es de {expected}.",
        "Deje el archivo en la carpeta de la empresa que lo emite, o corrija el RUC.",
    ),
    Definition(
        "FAC-AMBIENTE",
        "El documento es del ambiente {value} ({name}) y su empresa no está habilitada en él.",
        "Corrija el ambiente, o habilite ese ambiente para su empresa antes de emitir.",
    ),
    Definition(
        "FAC-TIPO-EMISION",
        "tipoEmision dice {value} y sólo existe la emisión normal.",
        "Escriba 1.",
    ),
    Definition(
        "FAC-CODDOC",
        "codDoc dice {value} y el código de este comprobante ({name}) es {expected}.",
        "Escriba {expected}, o revise que el archivo sea el correcto.",
    ),
    Definition(
        "FAC-NUMERO-CERO",
        "«{name}» no puede ser sólo ceros.",
        "La numeración empieza en 1.",
    ),
    Definition(
        "FAC-FECHA-FUTURA",
        "La factura tiene fecha {value} y hoy es {today}.",
        "Corrija la fecha, o envíela ese día.",
    ),
    Definition(
        "FAC-FECHA-ANTIGUA",
        "La factura tiene fecha {value} y el SRI no admite más de {days} días de atraso (hoy es {today}).",
        "Emítala con la fecha de hoy.",
    ),
    Definition(
        "FAC-IDENTIFICACION",
        "La identificación «{value}» no corresponde al tipo {tipo} ({name}): debe ser {rule}.",
        "Corrija el número o el tipo de identificación.",
    ),
    Definition(
        "FAC-IDENTIFICACION-DUDOSA",
        "El número {value} no pasa la verificación de {name}.",
        "Confírmelo con su cliente: puede ser correcto, porque no todos los números nuevos la pasan.",
        severity="warning",
    ),
    Definition(
        "FAC-CONSUMIDOR-FINAL",
        "La venta a consumidor final es de {stated} y el máximo es USD {limit}.",
        "Pida la identificación al comprador y escríbala en la factura.",
    ),
    Definition(
        "FAC-DEVOLUCION-CEDULA",
        "La devolución del IVA sólo se da a compradores identificados con cédula.",
        "Quite valorDevolucionIva o corrija la identificación del comprador.",
    ),
    Definition(
        "FAC-DEVOLUCION-MONTO",
        "La devolución del IVA es {stated} y el IVA es {limit}.",
        "Corrija valorDevolucionIva: no puede pasar del IVA.",
    ),
    Definition(
        "FAC-IVA-CODIGO",
        "El código de IVA «{value}» no existe (tabla 17).",
        "Use 4 para el 15 %, 0 para el 0 %, 5 para el 5 %, 6 para no objeto o 7 para exento.",
    ),
    Definition(
        "FAC-IVA-FECHA",
        "El código de IVA {value} ({name}) no rige el {day}.",
        "Use el código vigente en esa fecha: para el 15 % es 4.",
    ),
    Definition(
        "FAC-IVA-TARIFA",
        "La tarifa dice {stated} y el código de IVA {value} es {expected} %.",
        "Corrija la tarifa o el código.",
    ),
    Definition(
        "FAC-ICE-CODIGO",
        "No conocemos el código de ICE «{value}» (tabla 18).",
        "Revíselo; si el SRI lo creó hace poco, no hace falta cambiar nada.",
        severity="warning",
    ),
    Definition(
        "FAC-IRBPNR-CODIGO",
        "No conocemos el código de IRBPNR «{value}».",
        "El de botellas plásticas es 5001; revíselo.",
        severity="warning",
    ),
    Definition(
        "FAC-CONSTRUCCION",
        "La línea usa la tarifa de 5 % y su código auxiliar ({value}) no es de materiales de construcción.",
        "Escriba en codigoAuxiliar el código de la tabla 31, por ejemplo F010101, o use otra tarifa.",
    ),
    Definition(
        "FAC-PAGOS",
        "La factura no dice cómo se paga.",
        "Agregue <pagos> con al menos una forma de pago, después de <moneda>.",
    ),
    Definition(
        "FAC-FORMA-PAGO",
        "La forma de pago «{value}» no existe (tabla 24).",
        "Use una de estas: {options}.",
    ),
    Definition(
        "FAC-PLAZO",
        "El pago tiene plazo incompleto: falta «{name}».",
        "Escriba plazo y unidadTiempo juntos, por ejemplo 30 y dias.",
        severity="warning",
    ),
    Definition(
        "FAC-EXPORTACION",
        "Es una exportación y falta «{name}».",
        "Complete los datos de exportación, o quite comercioExterior si la venta es local.",
    ),
    Definition(
        "FAC-EXPORTACION-MARCA",
        "Hay datos de exportación («{name}») y falta comercioExterior.",
        "Agregue <comercioExterior>EXPORTADOR</comercioExterior>, o quite los datos de exportación.",
    ),
    Definition(
        "FAC-PAIS",
        "«{name}» dice {value}, que no es un país de la tabla 25.",
        "Use el código del SRI: Ecuador es 593, Estados Unidos 110.",
    ),
    Definition(
        "FAC-REEMBOLSO-FALTA",
        "La factura tiene totales de reembolso y ningún comprobante reembolsado.",
        "Agregue el bloque <reembolsos>, o quite codDocReembolso y los totales.",
    ),
    Definition(
        "FAC-REEMBOLSO-CODIGO",
        "La factura reembolsa comprobantes y codDocReembolso dice {value}.",
        "Escriba 41 en codDocReembolso.",
    ),
    Definition(
        "FAC-REEMBOLSO-TOTAL",
        "La factura reembolsa comprobantes y falta «{name}».",
        "Agregue los tres totales del reembolso después de codDocReembolso.",
    ),
    Definition(
        "FAC-REEMBOLSO-FECHA",
        "El comprobante reembolsado es del {value}, posterior a esta factura.",
        "Corrija la fecha del comprobante reembolsado.",
    ),
    Definition(
        "FAC-PLACA",
        "La factura es de transporte comercial y no lleva la placa del vehículo.",
        "Agregue <placa> después de <moneda>.",
        severity="warning",
    ),
    Definition(
        "FAC-TRANSPORTE-INICIO",
        "El transporte empieza el {value}, antes de la emisión ({issued}).",
        "Corrija fechaIniTransporte.",
    ),
    Definition(
        "FAC-TRANSPORTE-FIN",
        "El transporte termina el {value}, antes de empezar ({start}).",
        "Corrija fechaFinTransporte.",
    ),
    Definition(
        "FAC-NEGOCIABLE-DIRECCION",
        "Una factura comercial negociable necesita la dirección del comprador.",
        "Agregue direccionComprador, o quite tipoNegociable.",
    ),
    Definition(
        "FAC-NEGOCIABLE-PLAZO",
        "Una factura comercial negociable necesita una forma de pago con plazo.",
        "Agregue plazo y unidadTiempo a un pago, o quite tipoNegociable.",
    ),
    Definition(
        "FAC-AGENTE-RETENCION",
        "agenteRetencion dice «{value}» y va sin ceros a la izquierda.",
        "Escriba sólo el número de la resolución.",
        severity="warning",
    ),
    Definition(
        "FAC-NEGOCIO-POPULAR",
        "La leyenda de negocio popular está en la ficha técnica y no en todos los esquemas del SRI.",
        "Si el SRI la devuelve con el error 35, quite contribuyenteRimpe y ponga la leyenda como campo adicional.",
        severity="warning",
    ),
    Definition(
        "FAC-MONEDA",
        "La moneda dice «{value}».",
        "En el Ecuador se escribe DOLAR.",
        severity="warning",
    ),
    Definition(
        "FAC-MONTO",
        "El importe total es {stated}: por encima de 200 millones hace falta una autorización previa del SRI.",
        "Confirme el valor o solicite la autorización.",
        severity="warning",
    ),
    Definition(
        "FAC-CODIGO-PRINCIPAL",
        "La línea no tiene código principal.",
        "La ficha técnica lo pide cuando el producto tiene uno.",
        severity="warning",
    ),
    Definition(
        "FAC-RUC-PROVEEDOR",
        "El campo adicional «RUC Proveedor» dice «{value}».",
        "Quítelo: lo agregamos nosotros con el valor {expected}.",
    ),
    Definition(
        "FAC-CAMPOS",
        "La factura ya tiene {limit} campos adicionales y falta «RUC Proveedor», que es obligatorio.",
        "Deje como máximo {room} campos adicionales: el último lo agregamos nosotros.",
    ),
    Definition(
        "FAC-CORREO",
        "«{value}» no es una dirección de correo.",
        "Corríjala para que el comprador reciba su factura; la emisión sigue adelante.",
        severity="warning",
    ),
    Definition(
        "FAC-CORREOS",
        "La factura tiene más de {limit} correos: a {value} no le llegará.",
        "Deje sólo los correos necesarios.",
        severity="warning",
    ),
    Definition(
        "LOTE-SIN-COMPROBANTES",
        "El lote no tiene ningún comprobante.",
        "Ponga cada factura en un <comprobante> dentro de <comprobantes>.",
    ),
    Definition(
        "LOTE-COMPROBANTE-VACIO",
        "Este comprobante del lote está vacío.",
        "Ponga la factura dentro de <comprobante>, como CDATA.",
    ),
    Definition(
        "LOTE-FORMATO",
        "El archivo es {kind} y se reciben facturas en XML, lotes del SRI o archivos ZIP con ellos.",
        "Genere el XML de la factura desde su sistema y envíe ese archivo.",
    ),
)
