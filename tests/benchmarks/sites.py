"""The same small site three times, each as its framework's own documentation has it.

A page from a template that shows a text of the view and one of a model, and a style sheet.
"""

import subprocess
import sys
from pathlib import Path

from .served import Projects

PAGE = (
    '<!doctype html><html><head><title>A page</title><link rel="stylesheet" href="/static/site.css"></head>'
    "<body><p>TEMPLATE 0</p><p>{{ view }}</p><p>{{ model }}</p></body></html>"
)
STYLE = "body { color: black; } /* STYLE 0 */"
VIEW = '"VIEW 0"'
_VIEWS = """
from {package}.http import HttpResponse
from {package}.shortcuts import render
from .models import WORD

def index(request):
    return render(request, "page.html", {{"view": "VIEW 0", "model": WORD}})

def hello(request):
    return HttpResponse("Hello, world!</html>")
"""
_MODELS = """
from {package}.db import models

WORD = "MODEL 0"

class Entry(models.Model):
    text = models.CharField(max_length=100)
"""
_URLS = """
from {package}.urls import path
from . import views

urlpatterns = [path("", views.index), path("hello/", views.hello)]
"""
_FLASK = """
from flask import Flask, render_template
from models import WORD

app = Flask(__name__)

@app.route("/")
def index():
    return render_template("page.html", view="VIEW 0", model=WORD)

@app.route("/hello/")
def hello():
    return "Hello, world!</html>"
"""


def our_site(projects: Projects) -> Path:
    """Write the site for mtvgen; return the folder of its manage.py."""
    command = [sys.executable, "-m", "mtvgen", "startproject", "mysite", "--no-input", "--no-git"]
    subprocess.run([*command, "--into", str(projects.path)], check=True, capture_output=True)
    site = projects.path / "mysite"
    _fill(projects, "mysite", "mtvgen.runtime")
    return site


def django_site(projects: Projects) -> Path:
    """Write the site for Django; return the folder of its manage.py."""
    folder = projects.path / "djangos"
    folder.mkdir()
    start = [sys.executable, "-m", "django", "startproject", "project", str(folder)]
    subprocess.run(start, check=True, capture_output=True)
    settings = folder / "project" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("INSTALLED_APPS = [", 'INSTALLED_APPS = [\n    "mysite",')
    settings.write_text(text, encoding="utf-8")
    urls = (
        'from django.urls import include, path\nurlpatterns = [path("", include("mysite.urls"))]\n'
    )
    (folder / "project" / "urls.py").write_text(urls, encoding="utf-8")
    _fill(projects, "djangos/mysite", "django")
    (folder / "mysite" / "__init__.py").write_text("", encoding="utf-8")
    return folder


def flask_site(projects: Projects) -> Path:
    """Write the site for Flask; return its folder."""
    return projects.write(
        "flasks",
        {
            "app.py": _FLASK,
            "models.py": 'WORD = "MODEL 0"\n',
            "templates/page.html": PAGE,
            "static/site.css": STYLE,
        },
    )


def _fill(projects: Projects, folder: str, package: str) -> None:
    files = {"views.py": _VIEWS, "models.py": _MODELS, "urls.py": _URLS}
    projects.write(
        folder,
        {name: text.format(package=package) for name, text in files.items()}
        | {"templates/page.html": PAGE, "static/site.css": STYLE},
    )
