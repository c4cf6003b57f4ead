"""The way of a report as a picture, drawn from the transition table so that the two cannot disagree."""

from __future__ import annotations

from progress.workflow import TRANSITIONS


def mermaid() -> str:
    """A Mermaid state diagram of every transition that changes the state."""
    lines = ["stateDiagram-v2", "    [*] --> draft: create"]
    for action, step in TRANSITIONS.items():
        if step.target is None:
            continue
        words = f"{action} (with a reason)" if step.needs_reason else str(action)
        lines += [f"    {source} --> {step.target}: {words}" for source in sorted(step.sources)]
    return "\n".join([*lines, "    retracted --> [*]", ""])
