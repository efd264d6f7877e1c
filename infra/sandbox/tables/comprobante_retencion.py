"""The comprobante de retención: 1.0.0 is a flat list of what is withheld, 2.0.0 goes document by document (ficha
técnica 2.32, anexos 6 and 7)."""

RETENCION_1 = """
infoCompRetencion
  fechaEmision fecha
  dirEstablecimiento? s300
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  tipoIdentificacionSujetoRetenido /0[4-8]/
  razonSocialSujetoRetenido s300
  identificacionSujetoRetenido s20
  periodoFiscal mesano
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

RETENCION_2 = """
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
  periodoFiscal periodo
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
