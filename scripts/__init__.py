"""What the Makefile's targets run. Standard library only, unless a script says otherwise."""
