"""The countries that are registered, and nothing else names one."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain.documents.country import DocumentNumber
from chalicelib.services.ports import Clock, Country


class Registry:
    """Implements `Countries`."""

    def __init__(self, *countries: Country) -> None:
        self._countries = {country.code: country for country in countries}

    def get(self, code: str) -> Country:
        """The country. Raises KeyError."""
        return self._countries[code]

    def number_of(self, clave: str) -> DocumentNumber:
        """The number a clave of any of the countries belongs to. Raises ValueError if it is none of theirs."""
        for country in self._countries.values():
            try:
                return country.preparer.number_of(clave)
            except ValueError:
                continue
        raise ValueError("not a clave of any registered country")


def registry(environment: Mapping[str, str], clock: Clock) -> Registry:
    """Every country, with its settings from the environment."""
    from chalicelib.countries import ecuador

    return Registry(ecuador.country(environment, clock))
