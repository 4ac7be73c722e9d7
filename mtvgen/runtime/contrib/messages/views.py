"""A message after a form was good."""

from typing import Any

from . import api


class SuccessMessageMixin:
    """Put before FormView, CreateView or UpdateView: adds `success_message` when the form is valid."""

    success_message = ""
    request: Any

    def form_valid(self, form: Any) -> Any:
        """Return the response of the view, the message added."""
        response = super().form_valid(form)  # type: ignore[misc]
        message = self.get_success_message(form.cleaned_data)
        if message:
            api.success(self.request, message)
        return response

    def get_success_message(self, cleaned_data: dict[str, Any]) -> str:
        """Return `success_message`, with "%(field)s" replaced by the form's cleaned values."""
        return self.success_message % cleaned_data
