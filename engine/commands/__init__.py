"""The commands of ``graft``, one module each; :mod:`engine.cli` reads the words and calls them."""
