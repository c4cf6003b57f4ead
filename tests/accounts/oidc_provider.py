"""A provider of sign-ins as organisations run them, on Authlib's server: ``python -m tests.accounts.oidc_provider``.

It prints its address, and lets in whoever ``POST /now`` says is sitting there; everything else is the protocol.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from types import SimpleNamespace
from typing import Any

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it serves this machine alone

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from flask import Flask, abort, jsonify, redirect, request
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT_ID, SECRET = "tracker", "a-secret-of-the-tracker"
CALLBACK = "http://testserver/accounts/sign-in/acme/callback/"

app = Flask(__name__)
key, strange_key = (RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}) for _ in range(2))
codes: dict[str, Code] = {}
tokens: dict[str, dict[str, Any]] = {}
now: dict[str, Any] = {}


class Client(ClientMixin):
    """This site, as the provider knows it."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return CALLBACK

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == CALLBACK

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    """One use of the provider: who sat there, and what was asked."""

    def __init__(self, code: str, asked: Any, person: dict[str, Any]) -> None:
        self.code, self.person, self.asked = code, person, dict(asked.payload.data)
        self.redirect_uri, self.scope = asked.payload.redirect_uri, asked.payload.scope
        self.code_challenge = self.asked.get("code_challenge")
        self.code_challenge_method = self.asked.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.person.get("nonce") or self.asked["nonce"]

    def get_auth_time(self) -> int:
        return self.person["auth_time"]

    def get_amr(self) -> list[str]:
        return self.person.get("amr", ["pwd"])

    def get_acr(self) -> str | None:
        return self.person.get("acr")


class CodeGrant(grants.AuthorizationCodeGrant):
    def save_authorization_code(self, code: str, asked: Any) -> None:
        codes[code] = Code(code, asked, asked.user.facts)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        del codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> Any:
        return SimpleNamespace(facts=authorization_code.person)


class IdToken(OpenIDCode):
    def exists_nonce(self, nonce: str, asked: Any) -> bool:
        return any(code.asked["nonce"] == nonce for code in codes.values())

    def resolve_client_private_key(self, client: Client) -> KeySet:
        return KeySet([strange_key if now.get("forged") else key])

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": "1"}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": app.config["ISSUER"], "aud": [now.get("audience", CLIENT_ID)]}

    def generate_user_info(self, user: Any, scope: str) -> dict[str, Any]:
        return {"sub": user.facts["sub"], **user.facts.get("signed", {})}


server = AuthorizationServer(
    app, query_client=lambda name: Client() if name == CLIENT_ID else None,
    save_token=lambda token, asked: tokens.update({token["access_token"]: asked.user.facts}),
)  # fmt: skip
server.register_grant(CodeGrant, [IdToken(require_nonce=True), CodeChallenge(required=True)])


@app.get("/.well-known/openid-configuration")
def description() -> Any:
    at = app.config["ISSUER"]
    return jsonify(
        issuer=now.get("issuer", at), authorization_endpoint=f"{at}/authorize", token_endpoint=f"{at}/token",
        userinfo_endpoint=f"{at}/userinfo", jwks_uri=f"{at}/keys",
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
    )  # fmt: skip


@app.get("/keys")
def keys() -> Any:
    return jsonify(KeySet([key]).as_dict(private=False))


@app.post("/now")
def sit_down() -> Any:
    """Who sits there: ``sub``, ``userinfo``, ``signed`` (in the token), ``amr``, ``acr``, ``ago``; what is wrong."""
    now.clear()
    now.update(request.get_json())
    now["auth_time"] = int(time.time()) - now.get("ago", 0)
    return ""


@app.get("/authorize")
def authorize() -> Any:
    if now.get("turns_back"):
        return redirect(f"{CALLBACK}?error=access_denied&state={request.args['state']}")
    if request.args.get("prompt") == "login" and not now.get("stubborn"):
        now["auth_time"] = int(time.time())  # they sign in again
    user = SimpleNamespace(facts=dict(now))
    grant = server.get_consent_grant(end_user=user)
    return server.create_authorization_response(grant_user=user, grant=grant)


@app.post("/token")
def token() -> Any:
    return server.create_token_response()


@app.get("/userinfo")
def userinfo() -> Any:
    facts = tokens.get(request.headers["Authorization"].removeprefix("Bearer ")) or abort(401)
    return jsonify({"sub": facts["sub"], **facts.get("userinfo", {})})


def main() -> None:
    http = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["ISSUER"] = f"http://127.0.0.1:{http.server_port}"
    app.secret_key = secrets.token_hex()
    sys.stdout.write(f"{app.config['ISSUER']}\n")
    sys.stdout.flush()
    http.serve_forever()


if __name__ == "__main__":
    main()
