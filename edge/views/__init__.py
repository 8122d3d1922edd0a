"""The node's pages: a view parses, calls one function, renders."""
