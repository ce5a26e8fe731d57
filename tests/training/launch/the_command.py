"""The command, as a module that a launcher can start."""

from covis.cli.main import main

if __name__ == "__main__":
    main()
