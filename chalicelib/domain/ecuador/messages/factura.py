"""What can be wrong with a factura only."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "FAC-CONSUMIDOR-FINAL",
        "La venta a consumidor final es de {stated} y el máximo es USD {limit}.",
        "Pida la identificación al comprador y escríbala en la factura.",
    ),
    Definition(
        "FAC-CONSTRUCCION",
        "La línea usa la tarifa de 5 % y su código auxiliar ({value}) no es de materiales de construcción.",
        "Escriba en codigoAuxiliar el código de la tabla 31, por ejemplo F010101, o use otra tarifa.",
    ),
    Definition(
        "FAC-EXPORTACION",
        "Es una exportación y falta «{name}».",
        "Complete los datos de exportación, o quite comercioExterior si la venta es local.",
    ),
    Definition(
        "FAC-EXPORTACION-MARCA",
        "Hay datos de exportación («{name}») y falta comercioExterior.",
        "Agregue <comercioExterior>EXPORTADOR</comercioExterior>, o quite los datos de exportación.",
    ),
    Definition(
        "FAC-NEGOCIABLE-DIRECCION",
        "Una factura comercial negociable necesita la dirección del comprador.",
        "Agregue direccionComprador, o quite tipoNegociable.",
    ),
    Definition(
        "FAC-NEGOCIABLE-PLAZO",
        "Una factura comercial negociable necesita una forma de pago con plazo.",
        "Agregue plazo y unidadTiempo a un pago, o quite tipoNegociable.",
    ),
    Definition(
        "FAC-PLACA",
        "La factura es de {what} y no lleva la placa del vehículo.",
        "Agregue <placa> después de <moneda>.",
        severity="warning",
    ),
    Definition(
        "FAC-RETENCION-CODIGO",
        "El código de retención en la factura «{value}» no existe (tablas 22 y 23).",
        "Use uno de estos: {options}.",
    ),
    Definition(
        "FAC-FUNDAS",
        "La línea cobra ICE de fundas plásticas y su código principal es {value}.",
        "Escriba en codigoPrincipal ICE-FPN-01 (normal), ICE-FPR-02 (rebaja) o ICE-FPE-03 (exenta).",
        severity="warning",
    ),
    Definition(
        "FAC-FUNDAS-VALOR",
        "El ICE de las fundas dice {stated} y en {year} son {rate} por funda: {computed}.",
        "Compruebe la cantidad y la tarifa vigente.",
        severity="warning",
    ),
)
