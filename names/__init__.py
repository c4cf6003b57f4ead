"""What every app asks of a name: that it is one line, and which names are the same. No models, no settings."""

from .lines import single_line
from .normal_form import normal_form

__all__ = ["normal_form", "single_line"]
