"""The factura: 1.0.0 and 2.0.0 with two decimals, 1.1.0 and 2.1.0 with six; 2.x stand for a guía and bill for third
parties (ficha técnica 2.32, anexos 1, 2 and 8)."""

FACTURA = """
infoFactura
  fechaEmision fecha
  dirEstablecimiento? s300
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  comercioExterior? /EXPORTADOR/
  incoTermFactura? /[A-Z]{1,10}/
  lugarIncoTerm? s300
  paisOrigen? /[0-9]{3}/
  puertoEmbarque? s300
  puertoDestino? s300
  paisDestino? /[0-9]{3}/
  paisAdquisicion? /[0-9]{3}/
  tipoIdentificacionComprador /0[4-8]/
  guiaRemision? /[0-9]{3}-[0-9]{3}-[0-9]{9}/
  razonSocialComprador s300
  identificacionComprador s20
  direccionComprador? s300
  totalSinImpuestos d14.2
  totalSubsidio? d14.2
  incoTermTotalSinImpuestos? /[A-Z]{1,10}/
  totalDescuento i14.2
  codDocReembolso? /[0-9]{2,3}/
  totalComprobantesReembolso? d14.2
  totalBaseImponibleReembolso? d14.2
  totalImpuestoReembolso? d14.2
  totalConImpuestos
    totalImpuesto+
      codigo /[235]/
      codigoPorcentaje /[0-9]{1,4}/
      descuentoAdicional? i14.2
      baseImponible d14.2
      tarifa? d4.2
      valor d14.2
      valorDevolucionIva? d14.2
  compensaciones?
    compensacion+
      codigo /1/
      tarifa d4.2
      valor d14.2
  propina? d14.2
  fleteInternacional? d14.2
  seguroInternacional? d14.2
  gastosAduaneros? d14.2
  gastosTransporteOtros? d14.2
  importeTotal d14.2
  moneda? s15
  placa? s20
  pagos?
    pago+
      formaPago formaPago
      total d14.2
      plazo? d14.2
      unidadTiempo? s10
  valorRetIva? d14.2
  valorRetRenta? d14.2
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
        codigo /[235]/
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
    compensacionesReembolso?
      compensacionReembolso+
        codigo /1/
        tarifa d4.2
        valor d14.2
{x.1} retenciones?
  retencion+
    codigo /4/
    codigoPorcentaje /[0-9]{1,3}/
    tarifa d5.2
    valor d14.2
{2} infoSustitutivaGuiaRemision?
  dirPartida s300
  dirDestinatario s300
  fechaIniTransporte fecha
  fechaFinTransporte fecha
  razonSocialTransportista s300
  tipoIdentificacionTransportista /0[4-8]/
  rucTransportista s20
  placa s20
  destinos
    destino+
      motivoTraslado s300
      docAduaneroUnico? s64
      codEstabDestino? /[0-9]{3}/
      ruta? s300
{2} otrosRubrosTerceros?
  rubro+
    concepto s300
    total d14.2
tipoNegociable?
  correo s100
"""
