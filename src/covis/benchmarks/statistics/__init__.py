"""What scores say: intervals over scenes, paired differences, and how many questions a difference needs.

Everything here is a pure function of arrays. Questions about one scene stand or fall together, so scenes are
what is drawn, flipped and counted, never single questions (Field and Welsh, J. R. Statist. Soc. B 69, 2007).
"""

__all__: list[str] = []
