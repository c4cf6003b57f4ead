"""The whole matrix but the admin's part, which goes by patterns (``test_admin_matrix``)."""

from __future__ import annotations

from tests.matrix import rows_account, rows_public, rows_work
from tests.matrix.row import Row

ROWS: list[Row] = [*rows_public.ROWS, *rows_account.ROWS, *rows_work.ROWS]
