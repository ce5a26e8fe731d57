"""What tiny models read and write as one token; all else they spell in bytes.

Without these words a question is three times as long, and most of a step goes into spelling.
"""

from __future__ import annotations

ACTIONS = (
    *("turn_left_deg", "turn_right_deg", "turn_up_deg", "turn_down_deg"),
    *("move_forward_m", "move_up_m", "move_down_m"),
)

WORDS = (
    *("<action>", "</action>", "<answer>", "</answer>"),
    *ACTIONS,
    *(f'{{"{name}": ' for name in ACTIONS),
    *('{"1-2": [', "}, ", "}]}"),
)
"""Found anywhere in a text: parts of the form of action-then-answer."""

QUESTIONS = """
a action actions against ahead all along amounts and angle answer apart are armchair as at away back ball
basket bathtub be bear bed been behind between bicycle bin black blue book bookcase bottle bottom bowl box
brown by cactus camera candle ceiling cell cells central chair chest choose clock closed closer closest
coffee column columns comes commas compass complete cooking coordinate coordinates correct counter cup
cushion decimal deep deg degrees depth desk did dining direction directions distance distances divide does
door down drawers drawn duck each east edge eight else end enters equal every exactly facing far farthest
fewest figure find first floor follows for form forward framed fridge from front fruit go goal going green
grey grid ground grows guitar has have holds horizontal how image images in into is it its joins just
kitchen label labelled labels ladder lamp laptop large lay leads left letter lie lies line lines lists look
looking looks lower many map may measured metres microwave middle mirror move moves name nearest next
nightstand nine node nodes north northeast northwest not nothing number of office on once one only option or
orange order oven over pairs path phrase piano picture pink place plane plant points position pot potted
pouf purple reaches red relation relative returns right room rows scene seat see seen segment separated
shelf short shortest side single sit sitting size sofa somebody south southeast southwest spot square stand
standing stands starting step steps stool straight suitcase table tags take taken takes tall teapot teddy
television that the their them then there these this three through to together tour towards toy traveller
treasure turn turned turns two units up upper upwards vase view viewing viewpoint views visits wall wants
wardrobe was washbasin washing waste way were west what when where whether which white whole wide window
with word words would write yellow you your
"""
"""Words of the questions; most stand after a space."""

STARTS = """
Answer By Compare Complete Find First From Give Going How Image Imagine In Is JSON Measured Of On Seen Split
Standing Starting Take The To What Which With You left right user assistant
north east south west northeast northwest southeast southwest
"""
"""These also stand where there is no space before them."""

MARKS = (").", "),", '":', ">{", "}]", "},", "...", "><")
"""Marks that stand together, as the tokenizer's own splitting has them."""


def whole_words() -> list[str]:
    """Every word of the questions with the space before it, and those that start a line; no word twice."""
    starts = STARTS.split()
    return list(dict.fromkeys([*(f" {word}" for word in (*QUESTIONS.split(), *starts)), *starts, *MARKS]))
