"""The catalogue of the open data and its concepts as linked data: DCAT and SKOS."""
