"""The image (or the sound) that a form shows."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.handlers.portal.kit import Visit


@dataclass(frozen=True, slots=True)
class Shown:
    """A challenge ready for the page: the addresses hold the bytes. With neither, too many were asked for.

    `mute`: a sound was asked for, but too many were; an image is shown instead.
    """

    token: str = ""
    picture: str = ""
    sound: str = ""
    mute: bool = False


def challenge(visit: Visit) -> Shown:
    """A new image, or a sound if that was asked for and may be had."""
    from chalicelib.handlers.portal.render import data_address

    spoken = visit.method == "POST" and visit.form.ticked("sonido")
    made = visit.use.images.new(visit.visitor, spoken)
    mute = spoken and made is None
    if mute:
        made = visit.use.images.new(visit.visitor)
    if made is None:
        return Shown()
    return Shown(
        made.token,
        picture=data_address(made.picture, "image/png") if made.picture else "",
        sound=data_address(made.sound, "audio/wav") if made.sound else "",
        mute=mute,
    )
