"""可以设置的内容：哪些应用、哪个数据库、哪些文件夹。其余的都有默认值。"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from mtvgen.runtime.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent


def read(name: str) -> str:
    """返回环境变量里的设置；那里没有时，返回文件 .env 里的。"""
    if value := os.environ.get(name):
        return value
    env = BASE_DIR / ".env"
    for line in env.read_text("utf-8").splitlines() if env.exists() else []:
        key, _, value = line.partition("=")
        if key.strip() == name and value.strip():
            return value.strip()
    return ""


# 用来给 cookie 和会话签名。它不写在这里，因为这个文件会分享给别人；.env 不会。
SECRET_KEY = read("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        f"没有 SECRET_KEY：环境变量里没有，{BASE_DIR / '.env'} 里也没有。"
        "请在那个文件里写一行：SECRET_KEY= 后面接大约五十个随机字母。"
    )

# 出错时，浏览器会显示代码和数据。环境变量 DEBUG=0 可以关掉它：
# 只要别人能访问这个网站，就应该关掉。
DEBUG = os.environ.get("DEBUG", "1") != "0"

# 网站可以用哪些名字访问；在环境变量里用空格隔开。
# 没有写、并且 DEBUG 打开时：localhost。
ALLOWED_HOSTS: list[str] = os.environ.get("ALLOWED_HOSTS", "").split()

# 在哪里查找模型、静态文件和命令。这个项目本身就是它的第一个应用。
INSTALLED_APPS = [
    "mtvgen.runtime.contrib.staticfiles",
    "{{ cookiecutter.project_slug }}",
]

# 每个请求进来时从上到下经过这些中间件，每个响应出去时从下到上。
MIDDLEWARE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "{{ cookiecutter.project_slug }}.urls"
WSGI_APPLICATION = "{{ cookiecutter.project_slug }}.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {},
    },
]

# 数据库是旁边的一个文件；或者由环境变量或 .env 里的 DATABASE_URL 指定：
# postgresql://user:password@host:5432/name
DATABASES = {
    "default": {
        "ENGINE": "mtvgen.runtime.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    },
}
if url := read("DATABASE_URL"):
    parts = urlsplit(url)
    engines = {"postgres": "postgresql", "mariadb": "mysql", "sqlite": "sqlite3"}
    DATABASES["default"] = {
        "ENGINE": f"mtvgen.runtime.db.backends.{engines.get(parts.scheme, parts.scheme)}",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"

# request.session 放在签了名的 cookie 里：用户能读，但不能改。
SESSION_ENGINE = "mtvgen.runtime.contrib.sessions.backends.signed_cookies"

# 在哪个地址下找到 static/css/site.css。DEBUG 关掉以后，这是前面的网页服务器的工作。
STATIC_URL = "static/"

# 页面的语言，供 Django 自带的文字使用；templates/base.html 会告诉浏览器。
LANGUAGE_CODE = "zh-hans"

# 数据库里的时间都是 UTC；页面用这个时区显示，例如 "Asia/Shanghai"。
USE_TZ = True
TIME_ZONE = "UTC"
