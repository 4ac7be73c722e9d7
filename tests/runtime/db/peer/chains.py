"""Query chains made by chance: each is an expression that both frameworks are asked."""

import random
from typing import NamedTuple

_CONDITIONS = [
    "title__icontains='web'", "title__startswith='Book 0'", "pages__gt=60", "pages__lte=300",
    "pages__isnull=True", "pages__in=[30, 90, 120, None]", "rating__range=(0.5, 2.5)",
    "in_print=True", "price__lt=9", "author__name='Ada'", "author__name__in=['Bao', 'Chi']",
    "author__mentor__name='Ada'", "author__born__year__gte=1958", "editor__isnull=True",
    "editor__name__contains='a'", "tags__word='web'", "tags__word__startswith='o'",
    "tags__isnull=True", "review__stars__gte=2", "review__isnull=True", "review__words__contains='goodgood'",
    "published__year=2023", "published__month__in=[3, 6, 9]", "published__hour__lt=14",
    "published__date__gt=datetime.date(2023, 6, 1)", "lent_for__gt=datetime.timedelta(days=4)",
    "opens__isnull=False", "pages=models.F('pk') * 30", "pages__gt=models.F('rating') * 100",
    "author=models.F('editor')", "author__passport__number='P1'", "pk__in=Book.objects.filter(pages__gt=100)",
    "author__in=Author.objects.filter(born=None)",
]  # fmt: skip
_ANNOTATIONS = [
    "n=models.Count('tags')", "n=models.Count('review', distinct=True)", "n=models.Sum('review__stars')",
    "n=models.Max('review__stars', filter=models.Q(review__stars__lt=3))", "n=models.F('pages') + models.F('pk')",
    "n=models.Case(models.When(pages__gt=100, then=models.Value(1)), default=models.Value(2))",
    "n=models.Exists(Review.objects.filter(book=models.OuterRef('pk'), stars=2))",
    "n=models.Subquery(Review.objects.filter(book=models.OuterRef('pk')).order_by('-stars').values('stars')[:1])",
    "n=functions.Coalesce('pages', models.Value(0))", "n=functions.Length('title')",
]  # fmt: skip
_NUMBERS = ["n__gt=1", "n__isnull=True", "n__gte=1", "n=1"]
_ORDERS = [
    "'title'",
    "'-pages', 'pk'",
    "'author__name', '-pk'",
    "'-published'",
    "'editor__name', 'pk'",
]


_PLACES = [
    "name__startswith='P'", "name__in=['Lion', 'Swan']", "address='here'", "near__name='Market'",
    "near__isnull=True", "pizza=True", "chef__name='Ada'", "tags__word='web'", "tags__isnull=True",
    "nearby__name='Lion'", "waiters__name__in=['Ann', 'Zoe']", "waiters__isnull=True", "pub__beers__gt=7",
    "pub__isnull=False", "near__restaurant__pizza=True", "menu__n=2", "menu__hot__0='soup'",
    "menu__has_key='n'", "menu__n__isnull=True", "place_ptr__name__contains='o'", "pk__in=Bar.objects.all()",
    "name__upper='pasta'", "name__ne='Pasta'", "near__name__ne='Pasta'", "name__length__gt=4", "pk=models.F('near') + 1",
]  # fmt: skip
_DOGS = [
    "data__breed='collie'", "data__breed__icontains='LL'", "data__breed__isnull=True", "data__owner=None",
    "data__owner__name='Bob'", "data__owner__other_pets__0__name='Fishy'", "data__age__gt=3", "data__age__in=[3, -2]",
    "data__good=True", "data__weights__0=5", "data__has_key='owner'", "data__has_any_keys=['good', 'in']", "data=None",
    "data__isnull=True", "weight__abs__lt=9", "weight__digits=2", "weight__around=1", "name__upper__in=['dog1', 'DOG3']",
    "mother__data__breed='collie'", "mother__weight__abs__gt=9", "pups__data__age__gt=3", "pups__name__ne='Dog3'",
    "mother__isnull=False", "weight__gt=models.F('pk') * 3", "name__length=4", "pups__isnull=True",
]  # fmt: skip


_RELATIONS = (
    "author", "editor", "tags", "review", "near", "chef", "waiters", "pub", "place_ptr", "mother",
    "pups", "name", "address", "pizza", "menu", "data", "weight",
)  # fmt: skip


class Subject(NamedTuple):
    """What a chain is about: where it begins, and what can be said of it."""

    start: str
    conditions: list[str]
    annotations: list[str]
    orders: list[str]
    values: str
    number: str
    text: str


_SUBJECTS = {
    "Book": Subject(
        "Book.objects", _CONDITIONS, _ANNOTATIONS, _ORDERS, "'author__name'", "pages", "title"
    ),
    "Restaurant": Subject(
        "Restaurant.objects", _PLACES,
        ["n=models.Count('waiters')", "n=models.Count('tags', distinct=True)", "n=functions.Length('name')",
         "n=models.F('near__restaurant__pub__beers')", "n=models.Max('nearby__pk')",
         "n=models.Exists(Waiter.objects.filter(restaurant=models.OuterRef('pk')))"],
        ["'name'", "'-near__name', 'pk'", "'pizza', '-name'", "'name__upper'"], "'near__name', 'pizza'", "pk", "name",
    ),
    "Dog": Subject(
        "Dog.objects", _DOGS,
        ["n=models.Count('pups')", "n=models.F('weight__abs')", "n=models.F('mother__weight__abs') + 1",
         "n=functions.Length(KT('data__breed'))", "n=models.Max('pups__weight__abs')"],
        ["'name'", "'-weight__abs', 'pk'", "'mother__name', 'pk'"], "'data__breed', 'mother__data__age'", "weight", "name",
    ),
}  # fmt: skip


def chains(seed: int, count: int, subject: str = "Book") -> list[str]:
    """Return that many different chains about *subject*; the same ones for the same *seed*."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_chain(chance, _SUBJECTS[subject])] = None
    return list(found)


def _condition(chance: random.Random, known: list[str], depth: int = 2) -> str:
    if depth and chance.random() < 0.4:
        sign = chance.choice("&||^")
        left, right = (_condition(chance, known, depth - 1) for _ in "ab")
        if any(name in left + right for name in _RELATIONS):
            sign = sign.replace("^", "|")  # Django joins those so that rows without one are lost
        return f"{'~' if chance.random() < 0.3 else ''}({left} {sign} {right})"
    return f"{'~' if chance.random() < 0.2 else ''}models.Q({chance.choice(known)})"


def _chain(chance: random.Random, about: Subject) -> str:
    made, known = about.start, [*about.conditions]
    for _ in range(chance.randint(1, 4)):
        step = chance.choice(["filter", "filter", "filter", "exclude", "q", "annotate"])
        if step == "annotate" and "annotate" not in made:
            made += f".annotate({chance.choice(about.annotations)})"
            known = [*about.conditions, *_NUMBERS * 4]
        elif step == "q":
            made += f".filter({_condition(chance, known)})"
        else:
            parts = chance.sample(known, chance.randint(1, 2))
            names = {part.split("=")[0] for part in parts}
            made += (
                f".{'exclude' if step == 'exclude' else 'filter'}({', '.join(parts[: len(names)])})"
            )
    order = chance.choice(about.orders)
    annotated = ", 'n'" if "annotate" in made else ""
    return made + chance.choice([
        ".count()", ".exists()", f".order_by({order}, 'pk')", f".order_by({order}, 'pk')[1:4]",
        f".order_by({order}, 'pk').values_list('pk', {about.values}{annotated})",
        ".distinct().count()", ".order_by('pk').distinct().values_list('pk', flat=True)",
        f".order_by({order}, 'pk').first()", f".order_by('pk').reverse().values('{about.text}')[:2]",
        f".aggregate(a=models.Max('{about.number}'), b=models.Count('pk', distinct=True))",
    ])  # fmt: skip
