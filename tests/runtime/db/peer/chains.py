"""Query chains made by chance: each is an expression that both frameworks are asked."""

import random

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


def chains(seed: int, count: int) -> list[str]:
    """Return that many different chains; the same ones for the same *seed*."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_chain(chance)] = None
    return list(found)


def _condition(chance: random.Random, known: list[str], depth: int = 2) -> str:
    if depth and chance.random() < 0.4:
        sign = chance.choice("&||^")
        left, right = (_condition(chance, known, depth - 1) for _ in "ab")
        if any(name in left + right for name in ("author", "editor", "tags", "review")):
            sign = sign.replace("^", "|")  # Django joins those so that rows without one are lost
        return f"{'~' if chance.random() < 0.3 else ''}({left} {sign} {right})"
    return f"{'~' if chance.random() < 0.2 else ''}models.Q({chance.choice(known)})"


def _chain(chance: random.Random) -> str:
    made, known = "Book.objects", [*_CONDITIONS]
    for _ in range(chance.randint(1, 4)):
        step = chance.choice(["filter", "filter", "filter", "exclude", "q", "annotate"])
        if step == "annotate" and "annotate" not in made:
            made += f".annotate({chance.choice(_ANNOTATIONS)})"
            known = [*_CONDITIONS, *_NUMBERS * 4]
        elif step == "q":
            made += f".filter({_condition(chance, known)})"
        else:
            parts = chance.sample(known, chance.randint(1, 2))
            names = {part.split("=")[0] for part in parts}
            made += (
                f".{'exclude' if step == 'exclude' else 'filter'}({', '.join(parts[: len(names)])})"
            )
    order = chance.choice(_ORDERS)
    annotated = ", 'n'" if "annotate" in made else ""
    return made + chance.choice([
        ".count()", ".exists()", f".order_by({order}, 'pk')", f".order_by({order}, 'pk')[1:4]",
        f".order_by({order}, 'pk').values_list('pk', 'author__name'{annotated})",
        ".distinct().count()", ".order_by('pk').distinct().values_list('pk', flat=True)",
        f".order_by({order}, 'pk').first()", ".order_by('pk').reverse().values('title')[:2]",
        ".aggregate(a=models.Max('pages'), b=models.Count('pk', distinct=True))",
    ])  # fmt: skip
