"""Reads PromQL into a tree and says what stands in it: selectors, windows, labels, and the unit of the result.

Prometheus itself judges the syntax (the proof asks it every query); this is for what it does not tell.
"""
import dataclasses
import re

AGGREGATIONS = {"sum", "min", "max", "avg", "group", "stddev", "stdvar", "count", "count_values", "bottomk", "topk",
                "quantile"}
LEVELS = [["or"], ["and", "unless"], ["==", "!=", "<=", "<", ">=", ">"], ["+", "-"], ["*", "/", "%"], ["^"]]
TOKEN = re.compile(r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<duration>\[[^\]]*\])
    |(?P<number>(?:\d+\.\d*|\.?\d+)(?:[eE][+-]?\d+)?(?![\w:]))|(?P<word>[a-zA-Z_:][\w:]*)
    |(?P<sign>=~|!~|==|!=|<=|>=|[-+*/%^<>={}(),]))""", re.VERBOSE)
COUNTED = {"rate", "irate", "increase", "resets"}


@dataclasses.dataclass
class Node:
    kind: str  # number, string, selector, call, aggregate, binary
    name: str = ""
    children: list = dataclasses.field(default_factory=list)
    labels: list = dataclasses.field(default_factory=list)  # (label, sign, value) of a selector; names of `by`, `on`
    window: str = ""

    def walk(self, above=()):
        """Every node with those above it, the root first."""
        yield self, above
        for child in self.children:
            yield from child.walk((*above, self))

    def selectors(self):
        return [(node, above) for node, above in self.walk() if node.kind == "selector"]


class Reader:
    def __init__(self, text):
        self.tokens, end = [], 0
        text = text.strip()
        while end < len(text):
            found = TOKEN.match(text, end)
            if not found:
                raise ValueError(f"cannot read {text[end:]!r}")
            self.tokens.append((found.lastgroup, found.group(found.lastgroup)))
            end = found.end()
        self.place = 0

    def peek(self):
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def take(self, wanted=None):
        kind, text = self.tokens[self.place]
        if wanted is not None and text != wanted:
            raise ValueError(f"{text!r} where {wanted!r} was awaited")
        self.place += 1
        return kind, text

    def names(self):
        found = []
        self.take("(")
        while self.peek() != ")":
            found.append(self.take()[1])
            if self.peek() == ",":
                self.take()
        self.take(")")
        return found

    def binary(self, level=0):
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in LEVELS[level]:
            node = Node("binary", self.take()[1])
            if self.peek() == "bool":
                self.take()
            while self.peek() in ("on", "ignoring", "group_left", "group_right"):
                self.take()
                if self.peek() == "(":
                    node.labels += self.names()
            node.children = [left, self.binary(level + 1)]
            left = node
        return left

    def unary(self):
        if self.peek() in ("-", "+"):
            self.take()
        if self.peek() == "(":
            self.take()
            inner = self.binary()
            self.take(")")
            return inner
        kind, text = self.take()
        if kind in ("number", "string"):
            return Node(kind, text)
        if kind != "word":
            raise ValueError(f"{text!r} begins nothing")
        if text in AGGREGATIONS:
            return self.aggregate(text)
        if self.peek() == "(":
            return Node("call", text, self.arguments())
        return self.selector(text)

    def arguments(self):
        found = []
        self.take("(")
        while self.peek() != ")":
            found.append(self.binary())
            if self.peek() == ",":
                self.take()
        self.take(")")
        return found

    def aggregate(self, name):
        node = Node("aggregate", name)
        for _ in range(2):  # before or after the arguments
            if self.peek() in ("by", "without"):
                self.take()
                node.labels = self.names()
            elif self.peek() == "(" and not node.children:
                node.children = self.arguments()
        return node

    def selector(self, name):
        node = Node("selector", name)
        if self.peek() == "{":
            self.take()
            while self.peek() != "}":
                label, sign, value = self.take()[1], self.take()[1], self.take()[1]
                node.labels.append((label, sign, value[1:-1]))
                if self.peek() == ",":
                    self.take()
            self.take("}")
        if self.peek().startswith("["):
            node.window = self.take()[1][1:-1]
        return node


def read(text):
    """Grafana's variables may stand where a duration or a label's value does."""
    reader = Reader(text)
    node = reader.binary()
    if reader.peek():
        raise ValueError(f"{reader.peek()!r} is left over in {text!r}")
    return node


def family(name):
    return re.sub(r"_(bucket|sum|count)$", "", name)


# Units as powers of seconds, bytes and so on; counts have none.
OWN_UNITS = {"api_requests_per_second_current": {"s": -1}, "api_error_rate_current": {"%": 1},
             "api_requests_created": {"s": 1}}
ENDINGS = [("_microseconds", "µs"), ("_microseconds_SODA", "µs"), ("_seconds", "s"), ("_bytes", "B"), ("_percent", "%"),
           ("_celsius", "°C"), ("_watts", "W")]
FITTING = {(("s", 1),): {"s", "dateTimeAsIso"}, (("B", 1),): {"bytes"}, (("B", 1), ("s", -1)): {"Bps"},
           (("s", -1),): {"reqps", "cps", "ops", "iops", "pps"}, (("%", 1),): {"percent"}, (("°C", 1),): {"celsius"},
           (("W", 1),): {"watt"}, (("µs", 1),): {"µs"}, (): {"short"}}


def name_unit(name):
    """The unit and whether it is a share of something."""
    if name in OWN_UNITS:
        return OWN_UNITS[name], False
    if re.search(r"_(bucket|count)$|_(bytes|packets|count)_count_total$", name) or name.endswith("_count_total"):
        return {}, False
    whole = re.sub(r"_(sum|total)$", "", name)
    for ending, unit in ENDINGS:
        if whole.endswith(ending):
            return {unit: 1}, False
    return {}, whole.endswith("_ratio") or "_confidence_" in whole


def _times(left, right, sign):
    found = {unit: left.get(unit, 0) + sign * right.get(unit, 0) for unit in {*left, *right}}
    return {unit: power for unit, power in found.items() if power}


def unit(node):
    """(unit, share): share where it lies between 0 and 1 or compares two of a kind."""
    if node.kind in ("number", "string"):
        return {}, False
    if node.kind == "selector":
        return name_unit(node.name)
    if node.kind == "binary":
        (left, left_share), (right, right_share) = unit(node.children[0]), unit(node.children[1])
        plain = "number" in (node.children[0].kind, node.children[1].kind)
        if node.name == "/":
            return _times(left, right, -1), (left_share if plain else left == right or left_share)
        if node.name == "*":
            return _times(left, right, 1), left_share or right_share
        return (left, left_share) if node.children[0].kind != "number" else (right, right_share)
    if node.name == "histogram_quantile":
        bucket = node.children[1].selectors()[0][0].name
        return name_unit(family(bucket))
    if node.name == "time":
        return {"s": 1}, False
    if node.name in ("count", "changes", "resets", "absent", "count_values", "group"):
        return {}, False
    inner, share = unit(node.children[-1])
    return (_times(inner, {"s": 1}, -1), share) if node.name in ("rate", "irate") else (inner, share)


def fitting_units(node, of_buckets=False):
    """What Grafana may call the unit of the query's result, or of its buckets' bounds."""
    found, share = name_unit(family(node.selectors()[0][0].name)) if of_buckets else unit(node)
    names = FITTING.get(tuple(sorted(found.items())), set())
    return names | {"percentunit"} if share and not found else names
