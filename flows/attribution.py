"""What the CRM is told of the way a person came, and who gets the lead (signs §6)."""

from __future__ import annotations

from flows.conversation import Source, Touch
from flows.events import Ad, CodeSeen
from flows.lead import Attribution, Origin

AD_MEDIUM = "anuncio-whatsapp"
NO_AD = Ad()


def origin_of(seen: CodeSeen | None, ad: Ad | None) -> Origin:
    """An ad goes before the code in the text that it prepared; what the registry calls a link is one by any road."""
    if ad:
        return "anuncio"
    if seen is None:
        return "directo"
    sign = seen.sign or seen.maybe
    is_link = sign.kind == "l" if sign else seen.link == "l"
    return "enlace" if is_link else "letrero"


def touch_of(source: Source) -> Touch:
    """What brought the person: the first sign, link or ad of this draft."""
    if source.first:
        return source.first
    sign = source.sign
    return Touch(
        origin=source.origin,
        code=source.code,
        medium=AD_MEDIUM if source.ad else sign.piece if sign else "",
        campaign=sign.campaign if sign else "",
        place=sign.place if sign else "",
        ad=source.ad,
    )


def first_touch(before: Source) -> Touch | None:
    """What stays when another code comes: who came by nothing has their first touch still to come."""
    return None if before.origin == "directo" else touch_of(before)


def attribution_of(source: Source) -> Attribution:
    """Where they came from is the first touch; whose lead it is goes with the property they asked for last."""
    touch, sign = touch_of(source), source.sign
    ad = touch.ad or NO_AD
    return Attribution(
        medium=touch.medium,
        campaign=touch.campaign,
        place=touch.place,
        ad=ad.id,
        headline=ad.headline,
        click=ad.click,
        related=sign.related if sign else "",
        rule=sign.rule if sign and not sign.related else "",
    )


def other_codes(source: Source) -> tuple[str, ...]:
    """Further codes that this person showed, in their order, without the one that the lead is about."""
    first = (source.first.code,) if source.first else ()
    return tuple(dict.fromkeys(code for code in (*first, *source.others) if code and code != source.code))
