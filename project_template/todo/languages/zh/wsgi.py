"""网页服务器的入口：每来一个请求，服务器就调用一次 `application`（PEP 3333）。"""

import os
import sys
from pathlib import Path

from mtvgen.runtime.core.wsgi import get_wsgi_application

# 项目从上一级文件夹、以自己的名字被导入。
sys.path.append(str(Path(__file__).resolve().parent.parent))
settings = "{{ cookiecutter.project_slug }}.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)

application = get_wsgi_application()
