"""谁可以写：知道文件 .env 里的密码的人。没有账号。

说对密码的人，浏览器会得到一个签了名的 cookie（request.session），里面是密码的指纹。
没有 SECRET_KEY，谁也造不出这样的 cookie，谁也不能从中读出密码；
在 .env 里换了新密码，用旧密码开始的会话就全部结束。
"""

from collections.abc import Callable
from functools import wraps

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpRequest, HttpResponseBase
from mtvgen.runtime.middleware.csrf import rotate_token
from mtvgen.runtime.shortcuts import redirect
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils.crypto import constant_time_compare, salted_hmac
from mtvgen.runtime.utils.http import urlencode
from mtvgen.runtime.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def is_editor(request: HttpRequest) -> bool:
    """返回这个浏览器是否说过密码。"""
    said = request.session.get("editor", "")
    return bool(settings.EDITOR_PASSWORD) and constant_time_compare(said, _fingerprint())


def enter(request: HttpRequest, password: str) -> bool:
    """密码说对了，就成为编辑；返回是否说对了。"""
    right = settings.EDITOR_PASSWORD
    # 普通的 == 遇到第一个不同的字符就停：从用时就能看出对了几个。
    if not right or not constant_time_compare(password, right):
        return False
    request.session["editor"] = _fingerprint()
    rotate_token(request)  # 进门以前打开的表单，进门以后就作废
    return True


def leave(request: HttpRequest) -> None:
    """让编辑变回访客。"""
    request.session.flush()


def editors_only(view: View) -> View:
    """只让编辑看到 *view*；其他人都去填密码。"""

    @never_cache  # 离开以后，浏览器的后退按钮也不能再显示它
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if is_editor(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("desk")
        return redirect(f"{reverse('enter')}?{urlencode({'next': back})}")

    return guarded


def _fingerprint() -> str:
    return salted_hmac("editor", settings.EDITOR_PASSWORD, algorithm="sha256").hexdigest()
