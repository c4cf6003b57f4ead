"""What curators bring in from spreadsheets of any layout.

It reads a table (``tables``), says what its cells mean (``values``), and writes through the verbs of the apps below.
Only the project may import it.
"""
