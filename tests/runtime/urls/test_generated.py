"""URLconfs made by chance: Django's resolver, our walk and our index answer every path alike."""

import itertools
import re
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.runtime import django_peer  # noqa: F401  # configures Django's settings first
from tests.runtime.urls.generated import (
    CONVERTERS,
    PARAMETERS,
    PATHS,
    URLCONFS,
    Line,
    built,
    extras_conflict,
    view_names,
    ways,
)

import django.urls as theirs  # isort: skip
import django.urls.converters as their_converters  # isort: skip
import django.urls.resolvers as their_resolvers  # isort: skip

import mtvgen.runtime.urls as ours  # isort: skip
import mtvgen.runtime.urls.converters as our_converters  # isort: skip
from mtvgen.runtime.urls.index import Index  # isort: skip
from mtvgen.runtime.urls.resolvers import RegexPattern, URLResolver  # isort: skip

many = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@pytest.fixture(scope="module", autouse=True)
def converters():
    """Register the converters of the generated URLconfs, on both sides, for this module."""
    with pytest.MonkeyPatch.context() as patch:
        for converters in (their_converters, our_converters):
            kept = dict(converters.REGISTERED_CONVERTERS)
            patch.setattr(converters, "REGISTERED_CONVERTERS", kept)
            for name, converter in CONVERTERS.items():
                kept[name] = converter()
        their_converters.get_converters.cache_clear()
        # the converters of equal routes are one dict there, and one URLconf adds to another's
        alone = their_resolvers._route_to_regex.__wrapped__
        patch.setattr(their_resolvers, "_route_to_regex", alone)
        yield
    their_converters.get_converters.cache_clear()


def paths_for(lines):
    """Return a strategy: paths that probably lead to a line, and others."""
    return st.one_of(ways(lines).map("/".__add__), ways(lines).map("/".__add__), PATHS)


def facts(match):
    """Return everything that a match says."""
    return {
        "func": match.func,
        "args": match.args,
        "kwargs": match.kwargs,
        "url_name": match.url_name,
        "view_name": match.view_name,
        "app_names": match.app_names,
        "namespaces": match.namespaces,
        "route": match.route,
        "captured_kwargs": match.captured_kwargs,
        "extra_kwargs": match.extra_kwargs,
        "tried": [[str(one.pattern) for one in way] for way in match.tried],
    }


def walked(resolver, path, miss):
    """Return the facts of what *path* leads to, or what was tried."""
    try:
        return facts(resolver.resolve(path))
    except miss as error:
        tried = error.args[0].get("tried", [])
        return [[str(one.pattern) for one in way] for way in tried]


def looked_up(index, path):
    found = index.find(path)
    if found is None:
        return None
    line, args, kwargs = found
    return facts(line.resolver_match(path, args, kwargs))


@many
@given(URLCONFS, st.data())
def test_every_path_leads_where_django_leads_it_by_walk_and_by_index(lines, data):
    their_root = their_resolvers.URLResolver(
        their_resolvers.RegexPattern(r"^/"), built(lines, theirs)
    )
    root = URLResolver(RegexPattern(r"^/"), built(lines, ours))
    index = Index(root)

    for path in data.draw(st.lists(paths_for(lines), min_size=1, max_size=8)):
        expected = walked(their_root, path, theirs.Resolver404)
        assert walked(root, path, ours.Resolver404) == expected
        assert looked_up(index, path) == (expected if isinstance(expected, dict) else None)


VALUES = st.sampled_from([0, 1, 12, "a", "b", "ab", "a b", "é", "a/b", "", "1/", -1, None])


def reversed_(urls, module, name, args, kwargs):
    """Return the path, None where there is none, or what else was raised."""
    try:
        return urls.reverse(name, module, args=args, kwargs=kwargs)
    except urls.NoReverseMatch:
        return None
    except Exception as error:
        return error


@many
@given(URLCONFS, st.data())
def test_every_name_and_its_arguments_give_the_path_that_django_gives(lines, data):
    names = sorted(view_names(lines))
    assume(names and not extras_conflict(lines))  # of these Django's reverse() takes the outer
    their_module, module = built(lines, theirs), built(lines, ours)
    calls = st.tuples(
        st.sampled_from(names),
        st.lists(VALUES, max_size=3),
        st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=3),
    )

    for name, args, kwargs in data.draw(st.lists(calls, min_size=1, max_size=8)):
        for one in ((args, {}), ((), kwargs)):
            expected = reversed_(theirs, their_module, name, *one)
            if not isinstance(expected, Exception):
                assert reversed_(ours, module, name, *one) == expected, (name, one)


@many
@given(URLCONFS, st.data())
def test_reverse_then_resolve_gives_back_the_view_and_the_arguments(lines, data):
    lines = [*uniquely_named(lines)]
    module = built(lines, ours)
    index = Index(URLResolver(RegexPattern(r"^/"), module))

    for path in data.draw(st.lists(paths_for(lines), min_size=1, max_size=8)):
        found = index.find(path)
        if found is None or cannot_be_told(*found[:2]):
            continue
        match = found[0].resolver_match(path, *found[1:])
        own = {} if match.args else asked_by_reverse(found[0], match.kwargs)
        url = ours.reverse(match.view_name, module, args=match.args, kwargs=own)
        line, *arguments = index.find(unquote(url))
        assert line.order <= found[0].order  # one declared before may take it
        if line is found[0]:
            assert arguments == list(found[1:])


def uniquely_named(lines, counter=None):
    """Yield the lines, each with a name of its own, and the namespaces too."""
    counter = itertools.count() if counter is None else counter
    for line in lines:
        if isinstance(line, Line):
            yield line._replace(name=f"name{next(counter)}")
        else:
            names = line.names and (f"app{next(counter)}", f"space{next(counter)}")
            yield line._replace(lines=[*uniquely_named(line.lines, counter)], names=names)


def cannot_be_told(line, args):
    """Return whether a match does not say all that was captured, so that nothing leads back to it.

    A name is used twice, unnamed groups stand beside named arguments (they are dropped) or took
    nothing, there is a look ahead, or an include has text that may be left out (it takes it from
    what follows).
    """
    patterns = [*(resolver.pattern for resolver in line.chain), line.pattern.pattern]
    names = [name for pattern in patterns for name in pattern.names]
    unnamed = sum(pattern.regex.groups for pattern in patterns) - len(names)
    names += line.extra
    optional = any("?" in _bare(one) or "{0" in _bare(one) for one in patterns[:-1])
    ahead = any("(?=" in str(one) for one in patterns)
    return len(set(names)) < len(names) or (names and unnamed) or None in args or optional or ahead


def _bare(pattern):
    return re.sub(r"\(\?(P<\w+>|:|=)", "(", str(pattern))


def asked_by_reverse(line, kwargs):
    """Return the arguments without those that a namespaced include, or one around it, adds."""
    namespaced = [n for n, resolver in enumerate(line.chain, 1) if resolver.namespace]
    around = line.chain[: max(namespaced, default=0)]
    added = {name for resolver in around for name in resolver.default_kwargs}
    return {name: value for name, value in kwargs.items() if name not in added}
