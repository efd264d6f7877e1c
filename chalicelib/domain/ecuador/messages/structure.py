"""What can be wrong with the file and the structure of a comprobante."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

_SEE_FICHA = "Corrija el valor y vuelva a enviar el documento."

define(
    Definition(
        "XML-ARCHIVO-VACIO",
        "El archivo está vacío.",
        "Vuelva a generar el archivo desde su sistema y envíelo otra vez.",
    ),
    Definition(
        "XML-ILEGIBLE",
        "El archivo no es un XML bien formado (línea {line}): {detail}.",
        "Vuelva a generar el archivo desde su sistema; si lo editó a mano, revise esa línea.",
    ),
    Definition(
        "XML-DOCTYPE",
        "El archivo trae una declaración DOCTYPE, que no se admite en un comprobante.",
        "Quite la declaración <!DOCTYPE …> y vuelva a enviarlo.",
    ),
    Definition(
        "XML-CODIFICACION",
        "No se puede leer el texto del archivo: su codificación no es la que declara.",
        'Guarde el archivo como UTF-8 y declare encoding="UTF-8" en la primera línea.',
    ),
    Definition(
        "XML-TAMANO",
        "El comprobante pesa {size} bytes y el SRI admite hasta {limit}.",
        "Divida el documento en varios o acorte los textos.",
    ),
    Definition(
        "XML-ELEMENTOS",
        "El documento tiene {count} elementos, más de los que caben en los {limit} bytes que admite el SRI.",
        "Divida el documento en varios.",
    ),
    Definition(
        "XML-RAIZ",
        "El documento empieza con «{name}», que no es un comprobante electrónico.",
        "Revise que el archivo sea el correcto; se reciben {known}.",
    ),
    Definition(
        "XML-NAMESPACE",
        "El elemento <{root}> tiene el espacio de nombres «{value}»; el SRI lo exige sin ninguno.",
        "Quite el atributo xmlns y los prefijos del elemento <{root}>.",
    ),
    Definition(
        "XML-VERSION",
        "El documento {found}; de <{root}> se admiten: {versions}.",
        'Escriba por ejemplo version="{issue}" en el elemento <{root}>.',
    ),
    Definition(
        "XML-FIRMADO",
        "El documento trae una firma que no es su último elemento.",
        "Póngala al final, o envíe el documento sin firma: aquí lo firmamos con el certificado de su empresa.",
    ),
    Definition(
        "FIRMADO-INVALIDA",
        "La firma que trae el documento no sirve: {reason}.",
        "Fírmelo de nuevo, o envíelo sin firma: aquí lo firmamos con el certificado de su empresa.",
    ),
    Definition(
        "FIRMADO-DUDA",
        "La firma que trae el documento vale, pero se aparta de la ficha técnica: {doubts}.",
        "Se envía tal como está. Si el SRI la rechaza con el error 39, pida a quien lo firma que corrija eso.",
        severity="warning",
    ),
    Definition(
        "FIRMADO-FALTA",
        "El documento ya viene firmado y le falta «{name}», que no se puede agregar sin romper la firma.",
        "Complételo antes de firmarlo, o envíelo sin firma.",
    ),
    Definition(
        "FIRMADO-RUC-PROVEEDOR",
        "El documento ya viene firmado y no dice el «{name}».",
        "Se envía tal como está. Pida a quien lo firma que agregue ese campo adicional antes de firmar.",
        severity="warning",
    ),
    Definition(
        "XML-DESCONOCIDO",
        "«{name}» no existe en este lugar.{hint}",
        "Quítelo o corrija su nombre: el SRI distingue mayúsculas de minúsculas.",
    ),
    Definition(
        "XML-ATRIBUTO",
        "El atributo «{name}» no existe en este elemento.",
        "Quite el atributo.",
    ),
    Definition(
        "XML-ORDEN",
        "El elemento <{name}> está fuera de lugar.",
        "Póngalo {where}: el SRI exige el orden de la ficha técnica.",
    ),
    Definition(
        "XML-REPETIDO",
        "El elemento <{name}> aparece más de una vez.",
        "Deje uno solo.",
    ),
    Definition(
        "XML-TEXTO",
        "Hay texto suelto dentro de <{name}>: «{value}».",
        "Quite ese texto o póngalo en el elemento que le corresponde.",
    ),
    Definition(
        "XML-HIJOS",
        "Dentro de <{name}> hay un elemento <{inner}> y sólo puede haber texto.",
        "Deje únicamente el valor. Si el texto lleva los signos < o &, escríbalos como &lt; y &amp;.",
    ),
    Definition(
        "XML-SIN-ELEMENTOS",
        "El bloque <{name}> no tiene ningún <{item}>.",
        "Agregue al menos un <{item}> o quite el bloque si no le hace falta.",
    ),
    Definition(
        "XML-PARTIDO",
        "«{name}» está partido por un comentario o una instrucción: «{value}».",
        "Escriba el valor de una sola pieza; los comentarios van fuera de los valores.",
    ),
    Definition(
        "XML-SIGNO",
        "«{name}» lleva el signo +: «{value}».",
        "Escriba el número sin signo.",
    ),
    Definition(
        "XML-CARACTER",
        "«{name}» lleva un carácter que no se ve ({character}): «{value}».",
        "Bórrelo en su sistema: no se puede saber si falta algo en su lugar.",
    ),
    Definition(
        "XML-FALTA",
        "Falta «{name}», que es obligatorio.",
        "Agréguelo{where}.",
    ),
    Definition(
        "XML-VACIO",
        "«{name}» está vacío.",
        "Escriba su valor; si no es obligatorio, quite el elemento.",
    ),
    Definition(
        "XML-CORTO",
        "«{name}» tiene {length} caracteres y necesita por lo menos {limit}: «{value}».",
        "Complete el valor: se espera {rule}.",
    ),
    Definition(
        "XML-LARGO",
        "«{name}» tiene {length} caracteres y el máximo es {limit}: «{value}».",
        "Acorte el texto.",
    ),
    Definition(
        "XML-FORMATO",
        "«{name}» dice «{value}» y debe ser {rule}.",
        _SEE_FICHA,
    ),
    Definition(
        "XML-NUMERO",
        "«{name}» dice «{value}» y debe ser {rule}.",
        "Escriba sólo el número, con punto para los decimales y sin separador de miles.",
    ),
    Definition(
        "XML-DECIMALES",
        "«{name}» dice «{value}» y admite hasta {limit} decimales.",
        "Redondee el valor.",
    ),
    Definition(
        "XML-RUIDO",
        "«{name}» dice «{value}»: es {clean} con el ruido que dejan los números binarios.",
        "Escriba {clean}: haga que su sistema redondee la cifra antes de escribirla.",
    ),
    Definition(
        "XML-AUTORIZADO",
        "Este archivo es un comprobante que el SRI ya autorizó, con el número {number}{when}.",
        "No hace falta enviarlo: ya está emitido. Para emitir otro, envíe sólo el comprobante, con su propio número.",
    ),
    Definition(
        "XML-RESPUESTA",
        "Este archivo es una respuesta del SRI ({state}) y no un comprobante.",
        "Corrija el comprobante en su sistema y envíelo sin la respuesta que lo envuelve.",
    ),
    Definition(
        "XML-DIGITOS",
        "«{name}» dice «{value}» y admite hasta {limit} dígitos en total.",
        "Revise la cifra: es demasiado grande o tiene demasiados decimales.",
    ),
    Definition(
        "XML-NEGATIVO",
        "«{name}» dice «{value}» y no puede ser negativo.",
        "Escriba el valor sin signo; lo que se devuelve va en una nota de crédito.",
    ),
    Definition(
        "XML-FECHA",
        "«{name}» dice «{value}» y debe ser {rule}.",
        "Escriba la fecha con dos dígitos de día, dos de mes y cuatro de año, por ejemplo 05/11/2026.",
    ),
    Definition(
        "XML-FECHA-IRREAL",
        "«{name}» dice «{value}», un día que no existe.",
        "Corrija la fecha.",
    ),
    Definition(
        "XML-DEMASIADOS",
        "«{name}» tiene {length} elementos y admite hasta {limit}.",
        "Quite los que sobran o júntelos.",
    ),
    Definition(
        "XML-OTRA-VERSION",
        "«{name}» no existe en la versión {version}.",
        "Quítelo, o cambie el atributo version del documento (existe en {versions}).",
    ),
    Definition(
        "XML-LISTA",
        "«{name}» no es una lista.",
        "Escriba sus elementos como una lista: [ … ], aunque sea uno solo.",
    ),
    Definition(
        "XML-BLOQUE",
        "«{name}» no es un bloque de campos.",
        "Escriba sus campos entre llaves, cada uno con su nombre y su valor: {{ … }}.",
    ),
    Definition(
        "XML-SOLO-LECTURA",
        "La versión {version} de <{root}> ya no se emite: sólo se lee y se imprime.",
        "Emita el documento en la versión {issue}.",
    ),
    Definition(
        "XML-NUMERO-AGOTADO",
        "La serie ya llegó a su último secuencial, {last}.",
        "Use otro punto de emisión.",
    ),
    Definition(
        "XML-TIPO",
        "«{name}» no tiene la forma esperada.",
        "Revise este dato en la ficha técnica.",
    ),
    Definition(
        "XML-MAS",
        "Hay {rest} problemas más en este documento.",
        "Corrija los anteriores y vuelva a enviarlo para ver el resto.",
    ),
)
