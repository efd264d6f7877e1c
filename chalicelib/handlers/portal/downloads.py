"""What is downloaded together: the marked documents, and a whole search as ZIPs or as a list."""

from __future__ import annotations

from urllib.parse import parse_qsl

from chalicelib.handlers.portal.documents import the_list
from chalicelib.handlers.portal.forms import BadForm, Form, from_pairs
from chalicelib.handlers.portal.kit import Answer, Visit, few_wrong_references, go, page, show
from chalicelib.handlers.portal.search_form import read_search
from chalicelib.services.portal.documents import NotThere
from chalicelib.services.portal.packing import MOST


@page("/descargas/zip", "POST", private=True)
def descargar(visit: Visit) -> Answer:
    """The marked documents in one ZIP; without any, the page they stand on once more."""
    chosen = visit.form.many("documento")
    if not chosen:
        return the_list(visit, _shown(visit), "documentos.ninguno")
    with few_wrong_references(visit):
        address = visit.use.reading.download_several(visit.account, chosen)
    return show(visit, "descarga.html", address=address, key="descarga.zip")


def _shown(visit: Visit) -> Form:
    """The search, and the place in it, that the form of the list brings along."""
    asked = parse_qsl(visit.form.text("busqueda", 600).removeprefix("?"), keep_blank_values=True)
    return from_pairs([*asked, ("desde_lugar", visit.form.text("lugar", 600))])


@page("/descargas/paquete", "POST", private=True)
def empaquetar(visit: Visit) -> Answer:
    """Everything a search finds. Raises BadForm for one that cannot be understood."""
    search, wrong = read_search(_shown(visit))
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
