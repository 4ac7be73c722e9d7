"""What Django offers here needs forms: until they are there, what to write instead."""

from ...absent import absent

_TWO_STEPS = (
    "Views that edit need forms, which are not offered yet. Write a View with get(), which shows "
    "the page, and post(), which checks request.POST, saves the object and redirects."
)

ADVICE = {
    "FormView": _TWO_STEPS,
    "CreateView": _TWO_STEPS,
    "UpdateView": f"{_TWO_STEPS} get_object_or_404() finds the object.",
    "DeleteView": "Write a View with post(): get_object_or_404(…).delete(), then redirect(…).",
    "FormMixin": _TWO_STEPS,
    "ModelFormMixin": _TWO_STEPS,
    "ProcessFormView": _TWO_STEPS,
    "DeletionMixin": "Write a View with post(): get_object_or_404(…).delete(), then redirect(…).",
    "BaseFormView": _TWO_STEPS,
    "BaseCreateView": _TWO_STEPS,
    "BaseUpdateView": _TWO_STEPS,
    "BaseDeleteView": _TWO_STEPS,
}
"""Django's name → what to write until it is offered."""

__getattr__ = absent(__name__, ADVICE)
