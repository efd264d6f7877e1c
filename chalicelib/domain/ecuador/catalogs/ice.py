"""What the ICE codes stand for (ficha técnica 2.32, tabla 18), and the **specific** rates: so many dollars a unit.

The rates printed in the ficha are those of 2023 and not binding. The specific ones are set anew each year; those of
2026 (Res. NAC-DGERCGC25-00000040) are from secondary sources, so that a difference is a doubt. What is sold in units we
cannot tell from a line (pure alcohol, sugar) is for the issuer to work out. CAE and SENAE mark imports.
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.domain.ecuador.catalogs.tabla import Tabla

ICE = Tabla.de_nombres("""
3011 Cigarrillos rubios
3021 Cigarrillos negros
3023 Productos del tabaco y sucedáneos (no cigarrillos)
3031 Bebidas alcohólicas
3033 Alcohol
3041 Cerveza industrial (gran, mediana, pequeña escala)
3043 Cerveza artesanal
3053 Gaseosas con alto contenido de azúcar
3054 Gaseosas con bajo contenido de azúcar
3073 Vehículos motorizados PVP hasta 20000
3075 Vehículos motorizados PVP 30000-40000
3077 Vehículos motorizados PVP 40000-50000
3078 Vehículos motorizados PVP 50000-60000
3079 Vehículos motorizados PVP 60000-70000
3080 Vehículos motorizados PVP más de 70000
3081 Aviones, tricares, yates, barcos de recreo
3092 Televisión prepagada
3093 Telefonía sociedades
3101 Bebidas energizantes
3111 Bebidas no alcohólicas azucaradas
3532 Import. alcohol SENAE
3533 Import. bebidas alcohólicas
3541 Cerveza industrial CAE
3542 Cigarrillos rubios CAE
3543 Cigarrillos negros CAE
3544 Productos del tabaco CAE
3545 Cerveza artesanal SENAE
3552 Gaseosas alto azúcar SENAE
3553 Gaseosas bajo azúcar SENAE
3581 Aeronaves CAE
3582 Aviones, avionetas, helicópteros CAE
3601 Energizantes SENAE
3602 Bebidas no alcohólicas SENAE
3610 Perfumes y aguas de tocador
3620 Videojuegos
3630 Armas de fuego, deportivas y municiones
3640 Focos incandescentes
3660 Cuotas, membresías, afiliaciones, acciones
3671 Calefones y calentadores a gas
3680 Fundas plásticas
3681 Telefonía móvil personas naturales
3682 Tabaco calentado y líquidos con nicotina
3683 Tabaco calentado y líquidos con nicotina SENAE
3684 Camionetas y rescate PVP hasta 30000
3685 Camionetas y rescate PVP hasta 30000 SENAE
3686 Vehículos (no camionetas) PVP 20000-30000
3687 Vehículos (no camionetas) PVP 20000-30000 SENAE
3688 Híbridos PVP hasta 35000
3689 Híbridos PVP hasta 35000 SENAE
3690 Híbridos PVP 35000-40000 SENAE
3691 Híbridos PVP 35000-40000
3692 Híbridos PVP 40000-50000
3693 Híbridos PVP 40000-50000 SENAE
3694 Híbridos PVP 50000-60000 SENAE
3695 Híbridos PVP 50000-60000
3696 Híbridos PVP 60000-70000
3697 Híbridos PVP 60000-70000 SENAE
3698 Híbridos PVP más de 70000
3699 Híbridos PVP más de 70000 SENAE
3710 Perfumes CAE
3720 Videojuegos CAE
3730 Armas y municiones CAE
3740 Focos incandescentes CAE
3771 Calefones a gas SENAE
3871 Vehículos PVP hasta 20000 SENAE
3873 Vehículos PVP 30000-40000 SENAE
3874 Vehículos PVP 40000-50000 SENAE
3875 Vehículos PVP 50000-60000 SENAE
3876 Vehículos PVP 60000-70000 SENAE
3877 Vehículos PVP más de 70000 SENAE
3878 Aviones, tricares, yates SENAE
""")

ESPECIFICAS = Tabla("""
3011 | 0.16  | 2026-01-01 | 2026-12-31 | cigarrillo
3021 | 0.16  | 2026-01-01 | 2026-12-31 | cigarrillo
3031 | 10.41 | 2026-01-01 | 2026-12-31 | litro de alcohol puro
3033 | 10.41 | 2026-01-01 | 2026-12-31 | litro de alcohol puro
3041 | 13.62 | 2026-01-01 | 2026-12-31 | litro de alcohol puro
3043 | 1.56  | 2026-01-01 | 2026-12-31 | litro de alcohol puro
3053 | 0.18  | 2026-01-01 | 2026-12-31 | 100 gramos de azúcar
3111 | 0.18  | 2026-01-01 | 2026-12-31 | 100 gramos de azúcar
3680 | 0.08  | 2026-01-01 | 2026-12-31 | funda
""")
"""Dollars a unit; the unit stands in the place of the name."""
AD_VALOREM = frozenset({Decimal(0), Decimal(75)})
"""Per cent that a line may state instead, where alcohol or beer pays both."""
