"""Who owns the page and how to reach them: copyright, telephone, e-mail, address, masthead."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View

RESERVED = re.compile(r"حقوق.*محفوظه|محفوظه.*حقوق|all rights reserved|copyright|©")
LEADING_RIGHTS = re.compile(
    r"\W*(?:©|(?:جميع|كل|كافه)?\s*(?:ال)?حقوق\s+(?:ال)?(?:محفوظه|نشر|طبع|ملكيه)|all rights|copyright)"
)
PHONE = re.compile(
    r"[\W_]*(?:هاتف|الهاتف|تلفون|تليفون|تلفاكس|فاكس|الفاكس|جوال|موبايل|واتساب|للتواصل|للاتصال|اتصل بنا"
    r"|tel|phone|fax|mobile)\b"
    r"[^.؟!]*\d[\d\s\-+()/]{5,}"
)
BARE_PHONE = re.compile(r"[\s+()\d\-]+")
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]+|\[email\W?protected\]")
LINK = re.compile(r"(?:https?://|www\.)\S+")
ADDRESS = re.compile(r"[\W_]*(?:(?:العنوان|عنوان|address)[^:]{0,12}:|ص\s?\.\s?ب|صندوق بريد|p\.?o\.? box)")
MASTHEAD = re.compile(
    r"[\W_]*(?:رئيس (?:مجلسي? الاداره|التحرير|مجلس اداره)|مدير التحرير|المدير العام|مدير النشر|نائب رئيس التحرير"
    r"|رئيسه التحرير)\s*[:/]"
)
UNTOLD_MASTHEAD = re.compile(
    r"(?:الاشراف|المشرف) العام|مدير التحرير|المدير العام|الناشر|رئيس التحرير(?: المسؤول)?"
    r"|رئيس مجلسي? الاداره(?: و(?:رئيس )?التحرير)?"
)
POLICY = re.compile(
    r"[\W_]*(?:سياسه الخصوصيه|شروط الاستخدام|الشروط والاحكام|اتصل بنا|من نحن|عن الموقع|هيئه التحرير|اعلن معنا|للاعلان"
    r"|(?:تنفيذ|تصميم|برمجه|تطوير) و ?(?:استضافه|تطوير|برمجه|تنفيذ)|powered by|developed by"
    r"|privacy policy|contact us|about us)"
)


def copyright_notice(view: View) -> Iterator[Furniture]:
    for at, line in enumerate(view.lines):
        if RESERVED.search(line.folded) is None or len(line.words) > 30:
            continue
        if LEADING_RIGHTS.match(line.folded) or not line.prose or "©" in line.folded:
            yield view.marked(at, "copyright")


def contact(view: View) -> Iterator[Furniture]:
    """A telephone number, an e-mail address, a link or a postal address and nothing else on the line."""
    for at, line in enumerate(view.lines):
        bare = LINK.sub(" ", MAIL.sub(" ", line.folded))
        left = sum(len(word) > 1 for word in re.findall(r"[^\W\d_]+", bare))
        number = sum(char.isdigit() for char in line.folded) if len(line.folded) <= 25 else 0
        if (PHONE.match(line.folded) and len(line.words) <= 14) or (number >= 8 and BARE_PHONE.fullmatch(line.folded)):
            yield view.marked(at, "telephone")
        elif bare != line.folded and left <= 4 and not line.prose:
            yield view.marked(at, "link" if LINK.search(line.folded) else "e-mail")
        elif view.at_edge(at) and ADDRESS.match(line.folded) and not line.stopped and len(line.words) <= 20:
            yield view.marked(at, "address")


def masthead(view: View) -> Iterator[Furniture]:
    """«رئيس التحرير: …», with the name on this line or the next; «سياسة الخصوصية», «اتصل بنا»."""
    untold = -2
    for at, line in enumerate(view.lines):
        named = MASTHEAD.match(line.folded) and len(line.words) <= 20 and not line.prose
        policy = POLICY.match(line.folded) and len(line.words) <= 12 and not line.stopped and view.at_edge(at)
        name = untold == at - 1 and view.in_head(at) and 2 <= len(line.words) <= 4 and not line.stopped
        if view.at_edge(at) and UNTOLD_MASTHEAD.fullmatch(line.phrase):
            untold = at
        if named or policy or name or untold == at:
            yield view.marked(at, "masthead")
