"""What schemathesis must be told of these services: who may call what, which things there are, and how coded texts look.

CONFORMANCE names a JSON file: {"tokens": {role: token}, "ids": {"<first part of the path, or first two>": [id, ...]}}.
"""

import json
import os

import schemathesis
from hypothesis import strategies as st

with open(os.environ["CONFORMANCE"], encoding="utf-8") as file:
    KNOWN = json.load(file)

IDENTITY_NUMBERS = ["11010519491231002X"]
CREDIT_CODES = ["91350100M000100Y43"]
CARDS = ["6228480402564890018"]

# Their check characters are no matter of a pattern.
schemathesis.openapi.format("identity-number", st.sampled_from(IDENTITY_NUMBERS))
schemathesis.openapi.format("credit-code", st.sampled_from(CREDIT_CODES))
schemathesis.openapi.format("bank-card-number", st.sampled_from(CARDS))

# No control characters, nothing that a spreadsheet takes for a formula.
schemathesis.openapi.format("plain-text", st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"], max_codepoint=0xFFFF), min_size=1, max_size=40))

ROSTER = st.sampled_from([b"identityNumber,name\n11010519491231002X,x\n", b"a,b\n\"1,2", b"\xff\xfe\x00", b"\n"])
schemathesis.openapi.media_type("text/csv", ROSTER)
schemathesis.openapi.media_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ROSTER)


def roles_of(operation):
    """One of these is enough: the document lists them as alternatives."""
    return [role for alternative in operation.definition.raw.get("security", []) for role in alternative.get("bearer", [])]


@schemathesis.auth(cache_by_key=lambda case, context: (roles_of(context.operation) or ["nobody"])[0])
class Officer:
    """Each operation is called by somebody whose duty it is."""

    def get(self, case, context):
        roles = roles_of(context.operation)
        return KNOWN["tokens"][roles[0]] if roles else None

    def set(self, case, data, context):
        if data is not None:
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def flatmap_path_parameters(context, path_parameters):
    """Half of the calls are about things that are there: of a made-up id nothing but 404 is to be had."""
    parts = context.operation.path.split("/")
    ids = KNOWN["ids"].get("/".join(parts[1:3])) or KNOWN["ids"].get(parts[1], [])
    names = [name for name in ("id", "token") if name in (path_parameters or {})]
    if not ids or not names:
        return st.just(path_parameters)
    return st.one_of(st.just(path_parameters), st.sampled_from(ids).map(lambda one: {**path_parameters, names[0]: one}))


STREAMS = []


@schemathesis.hook
def before_call(context, case, kwargs):
    """One stream that is there is enough: each lasts until its first sign of life (15 s), and streams have tests of their own."""
    if case.operation.path.endswith("/stream") and case.method == "GET" and (case.path_parameters or {}).get("id") in KNOWN["ids"]["batches"]:
        STREAMS.append(case)
        if len(STREAMS) > 1:
            case.path_parameters["id"] = "none"
