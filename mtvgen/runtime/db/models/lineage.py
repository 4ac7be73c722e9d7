"""The parents of a model that have tables of their own: what `_meta` knows about them.

(Django's documentation: topics/db/models, "Multi-table inheritance".) A row of such a model is one
row in each table; its *links* are the OneToOneFields that lead from one table to the parent's.
"""

from __future__ import annotations

from typing import Any


class Lineage:
    """The half of Options that knows the parents."""

    parents: dict[Any, Any]
    """Parent → the link to it; None where a proxy has no link."""
    model: Any
    concrete_model: Any

    @property
    def all_parents(self) -> tuple[Any, ...]:
        """Every parent, and theirs, in the order of Python's own search."""
        found = set(self.parents)
        for parent in self.parents:
            found.update(parent._meta.all_parents)
        return tuple(one for one in self.model.mro() if one in found)

    def get_parent_list(self) -> list[Any]:
        """Return every parent, and theirs."""
        return list(self.all_parents)

    def get_base_chain(self, model: Any) -> list[Any]:
        """Return the parents that lead to *model*, the nearest first; none when it is no parent."""
        if model in self.parents:
            return [model]
        for parent in self.parents:
            rest = parent._meta.get_base_chain(model)
            if rest:
                return [parent, *rest]
        return []

    def get_ancestor_link(self, ancestor: Any) -> Any:
        """Return the link that leads towards *ancestor*, or None."""
        if ancestor in self.parents:
            return self.parents[ancestor]
        for parent, link in self.parents.items():
            further = parent._meta.get_ancestor_link(ancestor)
            if further:
                return link or further
        return None

    def links_to(self, owner: Any) -> tuple[Any, ...]:
        """Return the links from this model's table to that of *owner*, a parent; () for itself."""
        concrete = self.concrete_model
        target = owner._meta.concrete_model
        if target is concrete:
            return ()
        links = []
        here = concrete._meta
        for parent in here.get_base_chain(target):
            link = here.parents[parent]
            if link is not None:
                links.append(link)
            here = parent._meta
        return tuple(links)

    def _of_family(self, own: list[Any], attribute: str) -> list[Any]:
        """Return what the parents have under *attribute*, each once, and then *own*."""
        found: dict[int, Any] = {}
        for parent in self.parents:
            found.update((id(one), one) for one in getattr(parent._meta, attribute))
        return [*found.values(), *own]
