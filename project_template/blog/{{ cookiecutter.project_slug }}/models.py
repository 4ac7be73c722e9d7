"""M, the models: what the database keeps. Each class is a table, each field a column."""

from collections.abc import Iterable

from mtvgen.runtime.core.validators import MaxLengthValidator
from mtvgen.runtime.db import models
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.safestring import SafeString
from mtvgen.runtime.utils.text import slugify

from .markdown import to_html

MOST_COMMENTS = 200  # of one post: then its comments are closed
MOST_TAGS = 8  # of one post


def free_slug(model: type[models.Model], name: str) -> str:
    """Return a part of an address made of *name*, one that no other row of the table has."""
    wanted = slugify(name, allow_unicode=True)[:60] or model.__name__.lower()
    slug = wanted
    number = 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class Tag(models.Model):
    """A word under which posts are found."""

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=70, unique=True, allow_unicode=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the list of its posts."""
        return reverse("tag", args=[self.slug])

    @classmethod
    def named(cls, name: str) -> "Tag":
        """Return the tag of that name, in small or capital letters; a new one if there is none."""
        tag = cls.objects.filter(name__iexact=name).first()
        return tag or cls.objects.create(name=name, slug=free_slug(cls, name))


class Post(models.Model):
    """Something to read. While `published` is empty it is a draft, for editors only."""

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=70, unique=True, allow_unicode=True)
    summary = models.CharField(max_length=300)
    text = models.TextField(validators=[MaxLengthValidator(50_000)])
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts")
    published = models.DateTimeField(null=True, blank=True, db_index=True)
    comments: "models.Manager[Comment]"  # the other end of Comment.post, made by it

    class Meta:
        ordering = ["-published", "-id"]  # newest first

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its own page."""
        return reverse("post", args=[self.slug])

    @classmethod
    def public(cls) -> models.QuerySet["Post"]:
        """Return the posts that everybody may read.

        Every view asks here, so none of them can forget the rule.
        """
        return cls.objects.filter(published__lte=timezone.now())

    def html(self) -> SafeString:
        """Return the text as HTML. It is the one thing on the pages that is not escaped."""
        return to_html(self.text)

    def when(self) -> str:
        """Return the day of publication for people: in the time zone of the settings."""
        return f"{timezone.localtime(self.published):%Y-%m-%d}" if self.published else ""

    def takes_comments(self) -> bool:
        """Return whether visitors may still say something."""
        return self.comments.count() < MOST_COMMENTS

    def set_tags(self, names: Iterable[str]) -> None:
        """Give it these tags and no others; a tag that no post has any more goes away."""
        self.tags.set([Tag.named(name) for name in names])
        Tag.objects.filter(posts=None).delete()


class Comment(models.Model):
    """What a visitor said about a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    author = models.CharField(max_length=60)
    text = models.CharField(max_length=2000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]  # oldest first, as people talk

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"

    def when(self) -> str:
        """Return the time of writing for people: in the time zone of the settings."""
        return f"{timezone.localtime(self.created):%Y-%m-%d %H:%M}"


class Page(models.Model):
    """A page that belongs to no day, such as "About". Each one stands in the menu."""

    title = models.CharField(max_length=40)
    slug = models.SlugField(max_length=70, unique=True, allow_unicode=True)
    text = models.TextField(validators=[MaxLengthValidator(50_000)])

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its address."""
        return reverse("page", args=[self.slug])

    def html(self) -> SafeString:
        """Return the text as HTML."""
        return to_html(self.text)
