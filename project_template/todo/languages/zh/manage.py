#!/usr/bin/env python
"""在这个项目上执行命令：`python manage.py runserver`；其他命令见 `help`。"""

import os
import sys
from pathlib import Path


def main() -> None:
    """找到项目，然后执行命令行要求的事。"""
    folder = Path(__file__).resolve().parent
    # 项目只从上一级文件夹、以自己的名字被导入，没有第二种方式：
    # 如果它自己的文件夹也在路径上，同一个文件就可能以两个名字被导入两次。
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != folder]
    sys.path.append(str(folder.parent))
    settings = "{{ cookiecutter.project_slug }}.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)

    from mtvgen.runtime.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
