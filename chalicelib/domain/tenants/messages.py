"""What can be wrong with what a company registers, besides its certificate, as entries of the error catalogue."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "LOGO-FORMATO",
        "El logo no es una imagen PNG o JPEG que se pueda leer.",
        "Guarde el logo como PNG o JPEG y vuelva a registrarlo; cambiar sólo la extensión del archivo no basta.",
    ),
    Definition(
        "LOGO-TAMANO",
        "El logo pesa {size} bytes y el máximo es {limit}: va dentro de cada correo.",
        "Guárdelo más pequeño (unos 960 × 360 píxeles bastan para imprimirlo nítido) y vuelva a registrarlo.",
    ),
    Definition(
        "LOGO-PIXELES",
        "El logo mide {width} × {height} píxeles; debe tener entre {least} y {most}.",
        "Guárdelo con unos 960 × 360 píxeles y vuelva a registrarlo.",
    ),
)
