"""Reads values as Python's standard library does, for comparison. One question a line on stdin: the kind, a tab, the text
as UTF-16 in hexadecimal. One answer a line on stdout: `-` where it is refused, else `+` and its canonical form likewise."""
import base64
import ipaddress
import socket
import sys
from datetime import datetime, timedelta

LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
UPPER = frozenset(letter.upper() for letter in LOWER)
DIGITS = frozenset("0123456789")
NOW = datetime(2026, 1, 2, 3, 4, 5)


class Refused(Exception):
    pass


def need(condition):
    if not condition:
        raise Refused


def made_of(text, characters, least, most):
    need(least <= len(text) <= most and characters.issuperset(text))
    return text


def whole(text, least, most):
    made_of(text, DIGITS, 1, 10)
    need(str(int(text)) == text and least <= int(text) <= most)
    return int(text)


def ip(text):
    address = ipaddress.ip_address(text)
    need(address.version == 6 or str(address) == text)
    need(not ("." in text and address.version == 6 and address.ipv4_mapped))
    return str(address)


def cidr(text):
    network = ipaddress.ip_network(text, strict=True)
    address, _, prefix = text.partition("/")
    need(prefix == str(network.prefixlen))
    ip(address)
    return str(network)


def short_enough(text, longest4, longest6):
    network = ipaddress.ip_network(cidr(text))
    need(network.prefixlen <= (longest4 if network.version == 4 else longest6))
    return str(network)


def name(text):
    made_of(text, LOWER | DIGITS | {"-"}, 1, 63)
    need(not text.startswith("-") and not text.endswith("-"))
    return text


def owner(text):
    made_of(text, LOWER | UPPER | DIGITS | set("._@-"), 1, 63)
    need(text[0] not in ".@-")
    return text


def interface(text):
    made_of(text, LOWER | DIGITS | set("_-"), 1, 15)
    need(text[0] in LOWER and text not in ("lo", "all", "default", "vpc-routes"))
    return text


def key(text):
    data = base64.b64decode(text.encode("ascii"), validate=True)
    need(len(data) == 32 and any(data) and base64.b64encode(data).decode() == text)
    return text


def is_address_for_libc(text):
    try:
        socket.inet_aton(text)
        return True
    except OSError:
        return False


def host(text):
    try:
        return ip(text)
    except ValueError:
        pass
    except Refused:
        pass
    need(1 <= len(text) <= 253)
    for label in text.split("."):
        made_of(label, LOWER | UPPER | DIGITS | {"-"}, 1, 63)
        need(not label.startswith("-") and not label.endswith("-"))
    need(not is_address_for_libc(text))
    return text.lower()


def ssh_host(text):
    try:
        return ip(text)
    except (ValueError, Refused):
        pass
    made_of(text, LOWER | UPPER | DIGITS | set("_.+=~-"), 1, 253)
    need(not text.startswith("-") and not is_address_for_libc(text))
    return text


def host_and_port(text, host=host):
    if text.startswith("["):
        inside, bracket, rest = text[1:].partition("]")
        need(bracket and (rest == "" or rest.startswith(":")) and ":" in inside)
        return ip(inside), whole(rest[1:], 1, 65535) if rest else None
    if text.count(":") > 1:
        return ip(text), None
    before, colon, port = text.partition(":")
    return host(before), whole(port, 1, 65535) if colon else None


def endpoint(text):
    where, port = host_and_port(text)
    return f"{where} {port or 51820}"


def ssh(text):
    user, at, rest = text.rpartition("@")
    if not at:
        user, rest = "", text
    else:
        made_of(user, LOWER | UPPER | DIGITS | set("_.+@\\-"), 1, 64)
        need(user[0] not in "+@\\-" and user[-1] not in "@\\")
    where, port = host_and_port(rest, ssh_host)
    return f"{user} {where} {port or ''}"


def moment(text):
    if text[-1:] in ("m", "h", "d", "w"):
        made_of(text[:-1], DIGITS, 1, 5)
        need(text[0] != "0")
        unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[text[-1]]
        return NOW + timedelta(**{unit: int(text[:-1])})
    pattern = "dddd-dd-ddTdd:dd:dd.dddZ"
    need(len(text) in (10, 17, 20, 24))
    shape = pattern[: len(text)] if len(text) in (10, 24) else pattern[: len(text) - 1] + "Z"
    need(all(char in DIGITS if want == "d" else char == want for char, want in zip(text, shape)))
    numbers = [int(text[a:b] or 0) for a, b in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16))]
    seconds = int(text[17:19]) if len(text) >= 20 else 0
    milliseconds = int(text[20:23]) if len(text) == 24 else 0
    return datetime(*numbers, seconds, milliseconds * 1000)


def expiry(text):
    at = moment(text)
    need(at > NOW)
    return at.isoformat(timespec="milliseconds") + "Z"


def subnet(text):
    label, equals, network = text.partition("=")
    need(equals)
    return f"{name(label)} {cidr(network)}"


def filter_(text):
    column, equals, value = text.partition("=")
    need(equals)
    operator = "="
    if column.endswith("!"):
        column, operator = column[:-1], "!="
    made_of(column, LOWER | DIGITS | {"-"}, 1, 10_000_000)
    need(column[0] in LOWER)
    return f"{column} {operator} {value}"


def after(prefix, text, characters, least, most):
    need(text.startswith(prefix))
    made_of(text[len(prefix) :], characters, least, most)
    return text


HEX = DIGITS | set("abcdef")


def region(text):
    parts = text.split("-")
    need(len(parts) >= 3 and len(text) <= 64)
    made_of(parts[0], LOWER, 2, 2)
    for part in parts[1:-1]:
        made_of(part, LOWER, 1, 64)
    made_of(parts[-1], DIGITS, 1, 1)
    return text


def project(text):
    made_of(text, LOWER | DIGITS | {"-"}, 6, 30)
    need(text[0] in LOWER and text[-1] != "-")
    return text


def network_name(text):
    name(text)
    need(text[0] in LOWER)
    return text


def near(text):
    """The network that a text with host bits, or in a longer form, must have meant."""
    address, slash, prefix = text.partition("/")
    need(slash and DIGITS.issuperset(prefix) and prefix)
    if ":" in address:
        ip(address)
    return str(ipaddress.ip_network(text, strict=False))


def pair(text):
    one, other = (ipaddress.ip_network(part) for part in text.split(" "))
    if one.version != other.version:
        return f"False False {-1 if one.version < other.version else 1}"
    order = [(int(each.network_address), each.prefixlen) for each in (one, other)]
    sign = (order[0] > order[1]) - (order[0] < order[1])
    return f"{one.overlaps(other)} {other.subnet_of(one)} {sign}"


def span(text):
    network = ipaddress.ip_network(text)
    return f"{int(network[0])} {int(network[-1])} {network.num_addresses} {network[1]}"


ORACLES = {
    "ip": ip,
    "cidr": cidr,
    "tunnel-subnet": lambda text: short_enough(text, 30, 126),
    "tunnel-pool": lambda text: short_enough(text, 24, 64),
    "name": name,
    "owner": owner,
    "interface": interface,
    "key": key,
    "endpoint": endpoint,
    "ssh": ssh,
    "expiry": expiry,
    "subnet": subnet,
    "filter": filter_,
    "mtu": lambda text: str(whole(text, 576, 9000)),
    "prefix": lambda text: str(whole(text, 0, 128)),
    "output": lambda text: text if text in ("table", "json", "yaml", "name") else need(False),
    "account": lambda text: made_of(text, DIGITS, 12, 12),
    "region": region,
    "vpc-id": lambda text: after("vpc-", text, HEX, 8, 17),
    "route-table": lambda text: after("rtb-", text, HEX, 8, 17),
    "security-group": lambda text: after("sg-", text, HEX, 8, 17),
    "project": project,
    "network": network_name,
    "near": near,
    "pair": pair,
    "span": span,
}


def answer(line):
    kind, _, text = line.rstrip("\n").partition("\t")
    try:
        said = ORACLES[kind](bytes.fromhex(text).decode("utf-16-le", "surrogatepass"))
    except (Refused, ValueError, OverflowError):
        return "-"
    return "+" + said.encode("utf-16-le", "surrogatepass").hex()


for question in sys.stdin:
    print(answer(question))
