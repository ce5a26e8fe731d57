"""Choose, place, draw and store marks: the same number on the same object in every view."""
