"""The liquidación de compra de bienes y prestación de servicios: a purchase from who does not invoice; of taxes, only
IVA (ficha técnica 2.32, anexo 2)."""

LIQUIDACION_COMPRA = """
infoLiquidacionCompra
  fechaEmision fecha
  dirEstablecimiento? s300
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  tipoIdentificacionProveedor /0[4-8]/
  razonSocialProveedor s300
  identificacionProveedor s20
  direccionProveedor? s300
  totalSinImpuestos d14.2
  totalDescuento i14.2
  codDocReembolso? /[0-9]{2,3}/
  totalComprobantesReembolso? d14.2
  totalBaseImponibleReembolso? d14.2
  totalImpuestoReembolso? d14.2
  totalConImpuestos
    totalImpuesto+
      codigo /2/
      codigoPorcentaje /[0-9]{1,4}/
      descuentoAdicional? i14.2
      baseImponible d14.2
      tarifa? d4.2
      valor d14.2
  importeTotal d14.2
  moneda? s15
  pagos?
    pago+
      formaPago formaPago
      total d14.2
      plazo? d14.2
      unidadTiempo? s10
detalles
  detalle+
    codigoPrincipal? s25
    codigoAuxiliar? s25
    descripcion s300
    unidadMedida? s50
    cantidad q18.6
    precioUnitario q18.6
    precioSinSubsidio? q18.6
    descuento d14.2
    precioTotalSinImpuesto d14.2
    detallesAdicionales?
      detAdicional{1,3}
        @nombre t300
        @valor t300
    impuestos
      impuesto+
        codigo /2/
        codigoPorcentaje /[0-9]{1,4}/
        tarifa d4.2
        baseImponible d14.2
        valor d14.2
reembolsos?
  reembolsoDetalle+
    tipoIdentificacionProveedorReembolso /0[4-8]/
    identificacionProveedorReembolso s20
    codPaisPagoProveedorReembolso? /[0-9]{3}/
    tipoProveedorReembolso /0[12]/
    codDocReembolso /[0-9]{2,3}/
    estabDocReembolso /[0-9]{3}/
    ptoEmiDocReembolso /[0-9]{3}/
    secuencialDocReembolso /[0-9]{9}/
    fechaEmisionDocReembolso fecha
    numeroautorizacionDocReemb /[0-9]{10,49}/
    detalleImpuestos
      detalleImpuesto+
        codigo /[235]/
        codigoPorcentaje /[0-9]{1,4}/
        tarifa d4.2
        baseImponibleReembolso d14.2
        impuestoReembolso d14.2
tipoNegociable?
  correo s100
"""
