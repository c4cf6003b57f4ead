"""What a public page says of itself to search engines and other sites: schema.org and Open Graph."""
