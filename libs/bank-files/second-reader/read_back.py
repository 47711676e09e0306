"""Reads bank files with Python's own means: codecs (gb18030), csv, xml.etree. It shares no code with the library.

Standard input: one JSON list of {"kind": "payroll" | "pain.001", "base64": ...}.
Standard output: one JSON list with what each file says. With the argument "codec": what Python's gb18030 makes of
every character, as one hash for each 4,096 code points, leaving out those given as ranges on standard input.
"""
import base64
import csv
import hashlib
import io
import json
import sys
import xml.etree.ElementTree as ElementTree
from decimal import Decimal

PAIN_001 = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def fen(text):
    amount = Decimal(text) * 100
    if amount != int(amount):
        raise ValueError("not to the fen: " + text)
    return int(amount)


def payroll(data):
    text = data.decode("gb18030", errors="strict")
    if not text.endswith("\r\n"):
        raise ValueError("the last line is not ended")
    head, titles, *rows, foot = csv.reader(io.StringIO(text, newline=""), delimiter="|", quoting=csv.QUOTE_NONE)
    if head[0] != "H" or foot[0] != "T" or titles[1] != "收款账号":
        raise ValueError("not a payroll file")
    return {
        "messageId": head[1], "debtorAccount": head[2], "numberOfPayments": int(head[5]), "controlSumFen": fen(head[6]),
        "footCount": int(foot[1]), "footSumFen": fen(foot[2]),
        "payments": [
            {"endToEndId": row[6], "amountFen": fen(row[3]), "creditorName": row[2], "creditorAccount": row[1], "purpose": row[5]}
            for row in rows
        ],
    }


def pain_001(data):
    root = ElementTree.fromstring(data)
    at = lambda element, path: element.find("/".join("p:" + name for name in path.split("/")), PAIN_001).text
    group, information = root.find(".//p:GrpHdr", PAIN_001), root.find(".//p:PmtInf", PAIN_001)
    return {
        "messageId": at(group, "MsgId"), "debtorAccount": at(information, "DbtrAcct/Id/Othr/Id"),
        "numberOfPayments": int(at(group, "NbOfTxs")), "controlSumFen": fen(at(group, "CtrlSum")),
        "footCount": int(at(information, "NbOfTxs")), "footSumFen": fen(at(information, "CtrlSum")),
        "payments": [
            {
                "endToEndId": at(one, "PmtId/EndToEndId"), "amountFen": fen(at(one, "Amt/InstdAmt")), "creditorName": at(one, "Cdtr/Nm"),
                "creditorAccount": at(one, "CdtrAcct/Id/Othr/Id"), "purpose": at(one, "RmtInf/Ustrd"),
            }
            for one in information.findall("p:CdtTrfTxInf", PAIN_001)
        ],
    }


def codec(ranges):
    left_out = {point for first, last in ranges for point in range(first, last + 1)}
    for first in range(0, 0x110000, 4096):
        block = hashlib.sha256()
        for point in range(first, first + 4096):
            if point not in left_out:
                block.update(chr(point).encode("gb18030"))
        yield block.hexdigest()


given = json.load(sys.stdin)
if sys.argv[1:] == ["codec"]:
    answer = list(codec(given))
else:
    answer = [(payroll if one["kind"] == "payroll" else pain_001)(base64.b64decode(one["base64"])) for one in given]
json.dump(answer, sys.stdout)
