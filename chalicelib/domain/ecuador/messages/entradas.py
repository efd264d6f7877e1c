"""What can be wrong with JSON files and spreadsheets before their documents are looked at."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "JSON-CODIFICACION",
        "El JSON no está en UTF-8.",
        "Guárdelo en UTF-8 (con o sin marca de orden de bytes) y envíelo otra vez.",
    ),
    Definition(
        "JSON-FORMA",
        "El JSON está mal escrito en la línea {line}, columna {column}: {reason}.",
        "Corrija esa línea. No se emitió ningún documento de este archivo.",
    ),
    Definition(
        "JSON-PROFUNDO",
        "El JSON tiene más de {limit} niveles de bloques y listas, en la línea {line}.",
        "Revise que sea el archivo correcto: un comprobante tiene menos de diez.",
    ),
    Definition(
        "JSON-VACIO",
        "El JSON no tiene documentos.",
        "Ponga en la lista al menos un documento.",
    ),
    Definition(
        "JSON-DOCUMENTO",
        "Este elemento de la lista no es un documento.",
        'Escríbalo así: {{"factura": {{ … }} }}, con el nombre del comprobante.',
    ),
    Definition(
        "JSON-REPETIDO",
        "El campo «{name}» está dos veces en el mismo bloque.",
        "Deje uno solo: no se puede saber cuál vale.",
    ),
    Definition(
        "JSON-NUMERO",
        "«{value}» no es un número de JSON.",
        "Escriba la cifra con dígitos, por ejemplo 12.50.",
    ),
    Definition(
        "JSON-CARACTER",
        "Hay un carácter que ningún comprobante puede llevar ({character}).",
        "Bórrelo en su sistema: no se puede saber si falta algo en su lugar.",
    ),
    Definition(
        "CSV-CODIFICACION",
        "El CSV no está en UTF-8 ni en la codificación de Windows.",
        "Guárdelo en Excel como «CSV UTF-8 (delimitado por comas)» y envíelo otra vez.",
    ),
    Definition(
        "CSV-COMILLAS",
        "Desde esta fila las comillas del CSV no están bien cerradas.",
        "Cierre las comillas; una comilla dentro de un texto se escribe dos veces.",
    ),
    Definition(
        "XLSX-DANADO",
        "El libro de Excel está dañado o protegido con contraseña.",
        "Ábralo en Excel, guárdelo sin contraseña como «Libro de Excel (.xlsx)» y envíelo otra vez.",
    ),
    Definition(
        "HOJA-VACIA",
        "La hoja no tiene documentos.",
        "Escriba una fila por cada línea de sus documentos, debajo de los títulos.",
    ),
    Definition(
        "HOJA-TAMANO",
        "La hoja llega más allá de {rows} filas, de {columns} columnas o de lo que se puede leer a la vez.",
        "Borre las filas y columnas vacías del final, o divida la hoja en varios archivos.",
    ),
    Definition(
        "HOJA-COMBINADAS",
        "La fila de los títulos tiene celdas combinadas.",
        "Sepárelas: cada columna lleva su propio título.",
    ),
    Definition(
        "HOJA-FALTA-TITULO",
        "Falta la columna «{heading}».",
        "Use la plantilla del comprobante: sus títulos van en la primera fila.",
    ),
    Definition(
        "HOJA-TITULO",
        "«{heading}» no es un título de «{kind}». {hint}",
        "Corrija el título o borre la columna; un dato adicional se titula «Adicional: nombre».",
    ),
    Definition(
        "HOJA-TITULO-REPETIDO",
        "«{heading}» y «{other}» son la misma columna.",
        "Deje una sola.",
    ),
    Definition(
        "HOJA-SIN-TITULO",
        "Hay un dato, «{value}», en una columna sin título.",
        "Borre el dato o ponga el título de la columna.",
    ),
    Definition(
        "HOJA-SIN-DOCUMENTO",
        "La fila no dice a qué documento pertenece.",
        "Escriba en «{heading}» un mismo texto en todas las filas de un documento, por ejemplo F-1.",
    ),
    Definition(
        "HOJA-COMPROBANTE",
        "«{value}» no es un comprobante.",
        "Escriba uno de estos: {known}.",
    ),
    Definition(
        "HOJA-FALTA-COMPROBANTE",
        "La columna «Comprobante» está vacía.",
        "Escriba al menos en la primera fila qué comprobante es, por ejemplo Factura.",
    ),
    Definition(
        "HOJA-MEZCLA",
        "La hoja es de «{first}» y aquí dice «{value}».",
        "Ponga cada clase de comprobante en su propia hoja.",
    ),
    Definition(
        "HOJA-DECIMALES",
        "No se puede saber si la coma y el punto de esta celda separan decimales o miles.",
        "Escriba en toda la hoja las cifras con dos decimales y un solo separador, por ejemplo 1234,50.",
    ),
    Definition(
        "HOJA-NUMERO",
        "«{value}» no es una cifra escrita como las demás de la hoja.",
        "Escriba las cifras de toda la hoja de la misma manera, por ejemplo 1234,50.",
    ),
    Definition(
        "HOJA-CIENTIFICO",
        "«{value}» es un número al que la hoja de cálculo le quitó dígitos.",
        "Dé a la columna el formato «Texto» y escriba el número completo.",
    ),
    Definition(
        "HOJA-IVA",
        "«{value}» no es una tarifa de IVA.",
        "Escriba 15, 5, 0, «No objeto» o «Exento».",
    ),
    Definition(
        "HOJA-CERO",
        "«{value}» tiene un dígito menos; se tomó «{restored}», con el cero que la hoja de cálculo quita al comienzo.",
        "Si no es ese número, corríjalo; para conservar los ceros, dé a la columna el formato «Texto».",
        severity="warning",
    ),
    Definition(
        "HOJA-TOTAL",
        "La fila dice «{value}» y no es de ningún documento: no se tomó en cuenta.",
        "Si era de un documento, escriba su referencia en la columna «Documento»; si era la suma, no hace falta nada.",
        severity="warning",
    ),
    Definition(
        "HOJA-MILES",
        "«{value}» se leyó como {read}, porque en las demás cifras de la hoja {sign} separa los decimales.",
        "Compruebe la cifra; para evitar la duda, escriba las cifras con dos decimales y sin separar los miles.",
        severity="warning",
    ),
    Definition(
        "HOJA-DISTINTO",
        "Dice «{value}» y la fila {row} del mismo documento dice «{other}».",
        "Repita el mismo valor en todas las filas del documento, o déjelo en blanco desde la segunda.",
    ),
)
