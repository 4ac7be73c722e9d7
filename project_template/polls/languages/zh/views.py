"""V，视图：每个视图接收一个请求，返回一个响应。由谁回答，写在 urls.py 里。"""

from mtvgen.runtime.db.models import F, QuerySet, Sum
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.views import generic
from mtvgen.runtime.views.decorators.http import require_POST

from .models import Choice, Question


class IndexView(generic.ListView):
    """最新的五个问题。"""

    template_name = "index.html"
    context_object_name = "questions"

    def get_queryset(self) -> QuerySet[Question]:
        """返回列表要显示的内容。"""
        return Question.published().order_by("-pub_date")[:5]


class DetailView(generic.DetailView):
    """一个问题，和回答它的表单。"""

    template_name = "detail.html"

    def get_queryset(self) -> QuerySet[Question]:
        """返回可以访问的问题；其他编号都是 404。"""
        return Question.published()


class ResultsView(DetailView):
    """各个选项有多少人选。"""

    template_name = "results.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """返回模板可以使用的内容：还有票数的总和。"""
        votes = self.object.choice_set.aggregate(total=Sum("votes"))
        return super().get_context_data(**kwargs, **votes)


@require_POST
def vote(request: HttpRequest, question_id: int) -> HttpResponse:
    """记下一票，然后让浏览器去看结果。"""
    question = get_object_or_404(Question.published(), pk=question_id)
    try:
        choice = question.choice_set.get(pk=request.POST["choice"])
    except (KeyError, ValueError, Choice.DoesNotExist):
        # 什么也没选，或者送来了表单里没有的选项：再问一次。
        context = {"question": question, "error": "请选择一个答案。"}
        return render(request, "detail.html", context)
    # 由数据库自己加一。如果写成 `choice.votes += 1`，同一时刻的两票
    # 会读到同一个数，其中一票就丢了。
    choice.votes = F("votes") + 1
    choice.save()
    # 重定向之后，浏览器的刷新按钮只是再看一次结果，不会再投一票。
    return redirect("polls:results", question.pk)
