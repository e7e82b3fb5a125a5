"""``python -m stancekit`` is the command line."""

from stancekit.cli import main

if __name__ == "__main__":
    main()
