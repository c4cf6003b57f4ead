"""Taking the data away: files and the descriptions that go with them."""
