"""What can be wrong with a certificate file, as entries of the error catalogue."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "CERT-ARCHIVO",
        "El archivo no es un certificado de firma en formato PKCS#12 (.p12 o .pfx).",
        "Suba el archivo .p12 que le entregó su entidad certificadora, sin cambiarlo.",
    ),
    Definition(
        "CERT-CLAVE",
        "La contraseña no abre el archivo del certificado.",
        "Escriba la contraseña que eligió al descargar el certificado; distingue mayúsculas y minúsculas.",
    ),
    Definition(
        "CERT-SIN-LLAVE",
        "El archivo no contiene ninguna llave privada.",
        "Exporte el certificado otra vez incluyendo la llave privada.",
    ),
    Definition(
        "CERT-LLAVE-TIPO",
        "La llave privada del archivo es {kind}, y el SRI sólo acepta firmas RSA.",
        "Pida a su entidad certificadora un certificado de firma con llave RSA de 2048 bits o más.",
    ),
    Definition(
        "CERT-LLAVE-AJENA",
        "La llave privada del archivo no corresponde a ninguno de los certificados que trae.",
        "Exporte otra vez juntos el certificado y su llave, o descargue de nuevo el .p12 de su entidad certificadora.",
    ),
    Definition(
        "CERT-AUTOFIRMADO",
        "El certificado se firma a sí mismo: no lo emitió ninguna entidad certificadora.",
        "Sirve para el SRI de prueba que confíe en él; el SRI rechazará sus comprobantes (error 39). Use el "
        "certificado de una entidad acreditada en el Ecuador.",
        severity="warning",
    ),
    Definition(
        "CERT-NO-SIRVE",
        "Ninguno de los certificados del archivo sirve para firmar por el RUC {ruc}: {reasons}.",
        "Use un certificado vigente, de firma, emitido para ese RUC o para su representante.",
    ),
    Definition(
        "CERT-FALTA",
        "La empresa no tiene un certificado de firma.",
        "Suba el certificado .p12 de la empresa; los documentos que esperan se firmarán solos.",
    ),
    Definition(
        "CERT-PERDIDO",
        "No encontramos el certificado de firma que la empresa tiene registrado.",
        "Registre otra vez el archivo .p12 de la empresa; los documentos que esperan se firmarán solos. "
        "Soporte ya fue avisado.",
    ),
    Definition(
        "CERT-AJENO",
        "El certificado de firma guardado no es el que la empresa registró; no se firmó nada con él.",
        "No haga nada con este documento: se firmará solo cuando el certificado de la empresa esté en su lugar. "
        "Soporte ya fue avisado; si tiene a mano el archivo .p12, registrarlo otra vez también lo resuelve.",
    ),
    Definition(
        "CERT-NO-ABRE",
        "La llave de firma guardada de la empresa no se puede abrir; no se firmó nada.",
        "No haga nada con este documento: se firmará solo cuando la llave vuelva a abrir. "
        "Soporte ya fue avisado; si tiene a mano el archivo .p12, registrarlo otra vez también lo resuelve.",
    ),
    Definition(
        "CERT-CADUCADO",
        "El certificado de firma venció el {until}.",
        "Suba el certificado renovado; los documentos que esperan se firmarán solos.",
    ),
    Definition(
        "CERT-FUTURO",
        "El certificado de firma todavía no rige: vale desde el {begins}.",
        "Espere hasta ese día, o registre otro certificado vigente; los documentos que esperan se firmarán solos.",
    ),
    Definition(
        "FIRMA-IMPOSIBLE",
        "El documento no se puede firmar: {reason}.",
        "Es una falla nuestra; el documento está guardado. Escriba a soporte.",
    ),
)
