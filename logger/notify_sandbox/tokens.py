"""Who is asking: the check of the JSON Web Token. NOTIFY.md section 2.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import jwt

# Notify itself checks tokens with these functions of its client package.
from notifications_python_client.authentication import (
    decode_jwt_token,
    get_token_issuer,
)
from notifications_python_client.errors import (
    TokenAlgorithmError,
    TokenDecodeError,
    TokenError,
    TokenExpiredError,
    TokenIssuerError,
)

from logger.notify_sandbox.refusals import AuthError
from logger.notify_sandbox.seed import ApiKey, Register, Service

_MISSHAPEN: Final = (
    "Invalid token: make sure your API token matches the example at "
    "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
)


@dataclass(frozen=True)
class Caller:
    service: Service
    key: ApiKey


def authenticate(header: str | None, register: Register) -> Caller:
    """The service and key behind an Authorization header; raises AuthError."""
    token = _bearer_token(header)
    service = _service(_issuer(token), register)
    for key in register.keys_of(service):
        if _is_signed_with(token, key):
            if key.is_revoked:
                raise AuthError("Invalid token: API key revoked")
            return Caller(service, key)
    raise AuthError("Invalid token: API key not found")


def not_for_services(header: str | None) -> AuthError:
    """What a service is told on a route that Notify keeps for its own pages; raises likewise."""
    _issuer(_bearer_token(header))
    return AuthError("Unauthorized: not allowed to perform this action", status=401)


def _bearer_token(header: str | None) -> str:
    if not header:
        raise AuthError("Unauthorized: authentication token must be provided", status=401)
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise AuthError("Unauthorized: authentication bearer scheme must be used", status=401)
    return token


def _issuer(token: str) -> Any:
    try:
        return get_token_issuer(token)  # type: ignore[no-untyped-call]  # the package has no types
    except TokenIssuerError as problem:
        raise AuthError("Invalid token: iss field not provided") from problem
    except (TokenError, jwt.PyJWTError) as problem:
        raise AuthError(_MISSHAPEN) from problem


def _service(issuer: Any, register: Register) -> Service:
    try:
        service_id = UUID(issuer)
    except (ValueError, TypeError, AttributeError) as problem:
        raise AuthError("Invalid token: service id is not the right data type") from problem
    service = register.service(service_id)
    if service is None:
        raise AuthError("Invalid token: service not found")
    if not service.is_active:
        raise AuthError("Invalid token: service is archived")
    return service


def _is_signed_with(token: str, key: ApiKey) -> bool:
    try:
        decode_jwt_token(token, key.secret)  # type: ignore[no-untyped-call]  # likewise
    except TokenExpiredError as problem:
        raise AuthError(
            "Error: Your system clock must be accurate to within 30 seconds"
        ) from problem
    except TokenAlgorithmError as problem:
        raise AuthError("Invalid token: algorithm used is not HS256") from problem
    except TokenDecodeError:
        return False
    except TokenError as problem:
        raise AuthError(_MISSHAPEN) from problem
    return True
