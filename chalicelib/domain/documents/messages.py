"""The core's texts: what can be wrong with an upload or a number in any country, and why a document waits."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "LOTE-EMISOR",
        "La carpeta {issuer} no corresponde a ningún emisor registrado.",
        "Deje sus archivos en la carpeta con el RUC de su empresa; si es la correcta, escriba a soporte.",
    ),
    Definition(
        "LOTE-TAMANO",
        "El archivo pesa {size} bytes y el máximo es {limit}.",
        "Divida el lote en varios archivos y vuelva a enviarlos.",
    ),
    Definition(
        "INTERNO",
        "No pudimos procesar este documento por una falla nuestra; ya quedó registrada.",
        "El resto del lote sigue su curso. Vuelva a enviar este documento más tarde o escriba a soporte.",
    ),
    Definition(
        "FECHA-ATRASADA",
        "El documento tiene fecha {issued} y debía enviarse hasta el {last}; hoy es {today}.",
        "Se envía tal como está, fuera de plazo. Envíe cada documento el mismo día de su emisión.",
        severity="warning",
    ),
    Definition(
        "REGISTRO-AJENO",
        "El registro de este documento falta o no es el suyo; no se hizo nada con él.",
        "No lo envíe con otro número. Soporte ya fue avisado y lo pondrá en orden.",
    ),
    Definition(
        "NUMERO-OCUPADO",
        "El número {label} ya pertenece a otro documento, que está {state}.",
        "Use el siguiente secuencial libre. Si quería enviar el mismo documento, no cambie su contenido.",
    ),
    Definition(
        "NUMERO-ARCHIVADO",
        "El archivo ya guarda otro documento con el número {label}, que no consta en nuestros registros.",
        "Ya lo revisa una persona. No lo envíe con otro número hasta que le confirmemos: podría emitirse dos veces.",
    ),
    Definition(
        "ARCHIVO-AJENO",
        "En el archivo hay otro documento con este número o esta clave; el suyo no se firma ni se envía.",
        "Ya lo revisa una persona. No lo envíe con otro número hasta que le confirmemos: podría emitirse dos veces.",
    ),
    Definition(
        "ARCHIVO-FALTA",
        "No encontramos el archivo que hay que firmar de este documento.",
        "Ya lo revisa una persona. No lo envíe con otro número hasta que le confirmemos.",
    ),
    Definition(
        "NUMERO-CLAVE",
        "{label} fue NO AUTORIZADO con la clave {clave}; la corrección cambiaría la clave.",
        "Corrija el documento sin cambiar fecha, serie, secuencial ni código numérico de la clave.",
    ),
)

AUTHORITY_SILENT = "El servicio de la autoridad tributaria no responde; se vuelve a intentar sin que usted haga nada."
NOT_JUDGED = "La autoridad lo recibió hace más de un día y todavía no lo juzga; ya lo revisa una persona."
SIGNATURE_DELAYED = "La llave de firma no responde en este momento; se vuelve a intentar sin que usted haga nada."
MAIL_DELAYED = "El correo no pudo salir todavía; se vuelve a intentar."
INCIDENT_OTHER_DOCUMENT = "INCIDENTE: la autoridad devolvió otro documento para esta clave; se guardó la evidencia."
INCIDENT_OTHER_FILE = "INCIDENTE: en el archivo hay un archivo de otro documento; el suyo espera a que se revise."
FORGOTTEN = "La autoridad lo recibió y ya no lo conoce; se le vuelve a preguntar y ya lo revisa una persona."
INCIDENT_SIGNED_CHANGED = "INCIDENTE: el archivo firmado no es el que se registró."
STOPPED = "Su cola está detenida: {reason} Los documentos esperan y salen cuando se reanude."
HELD = "Sus envíos esperan hasta el {day}: {reason}"
NO_REASON_CODE = "SIN-MOTIVO"
NO_REASON = "La autoridad tributaria no aceptó el documento y no dijo por qué."
NO_REASON_REMEDY = "Ya lo revisa una persona. Si prefiere no esperar, revise el documento y vuelva a enviarlo."
PAUSED_BY_OPERATOR = "El servicio pausó sus envíos."
