"""Workbooks of before 2007 (XLS), rewritten as XLSX in a process of its own."""
