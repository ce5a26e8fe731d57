"""The one error that covis raises on purpose: a sentence for the person who called it."""


class CovisError(Exception):
    """Input or surroundings that covis cannot work with.

    The message is one sentence that says what is wrong, where, and what to do.
    The command line prints it and exits with status 2.
    """
