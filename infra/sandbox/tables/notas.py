"""The notas de crédito and de débito, which modify another document (ficha técnica 2.32, anexos 3 and 4)."""

NOTA_CREDITO = """
infoNotaCredito
  fechaEmision fecha
  dirEstablecimiento? s300
  tipoIdentificacionComprador /0[4-8]/
  razonSocialComprador s300
  identificacionComprador s20
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  rise? t40
  codDocModificado /[0-9]{2}/
  numDocModificado /[0-9]{3}-[0-9]{3}-[0-9]{9}/
  fechaEmisionDocSustento fecha
  totalSinImpuestos d14.2
  compensaciones?
    compensacion+
      codigo /1/
      tarifa d4.2
      valor d14.2
  valorModificacion d14.2
  moneda? s15
  totalConImpuestos
    totalImpuesto+
      codigo /[235]/
      codigoPorcentaje /[0-9]{1,4}/
      baseImponible d14.2
      valor d14.2
      valorDevolucionIva? d14.2
  motivo s300
detalles
  detalle+
    codigoInterno? s25
    codigoAdicional? s25
    descripcion s300
    cantidad q18.6
    precioUnitario q18.6
    descuento? d14.2
    precioTotalSinImpuesto d14.2
    detallesAdicionales?
      detAdicional{1,3}
        @nombre t300
        @valor t300
    impuestos
      impuesto*
        codigo /[235]/
        codigoPorcentaje /[0-9]{1,4}/
        tarifa? d4.2
        baseImponible d14.2
        valor d14.2
"""

NOTA_DEBITO = """
infoNotaDebito
  fechaEmision fecha
  dirEstablecimiento? s300
  tipoIdentificacionComprador /0[4-8]/
  razonSocialComprador s300
  identificacionComprador s20
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  rise? t40
  codDocModificado /[0-9]{2}/
  numDocModificado /[0-9]{3}-[0-9]{3}-[0-9]{9}/
  fechaEmisionDocSustento fecha
  totalSinImpuestos i14.2
  impuestos
    impuesto+
      codigo /[235]/
      codigoPorcentaje /[0-9]{1,4}/
      tarifa d4.2
      baseImponible d14.2
      valor d14.2
      valorDevolucionIva? d14.2
  compensaciones?
    compensacion+
      codigo /1/
      tarifa d4.2
      valor d14.2
  valorTotal d14.2
  pagos*
    pago+
      formaPago formaPago
      total d14.2
      plazo? d14.2
      unidadTiempo? s10
motivos
  motivo+
    razon s300
    valor d14.2
"""
