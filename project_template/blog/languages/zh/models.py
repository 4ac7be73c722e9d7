"""M，模型：数据库保存什么。每个类是一张表，每个字段是一列。"""

from collections.abc import Iterable

from mtvgen.runtime.core.validators import MaxLengthValidator
from mtvgen.runtime.db import models
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.safestring import SafeString
from mtvgen.runtime.utils.text import slugify

from .markdown import to_html

MOST_COMMENTS = 200  # 每篇文章；到了这个数，评论就关闭
MOST_TAGS = 8  # 每篇文章


def free_slug(model: type[models.Model], name: str) -> str:
    """返回由 *name* 做成的一段地址，表里没有第二行与它相同。"""
    wanted = slugify(name, allow_unicode=True)[:60] or model.__name__.lower()
    slug = wanted
    number = 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class Tag(models.Model):
    """一个词，用它可以找到文章。"""

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=70, unique=True, allow_unicode=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """返回带这个标签的文章列表的地址。"""
        return reverse("tag", args=[self.slug])

    @classmethod
    def named(cls, name: str) -> "Tag":
        """返回这个名字的标签，不分大小写；没有就新建一个。"""
        tag = cls.objects.filter(name__iexact=name).first()
        return tag or cls.objects.create(name=name, slug=free_slug(cls, name))


class Post(models.Model):
    """一篇文章。`published` 为空时是草稿，只有编辑能看到。"""

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=70, unique=True, allow_unicode=True)
    summary = models.CharField(max_length=300)
    text = models.TextField(validators=[MaxLengthValidator(50_000)])
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts")
    published = models.DateTimeField(null=True, blank=True, db_index=True)
    comments: "models.Manager[Comment]"  # Comment.post 的另一端，由它产生

    class Meta:
        ordering = ["-published", "-id"]  # 最新的在前

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """返回它自己的页面的地址。"""
        return reverse("post", args=[self.slug])

    @classmethod
    def public(cls) -> models.QuerySet["Post"]:
        """返回所有人都可以读的文章。

        每个视图都从这里取，所以谁也不会忘记这条规则。
        """
        return cls.objects.filter(published__lte=timezone.now())

    def html(self) -> SafeString:
        """返回 HTML 形式的正文。页面上只有它不做转义。"""
        return to_html(self.text)

    def when(self) -> str:
        """返回给人看的发布日期：按设置里的时区。"""
        return f"{timezone.localtime(self.published):%Y-%m-%d}" if self.published else ""

    def takes_comments(self) -> bool:
        """返回访客是否还可以评论。"""
        return self.comments.count() < MOST_COMMENTS

    def set_tags(self, names: Iterable[str]) -> None:
        """换成这些标签；没有文章再用的标签会被删除。"""
        self.tags.set([Tag.named(name) for name in names])
        Tag.objects.filter(posts=None).delete()


class Comment(models.Model):
    """访客对一篇文章说的话。"""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    author = models.CharField(max_length=60)
    text = models.CharField(max_length=2000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]  # 最早的在前，像谈话一样

    def __str__(self) -> str:
        return f"{self.author}：{self.text[:40]}"

    def when(self) -> str:
        """返回给人看的评论时间：按设置里的时区。"""
        return f"{timezone.localtime(self.created):%Y-%m-%d %H:%M}"


class Page(models.Model):
    """不属于任何一天的页面，例如“关于”。每个页面都在菜单里。"""

    title = models.CharField(max_length=40)
    slug = models.SlugField(max_length=70, unique=True, allow_unicode=True)
    text = models.TextField(validators=[MaxLengthValidator(50_000)])

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """返回它的地址。"""
        return reverse("page", args=[self.slug])

    def html(self) -> SafeString:
        """返回 HTML 形式的正文。"""
        return to_html(self.text)
