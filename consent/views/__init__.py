"""What the consent app answers: pages for people, addresses for programs, and the posts that record a choice."""
