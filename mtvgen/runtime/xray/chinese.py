"""What to do about an exception, in Chinese: the sentences of the error pages' advice."""

import re

_NO_TABLE = re.compile(r"The database has no table (\S+): type `python manage\.py migrate`;")

_SENTENCES = {
    "The database does not know this field yet: type `python manage.py makemigrations`, "
    "then `python manage.py migrate`.": (
        "数据库还不知道这个字段：先运行 `python manage.py makemigrations`，再运行 `python manage.py migrate`。"
    ),
    "Another program holds the database: close it, or wait until it has finished.": (
        "另一个程序正占用着数据库：关掉它，或等它用完。"
    ),
    "Something that you expected to be an object is None. Look at where it comes from: a "
    "function without `return`, or a search that found nothing?": (
        "你以为是对象的东西其实是 None。看看它从哪里来：是函数忘了写 `return`，还是查询什么也没找到？"
    ),
    "The module has no such name: check its spelling, and that the file is saved.": (
        "模块里没有这个名字：检查拼写，并确认文件已经保存。"
    ),
    "The object has no such name: check its spelling, and print(type(…)) to see what it is.": (
        "对象没有这个名字：检查拼写，并用 print(type(…)) 看看它到底是什么。"
    ),
    "What stands before the dot is None: look at what the view gives to render(…).": (
        "点号前面的值是 None：看看视图传给 render(…) 的是什么。"
    ),
    "The object has no such name: check its spelling in the template and in models.py.": (
        "对象没有这个名字：检查模板和 models.py 里的拼写。"
    ),
    "The template uses a name that the view did not give it: look at the dict in render(…).": (
        "模板用到了视图没有给它的名字：看看 render(…) 里的字典。"
    ),
    "The names in the URL pattern's <…> must be the names of the view's arguments.": (
        "URL 模式 <…> 里的名字必须和视图的参数名一致。"
    ),
    "The function needs more than it was given. A view gets `request` and one argument for "
    "each <…> of its URL pattern.": (
        "传给函数的参数不够。视图会得到 `request`，以及 URL 模式中每个 <…> 对应的一个参数。"
    ),
    "The function was given more than it takes. A view gets `request` and one argument for "
    "each <…> of its URL pattern.": (
        "传给函数的参数太多。视图会得到 `request`，以及 URL 模式中每个 <…> 对应的一个参数。"
    ),
    "One of the values is None: look at where it comes from.": (
        "其中一个值是 None：看看它从哪里来。"
    ),
    "Two modules import each other. Move one of the imports into the function that needs it.": (
        "两个模块互相导入。把其中一个 import 移到用到它的函数里面。"
    ),
    "Check the spelling. Your own modules are imported like `from .models import …`; others "
    "must be installed: `pip install …`.": (
        "检查拼写。自己的模块这样导入：`from .models import …`；别人的模块要先安装：`pip install …`。"
    ),
    "The module is there, but not this name: check its spelling in both files.": (
        "模块在，但里面没有这个名字：检查两个文件里的拼写。"
    ),
    "The database refused the row: a value is missing, doubled, or points to nothing.": (
        "数据库拒绝了这一行：有值缺失、重复，或者指向不存在的行。"
    ),
    "The request brought no such field. Use `.get(name)`, and compare the names with those "
    "of the form's inputs.": (
        "请求里没有这个字段。请用 `.get(name)`，并和表单里 input 的 name 对照一下。"
    ),
    "No row fits. In a view, get_object_or_404() answers with “not found” instead.": (
        "没有符合的行。在视图里可以用 get_object_or_404()，它会回答“未找到”。"
    ),
    "More than one row fits. Use filter() for several, or ask for something unique.": (
        "符合的行不止一个。要多行就用 filter()，或者按唯一的值来查。"
    ),
    "Lines of one block start in the same column: four spaces for each level.": (
        "同一个代码块的每一行要从同一列开始：每一层缩进四个空格。"
    ),
    "Look at the marked place, and at the end of the line before it.": (
        "看看标出的位置，再看看它前一行的末尾。"
    ),
    "The name is not known here: check its spelling, or import it at the top.": (
        "这里不认识这个名字：检查拼写，或在文件开头导入它。"
    ),
    "The dict has no such key: print it, or use `.get(key)`.": (
        "字典里没有这个键：把字典打印出来看看，或者用 `.get(key)`。"
    ),
    "The list is shorter than that: an empty one has no [0].": (
        "列表没有那么长：空列表连 [0] 都没有。"
    ),
    "A function calls itself without end, maybe through others: see the frames below.": (
        "有个函数没完没了地调用自己，也可能经过了别的函数：看下面的调用栈。"
    ),
    "The number under the division line is 0: look at where it comes from.": (
        "除数是 0：看看它从哪里来。"
    ),
}


def in_chinese(hint: str) -> str:
    """Return the Chinese of a sentence of advice; what an exception says itself stays as it is."""
    table = _NO_TABLE.match(hint)
    if table:
        return (
            f"数据库里没有表 {table[1]}：运行 `python manage.py migrate`；"
            "如果改过 models.py，先运行 `python manage.py makemigrations`。"
        )
    return _SENTENCES.get(hint, hint)
