"""The checks, one module a kind of component; each is a function of a `Subject`."""
