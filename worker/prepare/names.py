"""Names that datelines, credits and section labels are made of."""

from worker.prepare.lexicons import lexicon

AGENCIES = lexicon("agencies")
OUTLETS = lexicon("outlets")
PLACES = lexicon("places")
COUNTRIES = lexicon("countries")
ROLES = lexicon("roles")
SECTIONS = lexicon("sections") | COUNTRIES
