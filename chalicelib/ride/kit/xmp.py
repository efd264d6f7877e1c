"""XMP: what an archivable PDF says of itself, in the form PDF/A asks for. The library's own holds the clock's time.

Source: ISO 19005-2, 6.6 and 6.7.
"""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

_SHAPE = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance>
<xmp:CreatorTool>{producer}</xmp:CreatorTool><xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate><pdf:Producer>{producer}</pdf:Producer>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def metadata(*, part: int, level: str, title: str, subject: str, author: str, producer: str, created: datetime) -> str:
    """The metadata of a file that conforms to a part and level of PDF/A; `created` is aware."""
    texts = {"title": title, "subject": subject, "author": author, "producer": producer}
    return _SHAPE.format(
        part=part, level=level, moment=created.isoformat(timespec="seconds"), **{k: escape(v) for k, v in texts.items()}
    )
