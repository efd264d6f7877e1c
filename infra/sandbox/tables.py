"""What each comprobante is made of, one compact table each.

A line is an element: its name, how often (nothing: once; `?` at most once; `+` one or more; `*` any number), and its
type if it has no children (which are indented below). `@name` is an attribute. `{2}` begins a line that only versions
2.x have, `{x.1}` one that only x.1.0 have. Types:
- `s300`: text of 1 to 300 characters without a line break; `s3-13` of 3 to 13;
- `d14.2`: a decimal of at most 14 digits, 2 of them after the point, not negative; `i14.2` may be negative;
- `q18.6`: `d18.6` in versions x.1.0 and `d14.2` in x.0.0;
- `/…/`: a pattern; `fecha`: dd/mm/aaaa; `sino`: a name with its own line in TYPES.

Source: ficha técnica 2.32, anexos 1 to 8.
"""

from __future__ import annotations

TYPES = {
    "fecha": "(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[012])/20[0-9]{2}",
    "sino": "SI|NO",
    "formaPago": "0[1-9]|1[0-9]|2[01]",
    "rimpe": "CONTRIBUYENTE R(É|E)GIMEN RIMPE",
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
  campoAdicional{1,15} s300
    @nombre s300
"""

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
        @nombre s300
        @valor s300
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

LIQUIDACION = """
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
        @nombre s300
        @valor s300
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

_MODIFICA = """
  fechaEmision fecha
  dirEstablecimiento? s300
  tipoIdentificacionComprador /0[4-8]/
  razonSocialComprador s300
  identificacionComprador s20
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  rise? s40
  codDocModificado /[0-9]{2}/
  numDocModificado /[0-9]{3}-[0-9]{3}-[0-9]{9}/
  fechaEmisionDocSustento fecha
"""
"""How a nota de crédito and a nota de débito begin."""

NOTA_CREDITO = f"""
infoNotaCredito{_MODIFICA.rstrip()}
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
      codigoPorcentaje /[0-9]{{1,4}}/
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
      detAdicional{{1,3}}
        @nombre s300
        @valor s300
    impuestos
      impuesto*
        codigo /[235]/
        codigoPorcentaje /[0-9]{{1,4}}/
        tarifa? d4.2
        baseImponible d14.2
        valor d14.2
"""

NOTA_DEBITO = f"""
infoNotaDebito{_MODIFICA.rstrip()}
  totalSinImpuestos i14.2
  impuestos
    impuesto+
      codigo /[235]/
      codigoPorcentaje /[0-9]{{1,4}}/
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

GUIA = """
infoGuiaRemision
  dirEstablecimiento? s300
  dirPartida s300
  razonSocialTransportista s300
  tipoIdentificacionTransportista /0[4-8]/
  rucTransportista s20
  rise? s40
  obligadoContabilidad? sino
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  fechaIniTransporte fecha
  fechaFinTransporte fecha
  placa s20
destinatarios
  destinatario+
    identificacionDestinatario s20
    razonSocialDestinatario s300
    dirDestinatario s300
    motivoTraslado s300
    docAduaneroUnico? s20
    codEstabDestino? /[0-9]{3}/
    ruta? s300
    codDocSustento? /[0-9]{2}/
    numDocSustento? /[0-9]{3}-[0-9]{3}-[0-9]{9}/
    numAutDocSustento? /[0-9]{10,49}/
    fechaEmisionDocSustento? fecha
    detalles
      detalle+
        codigoInterno? s25
        codigoAdicional? s25
        descripcion s300
        cantidad q18.6
        detallesAdicionales?
          detAdicional{0,3}
            @nombre s300
            @valor s300
"""

RETENCION = """
infoCompRetencion
  fechaEmision fecha
  dirEstablecimiento? s300
  contribuyenteEspecial? /[A-Za-z0-9]{3,5}/
  obligadoContabilidad? sino
  tipoIdentificacionSujetoRetenido /0[4-8]/
  tipoSujetoRetenido? /01|02/
  parteRel sino
  razonSocialSujetoRetenido s300
  identificacionSujetoRetenido s20
  periodoFiscal /(0[1-9]|1[012])[/]20[0-9][0-9]/
docsSustento
  docSustento+
    codSustento /[0-9]{2}/
    codDocSustento /[0-9]{1,3}/
    numDocSustento /[0-9]{15}/
    fechaEmisionDocSustento fecha
    fechaRegistroContable? fecha
    numAutDocSustento? /[0-9]{10,49}/
    pagoLocExt /01|02/
    tipoRegi? /[0-9]{2}/
    paisEfecPago? /[0-9]{3,4}/
    aplicConvDobTrib? sino
    pagExtSujRetNorLeg? sino
    pagoRegFis? sino
    totalComprobantesReembolso? i14.2
    totalBaseImponibleReembolso? i14.2
    totalImpuestoReembolso? i14.2
    totalSinImpuestos i14.2
    importeTotal d14.2
    impuestosDocSustento
      impuestoDocSustento+
        codImpuestoDocSustento /[235]/
        codigoPorcentaje /[0-9]{1,4}/
        baseImponible d14.2
        tarifa d3.2
        valorImpuesto d14.2
    retenciones
      retencion+
        codigo /[126]/
        codigoRetencion s5
        baseImponible d14.2
        porcentajeRetener d3.2
        valorRetenido d14.2
        dividendos?
          fechaPagoDiv fecha
          imRentaSoc d14.2
          ejerFisUtDiv /(19|20)[0-9]{2}/
        compraCajBanano?
          numCajBan /[0-9]{1,7}/
          precCajBan d14.2
    reembolsos?
      reembolsoDetalle+
        tipoIdentificacionProveedorReembolso /0[4-8]/
        identificacionProveedorReembolso s20
        codPaisPagoProveedorReembolso? /[0-9]{3}/
        tipoProveedorReembolso /0[12]/
        codDocReembolso /[0-9]{2}/
        estabDocReembolso /[0-9]{3}/
        ptoEmiDocReembolso /[0-9]{3}/
        secuencialDocReembolso /[0-9]{9}/
        fechaEmisionDocReembolso fecha
        numeroAutorizacionDocReemb /[0-9]{10,49}/
        detalleImpuestos
          detalleImpuesto+
            codigo /[235]/
            codigoPorcentaje /[0-9]{1,4}/
            tarifa /[0-9]{1,4}/
            baseImponibleReembolso d14.2
            impuestoReembolso d14.2
    pagos
      pago+
        formaPago formaPago
        total d14.2
"""

RETENCION_1 = """
infoCompRetencion
  fechaEmision fecha
  dirEstablecimiento? s300
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  tipoIdentificacionSujetoRetenido /0[4-8]/
  razonSocialSujetoRetenido s300
  identificacionSujetoRetenido s20
  periodoFiscal /[0-9]{2}[/][0-9]{4}/
impuestos
  impuesto+
    codigo /[0-9]/
    codigoRetencion s5
    baseImponible d14.2
    porcentajeRetener d3.2
    valorRetenido d14.2
    codDocSustento? /[0-9]{2}/
    numDocSustento? /[0-9]{15}/
    fechaEmisionDocSustento? fecha
"""

TABLES: dict[str, dict[str, str]] = {
    "factura": dict.fromkeys(("1.0.0", "1.1.0", "2.0.0", "2.1.0"), FACTURA),
    "liquidacionCompra": dict.fromkeys(("1.0.0", "1.1.0"), LIQUIDACION),
    "notaCredito": dict.fromkeys(("1.0.0", "1.1.0"), NOTA_CREDITO),
    "notaDebito": {"1.0.0": NOTA_DEBITO},
    "guiaRemision": dict.fromkeys(("1.0.0", "1.1.0"), GUIA),
    "comprobanteRetencion": {"1.0.0": RETENCION_1, "2.0.0": RETENCION},
}
"""The table of each root element and version."""

COD_DOC = {
    "factura": "01",
    "liquidacionCompra": "03",
    "notaCredito": "04",
    "notaDebito": "05",
    "guiaRemision": "06",
    "comprobanteRetencion": "07",
}

ID_REQUIRED = frozenset({"notaCredito", "guiaRemision"})
"""The roots whose attribute `id` must be there; the others may leave it out."""
