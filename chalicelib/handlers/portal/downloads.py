"""What is downloaded together: the marked documents, and a whole search as ZIPs or as a list."""

from __future__ import annotations

from urllib.parse import parse_qsl

from chalicelib.handlers.portal.forms import BadForm, from_pairs
from chalicelib.handlers.portal.kit import Answer, Visit, few_wrong_references, go, page, show
from chalicelib.handlers.portal.search_form import read_search
from chalicelib.services.portal.documents import NotThere
from chalicelib.services.portal.packing import MOST


@page("/descargas/zip", "POST", private=True)
def descargar(visit: Visit) -> Answer:
    """The marked documents in one ZIP."""
    chosen = visit.form.many("documento")
    if not chosen:
        return show(visit, "descarga.html", 422, address="", key="descarga.ninguno")
    with few_wrong_references(visit):
        address = visit.use.reading.download_several(visit.account, chosen)
    return show(visit, "descarga.html", address=address, key="descarga.zip")


@page("/descargas/paquete", "POST", private=True)
def empaquetar(visit: Visit) -> Answer:
    """Everything a search finds. Raises BadForm for one that cannot be understood."""
    asked = visit.form.text("busqueda", 600).removeprefix("?")
    search, wrong = read_search(from_pairs(parse_qsl(asked, keep_blank_values=True)))
    if wrong:
        raise BadForm("search")
    reference = visit.use.packing.begin(visit.account, search, visit.form.text("formato", 10))
    return go(f"/descargas/paquete/{reference}")


@page("/descargas/paquete/{reference}", private=True)
def paquete(visit: Visit, reference: str) -> Answer:
    """How far it is, and the files that are ready."""
    job = visit.use.packing.look(visit.account, reference)
    return show(visit, "paquete.html", job=job, reference=reference, most=MOST)


@page("/descargas/paquete/{reference}/{part}", private=True)
def parte(visit: Visit, reference: str, part: str) -> Answer:
    """One of the files."""
    if not part.isdecimal() or len(part) > 4:
        raise NotThere
    return go(visit.use.packing.fetch(visit.account, reference, int(part)))
