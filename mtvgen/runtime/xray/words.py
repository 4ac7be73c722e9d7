"""What is said of a journey, in English and in Chinese: by code, with values in braces."""

import re
from collections.abc import Mapping
from typing import Any

from ..urls.explain import SENTENCES
from .chinese import in_chinese

LANGUAGES = ("en", "zh")

_BRACE = re.compile(r"(?<!\{)\{(\w+)\}")

_EN: dict[str, dict[str, str]] = {
    "station": {
        "server": "server",
        "middleware": "middleware",
        "urls": "URL patterns",
        "view": "view",
        "query": "query",
        "template": "template",
        "response": "response",
    },
    "kind": {
        "server.received": "The request has come in: {request_line}",
        "middleware.in": "{short} takes the request",
        "middleware.out": "{short} hands the response on",
        "urls.tried": "The pattern {route} is tried",
        "urls.matched": "The pattern {route} leads to {view}",
        "urls.missed": "No pattern matches {path}",
        "view.called": "The view {view} is called",
        "view.returned": "The view has ended",
        "query.ran": "The database {database} has answered",
        "template.filled": "The template {name} is filled",
        "error.raised": "{type}: {message}",
        "static.answered": "The static file {path} was asked for",
        "response.made": "The response is ready: {status} {reason}",
        "server.sent": "The answer is on its way",
    },
    "why": {
        **SENTENCES,
        "matched": "it matches",
        "not_reached": "it was not asked: a pattern before it matches",
    },
    "advice": {
        "select_related": "each time one {relation} more is fetched: ask for them together with {use}",
        "prefetch_related": "each {model} asks for its own {relation}: fetch them all at once with {use}",
        "in_bulk": "one {model} is fetched at a time, by its key: fetch them at once with {use}",
        "filter_in": "one {model} is fetched at a time, by {field}: fetch them at once with {use}",
        "annotate_count": "each {model} counts its own rows: let the database count them all with {use}",
        "count": "rows of {model} are counted again and again: count them in one query with values() and annotate()",
        "exists": "the database is asked for each one whether there is a {model}: ask once, with filter(…__in=…) or annotate(Exists(…))",
        "ask_once": "the very same question, with the same answer: ask {model} once before the loop, and keep the answer in a variable",
        "ask_once_for_all": "the same question with another value each time: ask once for all values, with filter(…__in=…)",
        "bulk_create": "one {model} is written at a time: collect them in a list, and write it with {model}.objects.bulk_create(…)",
        "bulk_update": "one {model} is changed at a time: change them with filter(…).update(…), or with {model}.objects.bulk_update(…)",
        "delete_many": "one {model} is deleted at a time: delete them with {model}.objects.filter(…).delete()",
    },
    "hint": {
        "csrf": "Write {{ csrf_input }} inside the <form> of the template, and fill it with render(request, …).",
        "missing_url": "Did you mean {near}?",
    },
    "tree": {
        "no_server": "no server: the request was made by this command or by a test",
        "size": "{bytes} bytes",
        "answered": "answered itself",
        "raised": "raised {raised}",
        "rows": "{rows} rows",
        "row": "1 row",
        "repeated": "{count} times the same query (N+1)",
        "instead": "Instead: {advice}",
        "not_reached": "{count} patterns behind it were not asked",
        "not_reached_1": "1 pattern behind it was not asked",
        "looked_in": "looked for in {files}",
        "extends": "extends {name}",
        "include": "includes {name}",
        "import": "imports {name}",
        "names": "names: {names}",
        "form": "form: {fields}",
        "what_to_do": "What to do: {hint}",
        "left_out": "{count} more events were left out",
        "time": "Time: {shares}",
        "your_line": "{place}: {text}",
    },
}

_ZH: dict[str, dict[str, str]] = {
    "station": {
        "server": "服务器",
        "middleware": "中间件",
        "urls": "URL 模式",
        "view": "视图",
        "query": "查询",
        "template": "模板",
        "response": "响应",
    },
    "kind": {
        "server.received": "收到请求：{request_line}",
        "middleware.in": "{short} 接过请求",
        "middleware.out": "{short} 交出响应",
        "urls.tried": "尝试模式 {route}",
        "urls.matched": "模式 {route} 通向 {view}",
        "urls.missed": "没有模式匹配 {path}",
        "view.called": "调用视图 {view}",
        "view.returned": "视图执行完毕",
        "query.ran": "数据库 {database} 已回答",
        "template.filled": "填充模板 {name}",
        "error.raised": "{type}：{message}",
        "static.answered": "请求静态文件 {path}",
        "response.made": "响应已就绪：{status} {reason}",
        "server.sent": "响应已发出",
    },
    "why": {
        "regex": "正则表达式不匹配",
        "slash_missing": "网址末尾没有斜杠，而这个模式有",
        "slash_extra": "网址末尾有斜杠，而这个模式没有",
        "empty": "网址到这里已经结束，而这个模式还有内容",
        "end_of_path": "网址在 {wanted} 之前就结束了",
        "rest_of_path": "模式已经结束，网址后面还有 {found}",
        "other_end": "第 {segment} 段之后，网址与模式不同",
        "segment_goes_on": "第 {segment} 段是 {found}，而模式的这一段到此为止",
        "literal": "第 {segment} 段是 {found}，不是 {wanted}",
        "converter_int": "第 {segment} 段是 {found}，而 {parameter} 只接受数字 0 到 9",
        "converter_slug": "第 {segment} 段是 {found}，而 {parameter} 只接受 ASCII 字母、数字、连字符和下划线",
        "converter_uuid": "第 {segment} 段是 {found}，而 {parameter} 只接受带连字符的小写 UUID",
        "converter_str": "第 {segment} 段是 {found}，而 {parameter} 接受任何不含斜杠的非空文本",
        "converter_path": "第 {segment} 段是 {found}，而 {parameter} 接受任何非空文本",
        "converter_other": "第 {segment} 段是 {found}，而 {parameter} 不接受它",
        "converter_refused": "{parameter} 的转换器拒绝了 {found}",
        "matched": "匹配",
        "not_reached": "没有轮到它：前面的模式已经匹配",
    },
    "advice": {
        "select_related": "每次都再取一个 {relation}：用 {use} 一次取齐",
        "prefetch_related": "每个 {model} 都单独查询自己的 {relation}：用 {use} 一次取齐",
        "in_bulk": "按主键一个一个地取 {model}：用 {use} 一次取齐",
        "filter_in": "按 {field} 一个一个地取 {model}：用 {use} 一次取齐",
        "annotate_count": "每个 {model} 都单独计数：用 {use} 让数据库一次数完",
        "count": "反复统计 {model} 的行数：用 values() 和 annotate() 在一次查询里数完",
        "exists": "逐个询问是否存在 {model}：用 filter(…__in=…) 或 annotate(Exists(…)) 一次问完",
        "ask_once": "同样的问题，同样的答案：在循环之前只向 {model} 查询一次，把答案存进变量",
        "ask_once_for_all": "同样的问题，每次只换一个值：用 filter(…__in=…) 一次问完所有的值",
        "bulk_create": "一次只写入一个 {model}：先收集到列表里，再用 {model}.objects.bulk_create(…) 一起写入",
        "bulk_update": "一次只修改一个 {model}：用 filter(…).update(…) 或 {model}.objects.bulk_update(…) 一起修改",
        "delete_many": "一次只删除一个 {model}：用 {model}.objects.filter(…).delete() 一起删除",
    },
    "hint": {
        "csrf": "在模板的 <form> 里写上 {{ csrf_input }}，并用 render(request, …) 填充模板。",
        "missing_url": "是不是想访问 {near}？",
    },
    "tree": {
        "no_server": "没有经过服务器：请求由这条命令或测试直接发出",
        "size": "{bytes} 字节",
        "answered": "由它自己作答",
        "raised": "抛出 {raised}",
        "rows": "{rows} 行",
        "row": "1 行",
        "repeated": "同一个查询执行了 {count} 次（N+1）",
        "instead": "改进：{advice}",
        "not_reached": "它后面的 {count} 个模式没有轮到",
        "not_reached_1": "它后面的 1 个模式没有轮到",
        "looked_in": "查找过：{files}",
        "extends": "继承 {name}",
        "include": "包含 {name}",
        "import": "导入 {name}",
        "names": "变量：{names}",
        "form": "表单：{fields}",
        "what_to_do": "怎么办：{hint}",
        "left_out": "另有 {count} 个事件没有列出",
        "time": "用时：{shares}",
        "your_line": "{place}：{text}",
    },
}

_WORDS = {"en": _EN, "zh": _ZH}


def sentence(group: str, code: str, values: Mapping[str, Any], lang: str = "en") -> str:
    """Return what is said of *code*; the code itself where nothing is known of it.

    group: "station", "kind", "why", "advice", "hint" or "tree". lang: one of LANGUAGES; English for any other.
    """
    # SAFETY: not str.format(), whose braces reach into objects
    text = _WORDS.get(lang, _EN).get(group, {}).get(code, code)
    return _BRACE.sub(lambda found: str(values.get(found[1], "…")), text)


def catalogue(lang: str = "en") -> dict[str, dict[str, str]]:
    """Return every sentence, by group and code, its values still in braces."""
    return {group: dict(words) for group, words in _WORDS.get(lang, _EN).items()}


def hint_in(facts: Mapping[str, Any], lang: str) -> str:
    """Return in *lang* what to do about an error; what an exception says itself stays as it is."""
    hint = str(facts.get("hint") or "")
    if hint and (facts.get("code") == "csrf" or "near" in facts):
        return sentence("hint", str(facts["code"]), facts, lang)
    return in_chinese(hint) if lang == "zh" else hint
