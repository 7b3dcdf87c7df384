"""Where everything is kept: the only truth about articles and jobs.

``Store`` has four doors, one for each kind of caller: ``intake`` accepts and cancels, ``library`` reads, ``workbench``
is for workers, whose every write is fenced, ``desk`` is for editors.
"""

from dragoman.store.desk import Desk
from dragoman.store.intake import Accepted, Intake
from dragoman.store.library import ArticleListing, ArticleQuery, Event, Library, Page, Work
from dragoman.store.store import Store
from dragoman.store.workbench import Workbench

__all__ = [
    "Accepted",
    "ArticleListing",
    "ArticleQuery",
    "Desk",
    "Event",
    "Intake",
    "Library",
    "Page",
    "Store",
    "Work",
    "Workbench",
]
