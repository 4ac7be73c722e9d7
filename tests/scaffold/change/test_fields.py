"""Fields as they are typed: what they become, and where a wrong one is wrong."""

import pytest

from mtvgen.errors import UsageError
from mtvgen.scaffold.change.coding import Target, field_code
from mtvgen.scaffold.change.fields import TYPES, read_field, read_fields

HERE = Target("Author", ".models", "blog.Author", is_here=True)
THERE = Target("Author", "..models", "shop.Author", is_here=False)

GOOD = {
    "title:str": "title = models.CharField(max_length=200)",
    "title:str:max=80": "title = models.CharField(max_length=80)",
    "title:str?": "title = models.CharField(max_length=200, blank=True)",
    "title:str!": "title = models.CharField(max_length=200, unique=True)",
    "title:str?!": "title = models.CharField(max_length=200, unique=True, null=True, blank=True)",
    "title:str!?:max=9": "title = models.CharField(max_length=9, unique=True, null=True, blank=True)",
    'title:str:default=a "b" \\': "title = models.CharField(max_length=200, default='a \"b\" \\\\')",
    "title:str:default=it's": 'title = models.CharField(max_length=200, default="it\'s")',
    "state:str:choices=draft,on_air:default=draft": "state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)",
    "body:text": "body = models.TextField()",
    "body:text?:max=500": "body = models.TextField(max_length=500, blank=True)",
    "stars:int?": "stars = models.IntegerField(null=True, blank=True)",
    "stars:int:default=-3": "stars = models.IntegerField(default=-3)",
    "size:float:default=1": "size = models.FloatField(default=1.0)",
    "price:decimal": "price = models.DecimalField(max_digits=10, decimal_places=2)",
    "price:decimal:digits=6:places=1:default=0.5": 'price = models.DecimalField(max_digits=6, decimal_places=1, default=Decimal("0.5"))',
    "open:bool": "open = models.BooleanField(default=False)",
    "open:bool:default=yes": "open = models.BooleanField(default=True)",
    "day:date!": "day = models.DateField(unique=True)",
    "at:datetime?": "at = models.DateTimeField(null=True, blank=True)",
    "at:time": "at = models.TimeField()",
    "mail:email": "mail = models.EmailField()",
    "home:url?": "home = models.URLField(blank=True)",
    "slug:slug!:max=30": "slug = models.SlugField(max_length=30, unique=True)",
    "author:fk:Author": "author = models.ForeignKey(Author, on_delete=models.CASCADE)",
    "author:fk:Author?": "author = models.ForeignKey(Author, on_delete=models.SET_NULL, null=True, blank=True)",
    "tags:m2m:Author": "tags = models.ManyToManyField(Author, blank=True)",
    "größe:int": "größe = models.IntegerField()",
}

BAD = {
    "": (1, "has no name", ""),
    ":str": (1, "has no name", ""),
    "title": (6, "has no type", "title:str"),
    "title:": (7, "has no type", "title:str"),
    "title:string": (7, "no type 'string'", "'str'"),
    "title:sttr": (7, "no type 'sttr'", "'str'"),
    "at:datetme?": (4, "no type 'datetme'", "'datetime'"),
    "n:Integer": (3, "no type 'Integer'", "'int'"),
    "x:qqqqq": (3, "no type 'qqqqq'", "str, text, int"),
    "a:foreignkey:B": (3, "no type", "'fk'"),
    "Title:str": (1, "small letters", "title"),
    "blogPost:str": (1, "small letters", "blog_post"),
    "my-title:str": (1, "no Python name", ""),
    "2nd:str": (1, "no Python name", ""),
    "class:str": (1, "word of the Python language", ""),
    "a__b:str": (1, "two underscores", ""),
    "a_:str": (1, "two underscores", ""),
    "_a:str": (1, "two underscores", ""),
    "id:int": (1, "every model has 'id'", ""),
    "pk:int": (1, "every model has 'pk'", ""),
    "save:bool": (1, "every model has 'save'", ""),
    "objects:str": (1, "every model has 'objects'", ""),
    "x" * 31 + ":str": (1, "31 bytes", ""),
    "author:fk": (10, "which model", "author:fk:Author"),
    "author:fk:max=3": (10, "which model", ""),
    "author:fk?:Author": (10, "after the model", "author:fk:Author?"),
    "author:fk:a-b": (11, "'a-b' is no model", "blog.Author"),
    "author:fk:Author!": (8, "takes no '!'", "OneToOneField"),
    "open:bool?": (6, "takes no mark", ""),
    "body:text!": (6, "cannot be unique", ""),
    "tags:m2m:Tag!": (6, "cannot be unique", ""),
    "title:str:80": (11, "'80' is no option", "max=…"),
    "title:str:mx=80": (11, "no option 'mx'", "'max'"),
    "stars:int:max=5": (11, "no option 'max'", ""),
    "title:str:max=0": (15, "no number from 1", ""),
    "title:str:max=x": (15, "no number from 1", ""),
    "title:str:max=80!": (15, "no number from 1", "right after the type"),
    "title:str:max=٣": (15, "no number from 1", ""),
    "stars:int:default=x": (19, "no number|a whole number", ""),
    "stars:int:default=1.5": (19, "a whole number", ""),
    "size:float:default=nan": (20, "not a number", ""),
    "open:bool:default=maybe": (19, "yes or no", ""),
    "at:date:default=now": (9, "no option 'default'", ""),
    "s:str:choices=a,a": (7, "a word of its own", ""),
    "s:str:choices=a,": (7, "a word of its own", ""),
    "s:str:choices=a,b:default=c": (19, "not one of the choices", "a, b"),
    "s:str:choices=long:max=3": (7, "longer than 3", ""),
    "s:str!:choices=a,b": (1, "cannot be unique", ""),
    "s:str!:default=a": (8, "two would have it", ""),
    "s:str:max=2:default=abc": (13, "longer than 2", ""),
    "p:decimal:digits=2:places=3": (1, "more places than digits", ""),
}


@pytest.mark.parametrize("text", GOOD)
def test_a_field_becomes_a_line_of_the_model(text: str) -> None:
    one = read_field(text)

    assert field_code(one, HERE if one.target else None, "") == GOOD[text]


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_field_is_refused_at_its_place(text: str) -> None:
    place, reason, hint = BAD[text]

    with pytest.raises(UsageError, match=reason) as refused:
        read_field(text)
    problem, shown, mark = refused.value.message.splitlines()
    assert f"letter {place}:" in problem
    assert shown == f"  {text}"
    assert mark == f"  {' ' * (place - 1)}^"
    assert hint in refused.value.hint


def test_a_model_of_another_app_is_named_with_its_label() -> None:
    line = field_code(read_field("author:fk:shop.Author"), THERE, "post_author_set")

    assert line == 'author = models.ForeignKey("shop.Author", on_delete=models.CASCADE, related_name="post_author_set")'  # fmt: skip


@pytest.mark.parametrize("texts", [("a:int", "a:str"), ("a:fk:B", "a_id:int"), ("a_id:int", "a:fk:B")])  # fmt: skip
def test_two_fields_of_one_name_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="there are two fields"):
        read_fields(texts)


def test_no_type_is_forgotten() -> None:
    assert {read_field(text).kind for text in GOOD} == set(TYPES)
