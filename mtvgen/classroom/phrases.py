"""What the lessons say themselves, in English and Chinese; a set's own texts lie in its folder."""

from .words import Text, filled, said

LANGUAGES = ("en", "zh")
"""The languages that the command itself speaks."""

_PHRASES: dict[str, Text] = {
    "passed": {"en": "passed", "zh": "通过"},
    "failed": {"en": "failed", "zh": "未通过"},
    "skipped": {"en": "waits", "zh": "等待"},
    "waits for": {"en": "waits for: {title}", "zh": "等待：{title}"},
    "expected": {"en": "expected", "zh": "期望"},
    "received": {"en": "received", "zh": "收到"},
    "nothing": {"en": "(nothing)", "zh": "（无）"},
    "sent": {"en": "What was sent:", "zh": "发送的内容："},
    "printed": {"en": "What the program printed:", "zh": "程序打印的内容："},
    "stage": {
        "en": "Stage {number} of {count}: {title}",
        "zh": "第 {number} 阶段，共 {count} 阶段：{title}",
    },
    "all passed": {"en": "All {count} checks passed.", "zh": "全部 {count} 项检查通过。"},
    "some failed": {
        "en": "{passed} of {count} checks passed.",
        "zh": "{count} 项检查中有 {passed} 项通过。",
    },
    "seed": {
        "en": "The same values again: {command} --seed {seed}",
        "zh": "用同样的值再试：{command} --seed {seed}",
    },
    "your work": {"en": "Your work: {path}", "zh": "你的作业：{path}"},
    "progress": {
        "en": "{passed} of {count} stages passed.",
        "zh": "{count} 个阶段中已通过 {passed} 个。",
    },
    "the end": {
        "en": "That was the last stage: you have climbed the whole ladder.",
        "zh": "这是最后一个阶段：你已爬完整个阶梯。",
    },
    "not passed": {
        "en": "Stage {place} has not passed yet.",
        "zh": "阶段 {place} 还没有通过。",
    },
    "not passed hint": {
        "en": "Type `mtvgen lesson check`, or go on without it: mtvgen lesson next --skip",
        "zh": "请输入 `mtvgen lesson check`，或跳过它：mtvgen lesson next --skip",
    },
    "give up hint": {
        "en": "Pass it first, take another hint (mtvgen lesson hint), or give up on it: mtvgen lesson solution --give-up",
        "zh": "请先通过它，再看一个提示（mtvgen lesson hint），或者放弃：mtvgen lesson solution --give-up",
    },
    "hint": {"en": "Hint {number} of {count}: {title}", "zh": "提示 {number}/{count}：{title}"},
    "no more hints": {
        "en": "These were all the hints. After the pass, or with --give-up: mtvgen lesson solution",
        "zh": "提示已全部给出。通过之后，或使用 --give-up：mtvgen lesson solution",
    },
    "kept": {"en": "Your old work is kept in {path}.", "zh": "原来的作业保存在 {path}。"},
    "begun": {"en": "Stage {place} begins in {path}.", "zh": "阶段 {place} 从 {path} 开始。"},
    "watching": {
        "en": "Watching {path}. Save a file to check it again; Ctrl-C ends.",
        "zh": "正在监视 {path}。保存文件即重新检查；按 Ctrl-C 结束。",
    },
    "next": {"en": "Next:", "zh": "下一步："},
    "here": {"en": "you are here", "zh": "你在这里"},
    "given up": {"en": "solution shown", "zh": "已看答案"},
    "by you": {"en": "you", "zh": "你"},
    "not yet": {"en": "not yet", "zh": "尚无"},
    "read": {"en": "read the lesson", "zh": "阅读课文"},
    "check": {"en": "check your work", "zh": "检查作业"},
    "keep checking": {"en": "check it on every save", "zh": "每次保存时检查"},
    "a hint": {"en": "take a hint", "zh": "看一个提示"},
    "go on": {"en": "go on to the next stage", "zh": "进入下一阶段"},
    "page": {"en": "see the ladder in a browser", "zh": "在浏览器中查看阶梯"},
    "checks": {"en": "Checks", "zh": "检查项"},
    "hints": {"en": "Hints that you took", "zh": "已看的提示"},
    "who does what": {"en": "Who does what in this stage", "zh": "本阶段各部分由谁完成"},
    "contents": {"en": "Stages", "zh": "阶段"},
}


def phrase(name: str, language: str, **values: object) -> str:
    """Return the phrase of that name in *language*, English where it has none, with its values filled in."""
    return said(filled(_PHRASES[name], **values), language)
