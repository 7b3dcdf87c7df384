"""The comment form and its labels; the wall before a paid article."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.lexicons import lexicon

LABELS = lexicon("comment-labels")
FORM = re.compile(
    r"[\W_]*(?:لن يتم نشر عنوان بريدك|الحقول الالزاميه|احفظ اسمي|هذا الموقع يستخدم.*اكيسميت"
    r"|تعرف على كيفيه معالجه بيانات التعليقات|يجب (?:ان تكون|انت تكون|عليك) (?:مسجل|مسجلا|تسجيل)"
    r"|الرجاء (?:عدم ارسال التعليق|معامله الاخرين)|التعليقات التي تحوي|التعليق لا يعبر|\(?ملاحظه\)?:? التعليقات"
    r"|your email address will not|required fields are marked|التعليقات الوارده لا تعبر)"
)


def comment_form(view: View) -> Iterator[Furniture]:
    for at, line in enumerate(view.lines):
        words = " ".join(word for word in line.words if not word.isdigit())
        if (words in LABELS and len(line.words) <= 6) or FORM.match(line.folded):
            yield view.marked(at, "comment-form")


WALL = re.compile(r"(?:الاشتراك|اشتراك|الاشتراكات|المشتركين|تسجيل الدخول|subscribe|sign in)(?!\w)")
WALLED = re.compile(
    r"(?:هذا المقال|المقالات|باقه|باقات|لمتابعه القراءه|لمواصله القراءه|للاطلاع|to continue reading)(?!\w)"
)


def paywall(view: View) -> Iterator[Furniture]:
    """«للاطلاع على المقالات يتوجب الاشتراك»: under the article, and about reading it."""
    for at, line in enumerate(view.lines):
        low = at >= max(1, len(view.lines) // 2)
        if low and len(line.words) <= 25 and WALL.search(line.folded) and WALLED.search(line.folded):
            yield view.marked(at, "paywall")
