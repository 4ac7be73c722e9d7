"""Django's filters under Django's names and signatures: `django.template.defaultfilters`.

Every template of a project has those that Jinja2 does not have itself (`filters/jinja2.py` lists
them). An environment of your own takes one by

    env.filters["slugify"] = defaultfilters.slugify

and that line works after graduation too: Django has each function at this path. (As there, a
function whose filter is called otherwise ends in "_filter".)
"""

from .filters.dates import date as date
from .filters.dates import time as time
from .filters.dates import timesince_filter as timesince_filter
from .filters.dates import timeuntil_filter as timeuntil_filter
from .filters.kinds import stringfilter as stringfilter
from .filters.markup import escape_filter as escape_filter
from .filters.markup import escapejs_filter as escapejs_filter
from .filters.markup import escapeseq as escapeseq
from .filters.markup import force_escape as force_escape
from .filters.markup import join as join
from .filters.markup import json_script as json_script
from .filters.markup import linebreaks_filter as linebreaks_filter
from .filters.markup import linebreaksbr as linebreaksbr
from .filters.markup import linenumbers as linenumbers
from .filters.markup import safe as safe
from .filters.markup import safeseq as safeseq
from .filters.markup import unordered_list as unordered_list
from .filters.markup import urlize as urlize
from .filters.markup import urlizetrunc as urlizetrunc
from .filters.numbers import add as add
from .filters.numbers import divisibleby as divisibleby
from .filters.numbers import filesizeformat as filesizeformat
from .filters.numbers import floatformat as floatformat
from .filters.numbers import get_digit as get_digit
from .filters.numbers import pluralize as pluralize
from .filters.text import addslashes as addslashes
from .filters.text import capfirst as capfirst
from .filters.text import center as center
from .filters.text import cut as cut
from .filters.text import iriencode as iriencode
from .filters.text import ljust as ljust
from .filters.text import lower as lower
from .filters.text import make_list as make_list
from .filters.text import phone2numeric_filter as phone2numeric_filter
from .filters.text import rjust as rjust
from .filters.text import slugify as slugify
from .filters.text import stringformat as stringformat
from .filters.text import striptags as striptags
from .filters.text import title as title
from .filters.text import truncatechars as truncatechars
from .filters.text import truncatechars_html as truncatechars_html
from .filters.text import truncatewords as truncatewords
from .filters.text import truncatewords_html as truncatewords_html
from .filters.text import upper as upper
from .filters.text import urlencode as urlencode
from .filters.text import wordcount as wordcount
from .filters.text import wordwrap as wordwrap
from .filters.values import default as default
from .filters.values import default_if_none as default_if_none
from .filters.values import dictsort as dictsort
from .filters.values import dictsortreversed as dictsortreversed
from .filters.values import first as first
from .filters.values import last as last
from .filters.values import length as length
from .filters.values import pprint as pprint
from .filters.values import random as random
from .filters.values import slice_filter as slice_filter
from .filters.values import yesno as yesno
