"""Facturas for the sandbox's tests, written out by hand so that nothing here comes from the code under judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RUC = "1790016919001"
CEDULA = "1710034065"


@dataclass(frozen=True)
class Factura:
    """Two lines: 2 × 10.00 − 1.50 at 15 %, 3 × 0.333333 at 0 %. Every figure that a test changes is a field."""

    day: date
    secuencial: int = 1
    codigo: str = "12345678"
    ruc: str = RUC
    ambiente: str = "1"
    punto: str = "002"
    version: str = "1.1.0"
    buyer_kind: str = "05"
    buyer: str = CEDULA
    line_net: str = "18.50"
    line_iva: str = "2.78"
    line_base: str = "18.50"
    rate: str = "15.00"
    net: str = "19.50"
    discount: str = "1.50"
    base_15: str = "18.50"
    iva_15: str = "2.78"
    base_0: str = "1.00"
    total: str = "22.28"
    paid: str = "22.28"
    clave: str = ""

    @property
    def key(self) -> str:
        """The clave de acceso, unless the test gives one."""
        if self.clave:
            return self.clave
        first = f"{self.day:%d%m%Y}01{self.ruc}{self.ambiente}001{self.punto}{self.secuencial:09}{self.codigo}1"
        return first + check_digit(first)

    def xml(self) -> bytes:
        """The unsigned document."""
        return TEXT.format(f=self, fecha=f"{self.day:%d/%m/%Y}").encode()


def check_digit(first: str) -> str:
    """Módulo 11 with the weights 2 to 7 from the right."""
    weights = [2, 3, 4, 5, 6, 7] * 8
    value = 11 - sum(int(d) * w for d, w in zip(reversed(first), weights, strict=True)) % 11
    return {10: "1", 11: "0"}.get(value, str(value))


TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<factura id="comprobante" version="{f.version}">
  <infoTributaria>
    <ambiente>{f.ambiente}</ambiente><tipoEmision>1</tipoEmision>
    <razonSocial>ALMACÉN EL ÑANDÚ S.A.</razonSocial>
    <ruc>{f.ruc}</ruc><claveAcceso>{f.key}</claveAcceso><codDoc>01</codDoc>
    <estab>001</estab><ptoEmi>{f.punto}</ptoEmi><secuencial>{f.secuencial:09}</secuencial>
    <dirMatriz>Av. 10 de Agosto N20-11, Quito</dirMatriz>
  </infoTributaria>
  <infoFactura>
    <fechaEmision>{fecha}</fechaEmision><obligadoContabilidad>SI</obligadoContabilidad>
    <tipoIdentificacionComprador>{f.buyer_kind}</tipoIdentificacionComprador>
    <razonSocialComprador>MARÍA PEÑA</razonSocialComprador>
    <identificacionComprador>{f.buyer}</identificacionComprador>
    <totalSinImpuestos>{f.net}</totalSinImpuestos><totalDescuento>{f.discount}</totalDescuento>
    <totalConImpuestos>
      <totalImpuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje>
        <baseImponible>{f.base_15}</baseImponible><valor>{f.iva_15}</valor></totalImpuesto>
      <totalImpuesto><codigo>2</codigo><codigoPorcentaje>0</codigoPorcentaje>
        <baseImponible>{f.base_0}</baseImponible><valor>0.00</valor></totalImpuesto>
    </totalConImpuestos>
    <propina>0.00</propina><importeTotal>{f.total}</importeTotal><moneda>DOLAR</moneda>
    <pagos><pago><formaPago>01</formaPago><total>{f.paid}</total></pago></pagos>
  </infoFactura>
  <detalles>
    <detalle>
      <codigoPrincipal>A1</codigoPrincipal><descripcion>Café molido</descripcion>
      <cantidad>2</cantidad><precioUnitario>10.00</precioUnitario><descuento>1.50</descuento>
      <precioTotalSinImpuesto>{f.line_net}</precioTotalSinImpuesto>
      <impuestos><impuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje><tarifa>{f.rate}</tarifa>
        <baseImponible>{f.line_base}</baseImponible><valor>{f.line_iva}</valor></impuesto></impuestos>
    </detalle>
    <detalle>
      <codigoPrincipal>B2</codigoPrincipal><descripcion>Pan de agua</descripcion>
      <cantidad>3</cantidad><precioUnitario>0.333333</precioUnitario><descuento>0.00</descuento>
      <precioTotalSinImpuesto>1.00</precioTotalSinImpuesto>
      <impuestos><impuesto><codigo>2</codigo><codigoPorcentaje>0</codigoPorcentaje><tarifa>0.00</tarifa>
        <baseImponible>1.00</baseImponible><valor>0.00</valor></impuesto></impuestos>
    </detalle>
  </detalles>
  <infoAdicional><campoAdicional nombre="Correo">maria@example.com</campoAdicional></infoAdicional>
</factura>"""
