"""The curators' desk: what waits for them, and the editor of the pages about the site.

It may import every app below it but audit; only the project and the demo may import it. It keeps nothing by itself.
Start reading at ``urls/curate``.
"""
