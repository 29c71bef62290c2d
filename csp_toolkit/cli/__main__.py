"""``python -m csp_toolkit.cli``, for where the command itself is not on the path."""

from csp_toolkit.cli import main

if __name__ == "__main__":
    main()
