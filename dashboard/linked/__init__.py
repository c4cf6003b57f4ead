"""What the site tells machines about its pages and its data: schema.org, DCAT and SKOS."""
