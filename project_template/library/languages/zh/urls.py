"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

from mtvgen.runtime.urls import path

from . import views

urlpatterns = [
    path("", views.book_list, name="books"),
    path("books/new/", views.book_create, name="book_create"),
    path("books/<int:pk>/", views.book_detail, name="book"),
    path("books/<int:pk>/edit/", views.book_edit, name="book_edit"),
    path("books/<int:pk>/delete/", views.book_delete, name="book_delete"),
    path("books/<int:pk>/lend/", views.book_lend, name="book_lend"),
    path("authors/<int:pk>/", views.author_detail, name="author"),
    path("members/", views.member_list, name="members"),
    path("members/new/", views.member_create, name="member_create"),
    path("members/<int:pk>/", views.member_detail, name="member"),
    path("members/<int:pk>/edit/", views.member_edit, name="member_edit"),
    path("loans/", views.loan_list, name="loans"),
    path("loans/<int:pk>/return/", views.loan_return, name="loan_return"),
    path("report/", views.report_page, name="report"),
]
