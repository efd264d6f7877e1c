"""What all comprobantes share: named types, the first block and the last ones."""

TYPES = {
    "fecha": "(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[012])/20[0-9]{2}",
    "sino": "SI|NO",
    "formaPago": "0[1-9]|1[0-9]|2[01]",
    "mesano": "[0-9]{2}/[0-9]{4}",
    "periodo": "(0[1-9]|1[012])/20[0-9]{2}",
    "rimpe": "CONTRIBUYENTE (NEGOCIO POPULAR - )?RÉGIMEN RIMPE",
}

TRIBUTARIA = """
infoTributaria
  ambiente /[12]/
  tipoEmision /[12]/
  razonSocial s300
  nombreComercial? s300
  ruc /[0-9]{10}001/
  claveAcceso /[0-9]{49}/
  codDoc /[0-9]{2}/
  estab /[0-9]{3}/
  ptoEmi /[0-9]{3}/
  secuencial /[0-9]{9}/
  dirMatriz s300
  agenteRetencion? /[0-9]{1,8}/
  contribuyenteRimpe? rimpe
"""

TAIL = """
maquinaFiscal?
  marca s30
  modelo s30
  serie s30
infoAdicional?
  campoAdicional{1,15} t300
    @nombre t300
"""
