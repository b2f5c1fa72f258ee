"""What a rule can do to a record that breaks it: have it rejected, only warn, or neither by itself."""

from __future__ import annotations

from boardrules.programs import Effect

#: Keys of a credit type that are rules beside the list of types, since they often rest on less.
TYPE_RULES = ("since", "until", "within")

_BOTH: tuple[Effect, ...] = ("reject", "warn")
_ONLY_WARNS: tuple[Effect, ...] = ("warn",)
_ONLY_REJECTS: tuple[Effect, ...] = ("reject",)
_NEITHER: tuple[Effect, ...] = ()

#: Advice, whatever the value: what breaks it gets a warning of ours.
_ADVICE = frozenset({"identifier_shape", "due.soft", "due.days", "watch", "plain_formats"})
#: Read by other rules only: which of them hold and when, what they leave out, who answers.
_READ = frozenset(
    {"governed_by", "answers", "due.delete_basis", "points.uncapped_formats", "repeat.pair",
     "repeat.except_formats", "window.from"}
)  # fmt: skip
#: Told by their value alone how strict they are.
_BY_VALUE = frozenset({"name_match", "birth_date_match", "points.accumulate"})
_OFF = ("none", "off", "free")


def possible_effects(rule: str, value: object) -> tuple[Effect, ...]:
    """What ``rule`` with ``value`` can do, the usual first; empty when nothing can break it."""
    if rule.startswith("settings."):
        return (*_BOTH, "none")
    if rule in _READ or value is None or value is False or value == [] or value in _OFF:
        return _NEITHER
    if rule == "birth_date_match" and value in ("advice", "tie-break"):
        return _ONLY_WARNS if value == "advice" else _NEITHER
    if rule in _ADVICE:
        return _ONLY_WARNS
    if rule in _BY_VALUE or rule.startswith("credit_type."):
        return _ONLY_REJECTS
    return _BOTH


def why_not(rule: str, value: object, effect: str) -> str | None:
    """Why ``effect`` cannot be asked of ``rule`` with ``value``; None when it can."""
    can = possible_effects(rule, value)
    if effect in can:
        return None
    if can == _ONLY_WARNS:
        return f'"{rule}" can only advise, so that its effect cannot be "{effect}"'
    if can == _ONLY_REJECTS:
        return f'"{rule}" always rejects; how strict it is, its value says'
    if can == _NEITHER:
        return f'"{rule}" with this value neither rejects nor warns by itself, so that it has no effect'
    return f'the effect of "{rule}" is "reject" or "warn"'
