"""V, the views: each takes a request and returns a response. urls.py says which one answers."""

from mtvgen.runtime.db.models import F, QuerySet, Sum
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.views import generic
from mtvgen.runtime.views.decorators.http import require_POST

from .models import Choice, Question


class IndexView(generic.ListView):
    """The latest five questions."""

    template_name = "index.html"
    context_object_name = "questions"

    def get_queryset(self) -> QuerySet[Question]:
        """Return what the list shows."""
        return Question.published().order_by("-pub_date")[:5]


class DetailView(generic.DetailView):
    """One question, and the form to answer it."""

    template_name = "detail.html"

    def get_queryset(self) -> QuerySet[Question]:
        """Return what may be asked for; every other number is a 404."""
        return Question.published()


class ResultsView(DetailView):
    """How many chose what."""

    template_name = "results.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Return what the template can use: also the sum of all votes."""
        votes = self.object.choice_set.aggregate(total=Sum("votes"))
        return super().get_context_data(**kwargs, **votes)


@require_POST
def vote(request: HttpRequest, question_id: int) -> HttpResponse:
    """Count one vote, then send the browser to the results."""
    question = get_object_or_404(Question.published(), pk=question_id)
    try:
        choice = question.choice_set.get(pk=request.POST["choice"])
    except (KeyError, ValueError, Choice.DoesNotExist):
        # Nothing was chosen, or somebody sent what the form does not offer: ask once more.
        context = {"question": question, "error": "Please choose one of the answers."}
        return render(request, "detail.html", context)
    # The database itself adds one. With `choice.votes += 1`, two votes at the same moment would
    # both read the same number, and one of them would be lost.
    choice.votes = F("votes") + 1
    choice.save()
    # After a redirect the browser's reload button shows the results again; it does not vote again.
    return redirect("polls:results", question.pk)
