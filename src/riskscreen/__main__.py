"""The command line as ``python -m riskscreen``."""

from riskscreen.cli import main

if __name__ == "__main__":
    main()
