"""The facturas of the sample batch."""

from __future__ import annotations

from dataclasses import replace

from infra.local.samples import IN_TWO_DAYS, TODAY, Buyer, Line, Sample, Seller, reimbursement, tag

SELLER = Seller(
    ruc="1792147638001",
    name="COMERCIAL ANDINA DEL ECUADOR S.A.",
    trade_name="Andina Hogar",
    address="Av. Amazonas N34-451 y Av. Atahualpa, Quito",
    branch="Av. Amazonas N34-451 y Av. Atahualpa, local 12, Quito",
)

HARDWARE = Buyer(
    "04",
    "0992874511001",
    "FERRETERÍA EL CONSTRUCTOR CÍA. LTDA.",
    "compras@elconstructor.example",
    "Av. de las Américas 406, Guayaquil",
)
MARIA = Buyer(
    "05", "0912458734", "MARÍA FERNANDA CEDEÑO ZAMBRANO", "maria.cedeno@example.com", "Cdla. Kennedy, Guayaquil"
)
JOSE = Buyer("05", "0103876454", "JOSÉ IGNACIO PEÑAFIEL ORDÓÑEZ", "jose.penafiel@example.com", "Cuenca")
BUILDER = Buyer("04", "0190458725001", "CONSTRUCTORA DEL AUSTRO S.A.", "pagos@austro.example", "Cuenca")
RESTAURANT_GUEST = Buyer("05", "1709845125", "LUCÍA ESPINOSA VITERI", "lucia.espinosa@example.com")
TOURIST = Buyer("06", "X4481920", "HANNAH MÜLLER-LÜDENSCHEIDT", "hannah@example.de")
IMPORTER = Buyer("08", "EIN-47-3920184", "PACIFIC HOME IMPORTS LLC", "ap@pacifichome.example", "Miami, FL 33126")
TOKYO = Buyer(
    "08", "JP8010401", "株式会社東京インポート (TOKYO IMPORT K.K.)", "keiri@tokyo-import.example", "東京都港区"
)
FINAL_CONSUMER = Buyer("07", "9999999999999", "CONSUMIDOR FINAL")
UNREGISTERED = Buyer("04", "1799999999001", "IMPORTADORA FANTASMA S.A.", "nadie@fantasma.example")

WARES = (
    "Foco LED 9 W luz cálida E27",
    "Tomacorriente doble polarizado con placa",
    "Cable sólido THHN 12 AWG, metro",
    "Breaker enchufable 20 A",
    "Cinta aislante 20 m negra",
    "Canaleta plástica 20 × 12 mm, 2 m",
    "Interruptor simple 10 A",
    "Caja octogonal galvanizada",
    "Manguera negra ½ pulgada, metro",
    "Boquilla de loza colgante",
)

_REIMBURSED, _REIMBURSEMENT = reimbursement("03/11/2026")
_EXPORT = "".join(
    (
        tag("comercioExterior", "EXPORTADOR"),
        tag("incoTermFactura", "CIF"),
        tag("lugarIncoTerm", "Miami"),
        tag("paisOrigen", "593"),
        tag("puertoEmbarque", "Guayaquil"),
        tag("puertoDestino", "Miami"),
        tag("paisDestino", "110"),
        tag("paisAdquisicion", "110"),
    )
)
_GUIDE_BLOCK = (
    "<infoSustitutivaGuiaRemision>"
    + tag("dirPartida", "Av. Amazonas N34-451, Quito")
    + tag("dirDestinatario", "Panamericana Norte km 14, Cuenca")
    + tag("fechaIniTransporte", TODAY)
    + tag("fechaFinTransporte", IN_TWO_DAYS)
    + tag("razonSocialTransportista", "TRANSPORTES ÑUCANCHIK CÍA. LTDA.")
    + tag("tipoIdentificacionTransportista", "04")
    + tag("rucTransportista", "1791234561001")
    + tag("placa", "PBX4587")
    + "<destinos><destino>"
    + tag("motivoTraslado", "Venta")
    + tag("codEstabDestino", "001")
    + tag("ruta", "Quito - Ambato - Riobamba - Cuenca")
    + "</destino></destinos></infoSustitutivaGuiaRemision>"
)

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "01 una línea",
        "Una línea con IVA 15 %",
        HARDWARE,
        [Line("TAL-750", "Taladro percutor 750 W con maletín", "1.00", "89.90")],
        notes=[("Teléfono", "04 268 4411"), ("Orden de compra", "OC-2026-1187")],
    ),
    Sample(
        "02 sesenta líneas",
        "Sesenta líneas, varias páginas",
        BUILDER,
        [
            Line(
                f"EL-{n:03d}",
                f"{WARES[n % len(WARES)]} (lote {n})",
                f"{n % 7 + 1}.00",
                f"{n * 37 % 900 / 100 + 0.35:.6f}",
            )
            for n in range(1, 61)
        ],
        payments=[("20", None, 30)],
    ),
    Sample(
        "03 varias tarifas de IVA",
        "15 %, 5 %, 0 %, no objeto y exento en una factura",
        BUILDER,
        [
            Line("GRI-01", "Grifería monomando para lavabo", "4.000000", "38.250000"),
            Line("CEM-50", "Cemento Portland tipo GU, saco de 50 kg", "60", "7.85", iva="5", auxiliary="F010101"),
            Line("ARR-25", "Arroz corriente, saco de 25 kg", "3", "21.40", iva="0"),
            Line("DON-01", "Transferencia no objeto de impuesto", "1", "15.00", iva="6"),
            Line("EXE-01", "Servicio exento", "1", "22.50", iva="7"),
        ],
    ),
    Sample(
        "04 perfumes con ICE",
        "ICE que entra en la base del IVA",
        MARIA,
        [
            Line("PER-100", "Agua de perfume 100 ml", "2", "64.00", ice="3610", ice_rate="20"),
            Line("CRE-050", "Crema hidratante 50 ml", "1", "18.75"),
        ],
        payments=[("19", None, 0)],
    ),
    Sample(
        "05 descuentos",
        "Descuentos por línea",
        MARIA,
        [
            Line("OLL-24", "Olla de presión 6 l", "1", "74.99", discount="7.50", details=[("Garantía", "12 meses")]),
            Line("SAR-28", "Sartén antiadherente 28 cm", "3", "21.333333", discount="6.40"),
            Line("VAJ-16", "Vajilla de 16 piezas", "2", "45.00", discount="0.00"),
        ],
    ),
    Sample(
        "06 almuerzo con propina",
        "Propina del 10 %",
        RESTAURANT_GUEST,
        [Line("MEN-EJ", "Menú ejecutivo", "4", "8.50"), Line("JUG-01", "Jugo de naranjilla", "4", "2.25")],
        tip="4.30",
        payments=[("19", None, 0)],
    ),
    Sample(
        "07 exportación",
        "Exportación con flete, seguro y gastos",
        IMPORTER,
        [
            Line("MAD-BAL", "Tablero de balsa 12 × 600 × 1200 mm", "850", "11.20", iva="0"),
            Line("SOM-PAJ", "Sombrero de paja toquilla fino", "400", "38.50", iva="0"),
        ],
        foreign_trade=_EXPORT,
        charges=[
            ("fleteInternacional", "1850.00"),
            ("seguroInternacional", "240.75"),
            ("gastosAduaneros", "310.00"),
            ("gastosTransporteOtros", "125.50"),
        ],
        payments=[("20", None, 60)],
    ),
    Sample(
        "08 turista con pasaporte",
        "Comprador extranjero con pasaporte",
        TOURIST,
        [Line("TAG-ART", "Figura tallada en tagua", "2", "14.00"), Line("CHO-85", "Chocolate 85 % cacao", "6", "3.10")],
        payments=[("19", None, 0)],
    ),
    Sample(
        "09 consumidor final",
        "Venta a consumidor final, sin correo",
        FINAL_CONSUMER,
        [Line("PIL-AA4", "Pilas alcalinas AA, paquete de 4", "2", "5.35"), Line("FOC-09", "Foco LED 9 W", "3", "2.10")],
        payments=[("01", None, 0)],
    ),
    Sample(
        "10 reembolso de gastos",
        "Reembolso de dos compras",
        HARDWARE,
        [Line("REE-01", "Reembolso de gastos de viaje según detalle", "1", "155.00", iva="6")],
        reimbursement_totals=_REIMBURSED,
        blocks=_REIMBURSEMENT,
    ),
    Sample(
        "11 acentos y eñes",
        "Acentos, eñes y textos largos",
        JOSE,
        [
            Line(
                "ÑAN-01",
                "Pañol de herramientas «El Cañón»: ménsula, buñuelera, cigüeñal y piñón; incluye montaje, transporte a "
                "la parroquia Baños, señalización y limpieza del área según cotización Nº 4587 — válida por 15 días",
                "1",
                "312.40",
                details=[("Ubicación", "Baños de Cuenca"), ("Diseño", "Año 2026"), ("Tamaño", "2,40 × 1,80 m")],
            )
        ],
        notes=[
            ("Observación", "Entregar sólo de lunes a viernes, de 08h00 a 17h00; preguntar por la Sra. Muñoz & Cía.")
        ],
    ),
    Sample(
        "12 botellas plásticas",
        "IRBPNR de botellas",
        JOSE,
        [Line("AGU-24", "Agua sin gas 500 ml, paca de 24", "5", "6.20", bottles=120)],
    ),
    Sample(
        "13 crédito en tres pagos",
        "Varias formas de pago y plazos",
        BUILDER,
        [Line("GEN-5K", "Generador a gasolina 5 kVA", "1", "1250.00")],
        payments=[("01", "437.50", 0), ("20", "500.00", 30), ("16", "500.00", 0)],
    ),
    Sample(
        "14 sustitutiva de guía",
        "Versión 2.1.0, la factura hace de guía de remisión",
        BUILDER,
        [Line("CER-60", "Cerámica para piso 60 × 60 cm, caja de 1,44 m²", "85", "13.750000")],
        version="2.1.0",
        blocks=_GUIDE_BLOCK,
    ),
    Sample(
        "15 comprador de Tokio",
        "Nombre con escritura japonesa",
        TOKYO,
        [Line("CAC-FIN", "Cacao fino de aroma en grano, saco de 69 kg", "12", "310.00", iva="0")],
        payments=[("20", None, 0)],
    ),
    Sample(
        "16 total equivocado",
        "DEBE FALLAR: el total no cuadra por 5 centavos",
        HARDWARE,
        [Line("SIE-185", "Sierra circular 1400 W", "1", "112.30")],
        expected="RECHAZADO",
        wrong_total_by="0.05",
    ),
    Sample(
        "17 datos incompletos",
        "DEBE FALLAR: falta la razón social, sobra un decimal y la forma de pago no existe",
        MARIA,
        [Line("LIC-600", "Licuadora 600 W", "1", "59.90")],
        expected="RECHAZADO",
        swap=[
            ("<razonSocialComprador>MARÍA FERNANDA CEDEÑO ZAMBRANO</razonSocialComprador>", ""),
            ("<descuento>0.00</descuento>", "<descuento>0.005</descuento>"),
            ("<formaPago>20</formaPago>", "<formaPago>99</formaPago>"),
        ],
    ),
    Sample(
        "18 comprador que no existe",
        "DEBE FALLAR: el SRI no conoce el RUC del comprador",
        UNREGISTERED,
        [Line("PUL-115", "Pulidora angular 4½ pulgadas", "1", "64.20")],
        expected="NO AUTORIZADO",
    ),
)


def many(count: int, lines: int = 3) -> list[Sample]:
    """A number of ordinary facturas, for measuring."""
    made = [Line(f"A{n:04d}", f"Artículo de prueba número {n}", "2.00", f"{3 + n}.45") for n in range(1, lines + 1)]
    return [replace(SAMPLES[0], name=f"factura {n:05d}", lines=made) for n in range(1, count + 1)]
