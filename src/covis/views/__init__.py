"""Pictures in and out: videos, folders, arrays as one `Views`; sampling; writing images."""

from covis.views.arrays import ArrayViews
from covis.views.images import ImageViews
from covis.views.kept import Keeping
from covis.views.sampling import SAMPLERS, sample
from covis.views.source import Source, open_views
from covis.views.video import VideoViews
from covis.views.view import RGB, Size, View, Views, shrunk_size
from covis.views.write import write_atomically, write_png

__all__ = [
    "RGB",
    "SAMPLERS",
    "ArrayViews",
    "ImageViews",
    "Keeping",
    "Size",
    "Source",
    "VideoViews",
    "View",
    "Views",
    "open_views",
    "sample",
    "shrunk_size",
    "write_atomically",
    "write_png",
]
