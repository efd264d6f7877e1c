"""The guía de remisión, which goes with moved goods. It states no date of emission: that is in its clave alone (ficha
técnica 2.32, anexo 5)."""

GUIA_REMISION = """
infoGuiaRemision
  dirEstablecimiento? s300
  dirPartida s300
  razonSocialTransportista s300
  tipoIdentificacionTransportista /0[4-8]/
  rucTransportista s20
  rise? t40
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
            @nombre t300
            @valor t300
"""
