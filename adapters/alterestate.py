"""AlterEstate, the agency's CRM: one POST for a lead, and what the network can do to it.

What is asked stands in alterestate_request, what the answers mean in alterestate_answers. How AlterEstate really
behaves, with sources: docs/facts/alterestate.md; which fault means what: promises §5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    ConnectionTimeoutError,
    ServerDisconnectedError,
)

from adapters.alterestate_answers import read_answer
from adapters.alterestate_request import Labels, request_body
from flows.outcomes import NotSent, Outcome, Unclear

__all__ = ["AlterEstate", "Knock", "Labels", "read_answer", "request_body"]

CONNECT_TIMEOUT_S = 5.0  # pool, name look-up, TCP and TLS together; promises §5
FIRST_BYTE_TIMEOUT_S = 25.0
ANSWER_LIMIT = 256 * 1024  # bytes we read; a longer answer counts as unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What a request without a lead got: the HTTP status (0: no answer, and `error` names why) and the CRM's clock."""

    status: int
    at: datetime | None = None
    error: str = ""


class AlterEstate:
    """One agency's account. The session is shared and must not trust the environment (promises §8)."""

    def __init__(self, http: ClientSession, *, base_url: str, api_key: str, timeout_s: float = 30.0) -> None:
        """`base_url` ends in «/api/v1». `timeout_s` covers everything from waiting for a connection to the body."""
        self._http = http
        self._url = f"{base_url.rstrip('/')}/leads/"  # without the last slash Django redirects and the body is lost
        self._headers = {
            "Authorization": f"Token {api_key}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # the limit on what we read must not meet a compressed bomb
            "Connection": "close",  # a kept connection that the CRM drops looks like a lead of unknown fate
        }
        self._timeout = ClientTimeout(
            total=timeout_s,
            connect=min(CONNECT_TIMEOUT_S, timeout_s / 2),  # must end first, or «never sent» becomes «unclear»
            sock_read=min(FIRST_BYTE_TIMEOUT_S, timeout_s),
        )

    async def knock(self) -> Knock:
        """Whether the door opens: a lead without any of the fields that it must have creates nothing. A right key is
        expected to get 400 and a wrong one 401 or 403 (facts/alterestate §2; what the real service does with this is
        unknown). Never raises."""
        try:
            async with self._http.post(
                self._url, json={}, headers=self._headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return Knock(status=response.status, at=_date(response.headers.get("Date", "")))
        except (ClientError, TimeoutError) as error:
            return Knock(status=0, error=type(error).__name__)

    async def submit(self, body: Mapping[str, object]) -> Outcome:
        """Post one lead. Never raises for what the network or the CRM does; cancelling leaves its fate unknown."""
        try:
            async with self._http.post(
                self._url, json=body, headers=self._headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return read_answer(response.status, response.headers, await _read_body(response))
        except ClientConnectorDNSError:
            return NotSent(reason="dns")
        except ClientSSLError:
            return NotSent(reason="tls")
        except ClientConnectorError:
            return NotSent(reason="refused")
        except ConnectionTimeoutError:
            return NotSent(reason="timeout")
        except TimeoutError:
            return Unclear(reason="timeout")
        except (ServerDisconnectedError, ClientOSError):
            return Unclear(reason="reset")
        except ClientError:
            return Unclear(reason="broken")


async def _read_body(response: ClientResponse) -> bytes:
    """What came of the body, up to the limit: its status already stands, so a broken rest is no error."""
    body = bytearray()
    try:
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) >= ANSWER_LIMIT:
                break
    except (TimeoutError, ClientError):
        pass
    return bytes(body[:ANSWER_LIMIT])


def _date(header: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    return when if when.tzinfo else None
