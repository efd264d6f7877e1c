"""What can be wrong with the content of any comprobante beyond its structure and its figures, and with a lote.

`CLAVE-` the clave de acceso, `DOC-` what several kinds share, `IDE-` identity numbers, `IMP-` codes of taxes, `LOTE-`
what is around the comprobantes. The rules of one kind have their texts in a module of their own.
"""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
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
        "DOC-RUC-EMISOR",
        "El documento es del RUC {value} y esta carpeta es de {expected}.",
        "Deje el archivo en la carpeta de la empresa que lo emite, o corrija el RUC.",
    ),
    Definition(
        "DOC-AMBIENTE",
        "El documento es del ambiente {value} ({name}) y su empresa no está habilitada en él.",
        "Corrija el ambiente, o habilite ese ambiente para su empresa antes de emitir.",
    ),
    Definition(
        "DOC-TIPO-EMISION",
        "tipoEmision dice {value} y sólo existe la emisión normal.",
        "Escriba 1.",
    ),
    Definition(
        "DOC-CODDOC",
        "codDoc dice {value} y el código de este comprobante ({name}) es {expected}.",
        "Escriba {expected}, o revise que el archivo sea el correcto.",
    ),
    Definition(
        "DOC-NUMERO-CERO",
        "«{name}» no puede ser sólo ceros.",
        "La numeración empieza en 1.",
    ),
    Definition(
        "DOC-FECHA-FUTURA",
        "El documento tiene fecha {value} y hoy es {today}.",
        "Corrija la fecha, o envíelo ese día.",
    ),
    Definition(
        "DOC-FECHA-ANTIGUA",
        "El documento tiene fecha {value} y el SRI no admite más de {days} días de atraso (hoy es {today}).",
        "Emítalo con la fecha de hoy.",
    ),
    Definition(
        "IDE-FORMATO",
        "La identificación «{value}» no corresponde al tipo {tipo} ({name}): debe ser {rule}.",
        "Corrija el número o el tipo de identificación.",
    ),
    Definition(
        "IDE-DUDOSA",
        "El número {value} no pasa la verificación de {name}.",
        "Confírmelo con su cliente: puede ser correcto, porque no todos los números nuevos la pasan.",
        severity="warning",
    ),
    Definition(
        "IMP-DEVOLUCION-CEDULA",
        "La devolución del IVA sólo se da a compradores identificados con cédula.",
        "Quite valorDevolucionIva o corrija la identificación del comprador.",
    ),
    Definition(
        "IMP-DEVOLUCION-MONTO",
        "La devolución del IVA es {stated} y el IVA es {limit}.",
        "Corrija valorDevolucionIva: no puede pasar del IVA.",
    ),
    Definition(
        "IMP-IVA-CODIGO",
        "El código de IVA «{value}» no existe (tabla 17).",
        "Use 4 para el 15 %, 0 para el 0 %, 5 para el 5 %, 6 para no objeto o 7 para exento.",
    ),
    Definition(
        "IMP-IVA-FECHA",
        "El código de IVA {value} ({name}) no rige el {day}.",
        "Use el código vigente en esa fecha: para el 15 % es 4.",
    ),
    Definition(
        "IMP-IVA-TARIFA",
        "La tarifa dice {stated} y el código de IVA {value} es {expected} %.",
        "Corrija la tarifa o el código.",
    ),
    Definition(
        "IMP-ICE-CODIGO",
        "No conocemos el código de ICE «{value}» (tabla 18).",
        "Revíselo; si el SRI lo creó hace poco, no hace falta cambiar nada.",
        severity="warning",
    ),
    Definition(
        "IMP-ICE-TARIFA",
        "La tarifa del ICE «{value}» dice {stated} y la específica de {year} es {expected} por {unit}.",
        "Compruebe la tarifa vigente y el valor del impuesto.",
        severity="warning",
    ),
    Definition(
        "IMP-IRBPNR-CODIGO",
        "No conocemos el código de IRBPNR «{value}».",
        "El de botellas plásticas es 5001; revíselo.",
        severity="warning",
    ),
    Definition(
        "DOC-FORMA-PAGO",
        "La forma de pago «{value}» no existe (tabla 24).",
        "Use una de estas: {options}.",
    ),
    Definition(
        "DOC-PLAZO",
        "El pago tiene plazo incompleto: falta «{name}».",
        "Escriba plazo y unidadTiempo juntos, por ejemplo 30 y dias.",
        severity="warning",
    ),
    Definition(
        "DOC-PAIS",
        "«{name}» dice {value}, que no es un país de la tabla 25.",
        "Use el código del SRI: Ecuador es 593, Estados Unidos 110.",
    ),
    Definition(
        "DOC-REEMBOLSO-FALTA",
        "Hay datos de reembolso y ningún comprobante reembolsado.",
        "Agregue el bloque <reembolsos>, o quite el código {expected} y los totales.",
    ),
    Definition(
        "DOC-REEMBOLSO-CODIGO",
        "Se reembolsan comprobantes y {name} dice {value}.",
        "Escriba 41 en {name}, o quite el bloque <reembolsos> y sus totales.",
    ),
    Definition(
        "DOC-REEMBOLSO-FECHA",
        "El comprobante reembolsado es del {value}, posterior a este documento.",
        "Corrija la fecha del comprobante reembolsado.",
    ),
    Definition(
        "DOC-TRANSPORTE-INICIO",
        "El transporte empieza el {value}, antes de la emisión ({issued}).",
        "Corrija fechaIniTransporte; el SRI rechaza una fecha anterior a la emisión (error 82).",
    ),
    Definition(
        "DOC-TRANSPORTE-FIN",
        "El transporte termina el {value}, antes de empezar ({start}).",
        "Corrija fechaFinTransporte.",
    ),
    Definition(
        "DOC-AGENTE-RETENCION",
        "agenteRetencion dice «{value}» y va sin ceros a la izquierda.",
        "Escriba sólo el número de la resolución.",
        severity="warning",
    ),
    Definition(
        "DOC-NEGOCIO-POPULAR",
        "La leyenda de negocio popular está en la ficha técnica y no en todos los esquemas del SRI.",
        "Si el SRI la devuelve con el error 35, quite contribuyenteRimpe y ponga la leyenda como campo adicional.",
        severity="warning",
    ),
    Definition(
        "DOC-MONEDA",
        "La moneda dice «{value}».",
        "En el Ecuador se escribe DOLAR.",
        severity="warning",
    ),
    Definition(
        "DOC-MONTO",
        "El valor total es {stated}: por encima de 200 millones hace falta una autorización previa del SRI.",
        "Confirme el valor o solicite la autorización.",
        severity="warning",
    ),
    Definition(
        "DOC-CODIGO-PRINCIPAL",
        "La línea no tiene código principal.",
        "La ficha técnica lo pide cuando el producto tiene uno.",
        severity="warning",
    ),
    Definition(
        "DOC-RUC-PROVEEDOR",
        "El campo adicional «RUC Proveedor» dice «{value}».",
        "Quítelo: lo agregamos nosotros con el valor {expected}.",
    ),
    Definition(
        "DOC-CAMPOS",
        "El documento ya tiene {limit} campos adicionales y falta «RUC Proveedor», que es obligatorio.",
        "Deje como máximo {room} campos adicionales: el último lo agregamos nosotros.",
    ),
    Definition(
        "DOC-CORREO",
        "«{value}» no es una dirección de correo.",
        "Corríjala para que su cliente reciba el documento; la emisión sigue adelante.",
        severity="warning",
    ),
    Definition(
        "DOC-CORREOS",
        "El documento tiene más de {limit} correos: a {value} no le llegará.",
        "Deje sólo los correos necesarios.",
        severity="warning",
    ),
    Definition(
        "DOC-SIN-CORREO",
        "El documento no dice a qué correo enviarlo.",
        "Agregue el campo adicional «Correo» con la dirección de su cliente; "
        "sin ella sólo le llega si tiene cuenta en el portal.",
        severity="warning",
    ),
    Definition(
        "DOC-PAGOS-SUPUESTOS",
        "El documento no dice cómo se paga: pusimos un pago de todo el valor con la forma {value} ({name}).",
        "Si no fue así, escriba usted <pagos> con la forma de pago.",
        severity="warning",
    ),
    Definition(
        "DOC-RISE",
        "El campo rise dice «{value}» y el régimen RISE ya no existe.",
        "Quite rise; los contribuyentes RIMPE usan contribuyenteRimpe.",
        severity="warning",
    ),
    Definition(
        "DOC-PLACA",
        "«{value}» no parece una placa.",
        "Escríbala como ABC1234, sin otro texto; si es de un vehículo extranjero, no hace falta cambiar nada.",
        severity="warning",
    ),
    Definition(
        "DOC-PLACA-FORMA",
        "La placa dice «{value}» y el SRI la escribe {expected}.",
        "Escriba {expected}: mayúsculas, sin guion ni espacios, y cuatro dígitos (se completa con un cero).",
        severity="warning",
    ),
    Definition(
        "DOC-SUSTENTO-CODIGO",
        "No conocemos el código de documento «{value}» en {name}.",
        "Una factura es 01; revíselo. Si el SRI lo creó hace poco, no hace falta cambiar nada.",
        severity="warning",
    ),
    Definition(
        "IMP-IVA-DIFERENCIADO",
        "El IVA de 8 % rige sólo los días que fija un decreto (feriados de turismo), y no conocemos uno para el {day}.",
        "Use el código 4 (15 %): el SRI rechaza el 8 % fuera de esos días. Si hay un decreto nuevo, no cambie nada.",
        severity="warning",
    ),
    Definition(
        "IMP-IVA-DIFERENCIADO-LUGAR",
        "El {day} el IVA de 8 % rige sólo en {place} ({decree}).",
        "Compruebe que su establecimiento esté ahí; en el resto del país es el código 4 (15 %).",
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
        "El archivo es {kind} y se reciben XML, lotes del SRI, JSON, XLSX, CSV o ZIP con ellos.",
        "Genere el archivo desde su sistema, o use una plantilla, y envíelo otra vez.",
    ),
)
