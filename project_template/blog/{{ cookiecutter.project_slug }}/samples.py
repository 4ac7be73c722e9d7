"""What `python manage.py fill` writes into an empty blog: data only."""

# days ago (None: a draft), title, tags, summary, text
POSTS: list[tuple[int | None, str, list[str], str, str]] = [
    (
        400,
        "Hello, world",
        ["blog"],
        "The first post of every blog. This one says what comes next.",
        """
This is the **first post**. It is about nothing, and it is here so that the list is not empty.

What will come:

1. a few words about *how the web works*,
2. some Python,
3. and a recipe.
""",
    ),
    (
        60,
        "What happens when you press Enter",
        ["web", "http"],
        "An address goes in, a page comes out. Between them lies one request and one response.",
        """
You type an address and press Enter. Your browser opens a connection and sends a few lines of text:

```http
GET /posts/hello-world/ HTTP/1.1
Host: 127.0.0.1:8000
```

The server answers with a few more:

```http
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
```

Then comes the page itself. That is *all*. Everything else, cookies, redirects, caches, is written
in those few lines.

> HTTP is a protocol that you can speak by hand.

Try it: open the network view of your browser's developer tools, and load this page again.
""",
    ),
    (
        21,
        "Five lines of Python that I use every day",
        ["python"],
        "Read a file, count the words, print the ten most frequent ones.",
        """
```python
from collections import Counter
from pathlib import Path

words = Path("book.txt").read_text("utf-8").lower().split()
for word, count in Counter(words).most_common(10):
    print(f"{count:6} {word}")
```

`Counter` does the work. It is a dictionary that starts every count at zero, so

- nothing has to be there before it is counted,
- `most_common` sorts, and
- two counters can be added: `first + second`.

The documentation has [many more of these](https://docs.python.org/3/library/collections.html).
""",
    ),
    (
        9,
        "Three letters: M, T, V",
        ["web", "python"],
        "Every page of this blog is made by three files. Which one would you change?",
        """
| letter | file | question |
|---|---|---|
| **M** | `models.py` | What do we know? |
| **T** | `templates/` | What does it look like? |
| **V** | `views.py` | Who asks, and what do they get? |

When something looks wrong, begin with *T*. When something **is** wrong, begin with *M*. When
somebody sees what they should not, begin with *V*.
""",
    ),
    (
        3,
        "Pancakes for one",
        ["kitchen"],
        "One egg, one cup, one pan: breakfast in ten minutes, and only the pan to wash.",
        """
## You need

- 1 egg
- half a cup of flour
- half a cup of milk
- a pinch of salt

## You do

1. Stir everything until it is smooth.
2. Wait five minutes. *(This is the hard part.)*
3. Fry two thin pancakes, one minute on each side.

---

With jam. Always with jam.
""",
    ),
    (
        1,
        "Why drafts are worth keeping",
        ["blog"],
        "A text that nobody may read yet is where the good ones come from.",
        """
A draft costs nothing: it is one row in a table, and its column `published` is empty.

It can wait. You come back after a night, and the second sentence was the first one all along.

The rule that hides drafts stands in **one** place, `Post.public()` in `models.py`. Every list,
every page and the feed ask there.
""",
    ),
    (
        None,
        "An unfinished thought",
        ["blog"],
        "Only editors see this: it is a draft.",
        """
To be continued …
""",
    ),
]

# title of the post: author, text
COMMENTS: dict[str, list[tuple[str, str]]] = {
    "Pancakes for one": [
        ("Ada", "Made them this morning. I did not wait five minutes."),
        ("Grace", "With jam? With lemon and sugar!"),
        ("Ada", "Grace is right."),
    ],
    "Three letters: M, T, V": [
        ("Linus", "And where does <script>alert(1)</script> go? Ah: it is shown, not run."),
    ],
}

# title, text
PAGES: list[tuple[str, str]] = [
    (
        "About",
        "This blog is a **kit** of mtvgen: a small site that is complete, and yours to change.\n\n"
        "Everything on it stands in the file `samples.py`. Change it at the desk, or delete it "
        "there and write something better.",
    ),
]
