"""What every app asks of words: that a name is one line, which names are the same, and lists in words.

Imports no app: no models, no settings. Start reading at ``normal_form.py``.
"""

from .lines import single_line
from .normal_form import normal_form

__all__ = ["normal_form", "single_line"]
