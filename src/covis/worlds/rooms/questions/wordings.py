"""Every wording of every family: the words are here and nowhere else."""

from __future__ import annotations

from covis.worlds.rooms.questions.grammar import Template, templates

# --- where somebody stands, sentence by sentence ------------------------------------------------------

SITTING = templates(
    "You are sitting on {a}, looking straight ahead.",
    "Imagine you are sitting on {a} and looking straight ahead.",
    "Somebody sits on {a} and looks straight ahead; take that place.",
)
"""On a seat whose front can be told, with one's back to its back."""

ENTERING = templates(
    "You have just come in through {a} and look straight into the room.",
    "You are standing with your back against {a}, looking straight ahead.",
    "Imagine somebody who enters through {a} and looks straight ahead; take that place.",
)
"""At a door, looking away from its wall."""

FACING = templates(
    "You are standing at {a}, facing {b}.",
    "Imagine standing at {a} and facing {b}.",
    "Take the place of {a} and look towards {b}.",
)
"""Where a thing is, looking at another."""

CAMERA_FACING = templates(
    "You are standing where the camera stood for image {i}, facing {b}.",
    "Imagine standing at the place from which image {i} was taken, facing {b}.",
)
"""Where a camera was, looking at a thing."""

WALKING = templates(
    "Then you walk over to {a} and face {b}.",
    "Next you go to {a} and turn to face {b}.",
)
"""On to another standpoint."""

TURNS: dict[int, tuple[Template, ...]] = {
    90: templates("Then you turn right by 90 degrees.", "Then you make a quarter turn to the right."),
    -90: templates("Then you turn left by 90 degrees.", "Then you make a quarter turn to the left."),
    180: templates("Then you turn around completely.", "Then you turn by 180 degrees."),
}
"""Degrees to the right to the sentences that say so."""

# --- the questions ------------------------------------------------------------------------------------

QUESTIONS: dict[str, tuple[Template, ...]] = {
    "side/camera": templates(
        "From the camera's point of view, is {a} to the left or to the right of {b}?",
        "The camera turns on the spot. Seen from its place, on which side of {b} is {a}?",
        "If you stood where the camera stands, would you find {a} to the left or to the right of {b}?",
    ),
    "side/standpoint": templates(
        "{where} From there, is {a} to the left or to the right of {b}?",
        "{where} As you see it, on which side of {b} is {a}?",
        "{where} Is {a} to the left or to the right of {b} from where you are?",
    ),
    "count": templates(
        "How many {many} are there in all, if none is counted twice?",
        "Counting each one only once, how many {many} do the images show together?",
        "The images show the same place. How many different {many} can be seen in them?",
    ),
    "sector": templates(
        "{where} Where is {a}?",
        "{where} In which direction do you find {a}?",
        "{where} Where do you have to look for {a}?",
    ),
    "left or right": templates(
        "{where} Is {a} to your left or to your right?",
        "{where} On which side of you is {a}?",
    ),
    "front or back": templates(
        "{where} Is {a} in front of you or behind you?",
        "{where} Do you have {a} in front of you or behind you?",
    ),
    "depth": templates(
        "In image {i}, how far in front of the camera is the middle of {a}, along the direction it looks in?",
        "How deep into the scene of image {i} is {a}, measured to its middle along the viewing direction?",
        "What is the depth of the middle of {a} in image {i}?",
    ),
    "distance": templates(
        "How far apart are {a} and {b}, measured from middle to middle?",
        "What is the distance between the middle of {a} and the middle of {b}?",
        "How long would a straight line from the middle of {a} to the middle of {b} be?",
    ),
    "match": templates(
        "The box {box} of image {i} has a thing in its middle. Which box of image {j} has it there?",
        "A thing is in the middle of the box {box} in image {i}. In which box of image {j} is it so?",
        "What the middle of the box {box} shows in image {i} is in the middle of which box in image {j}?",
    ),
    "turned": templates(
        "Which way did the camera turn between image {i} and image {j}?",
        "To get from the view of image {i} to that of image {j}, which way does the camera turn?",
    ),
    "moved": templates(
        "In which direction, as seen in image {i}, did the camera move to the place of image {j}?",
        "Seen from the camera of image {i}, where was image {j} taken?",
    ),
    "turned by": templates(
        "By how many degrees did the camera turn between image {i} and image {j}?",
        "How large is the horizontal angle between the viewing directions of image {i} and image {j}?",
    ),
    "side/view": templates(
        "Seen from the camera of image {i}, is {a} to the left or to the right of {b}?",
        "From the viewpoint of image {i}, on which side of {b} is {a}?",
    ),
    "nearer/view": templates(
        "Which is nearer to the camera of image {i}: {a} or {b}?",
        "Standing where image {i} was taken, which is closer to you, {a} or {b}?",
    ),
    "beside/view": templates(
        "You stand where the images were taken and look as in image {i}. What is {side}?",
        "Looking in the direction of image {i}, what do you find {side}?",
    ),
    "image/only": templates(
        "From the place of only one of the images, {a} is to the {side} of {b}. Which image is it?",
        "One camera alone has {a} to the {side} of {b}. Which image did it take?",
        "Seen from which image's camera is {a} to the {side} of {b}? It is so from one of them only.",
    ),
    "image/nearest": templates(
        "Which image was taken from the place nearest to {a}?",
        "In which image does the camera stand closest to {a}?",
    ),
    "image/side": templates(
        "You stand where {a} is and face {b}. Which of these images was taken from a place {side}?",
        "Take the place of {a}, facing {b}. From a place {side} one of these images was taken; which?",
    ),
    "nearest/view": templates(
        "Which of these is closest to the place from which image {i} was taken?",
        "Standing where the camera of image {i} stood, which of these would be nearest to you?",
    ),
    "order": templates(
        "In which order do {things} come into view for the first time?",
        "Put {things} in the order in which they first appear.",
    ),
    "shuffle": templates(
        "In image 1, take the {many} that is {place}. Where among them is that same one in image {j}?",
        "Follow the {many} that is {place} in image 1. Which place does it have in image {j}?",
        "One {many} is {place} in image 1. Where in the row is it in image {j}?",
    ),
    "carried/end": templates(
        "At the beginning one {many} is {spot}. Where is that same one at the end?",
        "Follow the {many} that is {spot} at the beginning. Where does it end up?",
    ),
    "carried/origin": templates(
        "At the end one {many} is {spot}. Where was that same one at the beginning?",
        "Think of the {many} that is {spot} at the end. Where did it come from?",
    ),
    "carried/room": templates(
        "At the beginning one {many} is {spot}. Which room is that same one in at the end?",
        "Follow the {many} that is {spot} at the beginning. Which room does it end up in?",
    ),
    "carried/first": templates(
        "At the beginning one {many} is {spot}. Where was it carried first?",
        "Follow the {many} that is {spot} at the beginning. Where is it put down first?",
    ),
}
"""What is asked to its wordings."""

ORDINALS: dict[int, tuple[str, ...]] = {
    2: ("on the left", "on the right"),
    3: ("on the left", "in the middle", "on the right"),
    4: ("first from the left", "second from the left", "third from the left", "fourth from the left"),
    5: (
        "first from the left",
        "second from the left",
        "third from the left",
        "fourth from the left",
        "fifth from the left",
    ),
}
"""Length of a row to the names of its places, from left to right."""
